#include "base/finding_secrets.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/steps.h"

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
           {"password: hunter2x", "hunter2x", "X", "hunter2x and hunter2x", "*** and ***"},
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

// A word that is a key or in a name beside it is there shown anyway; in quotes it is what stands at the place.
TEST(FindingSecrets, OfCommonWordsHideNeitherNamesNorKeys) {
  struct Case {
    std::string value, message, says;
  };
  for (const Case& c : {
           Case{"password", "Secret argo-server-sso holds password", "Secret argo-server-sso holds password"},
           {"password", "wrong: \"password\" in password", "wrong: \"***\" in password"},
           {"argo-server", "Secret argo-server-sso holds password", "Secret argo-server-sso holds password"},
           {"argo-server", "'argo-server' of argo-server-sso", "'***' of argo-server-sso"},
           {"secret", "password holds a secret", "password holds a secret"},
           {"openai", "no key openai", "no key ***"},  // nothing beside it is called so
           {"sharedword", "there is no sharedword", "there is no ***"},
           {"argo-server1", "Secret argo-server1 holds password", "Secret *** holds password"},
       }) {
    const std::string line = "stringData: {password: " + c.value + "}";
    const SourceText text("a.yaml",
                          "kind: Secret\nmetadata: {name: argo-server-sso, note: sharedword}\n" + line + "\n");
    KnownSecrets known;
    const SourceRange where{&text, 3, 24, static_cast<int>(c.value.size())};
    known.add(where);
    Diagnostic finding{"X", Severity::Error, where, c.message, {}, {}, {{where, "'" + c.value + "'"}}};
    hide_secrets(finding, known);
    EXPECT_EQ(finding.message, c.says) << c.value;
    EXPECT_TRUE(finding.fixes.empty()) << "an edit that writes the secret shows it";
    EXPECT_EQ(drawn(finding, Colour::Off, 200, known), "a.yaml:3:24: error: " + c.says +
                                                           " [X]\n    3 | stringData: {password: ***}\n      |" +
                                                           std::string(24, ' ') + "^~~\n");
  }
}

TEST(FindingSecrets, LeaveWhatAFlagCallsThem) {
  const std::string line = "kubectl create secret generic db --from-literal=password=password";
  const SourceText text("a.sh", line + "\n");
  const SourceRange where{&text, 1, static_cast<int>(line.rfind('=')) + 2, 8};
  KnownSecrets known;
  known.add(where);
  Diagnostic finding{"X", Severity::Error, where, "password holds a secret", "'password' is one"};
  hide_secrets(finding, known);
  EXPECT_EQ(finding.message, "password holds a secret");
  EXPECT_EQ(finding.hint, "'***' is one");
}

// A line may be a whole file, with a finding every few bytes.
TEST(FindingSecrets, OfOneLongLineAreLookedForOnce) {
  constexpr int kMany = 2000;
  std::string line;
  std::vector<int> columns;
  for (int i = 0; i < kMany; ++i) {
    line += "{password: ";
    columns.push_back(static_cast<int>(line.size()) + 1);
    line += "hunter" + std::to_string(10'000 + i) + "x, note: some words}, ";
  }
  const SourceText text("a.yaml", line + "\n");
  Diagnostics findings;
  for (int i = 0; i < kMany; ++i) {
    const SourceRange where{&text, 1, columns[static_cast<std::size_t>(i)], 12};
    findings.add({"X", Severity::Error, where, "wrong: hunter" + std::to_string(10'000 + i) + "x"});
  }
  const auto before = steps_done;
  const Diagnostics shown = without_secrets(std::move(findings));
  EXPECT_LT(steps_done - before, 3 * line.size());
  ASSERT_EQ(shown.all().size(), static_cast<std::size_t>(kMany));
  for (const Diagnostic& one : shown.all()) ASSERT_EQ(one.message, "wrong: ***") << one.where.column;
}

TEST(FindingSecrets, WithoutAPlaceAllStaysAsItIs) {
  Diagnostic finding{"X", Severity::Note, {}, "password: hunter2x"};
  hide_secrets(finding);
  EXPECT_EQ(finding.message, "password: hunter2x");
}

/// What a terminal shows of a finding at the first `what` of the text.
std::string shown(const std::string& text, std::string_view what) {
  const SourceText source("a.yaml", text);
  const std::size_t at = text.find(what);
  const int line = 1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
  const std::size_t begin = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;
  return drawn({"API001",
                Severity::Error,
                {&source, line, static_cast<int>(at - begin) + 1, static_cast<int>(what.size())},
                "wrong type",
                {},
                "put it in quotes: \"" + std::string(what) + "\"",
                {}},
               Colour::Off, 80);
}

TEST(FindingSecrets, AreNeitherInTheLineNorInTheAdvice) {
  EXPECT_EQ(shown("env:\n- name: DB_PASSWORD\n  value: 99887766\n", "99887766"),
            "a.yaml:3:10: error: wrong type [API001]\n"
            "    3 |   value: ***\n"
            "      |          ^~~\n"
            "      = fix: put it in quotes: \"***\"\n");
  for (const char* text : {"- name: API_TOKEN\n  # set by ops\n  # and never changed\n  value: 99887766\n",
                           "- value: 99887766\n  name: OTHER_PASSWORD\n", "stringData:\n  password: 99887766\n",
                           "{\"env\": [{\"name\": \"A_TOKEN\", \"value\": 99887766}]}",
                           "{\"yaml\": \"- name: DB_PASSWORD\\n  value: 99887766\\n\"}"})
    EXPECT_EQ(shown(text, "99887766").find("99887766"), std::string::npos) << text;
  EXPECT_NE(shown("- name: PORT\n  value: 99887766\n", "99887766").find("\"99887766\""), std::string::npos);
}

TEST(FindingSecrets, AreNotLeftWhereALongLineIsCut) {
  std::string token;
  for (int i = 0; token.size() < 3200; ++i) token += "aB3xY9"[i % 6];
  const std::string out = shown("annotations: {api-token: \"" + token + "\", labelz: {a: b}}\n", "labelz");
  EXPECT_NE(out.find("labelz"), std::string::npos) << out;
  EXPECT_EQ(out.find("aB3xY9"), std::string::npos) << out;
}

}  // namespace
}  // namespace slipway
