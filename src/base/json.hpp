// JSON as the program writes and reads it: objects keep the order in which they were filled.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

namespace quanvas {

using Json = nlohmann::ordered_json;

// As text, indented by so many spaces; -1: in one line. JSON is UTF-8: of what is not (names of files may be anything)
// each wrong byte becomes the replacement character.
inline std::string json_text(const Json& json, int indent = -1) {
  return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

}  // namespace quanvas
