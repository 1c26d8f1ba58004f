#include "qasm/lexer.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/error_of.hpp"

namespace quanvas::qasm {
namespace {

using test::error_of;
using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> result;
  for (Lexer lexer(text, "f"); lexer.peek().kind != Token::Kind::end;) result.emplace_back(lexer.take().text);
  return result;
}

TEST(Lexer, SplitsNamesNumbersStringsAndSymbols) {
  EXPECT_THAT(words("rx(2*pi) q[0]->c;"),
              ElementsAre("rx", "(", "2", "*", "pi", ")", "q", "[", "0", "]", "->", "c", ";"));
  EXPECT_THAT(words("a**b==c-d"), ElementsAre("a", "**", "b", "==", "c", "-", "d"));
  EXPECT_THAT(words("1.5 .5 5. 1e3 2.5E-3 7"), ElementsAre("1.5", ".5", "5.", "1e3", "2.5E-3", "7"));
  EXPECT_THAT(words("include \"a b\";"), ElementsAre("include", "a b", ";"));
  EXPECT_THAT(words("π_1"), ElementsAre("π_1"));
  EXPECT_THAT(words("$0 $12 θ_0 _été Ж 0x1F 1_000 <<= ** ++"),
              ElementsAre("$0", "$12", "θ_0", "_été", "Ж", "0x1F", "1_000", "<<=", "**", "++"));
  EXPECT_TRUE(words(" \t\r\n").empty());
}

TEST(Lexer, SkipsComments) {
  EXPECT_THAT(words("a // b ψ\nc /* d\n * e */ f"), ElementsAre("a", "c", "f"));
  EXPECT_THAT(words("a /**/ b //"), ElementsAre("a", "b"));
}

TEST(Lexer, KnowsThePlacesOfTokens) {
  Lexer lexer("a /* π\n */ π π\n  b", "f");
  const auto place = [&] {
    const Place p = lexer.take().place;
    return fmt::format("{}:{}:{}", p.file, p.line, p.column);
  };
  EXPECT_EQ(place(), "f:1:1");
  EXPECT_EQ(place(), "f:2:5");
  EXPECT_EQ(place(), "f:2:7");
  EXPECT_EQ(place(), "f:3:3");
  EXPECT_EQ(place(), "f:3:4");
}

TEST(Lexer, LinesEndInOneOrTwoCharactersAfterAByteOrderMark) {
  Lexer lexer(
      "\xEF\xBB\xBF"
      "a // x\rb\r\nc\n\rd",
      "f");
  std::vector<std::uint32_t> lines;
  while (lexer.peek().kind != Token::Kind::end) lines.push_back(lexer.take().place.line);
  EXPECT_THAT(lines, ElementsAre(1, 2, 3, 5));
  EXPECT_EQ(Lexer("\xEF\xBB\xBF"
                  "a",
                  "f")
                .peek()
                .place.column,
            1U);
}

TEST(Lexer, ACopyReadsOnByItself) {
  Lexer lexer("a b c", "f");
  lexer.take();
  Lexer copy = lexer;
  copy.take();
  EXPECT_EQ(copy.peek().text, "c");
  EXPECT_EQ(lexer.peek().text, "b");
}

TEST(Lexer, RefusesWhatIsNoToken) {
  EXPECT_EQ(error_of([] { words("a\n  ?"); }), "f:2:3: an unexpected `?`");
  EXPECT_EQ(error_of([] { words("3x"); }), "f:1:1: malformed number: `x` after `3`");
  EXPECT_THAT(error_of([] { words("1.2.3"); }), HasSubstr("malformed number"));
  EXPECT_EQ(error_of([] { words("1e+"); }), "f:1:1: malformed number: digits are missing after `1e+`");
  EXPECT_EQ(error_of([] { words("a /* b"); }), "f:1:3: this comment does not end: `*/` is missing");
  EXPECT_EQ(error_of([] { words("/*/"); }), "f:1:1: this comment does not end: `*/` is missing");
  EXPECT_EQ(error_of([] { words("\"a\n\""); }), "f:1:1: this string does not end: `\"` is missing");
  EXPECT_THAT(words("\"ä\""), ElementsAre("ä"));
  for (const char* text : {"→", "“", "😀", "\u00A0", "\xCE", "\xFF", "\xC0\xAF", "\uFEFF "})
    EXPECT_THAT(error_of([&] { words(fmt::format("a{}", text)); }), HasSubstr("f:1:2: a character that is no letter"));
  EXPECT_THAT(error_of([] { words("100ns"); }), HasSubstr("f:1:1: 100ns: durations are not supported"));
  EXPECT_THAT(error_of([] { words("2.5im"); }), HasSubstr("complex numbers are not supported"));
  EXPECT_EQ(error_of([] { words(std::string_view("a\0", 2)); }), "f:1:2: an unprintable character (code 0)");
}

TEST(Lexer, SaysWhatItExpected) {
  Lexer lexer("a \"b\"", "f");
  EXPECT_EQ(error_of([&] { lexer.expect(";"); }), "f:1:1: `;` is expected here, not `a`");
  EXPECT_TRUE(lexer.accept("a"));
  EXPECT_FALSE(lexer.accept("b"));
  EXPECT_EQ(error_of([&] { lexer.expect(Token::Kind::name, "a gate's name"); }),
            "f:1:3: a gate's name is expected here, not \"b\"");
  lexer.take();
  EXPECT_EQ(error_of([&] { lexer.expect("}"); }), "f:1:6: `}` is expected here, not the end of the file");
}

}  // namespace
}  // namespace quanvas::qasm
