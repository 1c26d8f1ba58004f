// The command line, in process.
#include "cli/command.hpp"

#include <filesystem>
#include <sstream>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/build_info.hpp"
#include "base/json.hpp"
#include "data/catalog.hpp"
#include "hybrid/encoding.hpp"
#include "model/zoo.hpp"
#include "nn/loss.hpp"
#include "nn/optimizer.hpp"
#include "sim/circuit/noise_channels.hpp"
#include "support/program_call.hpp"
#include "support/temporary_folder.hpp"
#include "support/tiny_sweep.hpp"
#include "trial/outcome.hpp"

namespace quanvas::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;

using Result = test::ProgramResult;
using test::call_program;
using test::expect_refused;
using test::kTinySweep;

TEST(Command, HelpTeaches) {
  const Result help = call_program({"--help"});
  EXPECT_EQ(help.code, kSuccess);
  for (const char* command : {"train", "plan", "sweep", "status", "show", "aggregate", "params", "wirings", "data",
                              "model", "circuit", "bench"}) {
    EXPECT_THAT(help.out, HasSubstr(command));
    const Result of_command = call_program({command, "--help"});
    EXPECT_EQ(of_command.code, kSuccess);
    EXPECT_THAT(of_command.out, HasSubstr(std::string("usage: quanvas ") + command));
  }
  EXPECT_EQ(call_program({}).code, kBadInput);
  EXPECT_EQ(call_program({"help"}).out, call_program({"--help"}).out);
  EXPECT_EQ(call_program({"help", "plan"}).out, call_program({"plan", "--help"}).out);
  expect_refused(call_program({"help", "trian"}), HasSubstr("did you mean `train`?"));
}

TEST(Command, TheVersionSaysWhatWasBuiltWithWhat) {
  const Result version = call_program({"--version"});
  EXPECT_EQ(version.code, kSuccess);
  EXPECT_EQ(version.out, call_program({"-V"}).out);
  for (const std::string& part : {build_info().version, build_info().revision, build_info().compiler,
                                  std::string("instruction set"), std::string("HDF5 ")})
    EXPECT_THAT(version.out, HasSubstr(part));
}

TEST(Command, HelpBeginsWithTheModelsOwnParameters) {
  const std::string help = call_program({"help", "train", "--model", "qcq_cnn"}).out;
  const std::size_t own = help.find("Model qcq_cnn:");
  const std::size_t others = help.find("Read by other models alone:");
  ASSERT_NE(others, std::string::npos);
  EXPECT_LT(own, help.find("\n  --feature_map "));
  EXPECT_LT(help.find("\n  --feature_map "), help.find("\n  --dataset "));
  EXPECT_LT(help.find("\n  --dataset "), help.find("\n  --learning_rate "));
  EXPECT_LT(others, help.find("\n  --wiring "));
  EXPECT_THAT(call_program({"model", "--model=mlp", "--help"}).out, HasSubstr("Model mlp:"));
}

