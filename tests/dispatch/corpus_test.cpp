#include "support/corpus.hpp"
#include "support/message_fuzz.hpp"

namespace quanvas::dispatch {
namespace {

TEST(Corpus, IsReadOrRefused) { test::check_corpus("message", test::check_message); }

}  // namespace
}  // namespace quanvas::dispatch
