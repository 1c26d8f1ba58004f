#include "sweep/vocabulary.hpp"

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/checksum.hpp"
#include "data/catalog.hpp"
#include "model/zoo.hpp"
#include "sweep/folder.hpp"
#include "trial/sweep.hpp"

namespace quanvas::sweep {
namespace {

using testing::HasSubstr;
using trial::TrialSpec;

// The axis that a trial is refused for, and the message.
std::pair<std::string, std::string> refusal(const TrialSpec& spec) {
  try {
    vocabulary().canonical(spec);
  } catch (const trial::BadValue& error) {
    return {error.axis(), error.what()};
  }
  return {"", "accepted"};
}

TEST(Vocabulary, EveryDataSetCanBeTrainedOnAtACost) {
  const trial::Vocabulary words = vocabulary();
  for (const data::CatalogRow& row : data::catalog()) {
    const TrialSpec spec =
        words.canonical({.dataset = std::string(row.name), .classes = static_cast<int>(row.classes)});
    EXPECT_EQ(words.canonical(spec), spec) << row.name;
    EXPECT_GT(words.cost(spec), 0) << row.name;
  }
}

// What a sweep's expansion relies on, which asks for one seed of a configuration only.
TEST(Vocabulary, TheSeedChangesNothingElse) {
  const trial::Vocabulary words = vocabulary();
  for (const model::ModelInfo& model : model::models()) {
    const TrialSpec spec{.model = std::string(model.name)};
    TrialSpec seeded = spec;
    seeded.seed = 12345;
    TrialSpec expected = words.canonical(spec);
    expected.seed = seeded.seed;
    EXPECT_EQ(words.canonical(seeded), expected) << model.name;
  }
}

TEST(Vocabulary, CostGrowsWithTheWork) {
  const trial::Vocabulary words = vocabulary();
  const auto cost = [&](const TrialSpec& spec) { return words.cost(words.canonical(spec)); };
  const double base = cost({});
  EXPECT_GT(cost({.samples_per_class = 400}), 1.5 * base);
  EXPECT_GT(cost({.wiring = "O1+O2"}), base);
  EXPECT_GT(cost({.depths = {8, 8}}), base);
  EXPECT_GT(cost({.epochs = 60}), base);
}

// The gold number is that of the trials as they were when the sweep was first run, before there was any other way of
// sampling.
TEST(Vocabulary, TheSampleOfConventionsStaysAsItWasDrawn) {
  const trial::Sweep sweep = trial::read_sweep("sweeps/conventions.toml", vocabulary());
  std::string keys;
  for (const trial::Key& key : sweep.keys) keys += key.text + '\n';
  EXPECT_EQ(sweep.keys.size(), 7680u);
  EXPECT_EQ(checksum(std::as_bytes(std::span(keys))), "d45154816e9564911c5df0974a48d933");
}

TEST(Vocabulary, TheSweepsOfThePapersSetNothingThatChangesNothing) {
  for (const auto& entry : std::filesystem::directory_iterator("sweeps")) {
    if (entry.path().extension() != ".toml") continue;
    const trial::Sweep sweep = read_asked_sweep(entry.path().string());
    for (const trial::IdleParameter& parameter : sweep.idle) ADD_FAILURE() << parameter.where << idle_text(parameter);
  }
}

TEST(Vocabulary, LabelsAreClassesAndTheFirstOnesNeedNoNames) {
  const trial::Vocabulary words = vocabulary();
  const TrialSpec pair = words.canonical({.labels = {3, 5}});
  EXPECT_EQ(pair.classes, 2);
  EXPECT_EQ(pair.labels, (std::vector<int>{3, 5}));
  EXPECT_EQ(words.canonical({.labels = {0, 1}}), words.canonical({.classes = 2}));
  EXPECT_NE(words.canonical({.labels = {1, 0}}), words.canonical({.classes = 2}));
  EXPECT_EQ(words.canonical(pair), pair);
}

TEST(Vocabulary, WhatOnlyImageFilesHaveIsLeftOutForOtherData) {
  const trial::Vocabulary words = vocabulary();
  EXPECT_EQ(words.canonical({.mri_protocol = trial::MriProtocol::clean, .bad_images = trial::BadImages::skip}),
            words.canonical({}));
  const TrialSpec mri{
      .dataset = "brain_mri", .classes = 2, .samples_per_class = 0, .mri_protocol = trial::MriProtocol::clean};
  EXPECT_EQ(words.canonical(mri).mri_protocol, trial::MriProtocol::clean);
  EXPECT_GT(words.cost(words.canonical(mri)), 0);
}

// That they change nothing at their defaults is what TheSampleOfConventionsStaysAsItWasDrawn shows.
TEST(Vocabulary, AxesThatCameLaterTellTrialsApart) {
  EXPECT_NE(content_key(vocabulary().canonical({.patience = 3})), content_key(vocabulary().canonical({})));
  EXPECT_NE(content_key(vocabulary().canonical({.test_per_class = 3})), content_key(vocabulary().canonical({})));
}

TEST(Vocabulary, RefusalsNameTheAxis) {
  const auto expect = [](const TrialSpec& spec, std::string_view axis, std::string_view message) {
    const auto [refused, text] = refusal(spec);
    EXPECT_EQ(refused, axis) << text;
    EXPECT_THAT(text, HasSubstr(message));
  };
  expect({.dataset = "minst"}, "dataset", "did you mean `mnist`?");
  expect({.classes = 11}, "classes", "10 classes, not 11");
  expect({.train_fraction = 1e-6}, "train_fraction", "none of 2000 images to train with");
  expect({.train_fraction = 1 - 1e-6}, "train_fraction", "none of 2000 images to validate with");
  expect({.labels = {3}}, "labels", "at least two labels");
  expect({.labels = {3, 10}}, "labels", "labels 0 to 9, not 10");
  expect({.labels = {3, 5, 3}}, "labels", "label 3 appears twice");
  expect({.test_fraction = 0.2, .test_per_class = 10}, "test_per_class", "not from both");
  expect({.samples_per_class = 4, .test_fraction = 0.1, .stratify = trial::Stratify::label}, "test_fraction",
         "none of 4 images of a class to test with");
  expect({.samples_per_class = 2, .train_fraction = 0.9, .stratify = trial::Stratify::label}, "train_fraction",
         "of a class to validate with");
  expect({.model = "qcq_cnn", .noise = "decay(0.1)"}, "noise", "there is no channel `decay`");
  expect({.model = "resnet"}, "model", "`resqunn`");
  expect({.wiring = "O1+O9"}, "wiring", "quanvas wirings --layers 2");
}

}  // namespace
}  // namespace quanvas::sweep
