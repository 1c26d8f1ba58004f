OPENQASM 3.0;
qubit[2] q;
barrier;
barrier q[0], q;
barrier q;
