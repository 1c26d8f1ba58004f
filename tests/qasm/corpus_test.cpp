#include "support/corpus.hpp"
#include "support/qasm_fuzz.hpp"

namespace quanvas::qasm {
namespace {

TEST(Corpus, IsReadOrRefused) { test::check_corpus("qasm", test::check_qasm); }

}  // namespace
}  // namespace quanvas::qasm
