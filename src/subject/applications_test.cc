#include "subject/applications.h"

#include <gtest/gtest.h>

#include "subject/testing/subject_of.h"

namespace slipway::subject {
namespace {

using testing::subject_of;

std::string object(const std::string& kind, const std::string& name, const std::string& more = "") {
  return "apiVersion: v1\nkind: " + kind + "\nmetadata: {name: " + name + more + "}\n---\n";
}

std::string application(const std::string& path, const std::string& ns, const std::string& more = "") {
  return "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: " + ns +
         "}\nspec: {source: {repoURL: 'https://a/b', path: " + path + more + "}, destination: {namespace: " + ns +
         "}}\n---\n";
}

TEST(Applications, SendWhatLiesAtTheirPathIntoTheirNamespace) {
  const Subject subject =
      subject_of({{"repo/argo/a.yaml", application("./apps/web/", "web")},
                  {"repo/apps/web/a.yaml", object("Service", "a") + object("Service", "b", ", namespace: own") +
                                               object("ClusterRole", "c") + object("Namespace", "own")},
                  {"repo/apps/web/below/d.yaml", object("Service", "d")},
                  {"repo/myapps/web/e.yaml", object("Service", "e")}});
  EXPECT_NE(subject.find("Service", "web", "a"), nullptr);
  EXPECT_NE(subject.find("Service", "own", "b"), nullptr) << "what it says itself counts";
  EXPECT_NE(subject.find("ClusterRole", "", "c"), nullptr);
  EXPECT_NE(subject.find("Namespace", "", "own"), nullptr);
  EXPECT_NE(subject.find("Service", "", "d"), nullptr) << "folders below are not looked into";
  EXPECT_NE(subject.find("Service", "", "e"), nullptr);
}

TEST(Applications, GoByTheKustomizationAtTheirPath) {
  const Subject subject =
      subject_of({{"argo.yaml", application("overlays/prod", "web") + application("overlays/dev", "other") +
                                    application("all", "deep", ", directory: {recurse: true}")},
                  {"overlays/prod/kustomization.yaml", "resources: [../../base, p.yaml]\n"},
                  {"overlays/prod/p.yaml", object("Service", "p")},
                  {"base/kustomization.yaml", "resources: [a.yaml]\n"},
                  {"base/a.yaml", object("Service", "a")},
                  {"overlays/dev/kustomization.yaml", "namespace: dev\nresources: [d.yaml]\n"},
                  {"overlays/dev/d.yaml", object("Service", "d", ", namespace: own")},
                  {"all/one/below/e.yaml", object("Service", "e")}});
  for (const char* name : {"a", "p"}) EXPECT_NE(subject.find("Service", "web", name), nullptr) << name;
  EXPECT_NE(subject.find("Service", "dev", "d"), nullptr) << "a kustomization's own namespace counts";
  EXPECT_NE(subject.find("Service", "deep", "e"), nullptr);
}

TEST(Applications, OfFluxAreKustomizations) {
  const auto kustomization = [](const std::string& path, const std::string& ns) {
    return "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: k, namespace: "
           "flux-system}\nspec: {interval: 1m, prune: true, path: " +
           path + (ns.empty() ? "" : ", targetNamespace: " + ns) + "}\n---\n";
  };
  const Subject subject =
      subject_of({{"flux.yaml", kustomization("./apps/web", "web") + kustomization("./apps", "") +
                                    kustomization("overlays/prod", "prod")},
                  {"apps/web/a.yaml", object("Service", "a") + object("Service", "b", ", namespace: own")},
                  {"apps/web/below/c.yaml", object("Service", "c")},
                  {"apps/other/d.yaml", object("Service", "d")},
                  {"overlays/prod/kustomization.yaml", "resources: [../../base]\n"},
                  {"base/kustomization.yaml", "resources: [e.yaml]\n"},
                  {"base/e.yaml", object("Service", "e")}});
  EXPECT_NE(subject.find("Service", "web", "a"), nullptr);
  EXPECT_NE(subject.find("Service", "own", "b"), nullptr) << "what it says itself stays";
  EXPECT_NE(subject.find("Service", "web", "c"), nullptr) << "Flux takes folders below";
  EXPECT_NE(subject.find("Service", "", "d"), nullptr);
  EXPECT_NE(subject.find("Service", "prod", "e"), nullptr);
}

TEST(Applications, OfSeveralNamespacesNoneIsTaken) {
  const Subject subject = subject_of({{"argo.yaml", application("apps/web", "dev") + application("apps/web", "prod")},
                                      {"apps/web/a.yaml", object("Service", "a")}});
  EXPECT_NE(subject.find("Service", "", "a"), nullptr);
}

}  // namespace
}  // namespace slipway::subject
