#include "model/resqunn_layout.hpp"

#include <algorithm>
#include <bit>

#include "trial/key.hpp"

namespace quanvas::model::resqunn {

using hybrid::Wiring;
using trial::BadValue;
using trial::TrialSpec;

MapShape output_of(const MapShape& input, trial::Channel channel) {
  return {input[0] * (channel == trial::Channel::all ? kGrid.patch_size() : 1), kGrid.positions(input[1]),
          kGrid.positions(input[2])};
}

std::vector<MapShape> activations(const Wiring& wiring, trial::Channel channel, const ImageFormat& format) {
  std::vector<MapShape> shapes{{1, format.height, format.width}};
  for (std::size_t k = 1; k <= wiring.layers(); ++k) {
    MapShape shape = output_of(shapes[k - 1], channel);
    if (shape[1] == 0 || shape[2] == 0)
      throw BadValue(
          "layers", fmt::format("layer {} of wiring {} would get maps of {}x{}, smaller than a patch; use fewer layers",
                                k, wiring_text(wiring), shapes[k - 1][1], shapes[k - 1][2]));
    const std::size_t added = added_activation(wiring, k);
    if (added != k)
      std::ranges::transform(shape, shapes[added], shape.begin(), [](auto a, auto b) { return std::max(a, b); });
    shapes.push_back(shape);
  }
  return shapes;
}

Wiring wiring_of(const TrialSpec& spec) {
  try {
    return hybrid::parse_wiring(spec.wiring, static_cast<std::size_t>(spec.layers));
  } catch (const Error& error) {
    throw BadValue("wiring", error.what());
  }
}

std::size_t head_wires(const TrialSpec& spec, const MapShape& features, const ImageFormat& format) {
  const std::size_t image = format.height * format.width;
  const bool spatial = spec.head_padding == trial::HeadPadding::spatial;
  const std::size_t places =
      spatial ? features[0] * std::max(features[1], format.height) * std::max(features[2], format.width)
              : area(features);
  return static_cast<std::size_t>(std::bit_width(std::max(places, image) - 1));
}

std::size_t constant_layers(const TrialSpec& spec, const Wiring& wiring) {
  if (spec.trainable == trial::Trainable::frozen) return wiring.layers();
  const std::vector<bool> reached = gradient_reach(wiring, spec.gradient);
  return static_cast<std::size_t>(std::ranges::find(reached, true) - reached.begin());
}

std::string layer_name(std::size_t k) { return fmt::format("quanv{}", k); }

}  // namespace quanvas::model::resqunn
