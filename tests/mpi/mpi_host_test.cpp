// usage: test_mpi_host shares|refuses
// The workers of one host share memory, or find together that it cannot be had; run by mpirun. The coordinator checks
// that they see the same memory, not only the same content.
#include <cstdio>
#include <set>
#include <string>

#include "base/error.hpp"
#include "dispatch/mpi_transport.hpp"
#include "support/shared_mapping.hpp"

using namespace quanvas;

namespace {

constexpr std::size_t kBlock = (std::size_t{3} << 20) + 5;  // no whole number of pages

std::byte value_at(std::size_t i) { return static_cast<std::byte>(i * 2654435761u >> 13); }

// Every worker shares a block, one after another. Returns where they lie.
std::string share(dispatch::MpiHost& host) {
  std::string places;
  for (std::size_t from = 0; from < host.workers(); ++from) {
    bool wrote = false;
    const auto block = host.share(from, {.bytes = kBlock, .write = [&](std::span<std::byte> bytes) {
                                           wrote = true;
                                           for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = value_at(i);
                                         }});
    require(block.size() == kBlock, "{} bytes are shared instead of {}", block.size(), kBlock);
    require(wrote == (from == host.index()), "of the block of worker {}, worker {} {}", from, host.index(),
            wrote ? "wrote it" : "did not write it");
    for (std::size_t i = 0; i < block.size(); ++i) require(block[i] == value_at(i), "byte {} differs", i);
    const std::string place = test::shared_mapping(&block.front());
    require((!place.empty() || host.workers() == 1) && place == test::shared_mapping(&block.back()),
            "the block of worker {} is no shared memory", from);
    places += place + "; ";
  }
  return places;
}

void expect_nothing(dispatch::MpiHost& host, std::size_t bytes) {
  for (std::size_t from = 0; from < host.workers(); ++from) {
    const auto block = host.share(
        from, {.bytes = bytes, .write = [](std::span<std::byte>) { fail("asked to write what cannot be shared"); }});
    require(block.empty(), "{} of {} bytes are shared", block.size(), bytes);
  }
}

void work(dispatch::MpiTransport& transport, bool shares) {
  dispatch::MpiHost& host = transport.host();
  require(host.workers() + 1 == transport.ranks() && host.index() + 1 == transport.rank().value,
          "worker {} of {} on the host", host.index(), host.workers());
  expect_nothing(host, 0);
  expect_nothing(host, std::size_t{1} << 60);
  if (!shares) expect_nothing(host, kBlock);
  transport.send(dispatch::kCoordinator, shares ? share(host) : "nowhere");
}

void coordinate(dispatch::MpiTransport& transport) {
  require(transport.host().workers() == 0, "the coordinator counts as a worker");
  std::set<std::string> places;
  for (std::size_t worker = 1; worker < transport.ranks(); ++worker) {
    const auto envelope = transport.receive(std::chrono::seconds(30));
    require(envelope.has_value(), "no message for thirty seconds");
    places.insert(envelope->bytes);
  }
  require(places.size() == 1, "the workers see different memory");
}

}  // namespace

int main(int, char** arguments) {
  dispatch::MpiTransport transport;
  try {
    if (transport.rank() == dispatch::kCoordinator) coordinate(transport);
    else work(transport, arguments[1] == std::string_view("shares"));
  } catch (const Error& error) {
    std::fprintf(stderr, "rank %u: %s\n", transport.rank().value, error.what());
    transport.abort(1);
  }
  return 0;
}
