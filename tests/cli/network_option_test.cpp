#include "cli/network_option.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/program_call.hpp"
#include "support/temporary_folder.hpp"

namespace quanvas::cli {
namespace {

using test::call_program;
using test::ProgramResult;
using testing::HasSubstr;

class NetworkOptionTest : public testing::Test {
 protected:
  NetworkOptionTest() {
    std::ofstream(file) << "[networks.own]\n"
                           "layers = [{type = 'dense', outputs = '$width', activation = 'relu'}, {type = 'dense'}]\n"
                           "parameters = {width = {type = 'integer', range = [1, 64], default = 8, meaning = 'of the "
                           "hidden layer'}}\n";
  }

  ProgramResult train(std::vector<std::string> more) {
    std::vector<std::string> all{"train", "--model",  file, "--dataset", "synthetic", "--samples_per_class",
                                 "4",     "--epochs", "2",  "--json"};
    all.insert(all.end(), more.begin(), more.end());
    return call_program(all);
  }

  test::TemporaryFolder folder;
  const std::string file = folder.path() / "own.toml";
};

TEST_F(NetworkOptionTest, TrainsANetworkOfAFile) {
  const ProgramResult result = train({"--width", "5"});
  ASSERT_EQ(result.code, kSuccess) << result.err;
  EXPECT_THAT(result.out, HasSubstr("\"network_parameters\": \"width=5\""));
  EXPECT_NE(result.out, train({}).out) << "of eight";
}

TEST_F(NetworkOptionTest, ShowsItsParametersInTheHelp) {
  const ProgramResult result = call_program({"train", "--model", file, "--help"});
  EXPECT_EQ(result.code, kSuccess);
  EXPECT_THAT(result.out, HasSubstr("of the hidden layer; takes an integer between 1 and 64"));
}

TEST_F(NetworkOptionTest, DrawsIt) {
  const ProgramResult result = call_program({"model", "--model=" + file, "--width", "3"});
  ASSERT_EQ(result.code, kSuccess) << result.err;
  EXPECT_THAT(result.out, testing::ContainsRegex("dense1 +3 +2355 +trained"));
}

TEST_F(NetworkOptionTest, RefusesWhatItDoesNotDeclareOrRead) {
  test::expect_refused(train({"--widht", "5"}), HasSubstr("widht"));
  test::expect_refused(train({"--width", "0"}), HasSubstr("--width: `0` is not a value of `width`"));
  test::expect_refused(train({"--wiring", "X+O1"}), HasSubstr("model own does not read `wiring`"));
  test::expect_refused(call_program({"train", "--width", "5"}), HasSubstr("width"));
  test::expect_refused(call_program({"train", "--model", folder.path() / "none.toml"}), HasSubstr("No such file"));
}

}  // namespace
}  // namespace quanvas::cli
