// quanvas data: the data sets, where they are, and what is in them.
#include <algorithm>
#include <ostream>

#include "base/error.hpp"
#include "base/json.hpp"
#include "cli/arguments.hpp"
#include "cli/data_own.hpp"
#include "cli/trial_options.hpp"
#include "data/catalog.hpp"
#include "data/duplicates.hpp"
#include "data/own.hpp"

namespace quanvas::cli {
namespace {

struct Parts {
  data::Dataset train;
  data::Dataset test;
};

Parts load_parts(std::string_view name, const data::LoadOptions& options) {
  return {.train = data::load(name, data::Part::train, options), .test = data::load(name, data::Part::test, options)};
}

// A row of the catalogue, and what became of it here.
struct Line {
  data::CatalogRow row;
  Parts parts;
  std::string trouble;  // why it could not be loaded
};

std::vector<Line> list(const data::LoadOptions& options) {
  std::vector<Line> lines;
  for (const data::CatalogRow& row : data::catalog()) {
    Line line{.row = row};
    try {
      line.parts = load_parts(row.name, options);
    } catch (const Error& error) {
      line.trouble = error.what();
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

void print_text(const std::vector<Line>& lines, std::ostream& out) {
  out << fmt::format("{:<14} {:>8} {:>7} {:>8}  {:<7}  {}\n", "data set", "training", "test", "classes", "pixels",
                     "read from");
  for (const Line& line : lines) {
    const bool here = line.trouble.empty();
    const auto count = [&](const data::Dataset& part) { return here ? fmt::format("{}", part.size()) : "-"; };
    out << fmt::format("{:<14} {:>8} {:>7} {:>8}  {:<7}  {}\n", line.row.name, count(line.parts.train),
                       count(line.parts.test), line.row.classes, fmt::format("{}x{}", line.row.height, line.row.width),
                       here ? line.parts.train.origin : "not to be had, see below");
  }
  out << '\n';
  for (const Line& line : lines)
    out << fmt::format("{}: {}\n", line.row.name, line.trouble.empty() ? line.row.meaning : line.trouble);
}

Json to_json(const data::CatalogRow& row) {
  return {{"name", row.name},
          {"meaning", row.meaning},
          {"classes", row.classes},
          {"height", row.height},
          {"width", row.width}};
}

void print_json(const std::vector<Line>& lines, std::ostream& out) {
  Json array = Json::array();
  for (const Line& line : lines) {
    Json json = to_json(line.row);
    json["found"] = line.trouble.empty();
    if (line.trouble.empty()) {
      json["train"] = {{"images", line.parts.train.size()}, {"origin", line.parts.train.origin}};
      json["test"] = {{"images", line.parts.test.size()}, {"origin", line.parts.test.origin}};
    } else {
      json["message"] = line.trouble;
    }
    array.push_back(std::move(json));
  }
  out << json_text(array, 2) << '\n';
}

std::vector<std::size_t> images_per_class(const data::Dataset& part) {
  std::vector<std::size_t> counts(part.class_names.size());
  for (const std::uint8_t label : part.labels) ++counts[label];
  return counts;
}

void print_text(const data::CatalogRow& row, const Parts& parts, std::ostream& out) {
  out << fmt::format("{}: {}, {}x{} pixels\n\n{:<20} {:>8} {:>7}\n", row.name, row.meaning, row.height, row.width,
                     "label", "training", "test");
  const std::vector<std::size_t> train = images_per_class(parts.train);
  const std::vector<std::size_t> test = images_per_class(parts.test);
  for (std::size_t label = 0; label < train.size(); ++label)
    out << fmt::format("{:<20} {:>8} {:>7}\n", fmt::format("{:>3} {}", label, parts.train.class_names[label]),
                       train[label], test[label]);
  out << fmt::format("{:<20} {:>8} {:>7}\n", "all", parts.train.size(), parts.test.size());
  const data::Duplicates same = data::count_duplicates(parts.train, parts.test);
  out << fmt::format("{:<20} {:>8} {:>7}\n", "same as another", same.within_train, same.within_test);
  out << fmt::format(
      "\n{} of the test images are the same as a training image, pixel by pixel; {} images are the same as one under "
      "another label\n",
      same.across, same.contradicting);
  if (row.source == data::Source::image_files)
    out << fmt::format("{} more are copies of another but for differences of at most {} of 255 (root mean square)\n",
                       data::count_near_copies(parts.train, parts.test), data::kCopyDistance);
  for (const auto& [name, part] : {std::pair{"training", &parts.train}, std::pair{"test", &parts.test}})
    out << fmt::format("{:<8} {}  from {}\n", name, part->checksum, part->origin);
  for (const data::Dataset* part : {&parts.train, &parts.test})
    for (const std::string& remark : part->remarks) out << remark << '\n';
}

void print_json(const data::CatalogRow& row, const Parts& parts, std::ostream& out) {
  Json json = to_json(row);
  json["class_names"] = parts.train.class_names;
  for (const auto& [name, part] : {std::pair{"train", &parts.train}, std::pair{"test", &parts.test}})
    json[name] = {{"images", part->size()},
                  {"images_per_class", images_per_class(*part)},
                  {"checksum", part->checksum},
                  {"origin", part->origin},
                  {"remarks", part->remarks}};
  const data::Duplicates same = data::count_duplicates(parts.train, parts.test);
  json["duplicates"] = {{"within_train", same.within_train},
                        {"within_test", same.within_test},
                        {"across", same.across},
                        {"contradicting", same.contradicting}};
  if (row.source == data::Source::image_files)
    json["duplicates"]["nearly"] = data::count_near_copies(parts.train, parts.test);
  out << json_text(json, 2) << '\n';
}

}  // namespace

namespace {

constexpr std::string_view kRead[] = {"bad_images", "image_size", "colour"};

data::LoadOptions options_of(const po::variables_map& values) {
  const trial::TrialSpec spec = trial_from(values, kRead);
  return {.size = data::parse_image_size(spec.image_size), .colour = spec.colour, .bad_images = spec.bad_images};
}

}  // namespace

int run_data(const Invocation& invocation) {
  Arguments arguments("data", "[NAME | PATH] [--bad_images skip] [--json]",
                      "Lists the data sets and where their files are, or what to do where they are not. With a NAME: "
                      "its images by class,\n"
                      "checksums, images that are there more than once, and what was left out. With a PATH the same of "
                      "images of your\nown, bad ones named, which are read as" +
                          data::own_kinds_text() +
                          "\nExamples:\n  quanvas data brain_mri --bad_images skip\n  quanvas data flowers/");
  arguments.add_positional("NAME", "a data set, or a file or folder of images", Arguments::Presence::optional);
  for (const std::string_view key : kRead) add_trial_option(arguments, trial::require_axis(key));
  arguments.add("json", "an array of objects, or with a NAME one object");
  const auto values = arguments.parse(invocation);
  if (!values) return kSuccess;
  const data::LoadOptions options = options_of(*values);
  if (values->count("NAME") && !data::find_dataset((*values)["NAME"].as<std::string>())) {
    const OwnOptions own{.name = (*values)["NAME"].as<std::string>(), .images = options_of(*values)};
    if (values->count("json")) print_own_json(own, invocation.out);
    else print_own_text(own, invocation.out);
  } else if (values->count("NAME")) {
    const std::string name = (*values)["NAME"].as<std::string>();
    const Parts parts = load_parts(name, options);
    if (values->count("json")) print_json(*data::find_dataset(name), parts, invocation.out);
    else print_text(*data::find_dataset(name), parts, invocation.out);
  } else if (values->count("json")) {
    print_json(list(options), invocation.out);
  } else {
    print_text(list(options), invocation.out);
  }
  return kSuccess;
}

}  // namespace quanvas::cli
