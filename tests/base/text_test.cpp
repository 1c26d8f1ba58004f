#include "base/text.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "base/random.hpp"

namespace quanvas {
namespace {

enum class Fruit { apple, pear };
constexpr auto texts_of(Fruit) { return texts("apple", "pear"); }

TEST(Text, NumbersRoundTripBitForBit) {
  RandomStream stream(1, "numbers");
  for (int i = 0; i < 2000; ++i) {
    const double value = std::ldexp(stream.uniform(-1, 1), static_cast<int>(stream.below(200)) - 100);
    EXPECT_EQ(parse_real(to_text(value)), value);
  }
  EXPECT_EQ(to_text(0.01), "0.01");
  EXPECT_EQ(parse_integer(to_text(std::numeric_limits<std::int64_t>::min())), std::numeric_limits<std::int64_t>::min());
}

TEST(Text, ReadingIsStrict) {
  for (const char* text : {"", " 1", "1 ", "1x", "0x10", "1e400", "nan", "inf", "--1"})
    EXPECT_EQ(parse_real(text), std::nullopt) << text;
  for (const char* text : {"", "1.0", "9223372036854775808", "1e3", "+1"})
    EXPECT_EQ(parse_integer(text), std::nullopt) << text;
  EXPECT_EQ(parse_unsigned("-1"), std::nullopt);
}

TEST(Text, SplitsAndJoins) {
  EXPECT_EQ(split(" 4, 1 ,", ','), (std::vector<std::string_view>{"4", "1", ""}));
  EXPECT_TRUE(split("  ", ',').empty());
  EXPECT_EQ(join(std::vector<std::string>{"a", "b"}, ", "), "a, b");
}

TEST(Text, EnumsHaveNames) {
  EXPECT_EQ(to_name(Fruit::pear), "pear");
  EXPECT_EQ(parse_name<Fruit>("apple"), Fruit::apple);
  EXPECT_EQ(parse_name<Fruit>("plum"), std::nullopt);
  EXPECT_EQ(names_of<Fruit>.size(), 2u);
  static_assert(detail::is_enumerator<Fruit::pear>() && !detail::is_enumerator<static_cast<Fruit>(2)>());
}

TEST(Text, SuggestsWhatIsNear) {
  const std::string_view words[] = {"epochs", "wiring", "seed"};
  EXPECT_EQ(suggestion("epoch", words), "; did you mean `epochs`?");
  EXPECT_EQ(suggestion("learning", words), "");
}

TEST(Text, DurationsAreRead) {
  EXPECT_EQ(parse_duration("90"), 90);
  EXPECT_EQ(parse_duration(" 1.5s "), 1.5);
  EXPECT_EQ(parse_duration("15m"), 900);
  EXPECT_EQ(parse_duration("2 h"), 7200);
  for (const char* bad : {"", "s", "-1", "0", "1d", "m5", "1h30m", "inf"}) EXPECT_FALSE(parse_duration(bad)) << bad;
}

TEST(Text, DurationsAreShort) {
  EXPECT_EQ(duration(0.424), "0.42 s");
  EXPECT_EQ(duration(42), "42 s");
  EXPECT_EQ(duration(75), "1 min 15 s");
  EXPECT_EQ(duration(7260), "2 h 01 min");
  EXPECT_EQ(duration(3.5 * 86400), "3 d 12 h");
}

}  // namespace
}  // namespace quanvas
