#include "store/claims.hpp"

#include <gtest/gtest.h>

#include "store/file.hpp"
#include "support/temporary_folder.hpp"

namespace quanvas::store {
namespace {

using Claim = Claims::Claim;

const Waiting silent{.say = [](const std::string&) {}};

const trial::Key kOne{"0123456789abcdef0123456789abcdef"};
const trial::Key kOther{"ffffffffffffffffffffffffffffffff"};

TEST(Claims, ATrialIsOneMembers) {
  const test::TemporaryFolder temporary;
  const Folder folder = open_folder(temporary.path());
  const FolderLock first(folder, Hold::shared, silent);
  Claims ours(folder, first);
  const FolderLock second(folder, Hold::shared, silent);
  Claims theirs(folder, second);
  EXPECT_EQ(ours.take(kOne), Claim::ours);
  EXPECT_EQ(theirs.take(kOne), Claim::theirs);
  EXPECT_EQ(ours.take(kOne), Claim::ours) << "again";
  EXPECT_EQ(theirs.take(kOther), Claim::ours);
  theirs.finish(kOther);
  EXPECT_EQ(ours.take(kOther), Claim::done);
}

TEST(Claims, OfOneThatHasLeftOrCrashedAreInherited) {
  const test::TemporaryFolder temporary;
  const Folder folder = open_folder(temporary.path());
  const FolderLock lock(folder, Hold::shared, silent);
  Claims ours(folder, lock);
  {
    const FolderLock leaving(folder, Hold::shared, silent);
    Claims claims(folder, leaving);
    claims.take(kOne);
  }
  EXPECT_EQ(ours.take(kOne), Claim::inherited);
  Process dead = Process::self();
  --dead.start;
  const std::string member = dead.text() + "~a";
  for (const std::filesystem::path& path : {folder.members() / member, folder.claims() / kOther.text})
    write_whole(path, std::as_bytes(std::span(member)));
  EXPECT_EQ(ours.take(kOther), Claim::inherited);
  EXPECT_EQ(ours.take(kOther), Claim::ours);
}

// What is finished in one launch may be asked for again in the next, after a failure for one.
TEST(Claims, OfAnEarlierLaunchAreForgotten) {
  const test::TemporaryFolder temporary;
  const Folder folder = open_folder(temporary.path());
  for (int launch = 0; launch < 2; ++launch) {
    const FolderLock lock(folder, Hold::shared, silent);
    Claims claims(folder, lock);
    EXPECT_EQ(claims.take(kOne), Claim::ours);
    claims.finish(kOne);
  }
}

}  // namespace
}  // namespace quanvas::store
