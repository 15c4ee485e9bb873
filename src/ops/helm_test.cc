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
  /// What the helm in hand does before it ends.
  std::function<void(const io::Command&)> does = [this](const io::Command& command) { work(command); };

  /// As Helm: a new revision that bears the labels, or none of any.
  void work(const io::Command& command) {
    const auto all = releases(api);
    ASSERT_TRUE(all);
    const auto known = all->find({"keda", "keda"});
    const int revision = known == all->end() ? 0 : known->second.revision;
    if (command.words.at(1) == "upgrade")
      put(*this, "keda", revision + 1, "deployed", R"(,"slipway.dev/platform":"demo","slipway.dev/inputs":"hash")");
    if (command.words.at(1) == "uninstall")
      for (const auto& path : server.paths()) server.remove(path);
  }
  World() {
    keda.name = keda.chart = "keda";
    keda.namespace_ = "keda";
    keda.repository = "https://kedacore.github.io/charts/";
    keda.version = "2.20.2";
    processes.answer = [this](const io::Command& command) -> Result<io::Finished> {
      if (finished.status == 0) does(command);
      return finished;
    };
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
  const auto now = release_now(world.api, "keda", "keda");
  ASSERT_TRUE(now && *now);
  EXPECT_EQ((*now)->revision, 2);
  EXPECT_EQ((*now)->status, "deployed");
  EXPECT_TRUE(world.server.find("/api/v1/namespaces/keda/secrets/sh.helm.release.v1.keda.v1"));
}

TEST(Helm, IsNotBelievedWhenTheClusterShowsOtherwise) {
  constexpr const char* kOurs = R"(,"slipway.dev/platform":"demo","slipway.dev/inputs":"hash")";
  struct Row {
    const char* what;
    std::function<void(World&)> does;
    bool is_there;  // a revision before
    const char* message;
  };
  for (const auto& row : {
           Row{"nothing at all", [](World&) {}, false, "the cluster has no such release"},
           Row{"nothing to one that is there", [](World&) {}, true, "revision 3 is still its newest"},
           Row{"half of it", [&](World& world) { put(world, "keda", 4, "pending-upgrade", kOurs); }, true,
               "revision 4 is pending-upgrade"},
           Row{"what fails", [&](World& world) { put(world, "keda", 4, "failed", kOurs); }, true,
               "revision 4 is failed"},
           Row{"another's", [](World& world) { put(world, "keda", 4, "deployed"); }, true,
               "revision 4 does not bear our labels"},
           Row{"of other values",
               [](World& world) {
                 put(world, "keda", 4, "deployed", R"(,"slipway.dev/platform":"demo","slipway.dev/inputs":"old")");
               },
               true, "revision 4 does not bear our labels"},
       }) {
    World world;
    world.does = [&](const io::Command&) { row.does(world); };
    if (row.is_there) put(world, "keda", 3, "deployed", kOurs);
    const auto before = release_now(world.api, "keda", "keda");
    ASSERT_TRUE(before) << row.what;
    const auto done = world.upgrade(*before ? &**before : nullptr);
    ASSERT_FALSE(done) << row.what;
    EXPECT_NE(done.error().message.find(row.message), std::string::npos) << row.what << ": " << done.error().message;
    EXPECT_NE(done.error().cause.find("is not Helm"), std::string::npos) << row.what;
    EXPECT_NE(done.error().fix.find("helm status keda --namespace keda --kubeconfig kc"), std::string::npos)
        << row.what << ": " << done.error().fix;
  }
}

TEST(Helm, IsBelievedThoughTheReleaseWasMadeAnewMeanwhile) {
  World world;
  put(world, "keda", 7, "deployed");
  const auto before = release_now(world.api, "keda", "keda");
  ASSERT_TRUE(before);
  world.server.remove("/api/v1/namespaces/keda/secrets/sh.helm.release.v1.keda.v7");
  EXPECT_TRUE(world.upgrade(&**before));
}

