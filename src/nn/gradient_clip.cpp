#include "nn/gradient_clip.hpp"

#include <cmath>

namespace quanvas::nn {

template <class Real>
double clip_gradients(std::span<Parameter<Real>* const> parameters, double most) {
  constexpr double kEpsilon = 1e-6;
  double square = 0;
  for (const Parameter<Real>* parameter : parameters)
    for (const Real g : parameter->gradient) square += static_cast<double>(g) * static_cast<double>(g);
  const double norm = std::sqrt(square);
  const double factor = most / (norm + kEpsilon);
  if (factor < 1)
    for (Parameter<Real>* parameter : parameters)
      for (Real& g : parameter->gradient) g *= static_cast<Real>(factor);
  return norm;
}

template double clip_gradients(std::span<Parameter<float>* const>, double);
template double clip_gradients(std::span<Parameter<double>* const>, double);

}  // namespace quanvas::nn
