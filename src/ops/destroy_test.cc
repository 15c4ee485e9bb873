#include <fmt/core.h>

#include "ops/testing/asked_elsewhere.h"
#include "ops/testing/runs.h"

namespace slipway::ops {
namespace {

using namespace testing;

/// What others made in the cluster, each in the hands of a controller that lets go of it while Karpenter's chart, for
/// all charts, is there.
void add_what_others_made(FakeWorld& world) {
  auto& server = world.server;
  // Of no manager: the fake server takes each PATCH for an apply.
  const auto put = [&](const std::string& path, const std::string& json) { server.put(path, json, ""); };
  put("/api/v1/namespaces/shop", R"({"apiVersion":"v1","kind":"Namespace","metadata":{"name":"shop"}})");
  put("/api/v1/namespaces/default/services/lb",
      R"({"apiVersion":"v1","kind":"Service","metadata":{"name":"lb","namespace":"default",
          "finalizers":["service.kubernetes.io/load-balancer-cleanup"]},"spec":{"type":"LoadBalancer"}})");
  put("/api/v1/namespaces/shop/services/plain",
      R"({"apiVersion":"v1","kind":"Service","metadata":{"name":"plain","namespace":"shop"},"spec":{"type":"ClusterIP"}})");
  put("/apis/networking.k8s.io/v1/namespaces/shop/ingresses/web",
      R"({"apiVersion":"networking.k8s.io/v1","kind":"Ingress","metadata":{"name":"web","namespace":"shop",
          "finalizers":["ingress.k8s.aws/resources"]},"spec":{}})");
  put("/apis/networking.k8s.io/v1/namespaces/shop/ingresses/nginx",
      R"({"apiVersion":"networking.k8s.io/v1","kind":"Ingress","metadata":{"name":"nginx","namespace":"shop"},"spec":{}})");
  put("/apis/karpenter.sh/v1/nodepools/scratch",
      R"({"apiVersion":"karpenter.sh/v1","kind":"NodePool","metadata":{"name":"scratch",
          "finalizers":["karpenter.sh/termination"]}})");
  put("/api/v1/namespaces/shop/persistentvolumeclaims/data",
      R"({"apiVersion":"v1","kind":"PersistentVolumeClaim","metadata":{"name":"data","namespace":"shop",
          "finalizers":["kubernetes.io/pvc-protection"]}})");
  put("/api/v1/persistentvolumes/pvc-1",
      R"({"apiVersion":"v1","kind":"PersistentVolume","metadata":{"name":"pvc-1"},
          "spec":{"capacity":{"storage":"20Gi"},"persistentVolumeReclaimPolicy":"Delete",
          "claimRef":{"namespace":"shop","name":"data"},"csi":{"driver":"ebs.csi.aws.com"}}})");
  put("/api/v1/persistentvolumes/archive",
      R"({"apiVersion":"v1","kind":"PersistentVolume","metadata":{"name":"archive"},
          "spec":{"capacity":{"storage":"1Ti"},"persistentVolumeReclaimPolicy":"Retain",
          "csi":{"driver":"ebs.csi.aws.com"}}})");
  put("/apis/apps/v1/namespaces/shop/statefulsets/db",
      R"({"apiVersion":"apps/v1","kind":"StatefulSet","metadata":{"name":"db","namespace":"shop"}})");
  put("/api/v1/namespaces/shop/pods/db-0",
      R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"db-0","namespace":"shop",
          "ownerReferences":[{"apiVersion":"apps/v1","kind":"StatefulSet","name":"db","controller":true}]},
          "spec":{"volumes":[{"persistentVolumeClaim":{"claimName":"data"}}]}})");
  server.on_write = [&world, others = server.on_write](const std::string& path) {
    others(path);
    auto& api = world.server;
    if (path.ends_with("/statefulsets/db") && !api.find(path)) {
      api.remove("/api/v1/namespaces/shop/pods/db-0");
      api.remove("/api/v1/namespaces/shop/persistentvolumeclaims/data");
      const auto volume = api.find("/api/v1/persistentvolumes/pvc-1");
      if (volume && volume->root()["spec"]["persistentVolumeReclaimPolicy"].text() == "Delete")
        api.remove("/api/v1/persistentvolumes/pvc-1");
    }
    const auto object = api.find(path);
    if (object && !object->root()["metadata"]["deletionTimestamp"].is_absent() && path.find("claims/") == path.npos &&
        api.find("/api/v1/namespaces/kube-system/secrets/sh.helm.release.v1.karpenter.v1"))
      api.remove(path);
  };
}

