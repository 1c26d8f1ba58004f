// Tables: arrays of rows that are found by name, with one error for a name that is not there.
#pragma once

#include <algorithm>
#include <functional>
#include <iterator>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/text.hpp"

namespace quanvas {

// The row called `name`; `info` gives the part of a row that has the member `name`. Throws Error "there is no KIND
// `NAME`, only ...", with the nearest name, where there is none.
template <class Rows, class Info = std::identity>
const auto& row_named(const Rows& rows, std::string_view kind, std::string_view name, Info info = {}) {
  const auto name_of = [&](const auto& row) { return std::string_view(std::invoke(info, row).name); };
  const auto found = std::ranges::find(rows, name, name_of);
  if (found != std::end(rows)) return *found;
  std::vector<std::string_view> names;
  for (const auto& row : rows) names.push_back(name_of(row));
  fail("there is no {} `{}`, only `{}`{}", kind, name, join(names, "`, `"), suggestion(name, names));
}

}  // namespace quanvas
