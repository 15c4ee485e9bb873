#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>

#include "base/text.h"
#include "cli/testing/verb_run.h"
#include "cloud/testing/machine.h"
#include "doc/json.h"

/// `slipway verify` and `slipway preflight` from their flags to their exit codes, in the world of a table.
namespace slipway::cli {
namespace {

using testing::Said;
using testing::says;

/// An AWS that answers EKS by the path's end and STS; a kubeconfig when a test writes one.
struct World : testing::LiveDoors {
  io::FakeInterrupts interrupts;
  std::map<std::string, io::HttpResponse> answers;  // by the end of the URL
  std::string code;  // of a device, which the person at the terminal types; "": nobody is there
  int codes = 0;     // that were asked for
  bool is_terminal = false;
  int width = 80;

  World() {
    files.files["platform.yaml"] =
        "apiVersion: slipway.dev/v1alpha1\nkind: Platform\nmetadata: {name: demo}\nspec:\n"
        "  aws: {region: us-west-2}\n  cluster: {version: \"1.35\"}\n"
        "  nodeGroups:\n    system: {instanceTypes: [m6i.large], min: 1, max: 3}\n"
        "  buckets: {models: {}}\n";
    environment.variables["HOME"] = "/home/ada";
    processes.answer = [](const io::Command& command) -> Result<io::Finished> {
      const bool is_helm = command.words.at(0) == "helm";
      return io::Finished{0, is_helm ? "v3.22.0" : R"({"terraform_version":"1.11.4"})", ""};
    };
    answers["/clusters/demo"] = cluster("ACTIVE");
    answer_by_end(answers, {403, {}, R"({"__type":"AccessDeniedException","message":"you may not"})"});
  }
  static io::HttpResponse cluster(const std::string& status) {
    return {200,
            {},
            R"({"cluster":{"status":")" + status +
                R"(","version":"1.35","encryptionConfig":[{"resources":["secrets"]}]}})"};
  }
  Said run(const std::vector<std::string>& words) {
    return testing::run_with(files, words, [this](Session& session) {
      give(session);
      session.interrupts = &interrupts;
      if (!code.empty()) session.ask_unseen = [this](std::string_view) { return ++codes, code; };
      session.out_is_terminal = is_terminal;
      session.width = width;
    });
  }
};

doc::Document json(const std::string& text) {
  Diagnostics mistakes;
  auto document = doc::read_json(std::make_shared<const SourceText>("out", text), mistakes);
  EXPECT_FALSE(mistakes.has_errors()) << text;
  return document;
}

std::string without_colours(std::string text) {
  for (auto at = text.find('\x1b'); at != text.npos; at = text.find('\x1b', at))
    text.erase(at, text.find('m', at) + 1 - at);
  return text;
}

TEST(VerifyVerb, ALineForEachCheckAndACommandThatReachesTheSame) {
  World world;
  const Said well = world.run({"verify", "--component", "eks-cluster"});
  EXPECT_EQ(well.code, ExitCode::Ok) << well.err;
  EXPECT_TRUE(says(well.out, "ok    eks-cluster  the cluster is active\n")) << well.out;

  world.answers["/clusters/demo"] = World::cluster("CREATING");
  const Said ill = world.run({"verify", "--component", "eks-cluster", "--profile", "my admin"});
  EXPECT_EQ(ill.code, ExitCode::WorldFailed) << "that profile does not exist" << ill.err;
  const Said creating = world.run({"verify", "--component", "eks-cluster"});
  EXPECT_EQ(creating.code, ExitCode::FindingsReported);
  EXPECT_TRUE(says(creating.out,
                   "FAIL  eks-cluster  the cluster is active\n      found CREATING, expected ACTIVE\n"
                   "      aws --region us-west-2 eks describe-cluster --name demo --output text \\\n"
                   "        --query cluster.status\n"))
      << creating.out;
}

