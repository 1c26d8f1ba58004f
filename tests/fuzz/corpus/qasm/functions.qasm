OPENQASM 2.0;
qreg q[1];
rx(sin(1)+cos(1)*tan(1)-exp(ln(2))/sqrt(3)) q;
rx(asin(0.1)+arccos(0.2)+atan(-2^3^-1)) q;
