// The one reading and writing of numbers, lists and enums. Numbers round-trip: reading what was written gives the same
// bits. Reading is strict: the whole text must be the value.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace quanvas {

std::string to_text(std::int64_t value);
std::string to_text(std::uint64_t value);
std::string to_text(double value);  // shortest text that reads back as the same double

std::optional<std::int64_t> parse_integer(std::string_view text);
std::optional<std::uint64_t> parse_unsigned(std::string_view text);
std::optional<double> parse_real(std::string_view text);  // finite values only

std::string_view trim(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char separator);  // fields trimmed; "" gives no field
std::string join(std::span<const std::string> items, std::string_view separator);
std::string join(std::span<const std::string_view> items, std::string_view separator);

// "; did you mean `WORD`?" for the candidate nearest to `word` in edit distance, "" where none is near.
std::string suggestion(std::string_view word, std::span<const std::string_view> candidates);

// 0.42 -> "0.42 s", 75 -> "1 min 15 s", 7300 -> "2 h 01 min".
std::string duration(double seconds);

// Seconds of "90", "90s", "15m" or "2h"; nothing for another text and for what is not above zero.
std::optional<double> parse_duration(std::string_view text);

namespace detail {

// Whether the enum has an enumerator of this value: g++ and clang write one that has none as a cast.
template <auto Value>
consteval bool is_enumerator() {
  constexpr std::string_view signature = __PRETTY_FUNCTION__;
  return signature[signature.find("Value = ") + 8] != '(';
}

}  // namespace detail

// The texts of an enum's values in the order of the values. They are declared beside the enum, in its namespace:
//   enum class Fruit { apple, pear };
//   constexpr auto texts_of(Fruit) { return texts("apple", "pear"); }
// A value without a text does not compile where the texts are used.
template <class... Text>
constexpr std::array<std::string_view, sizeof...(Text)> texts(Text... text) {
  return {text...};
}

namespace detail {

template <class Enum>
consteval auto checked_texts() {
  constexpr auto all = texts_of(Enum{});
  static_assert(is_enumerator<static_cast<Enum>(all.size() - 1)>() && !is_enumerator<static_cast<Enum>(all.size())>(),
                "an enum has as many texts as values, which count from 0");
  return all;
}

template <class Enum>
inline constexpr auto kTexts = checked_texts<Enum>();

}  // namespace detail

template <class Enum>
inline constexpr std::span<const std::string_view> names_of = detail::kTexts<Enum>;

template <class Enum>
std::string_view to_name(Enum value) {
  return names_of<Enum>[static_cast<std::size_t>(value)];
}

template <class Enum>
std::optional<Enum> parse_name(std::string_view text) {
  for (std::size_t i = 0; i < names_of<Enum>.size(); ++i)
    if (names_of<Enum>[i] == text) return static_cast<Enum>(i);
  return std::nullopt;
}

}  // namespace quanvas
