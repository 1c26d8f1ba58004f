OPENQASM 3.0;
qubit a; bit b; x a; b = measure a;
