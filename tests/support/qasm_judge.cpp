#include "support/qasm_judge.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <set>

#include "base/error.hpp"
#include "support/qasm_words.hpp"

namespace quanvas::test {
namespace {

const std::set<std::string_view> kFirstQelib1{"u3", "u2", "u1",  "cx",  "id",  "x",   "y",  "z",
                                              "h",  "s",  "sdg", "t",   "tdg", "rx",  "ry", "rz",
                                              "cz", "cy", "ch",  "ccx", "crz", "cu1", "cu3"};
const std::set<std::string_view> kLaterQelib1{"u0",   "u",    "p",   "sx",      "sxdg", "swap", "cswap",
                                              "crx",  "cry",  "cp",  "csx",     "cu",   "rxx",  "rzz",
                                              "rccx", "rc3x", "c3x", "c3sqrtx", "c4x"};
const std::set<std::string_view> kStdgates{
    "p",  "x",   "y",   "z",   "h",  "s",    "sdg", "t",     "tdg", "sx", "rx",    "ry",     "rz", "cx", "cy", "cz",
    "cp", "crx", "cry", "crz", "ch", "swap", "ccx", "cswap", "cu",  "CX", "phase", "cphase", "id", "u1", "u2", "u3"};

struct Definition {
  Words angles;
  Words qubits;
  Words body;
};

struct Modifier {
  std::string name;  // ctrl, negctrl, inv or pow
  double argument = 1;
};

// The gate where one more qubit, before its own, is in the basis state `state`.
Matrix controlled(const Matrix& gate, Eigen::Index state) {
  const Eigen::Index size = gate.rows();
  Matrix whole = Matrix::Identity(2 * size, 2 * size);
  whole.block(state * size, state * size, size, size) = gate;
  return whole;
}

// The meaning of the standard files' gates, by the dense reference's matrices.
Matrix standard_gate(std::string_view name, const std::vector<double>& a) {
  constexpr double kHalf = std::numbers::pi / 2;
  if (name == "u" || name == "U") return gate_matrix("u3", a);
  if (name == "u2") return gate_matrix("u3", {kHalf, a.at(0), a.at(1)});
  if (name == "u1" || name == "phase") return gate_matrix("p", a);
  if (name == "cu1" || name == "cphase") return gate_matrix("cp", a);
  if (name == "CX") return gate_matrix("cx", a);
  if (name == "cu") return controlled(std::polar(1.0, a.at(3)) * gate_matrix("u3", {a.at(0), a.at(1), a.at(2)}), 1);
  return gate_matrix(name, a);
}

class Judge {
 public:
  Judge(std::string_view text, Qelib1 qelib1, const Values& inputs)
      : cursor_(words_of(text)), qelib1_(qelib1), values_(inputs) {}

  JudgedProgram judge() {
    while (!cursor_.done()) statement();
    return std::move(program_);
  }

 private:
  void statement() {
    const std::string word = cursor_.peek();
    if (word == "OPENQASM") {
      version_ = cursor_.until(";").at(1)[0];
    } else if (word == "include") {
      include(cursor_.until(";").at(1));
    } else if (word == "gate") {
      define();
    } else if (word == "qreg" || word == "qubit") {
      declare(cursor_.until(";"));
    } else if (word == "input") {
      const Words words = cursor_.until(";");
      require(version_ == '3' && values_.contains(words.back()), "`{}` is an input without a value", words.back());
    } else if (word == "creg" || word == "bit" || word == "barrier") {
      cursor_.until(";");
    } else if (word == "measure") {
      const Words words = cursor_.until(";");
      const auto arrow = std::ranges::find(words, "->");
      measure({words.begin() + 1, arrow}, {arrow + 1, words.end()});
    } else {
      Words words = cursor_.until(";");
      const auto equals = std::ranges::find(words, "=");
      if (equals != words.end()) measure({equals + 2, words.end()}, {words.begin(), equals});
      else apply(words);
    }
  }

  void include(std::string_view file) {
    require(file == (version_ == '3' ? "\"stdgates.inc\"" : "\"qelib1.inc\""), "{} is not the file of the version",
            file);
    standard_ = version_ == '3' ? kStdgates : kFirstQelib1;
    if (version_ == '2' && qelib1_ == Qelib1::later) standard_.insert(kLaterQelib1.begin(), kLaterQelib1.end());
  }

  void define() {
    cursor_.expect("gate");
    const std::string name = cursor_.take();
    require(!standard_.contains(name) && !definitions_.contains(name), "gate {} is defined twice", name);
    Definition definition;
    if (cursor_.take_if("(")) definition.angles = names(cursor_.until(")"));
    definition.qubits = names(cursor_.until("{"));
    definition.body = cursor_.until("}");
    definitions_.emplace(name, definition);
  }

  static Words names(Words words) {
    std::erase(words, ",");
    return words;
  }

  // qreg q[2]; qubit[2] q; qubit q;
  void declare(const Words& words) {
    const auto open = std::ranges::find(words, "[");
    const std::size_t size = open == words.end() ? 1 : static_cast<std::size_t>(std::stoul(*(open + 1)));
    const std::string& name = words[0] == "qreg" ? words[1] : words.back();
    require(!registers_.contains(name), "register {} is declared twice", name);
    registers_[name] = {program_.qubits, size};
    program_.qubits += size;
    require(program_.unitary.size() == 0 || program_.unitary.isIdentity(), "qubits are declared after a gate");
    const Eigen::Index dimension = Eigen::Index{1} << program_.qubits;
    program_.unitary = Matrix::Identity(dimension, dimension);
  }

