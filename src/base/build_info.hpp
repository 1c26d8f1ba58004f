// What a result must be traceable to: the program's version, git revision, compiler, flags and libraries. The values
// are written by the build (cmake/QuanvasBuildInfo.cmake).
#pragma once

#include <string>

namespace quanvas {

struct BuildInfo {
  std::string version;
  std::string revision;  // git describe --always --dirty; "unknown" outside a repository
  std::string compiler;
  std::string flags;
  std::string libraries;  // names and versions, comma-separated
};

const BuildInfo& build_info();

// What of the build, beside the revision, may change bits of results.
inline std::string build_text(const std::string& compiler, const std::string& flags) { return compiler + " " + flags; }

}  // namespace quanvas
