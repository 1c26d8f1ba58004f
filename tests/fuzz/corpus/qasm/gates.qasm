OPENQASM 2.0;
qreg q[3];
U(1,2,3) q; CX q[0],q[1]; u0(1) q; u1(1) q; u2(1,2) q; u3(1,2,3) q;
id q; x q; y q; z q; h q; s q; sdg q; t q; tdg q; sx q; sxdg q; rx(1) q; ry(1) q; rz(1) q; p(1) q;
 cy q[0],q[1]; cz q[0],q[1]; ch q[0],q[1]; swap q[0],q[1]; crx(1) q[0],q[1]; cry(1) q[0],q[1]; crz(1) q[0],q[1];
cp(1) q[0],q[1]; cu3(1,2,3) q[0],q[1]; rxx(1) q[0],q[1]; ryy(1) q[0],q[1]; rzz(1) q[0],q[1]; ccx q[0],q[1],q[2]; cswap q[0],q[1],q[2];
rccx q[0],q[1],q[2]; csx q[0],q[1];
