// The command line, in process.
#include "cli/command.hpp"

#include <cstdlib>
#include <filesystem>
#include <sstream>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.hpp"
#include "data/catalog.hpp"
#include "hybrid/encoding.hpp"
#include "model/zoo.hpp"
#include "nn/optimizer.hpp"
#include "sim/circuit/noise_channels.hpp"
#include "support/program_call.hpp"
#include "support/temporary_folder.hpp"
#include "trial/outcome.hpp"

namespace quanvas::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;

using Result = test::ProgramResult;
using test::call_program;

// Exit code 2, nothing on standard output, and one line.
void expect_refused(const Result& result, const testing::Matcher<std::string>& message) {
  EXPECT_EQ(result.code, kBadInput);
  EXPECT_EQ(result.out, "");
  EXPECT_THAT(result.err, AllOf(testing::StartsWith("quanvas: "), message));
  EXPECT_EQ(std::ranges::count(result.err, '\n'), 1) << result.err;
}

constexpr const char* kTiny =
    "[sweep]\nname = 'tiny'\n[fixed]\ndataset = 'synthetic'\nsamples_per_class = 4\nepochs = 2\n[axes]\nwiring = "
    "['none', 'O1+O2']\nseed = [1, 2]\n";

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
  EXPECT_THAT(call_program({"--version"}).out, HasSubstr("compiler"));
}

TEST(Command, MistakesAreExplained) {
  expect_refused(call_program({"trian"}), HasSubstr("did you mean `train`?"));
  expect_refused(call_program({"train", "--wirin", "none"}), HasSubstr("did you mean `--wiring`?"));
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
  expect_rows(hybrid::ansatze());
  expect_rows(hybrid::encodings());
  expect_rows(sim::noise_channels());
  expect_rows(nn::optimizers());
  const std::string help = call_program({"circuit", "--help"}).out;
  for (const sim::NoiseChannelInfo& channel : sim::noise_channels()) EXPECT_THAT(help, HasSubstr(channel.name));
}

TEST(Wirings, ListTheFamilyWithItsReach) {
  EXPECT_THAT(call_program({"wirings"}).out, HasSubstr("5 wirings, of which 2 reach every layer"));
  EXPECT_THAT(call_program({"wirings", "--layers", "3"}).out, HasSubstr("15 wirings, of which 2 reach every layer"));
  EXPECT_THAT(call_program({"wirings", "--gradient", "exact"}).out,
              HasSubstr("5 wirings, of which 5 reach every layer"));
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
  const std::string file = folder.write("s.toml", kTiny).string();
  const Result text = call_program({"plan", file, "--list"});
  EXPECT_EQ(text.code, kSuccess);
  EXPECT_THAT(text.out, AllOf(HasSubstr("4 trials: 4 points of the grid"), HasSubstr("wiring=O1+O2  seed=2"),
                              HasSubstr("on one core")));
  const Json json = Json::parse(call_program({"plan", file, "--json"}).out);
  EXPECT_EQ(json["count"], 4);
  EXPECT_EQ(json["trials"][3]["parameters"]["seed"], 2);
  EXPECT_GT(json["estimated_core_seconds"].get<double>(), 0);
}

