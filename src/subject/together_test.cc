#include "subject/together.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "subject/neighbourhood.h"
#include "subject/subject_reader.h"

namespace slipway::subject {
namespace {

using Files = std::vector<std::pair<std::string, std::string>>;

std::string object(const std::string& kind, const std::string& name) {
  return "apiVersion: v1\nkind: " + kind + "\nmetadata: {name: " + name + "}\n---\n";
}

/// How the only Service comes together with the only Secret: each is called as its file wants.
std::string of(const Files& files) {
  Diagnostics unheard;
  SubjectReader reader({}, unheard);
  for (const auto& [name, text] : files)
    reader.add(std::make_shared<const SourceText>(name, text), SubjectReader::Strangers::PassedOver);
  const Subject subject = reader.finish();
  const SourceRange a = subject.of_kind("Service").front()->node->where();
  const SourceRange b = subject.of_kind("Secret").front()->node->where();
  const Together how = together(subject, a, b);
  EXPECT_EQ(how, together(subject, b, a));
  return how == Together::Surely ? "surely" : how == Together::Probably ? "probably" : "hardly";
}

const std::string kService = object("Service", "a"), kSecret = object("Secret", "b");

TEST(Together, FilesAndFolders) {
  EXPECT_EQ(of({{"k/a.yaml", kService + kSecret}}), "surely");
  EXPECT_EQ(of({{"k/a.yaml", kService}, {"k/b.yaml", kSecret}}), "probably") << "of examples one is applied";
  EXPECT_EQ(of({{"app/a.yaml", kService}, {"scaling/b.yaml", kSecret}}), "probably") << "parts of a whole";
  EXPECT_EQ(of({{"a.yaml", kService}, {"more/b.yaml", kSecret}}), "probably");
}

TEST(Together, FoldersOfTheSameNamesAreVariants) {
  const std::string web = object("Pod", "web");
  EXPECT_EQ(of({{"dev/a.yaml", kService + web}, {"prod/b.yaml", kSecret + web}}), "hardly");
  EXPECT_EQ(of({{"dev/a.yaml", kService}, {"dev/w.yaml", web}, {"prod/b.yaml", kSecret}, {"prod/w.yaml", web}}),
            "hardly")
      << "in whichever files";
  EXPECT_EQ(of({{"app/a.yaml", kService + web}, {"scaling/b.yaml", kSecret}, {"old/w.yaml", web}}), "probably")
      << "another folder's matter";
  EXPECT_EQ(of({{"x/w.yaml", web}, {"dev/a.yaml", kService + web}, {"prod/b.yaml", kSecret + web}}), "hardly")
      << "also when a third has the name first";
  EXPECT_EQ(of({{"dev/a.yaml", kService + web}, {"prod/b.yaml", kSecret + object("ConfigMap", "web")}}), "probably");
}

TEST(Together, ChartsAreInstalledEachByItself) {
  const std::string chart = "name: a\n";
  const auto in_charts = [&](const std::string& a, const std::string& b) {
    return of({{"a/Chart.yaml", chart}, {"b/Chart.yaml", chart}, {a, kService}, {b, kSecret}});
  };
  EXPECT_EQ(in_charts("a/templates/s.yaml", "b/templates/s.yaml"), "hardly");
  EXPECT_EQ(in_charts("a/templates/s.yaml", "a/templates/x/s.yaml"), "probably");
  EXPECT_EQ(in_charts("a/templates/s.yaml", "c/s.yaml"), "probably") << "of no chart";
  EXPECT_EQ(in_charts("ab/s.yaml", "b/s.yaml"), "probably") << "a name that begins as the chart's";
}

TEST(Together, KustomizationsSayWhatTheyTake) {
  const std::string web = object("Pod", "web");
  const auto takes = [](const std::string& what) { return "resources: [" + what + "]\n"; };
  EXPECT_EQ(of({{"kustomization.yaml", takes("app/a.yaml, scaling")},
                {"scaling/kustomization.yaml", takes("b.yaml")},
                {"app/a.yaml", kService},
                {"scaling/b.yaml", kSecret}}),
            "surely");
  EXPECT_EQ(of({{"k/kustomization.yaml", takes("a.yaml, b.yaml")}, {"k/a.yaml", kService}, {"k/b.yaml", kSecret}}),
            "surely");
  EXPECT_EQ(of({{"k/kustomization.yaml", takes("a.yaml")}, {"k/a.yaml", kService}, {"k/b.yaml", kSecret}}), "probably");
  EXPECT_EQ(of({{"kustomization.yaml", takes("a, b")},
                {"a/kustomization.yaml", "namePrefix: a-\n" + takes("a.yaml")},
                {"b/kustomization.yaml", "namePrefix: b-\n" + takes("b.yaml")},
                {"a/a.yaml", kService + web},
                {"b/b.yaml", kSecret + web}}),
            "probably")
      << "of one name, which a prefix may tell apart";
  const Files base = {{"base/kustomization.yaml", takes("w.yaml")}, {"base/w.yaml", web}};
  Files overlays = base;
  overlays.insert(overlays.end(), {{"dev/kustomization.yaml", takes("../base, a.yaml")},
                                   {"prod/kustomization.yaml", takes("../base, b.yaml")},
                                   {"dev/a.yaml", kService},
                                   {"prod/b.yaml", kSecret}});
  EXPECT_EQ(of(overlays), "hardly") << "overlays of one base";
  EXPECT_EQ(of({{"app/kustomization.yaml", takes("a.yaml")},
                {"scaling/kustomization.yaml", takes("b.yaml")},
                {"app/a.yaml", kService},
                {"scaling/b.yaml", kSecret}}),
            "probably")
      << "nothing in common";
}

TEST(Together, OfScriptsEachHereDocumentIsAlone) {
  const auto applied = [](const std::string& text) { return "kubectl apply -f - <<'EOF'\n" + text + "EOF\n"; };
  EXPECT_EQ(of({{"a.sh", applied(kService + kSecret)}}), "surely");
  EXPECT_EQ(of({{"a.sh", applied(kService) + applied(kSecret)}}), "hardly");
  EXPECT_EQ(of({{"a.sh", applied(kService)}, {"b.yaml", kSecret}}), "hardly");
}

TEST(Together, SaysHowSureAFindingIs) {
  EXPECT_EQ(severity_of(Together::Surely), Severity::Error);
  EXPECT_EQ(severity_of(Together::Probably), Severity::Warning);
  EXPECT_EQ(severity_of(Together::Hardly), Severity::Note);
}

// As many here documents as objects: each object's is looked up, not looked for among all.
TEST(Together, TakesBoundedTimeOnManyHereDocuments) {
  constexpr int kMany = 600;
  std::string script;
  for (int i = 0; i < kMany; ++i)
    script += "kubectl apply -f - <<EOF\n" + object("Service", "a" + std::to_string(i)) + "EOF\n";
  Diagnostics unheard;
  SubjectReader reader({}, unheard);
  reader.add(std::make_shared<const SourceText>("a.sh", script), SubjectReader::Strangers::PassedOver);
  const Subject subject = reader.finish();
  const auto services = subject.of_kind("Service");
  ASSERT_EQ(services.size(), static_cast<std::size_t>(kMany));
  int surely = 0;
  for (const kube::Object* one : services)
    for (const kube::Object* other : services)
      surely += together(subject, one->node->where(), other->node->where()) == Together::Surely ? 1 : 0;
  EXPECT_EQ(surely, kMany) << "each with itself";
}

/// Neighbours are hardly together with the same others.
TEST(Together, NeighboursHaveTheSameCompany) {
  const std::string other = object("ConfigMap", "c");
  const std::string kustomization = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: ";
  const Files files = {{"k8s/dev/a.yaml", kService},
                       {"k8s/dev/b.yaml", kSecret},
                       {"k8s/prod/a.yaml", kService},
                       {"app/c.yaml", other},
                       {"app/d.yaml", object("ConfigMap", "d")},
                       {"more/e.yaml", object("ConfigMap", "e")},
                       {"base/f.yaml", object("ConfigMap", "f")},
                       {"base/kustomization.yaml", kustomization + "[f.yaml]\n"},
                       {"x/kustomization.yaml", kustomization + "[../base, g.yaml]\n"},
                       {"x/g.yaml", object("ConfigMap", "g")},
                       {"y/kustomization.yaml", kustomization + "[../base, h.yaml, i.yaml]\n"},
                       {"y/h.yaml", object("ConfigMap", "h")},
                       {"y/i.yaml", object("ConfigMap", "i")},
                       {"m/Chart.yaml", "name: m\n"},
                       {"m/m.yaml", object("ConfigMap", "m")},
                       {"n/Chart.yaml", "name: n\n"},
                       {"n/n.yaml", object("ConfigMap", "n")},
                       {"s.sh", "kubectl apply -f - <<EOF\n" + object("ConfigMap", "j") + object("ConfigMap", "k") +
                                    "EOF\nkubectl apply -f - <<EOF\n" + object("ConfigMap", "l") + "EOF\n"}};
  Diagnostics unheard;
  SubjectReader reader({}, unheard);
  for (const auto& [name, text] : files)
    reader.add(std::make_shared<const SourceText>(name, text), SubjectReader::Strangers::PassedOver);
  const Subject subject = reader.finish();
  const auto hardly = [&](const kube::Object& one, const kube::Object& other_one) {
    return together(subject, one.node->where(), other_one.node->where()) == Together::Hardly;
  };
  std::size_t neighbours = 0;
  for (const kube::Object& one : subject.objects())
    for (const kube::Object& near : subject.objects()) {
      if (neighbourhood_of(subject, one.node->where()) != neighbourhood_of(subject, near.node->where())) continue;
      neighbours += &one != &near;
      for (const kube::Object& third : subject.objects()) EXPECT_EQ(hardly(one, third), hardly(near, third));
    }
  EXPECT_GE(neighbours, 10u);
}

TEST(FirstLike, IsOfTheSameKindGroupNamespaceAndName) {
  const auto named = [](const std::string& version, const std::string& ns, const std::string& name) {
    return "apiVersion: " + version + "\nkind: Job\nmetadata: {namespace: " + ns + ", name: " + name + "}\n---\n";
  };
  const auto read = [](const Files& files) {
    Diagnostics unheard;
    SubjectReader reader({}, unheard);
    for (const auto& [name, text] : files)
      reader.add(std::make_shared<const SourceText>(name, text), SubjectReader::Strangers::PassedOver);
    return reader.finish();
  };
  const Subject subject =
      read({{"a.yaml", named("batch/v1", "a", "x") + named("batch/v1", "b", "x") +
                           named("batch.volcano.sh/v1alpha1", "a", "x") + named("batch/v1beta1", "a", "x")},
            {"b.yaml", named("batch/v1", "a", "x")}});
  const auto objects = subject.objects();
  ASSERT_EQ(objects.size(), 5u);
  for (const std::size_t only : {0u, 1u, 2u}) EXPECT_EQ(first_like(subject, objects[only]), nullptr) << only;
  for (const std::size_t again : {3u, 4u}) EXPECT_EQ(first_like(subject, objects[again]), &objects[0]) << again;
  const Subject alone = read({{"a.yaml", named("batch/v1", "a", "x") + named("batch/v1", "b", "x")}});
  for (const kube::Object& one : alone.objects()) EXPECT_EQ(first_like(alone, one), nullptr);
}

}  // namespace
}  // namespace slipway::subject