TEST(Destroy, SaysWhatOthersMadeInTheClusterAndTakesItAlong) {
  FakeWorld world;
  bring_up(world);
  add_what_others_made(world);
  const auto ran = destroy(world);
  ASSERT_EQ(ran.outcome.failed, "") << ran.outcome.failure.message << ran.refused;
  std::vector<std::string> said;
  for (const auto& change : ran.changes.all)
    if (change.component == kMadeInCluster)
      said.push_back((change.action == Change::Action::Keep ? "= " : "- ") + change.what + ": " + change.why);
  EXPECT_EQ(said, (std::vector<std::string>{
                      "- Ingress shop/web: its load balancer", "- Service default/lb: its load balancer",
                      "- NodePool scratch: its instances",
                      "- PersistentVolumeClaim shop/data: its volume of 20Gi, with its data",
                      "= PersistentVolume archive: its reclaim policy is Retain: the volume of 1Ti stays in AWS"}));
  EXPECT_EQ(ran.watched.names, (std::vector<std::string>{
                                   "routes", "earlier", "90-jobs", "70-workloads", "volumes", "pools", "50-node-pools",
                                   "chart/karpenter", "25-configuration", "00-namespaces", "rest", "aws", "search"}));
  for (const char* gone :
       {"/api/v1/namespaces/default/services/lb", "/apis/networking.k8s.io/v1/namespaces/shop/ingresses/web",
        "/apis/karpenter.sh/v1/nodepools/scratch", "/api/v1/persistentvolumes/pvc-1"})
    EXPECT_FALSE(world.server.find(gone)) << gone;
  for (const char* there :
       {"/api/v1/namespaces/shop/services/plain", "/apis/networking.k8s.io/v1/namespaces/shop/ingresses/nginx",
        "/api/v1/persistentvolumes/archive"})
    EXPECT_TRUE(world.server.find(there)) << there << ": AWS holds nothing for it, or it is to stay";
}

std::unique_ptr<FakeWorld::Process> process_with_named_cluster(FakeWorld& world) {
  auto process = world.process();
  auto& [doors, chain, aws, site] = *process;
  site.is_cluster_named = true;
  site.kubeconfig = "my kc";
  site.context = "dev";
  site.named_cluster = std::make_unique<cluster::Api>(
      world.server.access(), cluster::Doors{doors.files, doors.http, doors.processes, doors.clock});
  return process;
}

/// What apply and then destroy end in, in the cluster that was named.
std::vector<std::string> fixes_of_both(FakeWorld& world) {
  std::vector<std::string> fixes;
  const auto run = [&](auto verb) {
    const auto changes = verb.plan(quiet);
    if (!changes) return fixes.push_back(changes.error().fix);
    for (const auto* said : {&changes->unseen, &changes->refused})
      fixes.insert(fixes.end(), said->begin(), said->end());
    const auto begun = world.journal->begin_run({.verb = "a", .who = "me", .version = "0", .begun = 1});
    Unwatched watched;
    fixes.push_back(
        run_steps(verb.steps(), *world.journal, *begun, world.server.clock, world.interrupts, watched).failure.fix);
  };
  auto process = process_with_named_cluster(world);
  run(Apply(process->site, *world.journal, {}));
  process = process_with_named_cluster(world);
  run(Destroy(process->site, *world.journal, {}));
  return fixes;
}

TEST(Destroy, EachCommandOfAFixAsksTheClusterThatWasNamed) {
  const auto bring_up_all = [](FakeWorld& world) {
    bring_up(world);
    add_what_others_made(world);
    world.server.remove("/apis/apps/v1/namespaces/ml/deployments/web");
  };
  std::set<std::string> requests;
  {
    FakeWorld world;
    bring_up_all(world);
    const auto before = world.server.asked().size();
    for (const auto& fix : fixes_of_both(world)) EXPECT_EQ(fix, "");
    const auto all = world.server.asked();
    for (auto i = before; i < all.size(); ++i) requests.insert(all[i].substr(0, all[i].find('?')));
  }
  struct Refusal {
    int status;
    const char* reason;
    const char* message;
  };
  constexpr Refusal kRefusals[] = {{403, "Forbidden", R"(User \"me\" cannot get resource)"},
                                   {422, "Invalid", "x: field is immutable"},
                                   {404, "NotFound", R"(namespaces \"ml\" not found)"},
                                   {500, "InternalError", "etcd"}};
  std::size_t with_kubectl = 0, index = 0;
  for (const auto& request : requests) {
    const auto& refusal = kRefusals[index++ % std::size(kRefusals)];
    FakeWorld world;
    bring_up_all(world);
    world.server.trouble = [&](const io::HttpRequest& asked) -> std::optional<Result<io::HttpResponse>> {
      const auto path = request.substr(request.find(' ') + 1);
      const auto url = asked.url.substr(0, asked.url.find('?'));
      if (!request.starts_with(asked.method + " ") || !url.ends_with(path)) return std::nullopt;
      return io::HttpResponse{
          refusal.status,
          {},
          fmt::format(R"({{"kind":"Status","reason":"{}","message":"{}"}})", refusal.reason, refusal.message)};
    };
    for (const auto& fix : fixes_of_both(world)) {
      EXPECT_EQ(testing::asked_elsewhere(fix, {.kubectl = " --kubeconfig 'my kc' --context dev"}), "")
          << refusal.status << " to " << request;
      with_kubectl += fix.find("kubectl") != fix.npos;
    }
  }
  EXPECT_GT(with_kubectl, requests.size() / 4) << "the refusals are met";
}

