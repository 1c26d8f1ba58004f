// A trial as canonical text, and its content key: what it was asked, as a name. Two trials with the same canonical text
// are the same trial and have the same key, in whatever sweep, file or program run they occur.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "trial/spec.hpp"

namespace quanvas::trial {

// 128 bits as 32 hexadecimal digits.
struct Key {
  std::string text;
  friend auto operator<=>(const Key&, const Key&) = default;
};

// One line "key=value" for each axis in table order.
std::string spec_text(const TrialSpec& spec);

// Reads what spec_text wrote; axes that are not named keep their defaults. Throws Error for an unknown key or bad
// value.
TrialSpec parse_spec(std::string_view text);

// XXH3-128 of the text of a canonical spec (Vocabulary::canonical), without the axes at their defaults that came later
// (Added). Images of one's own count by their content: the checksum takes the place of the path.
Key content_key(const TrialSpec& canonical);

// The content keys of trials that differ in their seed alone.
class KeysBySeed {
 public:
  explicit KeysBySeed(const TrialSpec& canonical);
  Key of(std::int64_t seed) const;

 private:
  std::string before_;  // the seed, in the text
  std::string after_;
};

// A value that its axis takes but the tables or the other values of the trial do not. Names the axis, so that a sweep
// file's line can be found.
class BadValue : public Error {
 public:
  BadValue(std::string_view axis, std::string message) : Error(std::move(message)), axis_(axis) {}
  const std::string& axis() const { return axis_; }

 private:
  std::string axis_;
};

// Runs `work`; an Error that it throws becomes a BadValue of the axis.
template <class Work>
decltype(auto) as_value_of(std::string_view axis, Work&& work) {
  try {
    return std::forward<Work>(work)();
  } catch (const BadValue&) {
    throw;
  } catch (const Error& error) {
    throw BadValue(axis, error.what());
  }
}

// What the science tower knows of trials, as the sweep tower may use it: which names exist, which axes matter, what a
// trial costs.
struct Vocabulary {
  // The same trial in its one canonical form: axes that its model does not read at their defaults, notations printed
  // the one way. Throws BadValue for a model, data set or wiring that does not exist and for values that do not fit.
  std::function<TrialSpec(const TrialSpec&)> canonical;

  // Floating-point operations of a canonical trial, for assigning the longest first and estimates of time.
  std::function<double(const TrialSpec&)> cost;

  // Whether the model of a trial reads an axis, of the program's or of a network's.
  std::function<bool(const TrialSpec&, const Axis&)> reads = nullptr;

  // The program's models that read an axis; none where every model does.
  std::function<std::vector<std::string_view>(std::string_view axis)> readers = nullptr;
};

}  // namespace quanvas::trial
