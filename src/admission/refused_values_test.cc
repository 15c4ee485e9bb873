#include "admission/refused_values.h"

#include <gtest/gtest.h>

#include "subject/subject_reader.h"

namespace slipway::admission {
namespace {

struct Refused {
  subject::Subject subject;  // what the findings point into
  Diagnostics findings;
};
Refused refused(const std::string& name, const std::string& text) {
  Diagnostics findings;
  subject::SubjectReader reader({}, findings);
  reader.add(std::make_shared<const SourceText>(name, text), subject::SubjectReader::Strangers::Refused);
  Refused out{reader.finish(), {}};
  say_refused_values(out.subject, out.findings);
  return out;
}

/// The fix of the one finding; "" when there is another number of them.
std::string fix_of(const std::string& name, const std::string& text) {
  const Refused found = refused(name, text);
  return found.findings.all().size() == 1 ? found.findings.all().front().fix : std::string();
}

/// What is said of one file, a line for each finding.
std::string said(const std::string& name, const std::string& text) {
  const Refused found = refused(name, text);
  std::string out;
  for (const Diagnostic& one : found.findings.all()) {
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

/// A release of the EBS driver whose image.tag is 15, by each of the ways that set single values.
std::string by_script(const std::string& flag) {
  return "helm install e aws-ebs-csi-driver --repo https://kubernetes-sigs.github.io/aws-ebs-csi-driver " + flag + "\n";
}
std::string by_block(const std::string& type) {
  return "resource \"helm_release\" \"e\" {\n  name = \"e\"\n  chart = \"aws-ebs-csi-driver\"\n  set {\n"
         "    name = \"image.tag\"\n    value = \"15\"\n" +
         type + "  }\n}\n";
}
std::string by_plan(const std::string& type) {
  return R"({"format_version": "1.2", "planned_values": {"root_module": {"resources": [{"address": "helm_release.e",
"mode": "managed", "type": "helm_release", "name": "e", "values": {"name": "e", "chart": "aws-ebs-csi-driver",
"set": [{"name": "image.tag", "value": "15")" +
         type + "}]}}]}}}";
}
std::string by_parameter(const std::string& force) {
  return "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: e}\nspec:\n  source:\n    chart: "
         "aws-ebs-csi-driver\n    repoURL: https://kubernetes-sigs.github.io/aws-ebs-csi-driver\n    helm:\n"
         "      parameters: [{name: image.tag, value: \"15\"" +
         force + "}]\n";
}

TEST(RefusedValues, ATextIsOneHoweverItIsSet) {
  const std::string number = "image.tag must be a text, this is a number";
  const struct {
    std::string file, as_number, as_text, fix;
  } kWays[] = {
      {"a.sh", by_script("--set image.tag=15"), by_script("--set-string image.tag=15"), "use --set-string"},
      {"a.tf", by_block(""), by_block("    type = \"string\"\n"), "write type = \"string\""},
      {"a.tfplan.json", by_plan(""), by_plan(R"(, "type": "string")"), "write type = \"string\""},
      {"a.yaml", by_parameter(""), by_parameter(", forceString: true"), "add forceString: true"},
      {"v.yaml", "# chart: aws-ebs-csi-driver\nimage: {tag: 15}\n",
       "# chart: aws-ebs-csi-driver\nimage: {tag: \"15\"}\n", "write it in quotes"},
  };
  for (const auto& way : kWays) {
    EXPECT_NE(said(way.file, way.as_number).find(number), std::string::npos)
        << way.file << said(way.file, way.as_number);
    EXPECT_EQ(fix_of(way.file, way.as_number), way.fix);
    EXPECT_EQ(said(way.file, way.as_text), "") << way.file;
  }
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
