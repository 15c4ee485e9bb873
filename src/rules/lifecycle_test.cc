#include <gtest/gtest.h>

#include "rules/testing/linted.h"

namespace slipway::rules::testing {
namespace {

using Said = std::vector<std::string>;

/// Members of the container begin at line 10, then those of the pod.
std::string deployment(const std::string& container, const std::string& pod = "") {
  return "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec:\n  template:\n    spec:\n      "
         "containers:\n"
         "      - name: a\n        image: a:1\n" +
         container + pod;
}
std::string stopping(const std::string& hook, const std::string& pod = "") {
  return deployment("        lifecycle: {preStop: {" + hook + "}}\n", pod);
}

TEST(LifecycleRules, TheGracePeriodHoldsTheHook) {
  const std::string ten = "      terminationGracePeriodSeconds: 10\n";
  EXPECT_EQ(linted("POD012", {{"f.yaml", stopping("exec: {command: [sleep, \"60\"]}", ten)}}),
            (Said{"f.yaml:10 warning: Deployment d sleeps 60 s before it ends, and is killed after 10 s"}));
  EXPECT_EQ(lines("POD012", stopping("exec: {command: [sh, -c, \"sleep 45; kill 1\"]}")), "10");
  EXPECT_EQ(lines("POD012", stopping("exec: {command: [/bin/sleep, 1m]}")), "10");
  EXPECT_EQ(lines("POD012", stopping("sleep: {seconds: 10}", ten)), "10");
  EXPECT_EQ(lines("POD012", stopping("sleep: {seconds: 5}", ten)), "");
  EXPECT_EQ(lines("POD012", stopping("exec: {command: [sleep, \"15\"]}")), "");
  EXPECT_EQ(lines("POD012", stopping("exec: {command: [sleep, \"60\"]}", "      terminationGracePeriodSeconds: 90\n")),
            "");
  EXPECT_EQ(lines("POD012", stopping("exec: {command: [sh, -c, \"sleep $WAIT\"]}")), "");
  EXPECT_EQ(lines("POD012", stopping("httpGet: {path: /drain, port: 80}")), "");
}

TEST(LifecycleRules, CommandsAreLists) {
  EXPECT_EQ(linted("POD013", {{"f.yaml", deployment("        command: [python app.py]\n")}}),
            (Said{"f.yaml:10 error: there is no program 'python app.py'"}));
  EXPECT_EQ(linted("POD013", {{"f.yaml", deployment("        command: [/opt/My App/run]\n")}}),
            (Said{"f.yaml:10 warning: the whole of this is one program's path: '/opt/My App/run'"}));
  EXPECT_EQ(lines("POD013", deployment("        command: [python, app.py]\n")), "");
  const auto ray = [](const std::string& first, const std::string& second) {
    return "apiVersion: ray.io/v1\nkind: RayCluster\nmetadata: {name: r}\nspec:\n  headGroupSpec:\n    template:\n"
           "      spec:\n        containers:\n        - {name: head, command: [" +
           first + "]}\n        - {name: b, command: [" + second + "]}\n";
  };
  EXPECT_EQ(lines("POD013", ray("echo 123", "sh")), "") << "KubeRay gives it to bash";
  EXPECT_EQ(lines("POD013", ray("sh", "echo 123")), "10");
  EXPECT_EQ(lines("POD013", deployment("        command: [python]\n        args: [app.py --fast]\n")), "");
  EXPECT_EQ(lines("POD013", deployment("        command: [\"${RUN} it\"]\n")), "");
}

}  // namespace
}  // namespace slipway::rules::testing
