#include "admission/verdicts.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "base/steps.h"
#include "subject/subject_reader.h"

namespace slipway::admission {
namespace {

/// What is said of one file: "3:5 API001" and the message.
std::vector<std::string> said(const std::string& name, const std::string& text) {
  Diagnostics findings;
  subject::SubjectReader reader({}, findings);
  reader.add(std::make_shared<const SourceText>(name, text), subject::SubjectReader::Strangers::Refused);
  const subject::Subject subject = reader.finish();
  schema::Judge judge;
  judge_objects(subject, {}, judge, findings);
  std::vector<std::string> out;
  for (const Diagnostic& one : findings.all())
    out.push_back(fmt::format("{}:{} {} {}", one.where.line, one.where.column, one.id, one.message));
  return out;
}

using Said = std::vector<std::string>;

/// Of several files that are judged together: "a.yaml:3 warning API001".
Said places_said(const std::vector<std::pair<std::string, std::string>>& files) {
  Diagnostics unheard, findings;
  subject::SubjectReader reader({}, unheard);
  for (const auto& [name, text] : files)
    reader.add(std::make_shared<const SourceText>(name, text), subject::SubjectReader::Strangers::PassedOver);
  const subject::Subject subject = reader.finish();
  schema::Judge judge;
  judge_objects(subject, {}, judge, findings);
  Said out;
  for (const Diagnostic& one : findings.all())
    out.push_back(
        fmt::format("{}:{} {} {}", one.where.source->name(), one.where.line, to_string(one.severity), one.id));
  return out;
}

// What an overlay's patch puts in nobody sees in the base.
TEST(Verdicts, OfAControllerAreNotesWhereAKustomizationPatches) {
  const std::string application =
      "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a}\n"
      "spec: {project: p, source: {repoURL: r, path: p}, destination: {namespace: ml}}\n";
  const std::string base = "resources: [app.yaml]\n", overlay = "resources: [../base]\n";
  const auto of = [&](const std::string& more) {
    return places_said({{"base/app.yaml", application},
                        {"base/kustomization.yaml", base},
                        {"prod/kustomization.yaml", overlay + more}});
  };
  EXPECT_EQ(of(""), Said{"base/app.yaml:4 error API022"});
  EXPECT_EQ(of("patches: [{path: server.yaml}]\n"), Said{"base/app.yaml:4 note API022"});
  EXPECT_EQ(of("vars: [{name: N}]\n"), Said{"base/app.yaml:4 error API022"});
}

// No number, amount or name is written so; of a list of words it may be one that was got wrong.
TEST(Verdicts, OfWordsInCapitalsAreNotesWhereNoneIsTaken) {
  const auto of = [](const std::string& field, const std::string& container) {
    return places_said(
        {{"a.yaml",
          "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - name: a\n    image: "
          "a:1\n    " +
              container + "\n  " + field + "\n"}});
  };
  const std::string right = "tty: true";
  for (const char* amount : {"resources: {limits: {cpu: CPU_LIMIT}}", "ports: [{containerPort: PORT_NUMBER}]",
                             "resources: {limits: {cpu: '{CPU}'}}", "livenessProbe: {periodSeconds: X_2, exec: {}}"})
    EXPECT_EQ(of("hostNetwork: false", amount).front().substr(0, 13), "a.yaml:8 note") << amount;
  for (const char* amount : {"resources: {limits: {cpu: LIMIT}}", "ports: [{containerPort: port_number}]"})
    EXPECT_EQ(of("hostNetwork: false", amount).front().substr(0, 14), "a.yaml:8 error") << amount;
  EXPECT_EQ(of("nodeName: NODE_NAME", right), Said{"a.yaml:9 note API002"});
  EXPECT_EQ(of("restartPolicy: ON_FAILURE", right), Said{"a.yaml:9 error API003"});
}

/// Terraform's provider makes of scalars what the API wants; kubectl sends YAML as it stands.
TEST(Verdicts, OfATerraformManifestAreWhatItsProviderSends) {
  const auto manifest = [](const std::string& more) {
    return "resource \"kubernetes_manifest\" \"d\" {\n  manifest = {\n    apiVersion = \"apps/v1\", kind = "
           "\"Deployment\"\n"
           "    metadata = { name = \"web\", namespace = \"a\", labels = { version = 1 } }\n    spec = {\n"
           "      selector = { matchLabels = { app = \"web\" } }\n      template = {\n        metadata = { labels = { "
           "app = \"web\" } }\n        spec = { containers = [{ name = \"c\", image = \"nginx:1.27\", ports = [{ "
           "containerPort = \"80\" }], env = [{ name = \"N\", value = 3 }] }] }\n      }\n" +
           more + "    }\n  }\n}\n";
  };
  EXPECT_EQ(said("a.tf", manifest("      replicas = \"3\"\n      paused = \"false\"\n")), Said{});
  EXPECT_EQ(said("a.tf", manifest("      minReadySeconds = \"%{ if true }3%{ endif }\"\n")), Said{});
  const Said wrong = said("a.tf", manifest("      replicas = \"three\"\n"));
  ASSERT_EQ(wrong.size(), 1u);
  EXPECT_TRUE(wrong[0].starts_with("11:18 KUBE001")) << wrong[0];
  EXPECT_EQ(said("a.tf",
                 "resource \"kubectl_manifest\" \"d\" {\n  yaml_body = <<EOT\napiVersion: v1\nkind: ConfigMap\n"
                 "metadata: {name: a, namespace: b}\ndata: {a: 1}\nEOT\n}\n")
                .size(),
            1u);
}

// Each unknown field is looked for once, not for each finding anew.
TEST(Verdicts, OfManyUnknownFieldsTakeBoundedTime) {
  constexpr int kMany = 300;
  std::string text =
      "apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: p}\nspec:\n  template:\n    spec:\n"
      "      nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: n}\n      requirements: []\n";
  for (int i = 0; i < kMany; ++i) text += fmt::format("      zzzzzzzzzz{}: 1\n", i);
  const auto before = steps_done;
  EXPECT_GE(said("a.yaml", text).size(), static_cast<std::size_t>(kMany));
  EXPECT_LT(steps_done - before, 20u * kMany);
}

}  // namespace
}  // namespace slipway::admission
