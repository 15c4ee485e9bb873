#include "ops/terraform.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/text.h"
#include "ops/testing/fake_world.h"

namespace slipway::ops {
namespace {

using Action = ResourceChange::Action;

/// "delay 1 → 2" of each.
std::vector<std::string> lines(const std::vector<AttributeChange>& attributes) {
  std::vector<std::string> all;
  for (const auto& [path, said] : attributes) all.push_back(path + said);
  return all;
}

TEST(TerraformPlan, NamesWhatChangesAndOfAnUpdateTheFields) {
  const auto plan = read_plan(R"({"format_version":"1.2","resource_changes":[
    {"address":"aws_vpc.main","mode":"managed","type":"aws_vpc","name":"main","change":{"actions":["create"]}},
    {"address":"aws_sqs_queue.q","mode":"managed","type":"aws_sqs_queue","name":"q","change":{"actions":["update"],
     "before":{"delay":1,"tags":{"a":"1","b":"2"},"tags_all":{"a":"1","b":"2"},"url":"u"},
     "after":{"delay":2,"tags":{"a":"1","b":"3"},"tags_all":{"a":"1","b":"3"}},"after_unknown":{"url":true}}},
    {"address":"aws_instance.i[\"x\"]","mode":"managed","type":"aws_instance","name":"i","change":{"actions":["delete","create"],
     "before":{"block":[{"size":1,"type":"gp3"}]},"after":{"block":[{"size":2,"type":"gp3"}]}}},
    {"address":"aws_same.s","mode":"managed","type":"aws_same","name":"s","change":{"actions":["no-op"]}},
    {"address":"data.aws_x.y","mode":"data","type":"aws_x","name":"y","change":{"actions":["read"]}}],
    "output_changes":{"kubernetes":{"actions":["no-op"]}}})");
  ASSERT_TRUE(plan);
  ASSERT_EQ(plan->changes.size(), 3u);
  EXPECT_EQ(plan->changes[0].action, Action::Create);
  EXPECT_EQ(lines(plan->changes[1].attributes),
            (std::vector<std::string>{"delay 1 → 2", "tags.b \"2\" → \"3\"", "url \"u\" → (known after apply)"}));
  EXPECT_EQ(plan->changes[2].address, "aws_instance.i[\"x\"]");
  EXPECT_EQ(plan->changes[2].action, Action::Replace);
  EXPECT_EQ(lines(plan->changes[2].attributes), (std::vector<std::string>{"block[0].size 1 → 2"}));
  EXPECT_FALSE(plan->changes_outputs);
}

TEST(TerraformPlan, OfDriftOnlyWhatWasSomethingBeforeButAllTags) {
  const auto plan = read_plan(R"({"format_version":"1.2","resource_drift":[
    {"address":"aws_sqs_queue.q","mode":"managed","type":"aws_sqs_queue","name":"q","change":{"actions":["update"],
     "before":{"delay":1,"policy":"","tags":null,"tags_all":{"a":"1"},"rules":[]},
     "after":{"delay":5,"policy":"{}","tags":{},"tags_all":{"a":"1","Owner":"ada"},"rules":[{"x":1}]}}},
    {"address":"aws_vpc.main","mode":"managed","type":"aws_vpc","name":"main","change":{"actions":["delete"]}}]})");
  ASSERT_TRUE(plan);
  ASSERT_EQ(plan->drift.size(), 2u);
  EXPECT_EQ(lines(plan->drift[0].attributes),
            (std::vector<std::string>{"delay 5 → 1", "tags.Owner \"ada\" → nothing"}));
  EXPECT_EQ(plan->drift[1].action, Action::Delete);
}

