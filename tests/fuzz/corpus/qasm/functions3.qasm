OPENQASM 3.0;
qubit q;
rx(π*tau**euler-(((1)))) q;
