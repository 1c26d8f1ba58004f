#include "model/chain.hpp"

#include <algorithm>

#include "nn/frozen.hpp"

namespace quanvas::model {

Chain::Chain(const trial::TrialSpec& spec, const ImageFormat& format, std::string title)
    : spec_(spec),
      format_(format),
      shape_{format.channels, format.height, format.width},
      features_(shape_),
      graph_{.title = std::move(title),
             .nodes = {{.name = "X", .what = "image", .kind = NodeKind::image, .shape = shape_}},
             .edges = {}} {}

RandomStream Chain::weights_stream(const std::string& name) const {
  return {static_cast<std::uint64_t>(spec_.seed), name};
}

hybrid::Device Chain::device() const {
  return {.noise = spec_.noise == "none" ? sim::NoiseModel{} : sim::parse_noise(spec_.noise),
          .shots = static_cast<std::size_t>(spec_.shots),
          .acts_in = spec_.noise_in,
          .seed = static_cast<std::uint64_t>(spec_.seed)};
}

// A gate costs 6 operations for each number of a state. With shots every angle is shifted both ways, and samples are
// drawn from as many distributions.
double Chain::circuit_flops(const sim::Circuit& circuit, const hybrid::Device& device) {
  constexpr double kGate = 6;
  constexpr double kSample = 500;
  const auto numbers = static_cast<double>(std::size_t{1} << (circuit.wires() * (device.noise.empty() ? 1 : 2)));
  const auto gates = static_cast<double>(circuit.operations().size());
  const double once = gates * kGate * numbers;
  return device.shots == 0 ? once
                           : (1 + gates) * (once + kSample * static_cast<double>(std::size_t{1} << circuit.wires()));
}

std::string Chain::numbered(std::string_view kind) const {
  const auto same = std::ranges::count_if(graph_.nodes, [&](const Node& node) { return node.name.starts_with(kind); });
  return fmt::format("{}{}", kind, same + 1);
}

void Chain::reads(std::initializer_list<std::string_view> axes) {
  for (const std::string_view axis : axes)
    if (std::ranges::find(reads_, axis) == reads_.end()) reads_.push_back(axis);
}

std::size_t Chain::add_node(Node node, std::size_t from, Backward gradient) {
  shape_ = node.shape;
  graph_.nodes.push_back(std::move(node));
  const std::size_t index = graph_.nodes.size() - 1;
  graph_.edges.push_back({.from = from, .to = index, .gradient = gradient});
  return index;
}

void Chain::append(Node node, Link link, Backward gradient) {
  if (node.training == Trainability::trained) link.changes = Changes::by_epoch;
  if (node.weights > 0) link.training = node.training;
  add_node(std::move(node), last_node(), gradient);
  links_.push_back(std::move(link));
}

bool Chain::trains() const {
  return std::ranges::find(graph_.nodes, Trainability::trained, &Node::training) != graph_.nodes.end();
}

std::vector<Link> Chain::take_links(std::size_t first) {
  const auto from = links_.begin() + static_cast<std::ptrdiff_t>(first);
  std::vector<Link> taken(std::make_move_iterator(from), std::make_move_iterator(links_.end()));
  links_.erase(from, links_.end());
  return taken;
}

void Chain::stop_gradient(std::size_t node) {
  for (Edge& edge : graph_.edges)
    if (edge.to == node) edge.gradient = Backward::stops;
}

std::size_t Chain::fixed_links() const {
  return static_cast<std::size_t>(std::ranges::find(links_, Changes::by_epoch, &Link::changes) - links_.begin());
}

std::vector<NamedCircuit> Chain::circuits() const {
  std::vector<NamedCircuit> all;
  for (const Link& link : links_) all.insert(all.end(), link.circuits.begin(), link.circuits.end());
  return all;
}

double Chain::cost() const {
  constexpr double kBackward = 2;    // times a forward pass
  constexpr double kStep = 300'000;  // what a step takes beside its products, as operations
  const std::size_t fixed = fixed_links();
  double once = 0;
  double forward = 0;
  for (std::size_t i = 0; i < links_.size(); ++i) (i < fixed ? once : forward) += links_[i].flops;
  const auto images = static_cast<double>(format_.images);
  const double steps = images * spec_.train_fraction / spec_.batch_size;
  return images * once + spec_.epochs * (images * forward * (1 + kBackward * spec_.train_fraction) + steps * kStep);
}

template <class Real>
std::unique_ptr<nn::Layer<Real>> made_layer(const Link& link, std::vector<TrackedLayer<Real>>& tracked) {
  MadeLayer<Real> made = link.maker.template make<Real>();
  tracked.insert(tracked.end(), made.tracked.begin(), made.tracked.end());
  if (link.training == Trainability::trained) return std::move(made.layer);
  return std::make_unique<nn::Frozen<Real>>(std::move(made.layer));
}

template std::unique_ptr<nn::Layer<float>> made_layer(const Link&, std::vector<TrackedLayer<float>>&);
template std::unique_ptr<nn::Layer<double>> made_layer(const Link&, std::vector<TrackedLayer<double>>&);

template <class Real>
Network<Real> Chain::build() const {
  nn::Sequential<Real> fixed(nn::Shape{1, format_.channels, format_.height, format_.width});
  std::vector<TrackedLayer<Real>> tracked;
  const std::size_t cut = fixed_links();
  for (std::size_t i = 0; i < cut; ++i) fixed.add(made_layer<Real>(links_[i], tracked));
  nn::Sequential<Real> trained(fixed.output());
  for (std::size_t i = cut; i < links_.size(); ++i) trained.add(made_layer<Real>(links_[i], tracked));
  return {.fixed = std::move(fixed),
          .trained = std::move(trained),
          .tracked = std::move(tracked),
          .feature_shape = features_};
}

template Network<float> Chain::build() const;
template Network<double> Chain::build() const;

std::vector<Wire> consecutive_wires(std::size_t first, std::size_t count) {
  std::vector<Wire> wires;
  for (std::size_t w = first; w < first + count; ++w) wires.emplace_back(static_cast<std::uint32_t>(w));
  return wires;
}

}  // namespace quanvas::model