TEST(TerraformPlan, ShowsNoValueThatIsHiddenOrLong) {
  const std::string policy(200, 'x');
  const auto plan =
      read_plan(R"({"format_version":"1.2","resource_changes":[
    {"address":"aws_db_instance.d","mode":"managed","type":"aws_db_instance","name":"d","change":{"actions":["update"],
     "before":{"password":"old","policy":"a","size":null,"users":[{"name":"a","password":"p"}],"env":{"TOKEN":"t"},"list":[1]},
     "after":{"password":"new","policy":")" +
                policy + R"(","size":"x","users":[{"name":"b","password":"q"}],"env":{"TOKEN":"u"},"list":[2]},
     "before_sensitive":{"password":true,"users":[{"password":true}],"env":true},"after_sensitive":{"users":[{"password":true}]}}}]})");
  ASSERT_TRUE(plan);
  EXPECT_EQ(lines(plan->changes[0].attributes),
            (std::vector<std::string>{"env.TOKEN", "list", "password", "policy", "size nothing → \"x\"",
                                      "users[0].name \"a\" → \"b\"", "users[0].password"}));
}

TEST(TerraformPlan, TakesWhatIsNotKnownYetForNothingNowhere) {
  const auto plan = read_plan(R"({"format_version":"1.2","resource_changes":[
    {"address":"aws_eks_node_group.n","mode":"managed","type":"aws_eks_node_group","name":"n","change":{"actions":["update"],
     "before":{"template":[{"id":"lt-1","version":"1"}],"tags_all":{"Team":"a","Owner":"b"}},
     "after":{"template":[{"id":"lt-1"}],"tags_all":{"Owner":"b"}},
     "after_unknown":{"template":[{"version":true}],"tags_all":{"Team":true}}}}]})");
  ASSERT_TRUE(plan);
  EXPECT_EQ(lines(plan->changes[0].attributes),
            (std::vector<std::string>{"tags.Team \"a\" → (known after apply)",
                                      "template[0].version \"1\" → (known after apply)"}));
}

TEST(TerraformPlan, SaysWhichFieldOfAReplacementForcesIt) {
  const auto plan = read_plan(R"({"format_version":"1.2","resource_changes":[
    {"address":"aws_subnet.s","mode":"managed","type":"aws_subnet","name":"s","change":{"actions":["delete","create"],
     "before":{"cidr":"10.0.0.0/24","name":"a"},"after":{"cidr":"10.0.1.0/24","name":"b"},"replace_paths":[["cidr"]]}}]})");
  ASSERT_TRUE(plan);
  EXPECT_EQ(lines(plan->changes[0].attributes),
            (std::vector<std::string>{"cidr \"10.0.0.0/24\" → \"10.0.1.0/24\" (replaces it)", "name \"a\" → \"b\""}));
}

TEST(TerraformPlan, KeepsOfWhatIsMadeByWhatItWillBeKnown) {
  const auto plan = read_plan(R"({"format_version":"1.2","resource_changes":[
    {"address":"aws_db_instance.d","mode":"managed","type":"aws_db_instance","name":"d","change":{"actions":["create"],
     "after":{"identifier":"demo-d","password":"p","name":"hidden","tags_all":{"Name":"d","Team":"s"}},
     "after_sensitive":{"name":true,"tags_all":{"Team":true}},"after_unknown":{"arn":true}}},
    {"address":"aws_vpc.v","mode":"managed","type":"aws_vpc","name":"v","change":{"actions":["update"],
     "before":{"tags_all":{"Name":"v"}},"after":{"tags_all":{"Name":"w"}}}}]})");
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->changes[0].known_by,
            (std::map<std::string, std::string, std::less<>>{{"identifier", "demo-d"}, {"tags_all.Name", "d"}}));
  EXPECT_TRUE(plan->changes[1].known_by.empty());
}

TEST(TerraformPlan, RefusesWhatItDoesNotKnow) {
  for (const char* text : {"", "{}", "[]", R"({"format_version":"2.0"})", R"({"format_version":"1.2")"})
    EXPECT_FALSE(read_plan(text)) << text;
}

/// A terraform that answers with what it is told.
struct Driven {
  io::FakeProcesses processes;
  Terraform terraform{processes, {.program = "terraform", .folder = "tree", .environment = {{"AWS_PROFILE", "dev"}}}};
  explicit Driven(io::Finished finished) {
    processes.answer = [finished](const io::Command& command) -> Result<io::Finished> {
      if (command.on_line)
        for (const auto line : split(finished.output, '\n')) command.on_line(line);
      return finished;
    };
  }
};