TEST(VerifyVerb, PrintsThreeFormatsWithTheSameExitCode) {
  for (const char* status : {"ACTIVE", "CREATING"}) {
    World world;
    world.answers["/clusters/demo"] = World::cluster(status);
    const auto expected = status == std::string_view("ACTIVE") ? ExitCode::Ok : ExitCode::FindingsReported;
    const std::vector<std::string> words{"verify", "--component", "eks-cluster", "-o"};
    auto as = [&](const char* format) {
      auto all = words;
      all.push_back(format);
      return all;
    };
    EXPECT_EQ(world.run(as("table")).code, expected);
    const Said printed = world.run(as("json"));
    EXPECT_EQ(printed.code, expected);
    EXPECT_EQ(json(printed.out).root()["schemaVersion"].text(), "slipway.dev/verify/v1");
    const Said junit = world.run(as("junit"));
    EXPECT_EQ(junit.code, expected);
    EXPECT_TRUE(says(junit.out, "<testsuite name=\"demo\"")) << junit.out;
    EXPECT_EQ(says(junit.out, "<failure message=\"found CREATING, expected ACTIVE\">"),
              expected == ExitCode::FindingsReported);
  }
}

TEST(VerifyVerb, WritesToAFileWithoutColours) {
  World world;
  world.is_terminal = true;
  const Said said = world.run({"verify", "--component", "eks-cluster", "--out", "verify.txt"});
  EXPECT_EQ(said.out, "");
  EXPECT_TRUE(world.files.files["verify.txt"].starts_with("skip  ") ||
              world.files.files["verify.txt"].starts_with("ok  "));
  EXPECT_EQ(world.files.files["verify.txt"].find('\x1b'), std::string::npos);
  EXPECT_EQ(world.run({"verify", "--component", "eks-cluster", "--out", "platform.yaml"}).code, ExitCode::WrongUsage);
}

/// Commands are for copying: a backslash ends each line of theirs but the last. What has no space is never broken.
TEST(VerifyVerb, LinesFitTheTerminal) {
  World world;
  world.answers["/clusters/demo"] = World::cluster("CREATING");
  const Said plain = world.run({"verify"});
  world.is_terminal = true;
  const Said coloured = world.run({"verify"});
  EXPECT_NE(coloured.out, plain.out);
  EXPECT_EQ(without_colours(coloured.out), plain.out);
  for (const auto line : split(plain.out, '\n'))
    if (line.find(' ', line.find_first_not_of(' ')) != std::string_view::npos) {
      EXPECT_LE(display_width(line), 80u) << line;
    }
}

TEST(VerifyVerb, WhatMayNotBeAskedIsSkippedAndTheOthersAreAsked) {
  World world;
  const Said said = world.run({"verify", "--component", "eks-cluster,ebs-csi"});
  EXPECT_EQ(said.code, ExitCode::Ok) << said.err;
  EXPECT_TRUE(says(said.out, "ok    eks-cluster  the cluster is active\n")) << said.out;
  EXPECT_TRUE(says(said.out, "skip  ebs-csi      add-on aws-ebs-csi-driver is active\n")) << said.out;
  EXPECT_TRUE(says(said.out, "AccessDeniedException: you may not")) << said.out;
}

TEST(VerifyVerb, KeysThatExpiredSayNothingOfThePlatform) {
  World world;
  world.http.answer = [](const io::HttpRequest&) -> Result<io::HttpResponse> {
    return io::HttpResponse{403, {}, R"({"__type":"ExpiredTokenException","message":"The security token is expired"})"};
  };
  const Said said = world.run({"verify", "--component", "eks-cluster"});
  EXPECT_EQ(said.code, ExitCode::WorldFailed) << said.out;
  EXPECT_TRUE(says(said.out, "expired")) << said.out;
  EXPECT_FALSE(says(said.out, "FAIL")) << said.out;
}

