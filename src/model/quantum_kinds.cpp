#include "model/quantum_kinds.hpp"

#include <bit>

#include "hybrid/encoding.hpp"
#include "model/quantum_layers.hpp"
#include "model/residual_kind.hpp"
#include "sim/circuit/noise_model.hpp"

namespace quanvas::model {
namespace {

using hybrid::EncodingInfo;
using trial::range;

constexpr std::size_t kMostWires = 16;

std::vector<std::string_view> names(const auto& rows) {
  std::vector<std::string_view> all;
  for (const auto& row : rows) all.push_back(row.name);
  return all;
}

const std::vector<std::string_view> kAnsatze = names(hybrid::ansatze());
const std::vector<std::string_view> kEncodings = names(hybrid::encodings());

// What both kinds take.
const LayerOption kShared[] = {
    {.key = "encoding",
     .type = OptionType::choice,
     .fallback = "\"ry\"",
     .meaning = "how values become angles or amplitudes",
     .choices = kEncodings},
    {"scale", OptionType::real, "3.141592653589793", "radians for a value of 1", range(-1000, 1000)},
    {"threshold", OptionType::real, "0.5", "above which a value is 1", range(-1e6, 1e6)},
    {"encoding_repetitions", OptionType::integer, "2", "of a feature map", range(1, 64)},
    {.key = "encoding_entanglement",
     .type = OptionType::choice,
     .fallback = "\"full\"",
     .meaning = "which pairs of wires a feature map couples",
     .choices = names_of<hybrid::Entanglement>},
    {"wires", OptionType::integer, "0", "of the circuit; 0: as many as the encoding takes", range(0, kMostWires)},
    {.key = "ansatz",
     .type = OptionType::choice,
     .fallback = "\"hardware_efficient\"",
     .meaning = "the gates that follow the encoding, with the weights",
     .choices = kAnsatze},
    {"repetitions", OptionType::integer, "1", "of the ansatz", range(1, 64)},
    {.key = "entanglement",
     .type = OptionType::choice,
     .fallback = "\"linear\"",
     .meaning = "which pairs of wires the ansatz couples",
     .choices = names_of<hybrid::Entanglement>},
    {.key = "encode",
     .type = OptionType::choice,
     .fallback = "\"once\"",
     .meaning = "the data, or before every repetition of the ansatz (re-uploading)",
     .choices = names_of<trial::EncodingRepeat>},
    {"circuit_seed", OptionType::integer, "\"$seed\"", "of a random ansatz", range(0, 9007199254740991.0)},
    {"observables", OptionType::texts, "\"Z\"",
     "whose expectation values are the output: `Z`, `X` or `Y` of every wire, or Pauli strings such as \"Z0 Z1\""},
    {"trainable", OptionType::truth, "true", "whether its weights are trained"},
    {.key = "gradient",
     .type = OptionType::choice,
     .fallback = "\"exact\"",
     .meaning = "passed to what comes before, or not (`detached`)",
     .choices = names_of<trial::Gradient>},
    {.key = "init",
     .type = OptionType::choice,
     .fallback = "\"$init\"",
     .meaning = "initial weights",
     .choices = names_of<trial::Init>},
    {"noise", OptionType::text, "\"$noise\"", "noise channels after its gates, or `none`"},
    {"shots", OptionType::integer, "\"$shots\"", "measurements of the circuit; 0: exact", range(0, 1e7)},
    {.key = "noise_in",
     .type = OptionType::choice,
     .fallback = "\"$noise_in\"",
     .meaning = "where noise and shots act",
     .choices = names_of<trial::NoiseIn>},
};

std::vector<LayerOption> with_shared(std::vector<LayerOption> own) {
  own.insert(own.end(), std::begin(kShared), std::end(kShared));
  return own;
}

// Options that the chosen encoding or ansatz does not read would have no effect.
void refuse_unread(const LayerOptions& options, std::string_view option, std::string_view chosen, std::string_view by,
                   std::span<const std::string_view> reads, std::string_view as) {
  require(!options.given(option) || std::ranges::find(reads, as) != reads.end(),
          "`{}` would have no effect: {} {} does not read it; leave it out", option, by, chosen);
}

hybrid::Encoding encoding_of(const LayerOptions& options, const EncodingInfo& row, std::size_t features) {
  refuse_unread(options, "scale", row.name, "encoding", row.reads, "scale");
  refuse_unread(options, "threshold", row.name, "encoding", row.reads, "threshold");
  refuse_unread(options, "encoding_repetitions", row.name, "encoding", row.reads, "repetitions");
  refuse_unread(options, "encoding_entanglement", row.name, "encoding", row.reads, "entanglement");
  return row.make(features, {.scale = options.real("scale"),
                             .threshold = options.real("threshold"),
                             .repetitions = options.integer("encoding_repetitions"),
                             .entanglement = options.choice<hybrid::Entanglement>("encoding_entanglement")});
}

std::size_t wires_needed(const EncodingInfo& row, std::size_t features) {
  if (row.features_per_wire > 0) return (features + row.features_per_wire - 1) / row.features_per_wire;
  return std::max<std::size_t>(1, std::bit_width(features - 1));
}

hybrid::Ansatz ansatz_of(const LayerOptions& options, std::size_t wires, const std::string& name) {
  const hybrid::AnsatzInfo& row = hybrid::ansatz_named(options.text("ansatz"));
  refuse_unread(options, "repetitions", row.name, "ansatz", row.reads, "layers");
  refuse_unread(options, "entanglement", row.name, "ansatz", row.reads, "entanglement");
  const RandomStream stream(options.integer("circuit_seed"), name + " circuit");
  return row.make(
      wires,
      {.layers = options.integer("repetitions"), .entanglement = options.choice<hybrid::Entanglement>("entanglement")},
      stream);
}

hybrid::PatchCircuit circuit_of(const LayerOptions& options, std::size_t features, const std::string& name) {
  const EncodingInfo& row = hybrid::encoding_named(options.text("encoding"));
  const std::size_t needed = wires_needed(row, features);
  require(needed <= kMostWires,
          "{} values take {} wires with encoding {}; at most {} can be simulated in a layer: choose encoding "
          "\"amplitude\", or put a layer with fewer outputs before",
          features, needed, row.name, kMostWires);
  const std::size_t wires = options.integer("wires") == 0 ? needed : options.integer("wires");
  require(wires >= needed, "{} values take {} wires with encoding {}, not wires = {}", features, needed, row.name,
          wires);
  hybrid::Encoding encoding = encoding_of(options, row, features);
  const sim::Circuit circuit = hybrid::compose(wires, encoding, ansatz_of(options, wires, name),
                                               options.choice<trial::EncodingRepeat>("encode"));
  return {circuit, std::move(encoding), sim::parse_observables(join(options.texts("observables"), ","), wires)};
}

hybrid::Device device_of(const Chain& chain, const LayerOptions& options) {
  const std::string noise = options.text("noise");
  return {.noise = noise == "none" ? sim::NoiseModel{} : sim::parse_noise(noise),
          .shots = options.integer("shots"),
          .acts_in = options.choice<trial::NoiseIn>("noise_in"),
          .seed = static_cast<std::uint64_t>(chain.spec().seed)};
}

bool passes_gradient(const LayerOptions& options) {
  return options.choice<trial::Gradient>("gradient") == trial::Gradient::exact &&
         hybrid::encoding_named(options.text("encoding")).derivative == hybrid::HasDerivative::yes;
}

QuantumLayer layer_of(Chain& chain, const LayerOptions& options, std::string name, std::string what) {
  const hybrid::Device device = device_of(chain, options);
  require(options.text("encoding") != "amplitude" || (device.noise.empty() && device.shots == 0),
          "noise and shots need inputs as angles; choose another encoding than \"amplitude\"");
  return {.name = std::move(name),
          .what = fmt::format("{}\n{}, {}", what, options.text("encoding"), options.text("ansatz")),
          .training = options.training(),
          .init = options.choice<trial::Init>("init"),
          .device = device,
          .gradient = passes_gradient(options) ? Backward::passes : Backward::stops};
}

const std::vector<LayerOption> kQuanvolutionOptions = with_shared({
    {"kernel", OptionType::integer, "2", "side of the patches", range(1, 4)},
    {"stride", OptionType::integer, "0", "step between patches; 0: as their side", range(0, 64)},
    {"padding", OptionType::integer, "0", "zeros around the maps", range(0, 64)},
    {.key = "channels",
     .type = OptionType::choice,
     .fallback = "\"separate\"",
     .meaning = "each with patches of its own, or a patch holds the values of all",
     .choices = names_of<hybrid::PatchChannels>},
    {.key = "combine",
     .type = OptionType::choice,
     .fallback = "\"all\"",
     .meaning = "what the expectation values of a patch become: a map each, or one",
     .choices = names_of<trial::ChannelReduction>},
    {"filters", OptionType::integer, "1", "circuits of this form, each with weights of its own", range(1, 256)},
});

void append_quanvolution(Chain& chain, const LayerOptions& options) {
  const std::size_t kernel = options.integer("kernel");
  const std::size_t stride = options.integer("stride");
  const bool exact = passes_gradient(options) && options.flow().onward == nn::InputGradient::wanted;
  const hybrid::Quanv2dOptions quanv{
      .grid = {.kernel = kernel, .stride = stride == 0 ? kernel : stride, .padding = options.integer("padding")},
      .channels = options.choice<hybrid::PatchChannels>("channels"),
      .channel = options.choice<trial::ChannelReduction>("combine"),
      .through = exact ? nn::InputGradient::wanted : nn::InputGradient::unwanted};
  const std::size_t channels = quanv.channels == hybrid::PatchChannels::together ? chain.shape()[0] : 1;
  const std::string name = chain.numbered("quanv");
  const std::size_t count = options.integer("filters");
  std::vector<hybrid::PatchCircuit> filters;
  for (std::size_t f = 0; f < count; ++f)
    filters.push_back(
        circuit_of(options, quanv.grid.patch_size() * channels, count == 1 ? name : fmt::format("{}.{}", name, f + 1)));
  append_quanvolution(chain,
                      layer_of(chain, options, name,
                               fmt::format("quanvolution {0}x{0}, stride {1}\n{2} wires", kernel, quanv.grid.stride,
                                           filters.front().circuit.wires())),
                      quanv, filters);
}

const std::vector<LayerOption> kCircuitOptions = with_shared({});

void append_circuit(Chain& chain, const LayerOptions& options) {
  const std::string name = chain.numbered("circuit");
  const hybrid::PatchCircuit circuit = circuit_of(options, size_of(chain.shape()), name);
  append_circuit(chain, layer_of(chain, options, name, fmt::format("circuit of {} wires", circuit.circuit.wires())),
                 circuit);
}

}  // namespace

std::span<const LayerKind> quantum_kinds() {
  static const LayerKind kKinds[] = {
      {"quanvolution", "patches as the inputs of a circuit, expectation values as maps", Form::maps, Form::maps,
       kQuanvolutionOptions, append_quanvolution, passes_gradient},
      {"circuit", "all values as the inputs of a circuit, expectation values as features", Form::either, Form::features,
       kCircuitOptions, append_circuit, passes_gradient},
      residual_kind(),
  };
  return kKinds;
}

}  // namespace quanvas::model
