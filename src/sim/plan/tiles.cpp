#include "sim/plan/tiles.hpp"

#include <algorithm>
#include <bit>

namespace quanvas::sim {
namespace {

// A space of masks under exclusive or, by a basis in echelon form.
class MaskSpace {
 public:
  // What is left of a mask after the basis; the same for all masks of a coset.
  std::uint32_t reduced(std::uint32_t mask) const {
    for (const std::uint32_t member : basis_) mask = std::min(mask, mask ^ member);
    return mask;
  }

  void add(std::uint32_t mask) {
    mask = reduced(mask);
    if (mask == 0) return;
    for (std::uint32_t& member : basis_)
      if (member & std::bit_floor(mask)) member ^= mask;
    basis_.push_back(mask);
    std::ranges::sort(basis_, std::greater{});
  }

  std::size_t dimension() const { return basis_.size(); }

  // The number of a coset among all: the bits that no member leads, side by side.
  std::size_t coset(std::uint32_t mask, std::size_t bits) const {
    std::uint32_t leads = 0;
    for (const std::uint32_t member : basis_) leads |= std::bit_floor(member);
    const std::uint32_t left = reduced(mask);
    std::size_t number = 0;
    for (std::size_t bit = bits; bit-- > 0;)
      if (!(leads >> bit & 1)) number = number << 1 | (left >> bit & 1);
    return number;
  }

 private:
  std::vector<std::uint32_t> basis_;  // descending; each lead is in no other member
};

void add_masks(MaskSpace& space, const Rotate& step) {
  for (std::size_t i = 0; i < step.count; ++i) space.add(step.offsets[std::size_t{1} << i]);
}

TiledRun make_run(Plan& plan, std::size_t begin, std::size_t end, const MaskSpace& space) {
  TiledRun run{.begin = begin, .end = end, .tiles = plan.entries() >> space.dimension(), .starts = {}};
  for (std::size_t s = begin; s < end; ++s) {
    Rotate& step = std::get<Rotate>(plan.steps[s]);
    auto& bases = step.bases;
    std::vector<std::vector<std::uint32_t>> by_tile(run.tiles);
    for (const std::uint32_t base : bases) by_tile[space.coset(base, plan.bits)].push_back(base);
    bases.clear();
    auto& starts = run.starts.emplace_back();
    for (const auto& own : by_tile) {
      starts.push_back(bases.size() << step.count);
      bases.insert(bases.end(), own.begin(), own.end());
    }
    starts.push_back(bases.size() << step.count);
  }
  return run;
}

}  // namespace

std::vector<TiledRun> make_tiles(Plan& plan, std::size_t most_entries) {
  std::vector<TiledRun> runs;
  if (plan.entries() <= most_entries) return runs;
  for (std::size_t begin = plan.started; begin < plan.steps.size();) {
    MaskSpace space;
    std::size_t end = begin;
    for (; end < plan.steps.size(); ++end) {
      const Rotate* step = std::get_if<Rotate>(&plan.steps[end]);
      if (!step) break;
      MaskSpace wider = space;
      add_masks(wider, *step);
      if (std::size_t{1} << wider.dimension() > most_entries) break;
      space = std::move(wider);
    }
    if (end - begin > 1) runs.push_back(make_run(plan, begin, end, space));
    begin = std::max(end, begin + 1);
  }
  return runs;
}

}  // namespace quanvas::sim
