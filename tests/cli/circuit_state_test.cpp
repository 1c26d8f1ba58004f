// State vectors as text, JSON and NumPy files.
#include "cli/circuit_state.hpp"

#include <cstring>
#include <fstream>
#include <iterator>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.hpp"
#include "support/program_call.hpp"
#include "support/temporary_folder.hpp"
#include "support/tolerances.hpp"

namespace quanvas::cli {
namespace {

using test::call_program;
using testing::HasSubstr;

class CircuitState : public testing::Test {
 protected:
  std::string path(const std::string& name) { return (folder_.path() / name).string(); }
  std::string file(const std::string& name, const std::string& text) {
    std::ofstream(path(name)) << text;
    return path(name);
  }
  static std::string text_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }

  // (|00> + i |11>) / sqrt 2
  std::string bell() {
    return file("bell.qasm", "OPENQASM 2.0;\ninclude \"qelib1.inc\";\nqreg q[2];\nh q[0];\ncx q[0], q[1];\ns q[1];\n");
  }

  test::TemporaryFolder folder_;
};

const double kRoot = std::sqrt(0.5);

void expect_bell(const Json& state) {
  ASSERT_EQ(state.size(), 4u);
  EXPECT_NEAR(state[0][0].get<double>(), kRoot, test::kExact);
  EXPECT_NEAR(state[3][1].get<double>(), kRoot, test::kExact);
  for (const auto& [state_index, part] : {std::pair{0, 1}, {1, 0}, {1, 1}, {2, 0}, {2, 1}, {3, 0}})
    EXPECT_NEAR(state[state_index][part].get<double>(), 0, test::kExact);
}

TEST_F(CircuitState, IsShown) {
  const auto text = call_program({"circuit", bell(), "--state"});
  EXPECT_EQ(text.code, kSuccess) << text.err;
  EXPECT_THAT(text.out, HasSubstr("+0.7071067812 +0.0000000000i   00\n"));
  EXPECT_THAT(text.out, HasSubstr("+0.7071067812i   11\n"));
  expect_bell(Json::parse(call_program({"circuit", bell(), "--json", "--state"}).out)["state"]);
}

TEST_F(CircuitState, IsWrittenInTheFormatOfTheName) {
  ASSERT_EQ(call_program({"circuit", bell(), "--state", path("s.json")}).code, kSuccess);
  expect_bell(Json::parse(text_of(path("s.json"))));
  ASSERT_EQ(call_program({"circuit", bell(), "--state", path("s.txt")}).code, kSuccess);
  EXPECT_THAT(text_of(path("s.txt")), HasSubstr("00\n"));

  ASSERT_EQ(call_program({"circuit", bell(), "--state", path("s.npy")}).code, kSuccess);
  const std::string npy = text_of(path("s.npy"));
  ASSERT_EQ(npy.size(), 128u + 4 * 16);  // the header is padded to a multiple of 64
  EXPECT_EQ(npy.substr(0, 8), std::string("\x93NUMPY\x01\x00", 8));
  EXPECT_EQ(static_cast<unsigned char>(npy[8]) + 256 * static_cast<unsigned char>(npy[9]), 118);
  EXPECT_THAT(npy, HasSubstr("'descr': '<c16', 'fortran_order': False, 'shape': (4,)"));
  double numbers[8];
  std::memcpy(numbers, npy.data() + 128, sizeof(numbers));
  EXPECT_NEAR(numbers[0], kRoot, test::kExact);
  EXPECT_NEAR(numbers[7], kRoot, test::kExact);
}

TEST_F(CircuitState, OfSeveralRowsIsAMatrix) {
  const std::string program =
      file("p.qasm", "OPENQASM 3.0;\ninclude \"stdgates.inc\";\ninput float a;\nqubit q;\nry(a) q;\n");
  const std::string rows = file("rows.csv", "0\n1\n");
  ASSERT_EQ(call_program({"circuit", program, "--inputs", rows, "--state", path("s.npy")}).code, kSuccess);
  const std::string npy = text_of(path("s.npy"));
  EXPECT_THAT(npy, HasSubstr("'shape': (2, 2)"));
  double numbers[8];
  std::memcpy(numbers, npy.data() + npy.size() - sizeof(numbers), sizeof(numbers));
  EXPECT_NEAR(numbers[4], std::cos(0.5), test::kExact);
  EXPECT_NEAR(numbers[6], std::sin(0.5), test::kExact);
  EXPECT_THAT(call_program({"circuit", program, "--inputs", rows, "--state", path("s.json")}).err,
              HasSubstr(".npy alone"));
}

TEST_F(CircuitState, WhatCannotBeIsRefused) {
  EXPECT_THAT(call_program({"circuit", bell(), "--state", "--noise", "bit_flip(0.1)"}).err,
              HasSubstr("density matrix"));
  const auto nowhere = call_program({"circuit", bell(), "--state", path("no/folder/s.npy")});
  EXPECT_EQ(nowhere.code, kBadInput);
  EXPECT_THAT(nowhere.err, HasSubstr("cannot be written"));
}

}  // namespace
}  // namespace quanvas::cli
