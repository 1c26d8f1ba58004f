#include "sweep/known_data.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/json.hpp"
#include "store/file.hpp"

namespace quanvas::sweep {
namespace {

Json to_json(const KnownPart& known) {
  return {{"dataset", known.part.name},
          {"split", to_name(known.part.split)},
          {"bad_images", to_name(known.part.bad_images)},
          {"image_size", known.part.image_size},
          {"colour", to_name(known.part.colour)},
          {"checksum", known.checksum},
          {"classes", known.classes},
          {"height", known.height},
          {"width", known.width},
          {"images", known.images},
          {"source", to_name(known.source)}};
}

template <class Enum>
Enum value_of(const Json& json, const char* key) {
  const std::string text = json.at(key).get<std::string>();
  const auto value = parse_name<Enum>(text);
  require(value.has_value(), "{} cannot be `{}`", key, text);
  return *value;
}

KnownPart from_json(const Json& json) {
  return {.part = {.name = json.at("dataset").get<std::string>(),
                   .split = value_of<trial::Split>(json, "split"),
                   .bad_images = value_of<trial::BadImages>(json, "bad_images"),
                   .image_size = json.at("image_size").get<std::string>(),
                   .colour = value_of<trial::Colour>(json, "colour")},
          .checksum = json.at("checksum").get<std::string>(),
          .classes = json.at("classes").get<std::size_t>(),
          .height = json.at("height").get<std::size_t>(),
          .width = json.at("width").get<std::size_t>(),
          .images = json.at("images").get<std::size_t>(),
          .source = value_of<data::Source>(json, "source")};
}

}  // namespace

const KnownPart* KnownData::find(const train::DatasetPart& part) const {
  const auto found = std::ranges::find(parts, part, &KnownPart::part);
  return found == parts.end() ? nullptr : &*found;
}

void KnownData::add(const KnownPart& part, const std::filesystem::path& folder) {
  const KnownPart* const before = find(part.part);
  if (!before) {
    parts.push_back(part);
    return;
  }
  require(
      before->checksum == part.checksum,
      "data set {} ({} part) has changed: its checksum is {}, but the results in {} are of {}; put the images back, "
      "or give another folder with --out",
      part.part.name, to_name(part.part.split), part.checksum, folder.string(), before->checksum);
}

KnownPart known_part(const train::DatasetPart& part, const data::Dataset& dataset) {
  const data::CatalogRow row = data::row_of(part.name, part.split, train::options_of(part));
  return {.part = part,
          .checksum = dataset.checksum,
          .classes = dataset.class_names.size(),
          .height = dataset.height,
          .width = dataset.width,
          .images = dataset.size(),
          .source = row.source};
}

KnownData read_known_data(const store::Folder& folder) {
  KnownData known;
  std::error_code ignored;
  if (!std::filesystem::exists(folder.data(), ignored)) return known;
  const std::vector<std::byte> bytes = store::read_whole(folder.data());
  try {
    const Json json = Json::parse(reinterpret_cast<const char*>(bytes.data()),
                                  reinterpret_cast<const char*>(bytes.data()) + bytes.size());
    known.base = json.at("base").get<std::string>();
    for (const Json& part : json.at("parts")) known.parts.push_back(from_json(part));
  } catch (const std::exception& error) {
    fail("{}: it cannot be read ({}); what it says of the sweep's data is written anew where it is removed",
         folder.data().string(), error.what());
  }
  return known;
}

void write_known_data(const store::Folder& folder, const KnownData& known) {
  Json parts = Json::array();
  for (const KnownPart& part : known.parts) parts.push_back(to_json(part));
  const std::string text = json_text({{"base", known.base.string()}, {"parts", std::move(parts)}}, 2) + "\n";
  store::write_whole(folder.data(), std::as_bytes(std::span(text)));
}

}  // namespace quanvas::sweep
