#include "support/corpus.hpp"
#include "support/sweep_fuzz.hpp"

namespace quanvas::trial {
namespace {

TEST(Corpus, IsReadOrRefused) { test::check_corpus("sweep", test::check_sweep); }

}  // namespace
}  // namespace quanvas::trial
