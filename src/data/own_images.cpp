#include "data/own_images.hpp"

#include <algorithm>
#include <map>

#include "base/error.hpp"
#include "data/arrays/whole_file.hpp"

namespace quanvas::data {
namespace {

namespace fs = std::filesystem;

bool has_folders(const fs::path& folder) { return std::ranges::any_of(entries(folder), is_folder); }

// The folders of parts; none where there is only one part, the folder itself.
std::map<OwnPart, fs::path> part_folders(const fs::path& folder, std::vector<fs::path>& others) {
  std::map<OwnPart, fs::path> parts;
  for (const fs::path& path : entries(folder)) {
    const auto part = part_called(path.filename().string());
    if (!part || !is_folder(path) || !has_folders(path)) {
      others.push_back(path);
      continue;
    }
    const auto [known, fresh] = parts.emplace(*part, path);
    require(fresh, "{} and {} are both the {} part; leave one out", known->second.string(), path.string(),
            to_name(*part));
  }
  return parts;
}

std::uint8_t position_of(const std::vector<std::string>& names, const std::string& name) {
  return static_cast<std::uint8_t>(std::ranges::find(names, name) - names.begin());
}

class ClassFolders : public OwnSource {
 public:
  explicit ClassFolders(const fs::path& folder) {
    std::vector<fs::path> others;
    parts_ = part_folders(folder, others);
    if (parts_.empty()) parts_.emplace(OwnPart::train, folder);
    else
      for (const fs::path& other : others)
        remarks_.push_back(fmt::format("{} is not read: no folder of a part", other.string()));
    std::vector<std::string> names;
    for (const auto& [part, path] : parts_)
      for (const fs::path& below : entries(path))
        if (is_folder(below)) names.push_back(below.filename().string());
    class_names_ = class_names_of(std::move(names), folder.string());
  }

  std::vector<OwnPart> parts() const override {
    std::vector<OwnPart> all;
    for (const auto& [part, path] : parts_) all.push_back(part);
    return all;
  }
  std::vector<std::string> class_names() const override { return class_names_; }
  std::vector<std::string> remarks() const override { return remarks_; }

  ReadImages read(OwnPart part, const ImageOptions& options) const override {
    const fs::path& folder = parts_.at(part);
    std::vector<ClassFolder> classes;
    for (const std::string& name : class_names_)
      if (is_folder(folder / name)) classes.push_back({.name = name, .label = position_of(class_names_, name)});
    ReadImages images = read_image_folder(folder, classes, options);
    images.remarks.insert(images.remarks.end(), remarks_.begin(), remarks_.end());
    return images;
  }

 private:
  std::map<OwnPart, fs::path> parts_;
  std::vector<std::string> class_names_;
  std::vector<std::string> remarks_;
};

// The fields of a line that begins at `at`, which moves behind it.
std::vector<std::string> next_line(std::string_view text, std::size_t& at, const std::string& where) {
  std::vector<std::string> fields{""};
  bool quoted = false;
  for (; at < text.size(); ++at) {
    const char letter = text[at];
    if (quoted && letter == '"' && at + 1 < text.size() && text[at + 1] == '"') fields.back() += text[++at];
    else if (letter == '"') quoted = !quoted;
    else if (quoted || (letter != ',' && letter != '\n' && letter != '\r')) fields.back() += letter;
    else if (letter == ',') fields.emplace_back();
    else if (letter == '\n') break;
  }
  require(!quoted, "{}: a quotation mark is not closed", where);
  ++at;
  for (std::string& field : fields) field = std::string(trim(field));
  return fields;
}

class Table : public OwnSource {
 public:
  explicit Table(const fs::path& path) {
    const std::vector<std::uint8_t> bytes = read_file(path);
    std::string_view text = text_of(bytes);
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);  // the byte order mark of spreadsheets
    std::size_t at = 0;
    const std::vector<std::string> heading = next_line(text, at, path.string());
    const auto column = [&](std::string_view name) { return std::ranges::find(heading, name) - heading.begin(); };
    const auto none = static_cast<std::ptrdiff_t>(heading.size());
    require(column("path") < none && column("label") < none,
            "{}: the first line names the columns, among them path and label (and part, where there are several); it "
            "says: {}",
            path.string(), join(heading, ", "));
    for (std::size_t line = 2; at < text.size(); ++line) {
      const std::string where = fmt::format("{}:{}", path.string(), line);
      std::vector<std::string> fields = next_line(text, at, where);
      if (fields.size() == 1 && fields.front().empty()) continue;
      require(fields.size() == heading.size(), "{}: {} fields, but the heading has {}", where, fields.size(),
              heading.size());
      const auto field = [&](std::string_view name) { return fields[static_cast<std::size_t>(column(name))]; };
      const auto part = column("part") < none ? part_called(field("part")) : OwnPart::train;
      require(part.has_value(), "{}: part `{}` is none of train, validation, test", where, field("part"));
      require(!field("path").empty() && !field("label").empty(), "{}: no {}", where,
              field("path").empty() ? "path" : "label");
      rows_[*part].push_back({.path = path.parent_path() / field("path"), .label = field("label")});
    }
    std::vector<std::string> labels;
    for (const auto& [part, rows] : rows_)
      for (const Row& row : rows) labels.push_back(row.label);
    class_names_ = class_names_of(std::move(labels), path.string());
  }

  std::vector<OwnPart> parts() const override {
    std::vector<OwnPart> all;
    for (const auto& [part, rows] : rows_) all.push_back(part);
    return all;
  }
  std::vector<std::string> class_names() const override { return class_names_; }

  ReadImages read(OwnPart part, const ImageOptions& options) const override {
    std::vector<ImageFile> files;
    for (const Row& row : rows_.at(part))
      files.push_back({.path = row.path, .label = position_of(class_names_, row.label)});
    return read_image_files(files, options);
  }

 private:
  struct Row {
    fs::path path;
    std::string label;
  };
  std::map<OwnPart, std::vector<Row>> rows_;
  std::vector<std::string> class_names_;
};

}  // namespace

bool is_class_folders(const fs::path& folder) { return is_folder(folder) && has_folders(folder); }

std::unique_ptr<OwnSource> open_class_folders(const fs::path& folder) { return std::make_unique<ClassFolders>(folder); }

std::unique_ptr<OwnSource> open_table(const fs::path& path) { return std::make_unique<Table>(path); }

}  // namespace quanvas::data
