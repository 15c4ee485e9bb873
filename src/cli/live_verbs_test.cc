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

constexpr const char* kDatabase =
    "  databases:\n    app: {engine: postgres, version: \"17\", databaseName: app, instanceClass: db.t4g.micro, "
    "storage: 20Gi}\n";

/// apply, destroy and status; this platform has nothing in its cluster.
using LiveVerbs = testing::LiveWorld;

TEST_F(LiveVerbs, ApplyShowsWhatItWouldDoAndDoesNothingUntilToldTo) {
  const Said planned = run({"apply", "--plan-only"});
  EXPECT_EQ(planned.code, ExitCode::Ok) << planned.err;
  EXPECT_TRUE(says(planned.out, "demo · eu-west-1 · EKS ")) << planned.out;
  EXPECT_TRUE(says(planned.out, "as arn:aws:iam::111122223333:user/ada\n"));
  EXPECT_TRUE(says(planned.out, "\neks-cluster ")) << planned.out;
  EXPECT_FALSE(says(planned.out, "LOST FOR GOOD"));

  const Said alone = run({"apply", "--no-preflight"});
  EXPECT_EQ(alone.code, ExitCode::WrongUsage);
  EXPECT_TRUE(says(alone.err, "nothing was done: there is no terminal to ask\n  = fix: --yes goes ahead")) << alone.err;

  answers = {"y"};
  EXPECT_EQ(run({"apply", "--no-preflight"}).code, ExitCode::WrongUsage) << "only yes is yes";
  EXPECT_EQ(questions, (std::vector<std::string>{"\nApply this? Only `yes` does: "}));
  EXPECT_TRUE(world.resources.empty());
}

TEST_F(LiveVerbs, AFailureOfTerraformSaysStepCauseAndFixWhateverItPrints) {
  const std::string known =
      R"({"type":"diagnostic","diagnostic":{"severity":"error","address":"aws_eks_cluster.main","summary":)"
      R"("creating EKS Cluster (demo): operation error EKS: CreateCluster, https response error StatusCode: 400, )"
      R"(RequestID: 7f-1, StrangeException: it is odd"}})";
  struct Row {
    std::string command, step, says;
    io::Finished finished;
  };
  for (const auto& row : {
           Row{"init", "plan: ", "no registry", {1, "", "Error: no registry\n"}},
           Row{"plan", "plan: ", "aws_eks_cluster.main (eks-cluster, platform.yaml:4)", {1, known, ""}},
           Row{"plan", "plan: ", "ended by signal 9", {137, "", ""}},
           Row{"show", "plan: ", "is not known", {0, "no plan", ""}},
           Row{"apply", "aws: ", "StrangeException", {1, known, ""}},
           Row{"apply", "aws: ", "ended with status 1", {1, "\n\n", "\n"}},
           Row{"apply", "aws: ", "odd", {1, "\x1b[31m\xff odd \x07", ""}},
           Row{"output", "aws: ", "ended with status 4", {4, "", ""}},
       }) {
    programs.instead = [&row](const io::Command& command) -> std::optional<io::Finished> {
      if (command.words.at(0) != "terraform" || command.words.at(1) != row.command) return std::nullopt;
      return row.finished;
    };
    fs::remove(folder / "journal.db");
    world.disk().files.erase(state + "/tree/terraform/.terraform/slipway");
    const Said said = apply();
    EXPECT_EQ(said.code, ExitCode::WorldFailed) << row.command;
    EXPECT_TRUE(says(said.err, "slipway: " + row.step)) << row.command << "\n" << said.err;
    auto unbroken = said.err;
    for (auto at = unbroken.find("\n         "); at != unbroken.npos; at = unbroken.find("\n         "))
      unbroken.replace(at, 10, " ");
    EXPECT_TRUE(says(unbroken, row.says)) << row.command << "\n" << unbroken;
    EXPECT_TRUE(says(said.err, "\n  = cause: ")) << row.command << "\n" << said.err;
    EXPECT_TRUE(says(said.err, "\n  = fix: ")) << row.command << "\n" << said.err;
    EXPECT_FALSE(says(said.err, "\x1b")) << row.command;
  }
}

