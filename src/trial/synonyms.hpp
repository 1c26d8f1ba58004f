// What other frameworks call the parameters of a trial, and the usual abbreviations; for suggestions alone.
#pragma once

#include <string_view>

namespace quanvas::trial {

// The key of the parameter that goes by this name elsewhere ("lr": "learning_rate"); "" where none does. Capitals,
// dashes and underscores make no difference.
std::string_view key_of_synonym(std::string_view name);

}  // namespace quanvas::trial
