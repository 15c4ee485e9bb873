#include "schema/scalars_of_terraform.h"

#include <gtest/gtest.h>

#include "doc/json.h"
#include "doc/yaml.h"
#include "schema/verdict.h"

namespace slipway::schema {
namespace {

/// What is sent of an object, as JSON.
std::string sent(const std::string& text) {
  Diagnostics said;
  const auto documents = doc::read_yaml(std::make_shared<const SourceText>("a.yaml", text), said);
  doc::Arena arena;
  return doc::canonical_json(Judge().as_terraform_sends(documents.at(0).root(), arena));
}

TEST(ScalarsOfTerraform, BecomeWhatTheFieldTakes) {
  EXPECT_EQ(
      sent(
          "{apiVersion: apps/v1, kind: Deployment, metadata: {name: a, labels: {version: 1, ready: true, x: z}}, spec: "
          "{replicas: '3', paused: 'false', minReadySeconds: '1e1', template: {spec: {hostNetwork: T, containers: "
          "[{name: 7, env: [{name: M, value: 3.5}], ports: [{containerPort: '80'}]}]}}, strategy: {rollingUpdate: "
          "{maxSurge: '1', maxUnavailable: 50%}}}}"),
      R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"labels":{"ready":"true","version":"1","x":"z"},)"
      R"("name":"a"},"spec":{"minReadySeconds":10,"paused":false,"replicas":3,"strategy":{"rollingUpdate":)"
      R"({"maxSurge":1,"maxUnavailable":"50%"}},"template":{"spec":{"containers":[{"env":[{"name":"M","value":)"
      R"("3.5"}],"name":"7","ports":[{"containerPort":80}]}],"hostNetwork":true}}}})");
  EXPECT_EQ(
      sent("{apiVersion: karpenter.sh/v1, kind: NodePool, metadata: {name: a, labels: {v: 1}}, spec: {weight: '10', "
           "template: {spec: {startupTaints: [{key: a, value: 1, effect: NoSchedule}]}}}}"),
      R"({"apiVersion":"karpenter.sh/v1","kind":"NodePool","metadata":{"labels":{"v":"1"},"name":"a"},"spec":)"
      R"({"template":{"spec":{"startupTaints":[{"effect":"NoSchedule","key":"a","value":"1"}]}},"weight":10}})");
}

/// The provider refuses it, as the server would.
TEST(ScalarsOfTerraform, StayWhereTheyCannotBe) {
  for (const std::string text : {R"({"apiVersion":"apps/v1","kind":"Deployment","spec":{"replicas":"three"}})",
                                 R"({"apiVersion":"apps/v1","kind":"Deployment","spec":{"replicas":"1.5"}})",
                                 R"({"apiVersion":"apps/v1","kind":"Deployment","spec":{"replicas":"inf"}})",
                                 R"({"apiVersion":"apps/v1","kind":"Deployment","spec":{"replicas":true}})",
                                 R"({"apiVersion":"apps/v1","kind":"Deployment","spec":{"paused":"yes"}})",
                                 R"({"apiVersion":"apps/v1","kind":"Deployment","spec":{"replica":"3"}})",
                                 R"({"apiVersion":"apps/v1","kind":"Deployment","spec":{"template":"3"}})",
                                 R"({"apiVersion":"example.com/v1","kind":"Any","spec":{"replicas":"3"}})"})
    EXPECT_EQ(sent(text), text);
}

}  // namespace
}  // namespace slipway::schema
