#include "trial/idle.hpp"

namespace quanvas::trial {
namespace {

std::string models_text(const std::vector<std::string>& models) {
  return fmt::format("model{} {}", models.size() == 1 ? "" : "s", join(models, ", "));
}

std::vector<std::string_view> readers(const Vocabulary& vocabulary, const Axis& axis) {
  return vocabulary.readers ? vocabulary.readers(axis.key) : std::vector<std::string_view>{};
}

}  // namespace

bool reads(const Vocabulary& vocabulary, const TrialSpec& spec, const Axis& axis) {
  return !vocabulary.reads || vocabulary.reads(spec, axis);
}

void refuse_unread(const Vocabulary& vocabulary, const std::vector<std::string>& models, const Axis& axis) {
  require(find_axis(axis.key), "{} {} not read `{}`, which another network declares; leave it out, or run that network",
          models_text(models), models.size() == 1 ? "does" : "do", axis.key);
  fail("{} {} not read `{}`, which would change nothing; leave it out, or choose a model that reads it: {}",
       models_text(models), models.size() == 1 ? "does" : "do", axis.key, join(readers(vocabulary, axis), ", "));
}

bool has_effect(const Vocabulary& vocabulary, const Axis& axis, const TrialSpec& given, const TrialSpec& canonical) {
  static const TrialSpec kDefaults;
  if (axis.same(canonical, given) || axis.same(given, kDefaults)) return true;
  TrialSpec without = given;
  axis.copy(without, kDefaults);
  try {
    return vocabulary.canonical(without) != canonical;
  } catch (const BadValue&) {
    return true;  // the others need it
  }
}

std::string idle_text(const IdleParameter& parameter) {
  if (parameter.kind == Idle::without_effect)
    return fmt::format("`{}` changes nothing here: the other parameters leave it without effect", parameter.axis->key);
  return fmt::format("`{}` is idle for {}, which {} not read it", parameter.axis->key, models_text(parameter.models),
                     parameter.models.size() == 1 ? "does" : "do");
}

}  // namespace quanvas::trial
