#include "sim/dynamic/paths.hpp"

#include <algorithm>
#include <random>
#include <utility>

#include "base/error.hpp"
#include "sim/dynamic/run.hpp"

namespace quanvas::sim {
namespace {

constexpr std::size_t kMostRounds = 100'000;
constexpr double kMostBytes = 0x1p33;

}  // namespace

Paths::Paths(const Program& program, std::span<const double> values, const NoiseModel& noise,
             std::optional<std::uint64_t> shots, RandomStream& stream)
    : program_(program),
      values_(values),
      noise_(noise),
      shots_(shots),
      stream_(stream),
      fixed_(values.begin(), values.end()) {
  const Bits no_bits;
  for (const Formula& formula : program.derived)
    fixed_.push_back(formula.depends_on_bits() ? 0 : formula.real({.parameters = values, .bits = no_bits}));
  bool noisy = !noise.one_wire.empty() || !noise.one_wire_gates.empty() || !noise.two_wires.empty();
  for (const Step& step : program.body)
    if (const auto* operation = std::get_if<Operation>(&step))
      noisy = noisy || std::holds_alternative<NoiseChannel>(operation->what);
  const auto kind = noisy ? QuantumState::Kind::density : QuantumState::Kind::vector;
  pending_.push_back(
      {.state = QuantumState(program.wires, kind), .bits = Bits(program.bits), .shots = shots.value_or(0)});
  enter(pending_.back(), program.body);
}

void Paths::follow(const std::function<void(Path&)>& finish) {
  while (!pending_.empty()) {
    Path path = std::move(pending_.back());
    pending_.pop_back();
    while (advance(path)) continue;
    if (!path.dropped) finish(path);
  }
}

// One step; false at the end.
bool Paths::advance(Path& path) {
  if (path.frames.empty()) return false;
  Path::Frame& frame = path.frames.back();
  if (frame.next < frame.block->size()) {
    step(path, (*frame.block)[frame.next++]);
    return true;
  }
  const bool again = frame.loop && frame.loop->condition.whole({.parameters = values_, .bits = path.bits}) != 0;
  require(!again || ++path.rounds <= kMostRounds, "a loop of the program does not end within {} rounds", kMostRounds);
  if (again) frame.next = 0;
  else path.frames.pop_back();
  return true;
}

void Paths::step(Path& path, const Step& step) {
  const Known known{.parameters = values_, .bits = path.bits};
  if (const auto* operation = std::get_if<Operation>(&step)) {
    apply(path, *operation);
    if (!std::holds_alternative<NoiseChannel>(operation->what)) follow_noise(path, operation->wires);
  } else if (const auto* defined = std::get_if<DefinedGate>(&step)) {
    for (const Operation& inner : defined->body) apply(path, inner);
    follow_noise(path, defined->wires);
  } else if (const auto* measurement = std::get_if<Measurement>(&step)) {
    measure(path, measurement->wire, [&](Path& on, bool came) {
      const auto write = [&](Path& reading, bool read) { reading.bits[measurement->bit] = read; };
      if (!noise_.readout) return write(on, came);
      const double wrong = noise_.readout->parameters[came ? 1 : 0];
      choose(on, came ? 1 - wrong : wrong, write);
    });
  } else if (const auto* reset = std::get_if<Reset>(&step)) {
    if (path.state.kind() == QuantumState::Kind::density) return path.state.reset(reset->wire);
    measure(path, reset->wire, [&](Path& on, bool one) {
      if (one) on.state.flip(reset->wire);
    });
  } else if (const auto* assignment = std::get_if<Assignment>(&step)) {
    const auto value = static_cast<std::uint64_t>(assignment->value.whole(known));
    for (std::uint32_t i = 0; i < assignment->count; ++i) path.bits[assignment->first + i] = value >> i & 1;
  } else if (const auto* branch = std::get_if<Branch>(&step)) {
    enter(path, branch->condition.whole(known) != 0 ? branch->then : branch->otherwise);
  } else if (const auto* loop = std::get_if<Loop>(&step)) {
    // Its condition is looked at where a round is over.
    path.frames.push_back({.block = &loop->body, .next = loop->body.size(), .loop = loop});
  }
}

double Paths::weight_value(std::size_t slot, const Bits& bits) const {
  if (slot < program_.parameters.size()) return fixed_[slot];
  const Formula& formula = program_.derived[slot - program_.parameters.size()];
  return formula.depends_on_bits() ? formula.real({.parameters = values_, .bits = bits}) : fixed_[slot];
}

void Paths::apply(Path& path, const Operation& operation) {
  std::vector<double> angles;
  if (const auto* gate = std::get_if<Gate>(&operation.what))
    for (const Angle& angle : gate->angles)
      angles.push_back(angle.fixed() ? angle.offset
                                     : angle.scale * weight_value(angle.slot.value, path.bits) + angle.offset);
  path.state.apply(operation, angles);
}

void Paths::follow_noise(Path& path, const std::vector<Wire>& wires) {
  if (path.state.kind() != QuantumState::Kind::density) return;
  for (const Operation& channel : noise_after(wires, noise_)) path.state.apply(channel, {});
}

// Follows two alternatives of which the second has this share: one now, the other later, where both can come. `take`
// is called for each that is followed.
void Paths::choose(Path& path, double share_of_one, const std::function<void(Path&, bool)>& take) {
  if (!shots_ && path.probability < kLeastProbability) {
    neglected_ += path.probability;
    path.dropped = true;
    path.frames.clear();
    return;
  }
  const double share = std::clamp(share_of_one, 0.0, 1.0);
  const auto share_of = [&](bool one) { return one ? share : 1 - share; };
  bool one = share > 0.5, both = false;
  std::uint64_t ones = 0;
  if (shots_) {
    ones = share == 0   ? 0
           : share == 1 ? path.shots
                        : std::binomial_distribution<std::uint64_t>(path.shots, share)(stream_);
    both = ones > 0 && ones < path.shots;
    if (!both) one = ones > 0;
  } else {
    const double other = path.probability * share_of(!one);
    both = other >= kLeastProbability;
    if (!both) neglected_ += other;
  }
  if (both) {
    require(shots_ || ++paths_ <= kMostBranches,
            "the measurements in the middle of the program have more than {} outcomes: give --shots N for a sample",
            kMostBranches);
    require(static_cast<double>(pending_.size() + 2) * path.state.bytes() <= kMostBytes,
            "the outcomes of measurements in the middle of the program need more than {} GiB of states at once",
            kMostBytes / 0x1p30);
    pending_.push_back(path);
    Path& other = pending_.back();
    if (shots_) other.shots = one ? path.shots - ones : ones;
    if (shots_) path.shots -= other.shots;
    other.probability *= share_of(!one);
    take(other, !one);
  }
  path.probability *= share_of(one);
  take(path, one);
}

// Calls then(path, outcome) for what can come.
void Paths::measure(Path& path, Wire wire, const std::function<void(Path&, bool)>& then) {
  choose(path, path.state.weight_of_one(wire), [&](Path& on, bool one) {
    on.state.project(wire, one);
    then(on, one);
  });
}

}  // namespace quanvas::sim
