#include "cel/program.h"

#include <gtest/gtest.h>

#include <string>

#include "cel/evaluator.h"
#include "doc/json.h"

namespace slipway::cel {
namespace {

Environment with_self() {
  Environment environment;
  environment.add("self", types::dyn());
  return environment;
}

std::string errors_of(std::string_view text) {
  const auto program = compile(text, with_self());
  return program ? "" : program.error().text;
}

std::string repeated(std::string_view text, int count) {
  std::string out;
  for (int i = 0; i < count; ++i) out += text;
  return out;
}

struct Case {
  std::string_view expression;
  std::string_view errors;
};

TEST(Program, SaysWhereAnExpressionIsWrong) {
  constexpr Case kCases[] = {
      {"x", "ERROR: <input>:1:1: undeclared reference to 'x' (in container '')\n | x\n | ^"},
      {"nope(1)", "ERROR: <input>:1:5: undeclared reference to 'nope' (in container '')\n | nope(1)\n | ....^"},
      {"1 + 'a'",
       "ERROR: <input>:1:3: found no matching overload for '_+_' applied to '(int, string)'\n | 1 + 'a'\n | ..^"},
      {"'a' ? 1 : 2",
       "ERROR: <input>:1:5: found no matching overload for '_?_:_' applied to '(string, int, int)'\n | 'a' ? 1 : 2\n | "
       "....^"},
      {"has(self)", "ERROR: <input>:1:5: invalid argument to has() macro\n | has(self)\n | ....^"},
      {"self.map(1, 2)", "ERROR: <input>:1:10: argument is not an identifier\n | self.map(1, 2)\n | .........^"},
      {"[1, 'a']", "ERROR: <input>:1:5: expected type 'int' but found 'string'\n | [1, 'a']\n | ....^"},
      {"duration('1 hour')", "ERROR: <input>:1:10: invalid duration argument\n | duration('1 hour')\n | .........^"},
      {"'a'.matches('(')", "ERROR: <input>:1:13: invalid matches argument\n | 'a'.matches('(')\n | ............^"},
      {"self..a", "ERROR: <input>:1:6: Syntax error: no viable alternative at input '..'\n | self..a\n | .....^"},
      {"size(self", "ERROR: <input>:1:10: Syntax error: missing ')' at '<EOF>'\n | size(self\n | .........^"},
  };
  for (const Case& c : kCases) EXPECT_EQ(errors_of(c.expression), c.errors) << c.expression;
}

TEST(Program, KeepsEachErrorWithItsPlace) {
  const auto program = compile("self.a &&\n  nope(1)", with_self());
  ASSERT_FALSE(program);
  ASSERT_EQ(program.error().errors.size(), 1u);
  EXPECT_EQ(program.error().errors[0].line, 2);
  EXPECT_EQ(program.error().errors[0].column, 6);
  EXPECT_EQ(program.error().errors[0].message, "undeclared reference to 'nope' (in container '')");
}

TEST(Program, LimitsLengthAndNesting) {
  constexpr std::string_view kNested = "ERROR: <input>:-1:0: expression recursion limit exceeded: 250";
  constexpr std::string_view kDeep = "ERROR: <input>:-1:0: max recursion depth exceeded";
  const auto around = [](std::string_view before, std::string_view after, int count) {
    return repeated(before, count) + "1" + repeated(after, count);
  };
  EXPECT_EQ(errors_of(around("(", ")", 249)), "");
  EXPECT_EQ(errors_of(around("(", ")", 250)), kNested);
  EXPECT_EQ(errors_of(around("[", "]", 249)), "");
  EXPECT_EQ(errors_of(around("[", "]", 250)), kNested);
  EXPECT_EQ(errors_of(around("1 + (", ")", 124)), "");
  EXPECT_EQ(errors_of(around("1 + (", ")", 125)), kNested);
  EXPECT_EQ(errors_of("self" + repeated(".a", 250)), "");
  EXPECT_EQ(errors_of("self" + repeated(".a", 251)), kDeep);
  EXPECT_EQ(errors_of("1" + repeated(" + 1", 250)), "");
  EXPECT_EQ(errors_of("1" + repeated(" + 1", 251)), kDeep);
  EXPECT_EQ(errors_of("true" + repeated(" && true", 5000)), "") << "these nest as flat as can be";
  EXPECT_EQ(errors_of(repeated("!", 5000) + "true"), "");
  EXPECT_EQ(errors_of(repeated(" ", 99'999) + "1"), "");
  EXPECT_EQ(errors_of(repeated(" ", 100'000) + "1"),
            "ERROR: <input>:-1:0: expression code point size exceeds limit: size: 100001, limit 100000");
}

TEST(Program, KnowsItsTypeAndItsVariables) {
  const auto program = compile("self.map(x, x + 1).size() > 2", with_self());
  ASSERT_TRUE(program);
  EXPECT_EQ(&program->result_type(), types::boolean());
  EXPECT_TRUE(program->uses("self"));
  EXPECT_FALSE(program->uses("oldSelf"));
}

TEST(Program, IsNoProgramWhenAConstantCannotBeConverted) {
  const auto program = compile("int('x') == 1", with_self());
  ASSERT_TRUE(program);
  EXPECT_EQ(program->instantiation_error(), "type conversion error from 'string' to 'int'");
  Evaluator evaluator;
  EXPECT_EQ(evaluator.run(*program, {}).error, program->instantiation_error());
}

/// The estimates for self of a schema.
TEST(Program, EstimatesCostFromSizes) {
  struct Priced {
    std::string_view schema;
    std::string_view rule;
    std::uint64_t most;
  };
  constexpr Priced kCases[] = {
      {R"({"type": "integer"})", "self > 0", 2},
      {R"({"type": "array", "maxItems": 10, "items": {"type": "integer"}})", "self.all(x, x > 0)", 52},
      {R"({"type": "array", "maxItems": 100, "items": {"type": "integer"}})", "self.all(x, x > 0)", 502},
      {R"({"type": "string", "maxLength": 10})", "self == 'a'", 2},
      {R"({"type": "string"})", "self.matches('^a+$')", 314'574},
  };
  for (const Priced& c : kCases) {
    Diagnostics diagnostics;
    const doc::Document tree =
        doc::read_json(std::make_shared<SourceText>("schema.json", std::string(c.schema)), diagnostics);
    Schemas schemas;
    Environment environment;
    environment.add("self", *schemas.declare(tree.root(), false));
    const auto program = compile(c.rule, environment);
    ASSERT_TRUE(program) << c.rule;
    EXPECT_EQ(program->estimated_cost().max, c.most) << c.rule << " " << c.schema;
  }
}

}  // namespace
}  // namespace slipway::cel