/// What it says that has made, changed and destroyed as many.
std::string said_by_terraform(std::size_t created = 0, std::size_t changed = 0, std::size_t destroyed = 0) {
  return join(testing::terraform_says(created, changed, destroyed), "\n") + "\n";
}

TEST(TerraformPlan, GoesNoFurtherThanAnotherWhenEachChangeDoes) {
  struct Row {
    Action before, now;
    bool is_within;
  };
  const auto plan = [](Action action) {
    return TerraformPlan{.changes = {{"aws_vpc.main", "aws_vpc", "main", action}}, .drift = {}};
  };
  for (const auto& row : {
           Row{Action::Create, Action::Create, true},
           Row{Action::Create, Action::Replace, true},  // half made: tainted
           Row{Action::Replace, Action::Create, true},  // the old one is gone already
           Row{Action::Create, Action::Delete, false},
           Row{Action::Update, Action::Replace, false},
           Row{Action::Update, Action::Delete, false},
           Row{Action::Delete, Action::Delete, true},
       })
    EXPECT_EQ(is_within(plan(row.now), plan(row.before)), row.is_within)
        << static_cast<int>(row.before) << " " << static_cast<int>(row.now);
  EXPECT_TRUE(is_within({}, plan(Action::Delete)));
  EXPECT_FALSE(is_within(plan(Action::Create), {})) << "nobody said yes to that";
}

TEST(Terraform, AFailureIsWhatItsDiagnosticsSayWithTheirPlace) {
  Driven driven({.status = 1,
                 .output = R"({"type":"diagnostic","diagnostic":{"severity":"error","summary":"creating SQS Queue",)"
                           R"("detail":"AccessDenied: no sqs:CreateQueue","address":"aws_sqs_queue.q",)"
                           R"("range":{"filename":"queues.tf","start":{"line":12}}}})",
                 .errors = {}});
  const auto planned = driven.terraform.plan("p", {}, {});
  ASSERT_FALSE(planned);
  EXPECT_EQ(planned.error().message,
            "aws_sqs_queue.q: creating SQS Queue: AccessDenied: no sqs:CreateQueue (queues.tf:12)");
  EXPECT_NE(planned.error().fix.find("--deployer-policy"), std::string::npos);
  EXPECT_EQ(driven.processes.ran[0].environment.at("AWS_PROFILE"), "dev");
  EXPECT_EQ(driven.processes.ran[0].folder, "tree");
}

TEST(Terraform, DoesNoOtherThoughTheEnvironmentIsOfOtherWork) {
  Driven driven({.status = 0, .output = said_by_terraform(), .errors = {}});
  driven.processes.answer = [heard = driven.processes.answer](const io::Command& command) -> Result<io::Finished> {
    if (command.words[1] == "version") return io::Finished{0, R"({"terraform_version":"1.11.4"})", ""};
    if (command.words[1] == "output") return io::Finished{0, "{}", ""};
    return heard(command);
  };
  EXPECT_TRUE(driven.terraform.init());
  EXPECT_TRUE(driven.terraform.plan("p", {}, {}));
  EXPECT_TRUE(driven.terraform.apply("p", {}, {}));
  EXPECT_TRUE(driven.terraform.output());
  EXPECT_TRUE(driven.terraform.state());
  EXPECT_TRUE(driven.terraform.push_state("errored.tfstate"));
  std::string verbs;
  for (const io::Command& ran : driven.processes.ran) {
    // As Terraform makes the name: of the verb and its subverb.
    const std::string verb = ran.words[1] == "state" ? "state_" + ran.words[2] : ran.words[1];
    verbs += verb + " ";
    EXPECT_EQ(ran.environment.at("CHECKPOINT_DISABLE"), "1") << verb;
    for (const auto& name :
         {std::string("TF_CLI_ARGS"), "TF_CLI_ARGS_" + verb, std::string("TF_WORKSPACE"), std::string("TF_DATA_DIR")})
      EXPECT_TRUE(ran.environment.contains(name) && ran.environment.at(name).empty()) << verb << " leaves " << name;
  }
  EXPECT_EQ(verbs, "version init plan apply output state_list state_push ");
}

