OPENQASM 2.0;
include "qelib1.inc";
gate majority a, b, c { cx c, b; cx c, a; ccx a, b, c; }
gate unmaj a, b, c { ccx a, b, c; cx c, a; cx a, b; }
qreg a[2]; qreg b[2]; qreg cin[1];
x a[0]; x b;
majority cin[0], b[0], a[0];
unmaj cin[0], b[0], a[0];