TEST(Sweep, RunsResumesAndAggregates) {
  const test::TemporaryFolder folder;
  const std::string file = folder.write("s.toml", kTiny).string();
  const std::string out = (folder.path() / "out").string();
  const Result dry = call_program({"sweep", file, "--out", out, "--dry-run"});
  EXPECT_THAT(dry.out, HasSubstr("0 finished, 0 failed, 4 to be run"));
  EXPECT_FALSE(std::filesystem::exists(out));

  const Result first = call_program({"sweep", file, "--out", out});
  EXPECT_EQ(first.code, kSuccess) << first.err;
  EXPECT_THAT(first.out, AllOf(HasSubstr("4 of 4 trials completed"), HasSubstr("results.h5")));
  EXPECT_TRUE(std::filesystem::exists(std::filesystem::path(out) / "results.h5"));

  const Result second = call_program({"sweep", file, "--out", out});
  EXPECT_EQ(second.code, kSuccess);
  EXPECT_THAT(second.err, HasSubstr("4 of 4 trials are finished already"));

  // A longer sweep in the same folder runs what is new.
  std::string longer = kTiny;
  longer.replace(longer.find("[1, 2]"), 6, "[1, 2, 3]");
  folder.write("s.toml", longer);
  const Result third = call_program({"sweep", file, "--out", out});
  EXPECT_THAT(third.err,
              AllOf(HasSubstr("another version of this sweep"), HasSubstr("4 of 6 trials are finished already")));
  EXPECT_THAT(call_program({"aggregate", out}).out, HasSubstr("6 of 6 trials completed"));
}

TEST(Sweep, RecordsFailedTrialsAndGoesOn) {
  const test::TemporaryFolder folder;
  std::string text = kTiny;
  text.replace(text.find("samples_per_class = 4\n"), 22, "");
  text += "samples_per_class = [4, 501]\n";  // 501 is more than the set has
  const Result result =
      call_program({"sweep", folder.write("s.toml", text).string(), "--out", (folder.path() / "out").string()});
  EXPECT_EQ(result.code, kTrialFailed);
  EXPECT_THAT(result.out,
              AllOf(HasSubstr("4 of 8 trials completed, 0 diverged, 4 failed"), HasSubstr("lower samples_per_class")));
}

TEST(Sweep, RunsDamagedTrialsAgain) {
  const test::TemporaryFolder folder;
  const std::string file = folder.write("s.toml", kTiny).string();
  const std::string out = (folder.path() / "out").string();
  call_program({"sweep", file, "--out", out});
  const auto shard = std::filesystem::directory_iterator(out + "/shards")->path();
  std::filesystem::resize_file(shard, 100);
  const Result result = call_program({"sweep", file, "--out", out});
  EXPECT_EQ(result.code, kSuccess);
  EXPECT_THAT(result.err, AllOf(HasSubstr(shard.filename().string()), HasSubstr("3 of 4 trials are finished already")));
  EXPECT_THAT(result.out, HasSubstr("4 of 4 trials completed"));
}

// A sweep in a folder, to look at afterwards.
struct Finished {
  test::TemporaryFolder temporary;
  std::string file = temporary.write("s.toml", kTiny).string();
  std::string out = (temporary.path() / "out").string();

  Finished() { call_program({"sweep", file, "--out", out, "--quiet"}); }
};

TEST(Status, TellsHowFarASweepIs) {
  const Finished sweep;
  const Result complete = call_program({"status", sweep.out});
  EXPECT_EQ(complete.code, kSuccess);
  EXPECT_THAT(complete.out, AllOf(HasSubstr("complete (tiny)"), HasSubstr("4 of 4 trials completed\n")));
  std::filesystem::remove(std::filesystem::directory_iterator(sweep.out + "/shards")->path());
  EXPECT_THAT(call_program({"status", sweep.out, "--watch"}).out,
              AllOf(HasSubstr("stopped (tiny)"), HasSubstr("3 of 4 trials completed, 1 left\n")));
  const Json json = Json::parse(call_program({"status", sweep.out, "--json"}).out);
  EXPECT_EQ(json["state"], "stopped");
  EXPECT_EQ(json["counts"]["total"], 4);
  EXPECT_EQ(json["counts"]["left"], 1);
  expect_refused(call_program({"status", sweep.temporary.path().string()}), HasSubstr("no sweep.toml in it"));
}

