#include "subject/plan_manifests.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "base/steps.h"
#include "doc/json.h"
#include "subject/provider_manifests.h"
#include "subject/subject_reader.h"
#include "subject/terraform_manifests.h"
#include "subject/together.h"

namespace slipway::subject {
namespace {

struct Text {
  std::string name, content;
};

Subject subject_of(const std::vector<Text>& texts) {
  Diagnostics findings;
  SubjectReader reader({}, findings);
  for (const Text& text : texts)
    reader.add(std::make_shared<const SourceText>(text.name, text.content), SubjectReader::Strangers::Refused);
  EXPECT_TRUE(findings.all().empty()) << findings.all()[0].message;
  return reader.finish();
}

/// One resource of a plan, with what its change says is unknown ("" no change) and its expression in the configuration.
std::string plan(const std::string& type, const std::string& values, const std::string& unknown = "{}",
                 const std::string& expressions = "{}", const std::string& mode = "managed") {
  const std::string change =
      unknown.empty() ? "" : fmt::format(R"({{"address": "{}.a", "change": {{"after_unknown": {}}}}})", type, unknown);
  return fmt::format(R"({{"format_version": "1.2", "planned_values": {{"root_module": {{"resources": [
{{"address": "{0}.a", "mode": "{4}", "type": "{0}", "name": "a",
"values": {1}}}]}}}}, "resource_changes": [{2}],
"configuration": {{"root_module": {{"resources": [{{"address": "{0}.a", "expressions": {3}}}]}}}}}})",
                     type, values, change, expressions, mode);
}

std::string notes_of(const std::string& text) {
  Diagnostics findings;
  SubjectReader reader({}, findings);
  reader.add(std::make_shared<const SourceText>("a.tfplan.json", text), SubjectReader::Strangers::Refused);
  reader.finish();
  std::string out;
  for (const Diagnostic& one : findings.all()) out += one.id + " " + one.message + "\n";
  return out;
}

constexpr const char* kManifest =
    R"({"manifest": {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p", "namespace": "ml"}, "spec": {}}})";
constexpr const char* kYaml = "apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: ml}\nspec: {}\n";

std::string body(const std::string& yaml, const std::string& more = "") {
  return "{\"yaml_body\": " + doc::json_quote(yaml) + more + "}";
}

TEST(PlanManifests, AreObjectsAtTheirPlacesInThePlan) {
  const Subject tree = subject_of({{"p.json", plan("kubernetes_manifest", kManifest)}});
  ASSERT_EQ(tree.objects().size(), 1u);
  ASSERT_NE(tree.find("Pod", "ml", "p"), nullptr);
  EXPECT_EQ((*tree.objects()[0].node)["kind"].where().to_string(), "p.json:3:53");
  EXPECT_FALSE(terraform_may_make(tree, "Pod"));
  const Subject text = subject_of({{"p.json", plan("kubectl_manifest", body(kYaml))}});
  ASSERT_NE(text.find("Pod", "ml", "p"), nullptr);
  EXPECT_EQ((*text.objects()[0].node)["kind"].where().to_string(), "p.json:3:48");
  EXPECT_FALSE(terraform_may_make(text, "Pod"));
}

// "Is it missing?" has no answer where Terraform does not know yet.
TEST(PlanManifests, WhatIsKnownAfterApplyIsNeitherJudgedNorMissed) {
  struct Case {
    std::string text;
    bool may_be_another;
  };
  const std::string refers = R"({"manifest": {"references": ["var.a"]}})";
  for (const Case& one :
       {Case{plan("kubernetes_manifest", "{}", R"({"manifest": true})"), true},
        {plan("kubernetes_manifest", kManifest, R"({"manifest": {"spec": {"a": [{}, true]}}})"), false},
        {plan("kubernetes_manifest", kManifest, R"({"manifest": {"metadata": true}})"), false},
        {plan("kubernetes_manifest", kManifest, "", refers), false},
        {plan("kubernetes_manifest", kManifest, "", "{}"), false},
        {plan("kubectl_manifest", "{}", R"({"yaml_body": true})"), true}}) {
    const Subject subject = subject_of({{"p.json", one.text}});
    EXPECT_TRUE(subject.objects().empty()) << one.text;
    EXPECT_TRUE(terraform_may_make(subject, "Pod", "p")) << one.text;
    EXPECT_EQ(terraform_may_make(subject, "Service", "s"), one.may_be_another) << one.text;
  }
  // What the provider reckons of it is no part of it.
  const std::string computed = R"({"manifest": {"spec": {}}, "object": true, "computed_fields": [true]})";
  EXPECT_EQ(subject_of({{"p.json", plan("kubernetes_manifest", kManifest, computed)}}).objects().size(), 1u);
  const std::string constant = R"({"manifest": {"constant_value": {"kind": "Pod"}}})";
  EXPECT_EQ(subject_of({{"p.json", plan("kubernetes_manifest", kManifest, "", constant)}}).objects().size(), 1u);
  EXPECT_TRUE(subject_of({{"p.json", plan("kubernetes_manifest", kManifest, "{}", "{}", "data")}}).objects().empty());
}

