// usage: test_sweep_data shares|refuses
// Workers of one host share the data sets that the coordinator announces, each loaded by one of them; run by mpirun.
// Where they cannot share, a worker has only what it has loaded itself.
#include "sweep/mpi_data.hpp"

#include <algorithm>
#include <cstdio>

#include "base/error.hpp"
#include "support/shared_mapping.hpp"

using namespace quanvas;

namespace {

const sweep::DataNeeds kNeeds{
    {"absent", trial::Split::test}, {"synthetic", trial::Split::test}, {"synthetic", trial::Split::train}};

void work(dispatch::MpiTransport& transport, bool shares) {
  const train::Datasets datasets = sweep::share_datasets(transport);
  const dispatch::MpiHost& host = transport.host();
  std::size_t index = 0;
  for (const train::DatasetPart& part : kNeeds) {
    const bool loaded_here = index++ % host.workers() == host.index();
    const bool expected = part.name != "absent" && host.workers() > 1 && (shares || loaded_here);
    const auto found = datasets.find(part);
    require((found != datasets.end()) == expected, "worker {} of {}: data set {} is {}there", host.index(),
            host.workers(), index, expected ? "not " : "");
    if (!expected) continue;
    const data::Dataset whole = train::load(part);
    const data::Dataset& dataset = found->second;
    require(std::ranges::equal(dataset.pixels, whole.pixels) && std::ranges::equal(dataset.labels, whole.labels) &&
                dataset.checksum == whole.checksum,
            "data set {} has changed", index);
    require(!test::shared_mapping(dataset.pixels.data()).empty() == shares, "data set {} is {}in shared memory", index,
            shares ? "not " : "");
  }
}

}  // namespace

int main(int, char** arguments) {
  dispatch::MpiTransport transport;
  try {
    if (transport.rank() == dispatch::kCoordinator) sweep::announce(transport, kNeeds);
    else work(transport, arguments[1] == std::string_view("shares"));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "rank %u: %s\n", transport.rank().value, error.what());
    transport.abort(1);
  }
  return 0;
}
