#include "data/packed.hpp"

#include <algorithm>
#include <string>

#include "base/bytes.hpp"
#include "base/checksum.hpp"
#include "base/error.hpp"

namespace quanvas::data {
namespace {

std::string checksum_of(std::string_view text) { return checksum(std::as_bytes(std::span(text))); }

// A block is a header with its checksum, pixels, labels.
std::string header(const Dataset& dataset) {
  ByteWriter fields;
  fields.text(dataset.name);
  fields.number<std::uint64_t>(dataset.height);
  fields.number<std::uint64_t>(dataset.width);
  fields.number<std::uint64_t>(dataset.channels);
  fields.number<std::uint64_t>(dataset.size());
  fields.number<std::uint64_t>(dataset.class_names.size());
  for (const std::string& name : dataset.class_names) fields.text(name);
  fields.text(dataset.checksum);
  fields.text(dataset.origin);
  fields.number<std::uint64_t>(dataset.remarks.size());
  for (const std::string& remark : dataset.remarks) fields.text(remark);
  const std::string text = fields.take();
  ByteWriter writer;
  writer.text(text);
  writer.text(checksum_of(text));
  return writer.take();
}

std::span<const std::uint8_t> numbers(std::string_view bytes) {
  return {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()};
}

}  // namespace

std::size_t packed_size(const Dataset& dataset) {
  return header(dataset).size() + dataset.pixels.size() + dataset.labels.size();
}

void pack(const Dataset& dataset, std::span<std::byte> block) {
  const std::string head = header(dataset);
  auto end = std::ranges::copy(std::as_bytes(std::span(head)), block.begin()).out;
  end = std::ranges::copy(std::as_bytes(dataset.pixels), end).out;
  std::ranges::copy(std::as_bytes(dataset.labels), end);
}

Dataset unpack(std::span<const std::byte> block, std::shared_ptr<const void> memory) {
  ByteReader reader({reinterpret_cast<const char*>(block.data()), block.size()});
  const std::string text = reader.text();
  require(reader.text() == checksum_of(text), "a block of memory that should hold a data set is damaged");
  ByteReader fields(text);
  Dataset dataset{
      .name = fields.text(), .height = fields.number<std::uint64_t>(), .width = fields.number<std::uint64_t>()};
  dataset.channels = fields.number<std::uint64_t>();
  const auto count = fields.number<std::uint64_t>();
  for (auto left = fields.number<std::uint64_t>(); left > 0; --left) dataset.class_names.push_back(fields.text());
  dataset.checksum = fields.text();
  dataset.origin = fields.text();
  for (auto left = fields.number<std::uint64_t>(); left > 0; --left) dataset.remarks.push_back(fields.text());
  fields.end();
  dataset.pixels = numbers(reader.take(count * dataset.image_size()));
  dataset.labels = numbers(reader.take(count));
  reader.end();
  dataset.memory = std::move(memory);
  return dataset;
}

}  // namespace quanvas::data
