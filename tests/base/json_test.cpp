#include "base/json.hpp"

#include <gtest/gtest.h>

namespace quanvas {
namespace {

TEST(JsonText, TakesNamesThatAreNotUtf8) {
  EXPECT_EQ(json_text({{"file", "a\xff.png"}}), "{\"file\":\"a\xef\xbf\xbd.png\"}");
  EXPECT_EQ(json_text({{"file", "\xc3\xa9"}}, 1), "{\n \"file\": \"\xc3\xa9\"\n}");
}

}  // namespace
}  // namespace quanvas
