// The interface of a layer, and a trainable parameter. A layer keeps what it needs between forward and backward, and
// its own output and input gradient, so that a training step allocates nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "nn/tensor.hpp"

namespace quanvas::nn {

// What a parameter's numbers are: weights of sums, or angles of a circuit's rotations. They may have learning rates of
// their own.
enum class Weights { classical, angles };

template <class Real>
struct Parameter {
  std::string name;
  Weights kind;
  AlignedVector<Real> value;
  AlignedVector<Real> gradient;  // of the last backward pass

  Parameter(std::string name_, std::size_t size, Weights kind_ = Weights::classical)
      : name(std::move(name_)), kind(kind_), value(size), gradient(size) {}
};

// Whether backward() has to work out the gradient with respect to the layer's input; the first layer of a network that
// is trained need not.
enum class InputGradient { wanted, unwanted };

// What the images that follow go through the network for. Layers with random numbers (dropout, shots) draw them from a
// stream that their seed, the purpose and the epoch name, so that a pass gives the same bits whatever was done before
// it.
enum class Purpose { training, validation, test };
constexpr auto texts_of(Purpose) { return texts("training", "validation", "test"); }

struct Pass {
  Purpose purpose = Purpose::validation;
  std::uint32_t epoch = 0;
};

template <class Real>
class Layer {
 public:
  virtual ~Layer() = default;

  // Before the first image of a pass; without it a layer is in the pass {}.
  virtual void begin(const Pass&) {}

  // The output's shape for an input of this shape. Throws Error for an input the layer cannot take.
  virtual Shape output_shape(const Shape& input) const = 0;

  // input [batch, ...] -> output [batch, ...], valid until the next call.
  virtual const Tensor<Real>& forward(const Tensor<Real>& input) = 0;

  // Once for each forward(), of which it may use up what was kept: for d loss / d output, sets the gradients of the
  // parameters and returns d loss / d input, which is unspecified where it is unwanted. `input` is that of the
  // forward().
  virtual const Tensor<Real>& backward(const Tensor<Real>& input, const Tensor<Real>& upstream,
                                       InputGradient wanted) = 0;

  // Those that training may change.
  virtual std::vector<Parameter<Real>*> parameters() { return {}; }

  // Numbers that passes change, not the optimiser: they belong to the state of a training.
  virtual std::vector<AlignedVector<Real>*> statistics() { return {}; }
};

}  // namespace quanvas::nn
