#include "admission/renamed_fields.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "admission/embedded.h"
#include "admission/verdicts.h"
#include "catalog/component_versions.h"
#include "catalog/csv.h"
#include "kube/version.h"
#include "schema/verdict.h"
#include "subject/subject_reader.h"

namespace slipway::admission {
namespace {

TEST(RenamedFields, AreGoneAndTheirSuccessorsThere) {
  schema::Judge judge;
  catalog::CsvReader csv(embedded::renamed_fields());
  const auto version = csv.column("api_version"), kind = csv.column("kind"), field = csv.column("field"),
             now = csv.column("now"), chart = csv.column("chart"), since = csv.column("since"),
             date = csv.column("date");
  std::tuple<std::string_view, std::string_view, std::string_view> before;
  while (csv.next()) {
    const std::tuple row(csv[version], csv[kind], csv[field]);
    EXPECT_LT(before, row) << "sorted";
    before = row;
    EXPECT_TRUE(judge.knows(csv[version], csv[kind])) << csv[kind];
    const auto has = [&](std::string_view path) {
      for (const std::string_view one : judge.meant_by(csv[version], csv[kind], path).beside)
        if (path.ends_with("." + std::string(one))) return true;
      return false;
    };
    EXPECT_FALSE(has(csv[field])) << csv[field];
    EXPECT_TRUE(has(csv[now])) << csv[now];
    EXPECT_EQ(csv[chart].empty(), csv[since].empty());
    EXPECT_TRUE(csv[chart].empty() || catalog::find_chart(csv[chart])) << csv[chart];
    EXPECT_TRUE(csv[since].empty() || kube::Version::parse_generic(csv[since])) << csv[since];
    EXPECT_EQ(csv[date].size(), 10u);
  }
}

/// What is said of unknown fields: "warning: hint".
std::string said(const std::string& text) {
  Diagnostics findings;
  subject::SubjectReader reader({}, findings);
  reader.add(std::make_shared<const SourceText>("a.yaml", text), subject::SubjectReader::Strangers::PassedOver);
  const subject::Subject subject = reader.finish();
  schema::Judge judge;
  judge_objects(subject, {}, judge, findings);
  std::string out;
  for (const Diagnostic& one : findings.all())
    if (one.id == "API010" || one.id == "KUBE007")
      out += std::string(to_string(one.severity)) + ": " + one.hint + "; " + one.fix + "\n";
  return out;
}

TEST(RenamedFields, AreNamedByWhatTookTheirPlace) {
  EXPECT_EQ(said("apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: p}\nspec: {template: {spec: "
                 "{requirements: [], nodeClassRef: {apiVersion: karpenter.k8s.aws/v1, kind: EC2NodeClass, name: "
                 "a}}}}\n"),
            "error: spec.template.spec.nodeClassRef.group has taken its place; write "
            "spec.template.spec.nodeClassRef.group\n");
  EXPECT_EQ(said("apiVersion: kueue.x-k8s.io/v1beta2\nkind: ClusterQueue\nmetadata: {name: q}\nspec: {cohort: a}\n"),
            "error: spec.cohortName has taken its place; write spec.cohortName\n");
  // What every object has at its root is meant nowhere else.
  EXPECT_EQ(
      said("apiVersion: kueue.x-k8s.io/v1beta2\nkind: ClusterQueue\nmetadata: {name: q}\nspec: {apiVersion: a}\n"),
      "error: ; remove it, or write the field that was meant\n");
}

TEST(RenamedFields, OfAChartAreWrongWithItsRelease) {
  const std::string job =
      "apiVersion: trainer.kubeflow.org/v1alpha1\nkind: TrainJob\nmetadata: {name: t}\nspec: {runtimeRef: {name: r}, "
      "podTemplateOverrides: []}\n";
  const auto with = [&](const std::string& version) {
    return said(job +
                "---\napiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a, namespace: "
                "argocd}\nspec:\n  project: p\n  destination: {name: in-cluster, namespace: n}\n  source: {chart: "
                "kubeflow-trainer, repoURL: ghcr.io/kubeflow/charts, targetRevision: " +
                version + "}\n");
  };
  const std::string words =
      ": spec.runtimePatches has taken its place since kubeflow-trainer 2.2; write spec.runtimePatches, or stay "
      "below 2.2 of kubeflow-trainer\n";
  EXPECT_EQ(said(job), "warning" + words);
  EXPECT_EQ(with("2.2.1"), "error" + words);
  EXPECT_EQ(with("2.1.0"), "");
}

}  // namespace
}  // namespace slipway::admission