TEST(Command, MistakesAreExplained) {
  expect_refused(call_program({"trian"}), HasSubstr("did you mean `train`?"));
  expect_refused(call_program({"train", "--wirin", "none"}), HasSubstr("did you mean `--wiring`?"));
  expect_refused(call_program({"train", "--lr", "0.1"}), HasSubstr("did you mean `--learning_rate`?"));
  expect_refused(call_program({"train", "--num-classes", "2"}), HasSubstr("did you mean `--classes`?"));
  expect_refused(call_program({"plan", "--lr", "0.1"}), testing::Not(HasSubstr("learning_rate")));
  expect_refused(call_program({"train", "--epochs"}), HasSubstr("epochs"));
  expect_refused(call_program({"train", "--epochs", "many"}), HasSubstr("`many` is not a value of `epochs`"));
  expect_refused(call_program({"train", "--wiring", "O3+O4"}), HasSubstr("quanvas wirings --layers 2"));
  expect_refused(call_program({"train", "--dataset", "cifar"}), HasSubstr("`synthetic`"));
  expect_refused(call_program({"train", "--classes", "11", "--dataset", "synthetic"}), HasSubstr("10 classes"));
  expect_refused(call_program({"train", "--train_fraction", "0.00001", "--dataset", "synthetic"}),
                 HasSubstr("none of 2000 images"));
  expect_refused(call_program({"train", "--threads", "0"}), HasSubstr("--threads"));
  expect_refused(call_program({"train", "none"}), HasSubstr("train: too many arguments"));
  expect_refused(call_program({"wirings", "--layers", "9"}), HasSubstr("between 1 and 8"));
  expect_refused(call_program({"sweep", "x.toml"}), HasSubstr("--out"));
  expect_refused(call_program({"sweep", "x.toml", "--out", "o", "--crashes", "0"}),
                 HasSubstr("--crashes 0: a number from 1"));
  expect_refused(call_program({"sweep", "x.toml", "--out", "o", "--survive", "soon"}),
                 HasSubstr("--survive soon: a time above zero"));
  expect_refused(call_program({"sweep", "x.toml", "--out", "o", "--launcher", "mpirun"}),
                 HasSubstr("only with --supervise"));
  expect_refused(call_program({"sweep", "x.toml", "--out", "/tmp"}),
                 HasSubstr("x.toml: cannot read the sweep file: No such file"));
  expect_refused(call_program({"plan"}), HasSubstr("FILE is missing"));
  expect_refused(call_program({"aggregate", "/proc"}), HasSubstr("no sweep.toml"));
}

TEST(Command, NothingIsIgnoredSilently) {
  expect_refused(call_program({"train", "--model", "mlp", "--noise", "depolarizing(0.3)"}),
                 AllOf(HasSubstr("--noise: model mlp does not read `noise`"), HasSubstr("qcq_cnn")));
  expect_refused(call_program({"train", "--noise", "rubbish"}), HasSubstr("noise `rubbish`"));
  expect_refused(call_program({"train", "--model", "qcq_cnn", "--wiring", "nonsense"}), HasSubstr("no wiring"));
  expect_refused(call_program({"model", "--model", "mlp", "--filter_circuit", "nonsense"}),
                 HasSubstr("there is no ansatz `nonsense`"));
  expect_refused(call_program({"model", "--model", "mlp", "--feature_map", "nonsense"}),
                 HasSubstr("there is no encoding `nonsense`"));
  expect_refused(call_program({"model", "--model", "mlp", "--shots", "5"}), HasSubstr("--shots: model mlp"));
  expect_refused(call_program({"circuit", "--model", "resqunn", "--reps", "2"}), HasSubstr("--reps: model resqunn"));
  const Result without_effect = call_program({"model", "--momentum", "0.9", "--head_depth", "2"});
  EXPECT_EQ(without_effect.code, kSuccess);
  EXPECT_THAT(without_effect.err, AllOf(HasSubstr("note: --momentum 0.9 changes nothing here"),
                                        HasSubstr("note: --head_depth 2 changes nothing here")));
  EXPECT_EQ(call_program({"model", "--model", "qcq_cnn", "--wiring", "none", "--shots", "8"}).err, "");
}

TEST(Command, IdleParametersOfASweepAreNamed) {
  const test::TemporaryFolder folder;
  const std::string file = folder
                               .write("s.toml",
                                      "[fixed]\ndataset = 'synthetic'\nepochs = 1\n[axes]\nmodel = ['resqunn', "
                                      "'mlp']\nwiring = ['none', 'O1+O2']\n")
                               .string();
  EXPECT_THAT(call_program({"plan", file}).out, HasSubstr("s.toml:6:1: `wiring` is idle for model mlp"));
  EXPECT_EQ(Json::parse(call_program({"plan", file, "--json"}).out)["idle"][0]["models"], Json::array({"mlp"}));
  const std::string unread = folder.write("u.toml", "[fixed]\nmodel = 'mlp'\n[axes]\nshots = [8, 16]\n").string();
  for (const char* command : {"plan", "sweep"}) {
    std::vector<std::string> words{command, unread};
    if (words[0] == "sweep") words.insert(words.end(), {"--out", (folder.path() / "out").string()});
    expect_refused(call_program(words), HasSubstr("u.toml:4:1: model mlp does not read `shots`"));
  }
}

