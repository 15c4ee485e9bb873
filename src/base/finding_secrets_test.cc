#include "base/finding_secrets.h"

#include <gtest/gtest.h>

namespace slipway {
namespace {

TEST(FindingSecrets, AreHiddenInAllThatIsSaid) {
  struct Case {
    std::string line, place, id, message, says;
  };
  for (const Case& c : {
           Case{"- {name: DB_PASSWORD, value: hunter2x}", "hunter2x", "API001", "invalid value: \"hunter2x\": must be",
                "invalid value: \"***\": must be"},
           {"url: https://a:hunter2x@b.c/d", "https", "X", "no host in https://a:hunter2x@b.c/d",
            "no host in https://a:***@b.c/d"},
           {"password: hunter2x", "hunter2x", "SEC001", "hunter2x and hunter2x", "*** and ***"},
           {"any: words that are long", "words that are long", "SEC001", "of words that are long", "of ***"},
           {"name: hunter2x", "hunter2x", "X", "there is no hunter2x", "there is no hunter2x"},
           {"password: abc", "abc", "X", "no abc", "no abc"},  // it would be found in words
       }) {
    const SourceText text("a.yaml", "kind: A\n" + c.line + "\n");
    const auto column = static_cast<int>(c.line.find(c.place)) + 1;
    const SourceRange where{&text, 2, column, static_cast<int>(c.place.size())};
    Diagnostic finding{c.id, Severity::Error, where, c.message, c.message, c.message, {{where, c.message}}};
    hide_secrets(finding);
    EXPECT_EQ(finding.message, c.says) << c.line;
    EXPECT_EQ(finding.hint, c.says);
    EXPECT_EQ(finding.fix, c.says);
    EXPECT_EQ(finding.fixes.empty(), c.says != c.message) << "an edit that writes the secret shows it";
  }
}

TEST(FindingSecrets, WithoutAPlaceAllStaysAsItIs) {
  Diagnostic finding{"X", Severity::Note, {}, "password: hunter2x"};
  hide_secrets(finding);
  EXPECT_EQ(finding.message, "password: hunter2x");
}

}  // namespace
}  // namespace slipway
