#include "nn/tensor.hpp"

#include <cstdint>

#include <gtest/gtest.h>

namespace quanvas::nn {
namespace {

TEST(Shape, KnowsItsSizes) {
  const Shape shape{4, 1, 28, 28};
  EXPECT_EQ(shape.size(), 4u * 784);
  EXPECT_EQ(shape.item_size(), 784u);
  EXPECT_EQ(shape.with_batch(2), (Shape{2, 1, 28, 28}));
  EXPECT_EQ(shape.text(), "[4, 1, 28, 28]");
  EXPECT_EQ(Shape{}.item_size(), 0u);
}

TEST(Tensor, IsAlignedAndKeepsItsMemory) {
  Tensor<float> tensor(Shape{16, 100});
  const float* const data = tensor.data();
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(data) % 64, 0u);
  tensor.resize({3, 100});
  tensor.resize({16, 100});
  EXPECT_EQ(tensor.data(), data);
}

TEST(Tensor, ItemsAreRows) {
  Tensor<double> tensor(Shape{2, 1, 2, 2});
  for (std::size_t i = 0; i < 8; ++i) tensor.values()[i] = static_cast<double>(i);
  EXPECT_EQ(tensor.item(1)[0], 4.0);
  EXPECT_EQ(tensor.item(1).size(), 4u);
}

}  // namespace
}  // namespace quanvas::nn
