// JSON as the program writes and reads it: objects keep the order in which they were filled.
#pragma once

#include <nlohmann/json.hpp>

namespace quanvas {

using Json = nlohmann::ordered_json;

}  // namespace quanvas
