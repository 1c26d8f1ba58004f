// Every axis that a model reads changes the record of a trial, and no other one does. In the way that its sentence
// says: tests/reference/test_reference.py.
#include <algorithm>
#include <map>
#include <optional>

#include <gtest/gtest.h>

#include "model/zoo.hpp"
#include "support/made_up_images.hpp"
#include "support/settings.hpp"
#include "train/run_trial.hpp"

namespace quanvas::train {
namespace {

struct Change {
  std::string_view value;       // another one than that of kBase
  std::string_view where = "";  // what else must be set for the axis to matter; for all models alike
};

constexpr std::string_view kBase = "dataset=synthetic;classes=2;samples_per_class=6;epochs=2;batch_size=4;wiring=O1+O2";
constexpr std::string_view kQuantumHead = "head=quantum";

const std::map<std::string_view, Change> kChanges{
    {"dataset", {"mnist"}},
    {"image_size", {"24"}},
    {"split", {"test"}},
    {"classes", {"3"}},
    {"labels", {"1,2"}},
    {"samples_per_class", {"0"}},
    {"train_fraction", {"0.6"}},
    {"test_fraction", {"0.3"}},
    {"test_per_class", {"2"}},
    {"stratify", {"label"}},
    {"mri_protocol", {"clean", "dataset=brain_mri;samples_per_class=0"}},
    {"layers", {"1", "wiring=none"}},
    {"wiring", {"X+O2"}},
    {"depths", {"2"}},
    {"trainable", {"frozen"}},
    {"head", {"quantum"}},
    {"head_wires", {"last", kQuantumHead}},
    {"head_padding", {"spatial", kQuantumHead}},
    {"head_depth", {"2", kQuantumHead}},
    {"gradient", {"exact"}},
    {"pixel_scale", {"pi"}},
    {"encoding_repeat", {"once"}},
    {"channel", {"sum"}},
    {"pad", {"centre"}},
    {"filter", {"trainable"}},
    {"filter_circuit", {"layered"}},
    {"filter_layers", {"2"}},
    {"feature_map", {"ry"}},
    {"reps", {"2"}},
    {"observable", {"z0"}},
    {"qcnn_input", {"amplitudes"}},
    {"dropout", {"0.1"}},
    {"dropout_of", {"channels"}},
    {"noise", {"bit_flip(0.1)"}},
    {"shots", {"5"}},
    {"noise_in", {"inference", "noise=bit_flip(0.1)"}},
    {"init", {"normal_0.1"}},
    {"output", {"linear"}},
    {"epochs", {"3"}},
    {"batch_size", {"3"}},
    {"learning_rate", {"0.5"}},
    {"optimizer", {"sgd"}},
    {"quantum_learning_rate", {"0.5", "filter=trainable"}},
    {"momentum", {"0.9", "optimizer=sgd"}},
    {"nesterov", {"on", "optimizer=sgd;momentum=0.5"}},
    {"weight_decay", {"0.5"}},
    {"clip_grad_norm", {"0.001", "optimizer=sgd"}},
    {"schedule", {"cosine", "epochs=4;output=linear"}},
    {"step_size", {"1", "epochs=4;output=linear;schedule=step;gamma=0.5"}},
    {"gamma", {"0.5", "epochs=4;output=linear;schedule=step;step_size=1"}},
    {"warmup_epochs", {"1"}},
    {"loss", {"mse"}},
    {"label_smoothing", {"0.2"}},
    {"patience", {"1", "epochs=20"}},
    {"seed", {"1"}},
    {"precision", {"double"}},
};

// Axes that no trial on good images shows.
const std::map<std::string_view, std::string_view> kElsewhere{
    {"model", "every model is run here"},
    {"dataset_checksum", "names images of one's own: tests/data/test_own_data.py"},
    {"colour", "not every model takes it: tests/data/test_own_data.py"},
    {"network", "networks of users: tests/model/description_test.cpp"},
    {"network_parameters", "likewise"},
    {"bad_images", "acts where files are read: tests/data/image_folder_test.cpp"},
};

// The axes that some models read and others do not.
bool is_particular(std::string_view key) {
  return std::ranges::any_of(model::models(), [&](const model::ModelInfo& model) {
    return std::ranges::find(model.reads, key) != model.reads.end();
  });
}

bool reads(const model::ModelInfo& model, std::string_view key) {
  return !is_particular(key) || std::ranges::find(model.reads, key) != model.reads.end();
}

TrialRunner& runner() {
  static TrialRunner shared([] {
    Datasets images;
    for (const std::string_view name : {"synthetic", "mnist", "brain_mri"}) {
      std::vector<std::size_t> counts{name == "mnist" ? 8u : 7u, 9, 10};
      if (name == "brain_mri") counts.resize(2);
      images.emplace(DatasetPart{std::string(name)}, test::made_up_images(name, counts, name == "mnist" ? 3 : 0));
      images.emplace(DatasetPart{std::string(name), trial::Split::test}, test::made_up_images(name, counts, 20));
    }
    return images;
  }());
  return shared;
}

// All numbers of the record but for times.
std::vector<double> numbers_of(const trial::TrialSpec& canonical) {
  const trial::Outcome outcome = runner().run(canonical);
  const trial::TrainingRecord& training = *training_of(outcome);
  std::vector<double> numbers;
  for (const trial::Curve& curve : training.curves)
    if (curve.unit.empty()) numbers.insert(numbers.end(), curve.values.begin(), curve.values.end());
  for (const auto& norms : training.gradient_norms) numbers.insert(numbers.end(), norms.begin(), norms.end());
  return numbers;
}

class Axes : public testing::TestWithParam<std::size_t> {};

TEST_P(Axes, ThatAModelReadsChangeItsRecordAndOthersDoNot) {
  const model::ModelInfo model = model::models()[GetParam()];
  std::map<std::string, std::vector<double>> before;  // by what else is set
  for (const trial::Axis& axis : trial::kAxes) {
    if (kElsewhere.contains(axis.key)) continue;
    SCOPED_TRACE(axis.key);
    ASSERT_TRUE(kChanges.contains(axis.key)) << "a new axis: add how it changes a record to kChanges";
    const Change& change = kChanges.at(axis.key);
    const std::string base = fmt::format("{};model={};{}", kBase, model.name, change.where);
    const trial::TrialSpec from = test::canonical_spec(base);
    const trial::TrialSpec to = test::canonical_spec(fmt::format("{};{}={}", base, axis.key, change.value));
    EXPECT_EQ(from != to, reads(model, axis.key));
    if (from == to) continue;
    auto known = before.find(base);
    if (known == before.end()) known = before.emplace(base, numbers_of(from)).first;
    EXPECT_NE(known->second, numbers_of(to));
  }
}

INSTANTIATE_TEST_SUITE_P(Models, Axes, testing::Range(std::size_t{0}, model::models().size()),
                         [](const auto& each) { return std::string(model::models()[each.param].name); });

}  // namespace
}  // namespace quanvas::train
