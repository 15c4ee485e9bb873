#include <fmt/core.h>

#include "doc/yaml.h"
#include "ops/testing/runs.h"
#include "render/tree.h"

namespace slipway::ops {
namespace {

using namespace testing;

TEST(Apply, BringsUpAWSThenTheClusterInOrderAndChecksIt) {
  FakeWorld world;
  fill(world.graph);
  const auto ran = apply(world);
  ASSERT_EQ(ran.outcome.failed, "") << ran.outcome.failure.message << ran.refused;
  EXPECT_EQ(ran.watched.names,
            (std::vector<std::string>{"aws", "access", "00-namespaces", "25-configuration", "chart/karpenter",
                                      "50-node-pools", "70-workloads", "90-jobs", "prune", "verify"}));
  EXPECT_EQ(world.resources, (std::set<std::string>{"aws_eks_cluster.main", "aws_sqs_queue.q"}));
  EXPECT_EQ(world.server.find("/api/v1/namespaces/ml/configmaps/settings")->root()["data"]["queue"].text(),
            "https://sqs/q")
      << "what AWS made is filled in";
  EXPECT_EQ(ran.watched.said.at("verify"), "1 ok");
}

TEST(Apply, ASecondTimeDoesNothing) {
  FakeWorld world;
  fill(world.graph);
  ASSERT_EQ(apply(world).outcome.failed, "");
  const auto writes = world.server.writes();
  world.ran.clear();
  const auto again = apply(world);
  EXPECT_TRUE(again.changes.is_empty());
  EXPECT_EQ(again.changes.resources, 2u);
  EXPECT_EQ(world.server.writes(), writes);
  EXPECT_EQ(world.ran, (std::vector<std::string>{"terraform plan"}));
}

TEST(Apply, DoesWhatChangedAndRemovesWhatHasGone) {
  FakeWorld world;
  fill(world.graph);
  ASSERT_EQ(apply(world).outcome.failed, "");
  world.graph = {};
  fill(world.graph);
  world.graph = without(world.graph, [](std::string_view what) {
    return what == "aws_sqs_queue" || what == "karpenter" || what == "ConfigMap" || what == "Namespace";
  });
  const auto ran = apply(world);
  ASSERT_EQ(ran.outcome.failed, "") << ran.outcome.failure.message;
  std::vector<std::string> lines;
  for (const auto& change : ran.changes.all)
    lines.push_back((change.action == Change::Action::Delete ? "- "
                     : change.action == Change::Action::Keep ? "= "
                                                             : "~ ") +
                    change.what);
  EXPECT_EQ(lines, (std::vector<std::string>{"- aws_sqs_queue.q", "- karpenter in kube-system",
                                             "- ConfigMap ml/settings", "= Namespace ml"}));
  EXPECT_FALSE(world.server.find("/api/v1/namespaces/ml/configmaps/settings"));
  EXPECT_TRUE(world.server.find("/api/v1/namespaces/ml")) << "what others' data may stand in stays";
}

TEST(Apply, SaysOnceWhatTheServerWarnsOf) {
  FakeWorld world;
  fill(world.graph);
  world.graph.add(
      graphs::read("{apiVersion: apps/v1, kind: Deployment, metadata: {name: api, namespace: ml}, "
                   "spec: {replicas: 1, template: {spec: {containers: [{name: api, image: a}]}}}}"));
  world.server.warns = [](const io::HttpRequest& request) {
    if (request.method != "PATCH" || request.url.find("dryRun") != request.url.npos) return "";
    if (request.url.find("/deployments/") != request.url.npos) return "would violate PodSecurity";
    return request.url.find("/nodepools/") != request.url.npos ? "old" : "";
  };
  const auto ran = apply(world);
  ASSERT_EQ(ran.outcome.failed, "") << ran.outcome.failure.message;
  EXPECT_EQ(ran.watched.said.at("70-workloads"),
            "2 created; the server warns of Deployment ml/web: would violate PodSecurity");
  EXPECT_EQ(ran.watched.said.at("50-node-pools"), "1 created; the server warns of NodePool general: old");
  EXPECT_EQ(ran.watched.said.at("00-namespaces"), "1 created");
}

TEST(Apply, AJobThatHasRunAndIsGoneIsNotRunAgain) {
  FakeWorld world;
  fill(world.graph);
  ASSERT_EQ(apply(world).outcome.failed, "");
  world.server.remove("/apis/batch/v1/namespaces/ml/jobs/train");
  EXPECT_TRUE(apply(world).changes.is_empty());
}

TEST(Apply, WhatWentWrongNamesTheStepAndStaysInTheJournal) {
  FakeWorld world;
  fill(world.graph);
  world.terraform_errors = {"creating SQS Queue: AccessDenied: not authorized to perform sqs:CreateQueue"};
  const auto ran = apply(world);
  EXPECT_EQ(ran.outcome.failed, "aws");
  EXPECT_NE(ran.outcome.failure.fix.find("--deployer-policy"), std::string::npos);
  const auto last = world.journal->last("aws");
  ASSERT_TRUE(last && *last);
  EXPECT_EQ((*last)->state, Journal::State::Failed);
  EXPECT_EQ(apply(world).outcome.failed, "");
}

platform::LiveCheck check_of_queue(const char* url) {
  return {"the queue is there",
          platform::AwsQuestion{"sqs", "GetQueueAttributes", {{"QueueUrl", url}}},
          {.path = "Attributes.Length", .holds = platform::Expectation::Holds::Equals, .value = "1"},
          "queues"};
}

/// Terraform's outputs say nothing of it then, and there is no cluster to ask.
TEST(Apply, OfAFirstApplyInPartWhatCanBeAskedIsAsked) {
  FakeWorld world;
  fill(world.graph);
  world.graph.add(check_of_queue("${aws_sqs_queue.q.url}"));
  world.graph.add(
      platform::LiveCheck{"the queue's Pod is there",
                          platform::KubernetesQuestion{"v1", "Pod", "ml", "q"},
                          {.path = "metadata.name", .holds = platform::Expectation::Holds::Equals, .value = "q"},
                          "queues"});
  std::string asked;
  world.answer_of_sqs = [&](const io::HttpRequest& request) {
    asked = request.body;
    return io::HttpResponse{200, {}, R"({"Attributes":{"Length":"1"}})"};
  };
  const auto ran = apply(world, {.choice = {{"queues"}}});
  ASSERT_EQ(ran.outcome.failed, "") << ran.outcome.failure.message;
  EXPECT_EQ(world.resources, (std::set<std::string>{"aws_sqs_queue.q"}));
  EXPECT_NE(asked.find("https://sqs/q"), std::string::npos) << asked;
  EXPECT_EQ(ran.watched.said.at("verify"), "1 ok, 1 not asked: there is no cluster yet");
}

TEST(Apply, OfAFirstApplyInPartNothingMayBeThereToAsk) {
  FakeWorld world;
  fill(world.graph);
  world.graph.add(
      platform::LiveCheck{"the queue's Pod is there",
                          platform::KubernetesQuestion{"v1", "Pod", "ml", "q"},
                          {.path = "metadata.name", .holds = platform::Expectation::Holds::Equals, .value = "q"},
                          "queues"});
  const auto ran = apply(world, {.choice = {{"queues"}}});
  ASSERT_EQ(ran.outcome.failed, "") << ran.outcome.failure.message;
  EXPECT_EQ(ran.watched.said.at("verify"), "0 ok, 1 not asked: there is no cluster yet");
}

/// That is no success: it says nothing of what was applied.
TEST(Apply, WhenAWSAnswersNobodyVerifyFailsInAPartToo) {
  FakeWorld world;
  fill(world.graph);
  world.graph.add(check_of_queue("https://sqs/q"));
  world.answer_of_sqs = [](const io::HttpRequest&) {
    return io::HttpResponse{403, {{"x-amzn-ErrorType", "ExpiredTokenException"}}, R"({"message":"ended"})"};
  };
  const auto ran = apply(world, {.choice = {{"queues"}}});
  EXPECT_EQ(ran.outcome.failed, "verify");
  EXPECT_TRUE(ran.outcome.failure.message.starts_with("none of 1 checks could be asked: "))
      << ran.outcome.failure.message;
}

TEST(Apply, AConnectionThatBreaksOffIsNoReasonToGiveUp) {
  FakeWorld world;
  fill(world.graph);
  world.terraform_errors = {"reading SQS Queue: unexpected EOF", "creating EKS Cluster: StatusCode: 503"};
  const auto ran = apply(world);
  ASSERT_EQ(ran.outcome.failed, "") << ran.outcome.failure.message;
  EXPECT_NE(ran.watched.said.at("aws").find("planned again twice after AWS broke off"), std::string::npos);

  FakeWorld worse;
  fill(worse.graph);
  worse.terraform_errors = {"a: unexpected EOF", "a: unexpected EOF", "a: unexpected EOF", "a: unexpected EOF"};
  EXPECT_EQ(apply(worse).outcome.failed, "aws") << "not for ever";
  EXPECT_EQ(worse.terraform_errors.size(), 1u);
}

TEST(Apply, NoPlanOfTerraformIsLeftLyingAboutWhileAPersonThinks) {
  FakeWorld world;
  fill(world.graph);
  const auto process = world.process();
  Apply apply(process->site, *world.journal, {});
  ASSERT_TRUE(apply.plan(quiet));
  EXPECT_FALSE(world.disk().files.contains(".slipway/demo/tree/terraform/slipway.tfplan"));
}

TEST(Apply, WhatAPersonEditedInTheTreeIsRefusedHoweverOftenItIsPlanned) {
  const std::string folder = ".slipway/demo/tree/terraform/";
  FakeWorld world;
  fill(world.graph);
  ASSERT_EQ(apply(world).outcome.failed, "");
  std::vector<std::string> files;
  for (const auto& [path, text] : world.disk().files)
    if (path.starts_with(folder) && path.ends_with(".tf")) files.push_back(path);
  ASSERT_FALSE(files.empty());
  for (const auto& edited : files) {
    const auto as_written = world.disk().files[edited];
    world.disk().files[edited] += "# by hand\n";
    for (const auto& act :
         {+[](FakeWorld& in) { return apply(in).refused; }, +[](FakeWorld& in) { return destroy(in).refused; },
          +[](FakeWorld& in) { return apply(in).refused; }}) {
      EXPECT_NE(act(world).find("edited since slipway wrote it"), std::string::npos) << edited;
      EXPECT_EQ(world.disk().files[edited], as_written + "# by hand\n");
    }
    world.disk().files[edited] = as_written;
  }
  EXPECT_TRUE(apply(world).changes.is_empty());
}

TEST(Apply, WhatTerraformCouldNotWriteIsPutBackFirst) {
  const std::string left = ".slipway/demo/tree/terraform/errored.tfstate";
  FakeWorld world;
  fill(world.graph);
  ASSERT_EQ(apply(world).outcome.failed, "");
  world.disk().files[left] = "{}";
  world.refuses_push = true;
  const auto refused = apply(world);
  EXPECT_NE(refused.refused.find("newer state"), std::string::npos) << refused.refused;
  EXPECT_TRUE(world.disk().files.contains(left));
  world.refuses_push = false;
  const auto ran = apply(world);
  EXPECT_EQ(ran.refused, "");
  EXPECT_EQ(ran.changes.notes.size(), 1u);
  EXPECT_EQ(world.pushed, (std::vector<std::string>{"errored.tfstate", "errored.tfstate"}));
  EXPECT_FALSE(world.disk().files.contains(left));
}

TEST(Apply, AnotherClusterOfThePersonsIsRefused) {
  FakeWorld world;
  fill(world.graph);
  ASSERT_EQ(apply(world).outcome.failed, "");
  const auto named = [&](Choice choice = {}) {
    const auto process = world.process();
    process->site.is_cluster_named = true;
    process->site.named_cluster = std::make_unique<cluster::Api>(
        world.server.access(),
        cluster::Doors{process->doors.files, process->doors.http, process->doors.processes, process->doors.clock});
    return Apply(process->site, *world.journal, {.choice = std::move(choice)}).plan(quiet);
  };
  EXPECT_TRUE(named()) << "the same, by another way";
  world.server.remove("/api/v1/namespaces/kube-system");
  world.server.put("/api/v1/namespaces/kube-system",
                   R"({"apiVersion":"v1","kind":"Namespace","metadata":{"name":"kube-system"}})");
  const auto other = named();
  ASSERT_FALSE(other);
  EXPECT_NE(other.error().message.find("is another cluster than the one that demo was brought up in"),
            std::string::npos);
  world.resources.erase("aws_sqs_queue.q");
  EXPECT_FALSE(named()) << "also when there is something to do in AWS";
  EXPECT_FALSE(named({.components = {"queues"}})) << "or nothing but that";
}

/// Each object that a controller of GitOps is told of, with its path at the API server.
std::map<std::string, std::string> told_to(std::string_view kind, const std::vector<render::File>& tree) {
  std::map<std::string, std::string> objects;
  for (const auto& file : tree) {
    if (!file.path.ends_with(".yaml")) continue;
    Diagnostics mistakes;
    for (const auto& document : doc::read_yaml(std::make_shared<const SourceText>(file.path, file.text), mistakes)) {
      const doc::Node& root = document.root();
      if (root["kind"].text() != kind) continue;
      const doc::Node& metadata = root["metadata"];
      objects[fmt::format("/apis/{}/namespaces/{}/{}s/{}", root["apiVersion"].text(), metadata["namespace"].text(),
                          kind == "Application" ? "application" : "kustomization", metadata["name"].text())] =
          doc::canonical_json(root);
    }
  }
  return objects;
}

TEST(Apply, WhatGitOpsDeliversIsNotAppliedByTwo) {
  FakeWorld world;
  fill(world.graph);
  ASSERT_EQ(apply(world).outcome.failed, "");
  struct Row {
    render::Delivery delivery;
    cluster::testing::FakeApiServer::Kind kind;
    std::string who;
    std::size_t at_least;
  };
  for (const auto& row : {Row{render::Delivery::ArgoCd,
                              {"argoproj.io", "v1alpha1", "Application", "applications"},
                              "Argo CD delivers this platform",
                              5},
                          Row{render::Delivery::Flux,
                              {"kustomize.toolkit.fluxcd.io", "v1", "Kustomization", "kustomizations"},
                              "Flux delivers this platform",
                              4}}) {
    world.server.offer(row.kind);
    EXPECT_EQ(apply(world).refused, "") << "a controller alone is nothing";
    for (const char* path : {"", ".", "clusters/prod"}) {
      const auto objects = told_to(
          row.kind.kind, render::render(world.graph, {.delivery = row.delivery,
                                                      .git = {.url = "https://git.example.com/p.git", .path = path}}));
      EXPECT_GE(objects.size(), row.at_least);
      for (const auto& [at, text] : objects) {
        world.server.put(at, text);
        EXPECT_EQ(apply(world).refused.substr(0, row.who.size()), row.who) << at << ": one of them is enough";
        world.server.remove(at);
      }
    }
  }
}

TEST(Apply, WhetherGitOpsDeliversMustBeKnown) {
  FakeWorld world;
  fill(world.graph);
  ASSERT_EQ(apply(world).outcome.failed, "");
  world.server.offer({"argoproj.io", "v1alpha1", "Application", "applications"});
  for (const int status : {401, 403, 410, 429, 500, 503}) {
    world.server.trouble = [status](const io::HttpRequest& request) -> std::optional<Result<io::HttpResponse>> {
      if (request.url.find("/applications") == std::string::npos) return std::nullopt;
      return io::HttpResponse{status, {}, R"({"kind":"Status","message":"not now"})"};
    };
    const auto ran = apply(world);
    EXPECT_EQ(ran.refused.find("whether Argo CD delivers this platform to the cluster"), 0u)
        << status << ": " << ran.refused;
  }
  world.server.trouble = {};
  EXPECT_EQ(apply(world).refused, "");
}

TEST(Apply, WhatGitOpsDeliversElseIsNoObstacle) {
  FakeWorld world;
  fill(world.graph);
  world.server.offer({"argoproj.io", "v1alpha1", "Application", "applications"});
  world.server.offer({"kustomize.toolkit.fluxcd.io", "v1", "Kustomization", "kustomizations"});
  const auto put = [&](const std::string& kind, const std::string& name, const std::string& spec) {
    const bool is_argo = kind == "Application";
    const std::string group = is_argo ? "argoproj.io/v1alpha1" : "kustomize.toolkit.fluxcd.io/v1";
    const std::string ns = is_argo ? "argocd" : "flux-system";
    world.server.put(
        fmt::format("/apis/{}/namespaces/{}/{}/{}", group, ns, is_argo ? "applications" : "kustomizations", name),
        fmt::format(R"({{"apiVersion":"{}","kind":"{}","metadata":{{"name":"{}","namespace":"{}"}},"spec":{}}})", group,
                    kind, name, ns, spec));
  };
  put("Application", "other-platform",
      R"({"project":"slipway","destination":{"server":"https://kubernetes.default.svc"}})");
  put("Application", "00-namespaces",
      R"({"project":"slipway","destination":{"server":"https://elsewhere.example.com"}})");
  put("Application", "karpenter", R"({"project":"default","destination":{"server":"https://kubernetes.default.svc"}})");
  put("Kustomization", "00-namespaces", R"({"path":"./infrastructure/namespaces"})");
  put("Kustomization", "apps", R"({"path":"./kubernetes/apps"})");
  EXPECT_EQ(apply(world).refused, "");
}

TEST(Apply, AnInterruptionEndsAfterTheStepInHand) {
  FakeWorld world;
  fill(world.graph);
  world.interrupts.came = 1;
  const auto ran = apply(world);
  EXPECT_EQ(ran.outcome.failed, "aws");
  EXPECT_TRUE(ran.outcome.failure.is_interruption);
  EXPECT_TRUE(world.resources.empty());
}

TEST(Apply, OnlySomeComponentsAndFromAStep) {
  FakeWorld world;
  fill(world.graph);
  ASSERT_EQ(apply(world).outcome.failed, "");
  world.server.remove("/api/v1/namespaces/ml/configmaps/settings");
  world.server.remove("/apis/karpenter.sh/v1/nodepools/general");
  const auto from = apply(world, {.from = "50-node-pools"});
  EXPECT_EQ(from.outcome.failed, "");
  EXPECT_TRUE(world.server.find("/apis/karpenter.sh/v1/nodepools/general"));
  EXPECT_FALSE(world.server.find("/api/v1/namespaces/ml/configmaps/settings"));
}

/// It is taken for done: neither is it shown as if it would be done, nor counted among what is as it should be.
TEST(Apply, OfWhatLiesBeforeTheFirstStepNothingIsSaid) {
  FakeWorld world;
  bring_up(world);
  world.server.remove("/api/v1/namespaces/ml/configmaps/settings");
  const auto whole = apply(world, {.waits = false});
  ASSERT_EQ(whole.changes.all.size(), 1u);
  const auto objects = whole.changes.objects;
  world.server.remove("/api/v1/namespaces/ml/configmaps/settings");
  for (const char* from : {"50-node-pools", "70-workloads", "prune", "verify"}) {
    const auto process = world.process();
    Apply looked(process->site, *world.journal, {.from = from});
    const auto changes = looked.plan(quiet);
    ASSERT_TRUE(changes) << from;
    EXPECT_TRUE(changes->all.empty()) << from << ": " << changes->all.front().what;
    EXPECT_EQ(changes->resources, 0u) << from << ": AWS was not asked";
    EXPECT_LT(changes->objects, objects) << from;
  }
  const auto process = world.process();
  Apply looked(process->site, *world.journal, {.from = "25-configuration"});
  EXPECT_EQ(looked.plan(quiet)->all.size(), 1u) << "the step itself is done";
}

TEST(Apply, KnowsItsStepsBeforeAnythingIsAsked) {
  FakeWorld world;
  fill(world.graph);
  EXPECT_FALSE(no_such_step(world.graph, {}));
  EXPECT_EQ(no_such_step(world.graph, {.from = "51"})->message, "there is no step '51'");
  EXPECT_EQ(no_such_step(world.graph, {.choice = {.components = {"queues"}}, .from = "access"})->message,
            "there is no step 'access'")
      << "what is in AWS alone asks no cluster";
  ASSERT_EQ(apply(world).outcome.failed, "");
  world.server.remove("/api/v1/namespaces/ml/configmaps/settings");
  const auto process = world.process();
  Apply again(process->site, *world.journal, {});
  ASSERT_TRUE(again.plan(quiet));
  for (const Step& step : again.steps()) EXPECT_FALSE(no_such_step(world.graph, {.from = step.name})) << step.name;
}

TEST(Apply, AJobThatASecondInterruptionLeftOutIsMadeTheNextTime) {
  FakeWorld world;
  fill(world.graph);
  const std::string job = "/apis/batch/v1/namespaces/ml/jobs/train";
  {
    const auto process = world.process();
    Apply apply(process->site, *world.journal, {});
    ASSERT_TRUE(apply.plan(quiet));
    for (const auto& step : apply.steps()) {
      if (step.name.find("job") != std::string::npos) world.interrupts.came = 2;
      const auto done = step.run(quiet);
      if (world.interrupts.came == 0) {
        ASSERT_TRUE(done) << step.name << ": " << done.error().message;
        continue;
      }
      ASSERT_FALSE(done) << step.name << " was cut short and says it is done";
      EXPECT_TRUE(done.error().is_interruption) << done.error().message;
      break;
    }
  }
  ASSERT_FALSE(world.server.find(job));
  world.interrupts.came = 0;
  EXPECT_EQ(apply(world).outcome.failed, "");
  EXPECT_TRUE(world.server.find(job));
}

TEST(Apply, WhatIsInAwsAloneIsMadeBeforeThereIsACluster) {
  FakeWorld world;
  fill(world.graph);
  const auto ran = apply(world, {.choice = {.components = {"queues"}}});
  EXPECT_EQ(ran.outcome.failed, "") << ran.outcome.failure.message;
  EXPECT_EQ(ran.watched.names, (std::vector<std::string>{"aws", "verify"}));
  EXPECT_EQ(world.resources, (std::set<std::string>{"aws_sqs_queue.q"}));
}

TEST(Apply, NamesOfAWSThatWereLostAreAskedForAgain) {
  for (const char* lost : {"{broken", "{}", R"({"kubernetes":{"value":{}}})"}) {
    FakeWorld world;
    fill(world.graph);
    ASSERT_EQ(apply(world).outcome.failed, "");
    world.disk().files[".slipway/demo/outputs.json"] = lost;
    EXPECT_TRUE(apply(world).changes.is_empty()) << lost;
    EXPECT_NE(world.disk().files[".slipway/demo/outputs.json"].find("https://sqs/q"), std::string::npos) << lost;
  }
}

TEST(Apply, WithoutHelmNothingIsMadeFirst) {
  FakeWorld world;
  fill(world.graph);
  const auto process = world.process();
  process->site.helm = "terraform";  // a program that is no helm
  Apply apply(process->site, *world.journal, {});
  const auto changes = apply.plan(quiet);
  ASSERT_FALSE(changes);
  EXPECT_NE(changes.error().fix.find("3.14"), std::string::npos);
  EXPECT_TRUE(world.resources.empty());
}

}  // namespace
}  // namespace slipway::ops
