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

/// Of a secret nothing is shown, and the caret stands under the same words.
TEST(Diagnostic, ShowsNoSecrets) {
  const std::string token = "hf_AbCdEfGhIjKlMnOpQrStUvWxYzAbCdEfGh", key = "u7Hq2mVx9Lr4Kd8TfP1sNz6YbW3cGjE5aQoRhXiM";
  struct Case {
    std::string text, what;  // what the finding is about
    int line;
    std::string shown;  // with what is under it
  };
  const Case cases[] = {
      {"AWS_SECRET_ACCESS_KEY=" + key + "\n", "AWS_SECRET_ACCESS_KEY", 1,
       "AWS_SECRET_ACCESS_KEY=***\n^~~~~~~~~~~~~~~~~~~~~"},
      {"AWS_SECRET_ACCESS_KEY=" + key + "\n", key, 1, "AWS_SECRET_ACCESS_KEY=***\n                      ^~~"},
      {"DB_PASSWORD=hunter2 # mine\n", "mine", 1, "DB_PASSWORD=*** # mine\n                  ^~~~"},
      {"- {name: HF_TOKEN, value: " + token + "}\n", token, 1,
       "- {name: HF_TOKEN, value: ***}\n                          ^~~"},
      {"- {name: DB_PASSWORD, value: hunter2}\n", "value", 1,
       "- {name: DB_PASSWORD, value: ***}\n                      ^~~~~"},
      {"- name: DB_PASSWORD\n  value: 'hunter 2'\n", "'hunter 2'", 2, "  value: '***'\n         ^~~~~"},
      {"a: 1\nx: {password: \"hunter2\", more: 5}\n", "5", 2,
       "x: {password: \"***\", more: 5}\n                           ^"},
      {"  key: " + token + "\n", "AbCd", 1, "  key: ***\n       ^~~"},
      {"k: |\n  -----BEGIN RSA PRIVATE KEY-----\n  MIIEowIBAAKCAQEA\n  MIIEowIBAAKCAQEB\n", "MIIEowIBAAKCAQEB", 4,
       "***\n^~~"},
      {"url: https://ci:hunter2@git.example.com/x\n", "git", 1,
       "url: https://ci:***@git.example.com/x\n                    ^~~"},
      // These are none.
      {"password: ${DB_PASSWORD}\n", "password", 1, "password: ${DB_PASSWORD}\n^~~~~~~~"},
      {"value: \"$(HF_TOKEN)\"\n", "value", 1, "value: \"$(HF_TOKEN)\"\n^~~~~"},
      {"- name: HF_HOME\n  value: /models\n", "/models", 2, "  value: /models\n         ^~~~~~~"},
      {"automountServiceAccountToken: false\n", "false", 1,
       "automountServiceAccountToken: false\n                              ^~~~~"},
      {"tls: {secretName: web-tls}\n", "web-tls", 1, "tls: {secretName: web-tls}\n                  ^~~~~~~"},
  };
  for (const auto& [text, what, number, shown] : cases) {
    const SourceText source("f", text);
    const std::string_view line = source.line(number);
    const int column = static_cast<int>(line.find(what)) + 1, length = static_cast<int>(what.size());
    const std::string drawing = drawn({"X1", Severity::Note, {&source, number, column, length}, "m"}, Colour::Off);
    std::string expected = "      | " + shown;
    expected[4] = static_cast<char>('0' + number);
    expected.insert(expected.find('\n') + 1, "      | ");
    EXPECT_EQ(drawing.substr(drawing.find('\n') + 1), expected + "\n") << text;
  }
}

TEST(Diagnostic, ShowsNoSecretOfAFileOfOneLine) {
  const std::string token = "ghp_AbCdEfGhIjKlMnOpQrStUvWxYz0123456789", rest(9000, 'x');
  for (const std::string& behind : {std::string("here"), " " + token + " here"}) {
    const SourceText source("f", "[" + rest + "," + token + "," + behind + "," + token + "," + rest + "]");
    const int column = static_cast<int>(source.text().find("here")) + 1;
    const std::string drawing = drawn({"X1", Severity::Note, {&source, 1, column, 4}, "m"}, Colour::Off);
    EXPECT_EQ(drawing.find("0123"), std::string::npos) << drawing;
    const std::size_t caret = drawing.find('^');
    const std::string_view under = std::string_view(drawing).substr(drawing.rfind('\n', caret) + 1);
    const std::size_t line = drawing.find('\n') + 1;
    EXPECT_EQ(drawing.substr(line + under.find('^'), 4), "here") << drawing;
  }
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
