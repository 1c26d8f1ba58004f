#include "model/classical_kinds.hpp"

#include "base/table.hpp"

namespace quanvas::model {
namespace {

using trial::range;

constexpr LayerOption kTrainable{"trainable", OptionType::truth, "true", "whether its weights are trained"};

const std::vector<std::string_view> kFunctions = [] {
  std::vector<std::string_view> names{"none"};
  for (const std::string_view name : names_of<nn::Activation>) names.push_back(name);
  return names;
}();

// What follows the sums of a layer.
const LayerOption kFunction{.key = "activation",
                            .type = OptionType::choice,
                            .fallback = "\"none\"",
                            .meaning = "the function of its sums",
                            .choices = kFunctions};

void append_function(Chain& chain, const std::string& name) {
  if (const auto function = parse_name<nn::Activation>(name)) chain.activation(*function);
}

const LayerOption kConvolutionOptions[] = {
    {"filters", OptionType::integer, "", "output channels", range(1, 4096)},
    {"kernel", OptionType::integer, "3", "side of the patches", range(1, 64)},
    {"stride", OptionType::integer, "1", "step between patches", range(1, 64)},
    {"padding", OptionType::integer, "0", "zeros around the maps", range(0, 64)},
    kFunction,
    kTrainable,
};

void append_convolution(Chain& chain, const LayerOptions& options) {
  chain.convolve({.filters = options.integer("filters"),
                  .kernel = options.integer("kernel"),
                  .stride = options.integer("stride"),
                  .padding = options.integer("padding"),
                  .training = options.training()});
  append_function(chain, options.text("activation"));
}

const LayerOption kPoolingOptions[] = {
    {.key = "of",
     .type = OptionType::choice,
     .fallback = "\"max\"",
     .meaning = "what is kept of each square",
     .choices = names_of<PoolOf>},
    {"kernel", OptionType::integer, "2", "side of the squares", range(1, 64)},
    {"stride", OptionType::integer, "0", "step between squares; 0: as their side", range(0, 64)},
};

void append_pooling(Chain& chain, const LayerOptions& options) {
  const std::size_t kernel = options.integer("kernel");
  const std::size_t stride = options.integer("stride");
  chain.pool({.of = options.choice<PoolOf>("of"), .kernel = kernel, .stride = stride == 0 ? kernel : stride});
}

const LayerOption kActivationOptions[] = {
    {.key = "function", .type = OptionType::choice, .fallback = "", .meaning = "of each value", .choices = kFunctions},
};

void append_activation(Chain& chain, const LayerOptions& options) { append_function(chain, options.text("function")); }

const LayerOption kDropoutOptions[] = {
    {"probability", OptionType::real, "\"$dropout\"", "that a value is left out of a training step", range(0, 0.99)},
    {.key = "of",
     .type = OptionType::choice,
     .fallback = "\"$dropout_of\"",
     .meaning = "what is left out as one",
     .choices = names_of<trial::DropoutOf>},
};

void append_dropout(Chain& chain, const LayerOptions& options) {
  chain.drop_out(options.real("probability"), options.choice<trial::DropoutOf>("of"));
}

const LayerOption kDenseOptions[] = {
    {"outputs", OptionType::integer, "\"$classes\"", "numbers that it gives; the number of classes where left out",
     range(1, 65536)},
    kFunction,
    kTrainable,
};

void append_dense(Chain& chain, const LayerOptions& options) {
  const std::string name = chain.numbered("dense");
  chain.dense(options.integer("outputs"), {.node = name, .what = "weighted sums", .stream = name}, options.training());
  append_function(chain, options.text("activation"));
}

const LayerOption kResizeOptions[] = {
    {"height", OptionType::integer, "", "rows", range(1, 1024)},
    {"width", OptionType::integer, "", "columns", range(1, 1024)},
};

void append_resize(Chain& chain, const LayerOptions& options) {
  chain.resize(options.integer("height"), options.integer("width"));
}

void append_flatten(Chain& chain, const LayerOptions&) { chain.flatten(); }

const LayerOption kBatchNormalisationOptions[] = {kTrainable};

void append_batch_normalisation(Chain& chain, const LayerOptions& options) {
  chain.batch_normalisation(options.training());
}

const LayerKind kKinds[] = {
    {"convolution", "weighted sums of patches, the same for each", Form::maps, Form::maps, kConvolutionOptions,
     append_convolution},
    {"pooling", "the maximum or mean of squares", Form::maps, Form::maps, kPoolingOptions, append_pooling},
    {"activation", "a function of each value", Form::either, Form::either, kActivationOptions, append_activation},
    {"dropout", "in training, values or channels are left out at random", Form::either, Form::either, kDropoutOptions,
     append_dropout},
    {"dense", "weighted sums of all values", Form::either, Form::features, kDenseOptions, append_dense},
    {"batch_normalisation", "each channel or feature to mean 0 and variance 1 over the batch, then scaled and shifted",
     Form::either, Form::either, kBatchNormalisationOptions, append_batch_normalisation},
    {"resize", "maps of another size, by area means", Form::maps, Form::maps, kResizeOptions, append_resize},
    {"flatten", "maps as one list of features", Form::either, Form::features, {}, append_flatten},
};

}  // namespace

std::span<const LayerKind> classical_kinds() { return kKinds; }

}  // namespace quanvas::model