/// Each code of a device is good once, and the next takes half a minute to come.
TEST(VerifyVerb, ASessionOfACodeServesTheNextVerbToo) {
  for (const auto& [first, second] : {std::pair{"verify", "preflight"}, {"preflight", "verify"}}) {
    World world;
    world.code = "123456";
    world.environment.variables = {{"HOME", "/home/ada"}, {"AWS_PROFILE", "a"}};
    world.files.files["/home/ada/.aws/config"] =
        "[profile a]\nrole_arn = arn:aws:iam::1:role/a\nsource_profile = keys\nmfa_serial = arn:aws:iam::1:mfa/me\n"
        "[profile keys]\naws_access_key_id = AKIA\naws_secret_access_key = s\n";
    world.http.answer = [others = world.http.answer](const io::HttpRequest& request) -> Result<io::HttpResponse> {
      if (!request.body.starts_with("Action=AssumeRole&")) return others(request);
      return io::HttpResponse{200, {}, cloud::testing::sts_answer("AssumeRole", "ASIA", "2026-11-26T01:00:00Z")};
    };
    world.run({first});
    EXPECT_EQ(world.codes, 1) << first;
    world.run({second});
    EXPECT_EQ(world.codes, 1) << second << " after " << first;
  }
}

TEST(VerifyVerb, WithoutKeysAndKubeconfigNothingCanBeAsked) {
  World world;
  world.environment.variables = {{"HOME", "/home/ada"}, {"AWS_EC2_METADATA_DISABLED", "true"}};
  const Said said = world.run({"verify"});
  EXPECT_EQ(said.code, ExitCode::WorldFailed);
  EXPECT_EQ(said.out, "");
  EXPECT_TRUE(says(said.err, "slipway: ")) << said.err;
}

TEST(VerifyVerb, RefusesOutputsOfAnotherShape) {
  for (const char* text : {"", "[]", "{}", "\"x\"", "{\"a\": 1}", "{\"checked\": {\"value\": []}}",
                           "{\"vpc_id\": {\"value\": \"vpc-1\"}}", "not JSON"}) {
    World world;
    world.files.files["outputs.json"] = text;
    const Said said = world.run({"verify", "--outputs", "outputs.json"});
    EXPECT_EQ(said.code, ExitCode::WrongUsage) << text << said.out;
    EXPECT_TRUE(says(said.err, "outputs.json is not what `terraform output -json` prints")) << text << said.err;
  }
  EXPECT_EQ(World().run({"verify", "--outputs", "gone.json"}).code, ExitCode::WrongUsage);
}

TEST(VerifyVerb, TakesNamesOfAllOutputsOrOfOne) {
  for (const char* text : {R"({"checked": {"value": {"aws_s3_bucket_models_id": "demo-models-1"}}})",
                           R"({"aws_s3_bucket_models_id": "demo-models-1"})"}) {
    World world;
    world.files.files["outputs.json"] = text;
    world.answers["/demo-models-1?versioning="] = {
        200, {}, "<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>"};
    const Said said = world.run({"verify", "--component", "buckets", "--outputs", "outputs.json"});
    EXPECT_EQ(said.code, ExitCode::FindingsReported) << said.out;
    EXPECT_TRUE(
        says(said.out, "aws --region us-west-2 s3api get-bucket-versioning --bucket \\\n        demo-models-1 "))
        << said.out;
  }
}

TEST(VerifyVerb, NamesThatTheOutputsDoNotHaveAreSaidAsSuch) {
  World world;
  const Said none = world.run({"verify", "--component", "buckets"});
  EXPECT_EQ(none.code, ExitCode::WorldFailed) << "nothing could be asked";
  EXPECT_TRUE(says(none.out, "give --outputs")) << none.out;
  world.files.files["outputs.json"] = R"({"checked": {"value": {"aws_s3_bucket_others_id": "x"}}})";
  const Said others = world.run({"verify", "--component", "buckets", "--outputs", "outputs.json"});
  EXPECT_TRUE(says(others.out, "its outputs do not say")) << others.out;
}

constexpr const char* kKubeconfig =
    "apiVersion: v1\nkind: Config\ncurrent-context: demo\n"
    "clusters: [{name: c, cluster: {server: \"https://k\"}}]\nusers: [{name: u, user: {token: t}}]\n"
    "contexts: [{name: demo, context: {cluster: c, user: u}}]\n";

