// quanvas data, in process.
#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.hpp"
#include "support/image_files.hpp"
#include "support/program_call.hpp"
#include "support/temporary_folder.hpp"

namespace quanvas::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

using test::call_program;

// Runs with $QUANVAS_DATA set to a folder that holds a small brain_mri with a bad file, an image twice and one in both
// parts.
class Data : public testing::Test {
 protected:
  Data() {
    ::setenv("QUANVAS_DATA", folder.path().c_str(), 1);
    unsigned seed = 0;
    for (const char* part : {"Training", "Testing"})
      for (const char* of : {"glioma_tumor", "meningioma_tumor", "no_tumor", "pituitary_tumor"})
        write(part, of, "a.png", ++seed);
    write("Training", "no_tumor", "b.png", 100);
    write("Training", "no_tumor", "c.png", 100);
    write("Testing", "no_tumor", "b.png", 100);
  }
  ~Data() override {
    if (before.empty()) ::unsetenv("QUANVAS_DATA");
    else ::setenv("QUANVAS_DATA", before.c_str(), 1);
  }

  void write(std::string_view part, std::string_view of, std::string_view name, unsigned seed) {
    folder.write(fmt::format("brain-mri/{}/{}/{}", part, of, name), test::png(test::made_raster(28, 28, seed)));
  }

  std::string before = std::getenv("QUANVAS_DATA") ? std::getenv("QUANVAS_DATA") : "";
  test::TemporaryFolder folder;
};

TEST_F(Data, ListsTheSetsWithWhatIsMissing) {
  const auto here = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());  // away from the relative folders of the search path
  const auto result = call_program({"data"});
  const Json json = Json::parse(call_program({"data", "--json"}).out);
  std::filesystem::current_path(here);
  EXPECT_EQ(result.code, kSuccess);
  EXPECT_THAT(result.out, AllOf(HasSubstr("synthetic"), HasSubstr("made in memory"),
                                HasSubstr((folder.path() / "brain-mri/Training").string())));
  for (const Json& set : json) {
    if (set["name"] == "brain_mri") {
      EXPECT_EQ(set["train"]["images"], 6);
      EXPECT_EQ(set["test"]["images"], 5);
    }
    if (set["name"] == "mnist" && !set["found"].get<bool>()) {
      EXPECT_THAT(set["message"].get<std::string>(), HasSubstr("is not here"));
      EXPECT_THAT(result.out,
                  AllOf(HasSubstr("not to be had, see below"),
                        HasSubstr("mnist: data set mnist is not here; looked through " + folder.path().string())));
    }
  }
}

TEST_F(Data, TellsWhatIsInASet) {
  const auto result = call_program({"data", "brain_mri"});
  EXPECT_EQ(result.code, kSuccess) << result.err;
  EXPECT_THAT(result.out, AllOf(HasSubstr("  0 no tumour               3       2\n"),
                                HasSubstr("  1 tumour                  3       3\n"),
                                HasSubstr("1 of the test images are the same as a training image"),
                                HasSubstr("0 images are the same as one under another label")));
  const Json json = Json::parse(call_program({"data", "brain_mri", "--json"}).out);
  EXPECT_EQ(json["train"]["images_per_class"], Json({3, 3}));
  EXPECT_EQ(json["test"]["images_per_class"], Json({2, 3}));
  EXPECT_EQ(json["train"]["checksum"].get<std::string>().size(), 32u);
  EXPECT_EQ(json["duplicates"],
            Json({{"within_train", 1}, {"within_test", 0}, {"across", 1}, {"contradicting", 0}, {"nearly", 0}}));
  EXPECT_THAT(call_program({"data", "synthetic"}).out,
              AllOf(HasSubstr("  9 9                     500     100\n"), HasSubstr("0 of the test images")));
}

TEST_F(Data, BadImagesAreRefusedOrNamed) {
  const auto bad = folder.write("brain-mri/Testing/no_tumor/c.png", "no image").string();
  const auto refused = call_program({"data", "brain_mri"});
  EXPECT_EQ(refused.code, kBadInput);
  EXPECT_EQ(refused.out, "");
  EXPECT_THAT(refused.err, AllOf(testing::StartsWith("quanvas: "), HasSubstr(bad), HasSubstr("--bad_images skip")));
  const auto skipped = call_program({"data", "brain_mri", "--bad_images", "skip"});
  EXPECT_EQ(skipped.code, kSuccess);
  EXPECT_THAT(skipped.out, HasSubstr(bad + ": neither PNG nor JPEG"));
  const Json json = Json::parse(call_program({"data", "brain_mri", "--bad_images", "skip", "--json"}).out);
  EXPECT_EQ(json["test"]["remarks"].size(), 1u);
  EXPECT_THAT(call_program({"data"}).out, HasSubstr("brain_mri: " + bad));
  EXPECT_THAT(call_program({"data", "--bad_images", "skip"}).out, Not(HasSubstr(bad)));
}

TEST_F(Data, MistakesAreExplained) {
  for (const auto& [arguments, message] :
       {std::pair{std::vector<std::string>{"data", "mnits"}, "did you mean `mnist`?"},
        std::pair{std::vector<std::string>{"data", "brain_mri", "--bad_images", "keep"}, "--bad_images"}}) {
    const auto result = call_program(arguments);
    EXPECT_EQ(result.code, kBadInput);
    EXPECT_EQ(result.out, "");
    EXPECT_THAT(result.err, HasSubstr(message));
    EXPECT_EQ(std::ranges::count(result.err, '\n'), 1) << result.err;
  }
}

}  // namespace
}  // namespace quanvas::cli
