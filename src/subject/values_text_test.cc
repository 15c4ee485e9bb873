#include "subject/values_text.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "subject/chart_values.h"
#include "subject/subject_reader.h"

namespace slipway::subject {
namespace {

/// The findings of a file, and whether more is to be known of its only release.
std::string said(std::string name, std::string text) {
  Diagnostics findings;
  SubjectReader reader({}, findings);
  reader.add(std::make_shared<const SourceText>(std::move(name), std::move(text)), SubjectReader::Strangers::Refused);
  const Subject subject = reader.finish();
  std::string out;
  for (const Diagnostic& one : findings.all())
    out += fmt::format("{}: {} [{}]\n", one.where.to_string(), one.message, one.id);
  for (const Release& one : subject.releases())
    out += subject.derived<ChartValues>().has_more(one) ? "more\n" : "all\n";
  return out;
}

std::string plan(std::string_view values) {
  return fmt::format(
      R"({{"format_version": "1.2", "planned_values": {{"root_module": {{"resources": [{{"address": "helm_release.k",
"mode": "managed", "type": "helm_release", "name": "k", "values": {{"name": "k", "chart": "karpenter",
  "values": ["{}"]}}}}]}}}}}})",
      values);
}

// Wherever values of a chart stand as a text, what is wrong with it as YAML is said where it is, and nothing of keys
// that then seem to be missing.
TEST(ValuesText, SaysWhereItIsNoYaml) {
  const std::string application =
      "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: k}\nspec:\n  source:\n    repoURL: "
      "r\n    chart: karpenter\n    helm:\n      values: ";
  struct Case {
    std::string name, text;
    std::string_view says;
  };
  const Case cases[] = {
      {"p.json", plan(R"(a: 1\nb: {c\n)"), "p.json:3:14: line 2 of the values: "},
      {"p.json", plan(R"(a: 1\nb: 2\n)"), "all\n"},
      {"a.yaml", application + "|\n        a: 1\n        b: [c\n", "a.yaml:11:12: "},
      {"a.yaml", application + "\"a: [\"\n", "a.yaml:9:15: line 1 of the values: "},
      {"a.yaml", application + "|\n        a: {{ .x }}: {{ .y }}\n", "more\n"},
      {"a.yaml", application + "|\n        a: 1\n", "all\n"},
      {"a.sh", "helm install k karpenter -f - <<'EOF'\na: 1\n\tb: 2\nEOF\n", "a.sh:3:1: "},
      {"a.sh", "helm install k karpenter -f - <<EOF\na: 1\n$MORE\nEOF\n", "more\n"},
      {"a.tf",
       "resource \"helm_release\" \"k\" {\n  chart = \"karpenter\"\n  values = [<<-EOT\n    a: 1\n    b: [c\n  "
       "EOT\n  ]\n}\n",
       "a.tf:"},
      // Terraform takes the tabs away that all lines begin with, and no more.
      {"a.tf",
       "resource \"helm_release\" \"k\" {\n\tchart = \"karpenter\"\n\tvalues = [<<-EOT\n\t\ta: 1\n\n\t\tb:\n\t\t  c: "
       "1\n"
       "\tEOT\n\t]\n}\n",
       "more\n"},
      {"a.tf",
       "resource \"helm_release\" \"k\" {\n\tchart = \"karpenter\"\n\tvalues = [<<-EOT\n\t\ta:\n\t\t\tb: "
       "1\n\tEOT\n\t]\n}\n",
       "a.tf:5:3: "},
      {"a.tf", "resource \"helm_release\" \"k\" {\n  chart = \"karpenter\"\n  values = [<<EOT\n\ta: 1\nEOT\n  ]\n}\n",
       "a.tf:4:1: "},
      {"a.tf",
       "resource \"helm_release\" \"k\" {\n  chart = \"karpenter\"\n  values = [<<EOT\na: 1\nb: ${c}\n ]\nEOT\n"
       "  ]\n}\n",
       "more\n"},
  };
  for (const Case& c : cases) {
    const std::string out = said(c.name, c.text);
    EXPECT_TRUE(out.starts_with(c.says)) << c.text << out;
    if (c.says.size() > 6) {
      EXPECT_TRUE(out.find("[YAML") != out.npos && out.ends_with("more\n")) << c.text << out;
    }
  }
}

}  // namespace
}  // namespace slipway::subject
