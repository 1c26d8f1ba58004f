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
Conv2d<Real>::Conv2d(const Conv2dOptions& options, RandomStream stream)
    : options_(options),
      weight_("conv.weight", options.out_channels * options.in_channels * options.kernel * options.kernel),
      bias_("conv.bias", options.out_channels) {
  require(options.kernel >= 1 && options.stride >= 1, "a convolution of kernel {} and stride {}; both are 1 or more",
          options.kernel, options.stride);
  const double bound = 1.0 / std::sqrt(static_cast<double>(entries()));
  for (Parameter<Real>* parameter : parameters())
    for (Real& value : parameter->value) value = static_cast<Real>(stream.uniform(-bound, bound));
}

template <class Real>
Shape Conv2d<Real>::output_shape(const Shape& input) const {
  require(input.rank() == 4 && input[1] == options_.in_channels,
          "a convolution of {} channels is given {}; it takes [batch, {}, height, width]", options_.in_channels,
          input.text(), options_.in_channels);
  const Shape output{input[0], options_.out_channels, options_.positions(input[2]), options_.positions(input[3])};
  require(output[2] > 0 && output[3] > 0,
          "a {0}x{0} convolution is given {1}, smaller than its kernel; use larger images or fewer layers",
          options_.kernel, input.text());
  return output;
}

template <class Real>
void Conv2d<Real>::cut(std::span<const Real> image, const Shape& shape, Real* columns) {
  const auto [in_channels, out_channels, kernel, stride, padding] = options_;
  const std::size_t height = shape[2] + 2 * padding, width = shape[3] + 2 * padding,
                    out_rows = options_.positions(shape[2]), out_width = options_.positions(shape[3]);
  if (padding == 0) std::ranges::copy(image, image_.begin());
  else
    for (std::size_t line = 0; line < in_channels * shape[2]; ++line)  // the border stays zero
      std::copy_n(image.data() + line * shape[3], shape[3],
                  image_.data() + (line / shape[2] * height + line % shape[2] + padding) * width + padding);
  for (std::size_t channel = 0; channel < in_channels; ++channel)
    for (std::size_t row = 0; row < kernel; ++row)
      for (std::size_t column = 0; column < kernel; ++column) {
        const Real* source = image_.data() + (channel * height + row) * width + column;
        for (std::size_t y = 0; y < out_rows; ++y, source += stride * width, columns += out_width)
          if (stride == 1)
            for (std::size_t x = 0; x < out_width; x += kChunk<Real>)
              Chunk<Real>(columns + x) = ConstChunk<Real>(source + x);
          else
            for (std::size_t x = 0; x < out_width; ++x) columns[x] = source[x * stride];
      }
}

