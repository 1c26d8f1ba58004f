#include "sim/engine/step_runner.hpp"

#include <algorithm>

#include "sim/engine/kernels.hpp"

namespace quanvas::sim {
namespace {

// What a tile may fill of the first-level cache.
constexpr std::size_t kTileBytes = 32768;

}  // namespace

template <class Real>
StepRunner<Real>::StepRunner(Plan& plan, const AngleTables<Real>& angles)
    : plan_(plan),
      angles_(angles),
      runs_(make_tiles(plan, kTileBytes / sizeof(L))),
      indices_(plan.steps.size()),
      values_(plan.steps.size()),
      transposed_(plan.steps.size()) {
  for (std::size_t s = 0; s < plan.steps.size(); ++s) {
    if (const Rotate* const rotate = std::get_if<Rotate>(&plan.steps[s])) {
      indices_[s] = rotate->indices();
    } else if (const Scale* const scale = std::get_if<Scale>(&plan.steps[s])) {
      values_[s].assign(scale->factors.begin(), scale->factors.end());
    } else if (const Sparse* const sparse = std::get_if<Sparse>(&plan.steps[s])) {
      values_[s].assign(sparse->values.begin(), sparse->values.end());
      transposed_[s].assign(sparse->transposed.begin(), sparse->transposed.end());
    }
  }
}

template <class Real>
void StepRunner<Real>::rotate(std::size_t s, std::span<const std::uint32_t> indices, const Chunk<Real>& chunk,
                              Direction direction, L* registers) const {
  const Rotate& step = std::get<Rotate>(plan_.steps[s]);
  const auto& kernels = rotate_kernels<L>(step);
  (plan_.storage == Storage::pauli ? kernels.whole : kernels.shears)(
      {.first = registers, .count = chunk.groups, .entries = plan_.entries()}, indices, static_cast<Real>(direction),
      angles_.rotations(step, chunk));
}

template <class Real>
void StepRunner<Real>::apply(const TiledRun& run, const Chunk<Real>& chunk, Direction direction, L* registers) const {
  for (std::size_t tile = 0; tile < run.tiles; ++tile)
    for (std::size_t i = 0; i < run.end - run.begin; ++i) {
      const std::size_t s = direction == Direction::forward ? run.begin + i : run.end - 1 - i;
      rotate(s, run.part(indices_[s], s, tile), chunk, direction, registers);
    }
}

template <class Real>
void StepRunner<Real>::apply(std::size_t s, const Chunk<Real>& chunk, Direction direction, L* first, L* spare) const {
  const Registers<L> registers{.first = first, .count = chunk.groups, .entries = plan_.entries()};
  const Step& step = plan_.steps[s];
  if (std::holds_alternative<Rotate>(step)) {
    rotate(s, indices_[s], chunk, direction, first);
  } else if (const Phase* const phases = std::get_if<Phase>(&step)) {
    const auto [cosines, sines] = angles_.phases(*phases);
    phase(registers, cosines, sines, static_cast<Real>(direction));
  } else if (std::holds_alternative<Scale>(step)) {
    scale<L>(registers, values_[s]);
  } else {
    const auto& values = direction == Direction::forward ? values_ : transposed_;
    sparse<L>(registers, std::get<Sparse>(step).offsets, values[s].data(), spare);
  }
}

template <class Real>
void StepRunner<Real>::run_from(std::size_t first, const Chunk<Real>& chunk, L* spare) const {
  for (std::size_t s = first; s < plan_.steps.size(); ++s) {
    if (const TiledRun* const run = run_beginning(s)) {
      apply(*run, chunk, Direction::forward, chunk.states);
      s = run->end - 1;
    } else {
      apply(s, chunk, Direction::forward, chunk.states, spare);
    }
  }
}

template <class Real>
const TiledRun* StepRunner<Real>::run_beginning(std::size_t step) const {
  const auto found = std::ranges::find(runs_, step, &TiledRun::begin);
  return found == runs_.end() ? nullptr : &*found;
}

template <class Real>
const TiledRun* StepRunner<Real>::run_ending(std::size_t step) const {
  const auto found = std::ranges::find(runs_, step + 1, &TiledRun::end);
  return found == runs_.end() ? nullptr : &*found;
}

template class StepRunner<float>;
template class StepRunner<double>;

}  // namespace quanvas::sim
