// Small matrices against Eigen's.
#include "sim/circuit/matrix.hpp"

#include <gtest/gtest.h>

#include "base/random.hpp"
#include "support/to_dense.hpp"
#include "support/tolerances.hpp"

namespace quanvas::sim {
namespace {

class MatrixOf : public testing::TestWithParam<std::size_t> {
 protected:
  Matrix random(std::size_t size) {
    Matrix m(size);
    for (std::size_t i = 0; i < size; ++i)
      for (std::size_t j = 0; j < size; ++j) m(i, j) = {stream_.normal(), stream_.normal()};
    return m;
  }

  RandomStream stream_{GetParam(), "matrices"};
  Matrix a_ = random(GetParam());
  Matrix b_ = random(GetParam());
  test::Matrix dense_a_ = test::to_dense(a_);
  test::Matrix dense_b_ = test::to_dense(b_);
};
INSTANTIATE_TEST_SUITE_P(Sizes, MatrixOf, testing::Values(1, 2, 3, 4));

TEST_P(MatrixOf, Arithmetic) {
  const Matrix::Value factor(0.3, -1.7);
  EXPECT_LT(test::distance(test::to_dense(a_ * b_), dense_a_ * dense_b_), test::kExact);
  EXPECT_LT(test::distance(test::to_dense(a_ + b_), dense_a_ + dense_b_), test::kExact);
  EXPECT_LT(test::distance(test::to_dense(factor * a_), factor * dense_a_), test::kExact);
}

TEST_P(MatrixOf, AdjointAndTrace) {
  EXPECT_EQ(test::to_dense(a_.adjoint()), dense_a_.adjoint());
  EXPECT_LT(std::abs(a_.trace() - dense_a_.trace()), test::kExact);
}

TEST_P(MatrixOf, IdentityChangesNothing) {
  const Matrix one = Matrix::identity(GetParam());
  EXPECT_EQ(one * a_, a_);
  EXPECT_EQ(a_ * one, a_);
  EXPECT_EQ(one.trace(), static_cast<double>(GetParam()));
  EXPECT_FALSE(a_ == b_);
}

TEST_P(MatrixOf, DistanceIsTheLargestOfAllEntries) {
  EXPECT_DOUBLE_EQ(Matrix::distance(a_, b_), (dense_a_ - dense_b_).cwiseAbs().maxCoeff());
  EXPECT_EQ(Matrix::distance(a_, a_), 0);
  Matrix moved = a_;
  moved(GetParam() - 1, 0) += Matrix::Value(0, 2);
  EXPECT_NEAR(Matrix::distance(a_, moved), 2, test::kExact);
}

TEST_P(MatrixOf, KroneckerProductHasTheFirstFactorInBlocks) {
  const Matrix c = random(2);
  const test::Matrix product = test::to_dense(kronecker(a_, c));
  ASSERT_EQ(product.rows(), 2 * dense_a_.rows());
  for (Eigen::Index i = 0; i < dense_a_.rows(); ++i)
    for (Eigen::Index j = 0; j < dense_a_.cols(); ++j)
      EXPECT_EQ(product.block(2 * i, 2 * j, 2, 2), dense_a_(i, j) * test::to_dense(c));
}

TEST(Matrix, IsReadRowByRow) {
  const Matrix m(2, {1, 2, 3, 4});
  EXPECT_EQ(m(0, 1), 2.0);
  EXPECT_EQ(m(1, 0), 3.0);
  EXPECT_EQ(m.size(), 2u);
  EXPECT_EQ(Matrix().size(), 0u);
}

}  // namespace
}  // namespace quanvas::sim
