// Quanvolutions of every kind that options can ask for, for the property tests and against the dense reference.
#pragma once

#include <string>
#include <vector>

#include "hybrid/encoding.hpp"
#include "hybrid/quanv2d.hpp"

namespace quanvas::test {

// How a patch is encoded, on how many wires, and what is measured there.
struct QuanvCase {
  std::string name;
  hybrid::Quanv2dOptions options{};
  std::string encoding;
  std::size_t wires;
  std::string observables;
  nn::Shape input;
  nn::Shape output;
  trial::EncodingRepeat repeat = trial::EncodingRepeat::once;

  std::size_t features() const {
    const std::size_t values = options.grid.patch_size();
    return options.channels == hybrid::PatchChannels::together ? values * input[1] : values;
  }
  hybrid::PatchCircuit circuit() const {
    const hybrid::Encoding made = hybrid::encoding_named(encoding).make(features(), {.scale = 1.5, .threshold = 0.1});
    return {compose(wires, made, hybrid::strongly_entangling(wires, 2), repeat), made,
            sim::parse_observables(observables, wires)};
  }
};

inline std::vector<QuanvCase> quanv_cases_of_angles() {
  using hybrid::PatchChannels;
  using trial::ChannelReduction;
  constexpr auto kThrough = nn::InputGradient::wanted;
  return {
      {"1x1 of all channels",
       {.grid = {.kernel = 1, .stride = 1},
        .channels = PatchChannels::together,
        .channel = ChannelReduction::all,
        .through = kThrough},
       "rx",
       3,
       "Z",
       {2, 3, 2, 3},
       {2, 3, 2, 3}},
      {"2x2 padded, more wires than values",
       {.grid = {.stride = 1, .padding = 1}, .through = kThrough},
       "ry",
       5,
       "Z",
       {1, 2, 2, 3},
       {1, 2, 3, 4}},
      {"2x2 of all channels, products and sums",
       {.channels = PatchChannels::together, .channel = ChannelReduction::all, .through = kThrough},
       "dense_angle",
       4,
       "ZZ, XIY, 0.5 X0 - Z1 + 2",
       {1, 2, 4, 5},
       {1, 3, 2, 2}},
      {"3x3 padded by two, X and Y",
       {.grid = {.kernel = 3, .padding = 2}, .channel = ChannelReduction::sum, .through = kThrough},
       "dense_angle",
       5,
       "X, Y",
       {1, 1, 3, 2},
       {1, 1, 3, 2}},
  };
}

inline std::vector<QuanvCase> quanv_cases_of_rules() {
  using hybrid::PatchChannels;
  using trial::ChannelReduction;
  constexpr auto kThrough = nn::InputGradient::wanted;
  return {
      {"2x2 encoded before each layer, rz",
       {.channel = ChannelReduction::first, .through = kThrough},
       "rz",
       4,
       "X, Z",
       {1, 2, 4, 4},
       {1, 2, 2, 2},
       trial::EncodingRepeat::every},
      {"2x2 with pairs",
       {.channel = ChannelReduction::last, .through = kThrough},
       "zz",
       4,
       "Y, X",
       {1, 1, 2, 4},
       {1, 1, 1, 2}},
      {"2x2 with products", {.through = kThrough}, "iqp", 4, "X", {1, 1, 2, 4}, {1, 1, 1, 2}},
      {"2x2 of bits, padded",
       {.grid = {.padding = 1}, .channel = ChannelReduction::all, .through = kThrough},
       "threshold",
       4,
       "X",
       {2, 2, 4, 4},
       {2, 8, 3, 3}},
      {"4x4 as amplitudes",
       {.grid = {.kernel = 4, .stride = 1, .padding = 4}, .channel = ChannelReduction::all, .through = kThrough},
       "amplitude",
       4,
       "Z, X",
       {1, 1, 1, 1},
       {1, 8, 6, 6}},
      {"2x2 of three channels as amplitudes",
       {.channels = PatchChannels::together, .through = kThrough},
       "amplitude",
       4,
       "X, Z",
       {2, 3, 4, 2},
       {2, 1, 2, 1}},
  };
}

inline std::vector<QuanvCase> quanv_cases() {
  std::vector<QuanvCase> cases = quanv_cases_of_angles();
  for (QuanvCase& one : quanv_cases_of_rules()) cases.push_back(std::move(one));
  return cases;
}

}  // namespace quanvas::test