/// What apply left is found beside platform.yaml, or where --state says; flags of one's own come before it.
TEST(VerifyVerb, TakesWhatApplyLeft) {
  for (const std::string folder : {".slipway/demo", "/states/demo"}) {
    World world;
    world.files.files[folder + "/outputs.json"] = R"({"checked": {"value": {"aws_s3_bucket_models_id": "left"}}})";
    world.files.files[folder + "/kubeconfig"] = kKubeconfig;
    world.answers["/left?versioning="] = {200, {}, "<VersioningConfiguration/>"};
    world.answers["https://k/api"] = {
        200, {}, R"({"kind":"APIGroupDiscoveryList","items":[{"metadata":{},"versions":[{"version":"v1","resources":[
        {"resource":"nodes","responseKind":{"kind":"Node"},"scope":"Cluster","verbs":["get","list"]}]}]}]})"};
    world.answers["https://k/apis"] = {200, {}, R"({"kind":"APIGroupDiscoveryList","items":[]})"};
    std::vector<std::string> words{"verify", "--component", "buckets,coredns"};
    if (folder != ".slipway/demo") words.insert(words.end(), {"--state", folder});
    const Said said = world.run(words);
    EXPECT_EQ(said.code, ExitCode::FindingsReported) << said.out << said.err;
    EXPECT_TRUE(says(said.out, " --bucket left ")) << said.out;
    EXPECT_TRUE(says(said.out, "kubectl --kubeconfig " + folder + "/kubeconfig get deployment coredns ")) << said.out;
    world.files.files["outputs.json"] = R"({"checked": {"value": {"aws_s3_bucket_models_id": "mine"}}})";
    words.insert(words.end(), {"--outputs", "outputs.json"});
    EXPECT_FALSE(says(world.run(words).out, "left"));
  }
  const Said nowhere = World().run({"verify", "--state", "/nowhere"});
  EXPECT_EQ(nowhere.code, ExitCode::WrongUsage);
  EXPECT_TRUE(says(nowhere.err, "/nowhere has neither outputs.json nor kubeconfig")) << nowhere.err;
}

/// An apply that did not get far left outputs of nothing: that is no mistake of the user's.
/// Whatever the disk or a person made of it; of a text that was cut off there is half.
TEST(VerifyVerb, OutputsThatApplyLeftAndSomebodyDamagedAreSaidToBe) {
  const std::string whole = R"({"checked": {"value": {"aws_s3_bucket_models_id": "left"}}})";
  for (const auto& text : {std::string(), std::string("\0\0\0", 3), whole.substr(0, whole.size() / 2),
                           std::string("[]"), std::string(R"({"checked": 1})")}) {
    World world;
    world.files.files[".slipway/demo/outputs.json"] = text;
    const Said said = world.run({"verify", "--component", "buckets"});
    EXPECT_TRUE(says(said.err, ".slipway/demo/outputs.json is damaged")) << text << ": " << said.err;
    EXPECT_TRUE(says(said.err, "slipway apply --plan-only")) << said.err;
    EXPECT_EQ(said.code, ExitCode::WrongUsage) << text;
  }
}

/// Of a cluster that an apply from here reached; without it kubectl's own, if there is one, would be another's in
/// silence.
TEST(VerifyVerb, AKubeconfigThatApplyLeftAndSomebodyDeletedIsMissed) {
  const auto said_with = [](const char* cluster_id, bool has_own) {
    World world;
    world.files.files[".slipway/demo/identity.json"] =
        std::string(R"({"platform":"demo","cluster":"demo","region":"us-west-2","account":"1","clusterId":")") +
        cluster_id + "\"}";
    if (has_own) {
      world.environment.variables["KUBECONFIG"] = "own";
      world.files.files["own"] = kKubeconfig;
    }
    return world.run({"verify"});
  };
  for (const bool has_own : {false, true}) {
    const Said said = said_with("abc", has_own);
    EXPECT_TRUE(says(said.err + said.out, ".slipway/demo/kubeconfig, which apply left, is gone"))
        << said.err << said.out;
    EXPECT_TRUE(says(said.err + said.out, "`slipway apply --plan-only` writes it anew")) << said.err << said.out;
  }
  const Said never = said_with("", false);
  EXPECT_FALSE(says(never.err + never.out, "which apply left")) << "no apply came to the cluster yet";
}

