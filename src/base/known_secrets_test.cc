#include "base/known_secrets.h"

#include <gtest/gtest.h>

#include "base/finding_secrets.h"

namespace slipway {
namespace {

TEST(KnownSecrets, AreShownNowhereHoweverTheyLook) {
  const SourceText source("f", "stringData: {answer: \"forty two\", b: c}\n");
  const SourceRange answer{&source, 1, 22, 11};
  KnownSecrets known;
  known.add(answer);
  const Diagnostic finding{"X1", Severity::Error, answer, "is \"forty two\"", {}, {}, {{answer, "\"forty two\""}}};
  const std::string shown =
      "f:1:22: error: is *** [X1]\n    1 | stringData: {answer: ***, b: c}\n      |                      ^~~\n";
  EXPECT_EQ(drawn(finding, Colour::Off, 80, known), shown);
  Diagnostic copy = finding;
  hide_secrets(copy, known);
  EXPECT_EQ(copy.message, "is ***");
  EXPECT_TRUE(copy.fixes.empty());
  Diagnostic beside{"X1", Severity::Error, {&source, 1, 1, 10}, "m"};
  EXPECT_EQ(drawn(beside, Colour::Off, 80, known).find("forty"), std::string::npos) << "of another finding's line too";
}

TEST(KnownSecrets, ReachOverLinesAndIntoEachOther) {
  const SourceText source("f", "k: |\n  one\n  two\nl: three\n");
  KnownSecrets known;
  known.add({&source, 1, 4, 13});  // "|\n  one\n  two"
  known.add({&source, 2, 3, 3});
  known.add({&source, 4, 4, 0});  // to the end of its line
  known.add({&source, 9, 1, 3});  // nowhere
  known.add({});
  EXPECT_EQ(known.of(source), (std::vector<SecretPlace>{{3, 16}, {20, 25}}));
  EXPECT_EQ(known.within(source, 5, 10), (std::vector<SecretPlace>{{5, 10}}));
  EXPECT_EQ(known.within(source, 16, 20), std::vector<SecretPlace>{});
  EXPECT_EQ(masked(source.text(), known.of(source), LineBreaks::Stay), "k: ***\n\n\nl: ***\n")
      << "lines keep their numbers";
  const SourceText other("f", source.text());
  EXPECT_TRUE(known.of(other).empty());
}

TEST(KnownSecrets, OfAPartOfAFileAreThoseOfTheFile) {
  const auto file = std::make_shared<const SourceText>("a.sh", "kubectl <<-EOF\n\tk: |\n\t  one\n\t  two\n\tEOF\n");
  const SourceText part("a.sh", "\nk: |\n  one\n  two\n---\n"), other("b.sh", part.text());
  KnownSecrets known;
  known.add({&part, 2, 4, 13});
  known.add({&other, 2, 1, 1});
  known.add_to_files(std::vector{file});
  EXPECT_EQ(masked(file->text(), known.of(*file), LineBreaks::Stay),
            "kubectl <<-EOF\n\tk: ***\n\t  ***\n\t  ***\n\tEOF\n");
}

// `<<-` takes tabs away: each secret is further to the right in the file, and shorter ones stand there once.
TEST(KnownSecrets, OfAPartThatWasIndentedAreThoseOfTheFile) {
  const std::string lines = "data: {a: x, b: hunter2x, c: xx}\nmore: x\n";
  const SourceText part("a.sh", lines, 2);
  const auto file =
      std::make_shared<const SourceText>("a.sh", "cat <<-E\n\t\tdata: {a: x, b: hunter2x, c: xx}\n\t\tmore: x\nE\n");
  KnownSecrets known;
  for (const SourceRange& where :
       {SourceRange{&part, 2, 11, 1}, {&part, 2, 17, 8}, {&part, 2, 30, 2}, {&part, 3, 7, 1}})
    known.add(where);
  known.add_to_files(std::vector{file});
  EXPECT_EQ(masked(file->text(), known.of(*file), LineBreaks::Stay),
            "cat <<-E\n\t\tdata: {a: ***, b: ***, c: ***}\n\t\tmore: ***\nE\n");
}

TEST(KnownSecrets, AreWholeAroundAPlace) {
  const SourceText source("f", "a: one two, b\n");
  KnownSecrets known;
  known.add({&source, 1, 4, 7});  // bytes 3 to 10
  for (const std::size_t at : {4u, 9u}) EXPECT_EQ(known.around(source, at), (SecretPlace{3, 10})) << at;
  for (const std::size_t at : {0u, 3u, 10u, 13u}) EXPECT_EQ(known.around(source, at), (SecretPlace{at, at})) << at;
}

TEST(KnownSecrets, JoinThoseThatAreSeen) {
  using Places = std::vector<SecretPlace>;
  EXPECT_EQ(united({{1, 3}, {8, 9}}, {{2, 5}}), (Places{{1, 5}, {8, 9}}));
  EXPECT_EQ(united({}, {{2, 5}}), (Places{{2, 5}}));
  EXPECT_EQ(united({{2, 5}}, {}), (Places{{2, 5}}));
  EXPECT_EQ(united({{2, 5}}, {{5, 6}}), (Places{{2, 5}, {5, 6}}));
}

}  // namespace
}  // namespace slipway