TEST(Params, ShowEveryAxisInEveryFormat) {
  const Result text = call_program({"params"});
  const Result markdown = call_program({"params", "--markdown"});
  const Json json = Json::parse(call_program({"params", "--json"}).out);
  ASSERT_EQ(json.size(), trial::kAxes.size());
  for (std::size_t i = 0; i < trial::kAxes.size(); ++i) {
    EXPECT_THAT(text.out, HasSubstr(trial::kAxes[i].meaning));
    EXPECT_THAT(markdown.out, HasSubstr(fmt::format("| `{}` |", trial::kAxes[i].key)));
    EXPECT_EQ(json[i]["key"], trial::kAxes[i].key);
  }
}

// Of the axes that take names: one row in a table documents a name as well.
TEST(Params, ShowWhatTheNamesOfTablesMean) {
  const std::string text = call_program({"params"}).out;
  const std::string markdown = call_program({"params", "--markdown"}).out;
  const std::string json = call_program({"params", "--json"}).out;
  const auto expect_rows = [&](const auto& rows) {
    for (const auto& row : rows) {
      EXPECT_THAT(text, HasSubstr(fmt::format("      {}: {}\n", row.name, row.meaning)));
      EXPECT_THAT(markdown, HasSubstr(fmt::format("; `{}`: {}", row.name, row.meaning)));
      EXPECT_THAT(json, HasSubstr(fmt::format("\"name\": \"{}\"", row.name)));
    }
  };
  expect_rows(model::models());
  expect_rows(data::catalog());
  expect_rows(hybrid::filter_circuits());
  expect_rows(hybrid::feature_maps());
  expect_rows(sim::noise_channels());
  expect_rows(nn::optimizers());
  expect_rows(nn::losses());
  const std::string help = call_program({"circuit", "--help"}).out;
  for (const sim::NoiseChannelInfo& channel : sim::noise_channels()) EXPECT_THAT(help, HasSubstr(channel.name));
}

TEST(Wirings, ListTheFamilyWithItsReach) {
  EXPECT_THAT(call_program({"wirings"}).out, HasSubstr("5 wirings, of which 2 give every layer one"));
  EXPECT_THAT(call_program({"wirings", "--layers", "3"}).out, HasSubstr("15 wirings, of which 2 give every layer one"));
  EXPECT_THAT(call_program({"wirings", "--gradient", "exact"}).out,
              HasSubstr("5 wirings, of which 5 give every layer one"));
  const Json json = Json::parse(call_program({"wirings", "--json"}).out);
  EXPECT_EQ(json[4]["wiring"], "(X+O1)+O2");
  EXPECT_EQ(json[4]["feature_map"], "28x28");
  EXPECT_EQ(json[4]["gradient_reached"], Json({true, true}));
}