TEST(PlanManifests, AreWhatTheProviderSends) {
  const Subject nulls = subject_of({{"p.json", plan("kubernetes_manifest", R"({"manifest": {"apiVersion": "v1", "kind":
    "Pod", "metadata": {"name": "p", "labels": null}, "spec": {"containers": [{"name": "a", "image": null}, null]}}})")}});
  ASSERT_EQ(nulls.objects().size(), 1u);
  EXPECT_EQ(doc::canonical_json(*nulls.objects()[0].node),
            R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"containers":[{"name":"a"}]}})");
  for (const auto& [more, ns] :
       {std::pair(R"(, "override_namespace": "prod")", "prod"), std::pair(R"(, "override_namespace": null)", "ml")})
    EXPECT_NE(subject_of({{"p.json", plan("kubectl_manifest", body(kYaml, more))}}).find("Pod", ns, "p"), nullptr);
}

/// `manifest = {…}` of Terraform's text, as far as it is written out.
TEST(TerraformManifests, AreReadWhereNothingIsReckoned) {
  const auto manifest = [](const std::string& spec) {
    return "resource \"kubernetes_manifest\" \"a\" {\n  manifest = {\n    apiVersion = \"v1\"\n    \"kind\" : \"Pod\"\n"
           "    metadata = { name = \"p\", labels = { \"a.b/c\" = \"d\" } } # why\n    spec = {\n" +
           spec + "    }\n  }\n}\n";
  };
  const Subject subject =
      subject_of({{"a.tf", manifest("      hostNetwork = true\n      priority = -5 // low\n"
                                    "      containers = [\n        {\n          name = \"c\"\n"
                                    "          image = \"${var.image}:1\"\n          args = [\"a\",\n"
                                    "            <<-EOT\n              b\n            EOT\n            , 1.5, null]\n"
                                    "        },\n      ]\n")}});
  ASSERT_EQ(subject.objects().size(), 1u);
  const kube::Object& pod = subject.objects()[0];
  EXPECT_EQ(pod.name, "p");
  EXPECT_EQ((*pod.node)["metadata"]["labels"]["a.b/c"].text(), "d");
  const doc::Node& spec = (*pod.node)["spec"];
  EXPECT_TRUE(spec["hostNetwork"].boolean());
  EXPECT_EQ(spec["priority"].integer(), -5);
  EXPECT_EQ(spec["priority"].where().to_string(), "a.tf:8:18");
  ASSERT_EQ(spec["containers"].size(), 1u);
  const doc::Node& container = spec["containers"].items()[0];
  EXPECT_EQ(container["image"].text(), "${var.image}:1");
  EXPECT_EQ(container.find("image")->where().to_string(), "a.tf:12:19");
  ASSERT_EQ(container["args"].size(), 4u);
  EXPECT_EQ(container["args"].items()[1].text(), "              b\n");
  EXPECT_EQ(container["args"].items()[2].kind(), doc::Kind::Float);
  EXPECT_FALSE(terraform_may_make(subject, "Pod", "q"));
  for (const char* reckoned :
       {"a = var.a\n", "a = 1 + 2\n", "a = f(\"x\")\n", "a = \"x\" == \"y\" ? 1 : 2\n", "a = [for x in y : x]\n",
        "a = { for x in y : x => x }\n", "(var.a) = 1\n", "a = 01\n", "a = [1, [2}, 3]\n", "a = local.b[\"c\"]\n"}) {
    const Subject none = subject_of({{"a.tf", manifest(reckoned)}});
    EXPECT_TRUE(none.objects().empty()) << reckoned;
    EXPECT_TRUE(terraform_may_make(none, "Pod", "p")) << reckoned;
  }
}

