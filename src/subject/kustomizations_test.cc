#include "subject/kustomizations.h"

#include <gtest/gtest.h>

#include "subject/subject_reader.h"

namespace slipway::subject {
namespace {

std::string object(const std::string& kind, const std::string& name) {
  return "apiVersion: v1\nkind: " + kind + "\nmetadata: {name: " + name + "}\n---\n";
}

Subject subject_of(const std::vector<std::pair<std::string, std::string>>& files) {
  Diagnostics unheard;
  SubjectReader reader({}, unheard);
  for (const auto& [name, text] : files)
    reader.add(std::make_shared<const SourceText>(name, text), SubjectReader::Strangers::PassedOver);
  return reader.finish();
}

TEST(Kustomizations, GiveTheirObjectsANamespace) {
  const Subject subject =
      subject_of({{"k/kustomization.yaml", "namespace: web\nresources:\n- a.yaml\n- ./sub/b.yaml\n"},
                  {"k/a.yaml", object("Service", "a") + object("ClusterRole", "c")},
                  {"k/sub/b.yaml", object("Service", "b") + object("Namespace", "system")},
                  {"k/other.yaml", object("Service", "o")}});
  EXPECT_NE(subject.find("Service", "web", "a"), nullptr);
  EXPECT_NE(subject.find("Service", "web", "b"), nullptr);
  EXPECT_NE(subject.find("Namespace", "", "web"), nullptr) << "a Namespace becomes it";
  EXPECT_NE(subject.find("ClusterRole", "", "c"), nullptr);
  EXPECT_NE(subject.find("Service", "", "o"), nullptr) << "which is not among its resources";
  EXPECT_TRUE(subject.derived<Kustomized>().gives_namespace(*subject.find("ClusterRole", "", "c")))
      << "the accounts that it binds get it";
}

TEST(Kustomizations, StandInAnyFolder) {
  for (const char* folder : {"", "./", "k/", "./k/", "/k/", "/", "../k/"}) {
    const std::string in = folder;
    const Subject subject =
        subject_of({{in + "kustomization.yaml", "namespace: web\nresources: [a.yaml, ./b, ../c.yaml]\n"},
                    {in + "b/kustomization.yaml", "resources: [b.yaml]\n"},
                    {in + "a.yaml", object("Service", "a")},
                    {in + "b/b.yaml", object("Service", "b")},
                    {in + "../c.yaml", object("Service", "c")},
                    {in + "d.yaml", object("Service", "d")}});
    for (const char* name : {"a", "b", "c"}) EXPECT_NE(subject.find("Service", "web", name), nullptr) << in << name;
    EXPECT_NE(subject.find("Service", "", "d"), nullptr) << in;
  }
}

TEST(Kustomizations, TheOutermostCounts) {
  const Subject subject =
      subject_of({{"base/kustomization.yaml", "namespace: base\nresources: [a.yaml]\n"},
                  {"base/a.yaml", object("Service", "a")},
                  {"prod/kustomization.yaml", "namespace: prod\nresources: [../base]\ncommonLabels: {a: b}\n"}});
  const kube::Object* service = subject.find("Service", "prod", "a");
  ASSERT_NE(service, nullptr);
  EXPECT_TRUE(subject.derived<Kustomized>().adds_labels(*service));
}

TEST(Kustomizations, ABaseOfSeveralStaysAsItIs) {
  const Subject subject = subject_of({{"base/kustomization.yaml", "resources: [a.yaml]\n"},
                                      {"base/a.yaml", object("Service", "a")},
                                      {"dev/kustomization.yaml", "namespace: dev\nresources: [../base]\n"},
                                      {"prod/kustomization.yaml", "namespace: prod\nresources: [../base]\n"}});
  const kube::Object* service = subject.find("Service", "", "a");
  ASSERT_NE(service, nullptr);
  EXPECT_TRUE(subject.derived<Kustomized>().gives_namespace(*service));
  EXPECT_FALSE(subject.derived<Kustomized>().adds_labels(*service));
}

TEST(Kustomizations, CirclesEnd) {
  const Subject subject = subject_of({{"a/kustomization.yaml", "resources: [../b, x.yaml]\nnamespace: n\n"},
                                      {"b/kustomization.yaml", "resources: [../a]\n"},
                                      {"c/kustomization.yaml", "resources: [../a, ../b, ../c]\n"},
                                      {"a/x.yaml", object("Service", "a")}});
  EXPECT_NE(subject.find("Service", "", "a"), nullptr) << "nobody is outermost";
}

}  // namespace
}  // namespace slipway::subject
