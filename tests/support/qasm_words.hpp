// The words of an OpenQASM text, and expressions in them; for support/qasm_judge.
#pragma once

#include <cctype>
#include <cmath>
#include <map>
#include <numbers>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace quanvas::test {

using Words = std::vector<std::string>;
using Values = std::map<std::string, double>;

// Names, numbers, strings, and signs one by one; comments left out.
Words words_of(std::string_view text);

// Reads words from the front.
class Cursor {
 public:
  explicit Cursor(const Words& words) : words_(words) {}

  bool done() const { return next_ == words_.size(); }
  const std::string& peek() const {
    require(!done(), "the text ends too early");
    return words_[next_];
  }
  std::string take() {
    std::string word = peek();
    ++next_;
    return word;
  }
  bool take_if(std::string_view word) {
    if (done() || words_[next_] != word) return false;
    ++next_;
    return true;
  }
  void expect(std::string_view word) { require(take_if(word), "expected {} before {}", word, done() ? "" : peek()); }

  // The words up to the one that ends them, which is taken as well.
  Words until(std::string_view end) {
    Words taken;
    while (!take_if(end)) taken.push_back(take());
    return taken;
  }

  double expression(const Values& values) {
    double sum = term(values);
    for (;;) {
      if (take_if("+")) sum += term(values);
      else if (take_if("-")) sum -= term(values);
      else return sum;
    }
  }

 private:
  double term(const Values& values) {
    double product = factor(values);
    for (;;) {
      if (take_if("*")) product *= factor(values);
      else if (take_if("/")) product /= factor(values);
      else return product;
    }
  }
  double factor(const Values& values) {
    if (take_if("-")) return -factor(values);
    const double base = atom(values);
    return take_if("**") || take_if("^") ? std::pow(base, factor(values)) : base;
  }
  double atom(const Values& values) {
    if (take_if("(")) {
      const double value = expression(values);
      expect(")");
      return value;
    }
    const std::string word = take();
    if (word == "pi" || word == "π") return std::numbers::pi;
    if (const auto known = values.find(word); known != values.end()) return known->second;
    require(std::isdigit(static_cast<unsigned char>(word[0])) || word[0] == '.', "`{}` has no value", word);
    return std::stod(word);
  }

  Words words_;
  std::size_t next_ = 0;
};

}  // namespace quanvas::test
