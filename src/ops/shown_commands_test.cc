#include "ops/shown_commands.h"

#include <gtest/gtest.h>

namespace slipway::ops {
namespace {

TEST(ShownCommands, AskTheSameCluster) {
  const auto with = [](std::string_view text) { return with_kubectl_flags(text, " --context c"); };
  EXPECT_EQ(
      with("ask: kubectl get pods; `kubectl auth can-i --list`, kubectl delete job a"),
      "ask: kubectl --context c get pods; `kubectl --context c auth can-i --list`, kubectl --context c delete job a");
  for (const char* same : {"", "kubectl", "someone applied it with kubectl: leave it", "kubectl config get-contexts",
                           "kubectl --kubeconfig k get pods", "managed by kubectl (Update)"})
    EXPECT_EQ(with(same), same);
}

TEST(ShownCommands, AskTheSameAccount) {
  EXPECT_EQ(aws_flags({"demo", "eu-west-1", ""}), " --region eu-west-1");
  EXPECT_EQ(aws_flags({"demo", "eu-west-1", "my admin"}), " --region eu-west-1 --profile 'my admin'");
}

}  // namespace
}  // namespace slipway::ops
