#include "components/component.h"
#include "components/parts/capability.h"
#include "components/parts/chart_values.h"
#include "components/parts/data_names.h"
#include "components/parts/grants.h"
#include "components/parts/iam_statements.h"
#include "components/parts/identity.h"
#include "components/parts/live_checks.h"
#include "components/parts/namespaces.h"
#include "components/parts/options.h"

namespace slipway::components {

namespace {

/// What a controller may touch: things whose name begins with the platform's, and no others.
struct Service {
  std::string_view name;
  std::string_view actions;    // of things, separated by spaces
  std::string_view resources;  // patterns with {own}, separated by spaces
  std::string_view listing;    // of none in particular
};
constexpr Service kServices[] = {
    {"ecr", "ecr:*", "arn:{partition}:ecr:{region}:{account}:repository/{own}/*", "ecr:GetAuthorizationToken"},
    {"rds", "rds:*",
     "arn:{partition}:rds:{region}:{account}:db:{own}-* arn:{partition}:rds:{region}:{account}:cluster:{own}-* "
     "arn:{partition}:rds:{region}:{account}:subgrp:{own}-* arn:{partition}:rds:{region}:{account}:pg:{own}-*",
     "rds:DescribeDBClusters rds:DescribeDBInstances rds:DescribeDBParameterGroups rds:DescribeDBSubnetGroups "
     "kms:DescribeKey ec2:DescribeAvailabilityZones ec2:DescribeSecurityGroups ec2:DescribeSubnets ec2:DescribeVpcs"},
    {"s3", "s3:*", "arn:{partition}:s3:::{own}-* arn:{partition}:s3:::{own}-*/*", "s3:ListAllMyBuckets"},
    {"sagemaker", "sagemaker:*",
     "arn:{partition}:sagemaker:{region}:{account}:endpoint/{own}-* "
     "arn:{partition}:sagemaker:{region}:{account}:endpoint-config/{own}-* "
     "arn:{partition}:sagemaker:{region}:{account}:model/{own}-* "
     "arn:{partition}:sagemaker:{region}:{account}:processing-job/{own}-* "
     "arn:{partition}:sagemaker:{region}:{account}:training-job/{own}-*",
     ""},
    {"secretsmanager", "secretsmanager:*", "arn:{partition}:secretsmanager:{region}:{account}:secret:{own}/*",
     "secretsmanager:ListSecrets"},
    {"sqs", "sqs:*", "arn:{partition}:sqs:{region}:{account}:{own}-*", ""},
};

struct AckOptions {
  spec::Texts services;
  spec::Text prefix;
  SourceRange where;
};

const spec::StructType& type_of(const AckOptions*) {
  static const spec::StructType type =
      spec::Rows(
          spec::Of<AckOptions>{}, "Ack",
          "AWS resources as objects of the cluster: controllers as charts or, with `ack` among cluster.capabilities, "
          "run by AWS and given a role for each service.")
          .field("services", &AckOptions::services,
                 "The services whose controllers are installed; each may touch only what is named <prefix>-… "
                 "(secrets and repositories: <prefix>/…).")
          .one_of({{"ecr"}, {"rds"}, {"s3"}, {"sagemaker"}, {"secretsmanager"}, {"sqs"}})
          .field("prefix", &AckOptions::prefix, "What stands before these names; without it the platform's name.")
          .is(spec::format::kDnsLabel);
  return type;
}

std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> list;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find(' ', at), text.size());
    list.emplace_back(text.substr(at, end - at));
    at = end + 1;
  }
  return list;
}

