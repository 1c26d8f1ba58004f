#include "cli/sweep_notices.hpp"

#include <ostream>

#include "base/text.hpp"
#include "cli/sweep_view.hpp"

namespace quanvas::cli {
namespace {

std::string count(std::size_t number, std::string_view noun) {
  return fmt::format("{} {}{}", number, noun, number == 1 ? "" : "s");
}

}  // namespace

NoticePrinter::NoticePrinter(const Invocation& invocation, ProgressPrinter::Style style)
    : out_(invocation.out), err_(invocation.err), progress_(invocation.err, style) {}

void NoticePrinter::print(const sweep::Notice& notice) {
  std::visit([this](const auto& content) { tell(content); }, notice);
}

void NoticePrinter::tell(const trial::IdleParameter& parameter) {
  err_ << fmt::format("note: {}: {}\n", parameter.where, idle_text(parameter));
}

void NoticePrinter::tell(const sweep::FolderLockNote& note) { err_ << note.text << std::endl; }

void NoticePrinter::tell(const sweep::OtherVersion& other) {
  err_ << fmt::format("{} holds another version of this sweep: its finished trials that are still asked for are kept\n",
                      other.folder.string());
}

void NoticePrinter::tell(const sweep::OtherBuild& other) {
  const auto name = [&](const store::Build& build) {
    return other.build.revision == other.self.revision ? build.revision + ", " + build.compiler : build.revision;
  };
  err_ << fmt::format(
      "warning: {} there {} run by another build ({}) than this one ({}): bits may differ between the two; the columns "
      "revision and build of results.h5 say which trial is whose\n",
      count(other.trials, "trial"), other.trials == 1 ? "was" : "were", name(other.build), name(other.self));
}

void NoticePrinter::tell(const sweep::FinishedBefore& before) {
  err_ << fmt::format("{} of {} trials are finished already\n", before.finished, before.total);
}

void NoticePrinter::tell(const sweep::DataRemark& remark) { err_ << remark.text << '\n'; }

void NoticePrinter::tell(const sweep::DamagedShard& shard) {
  err_ << fmt::format("damaged, to be run again: {}; now {}\n", shard.message, shard.set_aside.string());
}

void NoticePrinter::tell(const sweep::LostTrial& lost) {
  err_ << fmt::format("trial {} ({}) is lost: {}\n", lost.trial, lost.key.text, lost.message);
}

void NoticePrinter::tell(const sweep::LostProcess& lost) {
  err_ << fmt::format("\nprocess {} on {} is lost\n", lost.process.number, lost.process.host) << std::flush;
}

void NoticePrinter::tell(const sweep::Crowded& crowded) {
  err_ << fmt::format(
              "warning: {} with {} each on {}: start fewer, lower --threads, or give them more cores (mpirun --bind-to "
              "none, or --map-by slot:PE={})",
              count(crowded.share.workers, "worker"), count(crowded.threads, "thread"),
              count(crowded.share.cores, "core"), crowded.threads)
       << std::endl;
}

void NoticePrinter::tell(const sweep::Progress& progress) { progress_.show(progress); }

void NoticePrinter::tell(const sweep::Stopping& stopping) {
  using Reason = sweep::Stopping::Reason;
  err_ << fmt::format("\n{}: no more trials are begun; those that run have {} to end\n",
                      stopping.reason == Reason::time_is_up ? "the time is up" : "told to stop",
                      duration(std::chrono::duration<double>(stopping.grace).count()))
       << std::flush;
}

void NoticePrinter::tell(const sweep::SilentCoordinator& silent) {
  err_ << "quanvas: rank " << silent.rank.value << ": the coordinator is silent" << std::endl;
}

void NoticePrinter::tell(const sweep::FailedRank& failed) {
  err_ << "quanvas: rank " << failed.rank.value << ": " << failed.message << std::endl;
}

void NoticePrinter::tell(const sweep::Restarting& restarting) {
  const std::string how = restarting.signal ? fmt::format("crashed with signal {}", *restarting.signal)
                                            : fmt::format("ended with exit code {} and no word", restarting.exit_code);
  err_ << fmt::format("the sweep {}; starting it again ({} trials finished or marked lost since)\n", how,
                      restarting.gained)
       << std::flush;
}

void NoticePrinter::tell(const sweep::Summary& summary) {
  progress_.close();
  print_index(summary.index, summary.sweep, out_);
  if (summary.other_processes > 0)
    out_ << fmt::format("other processes ({}) are at work in {}; the last one merges the results\n",
                        summary.other_processes, summary.folder.string());
  else out_ << "results: " << summary.results.string() << '\n';
  out_ << "time: " << duration(summary.time.count()) << '\n';
  if (summary.end == sweep::End::unfinished) out_ << "stopped before the end; the same command resumes it\n";
}

}  // namespace quanvas::cli
