#include <gtest/gtest.h>
#include <sqlite3.h>

#include <tuple>

#include "base/text.h"
#include "cli/testing/live_world.h"

namespace slipway::cli {
namespace {

namespace fs = std::filesystem;
using testing::Said;
using testing::says;

/// What apply, destroy, status, verify and add have in common; each one's own is in its file. This platform has nothing
/// in its cluster.
using LiveVerbs = testing::LiveWorld;

TEST_F(LiveVerbs, WhatWasNeverAppliedStaysSoAfterPlansAndNeedsNoAwsToBeSaid) {
  for (const char* verb : {"apply", "destroy"}) {
    run({verb, "--plan-only"});
    EXPECT_FALSE(fs::exists(folder / "journal.db")) << verb;
  }
  environment.variables.clear();
  EXPECT_NE(run({"destroy", "--plan-only"}).code, ExitCode::Ok) << "nobody is there to ask as";
  EXPECT_FALSE(fs::exists(folder / "journal.db"));
  for (const auto& words : {std::vector<std::string>{"status"}, {"status", "--journal"}}) {
    const Said said = run(words);
    EXPECT_EQ(said.code, ExitCode::WrongUsage);
    EXPECT_TRUE(says(said.err, "demo was never applied from here:")) << said.err;
  }
}

/// Each verb that talks to a cluster, with every kubeconfig that leads to none.
TEST_F(LiveVerbs, WhatCannotBeReadIsWrongUsageAndSaysWhatHelps) {
  apply();  // status asks nothing of what never was
  const std::vector<std::vector<std::string>> kAsk = {
      {"apply"}, {"destroy"}, {"status"}, {"verify"}, {"verify", "--run-probes"}, {"snapshot"}};
  struct Row {
    const char* what;
    std::string kubeconfig;
    std::string said;
  };
  for (const auto& row :
       {Row{"not there", "", "the kubeconfig: "}, Row{"empty", "\n", "is empty"},
        Row{"no YAML", "a: [", "is no YAML from here on"},
        Row{"hostile",
            "a: &a [x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\n"
            "d: &d [*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d]\n"
            "f: &f [*e,*e,*e,*e,*e,*e]\ng: &g [*f,*f,*f,*f,*f]\nh: [*g,*g,*g,*g,*g]\n",
            ""},
        Row{"a list", "[a]", "a map with clusters"},
        Row{"without a context", "clusters: []\n", "has no current context"},
        Row{"without that context", "current-context: c\n", "has no context 'c'"},
        Row{"without that cluster", "current-context: c\ncontexts: [{name: c, context: {cluster: x}}]\n",
            "has no cluster 'x'"}}) {
    if (!row.kubeconfig.empty()) world.disk().files["kc"] = row.kubeconfig;
    for (std::vector<std::string> words : kAsk) {
      words.insert(words.end(), {"--kubeconfig", "kc"});
      const Said said = words[0] == std::string("snapshot") ? run_as_is(words) : run(words);
      EXPECT_EQ(said.code, ExitCode::WrongUsage) << words[0] << " " << row.what << said.err;
      EXPECT_TRUE(says(said.err, row.said)) << words[0] << " " << row.what << said.err;
      EXPECT_TRUE(says(said.err, "= fix: ")) << words[0] << " " << row.what << said.err;
      EXPECT_FALSE(says(said.err, "0 files")) << said.err;
    }
  }
  // Nobody names a file: KUBECONFIG does, or only the context is named.
  environment.variables["KUBECONFIG"] = "kc";
  for (const char* verb : {"verify", "snapshot"})
    for (const char* text : {"\n", "[a]", "current-context: c\n"}) {
      world.disk().files["kc"] = text;
      const Said said = run_as_is({verb});
      // An empty one (KUBECONFIG=/dev/null) is how people say that there is none, and verify can do without.
      const bool is_none = verb == std::string("verify") && text == std::string("\n");
      EXPECT_EQ(said.code == ExitCode::WrongUsage, !is_none) << verb << text << said.err;
    }
  environment.variables.erase("KUBECONFIG");
  for (std::vector<std::string> words : kAsk) {
    words.insert(words.end(), {"--context", "c"});
    const Said said = words[0] == std::string("snapshot") ? run_as_is(words) : run(words);
    EXPECT_EQ(said.code, ExitCode::WrongUsage) << words[0] << said.err;
    EXPECT_TRUE(says(said.err, "no cluster is configured")) << words[0] << said.err;
  }
}

TEST_F(LiveVerbs, AStateThatCannotBeUsedSaysWhatHelps) {
  fs::create_directories(folder / "journal.db");
  world.disk().files[state + "/journal.db/x"] = "";
  for (const char* verb : {"status", "apply"}) {
    const Said said = run({verb});
    EXPECT_EQ(said.code, ExitCode::WorldFailed) << verb;
    EXPECT_TRUE(says(said.err, "--state DIR")) << said.err;
    EXPECT_FALSE(says(said.err, "never applied")) << said.err;
  }
  fs::remove_all(folder / "journal.db");
  world.disk().files.erase(state + "/journal.db/x");
  world.disk().changes_left = 0;
  const Said closed = run({"apply"});
  EXPECT_EQ(closed.code, ExitCode::WorldFailed);
  EXPECT_TRUE(says(closed.err, "its disk is full") && says(closed.err, "--state DIR")) << closed.err;
}

TEST_F(LiveVerbs, ANarrowTerminalIsNotOverrun) {
  apply();
  for (const int width : {40, 80}) {
    columns = width;
    for (const auto& words : {std::vector<std::string>{"status", "--journal"}, {"apply", "--plan-only"}}) {
      const Said said = run(words);
      std::size_t words_alone = 0;
      for (const auto line : split(said.out, '\n')) {
        const bool is_one_word = trim(line).find(' ') == line.npos || line.starts_with("as arn:");
        EXPECT_TRUE(display_width(line) <= static_cast<std::size_t>(width) || is_one_word) << width << ": " << line;
        words_alone += line.starts_with("          ") && is_one_word && !trim(line).empty();
      }
      EXPECT_LT(words_alone, 3u) << "no column of single words\n" << said.out;
    }
  }
}

/// Who types a name wrong need not log in to hear so; and nothing is made for it.
TEST_F(LiveVerbs, WhatTheArgumentsNameIsLookedForFirst) {
  apply();
  environment.variables = {{"AWS_EC2_METADATA_DISABLED", "true"}};
  auto before = world.disk().files;
  before[state + "/journal.db"] = "SQLite's";
  struct Row {
    std::vector<std::string> words;
    const char* said;
  };
  for (const Row& row :
       {Row{{"apply", "--only", "nothing"}, "component 'nothing' makes nothing here\n  = fix: --only with one of "},
        Row{{"apply", "--from", "51"}, "there is no step '51'"},
        Row{{"apply", "--only", "eks-cluster", "--from", "prune"}, "there is no step 'prune'"},
        Row{{"apply", "--only", "eks-clutser"}, "\n  = fix: did you mean eks-cluster?\n"},
        Row{{"apply", "--only", "keda"}, "is it to be there? `slipway add component keda`; else"},
        Row{{"apply", "--only", "kedda"}, "\n  = fix: did you mean keda? it makes nothing here"},
        Row{{"verify", "--component", "eks-clutser"}, "\n  = fix: did you mean eks-cluster?\n"},
        Row{{"status", "--only", "eks-clutser"}, "\n  = fix: did you mean eks-cluster?\n"},
        Row{{"apply", "--from", "verfy"}, "'verfy'\n  = fix: did you mean verify? the steps are "},
        Row{{"status", "--only", "nothing"}, "component 'nothing' makes nothing here\n  = fix: --only with one of "},
        Row{{"destroy", "--name", "other"}, "the platform is called demo, not other"}}) {
    const Said said = run(row.words);
    EXPECT_EQ(said.code, ExitCode::WrongUsage) << row.said << said.err;
    EXPECT_TRUE(says(said.err, row.said)) << said.err;
    EXPECT_FALSE(says(said.err, "credentials")) << said.err;
  }
  EXPECT_EQ(world.disk().files, before);
  EXPECT_EQ(run({"apply"}).code, ExitCode::WorldFailed) << "only now";
}

/// What one verb calls --only another calls --component: whoever types the one hears of the other.
TEST_F(LiveVerbs, WhoeverTypesTheFlagOfAnotherVerbHearsOfThisOnes) {
  for (const auto& [verb, typed, meant] : {std::tuple{"apply", "--component", "--only"},
                                           {"status", "--component", "--only"},
                                           {"verify", "--only", "--component"}}) {
    const Said said = run_as_is({verb, typed, "eks-cluster"});
    EXPECT_EQ(said.code, ExitCode::WrongUsage);
    EXPECT_TRUE(says(said.err, std::string("unknown flag '") + typed + "' (did you mean " + meant + "?)")) << said.err;
  }
}

TEST_F(LiveVerbs, AStateIsOfOneAccountThoughItsJournalIsLost) {
  apply();
  fs::remove(folder / "journal.db");
  world.disk().files.erase(state + "/journal.db");
  world.account = "444455556666";
  for (const char* verb : {"apply", "destroy"}) {
    const Said other = run({verb, "--plan-only"});
    EXPECT_EQ(other.code, ExitCode::WrongUsage);
    EXPECT_TRUE(says(other.err, "account 111122223333;")) << other.err;
  }
}

TEST_F(LiveVerbs, AJournalOfALaterSlipwayWantsThatSlipway) {
  apply();
  ASSERT_TRUE(fs::exists(folder / "journal.db"));
  sqlite3* database = nullptr;
  ASSERT_EQ(::sqlite3_open((folder / "journal.db").c_str(), &database), SQLITE_OK);
  ASSERT_EQ(
      ::sqlite3_exec(database, "PRAGMA user_version = 99; UPDATE run SET version = '7.1.0'", nullptr, nullptr, nullptr),
      SQLITE_OK);
  ::sqlite3_close(database);
  for (const char* verb : {"apply", "status", "destroy"}) {
    const Said said = run({verb});
    EXPECT_EQ(said.code, ExitCode::WorldFailed) << verb;
    EXPECT_TRUE(says(said.err, "slipway 7.1.0")) << said.err;
    EXPECT_FALSE(says(said.err, "move it away")) << said.err;
  }
}

/// Whatever the state and the credentials agree on: platform.yaml says whose account it is.
TEST_F(LiveVerbs, EachRefusesAnAccountThatPlatformYamlDoesNotName) {
  apply();
  auto& text = world.disk().files["platform.yaml"];
  const auto at = text.find("region:");
  ASSERT_NE(at, std::string::npos);
  text.insert(at, "accountId: \"444455556666\", ");
  for (const char* verb : {"apply", "status", "destroy"}) {
    const Said said = run({verb});
    EXPECT_EQ(said.code, ExitCode::WrongUsage) << verb << said.out;
    EXPECT_TRUE(says(said.err, "aws.accountId is 444455556666, and the credentials are of account\n")) << said.err;
  }
}

/// Of another cluster each verb would say what is not so of this one.
TEST_F(LiveVerbs, EachRefusesAClusterThatIsAnothers) {
  apply();
  world.disk().files[state + "/identity.json"] =
      R"({"platform":"demo","cluster":"demo","region":"eu-west-1","account":"111122223333","clusterId":"the first"})";
  world.server.put("/api/v1/namespaces/kube-system",
                   R"({"apiVersion":"v1","kind":"Namespace","metadata":{"name":"kube-system","uid":"the second"}})");
  world.disk().files["kc"] =
      "apiVersion: v1\nkind: Config\ncurrent-context: c\n"
      "contexts: [{name: c, context: {cluster: c, user: u}}]\nusers: [{name: u, user: {}}]\n"
      "clusters: [{name: c, cluster: {server: \"" +
      world.server.access().server + "\"}}]\n";
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"verify", "--component", "storage-classes"}, {"apply"}, {"destroy"}}) {
    auto all = words;
    all.insert(all.end(), {"--kubeconfig", "kc"});
    const Said said = run(all);
    EXPECT_EQ(said.code, ExitCode::WorldFailed) << words[0] << said.err;
    EXPECT_TRUE(says(said.err, "https://fake is another cluster than the one that demo was")) << said.err;
  }
}

