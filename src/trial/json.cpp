#include "trial/json.hpp"

#include <cmath>

namespace quanvas::trial {
namespace {

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json numbers(const std::vector<double>& values) {
  Json array = Json::array();
  for (const double value : values) array.push_back(number(value));
  return array;
}

}  // namespace

Json to_json(const TrialSpec& spec) {
  Json parameters = Json::object();
  for (const Axis& axis : kAxes) {
    Json& entry = parameters[std::string(axis.key)];
    if (axis.kind == Kind::list) {
      entry = Json::array();
      const std::string text = axis.read(spec);
      for (const std::string_view part : split(text, ',')) entry.push_back(*parse_integer(part));
    } else {
      std::visit([&](const auto& value) { entry = value; }, axis.value(spec));
    }
  }
  return parameters;
}

Json to_json(const Record& record) {
  Json json;
  json["status"] = to_name(status_of(record.outcome));
  if (!message_of(record.outcome).empty()) json["message"] = message_of(record.outcome);
  json["key"] = record.key.text;
  json["parameters"] = to_json(record.spec);
  json["metrics"] = Json::object();
  json["history"] = Json::object();
  json["gradient_norms"] = Json::array();
  if (const TrainingRecord* training = training_of(record.outcome)) {
    for (const Curve& curve : training->curves) {
      if (curve.unit.empty() && !curve.values.empty()) json["metrics"][curve.name] = number(curve.values.back());
      json["history"][curve.name] = numbers(curve.values);
    }
    for (const auto& layers : training->gradient_norms) json["gradient_norms"].push_back(numbers(layers));
    json["gradient_reached"] = training->gradient_reached;
    json["feature_shape"] = training->feature_shape;
    json["parameters_trained"] = training->parameters;
    json["data_checksum"] = training->data_checksum;
  }
  json["seconds"] = number(record.execution.seconds);
  for (const auto& [name, value] : {std::pair{"host", &record.execution.host},
                                    {"started", &record.execution.started},
                                    {"ended", &record.execution.ended},
                                    {"revision", &record.execution.revision},
                                    {"build", &record.execution.build}})
    if (!value->empty()) json[name] = *value;
  json["attempts"] = record.attempts;
  return json;
}

}  // namespace quanvas::trial
