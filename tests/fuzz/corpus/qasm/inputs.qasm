OPENQASM 3.1;
include "stdgates.inc";
input float theta;
input angle[32] phi;
const float shift = pi/4;
qubit[2] q;
rx(2*theta + shift) q[0];
ry(-phi/3) q[1];
gphase(theta);
