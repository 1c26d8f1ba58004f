#include "data/image_folder.hpp"

#include <cmath>
#include <cstdlib>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/image_file.hpp"
#include "support/error_of.hpp"
#include "support/image_files.hpp"
#include "support/temporary_folder.hpp"

namespace quanvas::data {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr ClassFolder kClasses[] = {{"cats", 0}, {"dogs", 1}, {"wolves", 1}};

// A folder with two good images in each class folder, to which a test adds what is bad.
class ImageFolder : public testing::Test {
 protected:
  ImageFolder() {
    unsigned seed = 0;
    for (const ClassFolder& of : kClasses) {
      write(of.name, "b.png", test::png(test::made_raster(40, 30, ++seed)));
      write(of.name, "a.jpg", test::jpeg(test::made_raster(16, 50, ++seed, 3)));
    }
  }

  std::filesystem::path write(std::string_view of, std::string_view name, std::string_view bytes) {
    return folder.write(fmt::format("{}/{}", of, name), bytes);
  }

  ReadImages read(BadImages bad_images = BadImages::refuse) const {
    return read_image_folder(folder.path(), kClasses, {.bad_images = bad_images});
  }

  std::string refused(BadImages bad_images = BadImages::refuse) const {
    return test::error_of([&] { read(bad_images); });
  }

  // Refused with the path and the reason; skipped with the same in the remarks and `left` images.
  void expect_bad(const std::filesystem::path& path, const std::string& reason, std::size_t left = 6) const {
    EXPECT_THAT(refused(), AllOf(HasSubstr(path.string()), HasSubstr(reason), HasSubstr("--bad_images skip")));
    const ReadImages images = read(BadImages::skip);
    EXPECT_THAT(images.remarks,
                ElementsAre(AllOf(HasSubstr(path.string() + ": "), HasSubstr(reason), HasSubstr("left out"))));
    EXPECT_EQ(images.labels.size(), left);
    EXPECT_EQ(images.pixels.size(), left * 784);
  }

