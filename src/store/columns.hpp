// The columns of the table of trials (store/schema.hpp): their names, types, and how a record fills them.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "store/h5.hpp"
#include "trial/outcome.hpp"

namespace quanvas::store {

struct Row {
  std::int64_t trial = 0;  // position in the sweep
  const trial::Record* record = nullptr;
};

struct Field {
  ColumnType column;
  std::function<Cell(const Row&)> of;
};

// All columns, with a final value for each of these curves. What a trial does not have, since it came to no training,
// is NaN or an empty text.
std::vector<Field> table_fields(const std::vector<std::string>& curves);

// Of a record that has none, an empty one.
const trial::TrainingRecord& training_or_empty(const trial::Record& record);

}  // namespace quanvas::store
