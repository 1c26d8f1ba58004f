#include "nn/conv2d.hpp"

#include <cmath>
#include <utility>

#include "base/error.hpp"
#include "nn/matrix_view.hpp"

namespace quanvas::nn {
namespace {

// Rows are copied and added in whole chunks, which costs less than exact ends where rows are as short as here; what a
// chunk writes too much is overwritten by what follows or lands behind the last row.
template <class Real>
inline constexpr std::size_t kChunk = static_cast<std::size_t>(AlignedAllocator<Real>::kAlignment) / sizeof(Real);
template <class Real>
using Pixels = Eigen::Array<Real, static_cast<int>(kChunk<Real>), 1>;
template <class Real>
using Chunk = Eigen::Map<Pixels<Real>>;
template <class Real>
using ConstChunk = Eigen::Map<const Pixels<Real>>;

template <class Real>
std::size_t whole_chunks(std::size_t size) {
  return (size + kChunk<Real> - 1) / kChunk<Real> * kChunk<Real>;
}

template <class Real>
using Vector = Eigen::Matrix<Real, Eigen::Dynamic, 1>;

}  // namespace

template <class Real>
Conv2d<Real>::Conv2d(std::size_t in_channels, std::size_t out_channels, std::size_t kernel, RandomStream stream)
    : in_channels_(in_channels),
      out_channels_(out_channels),
      kernel_(kernel),
      weight_("conv.weight", out_channels * in_channels * kernel * kernel),
      bias_("conv.bias", out_channels) {
  const double bound = 1.0 / std::sqrt(static_cast<double>(in_channels * kernel * kernel));
  for (Parameter<Real>* parameter : parameters())
    for (Real& value : parameter->value) value = static_cast<Real>(stream.uniform(-bound, bound));
}

template <class Real>
Shape Conv2d<Real>::output_shape(const Shape& input) const {
  require(input.rank() == 4 && input[1] == in_channels_,
          "a convolution of {} channels is given {}; it takes [batch, {}, height, width]", in_channels_, input.text(),
          in_channels_);
  require(input[2] >= kernel_ && input[3] >= kernel_,
          "a {0}x{0} convolution is given {1}, smaller than its kernel; use larger images or fewer layers", kernel_,
          input.text());
  return {input[0], out_channels_, input[2] - kernel_ + 1, input[3] - kernel_ + 1};
}

template <class Real>
void Conv2d<Real>::cut(std::span<const Real> image, const Shape& shape, Real* columns) {
  const std::size_t height = shape[2], width = shape[3], out_rows = height - kernel_ + 1,
                    out_width = width - kernel_ + 1;
  std::ranges::copy(image, image_.begin());
  for (std::size_t channel = 0; channel < in_channels_; ++channel)
    for (std::size_t row = 0; row < kernel_; ++row)
      for (std::size_t column = 0; column < kernel_; ++column) {
        const Real* source = image_.data() + (channel * height + row) * width + column;
        for (std::size_t y = 0; y < out_rows; ++y, source += width, columns += out_width)
          for (std::size_t x = 0; x < out_width; x += kChunk<Real>)
            Chunk<Real>(columns + x) = ConstChunk<Real>(source + x);
      }
}

template <class Real>
const Tensor<Real>& Conv2d<Real>::forward(const Tensor<Real>& input) {
  output_.resize(output_shape(input.shape()));
  const std::size_t batch = input.batch(), positions = output_.shape()[2] * output_.shape()[3],
                    entries = in_channels_ * kernel_ * kernel_;
  column_stride_ = whole_chunks<Real>(entries * positions + kChunk<Real>);
  columns_.resize(batch * column_stride_);
  image_.resize(input.shape().item_size() + kChunk<Real>);
  product_.resize(out_channels_ * positions);

  const auto weight = matrix(std::as_const(weight_.value).data(), out_channels_, entries);
  const auto bias = Eigen::Map<const Vector<Real>>(bias_.value.data(), index(out_channels_));
  auto product = matrix(product_.data(), out_channels_, positions);
  for (std::size_t b = 0; b < batch; ++b) {
    cut(input.item(b), input.shape(), columns_.data() + b * column_stride_);
    // Not into the output itself: an item's alignment depends on its index in the batch, and rounding may depend on it.
    product.noalias() = weight * matrix(std::as_const(columns_).data() + b * column_stride_, entries, positions);
    matrix(output_.item(b).data(), out_channels_, positions) = product.colwise() + bias;
  }
  return output_;
}

template <class Real>
const Tensor<Real>& Conv2d<Real>::backward(const Tensor<Real>& input, const Tensor<Real>& upstream,
                                           InputGradient wanted) {
  set_parameter_gradients(upstream);
  if (wanted == InputGradient::wanted) set_input_gradient(input.shape(), upstream);
  return input_gradient_;
}

template <class Real>
void Conv2d<Real>::set_parameter_gradients(const Tensor<Real>& upstream) {
  const std::size_t positions = upstream.shape()[2] * upstream.shape()[3], entries = in_channels_ * kernel_ * kernel_;
  auto weight = matrix(weight_.gradient.data(), out_channels_, entries);
  auto bias = Eigen::Map<Vector<Real>>(bias_.gradient.data(), index(out_channels_));
  weight.setZero();
  bias.setZero();
  for (std::size_t b = 0; b < upstream.batch(); ++b) {
    const auto u = matrix(upstream.item(b).data(), out_channels_, positions);
    weight.noalias() += u * matrix(std::as_const(columns_).data() + b * column_stride_, entries, positions).transpose();
    bias += u.rowwise().sum();
  }
}

// W^T u gives the gradient of the columns, and what belongs to one pixel is added up. With the rows of u as far apart
// as those of the image, a row of columns is the image moved by one offset; zeros are between, before and after.
template <class Real>
void Conv2d<Real>::set_input_gradient(const Shape& input, const Tensor<Real>& upstream) {
  const std::size_t width = input[3], area = input[2] * width, out_rows = upstream.shape()[2],
                    out_width = upstream.shape()[3];
  const std::size_t entries = in_channels_ * kernel_ * kernel_, kernel_area = kernel_ * kernel_,
                    span = out_rows * width;
  const std::size_t margin = whole_chunks<Real>((kernel_ - 1) * (width + 1)),
                    row_stride = margin + whole_chunks<Real>(area);
  if (spread_for_ != input.with_batch(1)) {
    spread_for_ = input.with_batch(1);
    spread_.assign(out_channels_ * span, Real(0));
    column_gradient_.assign(entries * row_stride, Real(0));
    image_gradient_.resize(in_channels_ * area + kChunk<Real>);
  }
  input_gradient_.resize(input);

  const auto weight = matrix(std::as_const(weight_.value).data(), out_channels_, entries);
  Eigen::Map<Matrix<Real>, 0, Eigen::OuterStride<>> column_gradient(
      column_gradient_.data() + margin, index(entries), index(span), Eigen::OuterStride<>(index(row_stride)));
  for (std::size_t b = 0; b < input[0]; ++b) {
    const Real* u = upstream.item(b).data();
    for (std::size_t channel = 0; channel < out_channels_; ++channel)
      for (std::size_t row = 0; row < out_rows; ++row, u += out_width)
        std::copy_n(u, out_width, spread_.data() + channel * span + row * width);
    column_gradient.noalias() = weight.transpose() * matrix(std::as_const(spread_).data(), out_channels_, span);

    for (std::size_t channel = 0; channel < in_channels_; ++channel)
      for (std::size_t x = 0; x < area; x += kChunk<Real>) {
        const Real* source = column_gradient_.data() + channel * kernel_area * row_stride + margin + x;
        Pixels<Real> sum = Pixels<Real>::Zero();
        for (std::size_t row = 0; row < kernel_; ++row)
          for (std::size_t column = 0; column < kernel_; ++column, source += row_stride)
            sum += ConstChunk<Real>(source - row * width - column);
        Chunk<Real>(image_gradient_.data() + channel * area + x) = sum;
      }
    std::copy_n(image_gradient_.data(), input.item_size(), input_gradient_.item(b).data());
  }
}

template class Conv2d<float>;
template class Conv2d<double>;

}  // namespace quanvas::nn
