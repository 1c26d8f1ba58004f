#include "data/image_file.hpp"

#include <cmath>
#include <numeric>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "support/error_of.hpp"
#include "support/image_files.hpp"
#include "support/temporary_folder.hpp"

namespace quanvas::data {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

Image decode(const std::string& bytes, std::size_t most_pixels = kMostImagePixels) {
  return decode_image({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}, Colour::grey, most_pixels);
}

std::string refused(const std::string& bytes, std::size_t most_pixels = kMostImagePixels) {
  return test::error_of([&] { decode(bytes, most_pixels); });
}

TEST(DecodeGrey, PngsOfAnySizeComeBack) {
  for (const auto& [height, width] : {std::pair{1, 1}, std::pair{28, 28}, std::pair{5, 77}, std::pair{300, 2}}) {
    const test::Raster raster = test::made_raster(height, width);
    const Image image = decode(test::png(raster));
    EXPECT_EQ(image.height, static_cast<std::size_t>(height));
    EXPECT_EQ(image.width, static_cast<std::size_t>(width));
    EXPECT_EQ(image.pixels, raster.values);
  }
}

TEST(DecodeGrey, ColoursBecomeLuminanceAndOpacityIsIgnored) {
  const std::vector<std::uint8_t> luminance{76, 149, 28, 255};  // 77, 150 and 29 parts in 256
  const test::Raster rgb{
      .height = 1, .width = 4, .channels = 3, .values = {255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255}};
  EXPECT_EQ(decode(test::png(rgb)).pixels, luminance);
  const test::Raster rgba{.height = 1,
                          .width = 4,
                          .channels = 4,
                          .values = {255, 0, 0, 0, 0, 255, 0, 9, 0, 0, 255, 99, 255, 255, 255, 255}};
  EXPECT_EQ(decode(test::png(rgba)).pixels, luminance);
  const test::Raster grey_alpha{.height = 1, .width = 2, .channels = 2, .values = {10, 0, 20, 255}};
  EXPECT_EQ(decode(test::png(grey_alpha)).pixels, (std::vector<std::uint8_t>{10, 20}));
}

TEST(DecodeGrey, JpegsComeBackNearly) {
  for (const int channels : {1, 3}) {
    test::Raster raster{.height = 33, .width = 18, .channels = channels};
    for (int y = 0; y < 33; ++y)
      for (int x = 0; x < 18; ++x)
        raster.values.insert(raster.values.end(), static_cast<std::size_t>(channels),
                             static_cast<std::uint8_t>(4 * y + 3 * x));
    const Image image = decode(test::jpeg(raster));
    ASSERT_EQ(image.height, 33u);
    ASSERT_EQ(image.width, 18u);
    for (std::size_t y = 0; y < 33; ++y)
      for (std::size_t x = 0; x < 18; ++x)
        ASSERT_NEAR(image.pixels[y * 18 + x], static_cast<double>(4 * y + 3 * x), 6) << y << ' ' << x;
  }
}

TEST(DecodeGrey, EveryTruncationIsRefused) {
  for (const std::string& bytes : {test::png(test::made_raster(6, 5)), test::jpeg(test::made_raster(17, 9), 50)})
    for (std::size_t length = 0; length < bytes.size(); ++length)
      EXPECT_NE(refused(bytes.substr(0, length)), "no error") << length;
  const std::string png = test::png(test::made_raster(6, 5));
  EXPECT_THAT(refused(png.substr(0, 20)), StartsWith("truncated"));
  EXPECT_THAT(refused(png.substr(0, 60)), StartsWith("truncated"));
  const std::string jpeg = test::jpeg(test::made_raster(17, 9), 50);
  EXPECT_THAT(refused(jpeg.substr(0, jpeg.size() - 1)), StartsWith("truncated"));
}

TEST(DecodeGrey, EveryWrongByteOfAPngIsRefused) {
  std::string bytes = test::png(test::made_raster(6, 5));
  for (char& byte : bytes) {
    byte ^= 0x20;
    EXPECT_NE(refused(bytes), "no error") << &byte - bytes.data();
    byte ^= 0x20;
  }
  bytes[bytes.size() - 16] ^= 1;  // of the check sum of the pixels
  EXPECT_THAT(refused(bytes), HasSubstr("CRC error"));
}

TEST(DecodeGrey, WhatIsNeitherIsRefused) {
  const std::string none = "neither PNG nor JPEG";
  for (const std::string& bytes : {std::string(), std::string("a text"), std::string("GIF89a\1\0\1\0\0\0\0;"),
                                   std::string("BM\0\0\0\0", 6), std::string("P5 1 1 255\nx")})
    EXPECT_THAT(refused(bytes), HasSubstr(none));
}

TEST(DecodeGrey, SizesThatCannotBeAreRefused) {
  EXPECT_EQ(refused(test::png(test::made_raster(4, 4)), 16), "no error");
  EXPECT_THAT(refused(test::png(test::made_raster(4, 4)), 15), HasSubstr("4x4 pixels, more than 15"));
  EXPECT_THAT(refused(test::jpeg(test::made_raster(40, 4)), 159), HasSubstr("40x4 pixels, more than 159"));
  EXPECT_THAT(refused(std::string("\x89PNG\r\n\x1a\n", 8) + std::string(kMostImageBytes, '\0')),
              HasSubstr("larger than"));
}

// A header of 28x28 pixels before what unpacks to 10 MB.
TEST(DecodeGrey, APngThatUnpacksToMoreThanItsPixelsIsRefused) {
  const std::string small = test::png(test::made_raster(28, 28));
  const std::string large =
      test::png({.height = 1000, .width = 10000, .channels = 1, .values = std::vector<std::uint8_t>(10000000)});
  constexpr std::size_t kHeader = 8 + 25;  // signature and first chunk
  const std::string bomb = small.substr(0, kHeader) + large.substr(kHeader);
  EXPECT_LT(bomb.size(), 100000u);
  EXPECT_THAT(refused(bomb), HasSubstr("damaged"));
}

// C, M, Y, K of 200, 100, 50, 30, and what they let through of 255: (255 - ink) (255 - K) / 255.
TEST(DecodeGrey, InksBecomeTheirLuminanceWhicheverWayTheyAreStored) {
  constexpr double kLuminance = 0.299 * 48.5 + 0.587 * 136.8 + 0.114 * 180.9;
  for (const std::uint8_t pixel :
       decode(test::jpeg_of_one_colour({200, 100, 50, 30}, test::AdobeMarker::without)).pixels)
    EXPECT_NEAR(pixel, kLuminance, 2);
  for (const std::uint8_t pixel : decode(test::jpeg_of_one_colour({55, 155, 205, 225}, test::AdobeMarker::with)).pixels)
    EXPECT_NEAR(pixel, kLuminance, 2);
}

TEST(DecodeGrey, EveryCodingOfAJpegIsRead) {
  for (const test::Coding coding : {test::Coding::huffman, test::Coding::progressive, test::Coding::arithmetic})
    for (const std::uint8_t pixel : decode(test::jpeg_of_one_colour({90}, test::AdobeMarker::without, coding)).pixels)
      EXPECT_NEAR(pixel, 90, 1);
}

TEST(DecodeGrey, KindsOfJpegThatAreNotReadAreNamed) {
  const std::string good = test::jpeg(test::made_raster(40, 56));
  const auto frame = good.find("\xff\xc0");  // marker, length, precision, height, width
  ASSERT_NE(frame, std::string::npos);
  const auto with = [&](std::size_t at, std::string_view bytes) {
    std::string changed = good;
    return changed.replace(frame + at, bytes.size(), bytes);
  };
  EXPECT_THAT(refused(with(4, "\x0c")), HasSubstr("precision 12"));
  EXPECT_THAT(refused(with(5, std::string(2, '\0'))), HasSubstr("height or width of 0"));
  EXPECT_THAT(refused(with(5, "\xff\xdc\xff\xdc")), HasSubstr("65500x65500 pixels, more than"));
  EXPECT_THAT(refused(with(1, "\xc3")), AllOf(HasSubstr("not read"), HasSubstr("0xc3")));
}

// Header, tables and end marker, but no pixels.
TEST(DecodeGrey, AJpegWithoutAScanIsRefused) {
  const std::string good = test::jpeg(test::made_raster(40, 56));
  EXPECT_THAT(refused(good.substr(0, good.find("\xff\xda")) + "\xff\xd9"), HasSubstr("no scan"));
}

// The end marker follows half of the pixels.
TEST(DecodeGrey, AJpegWhoseScanEndsEarlyIsRefused) {
  const std::string good = test::jpeg(test::made_raster(40, 56));
  EXPECT_THAT(refused(good.substr(0, (good.find("\xff\xda") + good.size()) / 2) + "\xff\xd9"), StartsWith("damaged"));
}

// The mean over a pixel's share, by sampling the image so finely that no sample is shared between pixels.
double mean_over_share(const Image& image, std::size_t y, std::size_t x, std::size_t height, std::size_t width) {
  double sum = 0;
  for (std::size_t i = 0; i < image.height; ++i)
    for (std::size_t j = 0; j < image.width; ++j)
      sum += image.pixels[(y * image.height + i) / height * image.width + (x * image.width + j) / width];
  return sum / static_cast<double>(image.height * image.width);
}

TEST(Scale, GivesAreaMeans) {
  for (const auto& [height, width] : {std::pair{64, 64}, std::pair{29, 27}, std::pair{7, 100}, std::pair{1, 1},
                                      std::pair{28, 28}, std::pair{56, 14}}) {
    const Image image = decode(test::png(test::made_raster(height, width, 5)));
    const Image scaled = scale(image, 28, 28);
    EXPECT_EQ(scaled.height, 28u);
    EXPECT_EQ(scaled.width, 28u);
    for (std::size_t y = 0; y < 28; ++y)
      for (std::size_t x = 0; x < 28; ++x)
        ASSERT_EQ(scaled.pixels[y * 28 + x], std::floor(mean_over_share(image, y, x, 28, 28) + 0.5))
            << height << 'x' << width << ' ' << y << ' ' << x;
  }
}

TEST(Scale, HalvesAreRoundedUpAndWhiteStaysWhite) {
  const Image image{.height = 1, .width = 4, .pixels = {0, 1, 255, 255}};
  EXPECT_EQ(scale(image, 1, 2).pixels, (std::vector<std::uint8_t>{1, 255}));
  EXPECT_EQ(scale({.height = 2, .width = 3, .pixels = std::vector<std::uint8_t>(6, 255)}, 28, 28).pixels,
            std::vector<std::uint8_t>(784, 255));
}

TEST(ReadImageBytes, WhatIsNoFileIsRefused) {
  const test::TemporaryFolder folder;
  EXPECT_EQ(read_image_bytes(folder.write("a", "abc")), (std::vector<std::uint8_t>{'a', 'b', 'c'}));
  const auto refuse = [](const std::filesystem::path& path) { return test::error_of([&] { read_image_bytes(path); }); };
  EXPECT_EQ(refuse(folder.write("empty", "")), "empty");
  EXPECT_THAT(refuse(folder.path()), HasSubstr("a folder"));
  EXPECT_THAT(refuse(folder.path() / "absent"), HasSubstr("cannot be read"));
  ASSERT_EQ(::mkfifo((folder.path() / "pipe").c_str(), 0600), 0);
  EXPECT_THAT(refuse(folder.path() / "pipe"), HasSubstr("pipe"));
  std::filesystem::create_symlink(folder.path() / "absent", folder.path() / "link");
  EXPECT_THAT(refuse(folder.path() / "link"), HasSubstr("cannot be read"));
  const auto large = folder.write("large", "");
  std::filesystem::resize_file(large, kMostImageBytes + 1);
  EXPECT_THAT(refuse(large), HasSubstr("larger than 67108864 bytes"));
}

}  // namespace
}  // namespace quanvas::data
