#include "sim/engine/block_step.hpp"

namespace quanvas::sim {
namespace {

Storage storage_of(const BlockShape& shape) {
  if (shape.digit == 2) return Storage::pauli;
  return shape.planes == 1 ? Storage::real : Storage::complex;
}

// From an index with the digits of the wires side by side (sim/engine/block_layout.hpp) to that of a StatePlan's
// order.
std::size_t plan_index(std::size_t index, const BlockShape& shape, std::size_t wires) {
  if (shape.digit == 1) return index;
  std::size_t x = 0;
  std::size_t z = 0;
  for (std::size_t w = 0; w < wires; ++w) {
    z |= (index >> 2 * w & 1) << w;
    x |= (index >> (2 * w + 1) & 1) << w;
  }
  return x << wires | z;
}

}  // namespace

template <class Real>
std::unique_ptr<BlockStep<Real>> make_block_step(const BlockShape& shape, const Circuit& whole, const Stage& stage) {
  auto [circuit, slots] = circuit_of(stage, whole);
  StatePlan plan = plan_part(circuit, storage_of(shape));
  const std::size_t wires = stage.wires.size();
  const std::size_t size = std::size_t{1} << (shape.digit * wires);
  typename BlockLayout<Real>::Entries in;
  typename BlockLayout<Real>::Entries out;
  for (std::size_t plane = 0; plane < shape.planes; ++plane)
    for (std::size_t i = 0; i < size; ++i) {
      const std::size_t index = plan_index(i, shape, wires);
      const SignedEntry& at = plan.order[index];
      in.push_back({.entry = static_cast<std::uint32_t>(plane * size + index), .sign = 1});
      out.push_back({.entry = static_cast<std::uint32_t>(plane * size + at.entry), .sign = static_cast<Real>(at.sign)});
    }
  const std::size_t bytes = table_bytes(plan.plan) + 2 * in.size() * sizeof(in[0]) + size * sizeof(std::size_t);
  return std::unique_ptr<BlockStep<Real>>(new BlockStep<Real>{.layout = BlockLayout<Real>(shape, stage.wires),
                                                              .executor = Executor<Real>(std::move(plan.plan)),
                                                              .slots = std::move(slots),
                                                              .in = std::move(in),
                                                              .out = std::move(out),
                                                              .bytes = bytes});
}

template std::unique_ptr<BlockStep<float>> make_block_step(const BlockShape&, const Circuit&, const Stage&);
template std::unique_ptr<BlockStep<double>> make_block_step(const BlockShape&, const Circuit&, const Stage&);

}  // namespace quanvas::sim
