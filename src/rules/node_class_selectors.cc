#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/view.h"
#include "subject/filled_in.h"

namespace slipway::rules {
namespace {

using subject::Subject;

const doc::Node& spec_of(const kube::Object& object) { return (*object.node)["spec"]; }

using Tags = std::set<std::string>;  // "key=value"

/// What one subnet or security group is tagged with.
struct Carrier {
  Tags tags;
  std::string zone;  // of subnets
};

/// What Terraform makes here. Karpenter asks EC2 for subnets and for security groups apart.
struct Made {
  std::vector<Carrier> subnets, groups;
  Tags anywhere;  // of whom nobody can tell: of Terraform text, which nobody reckons here
  bool is_made = false;
  bool is_text = false;  // of Terraform text: what of it is tagged how nobody can tell
};

void add_tags(const doc::Node& tags, Tags& into) {
  for (const doc::Member& tag : tags.members()) into.insert(fmt::format("{}={}", tag.key.text(), text_of(tag.value)));
}

/// Keys of the objects that stand in an expression, `merge(var.tags, {Tier = "private"})`: their values nobody reckons
/// here.
void add_keys(std::string_view expression, Tags& tags) {
  for (std::size_t equals = expression.find('='); equals != expression.npos;
       equals = expression.find('=', equals + 1)) {
    const std::string_view before = trim(expression.substr(0, equals));
    const bool is_compared = expression.substr(equals).starts_with("==") ||
                             expression.substr(equals).starts_with("=>") ||
                             (!before.empty() && std::string_view("=!<>").find(before.back()) != before.npos);
    if (is_compared || before.empty()) continue;
    const bool is_quoted = before.back() == '"';
    const std::string_view word = is_quoted ? before.substr(0, before.size() - 1) : before;
    const std::size_t begin = word.find_last_of(is_quoted ? "\"" : " \t\r\n{(,") + 1;
    if (begin < word.size()) tags.insert(fmt::format("{}=${{}}", word.substr(begin)));
  }
}

void add_texts(const subject::TerraformItem& item, Tags& tags) {
  if (!item.is_block && item.is_text) tags.insert(fmt::format("{}={}", item.name, item.text));
  // An expression, which nobody reckons here, may be any text.
  if (!item.is_block && !item.is_text && item.items.empty()) {
    tags.insert(fmt::format("{}=${{}}", item.name));
    add_keys(item.text, tags);
  }
  // aws_ec2_tag: the pair stands in two attributes.
  if (item.is_block && item.find("key") && item.find("value"))
    tags.insert(fmt::format("{}={}", (item)["key"], (item)["value"]));
  for (const subject::TerraformItem& inner : item.items) add_texts(inner, tags);
}

void add_plan(const subject::TerraformPlan& plan, Made& made) {
  std::map<const subject::PlannedResource*, Tags> of;  // of aws_ec2_tag
  for (const subject::PlannedResource* tag : plan.of_type("aws_ec2_tag")) {
    std::string pair = fmt::format("{}={}", text_of((*tag)["key"]), text_of((*tag)["value"]));
    const auto tagged = plan.referred(*tag, "resource_id");
    if (tagged.empty()) made.anywhere.insert(pair);
    for (const subject::PlannedResource* one : tagged) {
      of[one].insert(pair);
      // What a cluster or a module's output names may be a group or a subnet of theirs.
      if (!one->type.ends_with("_subnet") && !one->type.ends_with("_security_group")) made.anywhere.insert(pair);
    }
  }
  const auto add = [&](std::string_view type, std::vector<Carrier>& into) {
    for (const subject::PlannedResource* resource : plan.of_type(type)) {
      Carrier carrier{of[resource], std::string(text_of((*resource)["availability_zone"]))};
      add_tags((*resource)["tags"], carrier.tags);
      add_tags((*resource)["tags_all"], carrier.tags);  // with the provider's default_tags
      into.push_back(std::move(carrier));
    }
  };
  for (const std::string_view type : {"aws_subnet", "aws_default_subnet"}) add(type, made.subnets);
  for (const std::string_view type : {"aws_security_group", "aws_default_security_group", "aws_eks_cluster"})
    add(type, made.groups);
}

Made made_here(const Subject& subject) {
  Made made;
  for (const subject::TerraformPlan& plan : subject.plans()) {
    add_plan(plan, made);
    made.is_made = made.is_made || !plan.of_type("aws_subnet").empty();
  }
  for (const subject::TerraformText& text : subject.configurations())
    for (const subject::TerraformItem& item : text.items) {
      const std::string_view source = item.is_block && item.name == "module" ? item["source"] : std::string_view();
      if (item.is("resource", "aws_subnet") || item.is("resource", "aws_eks_cluster") ||
          source.find("terraform-aws-modules/eks/aws") != std::string_view::npos ||
          source.find("terraform-aws-modules/vpc/aws") != std::string_view::npos)
        made.is_made = made.is_text = true;
      add_texts(item, made.anywhere);
    }
  return made;
}

std::string pair_of(const doc::Member& tag) { return fmt::format("{}={}", tag.key.text(), text_of(tag.value)); }

/// Whether one of the tags is what the term's tag asks for; no value and * are any.
bool has(const Tags& tags, const doc::Member& wanted) {
  const std::string start = fmt::format("{}=", wanted.key.text());
  const std::string_view value = text_of(wanted.value);
  const bool is_any = value == "*" || value.empty();
  for (auto at = tags.lower_bound(start); at != tags.end() && at->starts_with(start); ++at)
    if (is_any || std::string_view(*at).substr(start.size()) == value || at->find("${") != at->npos) return true;
  return false;
}

/// What is filled in later, and EKS's own tags of a cluster's security group and its subnets.
bool is_unknown(const doc::Member& tag) {
  return subject::filler_of(text_of(tag.value)) != subject::Filler::Nobody ||
         tag.key.text().starts_with("kubernetes.io/cluster/") || tag.key.text().starts_with("aws:");
}

/// A term selects what carries all of its tags.
bool selects(const doc::Node& term, const Carrier& carrier, const Tags& anywhere) {
  return std::ranges::all_of(term["tags"].members(), [&](const doc::Member& tag) {
    return is_unknown(tag) || has(carrier.tags, tag) || has(anywhere, tag);
  });
}

/// Of a term that selects nothing: the tag that nobody carries, or all of them where no one carries them together.
void say_of(const doc::Node& term, std::span<const Carrier> carriers, const Tags& anywhere, const std::string& hint,
            std::string_view what, Findings& findings) {
  const auto tags = term["tags"].members();
  const auto is_carried = [&](const doc::Member& tag) {
    return is_unknown(tag) || has(anywhere, tag) ||
           std::ranges::any_of(carriers, [&](const Carrier& one) { return has(one.tags, tag); });
  };
  std::string all;
  bool is_said = false;
  for (const doc::Member& tag : tags) {
    all += (all.empty() ? "" : " and ") + pair_of(tag);
    if (is_carried(tag)) continue;
    is_said = true;
    findings.say(tag.key.where(), fmt::format("no {} here carries the tag {}", what, pair_of(tag)), hint);
  }
  if (!is_said) findings.say(tags.front().key.where(), fmt::format("no {} here carries {}", what, all), hint);
}

void check_selectors(const Subject& subject, Findings& findings) {
  const auto classes = subject.of_kind("EC2NodeClass", "karpenter.k8s.aws");
  if (classes.empty() || (subject.plans().empty() && subject.configurations().empty())) return;
  const Made made = made_here(subject);
  if (!made.is_made || !subject.of_kind("ClusterConfig").empty()) return;  // eksctl tags what it makes
  for (const kube::Object* object : classes)
    for (const bool of_subnets : {true, false}) {
      const char* field = of_subnets ? "subnetSelectorTerms" : "securityGroupSelectorTerms";
      std::vector<Carrier> carriers = of_subnets ? made.subnets : made.groups;
      if (carriers.empty() && !made.is_text) continue;  // made elsewhere
      carriers.emplace_back();                          // of Terraform text alone
      const auto terms = spec_of(*object)[field].items();
      const auto may_select = [&](const doc::Node& term) {
        return term["tags"].members().empty() || std::ranges::any_of(carriers, [&](const Carrier& carrier) {
                 return selects(term, carrier, made.anywhere);
               });
      };
      if (std::ranges::any_of(terms, may_select)) continue;  // one of the terms is enough
      for (const doc::Node& term : terms)
        say_of(term, carriers, made.anywhere,
               fmt::format("{} of EC2NodeClass {} match nothing of what is made here", field, object->name),
               of_subnets ? "subnet" : "security group", findings);
    }
}

void check_zones(const Subject& subject, Findings& findings) {
  const View& view = view_of(subject);
  if (view.pools().empty() || subject.plans().empty()) return;
  const Made made = made_here(subject);
  std::set<const kube::Object*> said;
  for (const Pool& pool : view.pools()) {
    if (!pool.node_class || pool.is_auto_mode || pool.zones.size() < 2) continue;
    const doc::Node& terms = spec_of(*pool.node_class)["subnetSelectorTerms"];
    std::set<std::string> zones;  // "": one that is reckoned, or known by its id alone
    const doc::Node* first = nullptr;
    for (const doc::Node& term : terms.items())
      for (const Carrier& subnet : made.subnets)
        if (!term["tags"].members().empty() && selects(term, subnet, {})) {
          zones.insert(subnet.zone);
          if (!first) first = &term;
        }
    if (zones.empty() || zones.contains("") || zones.size() >= pool.zones.size() ||
        !said.insert(pool.node_class).second)
      continue;
    // The tag that the fewest subnets carry is the one that narrows.
    const doc::Member* narrowest = nullptr;
    std::ptrdiff_t fewest = 0;
    for (const doc::Member& tag : (*first)["tags"].members()) {
      const auto count = std::ranges::count_if(made.subnets, [&](const Carrier& one) { return has(one.tags, tag); });
      if (narrowest && count >= fewest) continue;
      narrowest = &tag;
      fewest = count;
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
     "A term selects subnets, or security groups, that carry all of its tags. When nothing does the EC2NodeClass never "
     "gets ready, and its pools make no nodes.",
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
