// The ways in which a run of a sweep can end.
#pragma once

#include "base/text.hpp"

namespace quanvas::sweep {

enum class End {
  complete,       // every trial is there, and none has failed
  trials_failed,  // every trial is there; some failed, diverged or are lost
  unfinished,     // trials are left; the same run resumes them
  refused,        // wrong options, files or surroundings; the message says which
  broken,         // a mistake of the program
};

constexpr auto texts_of(End) { return texts("complete", "trials failed", "unfinished", "refused", "broken"); }

}  // namespace quanvas::sweep
