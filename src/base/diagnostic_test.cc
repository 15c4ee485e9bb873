#include "base/diagnostic.h"

#include <gtest/gtest.h>

namespace slipway {
namespace {

TEST(Diagnostic, IsShownAsACompilerWould) {
  const SourceText source("platform.yaml", "spec:\n  resources: {memory: 16GiB}\n");
  Diagnostic diagnostic{"QTY001", Severity::Error, {&source, 2, 25, 3}, "unknown suffix 'GiB' in quantity"};
  diagnostic.hint = "did you mean 16Gi?";
  EXPECT_EQ(drawn(diagnostic, Colour::Off),
            "platform.yaml:2:25: error: unknown suffix 'GiB' in quantity [QTY001]\n"
            "    2 |   resources: {memory: 16GiB}\n"
            "      |                         ^~~ did you mean 16Gi?\n");
}

TEST(Diagnostic, PutsTheFixOnALineOfItsOwn) {
  EXPECT_EQ(drawn({"X1", Severity::Warning, {}, "no limit", "", "set limits.cpu", {}}, Colour::Off),
            "warning: no limit [X1]\n      = fix: set limits.cpu\n");
}

TEST(Diagnostic, CutsLongLinesAroundTheCaret) {
  const SourceText source("a.yaml", std::string(500, 'x') + "HERE" + std::string(500, 'y'));
  const auto text = drawn({"X1", Severity::Note, {&source, 1, 501, 4}, "m", "", "", {}}, Colour::Off, 80);
  EXPECT_NE(text.find("HERE"), std::string::npos);
  for (std::size_t at = 0, end; at < text.size(); at = end + 1) {
    end = text.find('\n', at);
    EXPECT_LE(end - at, 80u);
  }
}

TEST(Diagnostic, CannotDriveTheTerminal) {
  const SourceText source("a\x1b.yaml", "k: \x1b[2J\n");
  const auto text = drawn({"X1", Severity::Error, {&source, 1, 4, 1}, "bad \x1b[31m", "", "", {}}, Colour::Off);
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
}

TEST(Diagnostics, AreSortedAsAReaderMeetsThem) {
  const SourceText a("a.yaml", ""), b("b.yaml", "");
  Diagnostics found;
  found.error("E1", {&b, 1, 1, 0}, "third");
  found.warning("W1", {&a, 9, 2, 0}, "second");
  found.note("N1", {&a, 9, 1, 0}, "first");
  found.sort();
  EXPECT_EQ(found.all()[0].message, "first");
  EXPECT_EQ(found.all()[1].message, "second");
  EXPECT_EQ(found.all()[2].message, "third");
  EXPECT_EQ(found.count(Severity::Error), 1);
  EXPECT_TRUE(found.has_errors());
}

}  // namespace
}  // namespace slipway
