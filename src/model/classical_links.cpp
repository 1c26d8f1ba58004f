// The links of a chain that no circuit computes.
#include "model/chain.hpp"
#include "nn/area_average_layer.hpp"
#include "nn/conv2d.hpp"
#include "nn/dense.hpp"
#include "nn/dropout.hpp"
#include "nn/max_pool.hpp"
#include "nn/relu.hpp"
#include "nn/softmax.hpp"
#include "trial/key.hpp"

namespace quanvas::model {
namespace {

constexpr std::size_t kKernel = 3;
constexpr std::size_t kPool = 2;

nn::Dropped dropped(trial::DropoutOf of) {
  switch (of) {
    case trial::DropoutOf::values: return nn::Dropped::values;
    case trial::DropoutOf::channels: return nn::Dropped::channels;
  }
  no_such_value();
}

}  // namespace

Chain& Chain::convolution(std::size_t channels) {
  if (shape_[1] < kKernel || shape_[2] < kKernel)
    throw trial::BadValue("model",
                          fmt::format("model {} convolves a map of {}x{} with 3x3; these images are too small for it",
                                      spec_.model, shape_[1], shape_[2]));
  const std::size_t inputs = shape_[0];
  const MapShape output{channels, shape_[1] - kKernel + 1, shape_[2] - kKernel + 1};
  const std::size_t weights = channels * (inputs * kKernel * kKernel + 1);
  const std::string name = numbered("conv");
  append({.name = name,
          .what = "convolution 3x3",
          .kind = NodeKind::classical,
          .shape = output,
          .weights = weights,
          .training = Trainability::trained},
         {.flops = 2.0 * static_cast<double>(weights * output[1] * output[2]),
          .maker = LayerMaker([inputs, channels, stream = weights_stream(name)]<class Real>() {
            return std::make_unique<nn::Conv2d<Real>>(inputs, channels, kKernel, stream);
          })});
  append({.name = numbered("relu"), .what = "max(0, x)", .kind = NodeKind::classical, .shape = output},
         {.flops = static_cast<double>(size_of(shape_)),
          .maker = LayerMaker([]<class Real>() { return std::make_unique<nn::Relu<Real>>(); })});
  end_of_maps();
  return *this;
}

Chain& Chain::max_pool() {
  append({.name = numbered("pool"),
          .what = "maximum of 2x2",
          .kind = NodeKind::classical,
          .shape = {shape_[0], shape_[1] / kPool, shape_[2] / kPool}},
         {.flops = static_cast<double>(size_of(shape_)),
          .maker = LayerMaker([]<class Real>() { return std::make_unique<nn::MaxPool2d<Real>>(kPool); })});
  end_of_maps();
  return *this;
}

Chain& Chain::dropout() {
  reads({"dropout", "dropout_of"});
  append({.name = "dropout",
          .what = fmt::format("leaves out {:g} of the {}", spec_.dropout, to_name(spec_.dropout_of)),
          .kind = NodeKind::classical,
          .shape = shape_},
         {.changes = Changes::by_epoch,
          .flops = static_cast<double>(size_of(shape_)),
          .maker = LayerMaker([probability = spec_.dropout, seed = static_cast<std::uint64_t>(spec_.seed),
                               dropped = dropped(spec_.dropout_of)]<class Real>() {
            return std::make_unique<nn::Dropout<Real>>(probability, seed, dropped);
          })});
  return *this;
}

Chain& Chain::dense(std::size_t outputs) {
  const std::string name = numbered("dense");
  return dense(outputs, {.node = name, .what = "weighted sums", .stream = name});
}

Chain& Chain::dense(std::size_t outputs, const DenseNames& names) {
  const std::size_t inputs = size_of(shape_);
  const std::size_t weights = outputs * (inputs + 1);
  append({.name = names.node,
          .what = names.what,
          .kind = NodeKind::classical,
          .shape = {outputs, 1, 1},
          .weights = weights,
          .training = Trainability::trained},
         {.flops = 2.0 * static_cast<double>(weights),
          .maker = LayerMaker([inputs, outputs, stream = weights_stream(names.stream)]<class Real>() {
            return std::make_unique<nn::Dense<Real>>(inputs, outputs, stream);
          })});
  return *this;
}

void Chain::area_average(std::size_t height, std::size_t width) {
  append({.name = "means",
          .what = fmt::format("area means, {}x{}", height, width),
          .kind = NodeKind::classical,
          .shape = {shape_[0], height, width}},
         {.flops = static_cast<double>(size_of(shape_)), .maker = LayerMaker([height, width]<class Real>() {
                                                           return std::make_unique<nn::AreaAverage<Real>>(height,
                                                                                                          width);
                                                         })});
  end_of_maps();
}

Chain& Chain::class_scores() { return dense(static_cast<std::size_t>(spec_.classes)).softmax_if_wanted(); }

Chain& Chain::softmax_if_wanted() {
  switch (spec_.output) {
    case trial::Output::linear: return *this;
    case trial::Output::softmax:
      append({.name = "softmax", .what = "class probabilities", .kind = NodeKind::classical, .shape = shape_},
             {.flops = 20.0 * static_cast<double>(size_of(shape_)),
              .maker = LayerMaker([]<class Real>() { return std::make_unique<nn::Softmax<Real>>(); })});
      return *this;
  }
  no_such_value();
}

}  // namespace quanvas::model
