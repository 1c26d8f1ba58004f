// Names that OpenQASM takes: what is reserved, and what a name becomes where it cannot stand as it is.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "qasm/lexer.hpp"

namespace quanvas::qasm {

class Names {
 public:
  explicit Names(Version version) : version_(version) {}

  // The name where it is an identifier of the version that is not taken yet, else a similar one; taken from here on.
  std::string take(std::string_view name);

 private:
  Version version_;
  std::set<std::string, std::less<>> taken_;
};

}  // namespace quanvas::qasm
