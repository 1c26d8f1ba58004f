OPENQASM 3.0;
include "stdgates.inc";

// Two features, encoded between trained rotations.
input float feature_0;
input float feature_1;
input float a;
input float b;
input float c;
input float d;
qubit[2] q;

gate entangle(angle) p, r { rzz(angle) p, r; cx p, r; }

rx(a) q[0];
rx(b) q[1];
ry(pi * feature_0) q[0];
ry(pi * feature_1) q[1];
entangle(pi / 4) q[1], q[0];
rx(c) q[0];
rx(d) q[1];