TEST(Terraform, WithoutTheProgramItSaysWhichIsNeeded) {
  io::FakeProcesses processes;
  Terraform terraform(processes, {.program = "terraform", .folder = "", .environment = {}});
  for (const auto kind :
       {FailureKind::NotFound, FailureKind::Denied, FailureKind::Malformed, FailureKind::Unreachable}) {
    processes.answer = [&](const io::Command&) -> Result<io::Finished> { return Failure{kind, "terraform: why"}; };
    const auto done = terraform.init();
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().message, "terraform: why");
    EXPECT_NE(done.error().cause, "");
    EXPECT_NE(done.error().fix, "");
    EXPECT_EQ(done.error().fix.find("--terraform") != std::string::npos, kind == FailureKind::NotFound);
  }
}

TEST(Terraform, HasNoStateBeforeTheFirstApply) {
  Driven none({.status = 1, .output = {}, .errors = "No state file was found!\n"});
  EXPECT_TRUE(none.terraform.state()->empty());
  Driven some({.status = 0, .output = "aws_vpc.main\ndata.aws_region.here\naws_subnet.a[\"x\"]\n", .errors = {}});
  EXPECT_EQ(*some.terraform.state(), (std::vector<std::string>{"aws_vpc.main", "aws_subnet.a[\"x\"]"}));
}

TEST(Terraform, TellsEachResourceAsItIsMade) {
  Driven driven({.status = 0,
                 .output = said_by_terraform(2) +
                           R"({"type":"apply_complete","hook":{"resource":{"addr":"aws_vpc.main"},"action":"create",)"
                           R"("elapsed_seconds":3}})",
                 .errors = {}});
  std::vector<std::string> told;
  const TerraformPlan plan{
      .changes = {{"aws_vpc.main", "aws_vpc", "main", Action::Create}, {"aws_vpc.b", "aws_vpc", "b", Action::Create}},
      .drift = {}};
  ASSERT_TRUE(driven.terraform.apply("p", plan, [&](const std::string& line) { told.push_back(line); }));
  EXPECT_EQ(told, (std::vector<std::string>{"aws_vpc.main created after 3 s (1 of 2)"}));
}

TEST(Terraform, WhoeverOnlyLooksNeitherTakesTheLockNorWaitsForIt) {
  for (const bool only_looks : {true, false}) {
    Driven driven({.status = 0, .output = said_by_terraform(), .errors = {}});
    ASSERT_TRUE(driven.terraform.plan("p", {.only_looks = only_looks}, {}));
    const auto& words = driven.processes.ran.at(0).words;
    EXPECT_EQ(std::ranges::count(words, "-lock=false"), only_looks ? 1 : 0);
    EXPECT_EQ(std::ranges::count(words, "-lock-timeout=15m"), only_looks ? 0 : 1);
  }
}

// ---- What ended well and did nothing ----

TEST(Terraform, AnApplyIsDoneWhenItSaysThatItDidWhatWasPlanned) {
  const auto change = [](const char* name, Action action) {
    return ResourceChange{std::string("aws_x.") + name, "aws_x", name, action};
  };
  auto unsure = change("unsure", Action::Update);
  unsure.may_be_none = true;
  const TerraformPlan plan{.changes = {change("new", Action::Create), change("anew", Action::Replace),
                                       change("changed", Action::Update), unsure, change("gone", Action::Delete)},
                           .drift = {}};
  struct Row {
    std::string output;
    bool is_done;
  };
  for (const auto& row : {
           Row{said_by_terraform(2, 2, 2), true},
           Row{said_by_terraform(2, 1, 2), true},  // what was not known turned out to be as it was
           Row{said_by_terraform(2, 0, 2), false},
           Row{said_by_terraform(2, 3, 2), false},
           Row{said_by_terraform(1, 2, 2), false},
           Row{said_by_terraform(2, 2, 0), false},
           Row{said_by_terraform(), false},
           Row{"", false},
           Row{"{{{\n\xff\n", false},
           Row{R"({"type":"change_summary"})", false},
           Row{R"({"type":"change_summary","changes":{"add":"2","change":{},"remove":null}})", false},
       }) {
    Driven driven({.status = 0, .output = row.output, .errors = {}});
    const auto done = driven.terraform.apply("p", plan, {});
    ASSERT_EQ(static_cast<bool>(done), row.is_done) << row.output;
    if (row.is_done) continue;
    EXPECT_NE(done.error().message.find("not with what was planned"), std::string::npos) << done.error().message;
    EXPECT_NE(done.error().cause, "");
    EXPECT_NE(done.error().fix, "");
    EXPECT_FALSE(done.error().is_transient);
  }
}

