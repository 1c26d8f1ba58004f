#include "data/idx.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <zlib.h>

#include "support/error_of.hpp"
#include "support/idx_files.hpp"
#include "support/temporary_folder.hpp"

namespace quanvas::data {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class Idx : public testing::Test {
 protected:
  std::string refused_images(std::string_view bytes) {
    const auto path = folder.write("images", bytes);
    return test::error_of([&] { read_idx_images(path); });
  }

  test::TemporaryFolder folder;
};

std::string gzipped(const std::string& bytes, const test::TemporaryFolder& folder) {
  const auto path = folder.path() / "file.gz";
  const gzFile file = gzopen(path.c_str(), "wb");
  gzwrite(file, bytes.data(), static_cast<unsigned>(bytes.size()));
  gzclose(file);
  return path.string();
}

TEST_F(Idx, ReadsImagesAndLabelsPlainAndGzipped) {
  const std::string bytes = test::idx_images(3, 2, 4);
  const IdxImages plain = read_idx_images(folder.write("images", bytes));
  EXPECT_EQ(plain.count, 3u);
  EXPECT_EQ(plain.height, 2u);
  EXPECT_EQ(plain.width, 4u);
  ASSERT_EQ(plain.pixels.size(), 24u);
  EXPECT_EQ(plain.pixels[23], 23);
  const IdxImages packed = read_idx_images(gzipped(bytes, folder));
  EXPECT_EQ(packed.pixels, plain.pixels);
  EXPECT_EQ(packed.checksum, plain.checksum);
  const auto labels = folder.write("labels", test::idx_labels("\1\2"));
  EXPECT_EQ(read_idx_labels(labels, {.count = 2, .classes = 3}).labels, (std::vector<std::uint8_t>{1, 2}));
}

TEST_F(Idx, EveryTruncationIsRefused) {
  const std::string bytes = test::idx_images(2, 3, 3);
  for (std::size_t length = 0; length < bytes.size(); ++length)
    EXPECT_THAT(refused_images(bytes.substr(0, length)),
                AllOf(HasSubstr((folder.path() / "images").string()), HasSubstr("fetch the file again")))
        << length;
}

TEST_F(Idx, EveryTruncationOfAGzippedFileIsRefused) {
  std::ifstream file(gzipped(test::idx_images(2, 3, 3), folder), std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(file)), {});
  for (std::size_t length = 1; length < bytes.size(); ++length)
    EXPECT_THAT(refused_images(bytes.substr(0, length)),
                AllOf(HasSubstr((folder.path() / "images").string()), HasSubstr("fetch the file again")))
        << length;
}

TEST_F(Idx, AGzippedFileWithAWrongCheckSumIsRefused) {
  std::ifstream file(gzipped(test::idx_images(2, 3, 3), folder), std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(file)), {});
  bytes[bytes.size() - 8] ^= 1;  // the CRC-32 is the last word but one
  EXPECT_THAT(refused_images(bytes), AllOf(HasSubstr("truncated or corrupt"), HasSubstr("incorrect data check")));
}

TEST_F(Idx, LabelsFitTheirImages) {
  const auto path = folder.write("labels", test::idx_labels("\1\2\4"));
  EXPECT_THAT(test::error_of([&] { read_idx_labels(path, {.count = 4, .classes = 5}); }),
              AllOf(HasSubstr(path.string()), HasSubstr("3 labels for 4 images")));
  EXPECT_THAT(test::error_of([&] { read_idx_labels(path, {.count = 3, .classes = 4}); }),
              AllOf(HasSubstr(path.string()), HasSubstr("label 4 of image 2")));
}

// XXH3-128 of nothing, from the test values of its author's library.

TEST_F(Idx, DamageIsNamed) {
  EXPECT_THAT(refused_images(test::idx_images(2, 3, 3) + "x"), HasSubstr("1 bytes follow the 18 values"));
  EXPECT_THAT(refused_images(test::idx_labels("\1\2\3\4\5\6\7\1\1")), HasSubstr("magic number 0x00000801"));
  EXPECT_THAT(refused_images(test::idx_bytes(0x803, {0, 28, 28}, "")), HasSubstr("cannot be"));
  EXPECT_THAT(refused_images(test::idx_bytes(0x803, {1, 1u << 31, 1}, "x")), HasSubstr("cannot be"));
  EXPECT_THAT(refused_images(test::idx_bytes(0x803, {0xffffffff, 4096, 4096}, "x")), HasSubstr("header claims"));
  EXPECT_THAT(test::error_of([&] { read_idx_images(folder.path() / "absent"); }), HasSubstr("No such file"));
  EXPECT_THAT(test::error_of([&] { read_idx_labels(folder.path(), {.count = 1, .classes = 1}); }),
              HasSubstr("a folder"));
  const auto pipe = folder.path() / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_THAT(test::error_of([&] { read_idx_images(pipe); }), HasSubstr("pipe"));
}

}  // namespace
}  // namespace quanvas::data
