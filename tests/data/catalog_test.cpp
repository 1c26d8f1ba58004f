#include "data/catalog.hpp"

#include <cstdlib>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/error_of.hpp"
#include "support/idx_files.hpp"
#include "support/image_files.hpp"
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
  EXPECT_THAT(test::error_of([] { load("mnits", Part::train); }),
              AllOf(HasSubstr("`fashion_mnist`"), HasSubstr("did you mean `mnist`?")));
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
  if (message.find("is not here") == std::string::npos)
    GTEST_SKIP() << "MNIST lies in the user's or the system's folder";
  for (const auto& looked : search_path()) EXPECT_THAT(message, HasSubstr(looked.string()));
  EXPECT_THAT(message,
              AllOf(HasSubstr("QUANVAS_DATA"), HasSubstr("scripts/reproduce"), HasSubstr("dataset-fashion-mnist")));
}

TEST_F(Catalog, AFileThatIsNotTheCanonicalOneIsNamed) {
  const auto images = folder.write("mnist/train-images-idx3-ubyte", test::idx_images(10, 28, 28));
  folder.write("mnist/train-labels-idx1-ubyte", test::idx_labels("0123456789"));
  EXPECT_THAT(test::error_of([] { load("mnist", Part::train); }),
              AllOf(HasSubstr(images.string()), HasSubstr("not the canonical file")));
}

TEST_F(Catalog, FilesAreFoundUnderTheirOlderNamesAndInTheFolderItself) {
  const auto images = folder.write("train-images.idx3-ubyte", test::idx_images(10, 28, 28));
  folder.write("train-labels.idx1-ubyte", test::idx_labels("0123456789"));
  EXPECT_THAT(test::error_of([] { load("mnist", Part::train); }),
              AllOf(HasSubstr(images.string()), HasSubstr("not the canonical file")));
}

TEST_F(Catalog, ATruncatedFileIsNamed) {
  const auto images = folder.write("mnist/train-images-idx3-ubyte", test::idx_images(10, 28, 28).substr(0, 1000));
  folder.write("mnist/train-labels-idx1-ubyte", test::idx_labels("0123456789"));
  EXPECT_THAT(test::error_of([] { load("mnist", Part::train); }),
              AllOf(HasSubstr(images.string()), HasSubstr("truncated")));
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
  EXPECT_THAT(
      test::error_of([] { load("mnist", Part::test); }),
      AllOf(HasSubstr((folder.path() / "mnist").string()), HasSubstr("not the canonical file of data set mnist")));
}

// Writes a small brain_mri below `below`, three images of each class folder and part.
void write_brain_mri(const test::TemporaryFolder& folder, const std::string& below) {
  unsigned seed = 0;
  for (const char* part : {"Training", "Testing"})
    for (const char* of : {"glioma_tumor", "meningioma_tumor", "no_tumor", "pituitary_tumor"})
      for (const char* file : {"a.png", "b.png", "c.png"})
        folder.write(fmt::format("{}{}/{}/{}", below, part, of, file), test::png(test::made_raster(9, 13, ++seed)));
}

TEST_F(Catalog, ImageFilesAreReadFromAFolderOfTheSetsNameAndFromTheFolderItself) {
  for (const char* below : {"brain-mri/", "brain_mri/", "brain-tumor-classification-mri/", ""}) {
    const test::TemporaryFolder own;
    ::setenv("QUANVAS_DATA", own.path().c_str(), 1);
    write_brain_mri(own, below);
    const Dataset train = load("brain_mri", Part::train);
    EXPECT_EQ(train.origin, (own.path() / below / "Training").string());
    EXPECT_EQ(train.size(), 12u);
    EXPECT_EQ(train.pixels.size(), 12u * 784);
    EXPECT_EQ(std::vector(train.labels.begin(), train.labels.end()),
              (std::vector<std::uint8_t>{1, 1, 1, 1, 1, 1, 0, 0, 0, 1, 1, 1}));
    EXPECT_NE(load("brain_mri", Part::test).checksum, train.checksum);
  }
}

TEST_F(Catalog, BadImageFilesAreRefusedOrSkippedAndNamed) {
  write_brain_mri(folder, "brain-mri/");
  const auto bad = folder.write("brain-mri/Training/no_tumor/bad.png", "no image");
  EXPECT_THAT(test::error_of([] { load("brain_mri", Part::train); }),
              AllOf(HasSubstr(bad.string()), HasSubstr("--bad_images skip")));
  const Dataset train = load("brain_mri", Part::train, {.bad_images = BadImages::skip});
  EXPECT_EQ(train.size(), 12u);
  EXPECT_THAT(train.remarks, testing::ElementsAre(HasSubstr(bad.string())));
  EXPECT_TRUE(load("brain_mri", Part::test).remarks.empty());
}

TEST_F(Catalog, AClassFolderThatIsMissingIsNamed) {
  write_brain_mri(folder, "brain-mri/");
  std::filesystem::remove_all(folder.path() / "brain-mri/Training/no_tumor");
  EXPECT_THAT(test::error_of([] { load("brain_mri", Part::train); }),
              AllOf(HasSubstr((folder.path() / "brain-mri/Training").string()), HasSubstr("no class folder no_tumor")));
}

TEST_F(Catalog, ImageFilesThatAreNotFoundNameEachFolderAndHowItMustLook) {
  const auto here = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  const std::string message = test::error_of([] { load("brain_mri", Part::test); });
  std::filesystem::current_path(here);
  if (message.find("is not here") == std::string::npos)
    GTEST_SKIP() << "brain_mri lies in the user's or the system's folder";
  for (const auto& looked : search_path()) EXPECT_THAT(message, HasSubstr(looked.string()));
  for (const char* part :
       {"brain-mri, brain_mri", "Testing", "glioma_tumor, meningioma_tumor, no_tumor, pituitary_tumor", "QUANVAS_DATA"})
    EXPECT_THAT(message, HasSubstr(part));
}

class RealData : public testing::TestWithParam<std::string_view> {};

TEST_P(RealData, IsReadAndIsAsLargeAsTheTableSays) {
  const CatalogRow& row = *find_dataset(GetParam());
  for (const Part part : {Part::train, Part::test}) {
    Dataset dataset;
    try {
      dataset = load(GetParam(), part);
    } catch (const Error& error) {
      if (std::string_view(error.what()).find("is not here") == std::string_view::npos) throw;
      GTEST_SKIP() << error.what();
    }
    if (part == Part::train) EXPECT_EQ(dataset.size(), row.images);
    else EXPECT_GT(dataset.size(), 0u);
    EXPECT_EQ(dataset.height, row.height);
    EXPECT_EQ(dataset.width, row.width);
    EXPECT_EQ(dataset.class_names.size(), row.classes);
    EXPECT_EQ(dataset.pixels.size(), dataset.size() * dataset.image_size());
    EXPECT_TRUE(dataset.remarks.empty());
  }
}

std::vector<std::string_view> names() {
  std::vector<std::string_view> names;
  for (const CatalogRow& row : catalog()) names.push_back(row.name);
  return names;
}

INSTANTIATE_TEST_SUITE_P(Catalog, RealData, testing::ValuesIn(names()),
                         [](const auto& set) { return std::string(set.param); });

}  // namespace
}  // namespace quanvas::data