  // "q[1]" -> {1}, "q" -> all of it.
  std::vector<std::size_t> qubits_of(const Words& words) const {
    const auto known = registers_.find(words.at(0));
    require(known != registers_.end(), "there is no register {}", words[0]);
    const auto [first, size] = known->second;
    std::vector<std::size_t> qubits;
    if (words.size() == 1)
      for (std::size_t i = 0; i < size; ++i) qubits.push_back(first + i);
    else qubits.push_back(first + std::stoul(words.at(2)));
    require(qubits.back() < first + size, "{} has no qubit {}", words[0], qubits.back() - first);
    return qubits;
  }

  void measure(const Words& from, const Words& to) {
    const auto qubits = qubits_of(from);
    for (std::size_t i = 0; i < qubits.size(); ++i)
      program_.measured.emplace_back(
          qubits[i], to.size() > 1 ? to[0] + "[" + to.at(2) + "]" : to[0] + "[" + std::to_string(i) + "]");
  }

  // A gate on qubits, or, where an argument is a whole register, on each of its qubits.
  void apply(const Words& words) {
    require(program_.measured.empty(), "a gate stands behind a measurement");
    const auto [matrix, arguments] = call(words, values_);
    std::vector<std::vector<std::size_t>> qubits;
    std::size_t times = 1;
    for (const Words& argument : arguments) {
      qubits.push_back(qubits_of(argument));
      times = std::max(times, qubits.back().size());
    }
    for (std::size_t t = 0; t < times; ++t) {
      std::vector<Wire> wires;
      for (const auto& each : qubits) wires.emplace_back(static_cast<std::uint32_t>(each[each.size() == 1 ? 0 : t]));
      program_.unitary = on_wires(matrix, wires, program_.qubits) * program_.unitary;
    }
  }

  // The matrix of "modifiers @ name(angles)", and its arguments.
  std::pair<Matrix, std::vector<Words>> call(const Words& words, const Values& values) const {
    Cursor cursor(words);
    std::vector<Modifier> modifiers;
    for (std::string name = cursor.peek(); name == "ctrl" || name == "negctrl" || name == "inv" || name == "pow";
         name = cursor.peek()) {
      modifiers.push_back({.name = cursor.take()});
      if (cursor.take_if("(")) {
        modifiers.back().argument = cursor.expression(values);
        cursor.expect(")");
      }
      cursor.expect("@");
    }
    const std::string name = cursor.take();
    std::vector<double> angles;
    if (cursor.take_if("("))
      while (!cursor.take_if(")")) {
        angles.push_back(cursor.expression(values));
        cursor.take_if(",");
      }
    std::vector<Words> arguments;
    while (!cursor.done()) {
      arguments.emplace_back();
      while (!cursor.done() && !cursor.take_if(",")) arguments.back().push_back(cursor.take());
    }
    Matrix matrix = named(name, angles);
    for (auto modifier = modifiers.rbegin(); modifier != modifiers.rend(); ++modifier)
      matrix = modified(matrix, *modifier);
    require(matrix.rows() == Eigen::Index{1} << arguments.size(), "gate {} on {} qubits", name, arguments.size());
    return {matrix, arguments};
  }

  static Matrix modified(const Matrix& matrix, const Modifier& modifier) {
    if (modifier.name == "inv") return matrix.adjoint();
    Matrix result = modifier.name == "pow" ? Matrix::Identity(matrix.rows(), matrix.cols()) : matrix;
    for (int i = 0; i < static_cast<int>(modifier.argument); ++i)
      result = modifier.name == "pow" ? Matrix(result * matrix) : controlled(result, modifier.name == "ctrl" ? 1 : 0);
    return result;
  }

  Matrix named(const std::string& name, const std::vector<double>& angles) const {
    if (name == "gphase") return Matrix::Constant(1, 1, std::polar(1.0, angles.at(0)));
    if (name == "U" || (name == "CX" && version_ == '2') || standard_.contains(name))
      return standard_gate(name, angles);
    const auto found = definitions_.find(name);
    require(found != definitions_.end(), "there is no gate {}", name);
    const Definition& definition = found->second;
    require(angles.size() == definition.angles.size(), "gate {} of {} angles", name, angles.size());
    Values values;
    for (std::size_t i = 0; i < angles.size(); ++i) values[definition.angles[i]] = angles[i];
    const std::size_t qubits = definition.qubits.size();
    Matrix product = Matrix::Identity(Eigen::Index{1} << qubits, Eigen::Index{1} << qubits);
    for (Cursor body(definition.body); !body.done();) {
      const auto [matrix, arguments] = call(body.until(";"), values);
      std::vector<Wire> wires;
      for (const Words& argument : arguments) {
        const auto at = std::ranges::find(definition.qubits, argument.at(0));
        require(at != definition.qubits.end(), "gate {} has no qubit {}", name, argument[0]);
        wires.emplace_back(static_cast<std::uint32_t>(at - definition.qubits.begin()));
      }
      product = on_wires(matrix, wires, qubits) * product;
    }
    return product;
  }

  Cursor cursor_;
  Qelib1 qelib1_;
  Values values_;
  char version_ = '3';
  std::set<std::string_view> standard_;
  std::map<std::string, Definition> definitions_;
  std::map<std::string, std::pair<std::size_t, std::size_t>> registers_;  // first qubit, size
  JudgedProgram program_;
};

}  // namespace

JudgedProgram judge_qasm(std::string_view text, Qelib1 qelib1, const std::map<std::string, double>& inputs) {
  return Judge(text, qelib1, inputs).judge();
}

}  // namespace quanvas::test