TEST(Train, PrintsATableOrOneObject) {
  const std::vector<std::string> options{"--dataset", "synthetic", "--samples_per_class", "4", "--epochs", "2",
                                         "--wiring",  "X+O1"};
  std::vector<std::string> arguments{"train"};
  arguments.insert(arguments.end(), options.begin(), options.end());
  const Result table = call_program(arguments);
  EXPECT_EQ(table.code, kSuccess);
  EXPECT_THAT(table.out,
              AllOf(HasSubstr("gradient norm per layer"), HasSubstr("unreached"), HasSubstr("completed in")));

  arguments.push_back("--json");
  const Result result = call_program(arguments);
  EXPECT_EQ(result.code, kSuccess);
  EXPECT_EQ(result.err, "");
  const Json json = Json::parse(result.out);
  EXPECT_EQ(json["status"], "completed");
  EXPECT_EQ(json["key"].get<std::string>().size(), 32u);
  EXPECT_EQ(json["parameters"]["wiring"], "X+O1");
  EXPECT_EQ(json["parameters"]["depths"], Json({4, 1}));
  EXPECT_EQ(json["parameters"].size(), trial::kAxes.size());
  for (const char* metric : {"train_accuracy", "validation_accuracy", "train_loss", "validation_loss"}) {
    EXPECT_TRUE(json["metrics"][metric].is_number()) << metric;
    EXPECT_EQ(json["history"][metric].size(), 2u);
  }
  EXPECT_EQ(json["gradient_norms"].size(), 2u);
  EXPECT_EQ(json["gradient_norms"][0].size(), 2u);
  EXPECT_EQ(json["gradient_norms"][0][0], 0.0);
  EXPECT_GT(json["seconds"].get<double>(), 0);
}

TEST(Model, DescribesItselfInThreeForms) {
  const Result text =
      call_program({"model", "--dataset", "synthetic", "--wiring", "none", "--head", "quantum", "--classes", "4"});
  EXPECT_EQ(text.code, kSuccess);
  EXPECT_THAT(text.out, AllOf(HasSubstr("O1 (no gradient)"), HasSubstr("unreached"), HasSubstr("1 of 10")));
  EXPECT_THAT(call_program({"model", "--format", "dot"}).out, testing::StartsWith("digraph"));
  const Json json = Json::parse(
      call_program({"model", "--wiring", "O1+O2", "--head", "quantum", "--classes", "4", "--format", "json"}).out);
  EXPECT_EQ(json["nodes"][0]["name"], "X");
  EXPECT_EQ(json["edges"][1]["gradient_passes"], false);
  EXPECT_EQ(json["scores"].size(), 4u);
  EXPECT_EQ(json["scores"][2]["features_reach"], true);
  expect_refused(call_program({"model", "--format", "png"}), HasSubstr("--format png: text, dot or json"));
  expect_refused(call_program({"model", "--wiring", "O2+O3"}), HasSubstr("wiring"));
}

TEST(Plan, ShowsSamples) {
  const test::TemporaryFolder folder;
  const std::string file =
      folder
          .write("s.toml",
                 "[fixed]\ndataset = 'synthetic'\n[axes]\ninit = ['uniform_pi', 'uniform_1']\nseed = [1, 2]\n"
                 "[sample]\naxes = ['init', 'seed']\ncount = 3\nseed = 5\n")
          .string();
  EXPECT_THAT(call_program({"plan", file}).out, HasSubstr("a random 3 of the 4 combinations of init, seed (seed 5)"));
  const Json json = Json::parse(call_program({"plan", file, "--json"}).out);
  EXPECT_EQ(json["count"], 3);
  EXPECT_EQ(json["sample"]["combinations"], 4);
}

TEST(Plan, CountsTrialsAndEstimates) {
  const test::TemporaryFolder folder;
  const std::string file = folder.write("s.toml", kTinySweep).string();
  const Result text = call_program({"plan", file, "--list"});
  EXPECT_EQ(text.code, kSuccess);
  EXPECT_THAT(text.out, AllOf(HasSubstr("4 trials: 4 points of the grid"), HasSubstr("wiring=O1+O2  seed=2"),
                              HasSubstr("on one core")));
  const Json json = Json::parse(call_program({"plan", file, "--json"}).out);
  EXPECT_EQ(json["count"], 4);
  EXPECT_EQ(json["trials"][3]["parameters"]["seed"], 2);
  EXPECT_GT(json["estimated_core_seconds"].get<double>(), 0);
}

}  // namespace
}  // namespace quanvas::cli
