#include "ops/helm.h"

#include <gtest/gtest.h>

#include "cluster/testing/cluster_world.h"

namespace slipway::ops {
namespace {

using cluster::testing::ClusterWorld;

std::string secret(const std::string& name, int revision, const std::string& status, const std::string& more = {}) {
  return R"({"apiVersion":"v1","kind":"Secret","metadata":{"namespace":"keda","name":"sh.helm.release.v1.)" + name +
         ".v" + std::to_string(revision) + R"(","labels":{"owner":"helm","name":")" + name + R"(","version":")" +
         std::to_string(revision) + R"(","status":")" + status + "\"" + more + "}}}";
}

void put(ClusterWorld& world, const std::string& name, int revision, const std::string& status,
         const std::string& more = {}) {
  world.server.put("/api/v1/namespaces/keda/secrets/sh.helm.release.v1." + name + ".v" + std::to_string(revision),
                   secret(name, revision, status, more), "helm");
}

struct World : ClusterWorld {
  Helm helm{processes, {.kubeconfig = "kc", .platform = "demo"}};
  platform::Release keda;
  io::Finished finished;
  World() {
    keda.name = keda.chart = "keda";
    keda.namespace_ = "keda";
    keda.repository = "https://kedacore.github.io/charts/";
    keda.version = "2.20.2";
    processes.answer = [this](const io::Command&) -> Result<io::Finished> { return finished; };
  }
  std::string words() const {
    std::string all;
    for (const auto& word : processes.ran.back().words) all += (all.empty() ? "" : " ") + word;
    return all;
  }
  Result<std::string, StepFailure> upgrade(const ReleaseState* before = nullptr) {
    return helm.upgrade(keda, "values.yaml", "hash", true, before, api, [](const std::string&) {});
  }
};

TEST(Helm, SeesTheNewestRevisionOfEachReleaseAndNeverItsData) {
  World world;
  put(world, "keda", 1, "superseded");
  put(world, "keda", 10, "deployed", R"(,"slipway.dev/platform":"demo","slipway.dev/inputs":"h")");
  put(world, "keda", 2, "superseded");
  put(world, "other", 1, "pending-install");
  const auto all = releases(world.api);
  ASSERT_TRUE(all) << all.error().message;
  ASSERT_EQ(all->size(), 2u);
  const auto& keda = all->at({"keda", "keda"});
  EXPECT_EQ(keda.revision, 10);
  EXPECT_EQ(keda.platform, "demo");
  EXPECT_EQ(keda.inputs, "h");
  EXPECT_FALSE(keda.is_pending());
  EXPECT_TRUE(all->at({"keda", "other"}).is_pending());
}

TEST(Helm, InstallsFromARepositoryOrARegistry) {
  World world;
  ASSERT_TRUE(world.upgrade());
  EXPECT_EQ(world.words(),
            "helm upgrade --install keda keda --repo https://kedacore.github.io/charts --version 2.20.2 --namespace "
            "keda --values values.yaml --create-namespace --labels "
            "slipway.dev/platform=demo,slipway.dev/inputs=hash --wait --timeout 15m --kubeconfig kc");
  world.keda.repository = "oci://public.ecr.aws/keda";
  world.keda.skip_crds = true;
  ASSERT_TRUE(world.upgrade());
  EXPECT_NE(world.words().find("keda oci://public.ecr.aws/keda/keda --version"), std::string::npos);
  EXPECT_NE(world.words().find("--skip-crds"), std::string::npos);
}

TEST(Helm, PutsRightWhatAHelmThatWasKilledLeftPending) {
  World world;
  put(world, "keda", 1, "deployed");
  put(world, "keda", 2, "pending-upgrade");
  const auto all = releases(world.api);
  ASSERT_TRUE(all);
  ASSERT_TRUE(world.upgrade(&all->at({"keda", "keda"})));
  EXPECT_FALSE(world.server.find("/api/v1/namespaces/keda/secrets/sh.helm.release.v1.keda.v2"));
  EXPECT_TRUE(world.server.find("/api/v1/namespaces/keda/secrets/sh.helm.release.v1.keda.v1"));
}

TEST(Helm, SaysWhatHelmSaysAndWhatHelps) {
  World world;
  world.finished = {.status = 1, .output = {}, .errors = "WARNING: old\nError: context deadline exceeded\n"};
  const auto done = world.upgrade();
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().message, "release keda in keda (chart keda 2.20.2): context deadline exceeded");
  EXPECT_NE(done.error().fix.find("kubectl get pods"), std::string::npos);
}

TEST(Helm, GoesNowhereElseThoughTheEnvironmentSaysSo) {
  World world;
  world.finished.output = "v3.22.0";
  EXPECT_FALSE(world.helm.look());
  ASSERT_TRUE(world.upgrade());
  ASSERT_TRUE(world.helm.uninstall("keda", "keda", [](const std::string&) {}));
  ASSERT_EQ(world.processes.ran.size(), 3u);
  for (const io::Command& ran : world.processes.ran)
    for (const char* name : {"HELM_KUBEAPISERVER", "HELM_KUBETOKEN", "HELM_KUBECONTEXT", "HELM_KUBEASUSER",
                             "HELM_KUBEASGROUPS", "HELM_KUBECAFILE", "HELM_KUBEINSECURE_SKIP_TLS_VERIFY",
                             "HELM_KUBETLS_SERVER_NAME", "HELM_NAMESPACE", "HELM_DRIVER", "HELM_DEBUG"})
      EXPECT_TRUE(ran.environment.contains(name) && ran.environment.at(name).empty())
          << ran.words[1] << " leaves " << name;
}

TEST(Helm, AHashChangesWithChartVersionAndValues) {
  World world;
  const auto hash = inputs_of(world.keda, "a: 1\n");
  EXPECT_EQ(hash, inputs_of(world.keda, "a: 1\n"));
  EXPECT_NE(hash, inputs_of(world.keda, "a: 2\n"));
  world.keda.version = "2.20.3";
  EXPECT_NE(hash, inputs_of(world.keda, "a: 1\n"));
}

TEST(Helm, AReleaseIsTheSameThoughThePlatformsFileIsCalledOtherwise) {
  platform::Release release;
  const auto hash = inputs_of(release, "# keda · platform.yaml autoscaler.pods\na: 1\n");
  EXPECT_EQ(inputs_of(release, "# keda · dev.yaml autoscaler.pods\na: 1\n"), hash);
  EXPECT_NE(inputs_of(release, "# keda · platform.yaml autoscaler.pods\na: 2\n"), hash);
  EXPECT_NE(inputs_of(release, "# keda\na: |\n  # kept\n  1\n"), inputs_of(release, "# keda\na: |\n  1\n"));
}

}  // namespace
}  // namespace slipway::ops
