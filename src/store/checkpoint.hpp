// The state of trials that are under way or were left, so that they can be resumed: DIR/checkpoints/KEY, sealed.
#pragma once

#include <string>
#include <string_view>

#include "store/shard.hpp"

namespace quanvas::store {

// Throws Error with path and reason.
void write_checkpoint(const Folder& folder, const trial::Key& key, std::string_view state);

// "" where there is none, or one that is damaged: the trial then begins anew.
std::string read_checkpoint(const Folder& folder, const trial::Key& key);

void remove_checkpoint(const Folder& folder, const trial::Key& key);

}  // namespace quanvas::store