TEST(Terraform, AnEmptyPlanIsOneThatTerraformSaysIsEmpty) {
  const auto lines = testing::terraform_says(0, 0, 0);
  for (const std::string& output : {std::string(), std::string("OK\n"), lines[0], lines[1], std::string("{}\n[]\n")})
    for (const int status : {0, 2}) {
      Driven driven({.status = status, .output = output, .errors = {}});
      const auto plan = driven.terraform.plan("p", {}, {});
      ASSERT_FALSE(plan) << output;
      EXPECT_EQ(plan.error().message, "terraform plan ended well and printed no plan");
      EXPECT_NE(plan.error().fix.find("--terraform"), std::string::npos);
    }
  Driven empty({.status = 0, .output = said_by_terraform(), .errors = {}});
  EXPECT_TRUE(empty.terraform.plan("p", {}, {})->is_empty());
  Driven lost({.status = 0, .output = said_by_terraform(1), .errors = {}});
  EXPECT_FALSE(lost.terraform.plan("p", {}, {}))
      << "something around it lost its status: the plan is read, and is none";
}

TEST(Terraform, InitializesNothingWithAProgramThatIsNone) {
  struct Row {
    io::Finished finished;
    std::string said;  // "": it is one that works
  };
  const std::string none = "terraform version -json printed no version of Terraform";
  for (const auto& row : {
           Row{{0, R"({"terraform_version":"1.11.4","platform":"linux_amd64"})", ""}, ""},
           Row{{0, R"({"terraform_version":"1.10.0-rc1"})", ""}, ""},
           Row{{0, R"({"terraform_version":"2.0.0"})", ""}, ""},
           Row{{0, R"({"terraform_version":"1.9.8"})", ""}, "terraform is 1.9.8"},
           Row{{0, R"({"terraform_version":"0.15.5"})", ""}, "terraform is 0.15.5"},
           Row{{0, R"({"terraform_version":"new"})", ""}, "terraform is new"},
           Row{{0, "", ""}, none},
           Row{{0, "Helm v3.14.0\n", ""}, none},
           Row{{0, R"({"terraform_version":{}})", ""}, none},
           Row{{1, R"({"terraform_version":"1.11.4"})", "no"}, none},
       }) {
    Driven driven(row.finished);
    const auto done = driven.terraform.init();
    EXPECT_EQ(static_cast<bool>(done), row.said.empty()) << row.finished.output;
    EXPECT_EQ(driven.processes.ran.size(), row.said.empty() ? 2u : 1u) << "nothing but its version is asked";
    if (done) continue;
    EXPECT_EQ(done.error().message, row.said);
    EXPECT_NE(done.error().cause, "");
    EXPECT_NE(done.error().fix, "");
  }
}

TEST(Terraform, OutputsAreAMapInJson) {
  for (const char* text : {"", "{{{", "[]", "null", "Warning: No outputs found\n", "{\"a\":"}) {
    Driven driven({.status = 0, .output = text, .errors = {}});
    const auto output = driven.terraform.output();
    ASSERT_FALSE(output) << text;
    EXPECT_EQ(output.error().message, "terraform output printed no JSON");
    EXPECT_NE(output.error().cause, "");
  }
  Driven none({.status = 0, .output = "{}\n", .errors = {}});
  EXPECT_EQ(*none.terraform.output(), "{}\n");
}

