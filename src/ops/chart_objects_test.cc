#include "ops/chart_objects.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "doc/base64.h"
#include "ops/chart_checks.h"
#include "ops/status.h"
#include "ops/testing/runs.h"

namespace slipway::ops {
namespace {

using namespace testing;

std::string said_of(const std::string& packed) {
  const auto read = chart_objects(packed, "keda");
  if (!read) return "refused: " + read.error();
  std::string all;
  for (const auto& key : *read) all += key.to_string() + "\n";
  return all;
}

std::string without_gzip(const std::string& json) { return doc::encode_base64(doc::encode_base64(json)); }

TEST(ChartObjects, AreThoseOfTheManifest) {
  EXPECT_EQ(said_of(packed_release(R"(---
# Source: keda/templates/manager/deployment.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: keda-operator, namespace: elsewhere}
---
# Source: keda/templates/roles.yaml
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: keda-operator
---
# Source: keda/templates/empty.yaml
---
apiVersion: v1
kind: List
items:
  - {apiVersion: v1, kind: Secret, metadata: {name: certificates}, data: {a: Yg==, a: Yw==}}
  - {apiVersion: batch/v1, kind: Job, metadata: {name: stays}}
---
apiVersion: batch/v1
kind: Job
metadata: {name: goes}
spec: {ttlSecondsAfterFinished: 60}
---
apiVersion: v1
kind: Pod
metadata: {name: hook, annotations: {helm.sh/hook: test}}
)")),
            "Deployment.apps/elsewhere/keda-operator\nClusterRole.rbac.authorization.k8s.io/keda/keda-operator\n"
            "Secret/keda/certificates\nJob.batch/keda/stays\n");
  EXPECT_EQ(said_of(packed_release("")), "") << "a chart may make nothing";
  EXPECT_EQ(said_of(without_gzip(R"({"manifest":"apiVersion: v1\nkind: Secret\nmetadata: {name: a}"})")),
            "Secret/keda/a\n")
      << "as Helm wrote it before it packed";
}

TEST(ChartObjects, OfWhatIsNoReleaseAreNone) {
  const std::string secret = "hunter2", whole = packed_release("a: b");
  const auto inner = doc::decode_base64(*doc::decode_base64(whole)).value();
  for (const auto& packed :
       {std::string(), std::string("%"), doc::encode_base64("%"), without_gzip(secret), without_gzip("{}"),
        without_gzip(R"({"manifest":{"password":"hunter2"}})"), without_gzip("\x1f\x8b\x08" + secret),
        without_gzip(inner.substr(0, inner.size() / 2)), std::string(std::size_t{5} << 20, 'A')}) {
    const auto said = said_of(packed);
    EXPECT_TRUE(said.starts_with("refused: ")) << said;
    EXPECT_EQ(said.find(secret), said.npos) << said;
  }
}

/// A thousand times as long as it is when it is packed.
TEST(ChartObjects, AreNotLookedForInWhatIsLargerThanAnyRelease) {
  EXPECT_TRUE(said_of(packed_release(std::string(std::size_t{40} << 20, 'a'))).starts_with("refused: "));
}

constexpr const char* kOperator = "/apis/apps/v1/namespaces/kube-system/deployments/karpenter";
constexpr const char* kRole = "/apis/rbac.authorization.k8s.io/v1/clusterroles/karpenter";
constexpr const char* kService = "/api/v1/namespaces/kube-system/services/karpenter";

constexpr const char* kOneOfOne = R"({"observedGeneration":9,"replicas":1,"updatedReplicas":1,"availableReplicas":1})";

/// A chart that makes something in a namespace and something in none.
void add_what_the_chart_makes(FakeWorld& world) {
  const auto made = [](const char* api_version, const char* kind, const char* ns) {
    return fmt::format(
        R"({{"apiVersion":"{}","kind":"{}","metadata":{{"name":"karpenter"{},"labels":{{"app.kubernetes.io/managed-by":"Helm"}}}}}})",
        api_version, kind, ns);
  };
  auto& all = world.of_charts["karpenter"];
  all[kOperator] = made("apps/v1", "Deployment", R"(,"namespace":"kube-system")");
  all[kRole] = made("rbac.authorization.k8s.io/v1", "ClusterRole", "");
  all[kService] = made("v1", "Service", R"(,"namespace":"kube-system")");
}

struct Seen {
  std::vector<std::string> what, details, unseen;
};
Seen seen_in(FakeWorld& world) {
  const auto process = world.process();
  const auto found = drift(process->site, *world.journal, {}, quiet);
  Seen seen;
  if (!found) return seen;
  for (const auto& change : found->all) {
    seen.what.push_back(change.component + ": " + change.what);
    seen.details.insert(seen.details.end(), change.details.begin(), change.details.end());
  }
  seen.unseen = found->unseen;
  return seen;
}

using Texts = std::vector<std::string>;

TEST(ChartObjects, ThatSomebodyDeletedAreShownByStatusAndMadeAnewByApply) {
  for (const auto& goes : {Texts{kOperator}, Texts{kRole}, Texts{kOperator, kRole, kService}}) {
    FakeWorld world;
    fill(world.graph);
    add_what_the_chart_makes(world);
    ASSERT_EQ(apply(world).outcome.failed, "");
    EXPECT_EQ(seen_in(world).what, Texts{});
    const auto before = world.ran.size();
    EXPECT_TRUE(apply(world).changes.is_empty()) << "all is there";

    for (const auto& path : goes) world.server.remove(path);
    const auto seen = seen_in(world);
    EXPECT_EQ(seen.what, Texts{"karpenter: karpenter 1.14.1 in kube-system"});
    EXPECT_EQ(seen.details.size(), goes.size());
    EXPECT_EQ(seen.details.front(), goes.front() == kRole ? "ClusterRole karpenter is gone"
                                    : goes.size() == 1    ? "Deployment kube-system/karpenter is gone"
                                                          : "ClusterRole karpenter is gone");
    const auto healed = apply(world);
    EXPECT_EQ(healed.outcome.failed, "") << healed.outcome.failure.message;
    EXPECT_NE(healed.watched.said.at("chart/karpenter").find("made anew"), std::string::npos);
    for (const auto& path : goes) EXPECT_TRUE(world.server.find(path)) << path;
    EXPECT_EQ(std::ranges::count(world.ran.begin() + static_cast<std::ptrdiff_t>(before), world.ran.end(),
                                 "helm upgrade karpenter"),
              1);
    EXPECT_EQ(seen_in(world).what, Texts{});
    EXPECT_TRUE(apply(world).changes.is_empty());
  }
}

/// What `verify` says of the chart: "ok 3 objects", "FAIL 2 of 3 (…)", and the command that shows it.
Texts verified(FakeWorld& world, bool has_cluster = true) {
  const auto process = world.process();
  const auto api = open_cluster(process->site);
  EXPECT_TRUE(api);
  const Asked asked{.api = has_cluster ? api->get() : nullptr,
                    .no_cluster = {"no kubeconfig", "make one"},
                    .commands = {.kubectl = " --kubeconfig k --context c"}};
  Texts lines, told;
  const auto checks = chart_checks(world.graph);
  const auto results = verify(checks, asked, [&](const auto& one) { told.push_back(one.check->claim); });
  EXPECT_EQ(told, Texts{"all that chart karpenter made is there and well"});
  using Outcome = platform::CheckResult::Outcome;
  for (const auto& one : results) {
    EXPECT_EQ(one.check->component, "karpenter");
    lines.push_back(one.outcome == Outcome::Ok       ? "ok " + one.found
                    : one.outcome == Outcome::Failed ? fmt::format("FAIL {} ({})", one.found, one.why)
                                                     : fmt::format("skip ({}) {}", one.why, one.fix));
    lines.push_back(one.command);
  }
  return lines;
}

TEST(ChartChecks, SayOfEachReleaseWhetherAllThatItsChartMadeIsThere) {
  const std::string shows =
      "helm get manifest karpenter --namespace kube-system --kubeconfig k --kube-context c | kubectl --kubeconfig k "
      "--context c get --filename -";
  FakeWorld world;
  fill(world.graph);
  add_what_the_chart_makes(world);
  ASSERT_EQ(apply(world).outcome.failed, "");
  world.server.set_status(kOperator, kOneOfOne);
  EXPECT_EQ(verified(world), (Texts{"ok 3 objects", shows}));
  EXPECT_EQ(verified(world, false), (Texts{"skip (no kubeconfig) make one", shows}));
  world.server.remove(kOperator);
  EXPECT_EQ(verified(world),
            (Texts{"FAIL 2 of 3 (Deployment kube-system/karpenter is gone; `slipway apply` makes it anew)",
                   "kubectl --kubeconfig k --context c get deployment karpenter --namespace kube-system"}));
  world.server.remove(kRole);
  EXPECT_EQ(verified(world),
            (Texts{"FAIL 1 of 3 (ClusterRole karpenter is gone, and 1 more; `slipway apply` makes them anew)",
                   "kubectl --kubeconfig k --context c get clusterrole.rbac.authorization.k8s.io karpenter"}));
  ASSERT_EQ(apply(world).outcome.failed, "");
  world.server.set_status(kOperator, kOneOfOne);
  EXPECT_EQ(verified(world), (Texts{"ok 3 objects", shows}));

  world.server.trouble = [](const io::HttpRequest& request) -> std::optional<Result<io::HttpResponse>> {
    if (request.url.find("/services") == std::string::npos) return std::nullopt;
    return io::HttpResponse{403, {}, R"({"reason":"Forbidden","message":"no"})"};
  };
  EXPECT_TRUE(verified(world)[0].starts_with("skip (")) << verified(world)[0];
  world.server.trouble = nullptr;

  for (const auto& path : world.server.paths())
    if (path.find("sh.helm.release") != path.npos) world.server.remove(path);
  EXPECT_EQ(verified(world)[0], "FAIL nothing (Helm knows no such release; `slipway apply` makes it)");

  world.server.offer({"argoproj.io", "v1alpha1", "Application", "applications", true});
  const auto deliver = [&](const std::string& spec) {
    world.server.put("/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/a",
                     R"({"apiVersion":"argoproj.io/v1alpha1","kind":"Application","metadata":{"name":"a",)"
                     R"("namespace":"argocd"},"spec":)" +
                         spec + "}",
                     "someone");
  };
  for (const char* another : {
           R"({"destination":{"namespace":"kube-system"},"source":{"helm":{"releaseName":"keda"}}})",
           R"({"destination":{"namespace":"argocd"},"source":{"helm":{"releaseName":"karpenter"}}})",
       }) {
    deliver(another);
    EXPECT_EQ(verified(world)[0], "FAIL nothing (Helm knows no such release; `slipway apply` makes it)") << another;
  }
  deliver(R"({"destination":{"name":"in-cluster"},"source":{"chart":"karpenter"}})");
  EXPECT_EQ(verified(world)[0],
            "skip (Application a of Argo CD delivers its chart, and keeps no release of it; whether it is this one's "
            "cannot be told) ");
  deliver(R"({"destination":{"namespace":"kube-system"},"sources":[{"ref":"values"},)"
          R"({"helm":{"releaseName":"karpenter"}}]})");
  EXPECT_EQ(verified(world)[0], "skip (Argo CD delivers it, and keeps no release of it) ");
  world.server.trouble = [](const io::HttpRequest& request) -> std::optional<Result<io::HttpResponse>> {
    if (request.url.find("/applications") == std::string::npos) return std::nullopt;
    return io::HttpResponse{403, {}, R"({"reason":"Forbidden","message":"no"})"};
  };
  EXPECT_TRUE(verified(world)[0].starts_with("skip (Helm knows no such release, and whether Argo CD delivers it"))
      << verified(world)[0];
}

/// Helm's release is deployed, and each object there, while nothing of it runs.
TEST(ChartChecks, SayOfEachReleaseWhichOfItsWorkloadsIsNotWell) {
  const auto deployment = [](const char* replicas) {
    return fmt::format(
        R"({{"apiVersion":"apps/v1","kind":"Deployment","metadata":{{"name":"karpenter","namespace":"kube-system",)"
        R"("labels":{{"app.kubernetes.io/managed-by":"Helm"}}}},"spec":{{{}}}}})",
        replicas);
  };
  struct Row {
    const char *made, *now, *status, *said;
  };
  constexpr const char* kNone = R"({"observedGeneration":9})";
  for (const auto& row : {
           Row{R"("replicas":1)", R"("replicas":1)", kOneOfOne, "ok 3 objects"},
           Row{R"("replicas":1)", R"("replicas":0)", kNone,
               "FAIL not well (Deployment kube-system/karpenter is scaled"},
           Row{R"("replicas":2)", R"("replicas":2)", kOneOfOne,
               "FAIL not well (Deployment kube-system/karpenter is not ready: "},
           Row{R"("replicas":0)", R"("replicas":0)", kNone, "ok 3 objects"},  // its chart wants none
           Row{"", R"("replicas":0)", kNone, "ok 3 objects"},                 // an autoscaler's
       }) {
    FakeWorld world;
    fill(world.graph);
    add_what_the_chart_makes(world);
    world.of_charts["karpenter"][kOperator] = deployment(row.made);
    ASSERT_EQ(apply(world).outcome.failed, "");
    world.server.put(kOperator, deployment(row.now), "somebody");
    world.server.set_status(kOperator, row.status);
    const auto lines = verified(world);
    EXPECT_TRUE(lines[0].starts_with(row.said)) << row.made << row.now << ": " << lines[0];
    if (lines[0].starts_with("FAIL")) {
      EXPECT_TRUE(lines[1].ends_with("get deployment karpenter --namespace kube-system")) << lines[1];
    }
  }
}

/// A person may take Helm's label from an object that is there.
TEST(ChartObjects, WithoutHelmsLabelAreThereAllTheSame) {
  FakeWorld world;
  fill(world.graph);
  add_what_the_chart_makes(world);
  ASSERT_EQ(apply(world).outcome.failed, "");
  world.server.put(
      kRole, R"({"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"karpenter"}})");
  EXPECT_EQ(seen_in(world).what, Texts{});
}

/// One list for each kind, and each that it lacks by name.
TEST(ChartObjects, AreAskedForByKind) {
  FakeWorld world;
  fill(world.graph);
  add_what_the_chart_makes(world);
  for (int i = 0; i < 40; ++i) {
    const auto name = "s" + std::to_string(i);
    world.of_charts["karpenter"]["/api/v1/namespaces/kube-system/services/" + name] =
        R"({"apiVersion":"v1","kind":"Service","metadata":{"namespace":"kube-system","name":")" + name +
        R"(","labels":{"app.kubernetes.io/managed-by":"Helm"}}})";
  }
  ASSERT_EQ(apply(world).outcome.failed, "");
  world.server.remove(kOperator);
  const auto before = world.server.asked().size();
  EXPECT_EQ(seen_in(world).details, Texts{"Deployment kube-system/karpenter is gone"});
  const auto asked = world.server.asked();
  EXPECT_EQ(std::count_if(asked.begin() + static_cast<std::ptrdiff_t>(before), asked.end(),
                          [](const std::string& one) {
                            return one.find("/services") != one.npos || one.find("/deployments/karpenter") != one.npos;
                          }),
            2);
}

