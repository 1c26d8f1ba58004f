#include "sim/circuit/observable.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>

#include "base/error.hpp"
#include "base/text.hpp"

namespace quanvas::sim {
namespace {

class Parser {
 public:
  Parser(std::string_view text, std::size_t wires) : text_(text), wires_(wires) {}

  Observable parse() {
    Observable observable;
    skip();
    if (at_end()) complain("an observable is missing");
    double sign = 1;
    if (peek() == '-' || peek() == '+') sign = next() == '-' ? -1 : 1;
    observable.terms.push_back(term(sign));
    while (!at_end()) {
      if (peek() != '+' && peek() != '-') complain("expected + or -");
      sign = next() == '-' ? -1 : 1;
      observable.terms.push_back(term(sign));
    }
    return observable;
  }

 private:
  [[noreturn]] void complain(std::string_view what) const {
    fail("observable `{}`, column {}: {}; write it like \"Z0\", \"X0 Y1\" or \"0.5 Z0 Z3 - X1\"", text_, position_ + 1,
         what);
  }
  bool at_end() const { return position_ == text_.size(); }
  char peek() const { return text_[position_]; }
  char next() { return text_[position_++]; }
  void skip() {
    while (!at_end() && (std::isspace(static_cast<unsigned char>(peek())) || peek() == '*' || peek() == '@'))
      ++position_;
  }
  std::string_view digits(std::string_view allowed) {
    const std::size_t start = position_;
    while (!at_end() && allowed.find(peek()) != std::string_view::npos) ++position_;
    return text_.substr(start, position_ - start);
  }

  PauliTerm term(double sign) {
    PauliTerm result{.coefficient = sign, .factors = {}};
    std::vector<Wire> named;
    skip();
    const std::size_t start = position_;
    digits("0123456789.");
    // A sign after the letter of an exponent belongs to it.
    if (position_ > start && !at_end() && (peek() == 'e' || peek() == 'E')) {
      ++position_;
      if (!at_end() && (peek() == '+' || peek() == '-')) ++position_;
      digits("0123456789");
    }
    if (const std::string_view number = text_.substr(start, position_ - start); !number.empty()) {
      const auto value = parse_real(number);
      if (!value) {
        position_ = start;
        complain("this is not a number");
      }
      result.coefficient *= *value;
    }
    for (skip(); !at_end() && peek() != '+' && peek() != '-'; skip()) factor(result, named);
    if (position_ == start) complain("a term is missing");
    return result;
  }

  void factor(PauliTerm& term, std::vector<Wire>& named) {
    const char letter = static_cast<char>(std::toupper(static_cast<unsigned char>(peek())));
    if (letter != 'X' && letter != 'Y' && letter != 'Z' && letter != 'I') complain("expected X, Y, Z or I with a wire");
    ++position_;
    const auto wire = parse_unsigned(digits("0123456789"));
    if (!wire) complain("the wire's number is missing");
    if (*wire >= wires_) complain(fmt::format("there is no wire {}; the circuit has {}", *wire, wires_));
    const Wire on(static_cast<std::uint32_t>(*wire));
    if (std::ranges::find(named, on) != named.end()) complain("a term names each wire once");
    named.push_back(on);
    if (letter != 'I') term.factors.emplace_back(on, letter);
  }

  std::string_view text_;
  std::size_t wires_;
  std::size_t position_ = 0;
};

// The letters of a Pauli string without numbers, in capitals; "" for another text.
std::string pauli_letters(std::string_view text) {
  std::string letters;
  for (const char c : text) letters += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return letters.find_first_not_of("IXYZ") == std::string::npos ? letters : "";
}

Observable product_of(std::string_view letters) {
  PauliTerm term;
  for (std::uint32_t w = 0; w < letters.size(); ++w)
    if (letters[w] != 'I') term.factors.emplace_back(Wire(w), letters[w]);
  return {.terms = {term}};
}

}  // namespace

Observable z(Wire wire) { return z(std::vector{wire}); }

Observable z(const std::vector<Wire>& wires) {
  PauliTerm term;
  for (const Wire wire : wires) term.factors.emplace_back(wire, 'Z');
  return {.terms = {term}};
}

Observable parse_observable(std::string_view text, std::size_t wires) { return Parser(text, wires).parse(); }

std::vector<Observable> parse_observables(std::string_view text, std::size_t wires) {
  std::vector<Observable> observables;
  for (const std::string_view item : split(text, ',')) {
    const std::string letters = pauli_letters(item);
    if (letters.empty()) {
      observables.push_back(parse_observable(item, wires));
      continue;
    }
    require(letters.size() <= wires, "observable `{}`: {} letters are of as many wires; the circuit has {}", item,
            letters.size(), wires);
    if (letters.size() > 1) observables.push_back(product_of(letters));
    else
      for (std::uint32_t w = 0; w < wires; ++w)
        observables.push_back(parse_observable(fmt::format("{}{}", letters, w), wires));
  }
  require(!observables.empty(),
          "observables are missing; write them like \"Z\" (of each wire), \"ZZ\" or \"Z0, X0 Y1\"");
  return observables;
}

void require_within(const std::vector<Observable>& observables, std::size_t wires) {
  for (const Observable& observable : observables)
    for (const PauliTerm& term : observable.terms)
      for (auto factor = term.factors.begin(); factor != term.factors.end(); ++factor) {
        const auto& [wire, letter] = *factor;
        require(wire.value < wires, "an observable on wire {} of a circuit of {} wires", wire.value, wires);
        require(letter == 'X' || letter == 'Y' || letter == 'Z',
                "an observable with the factor `{}`; there are X, Y and Z", letter);
        require(std::ranges::find(term.factors.begin(), factor, wire, &std::pair<Wire, char>::first) == factor,
                "an observable that names wire {} twice in a product", wire.value);
      }
}

std::string to_text(const Observable& observable) {
  std::string text;
  for (const PauliTerm& term : observable.terms) {
    const double size = std::abs(term.coefficient);
    if (!text.empty()) text += term.coefficient < 0 ? " - " : " + ";
    else if (term.coefficient < 0) text += "-";
    std::vector<std::string> parts;
    if (size != 1 || term.factors.empty()) parts.push_back(quanvas::to_text(size));
    for (const auto& [wire, letter] : term.factors) parts.push_back(fmt::format("{}{}", letter, wire.value));
    text += join(parts, " ");
  }
  return text;
}

}  // namespace quanvas::sim
