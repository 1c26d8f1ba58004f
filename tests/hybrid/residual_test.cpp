#include "hybrid/residual.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/error_of.hpp"

namespace quanvas::hybrid {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using trial::Gradient;

std::vector<std::string> family(std::size_t layers) {
  std::vector<std::string> texts;
  for (const Wiring& wiring : enumerate_wirings(layers)) texts.push_back(wiring_text(wiring));
  return texts;
}

std::string refusal(std::string_view text, std::size_t layers) {
  return test::error_of([&] { parse_wiring(text, layers); });
}

TEST(Wirings, OfTwoLayersAreThePapers) {
  EXPECT_THAT(family(2), ElementsAre("none", "X+O1", "O1+O2", "X+O2", "(X+O1)+O2"));
}

TEST(Wirings, AreReadWithBlanksAndAnyOrderOfSums) {
  EXPECT_EQ(parse_wiring(" ( X + O1 ) + O2 ", 2), parse_wiring("(X+O1)+O2", 2));
  EXPECT_EQ(wiring_text(parse_wiring("O2+O3, X+O1", 3)), "X+O1,O2+O3");
}

TEST(Wirings, DetachedGradientsPassOverAdditionsOnly) {
  EXPECT_THAT(gradient_reach(parse_wiring("none", 2), Gradient::detached), ElementsAre(false, true));
  EXPECT_THAT(gradient_reach(parse_wiring("X+O1", 2), Gradient::detached), ElementsAre(false, true));
  EXPECT_THAT(gradient_reach(parse_wiring("O1+O2", 2), Gradient::detached), ElementsAre(true, true));
  EXPECT_THAT(gradient_reach(parse_wiring("X+O2", 2), Gradient::detached), ElementsAre(false, true));
  EXPECT_THAT(gradient_reach(parse_wiring("(X+O1)+O2", 2), Gradient::detached), ElementsAre(true, true));
  EXPECT_THAT(gradient_reach(parse_wiring("((X+O1)+O2)+O3", 3), Gradient::detached), ElementsAre(true, true, true));
  EXPECT_THAT(gradient_reach(parse_wiring("(O1+O2)+O3", 3), Gradient::detached), ElementsAre(true, true, true));
}

TEST(Wirings, RefusalsSayWhatIsWrong) {
  EXPECT_THAT(refusal("O3+O1", 2), HasSubstr("layers are 1 to 2"));
  EXPECT_THAT(refusal("X+O3", 3), HasSubstr("a skip to O3"));
  EXPECT_THAT(refusal("(X+O1", 2), HasSubstr("`)` is expected"));
  EXPECT_THAT(refusal("((X+O1)+O2)+O3", 2), HasSubstr("each sum in another takes a layer of its own (at character 3)"));
  EXPECT_THAT(refusal(std::string(1'000'000, '('), 8), HasSubstr("(at character 9)"));
  EXPECT_THAT(refusal("X+O1,O1+O2", 2), HasSubstr("two different sums"));
  EXPECT_THAT(refusal("X+O1,X+O2", 2), HasSubstr("added twice"));
  EXPECT_THAT(refusal("", 2), HasSubstr("expected"));
  EXPECT_THAT(refusal("O1-O2", 2), HasSubstr("`+` is expected (at character 3)"));
  EXPECT_THAT(refusal("O1+O2 and", 2), HasSubstr("quanvas wirings --layers 2"));
}

}  // namespace
}  // namespace quanvas::hybrid
