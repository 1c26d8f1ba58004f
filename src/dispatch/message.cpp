#include "dispatch/message.hpp"

#include <cstdint>
#include <cstring>
#include <type_traits>

#include "base/error.hpp"

namespace quanvas::dispatch {
namespace {

// The first byte of a message is the position of its kind in the variant; numbers follow as they lie in memory (ranks run
// the same program on the same kind of machine), texts with their length before them.
class Writer {
 public:
  explicit Writer(std::size_t kind) : bytes_(1, static_cast<char>(kind)) {}

  template <class Number>
  void number(Number value) {
    static_assert(std::is_arithmetic_v<Number>);
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  void text(std::string_view value) {
    number<std::uint64_t>(value.size());
    bytes_.append(value);
  }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  template <class Number>
  Number number() {
    Number value{};
    std::memcpy(&value, take(sizeof value).data(), sizeof value);
    return value;
  }
  std::string text() { return std::string(take(number<std::uint64_t>())); }
  void end() const { require(rest_.empty(), "a message with {} bytes too many", rest_.size()); }

 private:
  std::string_view take(std::uint64_t count) {
    require(count <= rest_.size(), "a message that ends {} bytes early", count - rest_.size());
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }

  std::string_view rest_;
};

void write(Writer&, const Ready&) {}
void write(Writer&, const Stop&) {}
void write(Writer&, const Leave&) {}
void write(Writer&, const Bye&) {}
void write(Writer& writer, const Trouble& trouble) { writer.text(trouble.message); }
void write(Writer& writer, const Report& report) {
  writer.number(report.id.value);
  writer.text(report.status);
  writer.text(report.message);
  writer.number(report.seconds);
}
void write(Writer& writer, const Assign& assign) {
  writer.number<std::uint64_t>(assign.tasks.size());
  for (const Assign::Task& task : assign.tasks) {
    writer.number(task.id.value);
    writer.text(task.spec);
  }
}

void read(Reader&, Ready&) {}
void read(Reader&, Stop&) {}
void read(Reader&, Leave&) {}
void read(Reader&, Bye&) {}
void read(Reader& reader, Trouble& trouble) { trouble.message = reader.text(); }
void read(Reader& reader, Report& report) {
  report.id = TrialId(reader.number<std::uint32_t>());
  report.status = reader.text();
  report.message = reader.text();
  report.seconds = reader.number<double>();
}
void read(Reader& reader, Assign& assign) {
  for (auto left = reader.number<std::uint64_t>(); left > 0; --left) {
    const TrialId id(reader.number<std::uint32_t>());
    assign.tasks.push_back({id, reader.text()});
  }
}

template <std::size_t Kind = 0>
Message read_kind(std::size_t kind, Reader& reader) {
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

std::string to_bytes(const Message& message) {
  Writer writer(message.index());
  std::visit([&](const auto& content) { write(writer, content); }, message);
  return writer.take();
}

Message from_bytes(std::string_view bytes) {
  require(!bytes.empty(), "an empty message");
  Reader reader(bytes.substr(1));
  return read_kind(static_cast<unsigned char>(bytes[0]), reader);
}

}  // namespace quanvas::dispatch
