#include "doc/go_yaml.h"

#include <gtest/gtest.h>

namespace slipway::doc {
namespace {

/// The JSON or the error, then the strict error where only the strict reader objects.
std::string answers(std::string_view text) {
  const YamlToJson lenient = yaml_to_json(text, Strictness::Lenient), strict = yaml_to_json(text, Strictness::Strict);
  if (lenient.error) return *lenient.error;
  return lenient.json + (strict.error ? " / " + *strict.error : "");
}

// A page of what Kubernetes makes of YAML; tests/conformance has all of it.
TEST(YamlToJson, AnswersAsTheGoLibraries) {
  struct Case {
    const char *text, *answer;
  };
  for (const Case& c : {
           Case{"", "null"},
           {"a: 1\n", R"({"a":1})"},
           {"on: yes\ny: no\n", R"({"true":false} / yaml: unmarshal errors:
  line 2: key true already set in map)"},
           {"[0777, 0o17, 08, 0x1F, 1_000, 0b11, 1e3, .5, 12:30, 2026-01-02]",
            R"([511,15,8,31,1000,3,1000,0.5,"12:30","2026-01-02"])"},
           {"[18446744073709551615, 18446744073709551616]", "[18446744073709551615,18446744073709552000]"},
           {"3.14159265358979: a\n", R"({"3.1415927":"a"})"},
           {"a: <b&c>\n", R"({"a":"\u003cb\u0026c\u003e"})"},
           {"b: &b {k: 1}\nd: {k: 2, <<: *b}\n", R"({"b":{"k":1},"d":{"k":1}} / yaml: unmarshal errors:
  line 1: key "k" already set in map)"},
           {"d:\n  <<: [{a: 1}, {a: 2, b: 3}]\n", R"({"d":{"a":1,"b":3}} / yaml: unmarshal errors:
  line 2: key "a" already set in map)"},
           {"a: !!binary aGk=\n", R"({"a":"hi"})"},
           {"a: !!int x\n", "yaml: cannot decode !!str `x` as a !!int"},
           {"a: \"b\"#c\n", R"({"a":"b"})"},
           {"[]: x\n", "[]"},
           {"a: 1\n...\nb: [\n", R"({"a":1})"},
           {"%YAML 1.2\n---\na: 1\n", "yaml: found incompatible YAML document"},
           {"a: b: c\n", "yaml: mapping values are not allowed in this context"},
           {"a:\n  b: 1\n c: 2\n", "yaml: line 2: did not find expected key"},  // Go counts so
           {"a: *x\n", "yaml: unknown anchor 'x' referenced"},
           {"a: &a [*a]\n", "yaml: anchor 'a' value contains itself"},
           {"~: a\n", "unsupported map key of type: %!s(<nil>)"},
           {"{a: b}: c\n", "yaml: invalid map key"},
           {"a: .inf\n", "json: unsupported value: +Inf"},
           {"a: \x01\n", "yaml: control characters are not allowed"},
           {"a: \xff\n", "yaml: invalid leading UTF-8 octet"},
       })
    EXPECT_EQ(answers(c.text), c.answer) << c.text;
}

TEST(YamlToJson, SeesAWrongByteOnlyInThePieceItReads) {
  const std::string document = "a: 1\n---\n";
  EXPECT_EQ(answers(document + "\x01"), "yaml: control characters are not allowed");
  EXPECT_EQ(answers(document + "# " + std::string(600, 'x') + "\x01"), R"({"a":1})");
}

TEST(YamlToJson, StopsAtTenThousandLevelsAndTooManyAliases) {
  const auto nested = [](std::size_t levels) { return std::string(levels, '[') + std::string(levels, ']'); };
  EXPECT_EQ(answers(nested(10'000)), nested(10'000));
  EXPECT_EQ(answers(nested(10'001)), "yaml: exceeded max depth of 10000");
  std::string bomb = "- &a [x, x, x, x, x, x, x, x, x, x]\n";
  for (char name = 'b'; name <= 'g'; ++name) {
    const std::string alias = std::string("*") + static_cast<char>(name - 1);
    bomb += std::string("- &") + name + " [";
    for (int i = 0; i < 10; ++i) bomb += (i ? ", " : "") + alias;
    bomb += "]\n";
  }
  EXPECT_EQ(answers(bomb), "yaml: document contains excessive aliasing");
}

TEST(ReadDocuments, CutsAtLinesThatBeginWithDashes) {
  const YamlDocuments cut = read_documents("a: |\n  x\n---\nb: 1\r\n--- # c\n---\nc");
  EXPECT_EQ(cut.documents, (std::vector<std::string>{"a: |\n  x\n", "b: 1\n", "---\nc\n"}));
  EXPECT_EQ(read_documents("a\n---x\nb").error, "invalid Yaml document separator: x");
  // A last line of 4,096 bytes that no break ends is lost; one of 4,095 or 4,097 is not.
  const std::string almost = "a\n" + std::string(4095, 'b');
  EXPECT_EQ(read_documents(almost).documents, std::vector<std::string>{almost + "\n"});
  EXPECT_EQ(read_documents(almost + "b").documents, std::vector<std::string>{"a\n"});
  EXPECT_EQ(read_documents(almost + "bb").documents, std::vector<std::string>{almost + "bb\n"});
}

TEST(DecodeDocuments, TriesJsonFirst) {
  EXPECT_EQ(decode_documents("{\"a\":1}{\"b\": 2}").documents, (std::vector<std::string>{"{\"a\":1}", "{\"b\": 2}"}));
  EXPECT_EQ(decode_documents("{\"a\":1}\n---\nb: 2\n").documents, (std::vector<std::string>{"{\"a\":1}", "{\"b\":2}"}));
  EXPECT_EQ(decode_documents("{\"a\":1}]").error,
            "json: offset 8: invalid character ']' looking for beginning of value");
  EXPECT_EQ(decode_documents("{\"a\":").error, "unexpected EOF");
  EXPECT_EQ(decode_documents("a: [\n").error,
            "error converting YAML to JSON: yaml: line 1: did not find expected node content");
}

}  // namespace
}  // namespace slipway::doc
