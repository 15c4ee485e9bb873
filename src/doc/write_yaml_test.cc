#include "doc/write_yaml.h"

#include <gtest/gtest.h>

#include "doc/json.h"
#include "doc/testing/random_tree.h"
#include "doc/yaml.h"

namespace slipway::doc {
namespace {

TEST(WriteYaml, LooksAsPeopleWriteIt) {
  const Value pod = Map{{"apiVersion", "v1"},
                        {"metadata", Map{{"name", "web"}, {"labels", Map{}}, {"annotations", Map{{"on", "true"}}}}},
                        {"spec", Map{{"containers", List{Map{{"name", "a"},
                                                             {"args", List{"--port", "8080", List{1, List{2}}, List{}}},
                                                             {"command", "set -e\nexec run \"$@\"\n"}},
                                                         Map{{"ports", List{Map{{"containerPort", 80}}}}}}},
                                     {"hostNetwork", false},
                                     {"priority", nullptr}}}};
  EXPECT_EQ(write_yaml(pod), R"(apiVersion: v1
metadata:
  name: web
  labels: {}
  annotations:
    "on": "true"
spec:
  containers:
  - name: a
    args:
    - --port
    - "8080"
    - - 1
      - - 2
    - []
    command: |
      set -e
      exec run "$@"
  - ports:
    - containerPort: 80
  hostNetwork: false
  priority: null
)");
}

TEST(WriteYaml, QuotesWhatWouldBeReadAsSomethingElse) {
  struct Case {
    const char *text, *written;
  };
  for (const Case& c : {
           Case{"plain words", "plain words"},
           {"", "\"\""},
           {"true", "\"true\""},
           {"No", "\"No\""},
           {"y", "\"y\""},
           {"null", "\"null\""},
           {"~", "\"~\""},
           {"1", "\"1\""},
           {"0x1F", "\"0x1F\""},
           {"1_000", "\"1_000\""},
           {"1.5", "\"1.5\""},
           {"1e3", "\"1e3\""},
           {".inf", "\".inf\""},
           {"0o17", "\"0o17\""},
           {"12:30", "\"12:30\""},
           {"2026-01-02", "\"2026-01-02\""},
           {"100m", "100m"},
           {"1Gi", "1Gi"},
           {"1.36.3", "1.36.3"},
           {"10.0.0.0/16", "10.0.0.0/16"},
           {"a:b", "a:b"},
           {"a: b", "\"a: b\""},
           {"a:", "\"a:\""},
           {"a#b", "a#b"},
           {"a #b", "\"a #b\""},
           {"#a", "\"#a\""},
           {"-", "\"-\""},
           {"-a", "-a"},
           {"- a", "\"- a\""},
           {"*", "\"*\""},
           {"{{x}}", "\"{{x}}\""},
           {"[a]", "\"[a]\""},
           {"@a", "\"@a\""},
           {"%a", "\"%a\""},
           {"=", "\"=\""},
           {"---", "\"---\""},
           {" a", "\" a\""},
           {"a ", "\"a \""},
           {"it's", "it's"},
           {"'", "\"'\""},
           {"\"q\"", "'\"q\"'"},
           {"\"it's\"", "'\"it''s\"'"},
           {"a\\b", "a\\b"},
           {"\\ #", "'\\ #'"},
           {"\t", "\"\\t\""},
           {"\x01", "\"\\x01\""},
           {"\u0085", "\"\\x85\""},
           {"\u2028", "\"\\u2028\""},
           {"\uFEFF", "\"\\uFEFF\""},
           {"é 😀", "é 😀"},
           {"a\nb", "\"a\\nb\""},
       })
    EXPECT_EQ(yaml_string(c.text), c.written);
}

TEST(WriteYaml, WritesSeveralLinesAsABlock) {
  struct Case {
    const char *text, *written;
  };
  for (const Case& c : {
           Case{"a\nb", "k: |-\n  a\n  b\n"},
           {"a\nb\n", "k: |\n  a\n  b\n"},
           {"a\n\n\n", "k: |+\n  a\n\n\n"},
           {"\n\na\n", "k: |\n\n\n  a\n"},
           {"  a\nb", "k: |2-\n    a\n  b\n"},
           {"\ta\n", "k: |2\n  \ta\n"},
           {"a\n  \nb\n", "k: |\n  a\n    \n  b\n"},
           {"a \n# b\n", "k: |\n  a \n  # b\n"},
           {"\n", "k: \"\\n\"\n"},
           {"a\r\nb", "k: \"a\\r\\nb\"\n"},
       })
    EXPECT_EQ(write_yaml(Value(Map{{"k", c.text}})), c.written);
}

TEST(WriteYaml, SeparatesDocuments) {
  const Value documents[] = {Map{{"a", 1}}, List{"b"}, "text"};
  EXPECT_EQ(write_yaml_stream(documents), "a: 1\n---\n- b\n---\ntext\n");
}

TEST(WriteYaml, PutsExpressionsAsTheyAre) {
  EXPECT_EQ(write_yaml(Value(Map{{"replicas", Expression{"{{ .Values.n }}"}}})), "replicas: {{ .Values.n }}\n");
}

TEST(WriteYaml, IsReadBackAsTheSameTree) {
  for (std::uint64_t seed = 0; seed < 3000; ++seed) {
    RandomTree random(seed);
    const Document tree = freeze(Map{{"root", random.value(4)}}, {});
    const std::string text = write_yaml(tree.root());
    Diagnostics diagnostics;
    const auto source = std::make_shared<SourceText>("t.yaml", text);
    const Document again = read_yaml_document(source, diagnostics);
    ASSERT_TRUE(diagnostics.all().empty()) << drawn(diagnostics.all()[0], Colour::Off) << text;
    ASSERT_EQ(canonical_json(again.root()), canonical_json(tree.root())) << text;
    ASSERT_EQ(write_yaml(again.root()), text);
    ASSERT_EQ(write_yaml(Value(tree.root())), text);
  }
}

TEST(WriteYaml, AnnouncesLongKeys) {
  const Value tree = Map{{std::string(2000, 'k'), Map{{"a", 1}}}};
  Diagnostics diagnostics;
  const auto source = std::make_shared<SourceText>("t.yaml", write_yaml(tree));
  const Document again = read_yaml_document(source, diagnostics);
  EXPECT_EQ(canonical_json(again.root()), canonical_json(freeze(tree, {}).root()));
}

}  // namespace
}  // namespace slipway::doc
