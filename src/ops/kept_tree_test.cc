#include "ops/kept_tree.h"

#include <gtest/gtest.h>

#include "base/sha256.h"

/// A folder that slipway writes again and again beside files of others.
namespace slipway::ops {
namespace {

using Change = KeptTree::Change;
using Tree = std::vector<render::File>;
using Paths = std::map<std::string, std::string>;

const Tree kFirst = {{"README.md", "one\n"}, {"terraform/old.tf", "old\n"}, {"terraform/vpc.tf", "a\n"}};
const Tree kSecond = {{"README.md", "one\n"}, {"kubernetes/10/ns.yaml", "new\n"}, {"terraform/vpc.tf", "b\n"}};

/// Compares and, when nothing is blocked, writes.
KeptTree::Comparison written(io::FakeFiles& files, const Tree& wanted) {
  KeptTree tree(files, "out");
  EXPECT_TRUE(tree.lock());
  const auto comparison = tree.compare(wanted).value();
  EXPECT_EQ(comparison.blocked, Paths{});
  EXPECT_TRUE(tree.write(wanted, comparison));
  return comparison;
}

/// The files below out/, the list aside.
Paths tree_of(const io::FakeFiles& files) {
  Paths tree;
  for (const auto& [path, text] : files.files)
    if (path.starts_with("out/") && path != "out/.slipway/files") tree[path.substr(4)] = text;
  return tree;
}
Paths tree_of(const Tree& wanted) {
  Paths tree;
  for (const auto& [path, text] : wanted) tree[path] = text;
  return tree;
}

TEST(KeptTree, ListsWhatItWroteAsSha256sumDoes) {
  io::FakeFiles files;
  EXPECT_EQ(written(files, kFirst).count(Change::New), 3u);
  EXPECT_EQ(tree_of(files), tree_of(kFirst));
  EXPECT_EQ(files.files["out/.slipway/files"], sha256_hex("one\n") + "  README.md\n" + sha256_hex("old\n") +
                                                   "  terraform/old.tf\n" + sha256_hex("a\n") + "  terraform/vpc.tf\n");
  EXPECT_FALSE(written(files, kFirst).differs()) << "once more, nothing changes";
}

TEST(KeptTree, ChangesAndRemovesWhatIsAsItWasWritten) {
  io::FakeFiles files;
  files.files["out/terraform/mine.tf"] = "hand-made\n";
  written(files, kFirst);
  const auto comparison = written(files, kSecond);
  EXPECT_EQ(comparison.edited, Paths{});
  EXPECT_EQ(comparison.changes, (std::map<std::string, Change>{{"README.md", Change::Unchanged},
                                                               {"kubernetes/10/ns.yaml", Change::New},
                                                               {"terraform/old.tf", Change::Removed},
                                                               {"terraform/vpc.tf", Change::Changed}}));
  auto expected = tree_of(kSecond);
  expected["terraform/mine.tf"] = "hand-made\n";
  EXPECT_EQ(tree_of(files), expected);
}

TEST(KeptTree, NamesWhatOthersWouldLose) {
  io::FakeFiles files;
  written(files, kFirst);
  files.files["out/terraform/old.tf"] = "old, and more\n";
  files.files["out/terraform/vpc.tf"] = "a, and more\n";
  files.files["out/kubernetes/10/ns.yaml"] = "hand-made\n";
  const auto comparison = KeptTree(files, "out").compare(kSecond).value();
  EXPECT_EQ(comparison.edited, (Paths{{"kubernetes/10/ns.yaml", "not written by slipway"},
                                      {"terraform/old.tf", "edited since slipway wrote it, and no longer wanted"},
                                      {"terraform/vpc.tf", "edited since slipway wrote it"}}));
  EXPECT_EQ(comparison.blocked, Paths{});
}

TEST(KeptTree, TakesAFileThatIsAlreadyAsItWouldBe) {
  io::FakeFiles files;
  files.files["out/README.md"] = "one\n";
  EXPECT_EQ(KeptTree(files, "out").compare(kFirst)->edited, Paths{});
}

TEST(KeptTree, LeavesWhatWasRemovedByHandRemoved) {
  io::FakeFiles files;
  written(files, kFirst);
  files.files.erase("out/terraform/old.tf");
  EXPECT_FALSE(KeptTree(files, "out").compare(kSecond)->changes.contains("terraform/old.tf"));
}

TEST(KeptTree, TellsOfWhatStandsWhatWasTakenAwayAndWhatWasEdited) {
  io::FakeFiles files;
  written(files, kFirst);
  EXPECT_EQ(KeptTree(files, "out").standing()->edited, std::vector<std::string>{});
  files.files["out/terraform/vpc.tf"] += "# by hand\n";
  files.files.erase("out/terraform/old.tf");
  const auto standing = KeptTree(files, "out").standing().value();
  EXPECT_EQ(standing.edited, std::vector<std::string>{"terraform/vpc.tf"});
  EXPECT_EQ(standing.missing, std::vector<std::string>{"terraform/old.tf"});
}

TEST(KeptTree, NeverWritesThroughLinksNorInPlaceOfFolders) {
  io::FakeFiles files;
  files.links = {"out/terraform"};
  files.files["out/README.md/x"] = "a folder\n";
  const auto comparison = KeptTree(files, "out").compare(kFirst).value();
  EXPECT_EQ(comparison.blocked, (Paths{{"README.md", "it is a folder"},
                                       {"terraform/old.tf", "terraform is a link or a device"},
                                       {"terraform/vpc.tf", "terraform is a link or a device"}}));
}

/// A list that came with somebody's repository may say anything: only what stands below the folder and has the listed
/// hash goes.
TEST(KeptTree, RemovesNothingOutsideHoweverTheListReads) {
  io::FakeFiles files;
  files.files["secret"] = "x";
  files.files["out/kept"] = "y";
  const auto hash = sha256_hex("x");
  files.files["out/.slipway/files"] = hash + "  ../secret\n" + hash + "  a/../../secret\n" + hash + "  /secret\n" +
                                      hash + "  kept\nno list at all\n" + hash + "\n";
  const auto comparison = KeptTree(files, "out").compare({}).value();
  EXPECT_EQ(comparison.changes, (std::map<std::string, Change>{{"kept", Change::Removed}}));
  EXPECT_TRUE(comparison.edited.contains("kept"));
}

/// Wherever it is stopped, every file is as before or as after, and the next run completes it without asking.
TEST(KeptTree, IsMendedByTheNextRunWhereverItWasStopped) {
  io::FakeFiles before;
  before.files["out/terraform/mine.tf"] = "hand-made\n";
  written(before, kFirst);
  auto expected = tree_of(kSecond);
  expected["terraform/mine.tf"] = "hand-made\n";

  bool completed = false;
  for (std::size_t stop = 0; !completed; ++stop) {
    ASSERT_LT(stop, 50u);
    auto files = before;
    files.changes_left = stop;
    {
      KeptTree tree(files, "out");
      completed = tree.lock() && tree.write(kSecond, tree.compare(kSecond).value());
    }

    for (const auto& [path, text] : tree_of(files)) {
      if (path.starts_with(".slipway/")) continue;
      const auto old = tree_of(before);
      const bool known =
          (old.contains(path) && old.at(path) == text) || (expected.contains(path) && expected.at(path) == text);
      EXPECT_TRUE(known) << path << " after " << stop << " changes: " << text;
    }
    files.changes_left.reset();
    EXPECT_EQ(written(files, kSecond).edited, Paths{}) << "after " << stop << " changes";
    EXPECT_EQ(tree_of(files), expected) << "after " << stop << " changes";
  }
}

TEST(KeptTree, ClearsWhatAKilledRunLeftAndNothingElse) {
  io::FakeFiles files;
  for (const char* left : {"stage/17", "stage/17.99.tmp", "files.99.tmp", "journal"})
    files.files[std::string("out/.slipway/") + left] = "x";
  written(files, kFirst);
  auto expected = tree_of(kFirst);
  expected[".slipway/journal"] = "x";
  EXPECT_EQ(tree_of(files), expected);
}

TEST(KeptTree, LeavesNothingWhenTheFirstWriteFails) {
  io::FakeFiles files;
  files.denied = {"out/.slipway/stage/1"};
  {
    KeptTree tree(files, "out");
    ASSERT_TRUE(tree.lock());
    const auto done = tree.write(kFirst, tree.compare(kFirst).value());
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().kind, FailureKind::Denied);
  }
  EXPECT_TRUE(files.files.empty());
}

TEST(KeptTree, IsWrittenByOneAtATime) {
  io::FakeFiles files;
  {
    KeptTree first(files, "out"), second(files, "out");
    ASSERT_TRUE(first.lock());
    const auto refused = second.lock();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message, "out/.slipway/lock is held by this process");
  }
  EXPECT_TRUE(files.files.empty()) << "who wrote nothing leaves nothing";
  written(files, kFirst);
}

/// Before the first file is written, not when half of them are.
TEST(KeptTree, KnowsBeforehandWhichFoldersItMayNotChange) {
  io::FakeFiles files;
  written(files, kFirst);
  files.denied = {"out/terraform"};
  EXPECT_EQ(KeptTree(files, "out").compare(kFirst)->closed, Paths{}) << "nothing changes there";
  EXPECT_EQ(KeptTree(files, "out").compare(kSecond)->closed,
            (Paths{{"terraform/old.tf", "no right to change files in terraform"},
                   {"terraform/vpc.tf", "no right to change files in terraform"}}));
  files.denied = {"out"};
  EXPECT_EQ(KeptTree(files, "out").compare(kSecond)->closed,
            (Paths{{"kubernetes/10/ns.yaml", "no right to change files in out"}}))
      << "a folder that is to be made";
}

}  // namespace
}  // namespace slipway::ops
