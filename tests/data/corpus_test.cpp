#include "support/corpus.hpp"
#include "support/idx_fuzz.hpp"

namespace quanvas::data {
namespace {

TEST(Corpus, IsReadOrRefused) { test::check_corpus("idx", test::check_idx); }

}  // namespace
}  // namespace quanvas::data
