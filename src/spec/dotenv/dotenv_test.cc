#include "spec/dotenv/dotenv.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "base/steps.h"
#include "spec/said_for_test.h"

namespace slipway::spec {
namespace {

struct Reading {
  std::vector<std::string> variables, said;
};

Reading read(std::string text) {
  Reading reading;
  Diagnostics diagnostics;
  const auto source = std::make_shared<SourceText>(".env", std::move(text));
  for (const auto& variable : read_dotenv(source, diagnostics))
    reading.variables.push_back(variable.name + "=" + variable.value);
  reading.said = ReadForTest::said_by(diagnostics);
  return reading;
}

TEST(Dotenv, ReadsAsBashDoesWhenItSourcesTheFile) {
  struct Case {
    std::string text;
    std::vector<std::string> variables;
  };
  for (const Case& c : {
           Case{"A=1\nB=two", {"A=1", "B=two"}},
           {"  export A=1  # comment\n#B=2\n\n", {"A=1"}},
           {"A='it is $B' B", {}},
           {"A='it is $B'\n", {"A=it is $B"}},
           {"A=\"say \\\"hi\\\" for \\$5\"", {"A=say \"hi\" for $5"}},
           {"A=x#y", {"A=x#y"}},
           {"A=", {"A="}},
           {"A=\"x\"'y'z", {"A=xyz"}},
           {"A=1\r\nB=2\r\n", {"A=1", "B=2"}},
           {"\xEF\xBB\xBF"
            "A=1",
            {"A=1"}},
           {"A=1\nB=${A}2$A\nC=\"${B}\"", {"A=1", "B=121", "C=121"}},
           {"B=${A:-x}${A-y}", {"B=xy"}},
           {"A=\nB=${A:-x}${A-y}", {"A=", "B=x"}},
           {"A=1\nA=2", {"A=2"}},
           {"A=a\\ b", {"A=a b"}},
           {"A=$", {"A=$"}},
           {"A='x\ny' # both\nB=2", {"A=x\ny", "B=2"}},
           {"A=1\nB=\"x\n$A\n\\\"q\\\"\"\nC=3\n", {"A=1", "B=x\n1\n\"q\"", "C=3"}},
           {"A=\"x\\\ny\"", {"A=xy"}},
           {"A=\"x\r\ny\"\r\nB=2\r\n", {"A=x\r\ny", "B=2"}},
           {"A='x\ny", {}},
       })
    EXPECT_EQ(read(c.text).variables, c.variables) << c.text;
}

TEST(Dotenv, SaysWhatBashWouldStumbleOver) {
  struct Case {
    std::string text, said;
  };
  for (const Case& c : {
           Case{"A = 1", "1:2 ENV001 no space may stand before ="},
           {"A= 1", "1:4 ENV001 no space may stand after ="},
           {"A=one two", "1:7 ENV001 a value with spaces needs quotes"},
           {"A", "1:1 ENV001 A is given no value: = is missing"},
           {"1A=2", "1:1 ENV001 expected NAME=value"},
           {"A='x", "1:3 ENV001 this quote is not closed on its line"},
           {"\nA=\"x", "2:3 ENV001 this quote is not closed on its line"},
           {"A=$(date)", "1:3 ENV001 commands are not run: write their result"},
           {"A=`date`", "1:3 ENV001 commands are not run: write their result"},
           {"A=${B", "1:3 ENV001 this brace is not closed"},
           {"A=${B:?x}", "1:3 ENV001 only ${NAME} and ${NAME:-default} are understood"},
           {"A=x;y", "1:4 ENV001 bash would not take ; as part of the value"},
           {"SUBNET_A=1\nB=${SUBNT_A}", "2:3 ENV002 SUBNT_A is not defined before this line (did you mean SUBNET_A?)"},
           {"A=${B}\nB=1", "1:3 ENV002 B is not defined before this line"},
           {"A=1\nA=2", "2:1 ENV004 warning: A is set twice: this value counts"},
       })
    EXPECT_EQ(read(c.text).said, std::vector<std::string>{c.said}) << c.text;
}

TEST(Dotenv, KnowsWhereSeveralLinesStand) {
  Diagnostics diagnostics;
  const auto source = std::make_shared<SourceText>(".env", "A='x\nyy'\nB=\"1\n2\" junk\nC=3\nC=4\n");
  const auto variables = read_dotenv(source, diagnostics);
  ASSERT_EQ(variables.size(), 2u);
  EXPECT_EQ(variables[0].value_where.to_string(), ".env:1:3");
  EXPECT_EQ(variables[0].value_where.length, 6);
  EXPECT_EQ(variables[1].name_where.to_string(), ".env:6:1");
  EXPECT_EQ(ReadForTest::said_by(diagnostics),
            (std::vector<std::string>{"4:4 ENV001 a value with spaces needs quotes",
                                      "6:1 ENV004 warning: C is set twice: this value counts"}));
}

// An open quote reaches as far as the next one: it is said where it stands, and what is below is read all the same.
TEST(Dotenv, SaysWhichQuoteIsOpen) {
  for (const char* text : {"A=\"x\nB=\"y\"\n", "A=it's\nB='y'\n", "A=don't\nB=y\nC=can't\n"}) {
    const auto reading = read(text);
    ASSERT_FALSE(reading.said.empty()) << text;
    EXPECT_EQ(reading.said.front().substr(reading.said.front().find(' ')),
              " ENV001 this quote is not closed on its line")
        << text;
    EXPECT_EQ(reading.variables, std::vector<std::string>{"B=y"}) << text;
  }
}

// Values over several lines are looked through about twice each, however many there are and however long one is.
TEST(Dotenv, TakesTimeThatGrowsWithTheLines) {
  constexpr int kMany = 5'000;
  std::string text;
  for (int i = 0; i < kMany; ++i) text += fmt::format("V{}=\"a'b\nc\"\n", i);
  text += "ALL=\"";
  for (int i = 0; i < kMany; ++i) text += "${V0}\n";
  text += "\"\n";
  const std::size_t size = text.size();
  const auto before = steps_done;
  const auto reading = read(std::move(text));
  EXPECT_EQ(reading.variables.size(), kMany + 1u);
  EXPECT_TRUE(reading.said.empty());
  const auto steps = steps_done - before;
  EXPECT_GT(steps, size / 2);
  EXPECT_LT(steps, 3 * size);
}

/// Each line doubles the one before: forty of them would be a terabyte.
TEST(Dotenv, BoundsWhatReferencesGrowTo) {
  std::string text = "A0=0123456789abcdef\n";
  for (int i = 1; i < 40; ++i) text += fmt::format("A{0}=${{A{1}}}${{A{1}}}\n", i, i - 1);
  const auto reading = read(text);
  ASSERT_FALSE(reading.said.empty());
  EXPECT_EQ(reading.said[0], "14:17 ENV003 the value is longer than 65536 bytes");
  std::size_t total = 0;
  for (const auto& variable : reading.variables) total += variable.size();
  EXPECT_LT(total, 200'000u);
}

}  // namespace
}  // namespace slipway::spec
