// Finding a trial in a sweep's folder by what people call it.
#pragma once

#include <string_view>

#include "store/shard.hpp"

namespace quanvas::cli {

// The record of the trial with this key, of which the first characters, six at least, do where they are no other
// trial's, or with this number in the sweep. Throws Error where there is none.
trial::Record find_trial(const store::Folder& folder, std::string_view name);

}  // namespace quanvas::cli
