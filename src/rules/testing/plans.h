#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "rules/testing/linted.h"

namespace slipway::rules::testing {

/// A resource of a plan: what is known before apply, how the configuration says so, and what else its entry there has.
struct Planned {
  std::string address;  // "aws_eks_addon.coredns"
  std::string values = "{}", expressions = "{}";
  std::string more = "";  // `"depends_on": […]`
};

/// The text of `terraform show -json`, a line for each resource: planned values first, then the configuration.
inline std::string plan(const std::vector<Planned>& resources, const std::string& module_calls = "{}") {
  std::string planned, configured;
  for (const Planned& one : resources) {
    const std::size_t dot = one.address.find('.');
    const std::string type = one.address.substr(0, dot);
    const std::string rest = one.address.substr(dot + 1);
    const std::string name = rest.substr(0, rest.find('['));
    const auto entry = [&](const std::string& address) {
      std::string quoted;
      for (const char c : address) quoted += c == '"' ? std::string("\\\"") : std::string(1, c);
      return fmt::format(R"({{"address": "{}", "mode": "managed", "type": "{}", "name": "{}")", quoted, type, name);
    };
    planned += (planned.empty() ? "" : ",\n") + entry(one.address) + ", \"values\": " + one.values + "}";
    configured += (configured.empty() ? "" : ",\n") + entry(type + "." + name) +
                  ", \"expressions\": " + one.expressions + (one.more.empty() ? "" : ", " + one.more) + "}";
  }
  return fmt::format(R"({{"format_version": "1.2", "terraform_version": "1.11.4",
"planned_values": {{"root_module": {{"resources": [
{}]}}}},
"configuration": {{"provider_config": {{"aws": {{"name": "aws", "expressions": {{"region": {{"constant_value": "us-east-1"}}}}}}}},
"root_module": {{"module_calls": {}, "resources": [
{}]}}}}}})",
                     planned, module_calls, configured);
}

/// `{"references": ["aws_kms_key.eks.arn", "aws_kms_key.eks"]}`.
inline std::string reference(const std::string& resource, const std::string& attribute) {
  return fmt::format(R"({{"references": ["{0}.{1}", "{0}"]}})", resource, attribute);
}

/// A policy as the text that Terraform holds it in.
inline std::string quoted(const std::string& json) {
  std::string out = "\"";
  for (const char c : json) out += c == '"' ? std::string("\\\"") : std::string(1, c);
  return out + "\"";
}

/// Nov 20, 2026, Kubernetes 1.35: what the tests stand in.
inline subject::Context today() {
  subject::Context context;
  context.today = "2026-11-20";
  return context;
}

/// All that one rule says of some files, a line for each finding.
inline std::string said(std::string_view id, const Files& files, const subject::Context& context = today()) {
  std::string out;
  for (const std::string& one : linted(id, files, context)) out += one + "\n";
  return out;
}

/// A mistake with part of what is said of it, and the same without the mistake.
struct Pair {
  const char* id;
  Files wrong;
  const char* says;
  Files right;
};

inline void hold(const std::vector<Pair>& pairs) {
  for (const Pair& pair : pairs) {
    ASSERT_STRNE(pair.says, "") << pair.id;
    const std::string wrong = said(pair.id, pair.wrong);
    EXPECT_NE(wrong.find(pair.says), std::string::npos) << pair.id << " says: " << wrong << "and not: " << pair.says;
    EXPECT_EQ(said(pair.id, pair.right), "") << pair.id;
  }
}

/// The same of one plan each.
inline Files planned(const std::vector<Planned>& resources, const std::string& module_calls = "{}") {
  return {{"main.tfplan.json", plan(resources, module_calls)}};
}
inline Files script(const std::string& text) { return {{"a.sh", text}}; }

}  // namespace slipway::rules::testing
