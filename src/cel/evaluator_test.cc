#include "cel/evaluator.h"

#include <gtest/gtest.h>

#include "cel/program.h"
#include "doc/json.h"

namespace slipway::cel {
namespace {

/// What an expression gives over a tree called self, typed dyn: the value as CEL writes it, or the error.
class Untyped {
 public:
  explicit Untyped(std::string_view json) {
    Diagnostics diagnostics;
    tree_ = doc::read_json(std::make_shared<SourceText>("self.json", std::string(json)), diagnostics);
    EXPECT_TRUE(diagnostics.all().empty());
    environment_.add("self", types::dyn());
  }

  std::string operator()(std::string_view text) {
    const auto program = compile(text, environment_);
    if (!program) return program.error().text;
    const Binding self = Binding::of(tree_.root(), json_schema());
    const Outcome outcome = evaluator_.run(*program, std::span(&self, 1));
    return outcome.ok() ? debug_text(outcome.value) : "error: " + outcome.error;
  }

 private:
  doc::Document tree_;
  Environment environment_;
  Evaluator evaluator_;
};

struct Case {
  std::string_view expression;
  std::string_view result;
};

void expect_all(Untyped& self, std::initializer_list<Case> cases) {
  for (const Case& c : cases) EXPECT_EQ(self(c.expression), c.result) << c.expression;
}

TEST(Evaluator, ReckonsWithoutConvertingAndWithoutWrapping) {
  Untyped self("{}");
  expect_all(self, {
                       {"1 + 2 * 3", "7"},
                       {"7 / 2", "3"},
                       {"-7 % 3", "-1"},
                       {"1.5 * 2.0", "3.0"},
                       {"1u + 2u", "3u"},
                       {"9223372036854775807 + 1", "error: integer overflow"},
                       {"1u - 2u", "error: unsigned integer overflow"},
                       {"1 / 0", "error: division by zero"},
                       {"1 % 0", "error: modulus by zero"},
                       {"'a' + 'b'", "\"ab\""},
                       {"[1] + [2]", "[1, 2]"},
                       {"1 < 2.5 && 2u > 1", "true"},
                       {"dyn(1) == 1.0", "true"},
                       {"duration('1h') + duration('30m')", "duration(\"5400s\")"},
                       {"timestamp('2020-01-01T00:00:00Z') + duration('1h')", "timestamp(\"2020-01-01T01:00:00Z\")"},
                       {"timestamp('2020-02-01T00:00:00Z').getMonth()", "1"},
                       {"dyn(1) + 'a'", "error: no such overload"},
                   });
}

TEST(Evaluator, SelectsFromTrees) {
  Untyped self(R"({"a": {"b": "x"}, "list": [{"key": "k1"}, {"key": "k2"}], "n": 3, "none": null})");
  expect_all(self, {
                       {"self.a.b", "\"x\""},
                       {"self['a'].b", "\"x\""},
                       {"self.list[1].key", "\"k2\""},
                       {"self.zz", "error: no such key: zz"},
                       {"self.list[7]", "error: index out of bounds: 7"},
                       {"self.list['x']", "error: unsupported index type 'string' in list"},
                       {"has(self.a.b)", "true"},
                       {"has(self.a.c)", "false"},
                       {"has(self.c.a)", "error: no such key: c"},
                       {"self.none == null", "true"},
                       {"self.?a.?c.orValue('z')", "\"z\""},
                       {"self.?a.?b.value()", "\"x\""},
                       {"'a' in self && !('q' in self)", "true"},
                       {"self.n in [1, 2, 3]", "true"},
                       {"size(self.list)", "2"},
                   });
}

TEST(Evaluator, AnErrorCountsOnlyWhenNothingElseDecides) {
  Untyped self("{}");
  expect_all(self, {
                       {"true || self.x", "true"},
                       {"self.x == 1 || true", "true"},
                       {"self.x == 1 && false", "false"},
                       {"self.x == 1 || false", "error: no such key: x"},
                       {"true ? 1 : self.x", "1"},
                       {"[1, 2].exists(x, x / (x - 1) == 2)", "true"},
                       {"[1].all(x, x / 0 == 1)", "error: division by zero"},
                       {"self.x != 1", "error: no such key: x"},
                   });
}

TEST(Evaluator, ExpandsMacros) {
  Untyped self(R"({"list": [1, 2, 3], "map": {"a": 1, "b": 2}})");
  expect_all(self, {
                       {"self.list.all(x, x > 0)", "true"},
                       {"self.list.exists(x, x == 2)", "true"},
                       {"self.list.exists_one(x, x > 2)", "true"},
                       {"self.list.filter(x, x != 2)", "[1, 3]"},
                       {"self.list.map(x, x * 2)", "[2, 4, 6]"},
                       {"self.list.map(x, x > 1, x * 2)", "[4, 6]"},
                       {"self.map.all(k, self.map[k] > 0)", "true"},
                       {"self.map.filter(k, self.map[k] > 1)", "[\"b\"]"},
                       {"self.list.all(i, v, v == i + 1)", "true"},
                       {"self.list.transformList(i, v, i * v)", "[0, 2, 6]"},
                       {"self.list.map(x, self.list.filter(y, y > x).size())", "[2, 1, 0]"},
                       {"optional.of(2).optMap(x, x + 1).value()", "3"},
                       {"['b', 'a'].sortBy(x, x)", "[\"a\", \"b\"]"},
                   });
}

TEST(Evaluator, KnowsTheLibraries) {
  Untyped self("{}");
  expect_all(
      self,
      {
          {"'abc'.matches('^a.c$')", "true"},
          {"'abc 123'.find('[0-9]+')", "\"123\""},
          {"'1 22 333'.findAll('[0-9]+', 2)", "[\"1\", \"22\"]"},
          {"'a,b,c'.split(',').join('-')", "\"a-b-c\""},
          {"'hello'.substring(1, 3).upperAscii()", "\"EL\""},
          {"'aXbX'.replace('X', '--')", "\"a--b--\""},
          {"'grün'.size()", "4"},
          {"' x '.trim()", "\"x\""},
          {"'abc'.indexOf('c')", "2"},
          {"[1, 2, 3].sum() + [4, 1].max() + [4, 1].min()", "11"},
          {"[3, 1].isSorted()", "false"},
          {"[1, 2, 2].indexOf(2) + [1, 2, 2].lastIndexOf(2)", "3"},
          {"[].min() == 1", "error: min called on empty list"},
          {"[3, 1, 2].sort()", "[1, 2, 3]"},
          {"[1, 1, 2].distinct()", "[1, 2]"},
          {"sets.contains([1, 2], [2])", "true"},
          {"int('12') + int(3.9)", "15"},
          {"string(1.5) + string(true)", "\"1.5true\""},
          {"type(1) == int && type('a') == string && type([1]) == list", "true"},
          {"quantity('1Gi').isGreaterThan(quantity('512Mi'))", "true"},
          {"quantity('1').add(quantity('500m'))", "kubernetes.Quantity(1500m)"},
          {"isQuantity('1GiB')", "false"},
          {"ip('10.0.0.1').family() + ip('::1').family()", "10"},
          {"isIP('10.0.0.256') || isIP('::ffff:1.2.3.4')", "false"},
          {"ip('10.0.0.01')",
           "error: IP Address \"10.0.0.01\" parse error during conversion from string: ParseAddr(\"10.0.0.01\"): IPv4 "
           "field has octet with leading zero"},
          {"cidr('10.0.0.0/8').containsIP('10.1.2.3')", "true"},
          {"url('https://example.com:80/a?b=c').getPort()", "\"80\""},
          {"isURL('../x')", "false"},
          {"semver('1.2.3').isLessThan(semver('1.10.0'))", "true"},
          {"format.dns1123Label().validate('a_b').hasValue()", "true"},
          {"'%s is %d or %.2f'.format([dyn('x'), dyn(3), dyn(1234.5)])", "\"x is 3 or 1,234.50\""},
      });
}

TEST(Evaluator, StopsAtTheCostLimit) {
  Environment environment;
  const auto program = compile("[1, 2, 3].all(x, x > 0)", environment);
  ASSERT_TRUE(program);
  Evaluator evaluator;
  EXPECT_EQ(evaluator.run(*program, {}).cost, 16u);
  const Outcome outcome = evaluator.run(*program, {}, 10);
  EXPECT_EQ(outcome.failure, Outcome::Failure::CostLimit);
  EXPECT_EQ(outcome.error, "operation cancelled: actual cost limit exceeded");
  EXPECT_GT(outcome.cost, 10u);
}

TEST(Evaluator, SaysWhatItCannotRun) {
  Environment environment;
  environment.add("authorizer", types::authorizer());
  const auto program = compile("authorizer.group('').resource('pods').check('create').allowed()", environment);
  ASSERT_TRUE(program);
  EXPECT_EQ(&program->result_type(), types::boolean());
  Evaluator evaluator;
  EXPECT_EQ(evaluator.run(*program, {}).failure, Outcome::Failure::CannotEvaluate);
  EXPECT_EQ(program->cannot_evaluate(), "authorizer checks");
}

}  // namespace
}  // namespace slipway::cel