TEST(VerifyVerb, OutputsThatApplyLeftMayBeOfNothing) {
  World world;
  world.files.files[".slipway/demo/outputs.json"] = "{}";
  EXPECT_EQ(world.run({"verify", "--component", "eks-cluster"}).code, ExitCode::Ok);
}

TEST(VerifyVerb, WithoutAnyAccessItSaysWhatIsMissingAndWhatHelps) {
  World world;
  world.environment.variables = {{"HOME", "/home/ada"}, {"AWS_EC2_METADATA_DISABLED", "true"}};
  const Said said = world.run({"verify"});
  EXPECT_EQ(said.code, ExitCode::WorldFailed);
  EXPECT_EQ(said.out, "");
  EXPECT_TRUE(says(said.err, "slipway: there are no AWS credentials")) << said.err;
  EXPECT_TRUE(says(said.err,
                   "slipway: there is no kubeconfig for the cluster\n"
                   "  = fix: aws --region us-west-2 eks update-kubeconfig --name demo\n"))
      << said.err;
  EXPECT_FALSE(says(said.err, "KCFG002")) << said.err;
  for (const auto line : split(said.err, '\n')) EXPECT_LE(line.size(), 80u) << line;
}

/// However the checks of both take turns.
TEST(VerifyVerb, EachReasonToSkipIsSaidOnce) {
  World world;
  const Said said = world.run({"verify"});
  EXPECT_TRUE(says(said.err, "slipway: demo was never applied from here (.slipway/demo): ")) << said.err;
  const std::string once = "there is no kubeconfig for the cluster";
  EXPECT_TRUE(says(said.out, once)) << said.out;
  EXPECT_EQ(said.out.find(once), said.out.rfind(once)) << said.out;
  world.http.answer = [](const io::HttpRequest&) { return Failure{FailureKind::Unreachable, "no route to AWS"}; };
  const Said silent = world.run({"verify"});
  EXPECT_EQ(silent.code, ExitCode::WorldFailed);
  EXPECT_EQ(silent.out.find("no route to AWS"), silent.out.rfind("no route to AWS")) << silent.out;
}

TEST(VerifyVerb, RefusesWhatItDoesNotKnow) {
  const Said component = World().run({"verify", "--component", "kedda"});
  EXPECT_EQ(component.code, ExitCode::WrongUsage);
  EXPECT_TRUE(says(component.err, "component 'kedda' has no checks here\n  = fix: did you mean keda?"))
      << component.err;
  EXPECT_EQ(World().run({"verify", "--probe-minutes", "0"}).code, ExitCode::WrongUsage);
  EXPECT_EQ(World().run({"verify", "-o", "xml"}).code, ExitCode::WrongUsage);
}

TEST(VerifyVerb, ProbesWithoutAClusterAreSkipped) {
  World world;
  const Said said = world.run({"verify", "--run-probes", "--component", "storage-classes,eks-cluster"});
  EXPECT_EQ(said.code, ExitCode::Ok) << said.err;
  EXPECT_TRUE(says(said.out, "skip  storage-classes  a claim that names no class is bound and can be")) << said.out;
}

