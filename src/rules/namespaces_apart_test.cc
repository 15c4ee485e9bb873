#include <gtest/gtest.h>

#include "rules/testing/fix_said.h"

namespace slipway::rules::testing {
namespace {

using Said = std::vector<std::string>;

std::string deployment(const std::string& ns = "") {
  return "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a" + (ns.empty() ? "" : ", namespace: " + ns) +
         "}\nspec:\n  selector: {matchLabels: {app: a}}\n  template: {metadata: {labels: {app: a}}, spec: {containers: "
         "[{name: a, image: \"a:1\"}]}}\n";
}
std::string service(const std::string& ns, const std::string& app = "a") {
  return "apiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: " + ns + "}\nspec: {selector: {app: " + app +
         "}, ports: [{port: 80}]}\n";
}
std::string scaler(const std::string& ns, const std::string& name = "a") {
  return "apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: {name: k, namespace: " + ns +
         "}\nspec: {scaleTargetRef: {name: " + name + "}, triggers: []}\n";
}
const std::string kNext = "---\n";

TEST(NamespacesApart, OfOneFileAllSayTheirs) {
  EXPECT_EQ(
      linted("SVC005", {{"f.yaml", deployment() + kNext + service("ml") + kNext + scaler("ml")}}),
      (Said{"f.yaml:3 warning: Deployment a says no namespace, and Service ml/s of this file looks for it in ml"}));
  EXPECT_EQ(lines("SVC005", deployment() + kNext + scaler("ml")), "3");
  EXPECT_EQ(fix_said("SVC005", {{"f.yaml", deployment() + kNext + service("ml")}}),
            "write namespace: ml into its metadata\n");
  EXPECT_EQ(lines("SVC005", deployment("ml") + kNext + service("ml") + kNext + scaler("ml")), "");
}

TEST(NamespacesApart, WhatMayMeetIsNotApart) {
  EXPECT_EQ(lines("SVC005", deployment() + kNext + service("default")), "") << "where kubectl is called as a rule";
  EXPECT_EQ(lines("SVC005", deployment() + kNext + service("ml", "b") + kNext + scaler("ml", "b")), "");
  EXPECT_EQ(lines("SVC005", deployment("ml") + kNext + deployment() + kNext + service("ml") + kNext + scaler("ml")), "")
      << "one of them is there";
  EXPECT_EQ(linted("SVC005", {{"a.yaml", deployment()}, {"b.yaml", service("ml")}}), Said{})
      << "another file may be for something else";
  EXPECT_EQ(
      linted("SVC005", {{"f.yaml", deployment() + kNext + service("ml")}, {"up.sh", "kubectl apply -n ml -f .\n"}}),
      Said{});
  EXPECT_EQ(linted("SVC005", {{"f.yaml", deployment() + kNext + service("ml")},
                              {"up.sh", "NS=ml\nkubectl -n \"$NS\" apply -f f.yaml\n"}}),
            Said{});
  EXPECT_EQ(linted("SVC005", {{"f.yaml", deployment() + kNext + service("ml")},
                              {"kustomization.yaml", "resources: [f.yaml]\nnamespace: ml\n"}}),
            Said{});
}

TEST(NamespacesApart, GitOpsSendsWhatSaysNoNamespace) {
  const auto said = [](const std::string& bringing, const Files& more = {}) {
    Files files = {{"apps/web/f.yaml", deployment() + kNext + service("ml")}, {"bringing.yaml", bringing}};
    files.insert(files.end(), more.begin(), more.end());
    return linted("SVC005", files).size();
  };
  const auto flux = [](const std::string& path, const std::string& ns) {
    return "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: " + ns +
           "}\nspec: {interval: 1m, prune: true" + path + ", targetNamespace: " + ns + "}\n---\n";
  };
  const auto argo = [](const std::string& path) {
    return "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a}\nspec: {source: {repoURL: "
           "'https://a/b', path: " +
           path + "}, destination: {namespace: ml}}\n";
  };
  for (const char* path : {", path: ./apps/web", ", path: apps", ", path: ./", ""}) {
    EXPECT_EQ(said(flux(path, "ml")), 0u) << path;
    EXPECT_EQ(said(flux(path, "other")), 0u) << path << ": both go there";
  }
  EXPECT_EQ(said(flux(", path: ./apps/web", "a") + flux(", path: ./apps/web", "b")), 0u);
  EXPECT_EQ(said(flux(", path: ./all", "b"), {{"all/kustomization.yaml", "resources: [../apps/web/f.yaml]\n"}}), 0u);
  EXPECT_EQ(said(flux(", path: ./apps/api", "other")), 1u) << "of another folder";
  EXPECT_EQ(said(flux(", path: ./apps/api", "ml")), 0u) << "which may be this one, by another name";
  for (const char* path : {"apps/web", ".", "apps/api"}) EXPECT_EQ(said(argo(path)), 0u) << path;
}

}  // namespace
}  // namespace slipway::rules::testing
