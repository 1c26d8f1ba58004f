#include "trial/key.hpp"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/error_of.hpp"

namespace quanvas::trial {
namespace {

using testing::HasSubstr;

TEST(Key, IsThirtyTwoHexadecimalDigits) {
  const Key key = content_key(TrialSpec{});
  EXPECT_EQ(key.text.size(), 32u);
  EXPECT_EQ(key.text.find_first_not_of("0123456789abcdef"), std::string::npos);
  EXPECT_EQ(content_key(TrialSpec{}), key);
}

TEST(Key, DiffersWhereAnyAxisDiffers) {
  std::set<std::string> keys{content_key(TrialSpec{}).text};
  for (const Axis& axis : kAxes) {
    TrialSpec spec;
    const std::string text = axis.kind == Kind::choice ? std::string(axis.choices.back())
                             : axis.kind == Kind::real ? "0.45"
                             : axis.kind == Kind::name ? "another"
                                                       : "7";
    axis.set(spec, text);
    EXPECT_TRUE(keys.insert(content_key(spec).text).second) << axis.key;
  }
}

TEST(SpecText, RefusesWhatItDidNotWrite) {
  EXPECT_THAT(test::error_of([] { parse_spec("epochs"); }), HasSubstr("key=value"));
  EXPECT_THAT(test::error_of([] { parse_spec("epoch=3"); }), HasSubstr("epochs"));
  EXPECT_THAT(test::error_of([] { parse_spec("epochs=0"); }), HasSubstr("between 1 and"));
}

}  // namespace
}  // namespace quanvas::trial
