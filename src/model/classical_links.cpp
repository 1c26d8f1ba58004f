// The links of a chain that no circuit computes.
#include "model/chain.hpp"
#include "nn/activation.hpp"
#include "nn/area_average_layer.hpp"
#include "nn/average_pool.hpp"
#include "nn/batch_norm.hpp"
#include "nn/conv2d.hpp"
#include "nn/dense.hpp"
#include "nn/dropout.hpp"
#include "nn/flatten.hpp"
#include "nn/max_pool.hpp"
#include "nn/softmax.hpp"
#include "trial/key.hpp"

namespace quanvas::model {
namespace {

nn::Dropped dropped(trial::DropoutOf of) {
  switch (of) {
    case trial::DropoutOf::values: return nn::Dropped::values;
    case trial::DropoutOf::channels: return nn::Dropped::channels;
  }
  no_such_value();
}

}  // namespace

Chain& Chain::convolution(std::size_t channels) {
  return convolve({.filters = channels}).activation(nn::Activation::relu);
}

Chain& Chain::convolve(const Convolution& convolution) {
  const auto& [filters, kernel, stride, padding, training] = convolution;
  if (shape_[1] + 2 * padding < kernel || shape_[2] + 2 * padding < kernel)
    throw trial::BadValue("model",
                          fmt::format("model {} convolves a map of {}x{} with {}x{}; these images are too small for it",
                                      spec_.model, shape_[1], shape_[2], kernel, kernel));
  const auto positions = [&](std::size_t side) { return (side + 2 * padding - kernel) / stride + 1; };
  const nn::Conv2dOptions options{
      .in_channels = shape_[0], .out_channels = filters, .kernel = kernel, .stride = stride, .padding = padding};
  const MapShape output{filters, positions(shape_[1]), positions(shape_[2])};
  const std::size_t weights = filters * (shape_[0] * kernel * kernel + 1);
  const std::string name = numbered("conv");
  append({.name = name,
          .what =
              fmt::format("convolution {}x{}{}{}", kernel, kernel, stride > 1 ? fmt::format(", stride {}", stride) : "",
                          padding > 0 ? fmt::format(", padding {}", padding) : ""),
          .kind = NodeKind::classical,
          .shape = output,
          .weights = weights,
          .training = training},
         {.flops = 2.0 * static_cast<double>(weights * output[1] * output[2]),
          .maker = LayerMaker([options, stream = weights_stream(name)]<class Real>() {
            return std::make_unique<nn::Conv2d<Real>>(options, stream);
          })});
  end_of_maps();
  return *this;
}

Chain& Chain::activation(nn::Activation function) {
  append({.name = numbered(to_name(function)),
          .what = std::string(nn::meaning(function)),
          .kind = NodeKind::classical,
          .shape = shape_},
         {.flops = static_cast<double>(size_of(shape_)), .maker = LayerMaker([function]<class Real>() {
                                                           return std::make_unique<nn::ActivationLayer<Real>>(function);
                                                         })});
  end_of_maps();
  return *this;
}

Chain& Chain::max_pool() { return pool({}); }

Chain& Chain::pool(const Pooling& pooling) {
  const auto& [of, kernel, stride] = pooling;
  require(shape_[1] >= kernel && shape_[2] >= kernel, "a pool of {}x{} does not fit maps of {}x{}", kernel, kernel,
          shape_[1], shape_[2]);
  const MapShape output{shape_[0], (shape_[1] - kernel) / stride + 1, (shape_[2] - kernel) / stride + 1};
  append({.name = numbered("pool"),
          .what = fmt::format("{} of {}x{}", of == PoolOf::max ? "maximum" : "mean", kernel, kernel),
          .kind = NodeKind::classical,
          .shape = output},
         {.flops = static_cast<double>(size_of(shape_)),
          .maker = LayerMaker([pooling]<class Real>() -> MadeLayer<Real> {
            switch (pooling.of) {
              case PoolOf::max: return std::make_unique<nn::MaxPool2d<Real>>(pooling.kernel, pooling.stride);
              case PoolOf::average: return std::make_unique<nn::AveragePool2d<Real>>(pooling.kernel, pooling.stride);
            }
            no_such_value();
          })});
  end_of_maps();
  return *this;
}

Chain& Chain::dropout() {
  reads({"dropout", "dropout_of"});
  return drop_out(spec_.dropout, spec_.dropout_of);
}

Chain& Chain::drop_out(double probability, trial::DropoutOf of) {
  const bool first =
      std::ranges::none_of(graph_.nodes, [](const Node& node) { return node.name.starts_with("dropout"); });
  const std::string name = first ? "dropout" : numbered("dropout");
  append({.name = name,
          .what = fmt::format("leaves out {:g} of the {}", probability, to_name(of)),
          .kind = NodeKind::classical,
          .shape = shape_},
         {.changes = Changes::by_epoch,
          .flops = static_cast<double>(size_of(shape_)),
          .maker = LayerMaker(
              [probability, seed = static_cast<std::uint64_t>(spec_.seed), dropped = dropped(of), name]<class Real>() {
                return std::make_unique<nn::Dropout<Real>>(probability, seed, dropped, name);
              })});
  return *this;
}

Chain& Chain::dense(std::size_t outputs) {
  const std::string name = numbered("dense");
  return dense(outputs, {.node = name, .what = "weighted sums", .stream = name});
}

Chain& Chain::dense(std::size_t outputs, const DenseNames& names, Trainability training) {
  const std::size_t inputs = size_of(shape_);
  const std::size_t weights = outputs * (inputs + 1);
  append({.name = names.node,
          .what = names.what,
          .kind = NodeKind::classical,
          .shape = {outputs, 1, 1},
          .weights = weights,
          .training = training},
         {.flops = 2.0 * static_cast<double>(weights),
          .maker = LayerMaker([inputs, outputs, stream = weights_stream(names.stream)]<class Real>() {
            return std::make_unique<nn::Dense<Real>>(inputs, outputs, stream);
          })});
  return *this;
}

Chain& Chain::flatten() {
  append(
      {.name = numbered("flatten"), .what = "one list", .kind = NodeKind::classical, .shape = {size_of(shape_), 1, 1}},
      {.flops = static_cast<double>(size_of(shape_)),
       .maker = LayerMaker([]<class Real>() { return std::make_unique<nn::Flatten<Real>>(); })});
  return *this;
}

Chain& Chain::batch_normalisation(Trainability training) {
  append({.name = numbered("norm"),
          .what = "mean 0, variance 1 over the batch, scaled and shifted",
          .kind = NodeKind::classical,
          .shape = shape_,
          .weights = 2 * shape_[0],
          .training = training},
         {.changes = Changes::by_epoch,
          .flops = 4.0 * static_cast<double>(size_of(shape_)),
          .maker = LayerMaker(
              [channels = shape_[0]]<class Real>() { return std::make_unique<nn::BatchNorm<Real>>(channels); })});
  end_of_maps();
  return *this;
}

Chain& Chain::resize(std::size_t height, std::size_t width) {
  append({.name = "means",
          .what = fmt::format("area means, {}x{}", height, width),
          .kind = NodeKind::classical,
          .shape = {shape_[0], height, width}},
         {.flops = static_cast<double>(size_of(shape_)), .maker = LayerMaker([height, width]<class Real>() {
                                                           return std::make_unique<nn::AreaAverage<Real>>(height,
                                                                                                          width);
                                                         })});
  end_of_maps();
  return *this;
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