TEST(Show, PrintsATrialWhole) {
  const Finished sweep;
  const Result by_number = call_program({"show", sweep.out, "3"});
  EXPECT_THAT(by_number.out, AllOf(HasSubstr(": completed\n"), HasSubstr("wiring             O1+O2"),
                                   HasSubstr("seed               2"), HasSubstr("validation_accuracy")));
  const std::string key = by_number.out.substr(0, 32);
  EXPECT_EQ(call_program({"show", sweep.out, key}).out, by_number.out);
  EXPECT_EQ(call_program({"show", sweep.out, key.substr(0, 10)}).out, by_number.out);
  EXPECT_EQ(Json::parse(call_program({"show", sweep.out, "3", "--json"}).out)["key"], key);
  expect_refused(call_program({"show", sweep.out, "4"}), HasSubstr("no number below 4"));
  expect_refused(call_program({"show", sweep.out, std::string(32, '0')}), HasSubstr("no record"));
}

TEST(Train, RunsATrialOfAFolderAgainAndCompares) {
  const Finished sweep;
  const Result same = call_program({"train", "--from", sweep.out, "1", "--threads", "1"});
  EXPECT_EQ(same.code, kSuccess) << same.err;
  EXPECT_THAT(same.out, HasSubstr("the same bits as the one on disk"));
  expect_refused(call_program({"train", "--from", sweep.out, "1", "--epochs", "3"}), HasSubstr("--epochs"));
  expect_refused(call_program({"train", "--from", sweep.out}), HasSubstr("two words"));
}

TEST(Plan, ShowsWhatAFolderHoldsAlready) {
  const Finished sweep;
  std::string other = kTiny;
  other.replace(other.find("[1, 2]"), 6, "[2, 3]");
  sweep.temporary.write("s.toml", other);
  EXPECT_THAT(call_program({"plan", sweep.file, "--out", sweep.out}).out,
              HasSubstr("2 finished, 0 failed, 2 to be run; 2 of other trials"));
}

TEST(Sweep, RetriesAreCounted) {
  const test::TemporaryFolder folder;
  std::string text = kTiny;
  text.replace(text.find("samples_per_class = 4"), 21, "samples_per_class = 501");
  const std::string file = folder.write("s.toml", text).string();
  const std::string out = (folder.path() / "out").string();
  call_program({"sweep", file, "--out", out, "--retries", "2"});
  EXPECT_EQ(Json::parse(call_program({"show", out, "0", "--json"}).out)["attempts"], 3);
  call_program({"sweep", file, "--out", out});
  EXPECT_EQ(Json::parse(call_program({"show", out, "0", "--json"}).out)["attempts"], 5);
  call_program({"sweep", file, "--out", out, "--retries", "0"});
  EXPECT_EQ(Json::parse(call_program({"show", out, "0", "--json"}).out)["attempts"], 5)
      << "failed ones are not retried";
}

TEST(Sweep, NothingIsWrittenWhereTheDataCannotBeRead) {
  const test::TemporaryFolder folder;
  folder.write("mnist/train-images-idx3-ubyte", "damaged");
  folder.write("mnist/train-labels-idx1-ubyte", "damaged");
  std::string text = kTiny;
  text.replace(text.find("synthetic"), 9, "mnist");
  const char* const before = std::getenv("QUANVAS_DATA");
  const std::string kept = before ? before : "";
  ::setenv("QUANVAS_DATA", folder.path().c_str(), 1);
  expect_refused(
      call_program({"sweep", folder.write("s.toml", text).string(), "--out", (folder.path() / "out").string()}),
      HasSubstr("fetch the file again"));
  if (before) ::setenv("QUANVAS_DATA", kept.c_str(), 1);
  else ::unsetenv("QUANVAS_DATA");
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "out"));
}

TEST(Sweep, OutputFoldersThatCannotBeWrittenAreNamed) {
  const test::TemporaryFolder folder;
  const std::string file = folder.write("s.toml", kTiny).string();
  expect_refused(call_program({"sweep", file, "--out", file + "/out"}),
                 HasSubstr("cannot create the folder: Not a directory"));
  expect_refused(call_program({"sweep", file, "--out", "/proc/out"}), HasSubstr("/proc/out"));
}

}  // namespace
}  // namespace quanvas::cli
