#include "nn/area_average_layer.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "support/layer_check.hpp"

namespace quanvas::nn {
namespace {

TEST(AreaAverageLayer, AveragesEveryMap) {
  AreaAverage<float> layer(2, 3);
  const auto input = test::random_tensor<float>({2, 3, 5, 4}, 1);
  const Tensor<float>& output = layer.forward(input);
  ASSERT_EQ(output.shape(), (Shape{2, 3, 2, 3}));
  for (std::size_t map = 0; map < 6; ++map) {
    std::vector<float> expected(6);
    area_average<float>(input.values().subspan(map * 20, 20), {5, 4}, expected, {2, 3});
    for (std::size_t i = 0; i < 6; ++i) EXPECT_EQ(output.values()[map * 6 + i], expected[i]);
  }
}

TEST(AreaAverageLayer, RefusesWhatItCannotTake) {
  EXPECT_THROW(AreaAverage<float>(0, 3), Error);
  EXPECT_THROW(AreaAverage<float>(2, 2).output_shape({1, 16}), Error);
}

}  // namespace
}  // namespace quanvas::nn
