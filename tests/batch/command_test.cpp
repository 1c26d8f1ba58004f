#include "batch/command.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/error_of.hpp"

namespace quanvas::batch {
namespace {

TEST(Command, ItsOutputErrorsAndExitCodeComeBack) {
  const Answer answer = run_command({"sh", "-c", "echo out; echo err >&2; exit 3"});
  EXPECT_EQ(answer.output, "out\n");
  EXPECT_EQ(answer.errors, "err\n");
  EXPECT_EQ(answer.exit_code, 3);
  EXPECT_EQ(run_command({"sh", "-c", "kill -9 $$"}).exit_code, 137);
}

TEST(Command, MuchOutputOnBothSidesDoesNotBlock) {
  const Answer answer = run_command({"sh", "-c", "head -c 300000 /dev/zero; head -c 300000 /dev/zero >&2"});
  EXPECT_EQ(answer.output.size(), 300000u);
  EXPECT_EQ(answer.errors.size(), 300000u);
}

TEST(Command, ThatDoesNotExistIsNamed) {
  EXPECT_THAT(test::error_of([] { run_command({"quanvas-no-such-program"}); }),
              testing::HasSubstr("quanvas-no-such-program: cannot be run"));
  EXPECT_FALSE(has_command("quanvas-no-such-program"));
  EXPECT_TRUE(has_command("sh"));
}

TEST(ShellWord, ComesBackFromTheShellAsItIs) {
  for (const char* word : {"plain/word-1.h5", "two words", "it's", "$HOME", "a\"b", "*", "", "new\nline", "%j"})
    EXPECT_EQ(run_command({"sh", "-c", "printf %s " + shell_word(word)}).output, word);
}

}  // namespace
}  // namespace quanvas::batch
