#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "catalog/regions.h"
#include "decide/karpenter/well_known.h"
#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/view.h"

namespace slipway::rules {
namespace {

using subject::Subject;

bool is_old(const kube::Object& object) { return object.version() != "v1"; }

void check_version(const Subject& subject, Findings& findings) {
  struct Case {
    std::string_view kind, group;
  };
  for (const Case& one :
       {Case{"NodePool", "karpenter.sh"}, {"NodeClaim", "karpenter.sh"}, {"EC2NodeClass", "karpenter.k8s.aws"}}) {
    for (const kube::Object* object : subject.of_kind(one.kind, one.group)) {
      if (!is_old(*object)) continue;
      const SourceRange where = (*object->node)["apiVersion"].where();
      findings.say(where, fmt::format("{} is no longer served for {}", object->api_version, object->kind),
                   fmt::format("Karpenter {} serves {}/v1 only", subject.context().karpenter, one.group), {},
                   {{where, fmt::format("{}/v1", one.group)}});
    }
  }
  for (const std::string_view kind : {"Provisioner", "Machine", "AWSNodeTemplate"})
    for (const kube::Object* object : subject.of_kind(kind))
      if (object->group().starts_with("karpenter."))
        findings.say((*object->node)["apiVersion"].where(),
                     fmt::format("{} {} went away with Karpenter 0.33", object->api_version, kind), {},
                     "write a NodePool of karpenter.sh/v1 and an EC2NodeClass of karpenter.k8s.aws/v1");
}

/// The policy's new name; with it v1 requires consolidateAfter, which is 0s where v1beta1 had none (karpenter 1.0,
/// pkg/apis/v1beta1/nodepool_conversion.go).
std::vector<FixIt> new_policy(const doc::Node& disruption) {
  const doc::Node& policy = disruption["consolidationPolicy"];
  std::vector<FixIt> fixes = {{policy.where(), "WhenEmptyOrUnderutilized"}};
  if (disruption.find("consolidateAfter")) return fixes;
  const auto after = added_before(key_place(disruption, "consolidationPolicy"), "consolidateAfter: 0s");
  const bool is_quoted = policy.where().length != static_cast<int>(policy.text().size());
  if (after.empty() && is_quoted) return {};
  if (after.empty())
    fixes.front().replacement += ", consolidateAfter: 0s";
  else
    fixes.push_back(after.front());
  return fixes;
}

void check_old_policy(const Subject& subject, Findings& findings) {
  for (const Pool& pool : view_of(subject).pools()) {
    const doc::Node& policy = (*pool.spec)["disruption"]["consolidationPolicy"];
    if (is_text(policy, "WhenUnderutilized"))
      findings.say(policy.where(), "consolidationPolicy WhenUnderutilized is of v1beta1", {}, {},
                   new_policy((*pool.spec)["disruption"]));
    else if (!policy.is_null() && !is_text(policy, "WhenEmpty") && !is_text(policy, "WhenEmptyOrUnderutilized"))
      findings.say(policy.where(), fmt::format("there is no consolidationPolicy '{}'", text_of(policy)));
  }
}

void check_old_pair(const Subject& subject, Findings& findings) {
  for (const Pool& pool : view_of(subject).pools()) {
    const doc::Node& disruption = (*pool.spec)["disruption"];
    if (!is_old(*pool.object) || !is_text(disruption["consolidationPolicy"], "WhenUnderutilized")) continue;
    if (disruption.find("consolidateAfter"))
      findings.say(key_place(disruption, "consolidateAfter"),
                   "v1beta1 refuses consolidateAfter together with WhenUnderutilized",
                   fmt::format("NodePool {}", pool.name()));
  }
}

/// "  # why" behind a value on its line, with the spaces before it; "" where there is none.
std::string_view comment_behind(const SourceRange& value) {
  const std::string_view line = value.source->line(value.line);
  const auto end = static_cast<std::size_t>(value.column - 1 + value.length);
  const std::string_view rest = line.substr(std::min(line.size(), end));
  return trim(rest).starts_with('#') ? rest : std::string_view();
}

/// The field taken away here and written before the template's first one, where each is an edit of one line.
std::vector<FixIt> expire_after_moved(const Pool& pool, const doc::Node& disruption) {
  if (pool.node->members().empty() || pool.node->find("expireAfter")) return {};
  std::vector<FixIt> fixes = removed(disruption, "expireAfter");
  if (fixes.empty()) return {};
  const doc::Node& value = disruption["expireAfter"];
  const std::string_view comment = comment_behind(value.where());
  fixes.front().where.length += static_cast<int>(comment.size());  // it goes with what it is about
  const auto added =
      added_before(pool.node->members().front().key.where(), fmt::format("expireAfter: {}{}", text_of(value), comment));
  if (added.empty()) return {};
  fixes.push_back(added.front());
  return fixes;
}

void check_expire_after(const Subject& subject, Findings& findings) {
  for (const Pool& pool : view_of(subject).pools()) {
    const doc::Node& disruption = (*pool.spec)["disruption"];
    if (disruption.find("expireAfter"))
      findings.say(key_place(disruption, "expireAfter"), "expireAfter is no field of disruption any more",
                   "v1 has it in spec.template.spec",
                   fmt::format("put `expireAfter: {}` into spec.template.spec", text_of(disruption["expireAfter"])),
                   expire_after_moved(pool, disruption));
  }
}

/// What v1beta1 left out, where the class is an EC2NodeClass for want of any other; the group in place of the
/// apiVersion, where it says one.
std::vector<FixIt> group_and_kind(const doc::Node& reference) {
  if (const doc::Node* version = reference.find("apiVersion")) {
    if (!version->text().starts_with("karpenter.k8s.aws/") || text_of(reference["kind"]).empty()) return {};
    return {{key_place(reference, "apiVersion"), "group"}, {version->where(), "karpenter.k8s.aws"}};
  }
  const SourceRange name = key_place(reference, "name");
  auto fixes = added_before(name, "group: karpenter.k8s.aws");
  if (const auto kind = added_before(name, "kind: EC2NodeClass"); !fixes.empty() && !kind.empty())
    fixes.front().replacement += kind.front().replacement;
  return fixes;
}

void check_zones(const Subject& subject, Findings& findings) {
  for (const Pool& pool : view_of(subject).pools()) {
    const doc::Node& zones = pool.requirement("topology.kubernetes.io/zone");
    if (!is_text(zones["operator"], "In")) continue;
    const catalog::Region* first = nullptr;
    for (const doc::Node& zone : zones["values"].items()) {
      const catalog::Region* region = catalog::region_of_zone(text_of(zone));
      if (!region) continue;
      if (!first) first = region;
      if (region == first) continue;
      findings.say(
          zone.where(),
          fmt::format("{} is in another region than the first zone of NodePool {}", text_of(zone), pool.name()),
          fmt::format("{} and {}", first->code, region->code));
      break;
    }
  }
}

/// The region that is meant where no account has the zone; nullptr for zones that are, and where nobody knows: lists of
/// local zones and Wavelength's (us-west-2-lax-1a) are not here.
const catalog::Region* region_without(std::string_view zone) {
  if (const catalog::Region* region = catalog::region_of_zone(zone)) {
    const auto all = catalog::zones_of_any_account(*region);
    return std::ranges::find(all, zone) == all.end() ? region : nullptr;
  }
  if (std::ranges::count(zone, '-') != 2) return nullptr;
  if (const catalog::Region* region = catalog::find_region(zone)) return region;
  const auto near = catalog::region_like(zone.substr(0, zone.size() - 1));
  return near ? catalog::find_region(*near) : nullptr;
}

void check_zones_exist(const Subject& subject, Findings& findings) {
  const auto look = [&](Severity severity, const doc::Node& zone) {
    if (const catalog::Region* region = region_without(text_of(zone)))
      findings.say(severity, zone.where(), fmt::format("there is no zone {}", printable(text_of(zone))),
                   fmt::format("{} has {}", region->code, join(region->zones, ", ")));
  };
  constexpr std::string_view kZone = "topology.kubernetes.io/zone";
  for (const Pool& pool : view_of(subject).pools()) {
    look(Severity::Error, (*pool.node_labels)[kZone]);
    const doc::Node& zones = pool.requirement(kZone);
    if (!is_text(zones["operator"], "In")) continue;
    const bool is_any_left = std::ranges::any_of(zones["values"].items(),
                                                 [](const doc::Node& one) { return !region_without(text_of(one)); });
    for (const doc::Node& zone : zones["values"].items()) look(is_any_left ? Severity::Warning : Severity::Error, zone);
  }
}

void check_node_class_reference(const Subject& subject, Findings& findings) {
  for (const Pool& pool : view_of(subject).pools()) {
    if (pool.node->is_absent()) continue;
    const doc::Node& reference = (*pool.node)["nodeClassRef"];
    if (reference.is_absent()) {
      findings.say(key_place((*pool.spec)["template"], "spec"),
                   fmt::format("NodePool {} names no node class", pool.name()));
      continue;
    }
    std::string missing;
    for (const std::string_view field : {"group", "kind", "name"})
      if (text_of(reference[field]).empty()) missing += (missing.empty() ? "" : ", ") + std::string(field);
    if (missing.empty()) continue;
    const bool is_old_form = reference.find("name") && !reference.find("group") && !pool.is_auto_mode &&
                             (reference.size() == 1 || reference.find("apiVersion"));
    findings.say(key_place(*pool.node, "nodeClassRef"), fmt::format("nodeClassRef lacks {}", missing),
                 "v1 requires group, kind and name", {},
                 is_old_form ? group_and_kind(reference) : std::vector<FixIt>());
  }
}

/// Something here makes an EKS Auto Mode cluster.
bool makes_auto_mode(const Subject& subject) {
  for (const subject::Script& script : subject.scripts())
    for (const subject::ShellCommand& command : script.commands) {
      const subject::Word* compute = command.starts_with({"aws", "eks"}) ? command.flag("--compute-config") : nullptr;
      if (compute && compute->text.find("true") != std::string::npos) return true;
    }
  for (const subject::TerraformPlan& plan : subject.plans())
    for (const subject::PlannedResource* cluster : plan.of_type("aws_eks_cluster"))
      for (const doc::Node& block : (*cluster->values)["compute_config"].items())
        if (is_true(block["enabled"])) return true;
  return !subject.of_kind("NodeClass", "eks.amazonaws.com").empty();
}

void check_two_owners(const Subject& subject, Findings& findings) {
  const auto pools = view_of(subject).pools();
  if (pools.empty() || !subject.release("karpenter") || !makes_auto_mode(subject)) return;
  for (const Pool& pool : pools)
    if (const doc::Node& reference = (*pool.node)["nodeClassRef"];
        !reference.is_absent() && text_of(reference["group"]).empty())
      findings.say(
          key_place(*pool.node, "nodeClassRef"),
          fmt::format("the cluster has Auto Mode and Karpenter, and NodePool {} says of neither to be", pool.name()));
}

void check_template(const Subject& subject, Findings& findings) {
  for (const Pool& pool : view_of(subject).pools())
    if ((*pool.spec)["template"].is_null())
      findings.say(key_place(*pool.object->node, "spec"), fmt::format("NodePool {} has no spec.template", pool.name()),
                   "required: nodeClassRef and requirements of its nodes");
}

void check_old_fields(const Subject& subject, Findings& findings) {
  struct Case {
    std::string_view field, now;
  };
  static constexpr Case kOfPool[] = {{"ttlSecondsAfterEmpty", "disruption.consolidateAfter"},
                                     {"ttlSecondsUntilExpired", "template.spec.expireAfter"},
                                     {"consolidation", "disruption.consolidationPolicy"},
                                     {"providerRef", "template.spec.nodeClassRef"},
                                     {"provider", "an EC2NodeClass"},
                                     {"requirements", "template.spec.requirements"},
                                     {"taints", "template.spec.taints"}};
  static constexpr Case kOfNode[] = {{"kubelet", "spec.kubelet of the EC2NodeClass"},
                                     {"kubeletConfiguration", "spec.kubelet of the EC2NodeClass"},
                                     {"providerRef", "nodeClassRef"}};
  for (const Pool& pool : view_of(subject).pools()) {
    const auto look = [&](const doc::Node& map, std::span<const Case> cases) {
      for (const Case& one : cases)
        if (map.find(one.field))
          findings.say(key_place(map, one.field), fmt::format("{} is no field of a NodePool any more", one.field),
                       fmt::format("its place is {}", one.now));
    };
    look(*pool.spec, kOfPool);
    look(*pool.node, kOfNode);
  }
}

/// The key most like a misspelt one of Karpenter's own.
std::string like(std::string_view key) {
  const auto found = near_miss(key, karpenter::well_known_labels());
  return found ? fmt::format("did you mean {}?", *found) : std::string("Karpenter keeps the domain for itself");
}

void check_keys(const Subject& subject, Findings& findings) {
  for (const Pool& pool : view_of(subject).pools()) {
    for (const doc::Node& one : pool.requirements->items())
      if (const std::string_view key = text_of(one["key"]); karpenter::is_restricted_label(key))
        findings.say(one["key"].where(), fmt::format("NodePool {} may not require {}", pool.name(), key), like(key));
    for (const doc::Member& label : pool.node_labels->members())
      if (karpenter::is_restricted_label(label.key.text()))
        findings.say(label.key.where(),
                     fmt::format("NodePool {} may not label nodes {}", pool.name(), label.key.text()),
                     like(label.key.text()));
  }
}

constexpr std::int64_t kAutoModeSeconds = 21 * 86'400;

void check_auto_mode(const Subject& subject, Findings& findings) {
  for (const Pool& pool : view_of(subject).pools()) {
    if (!pool.is_auto_mode) continue;
    const doc::Node& expiry = (*pool.node)["expireAfter"];
    const auto seconds = seconds_of(expiry);
    if (is_text(expiry, "Never") || (seconds && *seconds > kAutoModeSeconds))
      findings.say(expiry.where(),
                   fmt::format("nodes of EKS Auto Mode live for 21 days at most, not {}", text_of(expiry)),
                   fmt::format("NodePool {}", pool.name()));
    for (const doc::Node& one : pool.requirements->items())
      if (const std::string_view key = text_of(one["key"]); key.starts_with("karpenter.k8s.aws/"))
        findings.say(one["key"].where(), fmt::format("nodes of EKS Auto Mode have no label {}", key),
                     fmt::format("theirs is eks.amazonaws.com/{}", key.substr(key.find('/') + 1)), {},
                     {{one["key"].where(), fmt::format("eks.amazonaws.com/{}", key.substr(key.find('/') + 1))}});
  }
}

/// Taints come and stay, startup taints come and are taken away by somebody: each in the other's place.
void check_startup_taints(const Subject& subject, Findings& findings) {
  for (const Pool& pool : view_of(subject).pools()) {
    for (const doc::Node& taint : (*pool.node)["taints"].items())
      if (const std::string_view key = text_of(taint["key"]); is_taken_away(key))
        findings.say(taint["key"].where(), fmt::format("{} is taken away when the agent runs", key),
                     "pods that do not tolerate it get no node of this pool", "move it to startupTaints");
    for (const doc::Node& taint : (*pool.node)["startupTaints"].items())
      if (const std::string_view key = text_of(taint["key"]); key == "nvidia.com/gpu" || key == "aws.amazon.com/neuron")
        findings.say(taint["key"].where(), fmt::format("nobody takes {} away", key),
                     "nodes of this pool are never ready for Karpenter", "move it to taints");
  }
}

constexpr Rule kRules[] = {
    {"KRP001", "X-004-17", Severity::Error, "a Karpenter object of an API version that is no longer served",
     "Karpenter 1.1 took away v1beta1: the API server refuses the object, and nothing of it is applied.",
     "write v1: apiVersion, nodeClassRef.group and kind, amiSelectorTerms, expireAfter in the template",
     "karpenter-provider-aws 1.14.1, website/content/en/docs/upgrading/v1-migration.md", check_version},
    {"KRP002", "X-004-18", Severity::Error, "consolidationPolicy WhenUnderutilized",
     "v1 renamed the policy; its values are WhenEmpty and WhenEmptyOrUnderutilized. The NodePool is refused.",
     "write WhenEmptyOrUnderutilized", "karpenter 1.14.1, pkg/apis/v1/nodepool.go", check_old_policy},
    {"KRP003", "X-004-19", Severity::Error, "consolidateAfter with WhenUnderutilized in a v1beta1 NodePool",
     "v1beta1 takes consolidateAfter with WhenEmpty only. v1 takes it with both policies.", "convert the object to v1",
     "karpenter 0.37, pkg/apis/v1beta1/nodepool.go", check_old_pair},
    {"KRP004", "X-004-20", Severity::Error, "expireAfter under disruption",
     "v1 moved expireAfter to spec.template.spec. Under disruption it is an unknown field: kubectl refuses it, and "
     "where "
     "validation is off nodes live 720h whatever it says.",
     "move it to spec.template.spec", "karpenter 1.14.1, pkg/apis/v1/nodeclaim.go", check_expire_after},
    {"KRP005", "X-004-21", Severity::Error, "a nodeClassRef that does not say group, kind and name",
     "v1 requires all three; the NodePool is refused.", "add `group: karpenter.k8s.aws` and `kind: EC2NodeClass`",
     "karpenter 1.14.1, pkg/apis/v1/nodeclaim.go, NodeClassReference", check_node_class_reference},
    {"KRP006", "X-004-03", Severity::Warning, "a NodePool that leaves open whether Auto Mode or Karpenter owns it",
     "On an Auto Mode cluster two controllers watch NodePools; nodeClassRef.group alone says whose one is. Without it "
     "no "
     "controller makes nodes, or the wrong one does.",
     "say `group: eks.amazonaws.com` with `kind: NodeClass`, or `group: karpenter.k8s.aws` with `kind: EC2NodeClass`",
     "EKS user guide, create-node-pool; karpenter 1.14.1, pkg/utils/nodepool", check_two_owners},
    {"KRP007", "X-004-25", Severity::Error, "a NodePool without a template",
     "A NodePool is no patch: without spec.template the API server refuses it.",
     "write the whole NodePool, or put these settings into the one that they are meant for",
     "karpenter 1.14.1, pkg/apis/v1/nodepool.go", check_template},
    {"KRP008", "", Severity::Error, "a field of a Provisioner or of v1beta1 in a NodePool",
     "The API server refuses fields that the kind does not have; where validation is off they do nothing.",
     "move it to where v1 has it", "karpenter docs, upgrading (v1 migration)", check_old_fields},
    {"KRP009", "X-004-04", Severity::Warning, "a NodePool of EKS Auto Mode that reads like Karpenter's own",
     "Auto Mode replaces nodes after 21 days at most, and labels them eks.amazonaws.com/instance-…: a requirement on "
     "karpenter.k8s.aws/… matches no node.",
     "set expireAfter to 504h or less, and require labels of eks.amazonaws.com", "EKS user guide, create-node-pool",
     check_auto_mode},
    {"KRP017", "", Severity::Error, "a label of Karpenter's domains that it does not know",
     "Karpenter refuses NodePools that name labels of karpenter.sh and karpenter.k8s.aws other than its own.",
     "write one of Karpenter's labels, or take a domain of your own",
     "karpenter 1.14.1, pkg/apis/v1/labels.go; karpenter-provider-aws 1.14.1, pkg/apis/v1/labels.go", check_keys},
    {"KRP018", "", Severity::Error, "a NodePool with zones of two regions",
     "A cluster is of one region, and so are the subnets of its node class: in zones of another no node is ever made.",
     "name zones of the cluster's region alone", "karpenter-provider-aws 1.14.1, pkg/providers/subnet", check_zones},
    {"KRP039", "", Severity::Error, "a NodePool with a zone that does not exist",
     "Of a zone that its region does not have there is no subnet: Karpenter passes over it, and where the pool names "
     "no "
     "other, makes no node, ever.",
     "name a zone of the region", "AWS's zones, as the catalogue has them", check_zones_exist},
    {"KRP034", "", Severity::Warning, "a taint in the place of a startup taint, or the other way round",
     "Karpenter buys nodes for pods that tolerate the taints, and takes no heed of startup taints, which it waits for "
     "somebody to remove. In the wrong list, pods wait for ever, or nodes never count as ready and are not "
     "consolidated.",
     "put what an agent removes into startupTaints, what stays into taints",
     "karpenter docs, concepts/nodepools (spec.template.spec.startupTaints)", check_startup_taints},
};

}  // namespace

std::span<const Rule> node_pool_rules() { return kRules; }

}  // namespace slipway::rules
