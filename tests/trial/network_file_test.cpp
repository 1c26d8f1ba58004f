#include "trial/network_file.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/error_of.hpp"
#include "support/parse_sweep.hpp"
#include "support/temporary_folder.hpp"

namespace quanvas::trial {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

constexpr const char* kTwo =
    "[networks.wide]\nlayers = [{type = 'dense', outputs = '$width'}, {type = 'dense'}]\n"
    "parameters = {width = {type = 'integer', range = [1, 64], default = 8}}\n"
    "[networks.flat]\nmeaning = 'a layer'\nlayers = [{type = 'dense'}]\n";

class NetworkFile : public testing::Test {
 protected:
  std::string write(const std::string& text) {
    const std::string path = folder.path() / "n.toml";
    std::ofstream(path) << text;
    return path;
  }
  std::string refusal(const std::string& text, const std::string& name = "") {
    const std::string path = write(text);
    return test::error_of([&] { read_network_file(path + name); });
  }

  test::TemporaryFolder folder;
};

TEST_F(NetworkFile, HoldsNetworksByName) {
  const std::string path = write(kTwo);
  const Networks wide = read_network_file(path + ":wide");
  ASSERT_EQ(wide.all().size(), 1u);
  EXPECT_EQ(wide.all()[0].name, "wide");
  EXPECT_THAT(wide.keys(), ElementsAre("width"));
  EXPECT_EQ(wide.all()[0].text,
            R"({"layers":[{"outputs":"$width","type":"dense"},{"type":"dense"}],"parameters":{"width":{"default":8,)"
            R"("range":[1,64],"type":"integer"}}})");
  EXPECT_TRUE(read_network_file(path + ":flat").keys().empty());
}

TEST_F(NetworkFile, SaysWhatIsWrongAndWhere) {
  EXPECT_THAT(refusal(kTwo), HasSubstr("describes 2 networks; say which, as"));
  EXPECT_THAT(refusal(kTwo, ":wdie"), HasSubstr("describes no network `wdie`, only `flat`, `wide`"));
  EXPECT_THAT(refusal("layers = []\n"), HasSubstr("describes no network; write [networks.NAME]"));
  EXPECT_THAT(refusal("[networks.a]\nlayer = []\n"), HasSubstr("n.toml:2:1: unknown key `layer` in [networks.a]"));
  EXPECT_THAT(refusal("[networks.a]\nlayers = []\n"), HasSubstr("n.toml:1:1: [networks.a] needs layers"));
  EXPECT_THAT(refusal("[networks.a]\nlayers = ['dense']\n"), HasSubstr("n.toml:2:11: a layer is a table"));
  EXPECT_THAT(refusal("[networks.a]\nlayers = [{type = 2020-01-01}]\n"), HasSubstr("a date is no part of a network"));
  EXPECT_THAT(refusal("[networks.'a b']\nlayers = [{type = 'dense'}]\n"), HasSubstr("cannot be the name of a network"));
  EXPECT_THAT(refusal("[networks.a]\nlayers = [{type = 'dense'}]\nparameters = {w = {type = 'x', default = 1}}\n"),
              HasSubstr("n.toml:1:1: parameter `w`: type = \"x\""));
}

TEST(NetworkFileName, IsOneOfAToml) {
  EXPECT_TRUE(names_network_file("a.toml"));
  EXPECT_TRUE(names_network_file("x/a.toml:b"));
  EXPECT_FALSE(names_network_file("resqunn"));
  EXPECT_THAT(test::error_of([] { read_network_file("/nowhere/a.toml"); }),
              StartsWith("/nowhere/a.toml: cannot read the description of a network: No such file"));
}

TEST(Sweep, RunsNetworksOfItsOwn) {
  const Sweep sweep = test::parse(std::string(kTwo) + "[axes]\nmodel = ['wide', 'flat']\nwidth = [2, 4]\n");
  ASSERT_EQ(sweep.trials.size(), 4u);
  EXPECT_THAT(sweep.axes, ElementsAre("model", "width"));
  EXPECT_EQ(sweep.trials[0].model, "wide");
  EXPECT_THAT(sweep.trials[0].network, HasSubstr("$width"));
  EXPECT_EQ(sweep.trials[1].network_parameters, "width=4");
  EXPECT_THAT(sweep.trials[2].network, HasSubstr("a layer"));
}

TEST(Sweep, RefusesParametersThatNetworksDeclareInTwoWays) {
  EXPECT_THAT(
      test::refusal("[networks.a]\nlayers = [{type = 'dense'}]\nparameters = {w = {type = 'real', default = 1}}\n"
                    "[networks.b]\nlayers = [{type = 'dense'}]\nparameters = {w = {type = 'real', default = "
                    "2}}\n"),
      StartsWith("s.toml:4:1: [networks.b] declares parameter `w` in another way"));
}

}  // namespace
}  // namespace quanvas::trial
