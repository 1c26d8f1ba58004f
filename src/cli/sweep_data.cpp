#include "cli/sweep_data.hpp"

#include <exception>
#include <optional>
#include <string>

#include "base/bytes.hpp"
#include "data/packed.hpp"

namespace quanvas::cli {
namespace {

std::string to_bytes(const DataNeeds& needs) {
  ByteWriter writer;
  writer.number<std::uint64_t>(needs.size());
  for (const auto& [name, split] : needs) {
    writer.text(name);
    writer.number(static_cast<int>(split));
  }
  return writer.take();
}

DataNeeds from_bytes(std::string_view bytes) {
  ByteReader reader(bytes);
  DataNeeds needs;
  for (auto left = reader.number<std::uint64_t>(); left > 0; --left) {
    std::string name = reader.text();
    needs.emplace(std::move(name), static_cast<trial::Split>(reader.number<int>()));
  }
  reader.end();
  return needs;
}

DataNeeds hear_announcement(dispatch::Transport& transport) {
  for (;;)
    if (const auto envelope = transport.receive(std::chrono::seconds(1))) return from_bytes(envelope->bytes);
}

// Nothing where it cannot be loaded: the trial that reads it will say why.
std::optional<data::Dataset> try_to_load(const train::DatasetPart& part) {
  try {
    return train::load(part);
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

}  // namespace

DataNeeds data_needs(const trial::Sweep& sweep, const store::Index& index) {
  DataNeeds needs;
  for (std::size_t i = 0; i < sweep.trials.size(); ++i)
    if (!store::Index::finished(index.entries[i].status)) needs.emplace(sweep.trials[i].dataset, sweep.trials[i].split);
  return needs;
}

void announce(dispatch::Transport& transport, const DataNeeds& needs) {
  for (const Rank worker : transport.others()) transport.send(worker, to_bytes(needs));
}

train::Datasets share_datasets(dispatch::MpiTransport& transport) {
  const DataNeeds needs = hear_announcement(transport);
  dispatch::MpiHost& host = transport.host();
  if (host.workers() == 1) return {};
  // Different workers load at the same time, and only then are any shared.
  train::Datasets own;
  std::size_t turn = 0;
  for (const train::DatasetPart& part : needs)
    if (turn++ % host.workers() == host.place())
      if (auto dataset = try_to_load(part)) own.emplace(part, std::move(*dataset));
  train::Datasets shared;
  turn = 0;
  for (const train::DatasetPart& part : needs) {
    dispatch::MpiHost::Offer offer;
    const auto mine = own.extract(part);
    if (mine) offer = {.bytes = data::packed_size(mine.mapped()), .write = [&](std::span<std::byte> block) { data::pack(mine.mapped(), block); }};
    const auto block = host.share(turn++ % host.workers(), offer);
    if (!block.empty()) shared.emplace(part, data::unpack(block, nullptr));
    else if (mine) shared.emplace(part, mine.mapped());
  }
  return shared;
}

}  // namespace quanvas::cli