TEST_F(LiveVerbs, WhatIsNoTerraformOrDidNothingIsNoSuccess) {
  const auto answers_to = [this](const std::string& verb, const std::string& output) {
    programs.instead = [verb, output](const io::Command& command) -> std::optional<io::Finished> {
      if (command.words.at(0) != "terraform" || (!verb.empty() && command.words.at(1) != verb)) return std::nullopt;
      if (command.on_line) command.on_line(output);
      return io::Finished{0, output, ""};
    };
  };
  answers_to("", "");  // as /bin/true
  for (const char* verb : {"apply", "destroy"}) {
    const Said said = run({verb, "--plan-only"});
    EXPECT_EQ(said.code, ExitCode::WorldFailed) << verb;
    EXPECT_TRUE(says(said.err, "terraform version -json printed no version of")) << said.err;
  }
  answers_to("apply", "");
  const Said nothing = apply();
  EXPECT_EQ(nothing.code, ExitCode::WorldFailed) << nothing.err;
  EXPECT_TRUE(says(nothing.err, "slipway: aws: terraform apply ended well, but not with what was planned"))
      << nothing.err;
  EXPECT_FALSE(says(nothing.out, "is as platform.yaml says"));
  answers_to("output", "{{{");
  const Said garbage = apply();
  EXPECT_EQ(garbage.code, ExitCode::WorldFailed) << garbage.err;
  EXPECT_TRUE(says(garbage.err, "slipway: aws: terraform output printed no JSON")) << garbage.err;
  EXPECT_FALSE(world.disk().files.contains(state + "/outputs.json"))
      << "what was known may be true no longer: the next apply asks anew";
}

TEST_F(LiveVerbs, StatusAfterAFailureSaysWhatIsNotAsWanted) {
  apply();
  const Said well = run({"status"});
  EXPECT_FALSE(says(well.out, "\nall as applied\n")) << "verify was not well";
  EXPECT_TRUE(says(well.out, "did not come to its end")) << well.out << well.err;
  world.disk().files["platform.yaml"] += "  buckets: {models: {}}\n";
  world.terraform_errors = {"no such host"};
  EXPECT_EQ(apply().code, ExitCode::WorldFailed);
  const Said failed = run({"status"});
  EXPECT_EQ(failed.code, ExitCode::FindingsReported) << failed.out << failed.err;
  EXPECT_TRUE(says(failed.out, "aws_s3_bucket.models")) << failed.out;
  EXPECT_FALSE(says(failed.out, "all as applied")) << failed.out;
}

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