TEST(Destroy, VolumesThatAreKeptOutliveWhatUsedThem) {
  FakeWorld world;
  bring_up(world);
  add_what_others_made(world);
  const auto ran = destroy(world, {.keeps_volumes = true});
  ASSERT_EQ(ran.outcome.failed, "") << ran.outcome.failure.message << ran.refused;
  const auto volume = world.server.find("/api/v1/persistentvolumes/pvc-1");
  ASSERT_TRUE(volume);
  EXPECT_EQ(volume->root()["spec"]["persistentVolumeReclaimPolicy"].text(), "Retain");
}

TEST(Destroy, KilledAnywhereTheNextRunTakesAlongWhatOthersMade) {
  const auto prepare = [](FakeWorld& world) {
    bring_up(world);
    add_what_others_made(world);
  };
  FakeWorld whole;
  prepare(whole);
  ASSERT_EQ(destroy(whole).outcome.failed, "");
  EXPECT_GT(kill_everywhere(prepare, destroy_all_of_it, whole.state()), 30);
}

TEST(Destroy, WhatAnotherMakesAgainIsNamed) {
  FakeWorld world;
  bring_up(world);
  add_what_others_made(world);
  const std::string path = "/apis/networking.k8s.io/v1/namespaces/shop/ingresses/web";
  world.server.on_write = [&world, path, others = world.server.on_write](const std::string& written) {
    others(written);
    if (written == path && !world.server.find(path))
      world.server.put(path,
                       R"({"apiVersion":"networking.k8s.io/v1","kind":"Ingress",
                           "metadata":{"name":"web","namespace":"shop"},"spec":{}})",
                       "argocd");
  };
  const auto ran = destroy(world);
  EXPECT_EQ(ran.outcome.failed, "routes");
  EXPECT_NE(ran.outcome.failure.message.find("Ingress shop/web does not go"), std::string::npos);
  EXPECT_NE(ran.outcome.failure.fix.find("Argo CD"), std::string::npos);
}

TEST(Destroy, GoesBackwardsAndLeavesNothing) {
  FakeWorld world;
  const auto before = world.state();
  fill(world.graph);
  ASSERT_EQ(apply(world).outcome.failed, "");
  const auto ran = destroy(world);
  ASSERT_EQ(ran.outcome.failed, "") << ran.outcome.failure.message;
  EXPECT_EQ(world.state(), before);
  EXPECT_EQ(ran.watched.names, (std::vector<std::string>{"earlier", "90-jobs", "70-workloads", "volumes",
                                                         "50-node-pools", "chart/karpenter", "25-configuration",
                                                         "00-namespaces", "rest", "aws", "search"}));
  EXPECT_EQ(ran.watched.said.at("search"), "nothing is left");
}

/// AWS's search by tag names no roles.
TEST(Destroy, NamesTheRolesThatIamHasYet) {
  FakeWorld world;
  bring_up(world);
  world.unheard = {"aws_iam_role.demo-web", "aws_iam_role.others"};
  const auto process = world.process();
  Destroy destroy(process->site, *world.journal, {});
  ASSERT_TRUE(destroy.plan(quiet));
  const auto run = world.journal->begin_run({.verb = "destroy", .who = "ada", .version = "0", .begun = 1});
  Unwatched watched;
  ASSERT_EQ(run_steps(destroy.steps(), *world.journal, *run, world.server.clock, world.interrupts, watched).failed, "");
  std::vector<std::string> left;
  for (const auto& one : destroy.left()) left.push_back(one.command);
  EXPECT_EQ(left, std::vector<std::string>{"aws iam delete-role --role-name demo-web --region eu-west-1"});
}

/// As `kill -9` leaves it while Terraform takes AWS away.
void begin_to_destroy_aws(FakeWorld& world, Journal::State state) {
  const auto run = world.journal->begin_run({.verb = "destroy", .who = "ada", .version = "0", .begun = 1});
  ASSERT_TRUE(run && world.journal->begin_step(*run, "aws", "", 1));
  if (state != Journal::State::Begun) {
    ASSERT_TRUE(world.journal->end_step(*run, "aws", state, "", 2));
  }
}

