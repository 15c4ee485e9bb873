#include "cli/flags.h"

#include <gtest/gtest.h>

namespace slipway::cli {
namespace {

/// "" would be as if the flag were not given: another state, another cluster, all steps.
TEST(Flags, AnEmptyWordIsRefused) {
  struct Row {
    std::vector<std::string> words;
    std::string said;
  };
  for (const auto& row : {
           Row{{"--state", ""}, "--state cannot be empty"},
           Row{{"-f", ""}, "--from cannot be empty"},
           Row{{""}, "platform.yaml cannot be empty"},
           Row{{"--state", " "}, ""},
           Row{{"--state", "a", "p.yaml"}, ""},
           Row{{}, ""},
       }) {
    std::string state, from, path;
    Flags flags;
    flags.value("--state", state, "DIR", "");
    flags.value("-f,--from", from, "STEP", "");
    flags.argument("platform.yaml", path, "");
    EXPECT_EQ(flags.parse(row.words), row.said) << (row.words.empty() ? "" : row.words[0]);
  }
}

/// Whatever is wrong with words is said in ours, with the flag's name: never in those of the parser behind.
TEST(Flags, EachMistakeIsSaidByTheNameOfTheFlag) {
  struct Row {
    std::vector<std::string> words;
    std::string said;
  };
  for (const auto& row : {
           Row{{"--state"}, "--state needs a value: --state DIR"},
           Row{{"--state="}, "--state needs a value: --state DIR"},
           Row{{"-f"}, "--from needs a value: --from STEP"},
           Row{{"-o"}, "--output needs a value: --output table|json"},
           Row{{"--set"}, "--set needs a value: --set PATH=VALUE"},
           Row{{"--types"}, "--instance-types needs a value: --instance-types TYPE,…"},
           Row{{"--limit"}, "--limit needs a value: --limit N"},
           Row{{"--diff"}, "--diff needs a value: --diff OLD NEW"},
           Row{{"--diff", "a"}, "--diff takes two words: OLD NEW"},
           Row{{"--state", "--yes"}, "--state needs a value: --state DIR ('--yes' is a flag)"},
           Row{{"--set", "-f", "a"}, "--set needs a value: --set PATH=VALUE ('-f' is a flag)"},
           Row{{"--state", "a", "--state", "b"}, "--state is given twice: 'a', 'b'"},
           Row{{"--state", "[a]", "--state=a\nb"}, "--state is given twice: '[a]', 'a b'"},
           Row{{"-f", "a", "--from", "a"}, "--from is given twice: 'a', 'a'"},
           Row{{"-o", "json", "-o", "table"}, "--output is given twice: 'json', 'table'"},
           Row{{"--limit", "1", "--limit", "2"}, "--limit is given twice: '1', '2'"},
           Row{{"--diff", "a", "b", "--diff", "c", "d"}, "--diff is given twice: 'a', 'b', 'c', 'd'"},
           Row{{"--yes=maybe"}, "--yes takes no value: leave '=maybe' away"},
           Row{{"p.yaml", "q.yaml"}, "unexpected argument 'q.yaml'"},
           Row{{"--stat", "a"}, "unknown flag '--stat' (did you mean --state?)"},
           Row{{"--yes", "--yes"}, ""},
           Row{{"--set", "a=1", "--set", "b=2", "--types", "a,b", "--instance-types", "c"}, ""},
           Row{{"--diff", "a", "b", "--yes", "p.yaml"}, ""},
       }) {
    bool yes = false;
    long long limit = 0;
    std::string state, from, output = "table", path;
    std::vector<std::string> set, types, diff;
    Flags flags;
    flags.on("--yes", yes, "");
    flags.value("--state", state, "DIR", "");
    flags.value("-f,--from", from, "STEP", "");
    flags.choice("-o,--output", output, {"table", "json"}, "");
    flags.each("--set", set, "PATH=VALUE", "");
    flags.values("--types,--instance-types", types, "TYPE,…", "");
    flags.number("--limit", limit, {0, 9}, "N", "");
    flags.pair("--diff", diff, "OLD NEW", "");
    flags.argument("platform.yaml", path, "");
    EXPECT_EQ(flags.parse(row.words), row.said) << row.words[0];
  }
}

}  // namespace
}  // namespace slipway::cli
