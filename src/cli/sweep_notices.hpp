// What happens in a sweep, in words.
#pragma once

#include <iosfwd>

#include "cli/command.hpp"
#include "cli/progress.hpp"
#include "sweep/notice.hpp"

namespace quanvas::cli {

// Prints notices: the summary as a result, all else as progress and warnings.
class NoticePrinter {
 public:
  NoticePrinter(const Invocation& invocation, ProgressPrinter::Style style);

  void print(const sweep::Notice& notice);

  // Which prints with this one, as long as it lives.
  sweep::Observer observer() {
    return [this](const sweep::Notice& notice) { print(notice); };
  }

  // Ends the progress, before something else is printed.
  void close() { progress_.close(); }

 private:
  void tell(const sweep::FolderLockNote& note);
  void tell(const sweep::OtherVersion& other);
  void tell(const sweep::OtherBuild& other);
  void tell(const sweep::FinishedBefore& before);
  void tell(const sweep::DataRemark& remark);
  void tell(const sweep::DamagedShard& shard);
  void tell(const sweep::LostTrial& lost);
  void tell(const sweep::LostProcess& lost);
  void tell(const trial::IdleParameter& parameter);
  void tell(const sweep::Crowded& crowded);
  void tell(const sweep::Progress& progress);
  void tell(const sweep::Stopping& stopping);
  void tell(const sweep::SilentCoordinator& silent);
  void tell(const sweep::FailedRank& failed);
  void tell(const sweep::Restarting& restarting);
  void tell(const sweep::Summary& summary);

  std::ostream& out_;
  std::ostream& err_;
  ProgressPrinter progress_;
};

}  // namespace quanvas::cli
