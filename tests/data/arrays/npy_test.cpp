#include "data/arrays/npy.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/error_of.hpp"

namespace quanvas::data {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// A file of version 1.0, as NEP 1 lays it out.
std::vector<std::uint8_t> npy(std::string_view header, const std::vector<std::uint8_t>& values) {
  std::string bytes("\x93NUMPY\x01\x00", 8);
  bytes += static_cast<char>(header.size());
  bytes += '\0';
  bytes += header;
  std::vector<std::uint8_t> all(bytes.begin(), bytes.end());
  for (const std::uint8_t value : values) all.push_back(value);
  return all;
}

std::string refusal(const std::vector<std::uint8_t>& bytes) {
  return test::error_of([&] { parse_npy(bytes, "a.npy"); });
}

TEST(Npy, BytesStayBytes) {
  const NumberArray array =
      parse_npy(npy("{'descr': '|u1', 'fortran_order': False, 'shape': (3, 2), }", {1, 2, 3, 4, 5, 255}), "a.npy");
  EXPECT_THAT(array.shape, ElementsAre(3u, 2u));
  EXPECT_EQ(array.kind, NumberKind::byte);
  EXPECT_THAT(array.bytes, ElementsAre(1, 2, 3, 4, 5, 255));
}

TEST(Npy, NumbersOfEitherByteOrderAreRead) {
  EXPECT_THAT(parse_npy(npy("{'descr': '<i2', 'fortran_order': False, 'shape': (2,)}", {1, 0, 0xff, 0xff}), "a").reals,
              ElementsAre(1.0F, -1.0F));
  EXPECT_THAT(parse_npy(npy("{'descr': '>f4', 'fortran_order': False, 'shape': (1,)}", {0x3f, 0x80, 0, 0}), "a").reals,
              ElementsAre(1.0F));
}

TEST(Npy, WhatDoesNotFitIsRefused) {
  EXPECT_THAT(refusal(npy("{'descr': '|u1', 'fortran_order': False, 'shape': (3,)}", {1, 2})), HasSubstr("truncated"));
  EXPECT_THAT(refusal(npy("{'descr': '|u1', 'fortran_order': False, 'shape': (1,)}", {1, 2})), HasSubstr("takes 1"));
  EXPECT_THAT(refusal(npy("{'descr': '|u1', 'fortran_order': True, 'shape': (1, 2)}", {1, 2})), HasSubstr("Fortran"));
  EXPECT_THAT(refusal(npy("{'descr': '<c8', 'fortran_order': False, 'shape': (0,)}", {})), HasSubstr("type <c8"));
  EXPECT_THAT(refusal(npy("{'descr': [('a', '<i4')], 'fortran_order': False, 'shape': (0,)}", {})),
              HasSubstr("records"));
  EXPECT_THAT(refusal(npy("no dictionary", {})), HasSubstr("header"));
  EXPECT_THAT(refusal({'x'}), HasSubstr("no NumPy array"));
}

TEST(Npy, EveryFrontOfAFileIsRefused) {
  const std::vector<std::uint8_t> whole = npy("{'descr': '|u1', 'fortran_order': False, 'shape': (2,)}", {1, 2});
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_NE(refusal({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)}), "no error") << size;
}

}  // namespace
}  // namespace quanvas::data
