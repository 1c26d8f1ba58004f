#include "cli/data_own.hpp"

#include <ostream>
#include <set>

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "data/catalog.hpp"
#include "data/duplicates.hpp"
#include "data/own.hpp"

namespace quanvas::cli {
namespace {

struct Part {
  data::OwnPart which;
  data::OwnSet::PartRead read;
  std::vector<std::size_t> per_class;
};

struct View {
  data::OwnSet set;
  std::vector<std::string> class_names;
  std::vector<Part> parts;
  std::vector<std::string> remarks;  // each once
};

View look_at(OwnOptions own) {
  const auto path = data::find_own(own.name);
  if (!path) data::refuse_dataset(own.name);
  own.images.bad_images = data::BadImages::skip;
  View view{.set = data::open_own(*path), .class_names = {}, .parts = {}, .remarks = {}};
  view.class_names = view.set.source->class_names();
  std::set<std::string> said;
  for (const data::OwnPart which : view.set.source->parts()) {
    Part part{.which = which, .read = view.set.read(which, own.images), .per_class = {}};
    part.read.dataset = with_checksum(std::move(part.read.dataset));
    part.per_class.resize(view.class_names.size());
    for (const std::uint8_t label : part.read.dataset.labels) ++part.per_class[label];
    for (const std::string& remark : part.read.dataset.remarks)
      if (said.insert(remark).second) view.remarks.push_back(remark);
    view.parts.push_back(std::move(part));
  }
  return view;
}

// Of the first part with each other one; with none where it is alone.
std::vector<data::Duplicates> duplicates_of(const View& view) {
  std::vector<data::Duplicates> all;
  const data::Dataset& first = view.parts.front().read.dataset;
  if (view.parts.size() == 1) return {data::count_duplicates(first, {})};
  for (std::size_t i = 1; i < view.parts.size(); ++i)
    all.push_back(data::count_duplicates(first, view.parts[i].read.dataset));
  return all;
}

void print_row(std::ostream& out, std::string_view name, const std::vector<std::size_t>& counts) {
  out << fmt::format("{:<24}", name);
  for (const std::size_t count : counts) out << fmt::format(" {:>10}", count);
  out << '\n';
}

}  // namespace

void print_own_text(const OwnOptions& own, std::ostream& out) {
  const View view = look_at(own);
  const data::Dataset& first = view.parts.front().read.dataset;
  out << fmt::format("{}: {}, {} classes; images of {} pixels, read as {}x{} {}\n\n{:<24}", view.set.path.string(),
                     view.set.kind.name, view.class_names.size(), view.parts.front().read.sizes, first.height,
                     first.width, to_name(own.images.colour), "label");
  for (const Part& part : view.parts) out << fmt::format(" {:>10}", to_name(part.which));
  out << '\n';
  const auto row = [&](std::string_view name, auto count) {
    std::vector<std::size_t> counts;
    for (const Part& part : view.parts) counts.push_back(count(part));
    print_row(out, name, counts);
  };
  for (std::size_t label = 0; label < view.class_names.size(); ++label)
    row(fmt::format("{:>3} {}", label, view.class_names[label]),
        [&](const Part& part) { return part.per_class[label]; });
  row("all", [](const Part& part) { return part.read.dataset.size(); });
  const std::vector<data::Duplicates> same = duplicates_of(view);
  std::vector<std::size_t> within{same.front().within_train};
  if (view.parts.size() > 1)
    for (const data::Duplicates& with : same) within.push_back(with.within_test);
  print_row(out, "same as another", within);
  out << '\n';
  for (std::size_t i = 1; i < view.parts.size(); ++i)
    out << fmt::format("{} of the {} images are the same as one of {}, pixel by pixel\n", same[i - 1].across,
                       to_name(view.parts[i].which), to_name(view.parts.front().which));
  for (const Part& part : view.parts)
    out << fmt::format("{:<10} {}\n", to_name(part.which), part.read.dataset.checksum);
  for (const std::string& remark : view.remarks) out << remark << '\n';
  if (!view.remarks.empty() && view.set.kind.form == data::OwnForm::files)
    out << "(training refuses bad files, or leaves them out with --bad_images skip)\n";
  out << fmt::format("\ntrain with it: quanvas train --dataset {} --classes {}\n", own.name, view.class_names.size());
}

void print_own_json(const OwnOptions& own, std::ostream& out) {
  const View view = look_at(own);
  const data::Dataset& first = view.parts.front().read.dataset;
  Json parts = Json::object();
  for (const Part& part : view.parts)
    parts[std::string(to_name(part.which))] = {{"images", part.read.dataset.size()},
                                               {"images_per_class", part.per_class},
                                               {"sizes", part.read.sizes},
                                               {"checksum", part.read.dataset.checksum}};
  const std::vector<data::Duplicates> same = duplicates_of(view);
  for (std::size_t i = 0; i < view.parts.size(); ++i) {
    Json& part = parts[std::string(to_name(view.parts[i].which))];
    part["duplicates"] = i == 0 ? same.front().within_train : same[i - 1].within_test;
    if (i > 0) part["duplicates_of_" + std::string(to_name(view.parts.front().which))] = same[i - 1].across;
  }
  const Json json = {{"path", view.set.path.string()}, {"kind", view.set.kind.name}, {"class_names", view.class_names},
                     {"height", first.height},         {"width", first.width},       {"channels", first.channels},
                     {"parts", std::move(parts)},      {"remarks", view.remarks}};
  out << json_text(json, 2) << '\n';
}

}  // namespace quanvas::cli