TEST(ChartObjects, ThatCannotBeAskedForAreSaidToBe) {
  FakeWorld world;
  fill(world.graph);
  add_what_the_chart_makes(world);
  ASSERT_EQ(apply(world).outcome.failed, "");
  const std::string secret = "/api/v1/namespaces/kube-system/secrets/sh.helm.release.v1.karpenter.v1";
  const auto kept = doc::canonical_json(world.server.find(secret)->root());
  for (const char* refused : {"/secrets/sh.helm.release", "/clusterroles?"}) {
    world.server.trouble = [refused](const io::HttpRequest& asked) -> std::optional<Result<io::HttpResponse>> {
      if (asked.url.find(refused) == asked.url.npos) return std::nullopt;
      return io::HttpResponse{403, {}, R"({"kind":"Status","reason":"Forbidden","message":"User me cannot"})"};
    };
    const auto seen = seen_in(world);
    EXPECT_EQ(seen.what, Texts{});
    ASSERT_EQ(seen.unseen.size(), 1u) << refused;
    EXPECT_NE(seen.unseen[0].find("User me cannot"), std::string::npos) << seen.unseen[0];
  }
  world.server.trouble = nullptr;
  auto damaged = kept;
  damaged.replace(damaged.find(R"("release":")") + 11, 8, "????????");
  world.server.put(secret, damaged, "someone");
  const auto seen = seen_in(world);
  EXPECT_EQ(seen.what, Texts{});
  ASSERT_EQ(seen.unseen.size(), 1u);
  EXPECT_NE(seen.unseen[0].find("chart karpenter in kube-system"), std::string::npos) << seen.unseen[0];
  EXPECT_NE(seen.unseen[0].find("kubectl --kubeconfig"), std::string::npos) << seen.unseen[0];
}

/// With a definition that somebody deleted went all of its objects.
TEST(ChartObjects, OfAKindThatIsGoneAreGone) {
  FakeWorld world;
  fill(world.graph);
  world.of_charts["karpenter"]["/apis/x.y/v1/namespaces/kube-system/widgets/a"] =
      R"({"apiVersion":"x.y/v1","kind":"Widget","metadata":{"name":"a"}})";
  ASSERT_EQ(apply(world).outcome.failed, "");
  EXPECT_EQ(seen_in(world).details, Texts{"Widget kube-system/a is gone"});
}

}  // namespace
}  // namespace slipway::ops