TEST(Helm, IsNotBelievedToHaveUninstalledWhatIsThere) {
  World world;
  world.does = [](const io::Command&) {};
  put(world, "keda", 3, "deployed");
  const auto done = world.helm.uninstall("keda", "keda", world.api, [](const std::string&) {});
  ASSERT_FALSE(done);
  EXPECT_NE(done.error().message.find("its revision 3 is there, deployed"), std::string::npos) << done.error().message;
  EXPECT_FALSE(done.error().cause.empty());
  EXPECT_FALSE(done.error().fix.empty());
}

TEST(Helm, ThatNobodyCanCheckIsNoSuccess) {
  World world;
  world.does = [&](const io::Command&) {
    world.server.trouble = [](const io::HttpRequest&) -> std::optional<Result<io::HttpResponse>> {
      return io::HttpResponse{403, {}, R"({"reason":"Forbidden","message":"you may not"})"};
    };
  };
  const auto done = world.upgrade();
  ASSERT_FALSE(done);
  EXPECT_NE(done.error().message.find("helm ended well; whether"), std::string::npos) << done.error().message;
}

TEST(Helm, IsLookedAtBeforeItIsNeeded) {
  struct Row {
    io::Finished finished;
    const char *message, *cause;
  };
  for (const auto& row : {
           Row{{0, "v3.9.4+gdbc6d8e", ""}, "helm is v3.9.4+gdbc6d8e", "older than 3.14"},
           Row{{0, "", ""}, "helm prints no version", "is not Helm"},
           Row{{0, " \n\n", ""}, "helm prints no version", "is not Helm"},
           Row{{0, "\xff\xfe\x1b[31m", ""}, "helm is ", "is not Helm"},
           Row{{0, std::string(3 << 20, 'x'), ""}, "helm is xxxx", "is not Helm"},
           Row{{0, "Helm, the text editor", ""}, "helm is Helm, the text editor", "is not Helm"},
           Row{{1, "", "cannot execute binary file"}, "cannot execute binary file", "is not Helm"},
           Row{{2, "", ""}, "helm ended with status 2 and said nothing", "is not Helm"},
           Row{{137, "", "", true}, "helm took too long", "helm hung"},
       }) {
    World world;
    world.does = [](const io::Command&) {};
    world.finished = row.finished;
    const auto version = world.helm.look();
    ASSERT_FALSE(version) << row.message;
    const StepFailure& failure = version.error();
    EXPECT_NE(failure.message.find(row.message), std::string::npos) << failure.message;
    EXPECT_NE(failure.cause.find(row.cause), std::string::npos) << row.message << ": " << failure.cause;
    EXPECT_NE(failure.fix.find("3.14 or later"), std::string::npos) << failure.fix;
    EXPECT_LE(failure.message.size(), 4000u);
  }
}

TEST(Helm, TellsWhatIsWaitedForAndNoEndlessLines) {
  World world;
  std::vector<std::string> told;
  world.does = [&](const io::Command& command) {
    world.work(command);
    command.on_line(std::string(3 << 20, 'x') + "\xff");
  };
  ASSERT_TRUE(world.helm.upgrade(world.keda, "values.yaml", "hash", true, nullptr, world.api,
                                 [&](const std::string& line) { told.push_back(line); }));
  ASSERT_EQ(told.size(), 2u);
  EXPECT_EQ(told[0], "helm is at it: until what the chart brings is ready, at most 15 minutes");
  EXPECT_LE(told[1].size(), 400u);
  EXPECT_GT(world.processes.ran.back().seconds, 15 * 60) << "one that hangs is ended";
}

TEST(Helm, SaysWhatHelmSaysAndWhatHelps) {
  World world;
  world.finished = {.status = 1, .output = {}, .errors = "WARNING: old\nError: context deadline exceeded\n"};
  const auto done = world.upgrade();
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().message, "release keda in keda (chart keda 2.20.2): context deadline exceeded");
  EXPECT_NE(done.error().fix.find("kubectl --kubeconfig kc get pods"), std::string::npos) << done.error().fix;
}

TEST(Helm, GoesNowhereElseThoughTheEnvironmentSaysSo) {
  World world;
  world.finished.output = "v3.22.0";
  EXPECT_EQ(world.helm.look().value(), "v3.22.0");
  ASSERT_TRUE(world.upgrade());
  ASSERT_TRUE(world.helm.uninstall("keda", "keda", world.api, [](const std::string&) {}));
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
