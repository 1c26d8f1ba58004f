// The words that the text of a program is made of: names, gates, angles, expressions, definitions and declarations.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "qasm/names.hpp"
#include "sim/circuit/program.hpp"

namespace quanvas::qasm {

template <class... Args>
void put(std::string& text, fmt::format_string<Args...> format, Args&&... args) {
  fmt::format_to(std::back_inserter(text), format, std::forward<Args>(args)...);
}

class ProgramText {
 public:
  ProgramText(const sim::Program& program, Version version);

  bool version2() const { return version_ == Version::qasm2; }

  // What stands before the steps: with all that the members below have named until then.
  std::string head();

  const std::string& wire(Wire wire) const { return wires_[wire.value]; }
  std::string bit(std::size_t index);
  // What an assignment to these bits has on its left.
  std::string target(std::size_t first, std::size_t count);
  // A gate of the list, or a definition, as it is applied.
  std::string gate(sim::GateId gate);
  std::string definition(std::uint32_t definition);
  // scale * name + offset. Throws Error in OpenQASM 2 for angles that are not constant.
  std::string angle(std::string_view gate, const sim::Angle& angle);
  std::string expression(const sim::Formula& formula);
  // The name of the register that has exactly these bits; empty where none has.
  std::string register_of(std::size_t first, std::size_t count) const;

 private:
  void declare(std::string& text) const;
  void define(std::string& text, std::uint32_t definition);
  bool extra(std::string_view name) const;
  std::string written_name(std::string_view name) const;
  sim::Formula::Spelling spelling(std::span<const std::string> names);
  std::pair<const sim::Register*, std::string> holder(std::size_t bit);
  std::string integer_of_bits(std::size_t first, std::size_t count);

  const sim::Program& program_;
  Version version_;
  std::vector<std::string> parameters_;
  std::vector<std::string> qubits_;
  std::vector<std::string> wires_;
  std::vector<std::string> registers_;
  std::vector<std::string> memory_;
  std::vector<std::string> definitions_;
  std::set<std::string_view> used_;  // gates of the list that need a definition
  std::set<std::uint32_t> defined_;  // definitions in use
  bool uses_memory_ = false;
};

}  // namespace quanvas::qasm