/// Ctrl-C leaves probes unasked: that is no success, as it is none of apply.
TEST(VerifyVerb, ProbesThatAreStoppedAreNoSuccess) {
  World world;
  world.files.files["kubeconfig"] = kKubeconfig;
  const std::vector<std::string> words{"verify",       "--run-probes", "--component", "eks-cluster,storage-classes",
                                       "--kubeconfig", "kubeconfig"};
  EXPECT_EQ(world.run(words).code, ExitCode::Ok) << "nobody may make Jobs here: they are skipped";
  const auto count = [](const std::string& text, std::string_view word) {
    std::size_t found = 0;
    for (const auto line : split(text, '\n')) found += line.starts_with(word);
    return found;
  };
  const auto all = world.run(words).out;
  const auto lines = count(all, "ok ") + count(all, "skip ") + count(all, "FAIL ");
  // Wherever it is at, from before the first request to the probes: what was asked is said, the rest is skipped.
  int most = 0;
  for (int at = -1; at <= most; ++at) {  // first without an interrupt, to count
    std::atomic<int> asked = 0;
    world.interrupts.came = at == 0;
    world.http.answer = [&](const io::HttpRequest& request) -> Result<io::HttpResponse> {
      EXPECT_FALSE(request.method == "POST" && request.url.starts_with("https://k") && world.interrupts.came > 0)
          << "no Job is made any more";
      if (++asked == at) world.interrupts.came = 1;
      for (const auto& [end, answer] : world.answers)
        if (request.url.ends_with(end)) return answer;
      return io::HttpResponse{403, {}, R"({"__type":"AccessDeniedException","message":"you may not"})"};
    };
    const Said stopped = world.run(words);
    most = std::max(most, std::min<int>(asked, 40));
    EXPECT_EQ(stopped.code, at >= 0 && at <= asked ? ExitCode::WorldFailed : ExitCode::Ok)
        << at << stopped.out << stopped.err;
    EXPECT_EQ(count(stopped.out, "ok ") + count(stopped.out, "skip "), lines) << at << stopped.out;
  }
  EXPECT_GT(most, 2);
  world.interrupts.came = 0;
  world.answers["/clusters/demo"] = World::cluster("CREATING");
  world.http.answer = [&](const io::HttpRequest& request) -> Result<io::HttpResponse> {
    for (const auto& [end, answer] : world.answers)
      if (request.url.ends_with(end)) return answer;
    if (request.url.find("/apis/batch/") != request.url.npos) world.interrupts.came = 1;
    return io::HttpResponse{403, {}, R"({"__type":"AccessDeniedException","message":"you may not"})"};
  };
  EXPECT_EQ(world.run(words).code, ExitCode::FindingsReported) << "what is known to be wrong counts for more";
}

const char* const kCaller =
    "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:sts::111122223333:assumed-role/deploy/me</Arn>"
    "<Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>";

TEST(PreflightVerb, WhomAwsDoesNotKnowHasAskedNothing) {
  World world;
  for (const char* format : {"table", "json", "junit"})
    EXPECT_EQ(world.run({"preflight", "-o", format}).code, ExitCode::WorldFailed) << format;
}

/// What Terraform keeps beside platform.yaml of a cluster that it made.
constexpr const char* kTerraformsState =
    R"({"resources":[{"type":"aws_eks_cluster","instances":[{"attributes":{"arn":"arn:aws:eks:us-west-2:1:cluster/demo"}}]}]})";

/// An AWS in trouble tells nothing of rights.
void be_in_trouble(World& world) {
  world.answer_by_end(world.answers, {400, {}, R"({"__type":"OptInRequired","message":"not signed up"})"});
}

/// What could not be asked is no pass where apply has to ask it too; what helps is said once.
/// What apply would not get by without, it is told before anybody has made anything.
TEST(PreflightVerb, LooksWhetherTheProgramsOfApplyRunHere) {
  struct Case {
    Result<io::Finished> terraform, helm;
    std::string said;
  };
  const io::Finished terraform{0, R"({"terraform_version":"1.11.4"})", ""}, helm{0, "v3.22.0", ""};
  const Failure missing{FailureKind::NotFound, "tofu: not found"};
  for (const Case& c : {
           Case{terraform, helm, "ok    programs      Helm runs here: v3.22.0\n"},
           Case{missing, helm, "FAIL  programs      Terraform or OpenTofu runs here: tofu: not found\n"},
           Case{io::Finished{0, R"({"terraform_version":"1.5.7"})", ""}, helm,
                "FAIL  programs      Terraform or OpenTofu runs here: tofu is 1.5.7\n"},
           Case{terraform, missing, "FAIL  programs      Helm runs here: tofu: not found\n"},
           Case{terraform, io::Finished{0, "v3.9.4", ""}, "FAIL  programs      Helm runs here: helm is v3.9.4\n"},
       }) {
    World world;
    world.files.files["platform.yaml"] +=
        "  charts: {demo: {repository: \"oci://charts.example.com/demo\", version: 1.2.3, namespace: ml}}\n"
        "  namespaces: {ml: {}}\n";
    be_in_trouble(world);
    world.answers["sts.us-west-2.amazonaws.com/"] = {200, {}, kCaller};
    world.processes.answer = [&](const io::Command& command) {
      return command.words.at(0) == "helm" ? c.helm : c.terraform;
    };
    const Said said = world.run({"preflight", "--terraform", "tofu"});
    EXPECT_TRUE(says(said.out, c.said)) << said.out << said.err;
    const bool fails = c.said.starts_with("FAIL");
    EXPECT_TRUE(!fails || says(said.out, "or later")) << "what to install: " << said.out;
    for (const auto& command : world.processes.ran)
      EXPECT_TRUE(command.words.at(0) == "helm" || command.words.at(0) == "tofu");
  }
}