/// A hand's `Team: hacker` goes back to what the provider gives to all: the resource's own `tags` have no Team.
TEST(TerraformPlan, OfTagsShowsWhatTheResourceWillHave) {
  struct Row {
    std::string before, after, unknown;
    std::vector<std::string> lines;
  };
  for (const auto& row : {
           Row{R"({"tags":{"Team":"hacker"},"tags_all":{"Team":"hacker"}})",
               R"({"tags":{},"tags_all":{"Team":"research"}})",
               "{}",
               {"tags.Team \"hacker\" → \"research\""}},
           Row{R"({"tags":{"a":"1"},"tags_all":{"a":"1","b":"2"}})",
               R"({"tags":{"a":"3"},"tags_all":{"a":"3","b":"2"}})",
               "{}",
               {"tags.a \"1\" → \"3\""}},
           // Terraform knows only the resource's own.
           Row{R"({"tags":{"a":"1"},"tags_all":{"a":"1"}})",
               R"({"tags":{"a":"3"}})",
               R"({"tags_all":true})",
               {"tags.a \"1\" → \"3\""}},
           Row{R"({"tags":{"a":"1"},"tags_all":null})",
               R"({"tags":{"a":"3"},"tags_all":{"a":"3"}})",
               "{}",
               {"tags.a \"1\" → \"3\""}},
           Row{R"({"tags_all":{"a":"1"}})", R"({"tags_all":{"a":"3"}})", "{}", {"tags.a \"1\" → \"3\""}},
           Row{R"({"tags":{"a":"1"}})", R"({"tags":{"a":"3"}})", "{}", {"tags.a \"1\" → \"3\""}},
       }) {
    const auto plan = read_plan(
        R"({"format_version":"1.2","resource_changes":[{"address":"aws_x.a","mode":"managed","type":"aws_x","name":"a",)"
        R"("change":{"actions":["update"],"before":)" +
        row.before + R"(,"after":)" + row.after + R"(,"after_unknown":)" + row.unknown + "}}]}");
    ASSERT_TRUE(plan);
    EXPECT_EQ(lines(plan->changes[0].attributes), row.lines) << row.before << row.after;
  }
}

TEST(TerraformPlan, KnowsUpdatesThatMayTurnOutToBeNone) {
  const auto plan = read_plan(R"({"format_version":"1.2","resource_changes":[
    {"address":"aws_x.a","mode":"managed","type":"aws_x","name":"a","change":{"actions":["update"],"after_unknown":{"b":[{"c":true}]}}},
    {"address":"aws_x.b","mode":"managed","type":"aws_x","name":"b","change":{"actions":["update"],"after_unknown":{"b":[{"c":false}]}}},
    {"address":"aws_x.c","mode":"managed","type":"aws_x","name":"c","change":{"actions":["create"],"after_unknown":{"b":true}}}]})");
  ASSERT_TRUE(plan);
  EXPECT_TRUE(plan->changes[0].may_be_none);
  EXPECT_FALSE(plan->changes[1].may_be_none);
  EXPECT_FALSE(plan->changes[2].may_be_none);
}

TEST(Terraform, KnowsTheIDsOfWhatItsStateHas) {
  Driven driven({.status = 0,
                 .output = R"({"version":4,"resources":[
      {"mode":"managed","type":"aws_vpc","instances":[{"attributes":{"id":"vpc-1","arn":"arn:v","cidr":"10.0.0.0/16"}}]},
      {"mode":"managed","type":"aws_eks_pod_identity_association","instances":[{"attributes":{"association_id":"a-1"}}]},
      {"mode":"data","type":"aws_vpc","instances":[{"attributes":{"id":"vpc-2"}}]}]})",
                 .errors = {}});
  const auto ids = driven.terraform.ids();
  ASSERT_TRUE(ids);
  EXPECT_TRUE(ids->has("aws_vpc", "vpc-1"));
  EXPECT_TRUE(ids->has("aws_eks_pod_identity_association", "demo,a-1"));
  EXPECT_FALSE(ids->has("aws_vpc", "vpc-2")) << "it is read, not made";
  EXPECT_EQ(ids->arns, std::set<std::string>{"arn:v"});
  EXPECT_EQ(join(driven.processes.ran.at(0).words, " "), "terraform state pull");
}

