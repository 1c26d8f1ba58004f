// What is no program, or not supported: where it stands and why.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "qasm/reader.hpp"
#include "support/error_of.hpp"

namespace quanvas::qasm {
namespace {

using test::error_of;
using testing::HasSubstr;
using testing::StartsWith;

struct Refused {
  std::string_view text;
  std::string_view place;
  std::string_view reason;
};

// Bodies start at line 2.
constexpr Refused kRefused2[] = {
    {"", "2:1", "the program has no qubits"},
    {"qreg q[2]\nh q;", "3:1", "`;` is expected here, not `h`"},
    {"qreg q[2];\nh q[2];", "3:5", "an index of `q` of 2: it must be a whole number from 0 to 1"},
    {"qreg q[2];\nh q[-1];", "3:5", "an index of `q` of -1"},
    {"qreg q[2];\nhh q;", "3:1", "unknown gate `hh`; did you mean `h`?"},
    {"qreg q[2];\ncx q[0];", "3:1", "the gate `cx` acts on 2 qubits, 1 are given"},
    {"qreg q[2];\nh q[0], q[1];", "3:1", "the gate `h` acts on 1 qubits, more are given"},
    {"qreg q[2];\ncx q[1], q[1];", "3:10", "the qubit q[1] is named twice"},
    {"qreg q[2];\ncx q, q[0];", "3:7", "the qubit q[0] is named twice"},
    {"qreg q[2]; qreg r[3];\ncx q, r;", "3:7", "registers of different sizes: `q` of 2 and `r` of 3"},
    {"qreg q[2];\nrx q[0];", "3:1", "the gate rx takes 1 angles, 0 are given"},
    {"qreg q[2];\nh(1) q[0];", "3:1", "the gate h takes 0 angles, 1 are given"},
    {"qreg q[2];\nrx(1/0) q[0];", "3:5", "a division by zero"},
    {"qreg q[2];\nrx(theta) q[0];", "3:4", "unknown name `theta` in an expression"},
    {"qreg q[100001];", "2:6", "more than 100000 qubits in all"},
    {"qreg q[20];\nqreg r[99999];", "3:6", "more than 100000 qubits in all"},
    {"qreg q[0];", "2:8", "a size of 0"},
    {"qreg q;", "2:7", "the size of the register is missing"},
    {"qreg q[1]; creg q[1];", "2:17", "`q` is declared already"},
    {"qreg qubits[1];\nh qubit[0];", "3:3", "`qubit` is no register of qubits; did you mean `qubits`?"},
    {"creg c[1]; qreg q[1];\nh c[0];", "3:3", "`c` is no register of qubits"},
    {"qreg q[1];\nif (c == 1) x q[0];", "3:5", "unknown name `c` in an expression"},
    {"qreg q[1]; creg c[2];\nif (c == 1) {x q[0];}", "3:13", "a statement is expected here, not `{`"},
    {"qreg q[1]; creg c[2];\nif (c) x q[0]; else x q[0];", "3:16", "unknown gate `else`"},
    {"qreg q[1]; opaque magic a;\nmagic q[0];", "3:1", "the gate `magic` is opaque"},
    {"qreg q[1]; creg c[2];\nmeasure q -> c;", "3:14", "1 qubits are measured to 2 bits"},
    {"qreg q[1]; creg c[1];\nmeasure q;", "3:10", "`-> BIT` is missing"},
    {"qreg q[1]; creg c[1];\nc = measure q;", "3:1",
     "`c` is a bit register: in OpenQASM 2 measure with `measure q -> c;`"},
    {"qreg q[1]; creg c[1];\nmeasure q -> d;", "3:14", "`d` is no register of bits; did you mean `c`?"},
    {"qubit[2] q;", "2:1", "`qubit` is OpenQASM 3, and the file says OPENQASM 2.0"},
    {"input float x;", "2:1", "`input` is OpenQASM 3"},
    {"qreg q[1]; inv @ h q[0];", "2:16", "`inv @` is no modifier of OpenQASM 2"},
    {"include \"mine.inc\";", "2:9",
     "cannot include \"mine.inc\": there is no such file, only qelib1.inc and stdgates.inc"},
    {"include mine;", "2:9", "a file's name in quotes is expected here, not `mine`"},
    {"gate f a { f a; }", "2:12", "unknown gate `f`"},
    {"gate f a { x a; }\ngate f a { y a; }", "3:6", "the gate `f` is defined already"},
    {"gate f a { x b; }", "2:14", "`b` is no qubit of the gate f; did you mean `a`?"},
    {"gate f a { x a[0]; }", "2:15", "`a` is a single qubit here"},
    {"gate f a, b { cx a, a; }", "2:21", "the qubit `a` is named twice"},
    {"gate f a, b { cx a; }", "2:15", "this gate acts on 2 qubits, 1 are given"},
    {"gate f(x, x) a { }", "2:11", "`x` is named twice"},
    {"gate f a { x a;", "2:16", "a statement is expected here, not the end of the file"},
    {"gate f a { measure a; }", "2:12", "unknown gate `measure`"},
    {"qreg q[1]; rx(1 q[0];", "2:17", "`)` is expected here, not `q`"},
    {"qreg q[1]; /* h q;", "2:12", "this comment does not end"},
    {"; qreg q[1];", "2:1", "a statement is expected here, not `;`"},
    {"qreg q[1]; # h", "2:12", "`#pragma` and other lines of `#` are not supported"},
};

constexpr Refused kRefused3[] = {
    {"qubit q;\nx q[0];", "3:4", "`q` is single: it has no index"},
    {"qubit[4] q;\nx q[0:4];", "3:7", "an index of `q` of 4"},
    {"qubit[4] q;\nx q[{0, 5}];", "3:9", "an index of `q` of 5"},
    {"qubit[4] q;\nx q[2:1];", "3:8", "a range of `q` without a member"},
    {"qubit q;\nx $;", "3:3", "an unexpected `$`"},
    {"input bool t;", "2:7", "`input bool` is not supported, only of the types float and angle"},
    {"input float t; const float s = 2 * t;", "2:32", "the constant `s` depends on an input"},
    {"input float t;\nqubit[t] q;", "3:7", "a size cannot depend on an input"},
    {"input float t; input float t;", "2:28", "`t` is declared already"},
    {"array[int, 3] t;", "2:1", "`array` is not supported; docs/openqasm.md says what is"},
    {"delay[1] q;", "2:1", "`delay` is not supported"},
    {"extern f(int) -> int;", "2:1", "`extern` is not supported"},
    {"complex[float] z;", "2:1", "`complex` is not supported"},
    {"output bit c;", "2:1", "`output` is not supported"},
    {"while (true) { }", "2:7", "the program runs too long"},
    {"def f(qubit a) { } qubit q; f();", "2:32", "the subroutine `f` takes more than 0 arguments"},
    {"def f(qubit a) { } qubit q; f(q, q);", "2:32", "the subroutine `f` takes 1 arguments"},
    {"def f(qubit[2] a) { } qubit[3] q; f(q);", "2:37", "`a` takes 2 qubits, 3 are given"},
    {"def f() { f(); } qubit q; f();", "2:11", "subroutines nested more than 100 deep"},
    {"def f() -> bit { } qubit q; bit c; c = f();", "2:40", "the subroutine `f` returns nothing"},
    {"let a = q;", "2:9", "`q` is no register of qubits"},
    {"qubit q; bit c; c = measure q; if (c) { int i = 1; break; }", "2:52", "`break` outside of a loop"},
    {"qubit q; bit c; for int i in [0:1] { c = measure q; if (c) break; }", "2:60",
     "`break` under a condition that depends on a measurement is not supported"},
    {"qubit q; bit c; float f = 1; c = measure q; if (c) f = 2;", "2:52", "the float `f` depends on a measurement"},
    {"qubit q; bit c; c = measure q; rx(1) q[c];", "2:39", "`q` is single"},
    {"qubit[2] q; bit c; c = measure q[0]; x q[c];", "2:42", "an index of `q` cannot depend on a measurement"},
    {"input float t; qubit q; if (t > 1) x q;", "2:29", "a condition that depends on an input is not supported"},
    {"bit[2] c = \"011\";", "2:8", "3 bits are assigned to 2"},
    {"const int n = 2; n = 3;", "2:18", "`n` is constant"},
    {"int n = 2; int n = 3;", "2:16", "`n` is declared already, in line 2"},
    {"for int i in [0:0:5] { }", "2:15", "a step of 0"},
    {"for int i in c { }", "2:14", "a loop over this is not supported"},
    {"if (true) { qubit q; }", "2:19", "qubits are declared within a block"},
    {"qubit q; pow(t) @ x q;", "2:14", "unknown name `t`"},
    {"input float t; qubit q; pow(t) @ x q;", "2:29", "the exponent of `pow` depends on an input"},
    {"input float t; qubit q; pow(0.5) @ rx(t) q;", "2:25", "a power of 0.5 of a gate whose angle depends on an input"},
    {"bit c; qubit[2] q; c = measure q;", "2:20", "2 qubits are measured to 1 bits"},
    {"qubit q; θ q;", "2:10", "unknown gate `θ`"},
    {"qubit q; gate f(a) r { rx(1 / a) r; }\nf(0) q;", "2:15", "a division by zero; in `f` at f:3:1"},
    {"qubit q; gate f(a) r { pow(0.5) @ rx(a) r; } input float t;\nf(t) q;", "2:24", "in `f` at f:3:1"},
    {"qubit[2] q;\nctrl(2) @ z q[0], q[1];", "3:1", "the gate `ctrl(2) @ z` acts on 3 qubits, 2 are given"},
    {"qubit[2] q;\nH q;", "3:1", "unknown gate `H`; did you mean `h`?"},
};

TEST(Reader, RefusesWithThePlaceAndTheReason) {
  const auto check = [](std::string_view version, const Refused& refused) {
    const std::string message =
        error_of([&] { read_program(fmt::format("OPENQASM {};\n{}", version, refused.text), "f"); });
    EXPECT_THAT(message, StartsWith(fmt::format("f:{}: ", refused.place))) << refused.text;
    EXPECT_THAT(message, HasSubstr(std::string(refused.reason))) << refused.text;
  };
  for (const Refused& refused : kRefused2) check("2.0", refused);
  for (const Refused& refused : kRefused3) check("3.0", refused);
}

}  // namespace
}  // namespace quanvas::qasm