template <class Real>
const Tensor<Real>& Conv2d<Real>::forward(const Tensor<Real>& input) {
  output_.resize(output_shape(input.shape()));
  const std::size_t batch = input.batch(), positions = output_.shape()[2] * output_.shape()[3],
                    entries = this->entries(), out_channels = options_.out_channels;
  column_stride_ = whole_chunks<Real>(entries * positions + kChunk<Real>);
  columns_.resize(batch * column_stride_);
  if (cut_for_ != input.shape().with_batch(1)) {
    cut_for_ = input.shape().with_batch(1);
    const std::size_t border = 2 * options_.padding;
    image_.assign(options_.in_channels * (cut_for_[2] + border) * (cut_for_[3] + border) + kChunk<Real>, Real(0));
  }
  product_.resize(out_channels * positions);

  const auto weight = matrix(std::as_const(weight_.value).data(), out_channels, entries);
  const auto bias = Eigen::Map<const Vector<Real>>(bias_.value.data(), index(out_channels));
  auto product = matrix(product_.data(), out_channels, positions);
  for (std::size_t b = 0; b < batch; ++b) {
    cut(input.item(b), input.shape(), columns_.data() + b * column_stride_);
    // Not into the output itself: an item's alignment depends on its index in the batch, and rounding may depend on it.
    product.noalias() = weight * matrix(std::as_const(columns_).data() + b * column_stride_, entries, positions);
    matrix(output_.item(b).data(), out_channels, positions) = product.colwise() + bias;
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
  const std::size_t positions = upstream.shape()[2] * upstream.shape()[3], entries = this->entries(),
                    out_channels = options_.out_channels;
  auto weight = matrix(weight_.gradient.data(), out_channels, entries);
  auto bias = Eigen::Map<Vector<Real>>(bias_.gradient.data(), index(out_channels));
  weight.setZero();
  bias.setZero();
  for (std::size_t b = 0; b < upstream.batch(); ++b) {
    const auto u = matrix(upstream.item(b).data(), out_channels, positions);
    weight.noalias() += u * matrix(std::as_const(columns_).data() + b * column_stride_, entries, positions).transpose();
    bias += u.rowwise().sum();
  }
}

// W^T u gives the gradient of the columns, and what belongs to one pixel is added up. With the rows of u as far apart
// as those of the image, and its entries as far apart as the stride, a row of columns is the image moved by one offset;
// zeros are between, before and after.
template <class Real>
void Conv2d<Real>::set_input_gradient(const Shape& input, const Tensor<Real>& upstream) {
  const auto [in_channels, out_channels, kernel, stride, padding] = options_;
  const std::size_t height = input[2] + 2 * padding, width = input[3] + 2 * padding, area = height * width,
                    out_rows = upstream.shape()[2], out_width = upstream.shape()[3];
  const std::size_t entries = this->entries(), kernel_area = kernel * kernel,
                    span = ((out_rows - 1) * stride + 1) * width;
  const std::size_t margin = whole_chunks<Real>((kernel - 1) * (width + 1)),
                    row_stride = margin + whole_chunks<Real>(area);
  if (spread_for_ != input.with_batch(1)) {
    spread_for_ = input.with_batch(1);
    spread_.assign(out_channels * span, Real(0));
    column_gradient_.assign(entries * row_stride, Real(0));
    image_gradient_.resize(in_channels * area + kChunk<Real>);
  }
  input_gradient_.resize(input);

  const auto weight = matrix(std::as_const(weight_.value).data(), out_channels, entries);
  Eigen::Map<Matrix<Real>, 0, Eigen::OuterStride<>> column_gradient(
      column_gradient_.data() + margin, index(entries), index(span), Eigen::OuterStride<>(index(row_stride)));
  for (std::size_t b = 0; b < input[0]; ++b) {
    spread(upstream.item(b).data(), out_rows, out_width, width, span);
    column_gradient.noalias() = weight.transpose() * matrix(std::as_const(spread_).data(), out_channels, span);

    for (std::size_t channel = 0; channel < in_channels; ++channel)
      for (std::size_t x = 0; x < area; x += kChunk<Real>) {
        const Real* source = column_gradient_.data() + channel * kernel_area * row_stride + margin + x;
        Pixels<Real> sum = Pixels<Real>::Zero();
        for (std::size_t row = 0; row < kernel; ++row)
          for (std::size_t column = 0; column < kernel; ++column, source += row_stride)
            sum += ConstChunk<Real>(source - row * width - column);
        Chunk<Real>(image_gradient_.data() + channel * area + x) = sum;
      }
    if (padding == 0) std::copy_n(image_gradient_.data(), input.item_size(), input_gradient_.item(b).data());
    else
      for (std::size_t line = 0; line < in_channels * input[2]; ++line)
        std::copy_n(image_gradient_.data() + (line / input[2] * height + line % input[2] + padding) * width + padding,
                    input[3], input_gradient_.item(b).data() + line * input[3]);
  }
}

template <class Real>
void Conv2d<Real>::spread(const Real* u, std::size_t rows, std::size_t columns, std::size_t width, std::size_t span) {
  const std::size_t stride = options_.stride;
  for (std::size_t channel = 0; channel < options_.out_channels; ++channel)
    for (std::size_t row = 0; row < rows; ++row, u += columns) {
      Real* const to = spread_.data() + channel * span + row * stride * width;
      if (stride == 1) std::copy_n(u, columns, to);
      else
        for (std::size_t x = 0; x < columns; ++x) to[x * stride] = u[x];
    }
}

template class Conv2d<float>;
template class Conv2d<double>;

}  // namespace quanvas::nn