TEST(Terraform, SaysOfItsStateWhatExpressionsStandFor) {
  Driven driven({.status = 0,
                 .output = R"({"version":4,"resources":[
      {"mode":"managed","type":"aws_eks_cluster","name":"main","instances":[
        {"attributes":{"name":"demo","vpc_config":[{"vpc_id":"vpc-1"}],"tags":{},"version":null}}]},
      {"mode":"data","type":"aws_vpc","name":"main","instances":[{"attributes":{"cidr_block":"10.0.0.0/16"}}]},
      {"mode":"managed","type":"aws_subnet","name":"many","instances":[{"attributes":{"id":"a"}},{"attributes":{"id":"b"}}]}]})",
                 .errors = {}});
  const auto values = driven.terraform.values({{"cidr", "data.aws_vpc.main.cidr_block"},
                                               {"name", "aws_eks_cluster.main.name"},
                                               {"vpc", "aws_eks_cluster.main.vpc_config[0].vpc_id"},
                                               {"beyond", "aws_eks_cluster.main.vpc_config[1].vpc_id"},
                                               {"many", "aws_subnet.many.id"},
                                               {"map", "aws_eks_cluster.main.tags"},
                                               {"null", "aws_eks_cluster.main.version"},
                                               {"short", "aws_eks_cluster"},
                                               {"unmade", "aws_vpc.main.id"}});
  ASSERT_TRUE(values);
  EXPECT_EQ(*values, (std::map<std::string, std::string>{{"cidr", "10.0.0.0/16"}, {"name", "demo"}, {"vpc", "vpc-1"}}));
}

TEST(Terraform, OfNoStateAtAllThereAreNoIDs) {
  Driven driven({});
  const auto ids = driven.terraform.ids();
  ASSERT_TRUE(ids);
  EXPECT_TRUE(ids->of_type.empty());
}

/// A role and its instance profile may have one name.
TEST(Terraform, AnIDIsOfAType) {
  Driven driven({.status = 0,
                 .output = R"({"version":4,"resources":[
      {"mode":"managed","type":"aws_iam_role","instances":[{"attributes":{"id":"demo-batch"}}]}]})",
                 .errors = {}});
  const auto ids = driven.terraform.ids();
  ASSERT_TRUE(ids);
  EXPECT_TRUE(ids->has("aws_iam_role", "demo-batch"));
  EXPECT_FALSE(ids->has("aws_iam_instance_profile", "demo-batch"));
}

TEST(Terraform, AStateThatCannotBeReadIsNoEmptyOne) {
  for (const char* printed : {"{\"version\":4,\"resou", "Success", "{}", "[]"}) {
    Driven driven({.status = 0, .output = printed, .errors = {}});
    const auto ids = driven.terraform.ids();
    ASSERT_FALSE(ids) << printed;
    EXPECT_EQ(ids.error().message, "terraform state pull printed no state");
    EXPECT_NE(ids.error().fix, "");
  }
}

TEST(Terraform, ImportWaitsForTheLockAndIsNotCutShort) {
  Driven driven({});
  const auto is_taken = driven.terraform.import_resource("aws_subnet.a[\"x\"]", "subnet-1");
  EXPECT_TRUE(is_taken && *is_taken);
  const auto& command = driven.processes.ran.at(0);
  EXPECT_TRUE(command.finishes);
  EXPECT_EQ(join(command.words, " "),
            "terraform import -input=false -no-color -lock-timeout=15m aws_subnet.a[\"x\"] subnet-1");
  Driven finds_none({.status = 1, .output = {}, .errors = "Error: Cannot import non-existent remote object"});
  const auto is_there = finds_none.terraform.import_resource("aws_vpc.main", "vpc-1");
  EXPECT_TRUE(is_there && !*is_there);
  Driven fails({.status = 1, .output = {}, .errors = "Error: Error acquiring the state lock"});
  const auto failed = fails.terraform.import_resource("aws_vpc.main", "vpc-1");
  ASSERT_FALSE(failed);
  EXPECT_NE(failed.error().message.find("acquiring the state lock"), std::string::npos) << failed.error().message;
}

}  // namespace
}  // namespace slipway::ops
