#include "cli/version.hpp"

#include <ostream>

#include <fmt/format.h>

#include "base/build_info.hpp"

namespace quanvas::cli {
namespace {

// Of the whole build; QUANVAS_ARCH decides.
constexpr const char* kInstructionSet =
#if defined(__AVX512F__)
    "AVX-512";
#elif defined(__AVX2__)
    "AVX2";
#elif defined(__AVX__)
    "AVX";
#elif defined(__SSE2__)
    "SSE2";
#elif defined(__ARM_FEATURE_SVE)
    "SVE";
#elif defined(__ARM_NEON)
    "NEON";
#else
    "scalar";
#endif

}  // namespace

void print_version(std::ostream& out) {
  const BuildInfo& build = build_info();
  out << fmt::format("quanvas {} ({})\ncompiler {} {}\ninstruction set {}\nlibraries {}\n", build.version,
                     build.revision, build.compiler, build.flags, kInstructionSet, build.libraries);
}

}  // namespace quanvas::cli
