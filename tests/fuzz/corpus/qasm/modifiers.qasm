OPENQASM 3;
qubit[3] q;
inv @ s q[0];
ctrl @ rx(0.5) q[1], q[0];
ctrl(2) @ x q[0], q[1], q[2];
inv @ cu(1, 2, 3, 4) q[0], q[1];