  test::TemporaryFolder folder;
};

TEST_F(ImageFolder, IsReadInTheOrderOfItsNames) {
  const ReadImages images = read();
  EXPECT_EQ(images.labels, (std::vector<std::uint8_t>{0, 0, 1, 1, 1, 1}));
  EXPECT_THAT(images.remarks, IsEmpty());
  std::vector<std::uint8_t> expected;
  for (const ClassFolder& of : kClasses)
    for (const char* name : {"a.jpg", "b.png"}) {
      const Image image = scale(decode_image(read_image_bytes(folder.path() / of.name / name)), 28, 28);
      expected.insert(expected.end(), image.pixels.begin(), image.pixels.end());
    }
  EXPECT_EQ(images.pixels, expected);
}

TEST_F(ImageFolder, HiddenFilesArePassedOver) {
  const ReadImages before = read();
  folder.write(".DS_Store", "x");
  folder.write("Thumbs.db", "x");
  write("cats", ".hidden.png", "x");
  for (const char* name : {"Thumbs.db", "thumbs.db", "DESKTOP.INI", "__MACOSX"}) write("cats", name, "x");
  folder.write("__MACOSX/._cats", "x");
  EXPECT_EQ(read().pixels, before.pixels);
}

TEST_F(ImageFolder, OtherSizesAreMade) {
  const ReadImages images = read_image_folder(folder.path(), kClasses, {.size = {5, 9}});
  EXPECT_EQ(images.pixels.size(), 6u * 45);
}

TEST_F(ImageFolder, AnEmptyFileIsBad) { expect_bad(write("dogs", "c.png", ""), "empty"); }

TEST_F(ImageFolder, AllThatIsBadIsCounted) {
  for (const char* name : {"c.png", "d.png", "e.png"}) write("dogs", name, "");
  EXPECT_THAT(refused(), AllOf(HasSubstr("dogs/c.png: empty"), HasSubstr("the first of 3 bad ones")));
  EXPECT_EQ(read(BadImages::skip).remarks.size(), 3u);
}

TEST_F(ImageFolder, ATruncatedFileIsBad) {
  expect_bad(write("dogs", "c.jpg", test::jpeg(test::made_raster(20, 20)).substr(0, 500)), "truncated");
}

TEST_F(ImageFolder, ATextCalledPngIsBad) { expect_bad(write("dogs", "c.png", "a text"), "neither PNG nor JPEG"); }

TEST_F(ImageFolder, AFolderAmongImagesIsBad) {
  std::filesystem::create_directory(folder.path() / "dogs/c");
  expect_bad(folder.path() / "dogs/c", "a folder");
}

TEST_F(ImageFolder, AnUnknownClassFolderIsBad) {
  expect_bad(write("birds", "a.png", test::png(test::made_raster(3, 3))).parent_path(), "not one of the class folders");
}

TEST_F(ImageFolder, AFileBesideTheClassFoldersIsBad) {
  expect_bad(folder.write("readme.txt", "x"), "not one of the class folders");
}

TEST_F(ImageFolder, AMissingClassFolderCannotBeSkipped) {
  std::filesystem::remove_all(folder.path() / "wolves");
  for (const BadImages bad_images : {BadImages::refuse, BadImages::skip})
    EXPECT_THAT(refused(bad_images), AllOf(HasSubstr("no class folder wolves"), HasSubstr("cats, dogs, wolves")));
}

TEST_F(ImageFolder, AClassWithoutImagesCannotBeSkipped) {
  for (const char* name : {"a.jpg", "b.png"}) write("dogs", name, "x");
  EXPECT_THAT(refused(BadImages::skip), AllOf(HasSubstr((folder.path() / "dogs").string()), HasSubstr("no image")));
}

TEST_F(ImageFolder, APictureUnderTwoLabelsIsLeftOutWhereverItStands) {
  const std::string picture = test::png(test::made_raster(11, 12, 99));
  const auto cat = write("cats", "c.png", picture);
  const auto cat_again = write("cats", "d.png", picture);
  // The same pixels in another file.
  const auto dog =
      write("dogs", "c.png", test::png({.height = 11, .width = 12, .channels = 2, .values = [] {
                                          std::vector<std::uint8_t> values;
                                          for (const std::uint8_t grey : test::made_raster(11, 12, 99).values)
                                            values.insert(values.end(), {grey, 255});
                                          return values;
                                        }()}));
  EXPECT_THAT(refused(), AllOf(HasSubstr(cat.string()), HasSubstr(dog.string()), HasSubstr("under another label")));
  const ReadImages images = read(BadImages::skip);
  EXPECT_EQ(images.labels, (std::vector<std::uint8_t>{0, 0, 1, 1, 1, 1}));
  EXPECT_THAT(images.remarks,
              ElementsAre(HasSubstr(cat.string() + ": mislabelled"), HasSubstr(cat_again.string() + ": mislabelled"),
                          HasSubstr(dog.string() + ": mislabelled")));
}

TEST_F(ImageFolder, APictureTwiceUnderOneLabelIsGood) {
  const std::string picture = test::png(test::made_raster(11, 12, 99));
  write("dogs", "c.png", picture);
  write("wolves", "c.png", picture);
  EXPECT_EQ(read().labels.size(), 8u);
}

TEST(ImageFolderOfOriginals, AreReadWhateverTheirSize) {
  const char* const data = std::getenv("QUANVAS_DATA");
  const std::filesystem::path root =
      std::filesystem::path(data && *data ? data : "../shared/data") / "brain-mri-originals";
  if (!std::filesystem::is_directory(root / "Training")) GTEST_SKIP() << root << " is not here";
  constexpr ClassFolder kFolders[] = {
      {"glioma_tumor", 1}, {"meningioma_tumor", 1}, {"no_tumor", 0}, {"pituitary_tumor", 1}};
  const ReadImages images = read_image_folder(root / "Training", kFolders, {});
  EXPECT_EQ(images.labels, (std::vector<std::uint8_t>{1, 1, 0, 1}));
  // The set in the size of 64x64 shows the same slice: its means and those of the original are alike.
  const std::filesystem::path small = root.parent_path() / "brain-mri/Training/no_tumor/0000.png";
  const Image original = decode_image(read_image_bytes(root / "Training/no_tumor/1.jpg"));
  EXPECT_EQ(original.height, 350u);
  if (!std::filesystem::exists(small)) GTEST_SKIP() << small << " is not here";
  const Image scaled = scale(original, 28, 28);
  const Image twice = scale(decode_image(read_image_bytes(small)), 28, 28);
  double distance = 0;
  for (std::size_t p = 0; p < 784; ++p) distance += std::abs(scaled.pixels[p] - twice.pixels[p]) / 784.0;
  EXPECT_LT(distance, 8) << "grey values, on average";
}

}  // namespace
}  // namespace quanvas::data
