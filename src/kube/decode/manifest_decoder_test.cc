#include "kube/decode/manifest_decoder.h"

#include <gtest/gtest.h>

namespace slipway::kube {
namespace {

TEST(ManifestDecoder, FindsTheKindFirst) {
  struct Case {
    std::string_view text, error;
  };
  for (
      const Case& c : {
          Case{"{apiVersion: v1, kind: Pod}", ""},
          {"{APIVERSION: v1, kind: Status}", R"(strict decoding error: unknown field "APIVERSION")"},
          {"# nothing", "Object 'Kind' is missing in '# nothing'"},
          {"kind: Pod", "Object 'apiVersion' is missing in 'kind: Pod'"},
          {"{apiVersion: a/b/c, kind: Pod}", "unexpected GroupVersion string: a/b/c"},
          {"{apiVersion: v1, kind: [Pod]}",
           "couldn't get version/kind; json parse error: json: cannot unmarshal array into Go struct field .kind of "
           "type "
           "string"},
          {"{apiVersion: karpenter.sh/v1beta1, kind: NodePool}",
           R"(no kind "NodePool" is registered for version "karpenter.sh/v1beta1" in scheme "pkg/runtime/scheme.go:111")"},
          {"{apiVersion: __internal, kind: Pod}",
           R"(no kind "Pod" is registered for the internal version of group "" in scheme "pkg/runtime/scheme.go:111")"},
          {"a: b: c", "yaml: mapping values are not allowed in this context"},
      }) {
    const ManifestVerdict verdict = decode_manifest(c.text);
    EXPECT_EQ(verdict.error, c.error) << c.text;
  }
  EXPECT_EQ(decode_manifest("{apiVersion: apps/v1, kind: Deployment}").gvk,
            (GroupVersionKind{"apps", "v1", "Deployment"}));
}

TEST(ManifestDecoder, RepeatedKeysComeBeforeUnknownFields) {
  const auto verdict = decode_manifest("apiVersion: v1\nkind: Pod\nx: 1\nkind: Pod\n");
  EXPECT_EQ(
      verdict.error,
      "strict decoding error: yaml: unmarshal errors:\n  line 4: key \"kind\" already set in map, unknown field \"x\"");
  EXPECT_EQ(verdict.lenient_error, "");
}

TEST(ManifestDecoder, AMisfitIsAnErrorEvenWhenLenient) {
  const auto verdict = decode_manifest("{apiVersion: apps/v1, kind: Deployment, spec: {replicas: two}}");
  EXPECT_EQ(verdict.error,
            "json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32");
  EXPECT_EQ(verdict.lenient_error, verdict.error);
}

}  // namespace
}  // namespace slipway::kube