TEST_F(LiveVerbs, ALookWithoutCredentialsLeavesNothingAndTellsWhatIsKnown) {
  const auto credentials = environment.variables;
  environment.variables.clear();
  state += "/never";
  for (const char* verb : {"apply", "destroy"}) {
    EXPECT_EQ(run({verb, "--plan-only"}).code, ExitCode::WorldFailed) << verb;
    for (const auto& [file, text] : world.disk().files) EXPECT_FALSE(file.starts_with(state)) << verb << ": " << file;
  }
  state = folder.string();
  environment.variables = credentials;
  apply();
  environment.variables.clear();
  const Said said = run({"status"});
  EXPECT_EQ(said.code, ExitCode::WorldFailed);
  EXPECT_TRUE(says(said.out, "last: ")) << said.out << said.err;
  EXPECT_TRUE(says(said.out, " apply ")) << said.out;
  EXPECT_TRUE(says(said.err, "credentials")) << said.err;
}

TEST_F(LiveVerbs, VerifySaysFirstThatNothingWasEverApplied) {
  constexpr const char* kNever = "slipway: demo was never applied from here (";
  EXPECT_TRUE(says(run_as_is({"verify"}).err, kNever));
  EXPECT_FALSE(says(run_as_is({"verify", "--kubeconfig", "kc"}).err, kNever)) << "who says where knows better";
  apply();
  EXPECT_FALSE(says(run({"verify"}).err, kNever));
}

}  // namespace
}  // namespace slipway::cli
