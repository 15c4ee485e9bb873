#include "admission/refused_values.h"

#include <gtest/gtest.h>

#include "subject/subject_reader.h"

namespace slipway::admission {
namespace {

/// What is said of one file, a line for each finding.
std::string said(const std::string& name, const std::string& text) {
  Diagnostics findings;
  subject::SubjectReader reader({}, findings);
  reader.add(std::make_shared<const SourceText>(name, text), subject::SubjectReader::Strangers::Refused);
  const subject::Subject subject = reader.finish();
  Diagnostics refused;
  say_refused_values(subject, refused);
  std::string out;
  for (const Diagnostic& one : refused.all()) {
    EXPECT_EQ(one.id, "HELM001");
    EXPECT_EQ(one.severity, Severity::Error);
    out += one.where.to_string() + ": " + one.message.substr(one.message.find("this: ") + 6) +
           (one.hint.empty() ? "" : " (" + one.hint + ")") + "\n";
  }
  return out;
}

std::string values(const std::string& chart, const std::string& text) {
  return said("v.yaml", "# chart: " + chart + "\n" + text);
}

TEST(RefusedValues, OfUnknownKeysTypesAndWords) {
  EXPECT_EQ(values("aws-ebs-csi-driver", "controller:\n  replicaCont: 2\n"),
            "v.yaml:3:3: there is no value controller.replicaCont (did you mean replicaCount?)\n");
  EXPECT_EQ(values("aws-ebs-csi-driver", "controller:\n  replicaCount: \"2\"\n"),
            "v.yaml:3:17: controller.replicaCount must be a whole number, this is a text\n");
  EXPECT_EQ(values("aws-ebs-csi-driver 2.64.0", "node:\n  additionalArgs:\n  - 1\n  loggingFormat: JSON\n"),
            "v.yaml:4:5: node.additionalArgs[0] must be a text, this is a number\n"
            "v.yaml:5:18: node.loggingFormat must be one of text, json, this is JSON (did you mean json?)\n");
  EXPECT_EQ(values("external-dns", "image:\n  name: a\n  tag: 1.2\nfoo: bar\n"),
            "v.yaml:3:3: there is no value image.name\nv.yaml:4:8: image.tag must be a text, this is a number\n");
  EXPECT_EQ(values("s3-chart", "installScope: clustr\ndeployment: {replicas: 1.0}\n"),
            "v.yaml:2:15: installScope must be one of cluster, namespace, this is clustr (did you mean cluster?)\n");
  EXPECT_EQ(values("external-secrets", "replicaCount: one\n"),
            "v.yaml:2:15: replicaCount must be a whole number, this is a text\n");
}

TEST(RefusedValues, SilentWhereNobodyKnows) {
  for (const std::string& text :
       {values("aws-ebs-csi-driver 2.60.0", "controller: {nothing: 1}\n"),            // another version
        values("aws-ebs-csi-driver", "controller: {replicaCount: ${COUNT}}\n"),       // filled in
        values("aws-ebs-csi-driver", "controller: {replicaCount: null}\n"),           // takes the default away
        values("aws-ebs-csi-driver", "${key}: 1\n"),                                  // a template's key
        values("karpenter", "nothing: 1\n"),                                          // ships no schema
        said("redis/values.yaml", "image: redis:7\n"),                                // whoever's
        said("a.sh", "helm install redis ./redis --set image=redis\n"),               // a folder's
        said("a.sh", "helm install dns bitnami/external-dns --set image.name=a\n")})  // another chart
    EXPECT_EQ(text, "");
}

TEST(RefusedValues, OfEachWayToInstall) {
  const std::string repository = "https://kubernetes-sigs.github.io/aws-ebs-csi-driver";
  const std::string install = "helm install ebs aws-ebs-csi-driver --repo " + repository + " --set node.nothing=1";
  EXPECT_EQ(said("a.sh", install + "\n"), "a.sh:1:103: there is no value node.nothing\n");
  EXPECT_EQ(said("a.sh", install + " --skip-schema-validation\n"), "");
  const std::string application =
      "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: e, namespace: argocd}\nspec:\n"
      "  source:\n    repoURL: " +
      repository + "\n    chart: aws-ebs-csi-driver\n    targetRevision: 2.64.0\n    helm:\n";
  const std::string of_node = "      valuesObject: {node: {nothing: 1}}\n";
  EXPECT_EQ(said("a.yaml", application + of_node), "a.yaml:10:29: there is no value node.nothing\n");
  EXPECT_EQ(said("a.yaml", application + of_node + "      skipSchemaValidation: true\n"), "");
  const auto terraform = [&](const std::string& value) {
    return said("a.tf",
                "resource \"helm_release\" \"e\" {\n  name = \"e\"\n  chart = \"aws-ebs-csi-driver\"\n"
                "  repository = \"" +
                    repository + "\"\n  set {\n    name = \"controller.replicaCount\"\n    value = " + value +
                    "\n  }\n}\n");
  };
  EXPECT_EQ(terraform("\"two\""), "a.tf:6:12: controller.replicaCount must be a whole number, this is a text\n");
  EXPECT_EQ(terraform("2"), "");
  EXPECT_EQ(terraform("var.replicas"), "") << "Terraform's to say";
}

}  // namespace
}  // namespace slipway::admission
