// Who does what where several processes, each with workers of its own, share the trials of a folder: DIR/claims/KEY
// names the one that has a trial. Claims keep work from being done twice, no more: that nothing is lost and no result
// is wrong rests on the shards alone.
#pragma once

#include <string>

#include "store/lock.hpp"

namespace quanvas::store {

class Claims {
 public:
  // For the process that holds the folder as one of several. Claims that nobody is left of are removed.
  Claims(const Folder& folder, const FolderLock& lock);

  enum class Claim {
    ours,       // to be run here
    inherited,  // likewise, but the process that had it has crashed, perhaps after it had finished it
    theirs,     // another process is at it
    done,       // another process has finished it
  };

  // Takes the trial where nobody has it. Throws Error with path and reason.
  Claim take(const trial::Key& key);

  // The trial has come to its end. Throws Error with path and reason.
  void finish(const trial::Key& key);

 private:
  std::filesystem::path path_of(const trial::Key& key) const { return folder_.claims() / key.text; }

  Folder folder_;
  std::string member_;
};

}  // namespace quanvas::store
