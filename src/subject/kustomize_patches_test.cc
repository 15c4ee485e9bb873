#include "subject/kustomize_patches.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

#include "doc/yaml.h"

namespace slipway::subject {
namespace {

doc::Document read(const std::string& text) {
  Diagnostics unheard;
  return doc::read_yaml_document(std::make_shared<const SourceText>("a.yaml", text), unheard);
}

/// Whether one of the patches of a kustomization, in which the file p.yaml is `file`, may change a field of Deployment
/// web.
bool changes(const std::string& kustomization, const std::string& field, const std::string& file = "") {
  const doc::Document root = read(kustomization), patch = read(file);
  const std::vector<const doc::Node*> documents = {&patch.root()};
  const auto patches = patches_of(root.root(), [&](std::string_view path) {
    return path == "p.yaml" && !file.empty() ? std::span<const doc::Node* const>(documents)
                                             : std::span<const doc::Node* const>();
  });
  kube::Object web;
  web.kind = "Deployment";
  web.name = "web";
  return std::ranges::any_of(patches, [&](const KustomizePatch& one) { return one.may_change(web, field); });
}

TEST(KustomizePatches, ChangeWhatTheyAreOf) {
  const std::string file = "kind: Deployment\nmetadata: {name: web}\nspec: {replicas: 2}\n";
  for (const char* said : {"patches: [{path: p.yaml}]\n", "patchesStrategicMerge: [p.yaml]\n",
                           "patches: [{path: p.yaml, target: {name: we.}}]\n"}) {
    EXPECT_TRUE(changes(said, "", file)) << said;
    EXPECT_TRUE(changes(said, "replicas", file)) << said;
    EXPECT_FALSE(changes(said, "ports", file)) << said;
    EXPECT_TRUE(changes(said, "ports")) << said << "nobody sees it";
  }
  EXPECT_TRUE(changes("patches: [{path: p.yaml}]\n", "", "kind: Deployment\nmetadata: {name: x-web}\n"))
      << "by its prefix";
  for (const char* other : {"kind: Deployment\nmetadata: {name: api}\n", "kind: Service\nmetadata: {name: web}\n"})
    EXPECT_FALSE(changes("patches: [{path: p.yaml}]\n", "", other)) << other;
  EXPECT_TRUE(changes("patches: [{path: p.yaml}]\n", "ports", file + "  template: {$patch: replace}\n"));
}

TEST(KustomizePatches, TakeAwayWhatStandsBelow) {
  const doc::Document root = read(
      "kind: Service\nmetadata: {name: web, annotations: {a/b: {c: d}}}\n"
      "spec: {type: NodePort, ports: [{port: 80, targetPort: htpp}]}\n");
  kube::Object web;
  web.kind = "Service";
  web.name = "web";
  web.node = &root.root();
  const auto takes = [&](const std::string& patch, const std::string& field) {
    const doc::Document kustomization = read("patches: [{target: {kind: Service}, patch: '[{" + patch + "}]'}]\n");
    const auto patches = patches_of(kustomization.root(), {});
    return std::ranges::any_of(patches, [&](const KustomizePatch& one) { return one.may_change(web, field); });
  };
  for (const char* patch :
       {"op: replace, path: /spec/ports, value: [{port: 80}]", "op: remove, path: /spec/ports",
        "op: remove, path: /spec/ports/0", "op: replace, path: /spec, value: {}",
        "op: move, from: /spec/ports, path: /spec/other", "op: add, path: /spec/ports, value: []"}) {
    EXPECT_TRUE(takes(patch, "targetPort")) << patch;
    EXPECT_FALSE(takes(patch, "annotations")) << patch;
  }
  for (const char* patch :
       {"op: replace, path: /spec/type, value: ClusterIP", "op: remove, path: /metadata/annotations",
        "op: add, path: /spec/ports/-, value: {port: 81}", "op: test, path: /spec/ports, value: []"})
    EXPECT_FALSE(takes(patch, "targetPort")) << patch;
  EXPECT_TRUE(takes("op: remove, path: /metadata/annotations/a~1b", "c"));
}

TEST(KustomizePatches, SayTheirTargets) {
  for (const char* field : {"patches", "patchesJson6902"}) {
    const auto of = [&](const std::string& target,
                        const std::string& patch = "[{op: add, path: /spec/a/0/ports, value: {b: 1}}]") {
      return std::string(field) + ":\n- target: " + target + "\n  patch: '" + patch + "'\n";
    };
    EXPECT_TRUE(changes(of("{kind: Deployment}"), "ports"));
    EXPECT_TRUE(changes(of("{kind: Deployment, name: web}"), "b"));
    EXPECT_FALSE(changes(of("{kind: Deployment}"), "replicas"));
    EXPECT_FALSE(changes(of("{kind: Service}"), "ports"));
    EXPECT_FALSE(changes(of("{name: api}"), "ports"));
    EXPECT_TRUE(changes(of("{labelSelector: a=b}"), "ports"));
    EXPECT_TRUE(changes(of("{kind: Deployment}", "a: b: c"), "ports")) << "what is no YAML nobody sees";
  }
  EXPECT_TRUE(
      changes("replacements: [{source: {kind: ConfigMap}, targets: [{select: {kind: Deployment}}]}]\n", "ports"));
  EXPECT_FALSE(changes("replacements: [{targets: [{select: {kind: Service}}]}]\n", ""));
  EXPECT_TRUE(changes("replacements: [{path: r.yaml}]\n", ""));
  EXPECT_FALSE(changes("resources: [p.yaml]\n", ""));
}

}  // namespace
}  // namespace slipway::subject
