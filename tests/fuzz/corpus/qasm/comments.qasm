// ψ
OPENQASM 2.0; /* a
 * b */ qreg q[1]; // end