TEST(TerraformManifests, KnowWhichObjectsGoThroughTheProvidersTypes) {
  const std::string literal =
      "resource \"kubernetes_manifest\" \"a\" {\n  manifest = { apiVersion = \"v1\", kind = \"Pod\", metadata = { name "
      "= \"caf\\u00e9 \\U0001F600 \\uD8\" } }\n}\n";
  const std::string text =
      "resource \"kubectl_manifest\" \"a\" {\n  yaml_body = <<EOT\n" + std::string(kYaml) + "EOT\n}\n";
  for (const auto& [name, file, is_sent] : {std::tuple("a.tf", literal, true),
                                            {"a.tf", text, false},
                                            {"p.json", plan("kubernetes_manifest", kManifest), true},
                                            {"p.json", plan("kubectl_manifest", body(kYaml)), false},
                                            {"a.yaml", kYaml, false}}) {
    const Subject subject = subject_of({{name, file}});
    ASSERT_EQ(subject.objects().size(), 1u) << file;
    EXPECT_EQ(subject.derived<ProviderManifests>().has(subject.objects()[0]), is_sent) << file;
  }
  EXPECT_EQ(subject_of({{"a.tf", literal}}).objects()[0].name, "caf\u00e9 \U0001F600 uD8");
}

// Where a text's lines begin is looked for once, not for each manifest in it.
TEST(TerraformManifests, AreReadInBoundedTime) {
  constexpr std::size_t kMany = 200;
  std::string text;
  for (std::size_t i = 0; i < kMany; ++i)
    text += fmt::format(
        "resource \"kubernetes_manifest\" \"a{0}\" {{\n  manifest = {{ apiVersion = \"v1\", kind = \"Pod\", metadata = "
        "{{ "
        "name = \"p{0}\" }} }}\n}}\n",
        i);
  const auto before = steps_done;
  const Subject subject = subject_of({{"a.tf", text}});
  EXPECT_EQ(subject.objects().size(), kMany);
  EXPECT_FALSE(terraform_may_make(subject, "Pod"));
  EXPECT_LT(steps_done - before, 20u);
}

TEST(PlanManifests, OfAPlanAndItsFilesEachObjectCountsOnce) {
  const Text by_plan = {"p.json", plan("kubectl_manifest", body(kYaml))};
  const auto files_of = [&](const std::vector<Text>& texts) {
    std::vector<std::string> out;
    const Subject subject = subject_of(texts);
    for (const kube::Object& one : subject.objects()) out.emplace_back(one.node->where().source->name());
    return out;
  };
  using Names = std::vector<std::string>;
  EXPECT_EQ(files_of({by_plan, {"pod.yaml", kYaml}}), Names{"pod.yaml"});
  EXPECT_EQ(files_of({{"pod.yaml", kYaml}, by_plan}), Names{"pod.yaml"});
  const auto terraform = [](std::string yaml) {
    return "resource \"kubectl_manifest\" \"a\" {\n  yaml_body = <<YAML\n" + yaml + "YAML\n}\n";
  };
  EXPECT_EQ(files_of({by_plan, {"a.tf", terraform(kYaml)}}), Names{"a.tf"});
  const std::string filled = std::string(kYaml) + "status: {phase: \"${local.phase}\"}\n";
  EXPECT_EQ(files_of({by_plan, {"a.tf", terraform(filled)}}), Names{"p.json"});
  // Two that differ are two.
  EXPECT_EQ(files_of({by_plan, {"pod.yaml", std::string(kYaml) + "status: {}\n"}}), (Names{"pod.yaml", "p.json"}));
  const Subject two = subject_of({by_plan, {"q.json", by_plan.content}});
  ASSERT_EQ(two.objects().size(), 2u);
  EXPECT_EQ(together(two, two.objects()[0].node->where(), two.objects()[1].node->where()), Together::Hardly);
}

// A plan whose changes somebody cut away does not say what is known: nothing of it is judged, and that is said.
TEST(PlanManifests, ThatNobodyKnowsToBeWholeAreSaid) {
  const std::string cut = plan("kubernetes_manifest", kManifest, "", R"({"manifest": {"references": ["var.a"]}})");
  EXPECT_EQ(notes_of(cut).rfind("TF002 this manifest is not looked at", 0), 0u) << notes_of(cut);
  EXPECT_EQ(notes_of(plan("kubernetes_manifest", kManifest)), "");
  EXPECT_EQ(notes_of(plan("kubernetes_manifest", kManifest, "", R"({"manifest": {"constant_value": {}}})")), "");
  EXPECT_EQ(notes_of(plan("kubernetes_manifest", kManifest, R"({"manifest": {"spec": true}})")), "");
  EXPECT_EQ(notes_of(plan("kubernetes_manifest", kManifest, "", "{}", "data")), "");
}

}  // namespace
}  // namespace slipway::subject
