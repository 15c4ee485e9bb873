#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "catalog/eks_versions.h"
#include "catalog/service_prices.h"
#include "rules/kubernetes_versions.h"
#include "rules/plans/managed_group.h"
#include "rules/plans/plan.h"
#include "rules/rule.h"

namespace slipway::rules {

namespace {

using doc::Node;
using subject::Subject;

std::string creatable_versions(const std::string& today) {
  std::vector<std::string> names;
  for (const catalog::EksVersion& version : catalog::eks_versions())
    if (catalog::support_tier(version.version, today) == catalog::SupportTier::Standard)
      names.emplace_back(version.version);
  return join(names, ", ");
}

void check_version_ended(const Subject& subject, Findings& findings) {
  const std::string& today = subject.context().today;
  if (today.empty()) return;
  for (const KubernetesVersion& said : kubernetes_versions(subject)) {
    const auto tier = catalog::support_tier(said.version, today);
    if (tier != catalog::SupportTier::Ended && tier != catalog::SupportTier::NotYet) continue;
    const catalog::EksVersion* version = catalog::find_eks_version(said.version);
    const std::string why = tier == catalog::SupportTier::Ended
                                ? version
                                      ? fmt::format("extended support ended on {}", version->end_of_extended_support)
                                      : std::string("its support ended years ago")
                            : version ? fmt::format("it comes on {}", version->released)
                                      : std::string("there is none yet");
    findings.say(said.where, fmt::format("EKS makes no cluster of Kubernetes {}: {}", said.version, why), {},
                 fmt::format("take a version in standard support: {}", creatable_versions(today)));
  }
}

void check_extended_support(const Subject& subject, Findings& findings) {
  const std::string& today = subject.context().today;
  if (today.empty()) return;
  for (const KubernetesVersion& said : kubernetes_versions(subject)) {
    if (said.refuses_extended_support || catalog::support_tier(said.version, today) != catalog::SupportTier::Extended)
      continue;
    const catalog::EksVersion& version = *catalog::find_eks_version(said.version);
    const auto more = catalog::service_price("eks", "extended-support", "us-east-1");
    const std::string amount =
        more ? fmt::format("+${} a month for the control plane", (more->amount * 730).to_string(0))
             : "a dearer control plane";
    findings.say(said.where,
                 fmt::format("Kubernetes {} is in extended support since {}: {}, and a forced upgrade after {}",
                             said.version, version.end_of_standard_support, amount, version.end_of_extended_support),
                 {}, fmt::format("take a version in standard support: {}", creatable_versions(today)));
  }
}

void check_zones(const Subject& subject, Findings& findings) {
  for (const Plan& plan : plans(subject))
    for (const PlannedResource* cluster : plan.of("aws_eks_cluster")) {
      std::set<std::string_view> zones;
      std::size_t subnets = 0;
      bool is_known = true;
      for (const PlannedResource* subnet : plan.linked(*cluster, {"vpc_config", "subnet_ids"})) {
        if (subnet->type != "aws_subnet") continue;
        const std::string_view zone = (*subnet)["availability_zone"].text();
        is_known &= !zone.empty();
        zones.insert(zone);
        ++subnets;
      }
      const Node& listed = at(*cluster->values, {"vpc_config"})["subnet_ids"];
      const bool is_one_literal = listed.is_list() && listed.size() == 1;
      if (!is_one_literal && (subnets == 0 || !is_known || zones.size() != 1 || listed.size() > subnets)) continue;
      const Node& expression = at(*cluster->expressions, {"vpc_config"})["subnet_ids"];
      const SourceRange where = !expression.is_absent() ? expression.where() : place(*cluster, listed);
      findings.say(where, zones.empty() ? "the cluster has one subnet, EKS needs two in different zones"
                                        : fmt::format("the cluster's subnets are all in {}, EKS needs two zones",
                                                      *zones.begin()));
    }
}

bool is_auto_mode(const PlannedResource& cluster) { return is_on(at(*cluster.values, {"compute_config", "enabled"})); }

void check_essential_addons(const Subject& subject, Findings& findings) {
  for (const Plan& plan : plans(subject)) {
    std::set<std::string_view> present;
    for (const PlannedResource* addon : plan.of("aws_eks_addon")) present.insert((*addon)["addon_name"].text());
    for (const subject::Release& release : subject.releases()) present.insert(release.chart);
    for (const PlannedResource* cluster : plan.of("aws_eks_cluster")) {
      const Node& bootstrap = (*cluster)["bootstrap_self_managed_addons"];
      if (!is_off(bootstrap) || is_auto_mode(*cluster)) continue;
      std::vector<std::string> missing;
      for (const std::string_view name : {"coredns", "kube-proxy", "vpc-cni"})
        if (!present.contains(name) && !(name != "coredns" && present.contains("cilium")) &&
            !(name == "vpc-cni" && present.contains("aws-vpc-cni")))
          missing.emplace_back(name);
      if (missing.empty()) continue;
      findings.say(bootstrap.where(),
                   fmt::format("EKS is told to install no add-ons by itself, and nothing here installs {}",
                               join(missing, ", ")));
    }
  }
}

void check_private_endpoint(const Subject& subject, Findings& findings) {
  // What gives a person or a pipeline a way to an address inside of the VPC.
  constexpr std::string_view kWaysIn[] = {"aws_instance",
                                          "aws_ec2_client_vpn_endpoint",
                                          "aws_vpn_connection",
                                          "aws_vpn_gateway",
                                          "aws_dx_gateway_association",
                                          "aws_ec2_transit_gateway_vpc_attachment",
                                          "aws_vpc_peering_connection",
                                          "aws_ec2_instance_connect_endpoint",
                                          "aws_cloud9_environment_ec2",
                                          "aws_workspaces_directory",
                                          "aws_codebuild_project"};
  for (const Plan& plan : plans(subject)) {
    if (std::ranges::any_of(kWaysIn, [&](std::string_view type) { return !plan.of(type).empty(); })) continue;
    for (const PlannedResource* cluster : plan.of("aws_eks_cluster")) {
      const Node& is_public = at(*cluster->values, {"vpc_config"})["endpoint_public_access"];
      if (!is_off(is_public)) continue;
      findings.say(
          is_public.where(),
          "the API server answers inside of the VPC only, and nothing here leads into it: what is applied from "
          "outside (helm and kubernetes providers, kubectl, CI) times out");
    }
  }
}

void check_administrators(const Subject& subject, Findings& findings) {
  for (const Plan& plan : plans(subject)) {
    // An access entry of a node role administers nothing.
    const bool has_policy = !plan.of("aws_eks_access_policy_association").empty();
    const bool has_people = std::ranges::any_of(plan.of("aws_eks_access_entry"), [](const PlannedResource* entry) {
      const std::string_view type = (*entry)["type"].text();
      return type.empty() || type == "STANDARD";
    });
    if (has_policy || has_people) continue;
    for (const PlannedResource* cluster : plan.of("aws_eks_cluster")) {
      const Node& creator = at(*cluster->values, {"access_config"})["bootstrap_cluster_creator_admin_permissions"];
      if (is_off(creator))
        findings.say(creator.where(),
                     "nobody may administer this cluster: its creator gets no rights, and no access entry gives any");
    }
  }
  for (const subject::TerraformText& text : subject.configurations())
    for (const subject::TerraformItem* module : text.blocks("module")) {
      if ((*module)["source"] != "terraform-aws-modules/eks/aws") continue;
      const std::string_view version = (*module)["version"];
      if (version.find("20") == std::string_view::npos && version.find("21") == std::string_view::npos) continue;
      if (module->find("enable_cluster_creator_admin_permissions") || module->find("access_entries")) continue;
      findings.say(
          module->where,
          "from version 20 on this module gives its creator no rights in the cluster, and no access entry gives any");
    }
}

void check_open_endpoint(const Subject& subject, Findings& findings) {
  const auto judge = [&](std::string_view range, SourceRange where) {
    if (range == "0.0.0.0/0" || range == "::/0")
      findings.say(where, "the API server is reachable from the whole internet");
  };
  for (const Plan& plan : plans(subject))
    for (const PlannedResource* cluster : plan.of("aws_eks_cluster"))
      for (const Node& range : at(*cluster->values, {"vpc_config"})["public_access_cidrs"].items())
        judge(range.text(), range.where());
  if (!subject.platform()) return;
  const spec::Endpoint& endpoint = subject.platform()->cluster.endpoint;
  if (!endpoint.public_access.value) return;
  for (const auto& range : endpoint.public_cidrs) judge(range.value, range.where);
  if (endpoint.public_cidrs.empty()) judge("0.0.0.0/0", endpoint.public_access.where);  // what AWS takes then
}

void check_nodes_reach_endpoint(const Subject& subject, Findings& findings) {
  for (const Plan& plan : plans(subject))
    for (const PlannedResource* cluster : plan.of("aws_eks_cluster")) {
      const Node& network = at(*cluster->values, {"vpc_config"});
      const Node& ranges = network["public_access_cidrs"];
      if (!is_off(network["endpoint_private_access"]) || is_off(network["endpoint_public_access"])) continue;
      const auto is_open = [](const Node& range) { return range.text().ends_with("/0"); };
      if (ranges.size() == 0 || std::ranges::any_of(ranges.items(), is_open)) continue;
      findings.say(network["endpoint_private_access"].where(),
                   "nodes reach the API server through its public address, which only these ranges may: unless the "
                   "NAT gateways' addresses are among them, no node joins");
    }
}

void check_auto_mode_whole(const Subject& subject, Findings& findings) {
  for (const Plan& plan : plans(subject))
    for (const PlannedResource* cluster : plan.of("aws_eks_cluster")) {
      if (!is_auto_mode(*cluster)) continue;
      std::vector<std::string> missing;
      if (!is_on(at(*cluster->values, {"storage_config", "block_storage", "enabled"})))
        missing.emplace_back("storage_config.block_storage.enabled");
      if (!is_on(at(*cluster->values, {"kubernetes_network_config", "elastic_load_balancing", "enabled"})))
        missing.emplace_back("kubernetes_network_config.elastic_load_balancing.enabled");
      if (missing.empty()) continue;
      findings.say(at(*cluster->values, {"compute_config", "enabled"}).where(),
                   fmt::format("Auto Mode is on in part only: {} is not true", join(missing, " and ")));
    }
}

void check_access_mode(const Subject& subject, Findings& findings) {
  for (const Plan& plan : plans(subject)) {
    std::string_view user;
    for (const std::string_view type : {"aws_eks_access_entry", "aws_eks_capability"})
      if (!plan.of(type).empty()) user = type;
    for (const PlannedResource* cluster : plan.of("aws_eks_cluster")) {
      const Node& mode = at(*cluster->values, {"access_config", "authentication_mode"});
      if (mode.text() != "CONFIG_MAP") continue;
      if (!user.empty() || is_auto_mode(*cluster))
        findings.say(mode.where(), fmt::format("{} needs access entries, and this mode knows none",
                                               user.empty() ? "Auto Mode" : user));
    }
  }
}

void check_host_names(const Subject& subject, Findings& findings) {
  for (const Plan& plan : plans(subject))
    for (const PlannedResource* cluster : plan.of("aws_eks_cluster")) {
      if (!is_on(at(*cluster->values, {"vpc_config", "endpoint_private_access"}))) continue;
      for (const PlannedResource* subnet : plan.linked(*cluster, {"vpc_config", "subnet_ids"}))
        for (const PlannedResource* vpc : plan.linked(*subnet, {"vpc_id"})) {
          if (vpc->type != "aws_vpc") continue;
          const Node& names = (*vpc)["enable_dns_hostnames"];
          const bool is_missing = names.is_absent() && (*vpc->expressions)["enable_dns_hostnames"].is_absent();
          if (is_off(names) || is_missing)
            findings.say(place(*vpc, names), "the private endpoint needs DNS host names in the VPC, which are off");
        }
    }
}

const Rule kRules[] = {
    {"EKS001", "X-000-01 X-004-01", Severity::Error, "a Kubernetes version that EKS makes no clusters of",
     "CreateCluster refuses a version past the end of its extended support, and one that is not there yet. Clusters "
     "that still have an old one AWS upgrades by itself.",
     "take a version in standard support", "EKS user guide, kubernetes-versions; catalog/data/eks_versions.csv",
     check_version_ended},
    {"EKS002", "X-002-01", Severity::Warning, "a Kubernetes version in extended support",
     "In extended support the control plane costs $0.60 an hour in place of $0.10, and at its end AWS upgrades the "
     "cluster whether its owner is ready or not.",
     "take a version in standard support, or set upgrade_policy.support_type = \"STANDARD\"",
     "EKS pricing; EKS user guide, kubernetes-versions; catalog/data/eks_versions.csv", check_extended_support},
    {"EKS003", "X-000-02", Severity::Error, "cluster subnets in one zone",
     "CreateCluster needs subnets in at least two Availability Zones; it is refused otherwise. Node groups may stay in "
     "one.",
     "add a subnet in a second zone to the cluster", "EKS user guide, network-reqs (subnet requirements)", check_zones},
    {"EKS004", "X-000-03", Severity::Warning, "a cluster without CoreDNS, kube-proxy or a CNI",
     "bootstrap_self_managed_addons = false leaves the cluster empty. Pods resolve names by the cluster's DNS and "
     "reach "
     "Services through kube-proxy's rules, AWS endpoints and webhooks too; without a CNI no node becomes Ready.",
     "add aws_eks_addon resources for coredns, kube-proxy and vpc-cni", "EKS user guide, eks-add-ons",
     check_essential_addons},
    {"EKS005", "X-003-04", Severity::Warning, "a private API endpoint without a way to it",
     "With endpoint_public_access = false the API server resolves to addresses of the VPC. Terraform's helm and "
     "kubernetes providers, kubectl and CI that run elsewhere wait until they time out, after the cluster was made.",
     "apply from inside (a VPN, a bastion with SSM, CodeBuild in the VPC), or keep the public endpoint with "
     "public_access_cidrs",
     "EKS user guide, cluster-endpoint", check_private_endpoint},
    {"EKS006", "X-004-76", Severity::Warning, "a cluster that nobody may administer",
     "With access entries, the creator's rights are an entry like others; bootstrap_cluster_creator_admin_permissions "
     "= "
     "false makes none. kubectl then answers Unauthorized to everybody. terraform-aws-modules/eks has this default "
     "since "
     "version 20.",
     "enable_cluster_creator_admin_permissions = true, or an aws_eks_access_entry with AmazonEKSClusterAdminPolicy",
     "terraform-aws-eks v20.37.2 variables.tf and docs/UPGRADE-20.0.md", check_administrators},
    {"EKS007", "", Severity::Warning, "an API endpoint open to the whole internet",
     "Anybody may try credentials and known weaknesses against it. A stolen token is enough from anywhere.",
     "name the ranges of your offices and pipelines in public_access_cidrs, or use the private endpoint",
     "EKS best practices guide, security/iam (restrict endpoint access); checkov CKV_AWS_38", check_open_endpoint},
    {"EKS008", "", Severity::Warning, "nodes that may not reach their API server",
     "Without the private endpoint, nodes call the public one from their NAT gateways' addresses. A list of allowed "
     "ranges without these keeps every node from joining.",
     "endpoint_private_access = true", "EKS user guide, cluster-endpoint (restricting public access)",
     check_nodes_reach_endpoint},
    {"EKS009", "X-004-02", Severity::Error, "Auto Mode switched on in part",
     "Auto Mode's compute, block storage and load balancing are one choice: CreateCluster and UpdateClusterConfig "
     "refuse "
     "a request that has them differ.",
     "set all three to true", "EKS API CreateCluster: ComputeConfigRequest, StorageConfigRequest, ElasticLoadBalancing",
     check_auto_mode_whole},
    {"EKS010", "", Severity::Error, "access entries in a mode that has none",
     "With authentication_mode = CONFIG_MAP the cluster reads aws-auth alone: CreateAccessEntry and CreateCapability "
     "are refused, and Auto Mode cannot be switched on.",
     "authentication_mode = \"API\" (or API_AND_CONFIG_MAP on the way there)",
     "EKS user guide, setting-up-access-entries", check_access_mode},
    {"EKS011", "", Severity::Warning, "a private endpoint in a VPC without host names",
     "EKS keeps a private hosted zone for the endpoint. It answers only where enable_dns_support and "
     "enable_dns_hostnames are on: nodes look the API server up and reach the public "
     "address, or none.",
     "enable_dns_hostnames = true", "EKS user guide, cluster-endpoint (private access)", check_host_names},
};

}  // namespace

std::span<const Rule> eks_cluster_rules() { return kRules; }

}  // namespace slipway::rules
