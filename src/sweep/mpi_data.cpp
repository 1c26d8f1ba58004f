#include "sweep/mpi_data.hpp"

#include <exception>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "data/packed.hpp"
#include "dispatch/message.hpp"

namespace quanvas::sweep {
namespace {

std::string to_bytes(const DataNeeds& needs) {
  ByteWriter writer;
  writer.number<std::uint64_t>(needs.size());
  for (const train::DatasetPart& part : needs) {
    writer.text(part.name);
    writer.number(static_cast<int>(part.split));
    writer.number(static_cast<int>(part.bad_images));
    writer.text(part.image_size);
    writer.number(static_cast<int>(part.colour));
  }
  return writer.take();
}

std::vector<train::DatasetPart> from_bytes(std::string_view bytes) {
  ByteReader reader(bytes);
  std::vector<train::DatasetPart> needs;
  for (auto left = reader.number<std::uint64_t>(); left > 0; --left) {
    train::DatasetPart& part = needs.emplace_back();
    part.name = reader.text();
    part.split = static_cast<trial::Split>(reader.number<int>());
    part.bad_images = static_cast<trial::BadImages>(reader.number<int>());
    part.image_size = reader.text();
    part.colour = static_cast<trial::Colour>(reader.number<int>());
  }
  reader.end();
  return needs;
}

std::vector<train::DatasetPart> hear_announcement(dispatch::Transport& transport) {
  const std::string sign_of_life = dispatch::to_bytes(dispatch::Alive{});
  for (;;)
    if (const auto envelope = transport.receive(std::chrono::seconds(1)); envelope && envelope->bytes != sign_of_life)
      return from_bytes(envelope->bytes);
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

void announce(dispatch::Transport& transport, const DataNeeds& needs) {
  for (const Rank worker : transport.others()) transport.send(worker, to_bytes(needs));
}

train::Datasets share_datasets(dispatch::MpiTransport& transport) {
  const std::vector<train::DatasetPart> needs = hear_announcement(transport);
  dispatch::MpiHost& host = transport.host();
  if (host.workers() == 1) return {};
  const auto loader = [&](std::size_t i) { return i % host.workers(); };
  std::vector<std::optional<data::Dataset>> there(needs.size());
  for (std::size_t i = 0; i < needs.size(); ++i)
    if (loader(i) == host.index()) there[i] = try_to_load(needs[i]);
  train::Datasets datasets;
  for (std::size_t i = 0; i < needs.size(); ++i) {
    dispatch::MpiHost::Offer offer;
    if (there[i])
      offer = {.bytes = data::packed_size(*there[i]),
               .write = [&](std::span<std::byte> block) { data::pack(*there[i], block); }};
    const auto block = host.share(loader(i), offer);
    if (!block.empty()) there[i] = data::unpack(block, nullptr);
    if (there[i]) datasets.emplace(needs[i], std::move(*there[i]));
  }
  return datasets;
}

}  // namespace quanvas::sweep
