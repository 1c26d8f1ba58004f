// Rows of numbers in a file: CSV, with a line of names or without, or JSON.
#pragma once

#include <string>
#include <vector>

namespace quanvas::cli {

struct NumberTable {
  std::vector<std::string> names;         // [column], empty where the file has none
  std::vector<std::vector<double>> rows;  // at least one, all of one length
};

// A file that begins with `[` or `{` is JSON: an array of numbers (one row), of arrays (rows) or of objects (rows with
// names), or one object. Any other is text: a row a line, numbers between commas, semicolons, tabs or blanks, names in
// the first line where it holds none; what follows `#` is left out. Throws Error that names the file, and the line or
// row, for anything else and for numbers that are not finite.
NumberTable read_numbers(const std::string& path);

}  // namespace quanvas::cli
