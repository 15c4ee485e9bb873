#include "ops/preflight/networks.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"

/// A VPC that somebody else made: what EKS, load balancers, Karpenter and nodes ask of it and of its subnets.
namespace slipway::ops::preflight_checks {

namespace {

std::vector<Checked> vpc(const Asking& asking) {
  const std::string id = asking.vpc_id();
  const std::string claim = "VPC " + id + " is there";
  const auto& answer = asking.answers.ask("ec2", "DescribeVpcs", {{"Filter", doc::List{filter("vpc-id", {id})}}});
  if (!answer) return {skipped(kNetworkPart, claim, answer.error())};
  if (answer->root()["vpcSet"].items().empty())
    return {
        failed(claim, fmt::format("no such VPC in {} of account {}", asking.region, asking.account),
               "everything is to be made in it",
               "name one that is there as network.existing.vpcId: aws ec2 describe-vpcs --region " + asking.region)};
  std::vector<Checked> checks{
      {kNetworkPart, claim, Outcome::Ok, std::string(answer->root()["vpcSet"].items().front()["cidrBlock"].text())}};
  constexpr std::pair<const char*, const char*> kDns[] = {{"enableDnsSupport", "answers names"},
                                                          {"enableDnsHostnames", "gives hosts names"}};
  for (const auto& [attribute, words] : kDns) {
    const std::string says = fmt::format("VPC {} {} ({})", id, words, attribute);
    const auto& dns = asking.answers.ask("ec2", "DescribeVpcAttribute", {{"VpcId", id}, {"Attribute", attribute}});
    if (!dns) {
      checks.push_back(skipped(kNetworkPart, says, dns.error()));
    } else if (const std::string value(dns->root()[attribute]["value"].text()); value == "true") {
      checks.push_back({kNetworkPart, says, Outcome::Ok});
    } else {
      checks.push_back(
          failed(says, value.empty() ? "nothing" : value,
                 "nodes find the private endpoint of the cluster, and interface endpoints, by names of the VPC",
                 fmt::format("aws ec2 modify-vpc-attribute --region {} --vpc-id {} --{} Value=true", asking.region, id,
                             attribute == std::string_view("enableDnsSupport") ? "enable-dns-support"
                                                                               : "enable-dns-hostnames")));
    }
  }
  return checks;
}

std::vector<Checked> subnets(const Asking& asking) {
  const Answers::Listed listed = named_subnets(asking);
  if (!listed) return {skipped(kNetworkPart, "the subnets are there, and in the VPC", *listed.failure)};
  std::vector<Checked> checks;
  std::set<std::string> zones;
  for (const char* role : {"private", "public"})
    for (const std::string& id : asking.subnets(role)) {
      const std::string claim = fmt::format("{} subnet {} is there, and in the VPC", role, id);
      const doc::Node* subnet = subnet_in(listed, id);
      if (!subnet) {
        checks.push_back(failed(claim, fmt::format("no such subnet in {} of account {}", asking.region, asking.account),
                                "nodes and the control plane are to be in it",
                                fmt::format("aws ec2 describe-subnets --region {} --filters Name=vpc-id,Values={}",
                                            asking.region, asking.vpc_id())));
        continue;
      }
      if ((*subnet)["vpcId"].text() != asking.vpc_id()) {
        checks.push_back(failed(claim, "it is in " + std::string((*subnet)["vpcId"].text()),
                                "EKS refuses subnets of several VPCs",
                                "name subnets of one VPC under network.existing"));
        continue;
      }
      if (role == std::string_view("private") && is_zone_without_eks((*subnet)["availabilityZoneId"].text())) {
        checks.push_back(failed(claim, std::string((*subnet)["availabilityZoneId"].text()),
                                "EKS makes no control plane in this zone and refuses its subnets",
                                "name subnets of other zones under network.existing.privateSubnetIds"));
        continue;
      }
      if (role == std::string_view("private")) zones.emplace((*subnet)["availabilityZone"].text());
      checks.push_back({kNetworkPart, claim, Outcome::Ok, std::string((*subnet)["availabilityZone"].text())});
    }
  if (zones.size() < 2)
    checks.push_back(failed("private subnets are in at least two zones",
                            join(std::vector(zones.begin(), zones.end()), ", "),
                            "EKS refuses a cluster whose subnets are in fewer than two zones",
                            "name subnets of other zones under network.existing.privateSubnetIds"));
  else
    checks.push_back({kNetworkPart, "private subnets are in at least two zones", Outcome::Ok,
                      join(std::vector(zones.begin(), zones.end()), ", ")});
  return checks;
}

/// Tags as they will be: those of the subnet, and those that Terraform adds.
using Tags = std::map<std::string, std::string, std::less<>>;
Tags planned_tags(const Asking& asking, const std::string& id) {
  Tags tags;
  for (const auto* tag : asking.graph.of_type("aws_ec2_tag")) {
    const std::string* resource = (*tag)["resource_id"].string();
    const std::string *key = (*tag)["key"].string(), *value = (*tag)["value"].string();
    if (resource && *resource == id && key && value) tags[*key] = *value;
  }
  return tags;
}

/// Every set of tags by which a node class selects subnets.
std::vector<Tags> selected_by_karpenter(const platform::Graph& graph) {
  std::vector<Tags> all;
  for (const char* kind : {"EC2NodeClass", "NodeClass"})
    for (const auto* object : graph.of_kind(kind))
      for (const doc::Node& term : object->root()["spec"]["subnetSelectorTerms"].items()) {
        Tags tags;
        for (const doc::Member& tag : term["tags"].members()) tags.emplace(tag.key.text(), tag.value.text());
        if (!tags.empty() && std::ranges::find(all, tags) == all.end()) all.push_back(std::move(tags));
      }
  return all;
}

std::string words(const Tags& tags) {
  std::vector<std::string> parts;
  for (const auto& [key, value] : tags) parts.push_back(key + "=" + value);
  return join(parts, " ");
}

std::string tag_command(const Asking& asking, const std::vector<std::string>& ids, std::string_view key,
                        std::string_view value) {
  return fmt::format("aws ec2 create-tags --region {} --resources {} --tags Key={},Value={}", asking.region,
                     join(ids, " "), key, value);
}

std::vector<Checked> tags(const Asking& asking) {
  const Answers::Listed listed = named_subnets(asking);
  if (!listed) return {skipped(kNetworkPart, "subnets have the tags by which they are found", *listed.failure)};
  std::vector<Checked> checks;
  struct Role {
    const char *name, *key, *for_whom;
  };
  for (const Role& role : {Role{"private", "kubernetes.io/role/internal-elb", "internal load balancers"},
                           Role{"public", "kubernetes.io/role/elb", "load balancers that the internet reaches"}}) {
    std::vector<std::string> lacking;
    const auto ids = asking.subnets(role.name);
    if (ids.empty()) continue;
    for (const std::string& id : ids) {
      const doc::Node* subnet = subnet_in(listed, id);
      if (subnet && tag_of(*subnet, role.key) != "1" && !planned_tags(asking, id).contains(role.key))
        lacking.push_back(id);
    }
    const std::string claim = fmt::format("{} subnets are tagged for {}", role.name, role.for_whom);
    if (lacking.empty())
      checks.push_back({kNetworkPart, claim, Outcome::Ok, fmt::format("{}=1", role.key)});
    else
      checks.push_back(warned(claim, join(lacking, ", ") + " will lack the tag",
                              "the AWS Load Balancer Controller finds no subnet for such a load balancer",
                              tag_command(asking, lacking, role.key, "1")));
  }
  for (const Tags& selector : selected_by_karpenter(asking.graph)) {
    std::set<std::string> zones;
    for (const std::string& id : asking.subnets("private")) {
      const doc::Node* subnet = subnet_in(listed, id);
      if (!subnet) continue;
      const Tags later = planned_tags(asking, id);
      const bool is_selected = std::ranges::all_of(selector, [&](const auto& tag) {
        const auto planned = later.find(tag.first);
        if (planned != later.end()) return tag.second == "*" || planned->second == tag.second;
        const auto has = tag_of(*subnet, tag.first);
        return tag.second == "*" ? !has.empty() : has == tag.second;
      });
      if (is_selected) zones.emplace((*subnet)["availabilityZone"].text());
    }
    const std::string claim = "Karpenter finds subnets by " + words(selector);
    if (zones.empty())
      checks.push_back(
          failed(claim, "no private subnet will have these tags", "no pool can make a node",
                 tag_command(asking, asking.subnets("private"), selector.begin()->first, selector.begin()->second)));
    else
      checks.push_back({kNetworkPart, claim, Outcome::Ok, "in " + join(std::vector(zones.begin(), zones.end()), ", ")});
  }
  for (const char* role : {"private", "public"})
    for (const std::string& id : asking.subnets(role)) {
      const doc::Node* subnet = subnet_in(listed, id);
      if (!subnet) continue;
      for (const auto& [key, value] : planned_tags(asking, id))
        if (const auto has = tag_of(*subnet, key); !has.empty() && has != value)
          checks.push_back(warned(
              fmt::format("subnet {} is nobody else's by its tag {}", id, key), fmt::format("it says {}", has),
              fmt::format("it will say {}, and whoever finds the subnet by the tag as it is will find it no longer",
                          value),
              "network.existing.tagSubnets: false leaves tags alone; node classes then name subnets by id"));
    }
  return checks;
}

std::vector<Checked> public_addresses(const Asking& asking) {
  const Answers::Listed listed = named_subnets(asking);
  if (!listed) return {};  // said
  std::vector<std::string> giving;
  for (const std::string& id : asking.subnets("private"))
    if (const doc::Node* subnet = subnet_in(listed, id); subnet && (*subnet)["mapPublicIpOnLaunch"].text() == "true")
      giving.push_back(id);
  const std::string claim = "private subnets give no public addresses";
  if (giving.empty()) return {{kNetworkPart, claim, Outcome::Ok}};
  return {warned(claim, join(giving, ", ") + " do",
                 "nodes are to have no address that the internet reaches, and each costs extra",
                 fmt::format("aws ec2 modify-subnet-attribute --region {} --subnet-id {} --no-map-public-ip-on-launch",
                             asking.region, giving.front()))};
}

}  // namespace

Answers::Listed named_subnets(const Asking& asking) {
  std::vector<std::string> ids = asking.subnets("private");
  for (std::string& id : asking.subnets("public")) ids.push_back(std::move(id));
  return asking.answers.ec2("DescribeSubnets", {{"Filter", doc::List{filter("subnet-id", std::move(ids))}}},
                            "subnetSet");
}

const doc::Node* subnet_in(const Answers::Listed& listed, std::string_view id) {
  for (const doc::Node* subnet : listed.items)
    if ((*subnet)["subnetId"].text() == id) return subnet;
  return nullptr;
}

Checked failed(std::string claim, std::string found, std::string why, std::string fix) {
  return {kNetworkPart, std::move(claim), Outcome::Failed, std::move(found), std::move(why), std::move(fix)};
}
Checked warned(std::string claim, std::string found, std::string why, std::string fix) {
  return {kNetworkPart, std::move(claim), Outcome::Warned, std::move(found), std::move(why), std::move(fix)};
}

std::vector<Task> network_tasks(const Asking& asking) {
  if (asking.vpc_id().empty()) return {};
  return {[&asking] {
    std::vector<Checked> all = vpc(asking);
    if (all.front().outcome == Outcome::Failed) return all;  // nothing can be said of what is in it
    for (const auto check : {subnets, tags, public_addresses, ways_out})
      for (Checked& one : check(asking)) all.push_back(std::move(one));
    return all;
  }};
}

}  // namespace slipway::ops::preflight_checks