TEST(Destroy, WaitsForTheTerraformThatAKilledOneLeft) {
  FakeWorld world;
  bring_up(world);
  begin_to_destroy_aws(world, Journal::State::Begun);
  world.end_of_other_terraform = [&world] { world.resources.clear(); };
  const auto process = world.process();
  ASSERT_TRUE(Destroy(process->site, *world.journal, {.only_looks = true}).plan(quiet));
  EXPECT_FALSE(world.resources.empty()) << "who only looks waits for nobody";
  const auto ran = destroy(world);
  ASSERT_EQ(ran.outcome.failed + ran.refused, "");
  EXPECT_EQ(ran.watched.names, (std::vector<std::string>{"aws", "search"})) << "there was no cluster any more";
}

/// Our access entry goes with the first that Terraform deletes, the cluster minutes later.
TEST(Destroy, GoesOnWhenTheClusterNoLongerLetsItIn) {
  for (const int status : {401, 403}) {
    FakeWorld world;
    bring_up(world);
    const auto shut = [&] {
      world.server.trouble = [status](const io::HttpRequest&) -> std::optional<Result<io::HttpResponse>> {
        return io::HttpResponse{status, {}, R"({"kind":"Status","reason":"Unauthorized","message":"Unauthorized"})"};
      };
    };
    shut();
    EXPECT_NE(destroy(world).refused.find("Unauthorized"), std::string::npos) << "what is in the cluster must go first";
    for (const auto state : {Journal::State::Failed, Journal::State::Interrupted}) {
      begin_to_destroy_aws(world, state);
      const auto ran = destroy(world);
      ASSERT_EQ(ran.outcome.failed + ran.refused, "");
      EXPECT_TRUE(world.resources.empty());
      world.server.trouble = nullptr;
      ASSERT_EQ(apply(world).outcome.failed, "");
      shut();
    }
    EXPECT_NE(destroy(world).refused.find("Unauthorized"), std::string::npos) << "it has been brought up since";
    begin_to_destroy_aws(world, Journal::State::Failed);
    ASSERT_TRUE(world.journal->begin_run({.verb = "apply", .who = "ada", .version = "0", .begun = 3}));
    EXPECT_NE(destroy(world).refused.find("Unauthorized"), std::string::npos) << "part of it has been, perhaps";
  }
}

TEST(Destroy, JobsRunAgainInTheNextCluster) {
  FakeWorld world;
  fill(world.graph);
  ASSERT_EQ(apply(world).outcome.failed, "");
  ASSERT_EQ(destroy(world).outcome.failed, "");
  ASSERT_EQ(apply(world).outcome.failed, "");
  EXPECT_TRUE(world.server.find("/apis/batch/v1/namespaces/ml/jobs/train"));
}

TEST(Destroy, LeavesReleasesOfOthersAlone) {
  FakeWorld world;
  fill(world.graph);
  ASSERT_EQ(apply(world).outcome.failed, "");
  const std::string path = "/api/v1/namespaces/kube-system/secrets/sh.helm.release.v1.karpenter.v1";
  world.server.put(path,
                   R"({"apiVersion":"v1","kind":"Secret","metadata":{"namespace":"kube-system",
                      "name":"sh.helm.release.v1.karpenter.v1","labels":{"owner":"helm","name":"karpenter","version":"1",
                      "status":"deployed","slipway.dev/platform":"another"}}})",
                   "helm");
  ASSERT_EQ(destroy(world).outcome.failed, "");
  EXPECT_TRUE(world.server.find(path));
}

/// What is in a plan may be secret.
TEST(Destroy, LeavesNoPlanNorThatOfARunThatWasKilled) {
  const std::string plan = ".slipway/demo/tree/terraform/slipway.tfplan";
  FakeWorld world;
  bring_up(world);
  const auto process = world.process();
  world.disk().files[plan] = "of one who was killed";
  Destroy destroy(process->site, *world.journal, {});
  EXPECT_FALSE(world.disk().files.contains(plan));
  ASSERT_TRUE(destroy.plan(quiet));
  for (const Step& step : destroy.steps()) {
    ASSERT_TRUE(step.run(quiet)) << step.name;
    EXPECT_FALSE(world.disk().files.contains(plan)) << step.name << " left it, and the process may live on";
  }
  EXPECT_TRUE(world.resources.empty());

  world.disk().files[plan] = "of one who was killed";
  const Apply apply(process->site, *world.journal, {});
  EXPECT_FALSE(world.disk().files.contains(plan)) << "whoever comes next";
}

}  // namespace
}  // namespace slipway::ops
