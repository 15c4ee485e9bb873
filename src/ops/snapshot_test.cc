#include "ops/snapshot.h"

#include <gtest/gtest.h>

#include <map>

#include "model/snapshot.h"

namespace slipway::ops {
namespace {

/// A cluster of a node and a pod, in which lists can be refused.
struct Cluster {
  io::FakeFiles files;
  io::FakeHttp http;
  io::FakeProcesses processes;
  io::FakeClock clock;
  std::map<std::string, std::string> lists;  // by path
  std::map<std::string, int> refused;

  Cluster() {
    lists["/api/v1/nodes"] = R"([{"metadata":{"name":"n","uid":"1"}}])";
    lists["/api/v1/pods"] = R"([{"metadata":{"name":"p","uid":"2","managedFields":[{"manager":"x"}],"annotations":{
      "kubectl.kubernetes.io/last-applied-configuration":"hunter2","karpenter.sh/do-not-disrupt":"true"}},
      "spec":{"containers":[{"name":"c","env":[{"name":"PASSWORD","value":"hunter2"}],
      "image":"x","command":["sh","-c","export P=hunter2"],"args":["--token=hunter2"],"livenessProbe":{
      "exec":{"command":["curl","-u","hunter2"]},
      "httpGet":{"path":"/","httpHeaders":[{"name":"Authorization","value":"hunter2"}]}}}]}}])";
    lists["/apis/apps/v1/deployments"] = R"([{"metadata":{"name":"d","uid":"3"},"spec":{"template":{"spec":{
      "initContainers":[{"env":[{"name":"TOKEN","value":"hunter2"}]}]}}}}])";
    http.answer = [this](const io::HttpRequest& request) -> Result<io::HttpResponse> {
      const std::string path = request.url.substr(9, request.url.find('?') - 9);  // behind https://k
      if (path == "/api") return discovered("", "v1", {{"nodes", "Node"}, {"pods", "Pod"}, {"secrets", "Secret"}});
      if (path == "/apis") return discovered("apps", "v1", {{"deployments", "Deployment"}});
      if (const auto found = refused.find(path); found != refused.end())
        return io::HttpResponse{found->second, {}, R"({"reason":"Forbidden","message":"you may not"})"};
      EXPECT_TRUE(lists.contains(path)) << path << " should not be asked for";
      return io::HttpResponse{200, {}, R"({"metadata":{},"items":)" + lists[path] + "}"};
    };
  }
  static io::HttpResponse discovered(const std::string& group, const std::string& version,
                                     const std::vector<std::pair<std::string, std::string>>& kinds) {
    std::string resources;
    for (const auto& [resource, kind] : kinds)
      resources += std::string(resources.empty() ? "" : ",") + R"({"resource":")" + resource +
                   R"(","responseKind":{"kind":")" + kind + R"("},"scope":"Namespaced","verbs":["list"]})";
    return {200,
            {},
            R"({"kind":"APIGroupDiscoveryList","items":[{"metadata":{"name":")" + group +
                R"("},"versions":[{"version":")" + version + R"(","resources":[)" + resources + "]}]}]}"};
  }
  Result<TakenSnapshot, cluster::ApiFailure> take() {
    cluster::Api api({"dev", "https://k", "default", {}, "", {}}, {files, http, processes, clock});
    return take_snapshot(api, clock, [](std::string_view) {});
  }
};

TEST(TakeSnapshot, IsWhatTheDecisionVerbsRead) {
  const auto taken = Cluster().take();
  ASSERT_TRUE(taken) << taken.error().message;
  EXPECT_EQ(taken->objects, 3u);
  Diagnostics findings;
  const auto read = model::read_snapshot("cluster.json", taken->text, findings);
  EXPECT_FALSE(findings.has_errors());
  ASSERT_EQ(read.collection.objects().size(), 3u);
  EXPECT_EQ((*read.collection.objects()[0])["kind"].text(), "Node");
  EXPECT_EQ((*read.collection.objects()[2])["apiVersion"].text(), "apps/v1");
  EXPECT_EQ(read.read_at * 1000, io::FakeClock().milliseconds);
}

TEST(TakeSnapshot, HoldsNoValuesOfVariablesAndNoSecrets) {
  const auto taken = Cluster().take();
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->text.find("hunter2"), std::string::npos) << taken->text;
  EXPECT_EQ(taken->text.find("managedFields"), std::string::npos);
  for (const char* kept : {"PASSWORD", "Authorization", R"("image":"x")"})
    EXPECT_NE(taken->text.find(kept), std::string::npos) << "that there is one is kept: " << kept;
  EXPECT_NE(taken->text.find(R"("karpenter.sh/do-not-disrupt":"true")"), std::string::npos);
}

TEST(TakeSnapshot, GoesWithoutWhatMayNotBeListedButNotWithoutPods) {
  Cluster cluster;
  cluster.refused["/apis/apps/v1/deployments"] = 403;
  const auto taken = cluster.take();
  ASSERT_TRUE(taken);
  ASSERT_EQ(taken->skipped.size(), 1u);
  EXPECT_EQ(taken->skipped[0].kind, "Deployment");
  EXPECT_EQ(taken->skipped[0].why.message, "you may not");
  EXPECT_NE(taken->skipped[0].why.fix, "");
  cluster.refused["/api/v1/pods"] = 403;
  ASSERT_FALSE(cluster.take());
  EXPECT_EQ(cluster.take().error().message, "you may not");
}

TEST(TakeSnapshot, TheSameClusterGivesTheSameBytes) { EXPECT_EQ(Cluster().take()->text, Cluster().take()->text); }

}  // namespace
}  // namespace slipway::ops