TEST(PreflightVerb, WithoutAnyRightItFailsAndSaysOnceWhatHelps) {
  World world;
  world.answers["sts.us-west-2.amazonaws.com/"] = {200, {}, kCaller};
  const Said said = world.run({"preflight"});
  EXPECT_EQ(said.code, ExitCode::FindingsReported) << said.out;
  EXPECT_TRUE(says(said.out, "FAIL  permissions   AWS answers what apply has to ask as well: refused:")) << said.out;
  const std::string once = "the identity lacks the right for this call";
  EXPECT_TRUE(says(said.out, once)) << said.out;
  EXPECT_EQ(said.out.find(once), said.out.rfind(once)) << said.out;
}

TEST(PreflightVerb, LooksForTheStateWhereApplyHasIt) {
  World world;
  be_in_trouble(world);
  world.answers["sts.us-west-2.amazonaws.com/"] = {200, {}, kCaller};
  world.files.files["elsewhere/tree/terraform/terraform.tfstate"] = kTerraformsState;
  const Said fresh = world.run({"preflight"});
  EXPECT_EQ(fresh.code, ExitCode::FindingsReported);
  EXPECT_TRUE(says(fresh.out, "FAIL  state         this state knows cluster demo, which stands")) << fresh.out;
  const Said known = world.run({"preflight", "--state", "elsewhere"});
  EXPECT_EQ(known.code, ExitCode::Ok) << known.out;
  EXPECT_TRUE(says(known.out, "ok    state ")) << known.out;
}

TEST(PreflightVerb, PrintsThreeFormatsWithTheSameExitCode) {
  World world;
  be_in_trouble(world);
  world.files.files[".slipway/demo/tree/terraform/terraform.tfstate"] = kTerraformsState;
  world.answers["sts.us-west-2.amazonaws.com/"] = {200, {}, kCaller};
  for (const bool fails : {false, true}) {
    if (fails) world.answers["/clusters/demo"] = {200, {}, R"({"cluster":{"status":"DELETING","version":"1.35"}})"};
    const auto expected = fails ? ExitCode::FindingsReported : ExitCode::Ok;
    const Said table = world.run({"preflight"});
    EXPECT_EQ(table.code, expected) << table.out << table.err;
    EXPECT_TRUE(table.out.starts_with("ok    programs      Terraform or OpenTofu runs here: 1.11.4\n")) << table.out;
    EXPECT_TRUE(says(table.out, "\nok    credentials   AWS knows who asks:")) << table.out;
    for (const auto line : split(table.out, '\n'))
      if (!line.starts_with("      aws ") && trim(line).find(' ') != std::string_view::npos) {
        EXPECT_LE(line.size(), 80u) << line;
      }
    const Said printed = world.run({"preflight", "-o", "json"});
    EXPECT_EQ(printed.code, expected);
    EXPECT_EQ(json(printed.out).root()["schemaVersion"].text(), "slipway.dev/preflight/v1");
    const Said junit = world.run({"preflight", "-o", "junit"});
    EXPECT_EQ(junit.code, expected);
    EXPECT_TRUE(says(junit.out, "<testsuite name=\"demo\"")) << junit.out;
    EXPECT_EQ(says(junit.out, "<failure "), fails);
    world.run({"preflight", "--out", "preflight.txt"});
    EXPECT_EQ(world.files.files["preflight.txt"], table.out);
  }
}

}  // namespace
}  // namespace slipway::cli
