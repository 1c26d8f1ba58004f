// Properties of every layer of the project (support/layer_cases.hpp).
#include <gtest/gtest.h>

#include "support/layer_cases.hpp"
#include "support/layer_check.hpp"
#include "support/thread_scope.hpp"

namespace quanvas {
namespace {

class EveryLayer : public testing::TestWithParam<test::LayerCase> {};

TEST_P(EveryLayer, HasTheShapeItSays) {
  const auto layer = GetParam().make();
  EXPECT_EQ(layer->output_shape(GetParam().input), GetParam().output);
  EXPECT_EQ(layer->forward(test::random_tensor<double>(GetParam().input, 5)).shape(), GetParam().output);
}

TEST_P(EveryLayer, GradientsAgreeWithFiniteDifferences) {
  const auto layer = GetParam().make();
  test::check_gradients(*layer, test::random_tensor<double>(GetParam().input, 5), nn::InputGradient::wanted);
}

TEST_P(EveryLayer, GivesTheSameBitsTwiceAndAfterOtherBatches) {
  const auto layer = GetParam().make();
  const auto input = test::random_tensor<double>(GetParam().input, 5);
  const nn::Tensor<double> once = layer->forward(input);
  layer->forward(test::random_tensor<double>(GetParam().input.with_batch(1), 6));
  const nn::Tensor<double>& again = layer->forward(input);
  ASSERT_EQ(again.shape(), once.shape());
  for (std::size_t i = 0; i < once.size(); ++i) EXPECT_EQ(again.values()[i], once.values()[i]);
}

// The values of a forward and a backward pass, one behind the other.
std::vector<double> pass_of(const test::LayerCase& one, std::size_t threads) {
  const test::ThreadScope scope(threads);
  const auto layer = one.make();
  const auto input = test::random_tensor<double>(one.input, 5);
  const nn::Tensor<double>& output = layer->forward(input);
  std::vector<double> values(output.values().begin(), output.values().end());
  const auto append = [&](const auto& more) { values.insert(values.end(), more.begin(), more.end()); };
  append(layer->backward(input, test::random_tensor<double>(one.output, 6), nn::InputGradient::wanted).values());
  for (const nn::Parameter<double>* parameter : layer->parameters()) append(parameter->gradient);
  return values;
}

TEST_P(EveryLayer, GivesTheSameBitsWithAnyNumberOfThreads) {
  const std::vector<double> alone = pass_of(GetParam(), 1);
  for (const std::size_t threads : {2, 3}) EXPECT_EQ(pass_of(GetParam(), threads), alone) << threads << " threads";
}

INSTANTIATE_TEST_SUITE_P(Layers, EveryLayer, testing::ValuesIn(test::layer_cases()), [](const auto& one) {
  std::string name = one.param.name;
  for (char& c : name)
    if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
  return name;
});

}  // namespace
}  // namespace quanvas
