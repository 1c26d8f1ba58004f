#include "support/corpus.hpp"
#include "support/idx_fuzz.hpp"
#include "support/image_fuzz.hpp"

namespace quanvas::data {
namespace {

TEST(Corpus, IsReadOrRefused) {
  test::check_corpus("idx", test::check_idx);
  test::check_corpus("image", test::check_image);
}

}  // namespace
}  // namespace quanvas::data