std::vector<platform::Statement> statements(Expansion& in, const Service& service, const std::string& own) {
  std::vector<doc::Value> resources;
  for (const auto& pattern : words(service.resources)) resources.push_back(fill(in, pattern, {{"own", own}}));
  std::vector<platform::Statement> all{platform::allow(words(service.actions), std::move(resources))};
  if (!service.listing.empty()) all.push_back(platform::allow(words(service.listing), {"*"}));
  if (service.name == "rds") {  // what manageMasterUserPassword asks of the caller, and the account's first instance
    all.push_back(platform::allow({"secretsmanager:CreateSecret", "secretsmanager:TagResource"},
                                  {fill(in, "arn:{partition}:secretsmanager:{region}:{account}:secret:rds!*")}));
    all.push_back(
        platform::allow({"iam:CreateServiceLinkedRole"},
                        {fill(in, "arn:{partition}:iam::{account}:role/aws-service-role/rds.amazonaws.com/*")},
                        {{"StringEquals", "iam:AWSServiceName", {"rds.amazonaws.com"}}}));
  }
  if (service.name == "sagemaker")
    all.push_back(platform::allow({"iam:PassRole"},
                                  {fill(in, "arn:{partition}:iam::{account}:role/{own}-sagemaker*", {{"own", own}})},
                                  {{"StringEquals", "iam:PassedToService", {"sagemaker.amazonaws.com"}}}));
  return all;
}

void add_chart(Expansion& in, const Service& service, const std::string& own) {
  const auto account = "ack-" + std::string(service.name) + "-controller";
  const auto made =
      role_for_service_accounts(in, {account, statements(in, service, own), {}, {}}, {{"ack-system", account}});
  doc::Map service_account{{"create", true}, {"name", account}};
  if (!made.annotations.empty()) service_account.set("annotations", made.annotations);
  in.add_release(std::string(service.name) + "-chart", "ack-system",
                 {{"aws", doc::Map{{"region", in.graph.setting.region}}},
                  {"serviceAccount", std::move(service_account)},
                  // Taking an object out of the cluster must not take data with it.
                  {"deletionPolicy", "retain"},
                  {"deployment", doc::Map{{"tolerations", chart_values::on_system_nodes(in.platform)}}}})
      .brings = {std::string(service.name) + ".services.k8s.aws", "services.k8s.aws"};
  check_deployments_of_release(in, std::string(service.name) + "-chart", "ack-system");
}

/// The capability takes one role for each service, chosen by a selector for all namespaces.
void add_role_of_capability(Expansion& in, const Service& service, const std::string& own) {
  const auto name = "ack-" + std::string(service.name);
  platform::Statement may_take;
  may_take.principals.push_back({"AWS", {role_id("capability-ack").attribute("arn")}});
  may_take.actions = {"sts:AssumeRole", "sts:TagSession"};
  RoleWanted wanted{name};
  wanted.statements = statements(in, service, own);
  const auto role = add_role(in, wanted, platform::policy({may_take}));
  in.add_object(doc::Map{
      {"apiVersion", "services.k8s.aws/v1alpha1"},
      {"kind", "IAMRoleSelector"},
      {"metadata", doc::Map{{"name", name}}},
      {"spec",
       doc::Map{{"arn", role.interpolated("arn")},
                {"resourceTypeSelector",
                 chart_values::only(doc::Map{
                     {"group", std::string(service.name) + ".services.k8s.aws"}, {"version", ""}, {"kind", ""}})}}}});
}

void expand(Expansion& in) {
  const auto options = in.read_options<AckOptions>();
  std::vector<const Service*> chosen;
  for (const auto& name : options.services)
    for (const auto& service : kServices)
      if (service.name == name.value) chosen.push_back(&service);
  if (chosen.empty()) {
    in.diagnostics.error("CMP191", in.where, "ack has no services: its controllers are one for each",
                         "write `ack: {services: [s3]}` among components");
    return;
  }
  const auto& own = options.prefix.value.empty() ? in.platform.name.value : options.prefix.value;
  const bool is_managed = is_capability(in.platform, "ack");
  if (!is_managed) add_namespace_of_chart(in, "ack-system", "restricted");
  for (const auto* service : chosen)
    is_managed ? add_role_of_capability(in, *service, own) : add_chart(in, *service, own);
}

}  // namespace

extern const Component ack = {
    "ack", "AWS resources as objects of the cluster", Stage::Controllers, {}, nullptr, options_type<AckOptions>,
    expand};

}  // namespace slipway::components
