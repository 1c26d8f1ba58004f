#include "model/residual_kind.hpp"

#include <algorithm>

#include "hybrid/residual_block.hpp"
#include "model/described_layers.hpp"
#include "nn/sequential.hpp"

namespace quanvas::model {
namespace {

using hybrid::Wiring;
using trial::Gradient;

const LayerOption kOptions[] = {
    {"layers", OptionType::layers, "", "those of the block, which take and give maps"},
    {"wiring", OptionType::text, "", "which inputs are added to which outputs, such as \"O1+O2\" or \"none\""},
    {.key = "pad",
     .type = OptionType::choice,
     .fallback = "\"$pad\"",
     .meaning = "where a smaller map lies in a larger one that it is added to",
     .choices = names_of<trial::Pad>},
    {.key = "gradient",
     .type = OptionType::choice,
     .fallback = "\"$gradient\"",
     .meaning = "through the layers (`exact`), or over the additions alone (`detached`)",
     .choices = names_of<Gradient>},
};

Wiring wiring_of(const LayerOptions& options) {
  return hybrid::parse_wiring(options.text("wiring"), options.layers().size());
}

// [k] whether the activation A_k receives gradient where A_n does.
std::vector<bool> reached_activations(const LayerOptions& options) {
  const Wiring wiring = wiring_of(options);
  std::vector<bool> reached(wiring.layers() + 1, false);
  reached.back() = true;
  for (std::size_t k = wiring.layers(); k > 0; --k) {
    if (!reached[k]) continue;
    if (const std::size_t added = added_activation(wiring, k); added != k) reached[added] = true;
    if (options.choice<Gradient>("gradient") == Gradient::exact && options.layers()[k - 1].passes_gradient())
      reached[k - 1] = true;
  }
  return reached;
}

bool passes_gradient(const LayerOptions& options) { return reached_activations(options).front(); }

struct Block {
  Wiring wiring;
  trial::Pad pad;
  Gradient gradient;
  std::vector<nn::Shape> shapes;         // of A_0 .. A_n, of one item
  std::vector<std::vector<Link>> links;  // [layer - 1]

  bool changes(std::size_t k) const {
    return std::ranges::find(links[k - 1], Changes::by_epoch, &Link::changes) != links[k - 1].end();
  }

  template <class Real>
  MadeLayer<Real> make(std::size_t first, std::size_t last) const {
    hybrid::Layers<Real> layers;
    std::vector<TrackedLayer<Real>> tracked;
    for (std::size_t k = first; k <= last; ++k) {
      auto layer = std::make_unique<nn::Sequential<Real>>(shapes[k - 1]);
      for (const Link& link : links[k - 1]) layer->add(made_layer<Real>(link, tracked));
      layers.push_back(std::move(layer));
    }
    return {
        std::make_unique<hybrid::ResidualBlock<Real>>(
            hybrid::ResidualOptions{.wiring = wiring, .first = first, .last = last, .pad = pad, .gradient = gradient},
            std::move(layers), shapes),
        std::move(tracked)};
  }
};

// Appends the layers first .. last as one link; none where first is beyond last.
void add_link(Chain& chain, const std::shared_ptr<const Block>& block, std::size_t first, std::size_t last) {
  if (first > last) return;
  Link link{.maker = LayerMaker([block, first, last]<class Real>() { return block->make<Real>(first, last); })};
  for (std::size_t k = first; k <= last; ++k) {
    if (block->changes(k)) link.changes = Changes::by_epoch;
    for (const Link& inner : block->links[k - 1]) {
      link.flops += inner.flops;
      link.circuits.insert(link.circuits.end(), inner.circuits.begin(), inner.circuits.end());
    }
  }
  chain.add_link(std::move(link));
}

// The nodes and links of the layers, one behind the other; each but the first takes the sum that the one before is part
// of.
class Appender {
 public:
  Appender(Chain& chain, const LayerOptions& options)
      : chain_(chain),
        options_(options),
        wiring_(wiring_of(options)),
        reached_(reached_activations(options)),
        activations_{chain.last_node()} {}

  Block append() {
    const MapShape& input = chain_.shape();
    const nn::Shape image{1, input[0], input[1], input[2]};
    std::vector<nn::Shape> shapes = hybrid::activation_shapes(
        wiring_, image, [&](std::size_t k, const nn::Shape& shape) { return append_layer_of(k, shape); });
    add_sum(wiring_.layers(), shapes.back());
    return {.wiring = wiring_,
            .pad = options_.choice<trial::Pad>("pad"),
            .gradient = options_.choice<Gradient>("gradient"),
            .shapes = std::move(shapes),
            .links = std::move(links_)};
  }

 private:
  // Given the shape of A_{k-1}, returns that of O_k.
  nn::Shape append_layer_of(std::size_t k, const nn::Shape& input) {
    if (k > 1) add_sum(k - 1, input);
    const bool passes = options_.choice<Gradient>("gradient") == Gradient::exact && chain_.trains();
    const std::size_t first_link = chain_.links();
    const std::size_t first_node = chain_.last_node() + 1;
    const Form form = append_layer(chain_, options_.layers()[k - 1], Form::maps,
                                   {.reached = options_.flow().reached && reached_[k],
                                    .onward = passes ? nn::InputGradient::wanted : nn::InputGradient::unwanted});
    require(form == Form::maps, "the layers of a residual block give maps; {} gives features",
            options_.layers()[k - 1].name);
    if (!passes && k > 1) chain_.stop_gradient(first_node);
    links_.push_back(chain_.take_links(first_link));
    const MapShape& output = chain_.shape();
    return {1, output[0], output[1], output[2]};
  }

  void add_sum(std::size_t k, const nn::Shape& shape) {
    if (const std::size_t added = added_activation(wiring_, k); added != k) {
      const std::size_t sum = chain_.add_node({.name = chain_.numbered("sum"),
                                               .what = "padded sum",
                                               .kind = NodeKind::sum,
                                               .shape = {shape[1], shape[2], shape[3]}},
                                              chain_.last_node());
      chain_.add_edge({.from = activations_[added], .to = sum, .gradient = Backward::passes});
    }
    activations_.push_back(chain_.last_node());
  }

  Chain& chain_;
  const LayerOptions& options_;
  Wiring wiring_;
  std::vector<bool> reached_;             // [k] of A_k
  std::vector<std::size_t> activations_;  // [k] the node of A_k
  std::vector<std::vector<Link>> links_;
};

// Layers at the front that never change are a link of their own, which is computed once.
void append_residual(Chain& chain, const LayerOptions& options) {
  const bool at_front = chain.never_changes();
  const auto block = std::make_shared<const Block>(Appender(chain, options).append());
  std::size_t constant = 0;
  while (at_front && constant < block->links.size() && !block->changes(constant + 1)) ++constant;
  add_link(chain, block, 1, constant);
  add_link(chain, block, constant + 1, block->links.size());
  chain.end_of_maps();
}

}  // namespace

LayerKind residual_kind() {
  return {"residual",     "layers under a residual wiring", Form::maps, Form::maps, kOptions, append_residual,
          passes_gradient};
}

}  // namespace quanvas::model