TEST_F(LiveVerbs, APlanWithNothingInItSaysSo) {
  apply();
  const Said planned = run({"apply", "--plan-only"});
  EXPECT_EQ(planned.code, ExitCode::Ok) << planned.err;
  EXPECT_TRUE(says(planned.out, "\nnothing to do: ") && says(planned.out, "no apply of all came to its end here"))
      << planned.out;
  EXPECT_FALSE(says(run({"apply", "--plan-only", "-o", "json"}).out, "nothing to do"));
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

TEST_F(LiveVerbs, RunsOfTheJournalAreCountedFromOne) {
  apply();
  for (const char* runs : {"0", "-1", "100001"}) {
    const Said said = run({"status", "--journal", "--runs", runs});
    EXPECT_EQ(said.code, ExitCode::WrongUsage) << runs;
    EXPECT_TRUE(says(said.err, "from 1 to 100000)")) << said.err;
  }
  EXPECT_EQ(run({"status", "--journal", "--runs", "1"}).code, ExitCode::Ok);
  EXPECT_EQ(run({"status", "--runs", "3"}).code, ExitCode::WrongUsage) << "of no journal";
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

TEST_F(LiveVerbs, ANameThatIsToBeCopiedIsWholeWhereverTheLineEnds) {
  apply();
  for (const std::size_t length : {10u, 40u, 200u}) {
    const std::string arn = "arn:aws:x:eu-west-1:1:" + std::string(length, 'r');
    world.tagged_by_others = {std::string(length, 'r')};
    answers = {"demo"};
    const Said left = run({"destroy"});
    EXPECT_TRUE(says(left.out, "  " + arn)) << left.out << left.err;
    for (const auto line : split(left.out, '\n')) {
      const bool is_too_long = line.find("arn:aws:x") != line.npos && display_width(line) > 80;
      EXPECT_TRUE(!is_too_long || trim(line) == arn || trim(line) == arn + " \\")
          << "nothing else is on a line that is too long: " << line;
    }
  }
}

TEST_F(LiveVerbs, ApplyNamesStepsAndComponentsThatThereAre) {
  const Said component = run({"apply", "--only", "nothing"});
  EXPECT_EQ(component.code, ExitCode::WrongUsage);
  EXPECT_TRUE(says(component.err, "component 'nothing' makes nothing here\n  = fix: --only with one of "))
      << component.err;
  const Said step = run({"apply", "--from", "51"});
  EXPECT_EQ(step.code, ExitCode::WrongUsage);
  EXPECT_TRUE(says(step.err, "the steps are retire, aws, access, ")) << step.err;
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

TEST_F(LiveVerbs, WhatIsLostForGoodWantsTheNameTyped) {
  const auto without = world.disk().files["platform.yaml"];
  world.disk().files["platform.yaml"] = without + kDatabase;
  apply();
  ASSERT_TRUE(world.resources.contains("aws_db_instance.app"));
  world.disk().files["platform.yaml"] = without;

  const Said planned = run({"apply", "--plan-only"});
  EXPECT_EQ(planned.code, ExitCode::Ok) << planned.err;
  EXPECT_TRUE(says(planned.out, "\nLOST FOR GOOD\n  aws_db_instance.app is destroyed: the database and its data\n"))
      << planned.out;

  const Said yes = apply();
  EXPECT_EQ(yes.code, ExitCode::WrongUsage);
  EXPECT_TRUE(says(yes.err, "--yes --allow-loss does")) << yes.err;
  answers = {"yes"};
  EXPECT_EQ(run({"apply", "--no-preflight"}).code, ExitCode::WrongUsage);
  EXPECT_EQ(questions.back(), "\nApply this, and lose that? Type demo: ");
  ASSERT_TRUE(world.resources.contains("aws_db_instance.app"));

  apply({"--allow-loss"});
  EXPECT_FALSE(world.resources.contains("aws_db_instance.app"));
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

TEST_F(LiveVerbs, DestroyWantsTheNameAndLeavesNothing) {
  apply();
  EXPECT_EQ(run({"destroy", "--yes"}).code, ExitCode::WrongUsage);
  EXPECT_EQ(run({"destroy", "--yes", "--name", "other"}).code, ExitCode::WrongUsage);
  const Said planned = run({"destroy", "--plan-only"});
  EXPECT_EQ(planned.code, ExitCode::Ok) << planned.err;
  EXPECT_TRUE(says(planned.out, "\nwill be gone: ")) << planned.out;
  answers = {"yes"};
  EXPECT_EQ(run({"destroy"}).code, ExitCode::WrongUsage);
  EXPECT_FALSE(world.resources.empty());
  answers = {"demo"};
  const Said gone = run({"destroy"});
  EXPECT_EQ(gone.code, ExitCode::Ok) << gone.err;
  EXPECT_TRUE(says(gone.out, "\ndemo is gone; nothing with its tags is left\n")) << gone.out;
  EXPECT_TRUE(world.resources.empty());
  EXPECT_FALSE(world.disk().files.contains(state + "/identity.json"));
}

/// After a destroy that left something, a person wants to know what, and what to type; not to begin anew.
TEST_F(LiveVerbs, StatusAfterADestroySaysWhatIsLeftNow) {
  const auto status_after = [&](std::set<std::string> left) {
    world.tagged_by_others = std::move(left);
    return run({"status"});
  };
  apply();
  world.tagged_by_others = {"queue"};
  answers = {"demo"};
  EXPECT_EQ(run({"destroy"}).code, ExitCode::FindingsReported);
  const Said left = status_after({"queue"});
  EXPECT_EQ(left.code, ExitCode::FindingsReported) << left.err;
  EXPECT_TRUE(says(left.out, "\n  arn:aws:x:eu-west-1:1:queue  (slipway.dev/platform=demo)\n    aws ")) << left.out;
  EXPECT_FALSE(says(left.out, "brings it up again")) << left.out;
  const Said gone = status_after({});
  EXPECT_EQ(gone.code, ExitCode::Ok) << gone.err;
  EXPECT_TRUE(says(gone.out, "\ndemo is gone; nothing with its tags is left\n")) << gone.out;
  EXPECT_TRUE(says(gone.out, "\n`slipway apply` brings it up again\n")) << gone.out;
}

TEST_F(LiveVerbs, ADestroyOfNothingSaysSoAndNoCost) {
  const Said planned = run({"destroy", "--plan-only"});
  EXPECT_EQ(planned.code, ExitCode::Ok) << planned.err;
  EXPECT_TRUE(says(planned.out, "\nthere is nothing to destroy: ")) << planned.out;
  EXPECT_FALSE(says(planned.out, "it costs")) << planned.out;
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

/// Lost, or moved away as its own fix advises: what stands is found by asking, and told of again.
TEST_F(LiveVerbs, ApplyWithANewJournalSaysThatAllIsAsWanted) {
  apply();
  fs::remove(folder / "journal.db");
  EXPECT_TRUE(says(run({"status"}).err, "demo was never applied from here"));
  apply();
  EXPECT_TRUE(says(run({"status"}).out, "\nlast: 2026-")) << run({"status"}).err;
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

TEST_F(LiveVerbs, VerifySaysFirstThatNothingWasEverApplied) {
  constexpr const char* kNever = "slipway: demo was never applied from here (";
  EXPECT_TRUE(says(run_as_is({"verify"}).err, kNever));
  EXPECT_FALSE(says(run_as_is({"verify", "--kubeconfig", "kc"}).err, kNever)) << "who says where knows better";
  apply();
  EXPECT_FALSE(says(run({"verify"}).err, kNever));
}

TEST_F(LiveVerbs, DestroyNamesWhatOthersMadeInTheCluster) {
  apply();
  world.server.put("/api/v1/namespaces/default/services/lb",
                   R"({"apiVersion":"v1","kind":"Service","metadata":{"name":"lb","namespace":"default"},
                       "spec":{"type":"LoadBalancer"}})");
  const Said planned = run({"destroy", "--plan-only"});
  EXPECT_TRUE(
      says(planned.out, "\nmade in the cluster, and gone with it:\n  - Service default/lb: its load balancer\n"))
      << planned.out << planned.err;
}

TEST_F(LiveVerbs, StatusSaysWhatWasDoneAndByWhom) {
  const Said never = run({"status"});
  EXPECT_EQ(never.code, ExitCode::WrongUsage);
  EXPECT_TRUE(says(never.err, "demo was never applied from here")) << never.err;
  run({"apply", "--plan-only"});
  const Said planned = run({"status"});
  EXPECT_EQ(planned.code, ExitCode::WrongUsage) << planned.out;
  EXPECT_TRUE(says(planned.err, "demo was never applied from here")) << planned.err;
  EXPECT_EQ(run({"status", "--journal"}).code, ExitCode::WrongUsage);
  apply();
  const Said journal = run({"status", "--journal"});
  EXPECT_EQ(journal.code, ExitCode::Ok) << journal.err;
  EXPECT_TRUE(says(journal.out, " apply ")) << journal.out;
  EXPECT_TRUE(says(journal.out, "aws ")) << journal.out;
  EXPECT_EQ(run({"status", "--only", "nothing"}).code, ExitCode::WrongUsage);
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

TEST_F(LiveVerbs, AFirstApplyThatFailedLeavesWhatIsStillToBeMade) {
  world.terraform_errors = {"no such host"};
  EXPECT_EQ(apply().code, ExitCode::WorldFailed);
  const Said said = run({"status"});
  EXPECT_EQ(said.code, ExitCode::FindingsReported) << said.err;
  EXPECT_TRUE(says(said.out, "\nstill to be made, ")) << said.out;
  EXPECT_FALSE(says(said.out, "is gone")) << said.out;
}

TEST_F(LiveVerbs, SomeComponentsThatAreWellDoNotMakeAllWell) {
  EXPECT_EQ(apply().code, ExitCode::FindingsReported) << "AWS has not what verify asks for";
  const Said some = apply({"--only", "storage-classes"});
  ASSERT_EQ(some.code, ExitCode::Ok) << some.err;
  const Said again = apply();
  EXPECT_FALSE(says(again.out, "nothing to do")) << again.out;
  EXPECT_EQ(again.code, ExitCode::FindingsReported) << again.err;
}

TEST_F(LiveVerbs, AddAppliesOnlyToWhatIsApplied) {
  int bucket = 0;
  const auto add = [&](std::vector<std::string> more = {}) {
    std::vector<std::string> words = {"add", "bucket", "arn:aws:s3:::models-" + std::to_string(++bucket), "--yes"};
    words.insert(words.end(), more.begin(), more.end());
    world.ran.clear();
    return run(words).err;
  };
  constexpr const char* kNotYet = "wrote platform.yaml\nnext: slipway apply (it is not applied yet)\n";
  EXPECT_TRUE(says(add(), kNotYet)) << "nobody looked at it";
  run({"apply", "--plan-only"});
  EXPECT_TRUE(says(add(), kNotYet)) << "somebody looked";
  world.terraform_errors = {"AccessDenied: no"};
  apply();
  EXPECT_TRUE(says(add(), kNotYet)) << "an apply failed";
  EXPECT_TRUE(world.ran.empty());
  apply();
  EXPECT_TRUE(says(add({"--edit-only"}), "\nnext: slipway apply --only s3-csi\n"));
  EXPECT_TRUE(world.ran.empty());
  EXPECT_TRUE(says(add(), "\napplying s3-csi\n"));
  EXPECT_FALSE(world.ran.empty());
  answers = {"demo"};
  run({"destroy"});
  EXPECT_TRUE(says(add(), kNotYet)) << "it is gone";
}

/// While somebody works on it: nothing of the file changes, and whoever was at it goes on undisturbed.
TEST_F(LiveVerbs, AddWritesNothingWhileTheLockIsHeldThatItsApplyWouldNeed) {
  apply();
  auto& kept = world.disk().files;
  const auto before = kept["platform.yaml"];
  world.disk().locked.insert(state + "/lock");
  kept[state + "/lock"] = "process 4711 on laptop";
  world.ran.clear();
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
           {"add", "bucket", "arn:aws:s3:::models", "--yes"},
           {"add", "nodepool", "more", "--types", "m6i.large", "--limits", "cpu=8", "--yes"},
           {"add", "component", "keda", "--yes"}}) {
    const Said said = run(words);
    EXPECT_EQ(said.code, ExitCode::WorldFailed) << words[1];
    EXPECT_TRUE(says(said.err, "slipway: demo is being worked on: ")) << said.err;
    EXPECT_TRUE(says(said.err, "nothing was\n         written\n  = fix: ") || says(said.err, "nothing was written\n"))
        << said.err;
    EXPECT_FALSE(says(said.err, "\nwrote ")) << said.err;
    EXPECT_EQ(kept["platform.yaml"], before) << words[1];
  }
  EXPECT_TRUE(world.ran.empty());
  EXPECT_TRUE(says(run({"add", "bucket", "arn:aws:s3:::models", "--yes", "--edit-only"}).err, "\nnext: ")) << "a file";
  world.disk().locked.clear();
  EXPECT_TRUE(says(run({"add", "bucket", "arn:aws:s3:::others", "--yes"}).err, "\napplying s3-csi\n"));
  EXPECT_FALSE(world.disk().locked.contains(state + "/lock")) << "it is given back";
}

/// However the apply behind an add ends but well, the file stays as it was written, and that is said.
TEST_F(LiveVerbs, AddSaysThatTheFileIsChangedWhenItsApplyIsRefused) {
  apply();
  int bucket = 0;
  const auto expect_told = [&](std::vector<std::string> more, const std::string& why) {
    const auto arn = "arn:aws:s3:::models-" + std::to_string(++bucket);
    std::vector<std::string> words = {"add", "bucket", arn};
    words.insert(words.end(), more.begin(), more.end());
    const Said said = run(words);
    EXPECT_NE(said.code, ExitCode::Ok) << why;
    EXPECT_TRUE(says(world.disk().files["platform.yaml"], arn)) << why;
    EXPECT_TRUE(
        said.err.ends_with("platform.yaml keeps what was added; once that is mended: slipway apply --only\n"
                           "s3-csi\n"))
        << why << said.err;
  };
  world.terraform_errors = {"creating S3 thing: AccessDenied: no"};
  expect_told({"--yes"}, "AWS refuses");
  answers = {"yes", "no"};
  expect_told({}, "somebody thinks twice");
  answers.clear();
  programs.instead = [](const io::Command&) { return io::Finished{1, "", "Error: no registry\n"}; };
  expect_told({"--yes"}, "Terraform does not begin");
  programs.instead = {};
  environment.variables = {{"AWS_EC2_METADATA_DISABLED", "true"}};
  expect_told({"--yes"}, "there are no credentials");
}

/// What add applied is applied; what somebody wrote besides is not.
TEST_F(LiveVerbs, AfterAddAppliedItsPartNothingHasChanged) {
  constexpr const char* kChanged = "platform.yaml has changed since it was applied";
  apply();
  EXPECT_FALSE(says(run({"status"}).out, kChanged));
  EXPECT_TRUE(says(run({"add", "bucket", "arn:aws:s3:::models", "--yes"}).err, "\napplying s3-csi\n"));
  EXPECT_FALSE(says(run({"status"}).out, kChanged));
  run({"add", "bucket", "arn:aws:s3:::others", "--yes", "--edit-only"});
  EXPECT_TRUE(says(run({"status"}).out, kChanged));
  run({"apply", "--yes", "--only", "s3-csi"});
  EXPECT_FALSE(says(run({"status"}).out, kChanged));
}

TEST_F(LiveVerbs, StatusSaysWhoIsAtWork) {
  apply();
  const auto journal = ops::Journal::open(state + "/journal.db");
  ASSERT_TRUE(journal);
  const auto begun = world.server.clock.now();
  const auto run_id = (*journal)->begin_run({.verb = "apply", .who = "bob", .version = "0", .begun = begun});
  ASSERT_TRUE((*journal)->begin_step(*run_id, "aws", "", begun));
  const Said killed = run({"status"});
  EXPECT_TRUE(says(killed.out, "apply was killed by bob")) << killed.out << killed.err;
  EXPECT_TRUE(says(killed.out, "to go on: slipway apply")) << killed.out;
  EXPECT_FALSE(says(killed.out, "its Terraform")) << killed.out;
  world.disk().files[state + "/tree/terraform/.terraform.tfstate.lock.info"] =
      R"({"Operation":"OperationTypeApply","Created":"2026-11-26T20:31:07.5Z"})";
  EXPECT_TRUE(
      says(run({"status"}).out, "its Terraform may be at work yet: it locked the state at 2026-11-26T20:31:07Z"));
  world.disk().files.erase(state + "/tree/terraform/.terraform.tfstate.lock.info");

  world.disk().locked.insert(state + "/lock");
  world.disk().files[state + "/lock"] = "process 4711 on laptop\n";
  const Said working = run({"status"});
  EXPECT_TRUE(says(working.out, "apply is at work by bob")) << working.out;
  EXPECT_TRUE(says(working.out, "\nnow: aws since ") && says(working.out, ", by process 4711 on laptop\n"))
      << working.out;
  EXPECT_FALSE(says(working.out, "to go on:")) << working.out;
  EXPECT_TRUE(says(run({"status", "--journal"}).out, "at work")) << "in the journal as well";
  const Said second = run({"apply", "--yes"});
  EXPECT_EQ(second.code, ExitCode::WorldFailed);
  EXPECT_TRUE(says(second.err, "demo is being worked on: ")) << second.err;
}

}  // namespace
}  // namespace slipway::cli
