// A sweep of made-up trials over real ranks; run by mpirun. The coordinator checks that every trial was run once and
// that a message of a mebibyte arrives as it was sent.
#include <cstdio>
#include <set>

#include <fmt/format.h>

#include "base/error.hpp"
#include "dispatch/coordinate.hpp"
#include "dispatch/launcher.hpp"
#include "dispatch/mpi_transport.hpp"
#include "dispatch/worker.hpp"
#include "trial/key.hpp"

using namespace quanvas;

namespace {

constexpr std::uint32_t kTrials = 500;
constexpr std::size_t kLarge = std::size_t{1} << 20;

std::string large_message(Rank rank) { return std::string(kLarge, static_cast<char>('a' + rank.value)); }

void check_large_messages(dispatch::Transport& transport) {
  std::set<std::uint32_t> seen;
  while (seen.size() + 1 < transport.ranks()) {
    const auto envelope = transport.receive(std::chrono::milliseconds(10000));
    require(envelope.has_value(), "no message for ten seconds");
    require(envelope->bytes == large_message(envelope->from), "rank {}: a large message arrived changed",
            envelope->from.value);
    require(seen.insert(envelope->from.value).second, "rank {}: a message arrived twice", envelope->from.value);
  }
  for (const std::uint32_t rank : seen) transport.send(Rank(rank), "continue");
}

void coordinate(dispatch::MpiTransport& transport) {
  check_large_messages(transport);
  dispatch::Work work{.spec =
                          [](TrialId id) {
                            trial::TrialSpec spec;
                            spec.seed = id.value;
                            return spec_text(spec);
                          },
                      .retries = 0};
  for (std::uint32_t i = 0; i < kTrials; ++i) work.tasks.push_back({.id = TrialId(i), .group = i % 7});
  work.costs = dispatch::CostModel({0, 1, 2, 3, 4, 5, 6});
  const dispatch::Progress progress = dispatch::coordinate(transport, std::move(work), {}).progress;
  require(progress.completed == kTrials - 1 && progress.failed == 1 && progress.running == 0,
          "{} completed, {} failed, {} running", progress.completed, progress.failed, progress.running);
}

void work(dispatch::MpiTransport& transport) {
  transport.send(dispatch::kCoordinator, large_message(transport.rank()));
  while (!transport.receive(std::chrono::milliseconds(1000))) {}
  std::set<std::int64_t> saved;
  dispatch::work(transport, {.run = [](const dispatch::Job& job, const dispatch::Pulse&) -> trial::Outcome {
                               require(job.spec.seed != 13, "made to fail");
                               return trial::Completed{};
                             },
                             .save =
                                 [&](const trial::Record& record) {
                                   require(saved.insert(record.spec.seed).second, "trial {} was run twice",
                                           record.spec.seed);
                                 }});
}

}  // namespace

int main() {
  dispatch::MpiTransport transport;
  try {
    require(dispatch::launcher().ranks > 1, "this test runs under mpirun");
    require(transport.rank() == dispatch::launched_rank(), "rank {} was launched as {}", transport.rank().value,
            dispatch::launched_rank().value);
    if (transport.rank() == dispatch::kCoordinator) coordinate(transport);
    else work(transport);
  } catch (const Error& error) {
    std::fprintf(stderr, "rank %u: %s\n", transport.rank().value, error.what());
    transport.abort(1);
  }
  return 0;
}
