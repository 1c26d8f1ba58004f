OPENQASM 2.0;
gate h a { x a; }
gate cx a, b { CX b, a; }
qreg q[2]; h q; cx q[0], q[1];
