#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/view.h"
#include "subject/filled_in.h"

namespace slipway::rules {
namespace {

using subject::Subject;

const doc::Node& spec_of(const kube::Object& object) { return (*object.node)["spec"]; }

/// Tags that subnets and security groups get here, "key=value", and whether anything makes such at all.
struct Tags {
  std::set<std::string> pairs;
  bool is_made = false;
  std::vector<std::pair<std::set<std::string>, std::string>> subnets;  // tags, zone

  void add(const doc::Node& tags, std::set<std::string>& into) {
    for (const doc::Member& tag : tags.members()) into.insert(fmt::format("{}={}", tag.key.text(), text_of(tag.value)));
  }
};

void add_texts(const subject::TerraformItem& item, Tags& tags) {
  if (!item.is_block && item.is_text) tags.pairs.insert(fmt::format("{}={}", item.name, item.text));
  // An expression, which nobody reckons here, may be any text.
  if (!item.is_block && !item.is_text && item.items.empty()) tags.pairs.insert(fmt::format("{}=${{}}", item.name));
  // aws_ec2_tag: the pair stands in two attributes.
  if (item.is_block && item.find("key") && item.find("value"))
    tags.pairs.insert(fmt::format("{}={}", (item)["key"], (item)["value"]));
  for (const subject::TerraformItem& inner : item.items) add_texts(inner, tags);
}

Tags tags_of(const Subject& subject) {
  Tags tags;
  for (const subject::TerraformPlan& plan : subject.plans()) {
    for (const std::string_view type : {"aws_subnet", "aws_security_group", "aws_eks_cluster", "aws_default_subnet"})
      for (const subject::PlannedResource* resource : plan.of_type(type)) {
        if (type == "aws_subnet") tags.is_made = true;
        tags.add((*resource)["tags"], tags.pairs);
        if (type == "aws_subnet") {
          std::set<std::string> own;
          tags.add((*resource)["tags"], own);
          tags.subnets.push_back({std::move(own), std::string(text_of((*resource)["availability_zone"]))});
        }
      }
    for (const subject::PlannedResource* tag : plan.of_type("aws_ec2_tag"))
      tags.pairs.insert(fmt::format("{}={}", text_of((*tag)["key"]), text_of((*tag)["value"])));
  }
  for (const subject::TerraformText& text : subject.configurations())
    for (const subject::TerraformItem& item : text.items) {
      const std::string_view source = item.is_block && item.name == "module" ? item["source"] : std::string_view();
      if (item.is("resource", "aws_subnet") || item.is("resource", "aws_eks_cluster") ||
          source.find("terraform-aws-modules/eks/aws") != std::string_view::npos ||
          source.find("terraform-aws-modules/vpc/aws") != std::string_view::npos)
        tags.is_made = true;
      add_texts(item, tags);
    }
  return tags;
}

bool matches(const doc::Node& wanted, const std::set<std::string>& tags) {
  return std::ranges::all_of(wanted.members(), [&](const doc::Member& tag) {
    const std::string_view value = text_of(tag.value);
    if (value == "*" || value.empty())
      return std::ranges::any_of(
          tags, [&](const std::string& pair) { return pair.starts_with(fmt::format("{}=", tag.key.text())); });
    return tags.contains(fmt::format("{}={}", tag.key.text(), value));
  });
}

void check_selectors(const Subject& subject, Findings& findings) {
  const auto classes = subject.of_kind("EC2NodeClass", "karpenter.k8s.aws");
  if (classes.empty() || (subject.plans().empty() && subject.configurations().empty())) return;
  const Tags tags = tags_of(subject);
  if (!tags.is_made || !subject.of_kind("ClusterConfig").empty()) return;  // eksctl tags what it makes
  // What Terraform makes of variables cannot be seen in its text: then nobody can say that a tag is missing.
  for (const kube::Object* object : classes)
    for (const std::string_view field : {"subnetSelectorTerms", "securityGroupSelectorTerms"})
      for (const doc::Node& term : spec_of(*object)[field].items())
        for (const doc::Member& tag : term["tags"].members()) {
          const std::string_view value = text_of(tag.value);
          if (subject::filler_of(value) != subject::Filler::Nobody) continue;
          // EKS's own tags of a cluster's security group.
          if (tag.key.text().starts_with("kubernetes.io/cluster/") || tag.key.text().starts_with("aws:")) continue;
          const std::string start = fmt::format("{}=", tag.key.text());
          const bool is_found =
              value == "*" || value.empty()
                  ? std::ranges::any_of(tags.pairs, [&](const std::string& pair) { return pair.starts_with(start); })
                  : std::ranges::any_of(tags.pairs, [&](const std::string& pair) {
                      return pair.starts_with(start) && (std::string_view(pair).substr(start.size()) == value ||
                                                         pair.find("${") != std::string::npos);
                    });
          if (!is_found)
            findings.say(tag.key.where(), fmt::format("nothing here carries the tag {}={}", tag.key.text(), value),
                         fmt::format("{} of EC2NodeClass {} match nothing", field, object->name));
        }
}

void check_zones(const Subject& subject, Findings& findings) {
  const View& view = view_of(subject);
  if (view.pools().empty() || subject.plans().empty()) return;
  const Tags tags = tags_of(subject);
  if (tags.subnets.empty()) return;
  std::set<const kube::Object*> said;
  for (const Pool& pool : view.pools()) {
    if (!pool.node_class || pool.is_auto_mode || pool.zones.size() < 2) continue;
    const doc::Node& terms = spec_of(*pool.node_class)["subnetSelectorTerms"];
    std::set<std::string> zones;
    const doc::Node* first = nullptr;
    for (const doc::Node& term : terms.items())
      for (const auto& [own, zone] : tags.subnets)
        if (!term["tags"].members().empty() && matches(term["tags"], own)) {
          zones.insert(zone);
          if (!first) first = &term;
        }
    if (zones.empty() || zones.size() >= pool.zones.size() || !said.insert(pool.node_class).second) continue;
    // The tag that the fewest subnets carry is the one that narrows.
    const doc::Member* narrowest = nullptr;
    std::ptrdiff_t fewest = 0;
    for (const doc::Member& tag : (*first)["tags"].members()) {
      const std::string pair = fmt::format("{}={}", tag.key.text(), text_of(tag.value));
      const auto count = std::ranges::count_if(tags.subnets, [&](const auto& one) { return one.first.contains(pair); });
      if (!narrowest || count < fewest) narrowest = &tag, fewest = count;
    }
    findings.say(
        narrowest->key.where(),
        fmt::format("the subnets of EC2NodeClass {} lie in {} zone{}, NodePool {} allows {}", pool.node_class->name,
                    zones.size(), zones.size() == 1 ? "" : "s", pool.name(), pool.zones.size()),
        fmt::format("Spot is to be had in {} only", *zones.begin()));
  }
}

constexpr Rule kRules[] = {
    {"NCL007", "X-004-15", Severity::Warning, "selectors that match nothing that is made here",
     "The EC2NodeClass never gets ready when no subnet or security group carries the tags, and its pools make no "
     "nodes.",
     "tag the subnets and security groups, or select by tags that they carry",
     "karpenter docs, concepts/nodeclasses (subnetSelectorTerms)", check_selectors},
    {"NCL008", "X-004-16", Severity::Warning, "subnets in fewer zones than the pool allows",
     "The pool reads as if it could use several zones; the subnets that its class selects leave fewer, and Spot "
     "capacity "
     "is by zone.",
     "tag a subnet in each zone", "karpenter docs, concepts/nodeclasses", check_zones},
};

}  // namespace

std::span<const Rule> node_class_selector_rules() { return kRules; }

}  // namespace slipway::rules
