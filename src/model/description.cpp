#include "model/description.hpp"

#include "base/error.hpp"
#include "model/described_layers.hpp"
#include "trial/key.hpp"
#include "trial/network.hpp"

namespace quanvas::model::described {
namespace {

using trial::TrialSpec;

template <class Work>
decltype(auto) in_network(const TrialSpec& spec, Work&& work) {
  return trial::as_value_of("model", [&] { return with_context(fmt::format("network {}", spec.model), work); });
}

}  // namespace

TrialSpec canonical(const TrialSpec& spec, const ImageFormat& format) {
  TrialSpec result = spec;
  in_network(spec, [&] {
    const Json network = trial::network_of(spec);
    result.network = network.dump();
    result.network_parameters = trial::parameters_of(spec, trial::NetworkAxes(network));
  });
  chain(result, format);  // throws where the layers do not fit
  return result;
}

Chain chain(const TrialSpec& spec, const ImageFormat& format) {
  return in_network(spec, [&] {
    const Json network = trial::network_of(spec);
    const trial::NetworkAxes own(network);
    Chain chain(spec, format, spec.model);
    const std::vector<DescribedLayer> layers = read_layers(network["layers"], chain, own);
    if (append_layers(chain, layers) == Form::maps) chain.flatten();
    const std::size_t scores = size_of(chain.shape());
    require(!layers.empty() && scores == static_cast<std::size_t>(spec.classes),
            "the last layer, {}, gives {} numbers for {} classes; end with a dense layer, {{type = \"dense\"}}",
            layers.empty() ? "none" : layers.back().name, scores, spec.classes);
    return chain.softmax_if_wanted();
  });
}

}  // namespace quanvas::model::described
