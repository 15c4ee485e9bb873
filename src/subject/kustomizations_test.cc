#include "subject/kustomizations.h"

#include <gtest/gtest.h>

#include "subject/testing/subject_of.h"

namespace slipway::subject {
namespace {

using testing::subject_of;

std::string object(const std::string& kind, const std::string& name) {
  return "apiVersion: v1\nkind: " + kind + "\nmetadata: {name: " + name + "}\n---\n";
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

TEST(Kustomizations, SayWhatTheyChange) {
  const Subject subject = subject_of(
      {{"base/kustomization.yaml",
        "resources: [a.yaml, ../more/b.yaml]\nvars: [{name: svc}]\nimages: [{name: i, newTag: v1}]\n"},
       {"base/a.yaml", object("Service", "a")},
       {"more/b.yaml", object("Service", "b")},
       {"none/c.yaml", object("Service", "c")},
       {"prod/kustomization.yaml",
        "namePrefix: x-\nresources: [../base]\npatches: [{path: p.yaml}]\nimages: [{name: j, digest: 'sha256:1'}]\n"}});
  const Kustomized& kustomized = subject.derived<Kustomized>();
  const kube::Object &a = *subject.find("Service", "", "a"), &c = *subject.find("Service", "", "c");
  EXPECT_TRUE(kustomized.is_patched(a));
  EXPECT_FALSE(kustomized.is_patched(c));
  for (const char* image : {"i", "j"}) EXPECT_TRUE(kustomized.tags_image(a, image)) << image;
  EXPECT_FALSE(kustomized.tags_image(a, "k"));
  EXPECT_FALSE(kustomized.names_apart("base/a.yaml", "more/b.yaml"));
  EXPECT_TRUE(kustomized.names_apart("base/a.yaml", "none/c.yaml"));
  EXPECT_TRUE(kustomized.names_variable("$(svc).example.com"));
  EXPECT_FALSE(kustomized.names_variable("$(other) svc"));
}

TEST(Kustomizations, SayWhichImagesAreTagged) {
  const auto tags = [](const std::string& images, const std::string& outer = "") {
    const Subject subject = subject_of({{"base/kustomization.yaml", "resources: [a.yaml]\nimages: [" + images + "]\n"},
                                        {"base/a.yaml", object("Service", "a")},
                                        {"o/kustomization.yaml", "resources: [../base]\nimages: [" + outer + "]\n"}});
    return subject.derived<Kustomized>().tags_image(*subject.find("Service", "", "a"), "app");
  };
  for (const char* said : {"{name: app, newTag: v1}", "{name: app, newName: r/app, newTag: '1'}",
                           "{name: app, digest: 'sha256:1'}", "{name: app, newName: 'r:5000/app:v1'}"})
    EXPECT_TRUE(tags(said)) << said;
  for (const char* unsaid :
       {"{name: app, newName: r/app}", "{name: app, newTag: latest}", "{name: app}",
        "{name: app, newName: 'r:5000/app'}", "{name: app, newName: 'r/app:latest'}", "{name: other, newTag: v1}"})
    EXPECT_FALSE(tags(unsaid)) << unsaid;
  EXPECT_TRUE(tags("{name: app, newName: r/app}", "{name: r/app, newTag: v1}"));
  EXPECT_FALSE(tags("{name: app, newName: r/app}", "{name: q/app, newTag: v1}"));
}

TEST(Kustomizations, ReadLinesOfFilesAsTheyStand) {
  const auto said = [](const std::string& file, const std::string& kustomization) {
    Diagnostics findings;
    SubjectReader reader({}, findings);
    for (const auto& [name, text] :
         {std::pair<std::string, std::string>(file, "motd=hello big world\n"), {"k/kustomization.yaml", kustomization}})
      reader.add(std::make_shared<const SourceText>(name, text), SubjectReader::Strangers::PassedOver);
    const Subject subject = reader.finish();
    return findings.all().size();
  };
  EXPECT_EQ(said("k/a.env", "resources: []\n"), 1u) << "a shell reads it";
  EXPECT_EQ(said("k/params.env", "resources: []\n"), 0u);
  EXPECT_EQ(said("k/a.env", "configMapGenerator: [{name: a, envs: [./a.env]}]\n"), 0u);
  EXPECT_EQ(said("k/a.env", "secretGenerator: [{name: a, env: a.env}]\n"), 0u);
  EXPECT_EQ(said("other/a.env", "configMapGenerator: [{name: a, envs: [a.env]}]\n"), 1u);
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
