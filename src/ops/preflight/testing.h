#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "cloud/testing/fake_doors.h"
#include "ops/preflight.h"

/// For the tests of preflight: an AWS in a table, and graphs to ask it for.
namespace slipway::ops::testing {

using doc::List;
using doc::Map;
using platform::Checked;

/// An AWS that answers by service and operation, as real answers are shaped; what has no answer is refused.
struct World : cloud::testing::FakeDoors {
  std::map<std::string, io::HttpResponse> answers;  // "ec2 DescribeRegions"; "service-quotas L-1216C47A"
  platform::Graph graph;
  std::optional<SeenState> state;
  bool looks_at_programs = false;

  World() {
    graph.setting = {"demo", "demo", "1.35", "eu-west-1", "", {}, {}, ""};
    answers["sts GetCallerIdentity"] = {
        200,
        {},
        "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:sts::111122223333:assumed-role/deploy/me</"
        "Arn>"
        "<Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"};
    http.answer = [this](const io::HttpRequest& request) -> Result<io::HttpResponse> {
      const std::string name = name_of(request);
      for (auto one = answers.rbegin(); one != answers.rend(); ++one)  // of two that fit the longer
        if (name.starts_with(one->first)) return one->second;
      return io::HttpResponse{403, {}, R"({"__type":"AccessDeniedException","message":"not allowed"})"};
    };
  }

  static std::string between(std::string_view text, std::string_view begin, std::string_view end) {
    const auto at = text.find(begin);
    if (at == text.npos) return "";
    text.remove_prefix(at + begin.size());
    return std::string(text.substr(0, text.find(end)));
  }
  /// "ec2 DescribeVpcs …body", "eks GET /clusters", "service-quotas GetServiceQuota {…}"
  static std::string name_of(const io::HttpRequest& request) {
    const std::string host = between(request.url, "https://", ".");
    const std::string path = request.url.substr(request.url.find('/', 8));
    if (host == "eks") return "eks " + path;
    for (const auto& header : request.headers)
      if (header.name == "X-Amz-Target") {
        const std::string code = between(request.body, "\"QuotaCode\":\"", "\"");
        const std::string operation = header.value.substr(header.value.find('.') + 1);
        return code.empty()                     ? host + " " + operation
               : operation == "GetServiceQuota" ? "quota " + code
                                                : "default " + code;
      }
    return host + " " + between(request.body, "Action=", "&") + " " + request.body;
  }

  void ec2(const std::string& operation, const std::string& inside) {
    answers["ec2 " + operation] = {200, {}, "<" + operation + "Response>" + inside + "</" + operation + "Response>"};
  }
  void quota(const std::string& code, const std::string& value) {
    answers["quota " + code] = {200, {}, R"({"Quota":{"QuotaName":"q","Value":)" + value + "}}"};
  }
  void add(std::string type, std::string name, Map arguments) {
    graph.add(platform::Resource{{std::move(type), std::move(name)}, std::move(arguments), "test", {}});
  }
  void add(Map object) { graph.add(platform::Object{doc::freeze(std::move(object), {}), "test", {}}); }

  std::vector<Checked> checks() {
    cloud::CredentialChain chain(doors());
    cloud::Aws aws(doors(), chain, graph.setting.region);
    std::vector<std::string> told;
    Terraform terraform(processes, {.program = "terraform", .folder = {}, .environment = {}});
    Helm helm(processes, {});
    const PreflightDoors doors_of{
        aws, chain, clock, state, looks_at_programs ? &terraform : nullptr, looks_at_programs ? &helm : nullptr};
    auto all = preflight(graph, doors_of, [&](const Checked& check) { told.push_back(check.claim); });
    EXPECT_EQ(told.size(), all.size());
    for (std::size_t i = 0; i < std::min(told.size(), all.size()); ++i) EXPECT_EQ(told[i], all[i].claim) << "in order";
    return all;
  }
  /// "FAIL claim: found | why", a line each, of one part.
  std::string of(std::string_view part) {
    std::string text;
    for (const Checked& check : checks()) {
      if (check.part != part) continue;
      text += std::string(word(check.outcome)) + " " + check.claim + (check.found.empty() ? "" : ": " + check.found) +
              (check.why.empty() ? "" : " | " + check.why) + "\n";
    }
    return text;
  }
};

inline Map group(List types, int desired, int most, std::string how = "ON_DEMAND") {
  return {{"instance_types", std::move(types)},
          {"capacity_type", std::move(how)},
          {"ami_type", "AL2023_x86_64_STANDARD"},
          {"subnet_ids", List{doc::Expression{"aws_subnet.private_a.id"}}},
          {"scaling_config", Map{{"min_size", 0}, {"desired_size", desired}, {"max_size", most}}}};
}
inline Map subnet(std::string zone, std::string range) {
  return {{"availability_zone", std::move(zone)}, {"cidr_block", std::move(range)}};
}

}  // namespace slipway::ops::testing
