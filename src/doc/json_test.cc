#include "doc/json.h"

#include <gtest/gtest.h>

#include "doc/limits.h"

namespace slipway::doc {
namespace {

std::shared_ptr<const SourceText> source(std::string text) {
  return std::make_shared<SourceText>("a.json", std::move(text));
}

std::string again(std::string text) {
  Diagnostics diagnostics;
  const Document document = read_json(source(std::move(text)), diagnostics);
  EXPECT_TRUE(diagnostics.all().empty());
  return write_json(document.root(), JsonLayout::Compact);
}

TEST(ReadJson, KeepsOrderAndExactIntegers) {
  for (const char* text : {"null", "true", "[]", "{}", R"({"b":1,"a":[1,{"c":"x"}]})", "9223372036854775807",
                           "-9223372036854775808", "18446744073709551615", R"("tab\tline\nquote\"")"})
    EXPECT_EQ(again(text), text);
}

TEST(ReadJson, WritesNumbersAsGoDoes) {
  struct Case {
    const char *text, *written;
  };
  for (const Case& c : {Case{"1.0", "1"},
                        {"1e3", "1000"},
                        {"0.1", "0.1"},
                        {"1e20", "100000000000000000000"},
                        {"1e21", "1e+21"},
                        {"1e-6", "0.000001"},
                        {"1e-7", "1e-7"},
                        {"1.5e-10", "1.5e-10"},
                        {"123456789012345680000", "123456789012345680000"},
                        {"-0.0", "-0.0"},
                        {"-0", "0"},
                        {"18446744073709551616", "18446744073709552000"},
                        {"1e-400", "0"},
                        {"5e-324", "5e-324"}})
    EXPECT_EQ(again(c.text), c.written) << c.text;
}

TEST(ReadJson, DecodesEscapes) {
  Diagnostics diagnostics;
  const auto text = [&](std::string json) { return std::string(read_json(source(json), diagnostics).root().text()); };
  EXPECT_EQ(text(R"("\u00e9\ud83d\ude00\/\b")"), "é😀/\b");
  EXPECT_EQ(text(R"("\ud83d\u0041")"), "\uFFFDA");  // half a pair
  EXPECT_EQ(text(R"("\ude00\ud83d")"), "\uFFFD\uFFFD");
}

TEST(ReadJson, KnowsWhereEachNodeStands) {
  Diagnostics diagnostics;
  const Document document = read_json(source("{\n  \"a\": [1,\r\n    \"two\"]}"), diagnostics);
  const Node& root = document.root();
  EXPECT_EQ(root.where().to_string(), "a.json:1:1");
  EXPECT_EQ(root.members()[0].key.where().to_string(), "a.json:2:3");
  EXPECT_EQ(root["a"].where().to_string(), "a.json:2:8");
  EXPECT_EQ(root["a"].items()[1].where().to_string(), "a.json:3:5");
  EXPECT_EQ(root["a"].items()[1].where().length, 5);
}

std::string first_message(std::string text) {
  Diagnostics diagnostics;
  const Document document = read_json(source(std::move(text)), diagnostics);
  return diagnostics.all().empty() ? "" : drawn(diagnostics.all()[0], Colour::Off, 200);
}

TEST(ReadJson, PointsAtMistakes) {
  EXPECT_EQ(first_message("{\"a\": 1,\n}"),
            "a.json:2:1: error: invalid character '}' looking for beginning of object key string [JSON001]\n"
            "    2 | }\n"
            "      | ^\n"
            "      = fix: remove the comma before it\n");
  EXPECT_EQ(first_message("{name: 1}"),
            "a.json:1:2: error: invalid character 'n' looking for beginning of object key string [JSON001]\n"
            "    1 | {name: 1}\n"
            "      |  ^~~~\n"
            "      = fix: write \"name\"\n");
  EXPECT_EQ(first_message("{\"a\":1,\n \"a\":2}"),
            "a.json:2:2: error: duplicate field \"a\" [JSON002]\n"
            "    2 |  \"a\":2}\n"
            "      |  ^~~ first at line 1:2\n"
            "      = fix: keep one of the two\n");
  EXPECT_EQ(first_message("[1e999]"),
            "a.json:1:2: error: the number is too large for a double [JSON003]\n"
            "    1 | [1e999]\n"
            "      |  ^~~~~\n");
}

TEST(ReadJson, RefusesWhatIsTooDeep) {
  const auto nested = [](std::size_t levels) { return std::string(levels, '[') + std::string(levels, ']'); };
  EXPECT_EQ(first_message(nested(kMaxDepth)), "");
  EXPECT_NE(first_message(nested(kMaxDepth + 1)).find("JSON005"), std::string::npos);
  EXPECT_NE(first_message(std::string(1'000'000, '[')).find("JSON005"), std::string::npos);
}

TEST(ReadJson, WarnsOfWhatIsNotUtf8) {
  Diagnostics diagnostics;
  const Document document = read_json(source("\"a\xff\""), diagnostics);
  EXPECT_EQ(document.root().text(), "a\uFFFD");
  ASSERT_EQ(diagnostics.all().size(), 1u);
  EXPECT_EQ(diagnostics.all()[0].id, "JSON004");
}

TEST(UnmarshalJson, SpeaksLikeTheKubernetesDecoder) {
  struct Case {
    const char *text, *message;
    std::size_t offset;
  };
  for (const Case& c : {Case{"", "unexpected end of JSON input", 0},
                        {"[1,]", "invalid character ']' looking for beginning of value", 4},
                        {"1.", "invalid character ' ' after decimal point in numeric literal", 2},
                        {"tru", "invalid character ' ' in literal true (expecting 'e')", 3},
                        {"\"\\x\"", "invalid character 'x' in string escape code", 3},
                        {"\"\t\"", "invalid character '\\t' in string literal", 2},
                        {"'a'", "invalid character '\\'' looking for beginning of value", 1},
                        {"\xEF\xBB\xBF{}", "invalid character 'ï' looking for beginning of value", 1},
                        {"{\"a\" 1}", "invalid character '1' after object key", 6}}) {
    const JsonOutcome outcome = unmarshal_json(source(c.text));
    ASSERT_TRUE(outcome.error) << c.text;
    EXPECT_EQ(outcome.error->message, c.message);
    EXPECT_EQ(outcome.error->offset, c.offset) << c.text;
  }
}

TEST(UnmarshalJson, NamesEachRepeatedFieldOnceInReadingOrder) {
  const JsonOutcome outcome = unmarshal_json(source(R"({"a":[[{"b":1,"b":1,"b":2}]],"a":{"":{"é":1,"é":2}}})"));
  EXPECT_FALSE(outcome.error);
  EXPECT_EQ(outcome.strict_errors, (std::vector<std::string>{R"(duplicate field "a[0][0].b")", R"(duplicate field "a")",
                                                             R"(duplicate field "a..é")"}));
  EXPECT_EQ(canonical_json(outcome.document.root()), R"({"a":{"":{"é":2}}})");
}

TEST(WriteJson, LaysOutForPeople) {
  const Value value =
      Map{{"name", "a<b"}, {"empty", List{}}, {"list", List{1, 2.5, nullptr}}, {"map", Map{{"x", true}}}};
  EXPECT_EQ(write_json(value, JsonLayout::Compact),
            R"({"name":"a<b","empty":[],"list":[1,2.5,null],"map":{"x":true}})");
  EXPECT_EQ(write_json(value, JsonLayout::Indented),
            "{\n  \"name\": \"a<b\",\n  \"empty\": [],\n  \"list\": [\n    1,\n    2.5,\n    null\n  ],\n"
            "  \"map\": {\n    \"x\": true\n  }\n}\n");
  EXPECT_EQ(write_json(freeze(value, {}).root(), JsonLayout::Indented), write_json(value, JsonLayout::Indented));
}

TEST(CanonicalJson, SortsAndEscapesAsGo) {
  EXPECT_EQ(canonical_json(freeze(Value(-0.0), {}).root()), "-0");
  const Value value = Map{{"b", "<&>\u2028"}, {"a", "\x01\x7f\b\xff"}, {"B", 1}};
  EXPECT_EQ(canonical_json(freeze(value, {}).root()), R"({"B":1,"a":"\u0001)"
                                                      "\x7f"
                                                      R"(\b\ufffd","b":"\u003c\u0026\u003e\u2028"})");
}

}  // namespace
}  // namespace slipway::doc
