#include "data/catalog.hpp"

#include <cstdlib>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/error_of.hpp"
#include "support/idx_files.hpp"
#include "support/temporary_folder.hpp"

namespace quanvas::data {
namespace {

using testing::AllOf;
using testing::HasSubstr;

// Runs with $QUANVAS_DATA set to a folder of the test's own, which is looked through first.
class Catalog : public testing::Test {
 protected:
  Catalog() { ::setenv("QUANVAS_DATA", folder.path().c_str(), 1); }
  ~Catalog() override {
    if (before.empty()) ::unsetenv("QUANVAS_DATA");
    else ::setenv("QUANVAS_DATA", before.c_str(), 1);
  }

  std::string before = std::getenv("QUANVAS_DATA") ? std::getenv("QUANVAS_DATA") : "";
  test::TemporaryFolder folder;
};

TEST_F(Catalog, SyntheticNeedsNoFile) {
  const Dataset train = load("synthetic", Part::train);
  EXPECT_EQ(train.size(), 5000u);
  EXPECT_EQ(train.checksum.size(), 32u);
  EXPECT_EQ(load("synthetic", Part::test).size(), 1000u);
  EXPECT_NE(load("synthetic", Part::test).checksum, train.checksum);
}

TEST_F(Catalog, NamesThatDoNotExistGetASuggestion) {
  EXPECT_THAT(test::error_of([] { load("mnits", Part::train); }), AllOf(HasSubstr("`fashion_mnist`"), HasSubstr("did you mean `mnist`?")));
  EXPECT_EQ(find_dataset("mnits"), nullptr);
  ASSERT_NE(find_dataset("mnist"), nullptr);
  EXPECT_EQ(find_dataset("mnist")->classes, 10u);
}

TEST_F(Catalog, TheEnvironmentsFolderComesFirst) { EXPECT_EQ(search_path().front(), folder.path() / ""); }

TEST_F(Catalog, WhatIsNotFoundNamesEachFolderAndTheWayOut) {
  const auto here = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());  // away from the relative folders of the search path
  const std::string message = test::error_of([] { load("mnist", Part::train); });
  std::filesystem::current_path(here);
  if (message.find("is not here") == std::string::npos) GTEST_SKIP() << "MNIST lies in the user's or the system's folder";
  for (const auto& looked : search_path()) EXPECT_THAT(message, HasSubstr(looked.string()));
  EXPECT_THAT(message, AllOf(HasSubstr("QUANVAS_DATA"), HasSubstr("scripts/reproduce"), HasSubstr("dataset-fashion-mnist")));
}

TEST_F(Catalog, AFileThatIsNotTheCanonicalOneIsNamed) {
  const auto images = folder.write("mnist/train-images-idx3-ubyte", test::idx_images(10, 28, 28));
  folder.write("mnist/train-labels-idx1-ubyte", test::idx_labels("0123456789"));
  EXPECT_THAT(test::error_of([] { load("mnist", Part::train); }), AllOf(HasSubstr(images.string()), HasSubstr("not the canonical file")));
}

TEST_F(Catalog, FilesAreFoundUnderTheirOlderNamesAndInTheFolderItself) {
  const auto images = folder.write("train-images.idx3-ubyte", test::idx_images(10, 28, 28));
  folder.write("train-labels.idx1-ubyte", test::idx_labels("0123456789"));
  EXPECT_THAT(test::error_of([] { load("mnist", Part::train); }), AllOf(HasSubstr(images.string()), HasSubstr("not the canonical file")));
}

TEST_F(Catalog, ATruncatedFileIsNamed) {
  const auto images = folder.write("mnist/train-images-idx3-ubyte", test::idx_images(10, 28, 28).substr(0, 1000));
  folder.write("mnist/train-labels-idx1-ubyte", test::idx_labels("0123456789"));
  EXPECT_THAT(test::error_of([] { load("mnist", Part::train); }), AllOf(HasSubstr(images.string()), HasSubstr("truncated")));
}

TEST_F(Catalog, ImagesWithoutLabelsAreNamed) {
  folder.write("mnist/train-images-idx3-ubyte", test::idx_images(10, 28, 28));
  EXPECT_THAT(test::error_of([] { load("mnist", Part::train); }), HasSubstr("but not the labels"));
}

// MNIST and Fashion-MNIST have the same file names.
TEST_F(Catalog, FilesOfAnotherSetArePassedOverUnlessTheFolderIsNamedForThisOne) {
  std::filesystem::path fashion;
  try {
    fashion = std::filesystem::absolute(load("fashion_mnist", Part::test).origin);
  } catch (const Error& error) {
    GTEST_SKIP() << error.what();
  }
  ::setenv("QUANVAS_DATA", fashion.c_str(), 1);
  EXPECT_TRUE(std::filesystem::equivalent(load("fashion_mnist", Part::test).origin, fashion));
  EXPECT_THAT(test::error_of([] { load("mnist", Part::test); }), testing::Not(HasSubstr("canonical")));

  ::setenv("QUANVAS_DATA", folder.path().c_str(), 1);
  std::filesystem::create_directory_symlink(fashion, folder.path() / "mnist");
  EXPECT_THAT(test::error_of([] { load("mnist", Part::test); }),
              AllOf(HasSubstr((folder.path() / "mnist").string()), HasSubstr("not the canonical file of data set mnist")));
}

class RealData : public testing::TestWithParam<const char*> {};

TEST_P(RealData, IsRead) {
  for (const auto& [part, size] : {std::pair{Part::train, 60000u}, std::pair{Part::test, 10000u}}) {
    Dataset dataset;
    try {
      dataset = load(GetParam(), part);
    } catch (const Error& error) {
      if (std::string_view(error.what()).find("is not here") == std::string_view::npos) throw;
      GTEST_SKIP() << error.what();
    }
    EXPECT_EQ(dataset.size(), size);
    EXPECT_EQ(dataset.height, 28u);
    EXPECT_EQ(dataset.pixels.size(), size * 784u);
  }
}

INSTANTIATE_TEST_SUITE_P(Catalog, RealData, testing::Values("mnist", "fashion_mnist"));

}  // namespace
}  // namespace quanvas::data
