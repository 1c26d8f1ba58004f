#include "dispatch/message.hpp"

#include "base/bytes.hpp"
#include "base/error.hpp"

namespace quanvas::dispatch {
namespace {

void write(ByteWriter&, const Alive&) {}
void write(ByteWriter&, const Stop&) {}
void write(ByteWriter&, const Leave&) {}
void write(ByteWriter&, const Bye&) {}
void write(ByteWriter& writer, const Trouble& trouble) { writer.text(trouble.message); }
void write(ByteWriter& writer, const Ready& ready) {
  writer.text(ready.process.host);
  writer.number(ready.process.number);
  writer.number(ready.process.start);
}
void write(ByteWriter& writer, const Reports& all) {
  writer.number<std::uint64_t>(all.reports.size());
  for (const Report& report : all.reports) {
    writer.number(report.id.value);
    writer.number(static_cast<std::uint8_t>(report.status));
    writer.text(report.message);
    writer.number(report.seconds);
    writer.number(report.score);
  }
}
void write(ByteWriter& writer, const Assign& assign) {
  writer.number<std::uint64_t>(assign.tasks.size());
  for (const Assign::Task& task : assign.tasks) {
    writer.number(task.id.value);
    writer.text(task.spec);
    writer.number(task.attempt);
    writer.number(task.last_epoch);
  }
}

void read(ByteReader&, Alive&) {}
void read(ByteReader&, Stop&) {}
void read(ByteReader&, Leave&) {}
void read(ByteReader&, Bye&) {}
void read(ByteReader& reader, Trouble& trouble) { trouble.message = reader.text(); }
void read(ByteReader& reader, Ready& ready) {
  ready.process.host = reader.text();
  ready.process.number = reader.number<std::int64_t>();
  ready.process.start = reader.number<std::uint64_t>();
}
void read(ByteReader& reader, Reports& all) {
  for (auto left = reader.number<std::uint64_t>(); left > 0; --left) {
    Report& report = all.reports.emplace_back();
    report.id = TrialId(reader.number<std::uint32_t>());
    const auto status = reader.number<std::uint8_t>();
    require(status < names_of<trial::Status>.size(), "a status of unknown kind {}", status);
    report.status = static_cast<trial::Status>(status);
    report.message = reader.text();
    report.seconds = reader.number<double>();
    report.score = reader.number<double>();
  }
}
void read(ByteReader& reader, Assign& assign) {
  for (auto left = reader.number<std::uint64_t>(); left > 0; --left) {
    Assign::Task& task = assign.tasks.emplace_back();
    task.id = TrialId(reader.number<std::uint32_t>());
    task.spec = reader.text();
    task.attempt = reader.number<std::int32_t>();
    task.last_epoch = reader.number<std::uint32_t>();
  }
}

template <std::size_t Kind = 0>
Message read_kind(std::size_t kind, ByteReader& reader) {
  if constexpr (Kind == std::variant_size_v<Message>) {
    fail("a message of unknown kind {}", kind);
  } else {
    if (kind != Kind) return read_kind<Kind + 1>(kind, reader);
    std::variant_alternative_t<Kind, Message> message;
    read(reader, message);
    reader.end();
    return message;
  }
}

}  // namespace

// The first byte of a message is the position of its kind in the variant.
std::string to_bytes(const Message& message) {
  ByteWriter writer;
  writer.number(static_cast<std::uint8_t>(message.index()));
  std::visit([&](const auto& content) { write(writer, content); }, message);
  return writer.take();
}

Message from_bytes(std::string_view bytes) {
  return with_context("a message between ranks", [&] {
    ByteReader reader(bytes);
    const auto kind = reader.number<std::uint8_t>();
    return read_kind(kind, reader);
  });
}

}  // namespace quanvas::dispatch
