// Something was not begun, because this process was told to stop first: the same command may be given again.
#pragma once

#include "base/error.hpp"

namespace quanvas {

class Interrupted : public Error {
  using Error::Error;
};

}  // namespace quanvas
