#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

#include "base/steps.h"
#include "base/text.h"
#include "decide/karpenter/well_known.h"
#include "rules/made_elsewhere.h"
#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/type_labels.h"
#include "rules/unread_groups.h"
#include "rules/view.h"
#include "subject/command_flags.h"
#include "subject/terraform_manifests.h"
#include "subject/together.h"
#include "subject/values_files.h"

namespace slipway::rules {
namespace {

using subject::Subject;

/// Where objects of the kinds stand that pods name: asked for each name that leads nowhere.
struct Folders {
  explicit Folders(const Subject& subject) {
    for (const std::string_view kind : {"PersistentVolumeClaim", "ServiceAccount", "PriorityClass", "RuntimeClass"})
      for (const kube::Object* one : subject.of_kind(kind)) {
        count_step();
        all.emplace(kind, subject::folder_of(one->node->where()));
      }
  }
  std::set<std::pair<std::string_view, std::string_view>> all;
};

/// How sure it is that what is not here does not exist: Error where its like is beside it, Note where only a part of
/// all is here. What its like in other folders shows is that somebody writes such objects down, not that it is whole.
Severity severity_of(const Subject& subject, std::string_view kind, const SourceRange& place) {
  if (!view_of(subject).is_whole()) return Severity::Note;
  const bool has_like = subject.platform() ? !subject.of_kind(kind).empty()
                                           : subject.derived<Folders>().all.contains({kind, subject::folder_of(place)});
  return has_like ? Severity::Error : Severity::Warning;
}

/// Namespaces into which charts are installed.
struct ReleaseNamespaces {
  explicit ReleaseNamespaces(const Subject& subject) {
    for (const subject::Release& one : subject.releases()) all.insert(one.ns);
  }
  std::set<std::string_view> all;
};

void check_claims(const Subject& subject, Findings& findings) {
  for (const PodView& pod : view_of(subject).pods()) {
    const kube::Object& owner = *pod.pod->owner;
    for (const doc::Node& volume : (*pod.pod->spec)["volumes"].items()) {
      const doc::Node& name = volume["persistentVolumeClaim"]["claimName"];
      if (text_of(name).empty() || subject.find("PersistentVolumeClaim", owner.ns, text_of(name)) ||
          subject::terraform_may_make(subject, "PersistentVolumeClaim", text_of(name)) ||
          may_be_in_filled_namespace(subject, "PersistentVolumeClaim", owner.ns, text_of(name)) ||
          may_be_kustomized_beside(subject, owner, "PersistentVolumeClaim", text_of(name)))
        continue;
      findings.say(severity_of(subject, "PersistentVolumeClaim", name.where()), name.where(),
                   fmt::format("nothing here makes the claim {}", text_of(name)), title_of(owner));
    }
  }
}

void check_accounts(const Subject& subject, Findings& findings) {
  for (const PodView& pod : view_of(subject).pods()) {
    const kube::Object& owner = *pod.pod->owner;
    const doc::Node& name = (*pod.pod->spec)["serviceAccountName"];
    const std::string_view text = text_of(name);
    if (text.empty() || text == "default" || subject.find("ServiceAccount", owner.ns, text) ||
        subject::terraform_may_make(subject, "ServiceAccount", text) ||
        may_be_in_filled_namespace(subject, "ServiceAccount", owner.ns, text) ||
        may_be_kustomized_beside(subject, owner, "ServiceAccount", text))
      continue;
    // A chart of the same namespace may bring it.
    if (!owner.ns.empty() && subject.derived<ReleaseNamespaces>().all.contains(owner.ns)) continue;
    const Severity severity = severity_of(subject, "ServiceAccount", name.where());
    // eksctl and other tools make accounts with their role, outside of manifests.
    findings.say(severity == Severity::Error && !subject.platform() ? Severity::Warning : severity, name.where(),
                 fmt::format("nothing here makes the service account {}", text), title_of(owner));
  }
}

/// Namespaces that a cluster has, or SageMaker HyperPod makes for the quota of a team.
bool is_standing(std::string_view ns) {
  return ns.empty() || ns.starts_with("hyperpod-ns-") || ns == "default" || ns == "kube-system" ||
         ns == "kube-public" || ns == "kube-node-lease";
}

/// What scripts make by `kubectl create namespace NAME`.
struct NamespacesOfScripts {
  explicit NamespacesOfScripts(const Subject& subject) {
    for (const subject::Script& script : subject.scripts())
      for (const subject::ShellCommand& command : script.commands) {
        if (!command.starts_with({"kubectl", "create", "namespace"}) &&
            !command.starts_with({"kubectl", "create", "ns"}))
          continue;
        const auto words = subject::operands(command);
        if (words.size() < 4) continue;
        all.insert(words[3]->text);
        is_any |= words[3]->text.find_first_of("$`") != std::string::npos;
      }
  }
  bool has(std::string_view ns) const { return is_any || all.contains(ns); }

  std::set<std::string_view> all;
  bool is_any = false;  // only the shell knows the name of one
};

void check_namespaces(const Subject& subject, Findings& findings) {
  if (!view_of(subject).is_whole()) return;
  struct Missing {
    const kube::Object* first;
    std::set<std::string_view> files;
  };
  std::map<std::string_view, Missing> missing;
  std::set<std::string_view> made;
  for (const PodView& pod : view_of(subject).pods()) {
    const kube::Object& owner = *pod.pod->owner;
    const doc::Node& place = (*owner.node)["metadata"]["namespace"];
    if (!place.where() || is_standing(owner.ns) || made.contains(owner.ns)) continue;
    if (const auto known = missing.find(owner.ns); known != missing.end()) {
      known->second.files.insert(place.where().source->name());
      continue;
    }
    if (subject.find("Namespace", {}, owner.ns) || subject::terraform_may_make(subject, "Namespace", owner.ns) ||
        subject.derived<NamespacesOfScripts>().has(owner.ns) ||
        subject.derived<ReleaseNamespaces>().all.contains(owner.ns)) {
      made.insert(owner.ns);
      continue;
    }
    missing[owner.ns] = {&owner, {place.where().source->name()}};
  }
  // A namespace is what is most often made by hand, by a guide's command: only a platform says that there is no other.
  for (const auto& [ns, one] : missing) {
    const std::size_t more = one.files.size() - 1;
    findings.say(subject.platform() ? Severity::Error : Severity::Warning,
                 (*one.first->node)["metadata"]["namespace"].where(),
                 fmt::format("nothing here makes the namespace {}", ns),
                 title_of(*one.first) + (more == 0   ? std::string()
                                         : more == 1 ? std::string(", and those of a file more")
                                                     : fmt::format(", and those of {} files more", more)));
  }
}

void check_pools(const Subject& subject, Findings& findings) {
  const View& view = view_of(subject);
  if (view.pools().empty()) return;
  for (const PodView& pod : view.pods())
    for (const WantedLabel& one : pod.wants) {
      if (one.key != "karpenter.sh/nodepool" || one.values.empty()) continue;
      const auto may_be = [&](std::string_view name) {
        return name == "general-purpose" || name == "system" ||  // EKS Auto Mode's own
               std::ranges::any_of(view.pools(), [&](const Pool& pool) { return pool.name() == name; }) ||
               subject::terraform_may_make(subject, "NodePool", name);
      };
      if (std::ranges::any_of(one.values, may_be)) continue;
      findings.say(view.is_collection() ? Severity::Warning : Severity::Error,
                   one.is_selector ? one.key_where : one.where,
                   fmt::format("there is no NodePool {}", fmt::join(one.values, " or ")), title_of(*pod.pod->owner));
    }
}

/// Whether an annotation may tell a controller to write keys: those of Kubernetes and of what brings manifests do not.
bool is_for_controller(std::string_view annotation) {
  const std::string_view domain = annotation.substr(0, annotation.find('/'));
  if (domain.size() == annotation.size()) return false;
  return std::ranges::none_of(
      std::initializer_list<std::string_view>{"kubernetes.io", "k8s.io", "helm.sh", "argoproj.io"},
      [&](std::string_view known) {
        return domain == known || (domain.ends_with(known) && domain[domain.size() - known.size() - 1] == '.');
      });
}

/// Whether somebody else surely means to write into a Secret: one of a type that controllers fill, one that is empty
/// here, one that tells a controller so, and Argo CD's own, to which it adds keys.
bool may_be_filled(const kube::Object& secret) {
  const doc::Node& node = *secret.node;
  const bool is_opaque = node["type"].is_null() || is_text(node["type"], "Opaque");
  return !is_opaque || (node["data"].size() == 0 && node["stringData"].size() == 0) || secret.name == "argocd-secret" ||
         std::ranges::any_of(secret.annotations, [](const auto& one) { return is_for_controller(one.first); });
}

/// Secrets that others than manifests make or fill, by namespace and name: of External Secrets, of sealed ones, of the
/// Secrets Store's driver.
struct FilledSecrets {
  explicit FilledSecrets(const Subject& subject) {
    for (const kube::Object* one : subject.of_kind("ExternalSecret")) {
      const std::string_view target = text_of((*one->node)["spec"]["target"]["name"]);
      add(*one, target.empty() ? std::string_view(one->name) : target);
    }
    for (const kube::Object* one : subject.of_kind("SealedSecret")) add(*one, one->name);
    for (const kube::Object* one : subject.of_kind("SecretProviderClass"))
      for (const doc::Node& secret : (*one->node)["spec"]["secretObjects"].items())
        add(*one, text_of(secret["secretName"]));
  }
  void add(const kube::Object& maker, std::string_view name) { all.emplace(maker.ns, name); }

  std::set<std::pair<std::string, std::string>> all;
};

/// ConfigMaps and Secrets by kind, namespace and name: several may have one.
struct KeptValues {
  explicit KeptValues(const Subject& subject) {
    for (const std::string_view kind : {"ConfigMap", "Secret"})
      for (const kube::Object* one : subject.of_kind(kind, "")) {
        count_step();
        all[{kind, one->ns, one->name}].push_back(one);
      }
  }
  std::span<const kube::Object* const> of(std::string_view kind, std::string_view ns, std::string_view name) const {
    const auto found = all.find({kind, ns, name});
    return found == all.end() ? std::span<const kube::Object* const>() : found->second;
  }
  std::map<std::tuple<std::string_view, std::string_view, std::string_view>, std::vector<const kube::Object*>> all;
};

/// Whether a reference may mean an object that has the name: another chart's, an overlay's or an example's it does not.
bool may_be_meant(const Subject& subject, const SourceRange& reference, const kube::Object& object) {
  const SourceRange place = object.node->where();
  return !place || subject::together(subject, reference, place) != subject::Together::Hardly;
}

void check_keys(const Subject& subject, Findings& findings) {
  for (const PodView& pod : view_of(subject).pods()) {
    const std::string& ns = pod.pod->owner->ns;
    const auto look = [&](std::string_view kind, std::string_view name, const doc::Node& key) {
      if (name.empty() || text_of(key).empty()) return;
      const auto may_have_key = [&](const kube::Object& map) {
        if (kind == "Secret" && may_be_filled(map)) return true;
        return std::ranges::any_of(std::initializer_list<std::string_view>{"data", "binaryData", "stringData"},
                                   [&](std::string_view field) { return (*map.node)[field].find(text_of(key)); });
      };
      const kube::Object* first = subject.find(kind, ns, name);
      if (!first || !first->group().empty() || may_have_key(*first)) return;
      if (kind == "Secret" && subject.derived<FilledSecrets>().all.contains({ns, std::string(name)})) return;
      // Another of that name may be the one that is meant.
      bool is_meant = false;
      for (const kube::Object* other : subject.derived<KeptValues>().of(kind, first->ns, name)) {
        if (may_have_key(*other)) return;
        is_meant = is_meant || may_be_meant(subject, key.where(), *other);
      }
      if (!is_meant) return;
      // Into a Secret a controller may write that no file here speaks of.
      findings.say(kind == "Secret" ? Severity::Warning : Severity::Error, key.where(),
                   fmt::format("{} {} has no key {}", kind, name, text_of(key)), title_of(*pod.pod->owner));
    };
    const auto look_into = [&](std::string_view kind, const doc::Node& source, std::string_view name) {
      if (source.is_map() && !is_true(source["optional"]))
        for (const doc::Node& item : source["items"].items()) look(kind, text_of(source[name]), item["key"]);
    };
    each_container(*pod.pod->spec, [&](const doc::Node& container) {
      for (const doc::Node& one : container["env"].items())
        for (const auto& [kind, field] : {std::pair("ConfigMap", "configMapKeyRef"), {"Secret", "secretKeyRef"}})
          if (const doc::Node& source = one["valueFrom"][field]; source.is_map() && !is_true(source["optional"]))
            look(kind, text_of(source["name"]), source["key"]);
    });
    for (const doc::Node& volume : (*pod.pod->spec)["volumes"].items()) {
      look_into("ConfigMap", volume["configMap"], "name");
      look_into("Secret", volume["secret"], "secretName");
      for (const doc::Node& source : volume["projected"]["sources"].items()) {
        look_into("ConfigMap", source["configMap"], "name");
        look_into("Secret", source["secret"], "name");
      }
    }
  }
}

struct ClassesOfVolumes {
  explicit ClassesOfVolumes(const Subject& subject) {
    for (const kube::Object* volume : subject.of_kind("PersistentVolume")) {
      count_step();
      all.insert(text_of((*volume->node)["spec"]["storageClassName"]));
    }
  }
  std::set<std::string_view> all;
};

void check_class(const Subject& subject, const doc::Node& claim_spec, std::string_view whose, Findings& findings) {
  const doc::Node& name = claim_spec["storageClassName"];
  if (text_of(name).empty() || subject.find("StorageClass", {}, text_of(name)) ||
      subject::terraform_may_make(subject, "StorageClass", text_of(name)))
    return;
  // A claim of a volume that is here needs no class that exists.
  if (!text_of(claim_spec["volumeName"]).empty()) return;
  if (subject.derived<ClassesOfVolumes>().all.contains(text_of(name))) return;
  if (text_of(name) == "gp2") return;  // EKS made it up to 1.29
  const MadeByChart chart = made_by_chart(subject, text_of(name));
  if (chart == MadeByChart::Probably) return;
  findings.say(chart == MadeByChart::Perhaps      ? Severity::Note
               : view_of(subject).is_collection() ? Severity::Warning
                                                  : Severity::Error,
               name.where(), fmt::format("there is no StorageClass {}", text_of(name)), std::string(whose));
}

void check_classes(const Subject& subject, Findings& findings) {
  if (subject.of_kind("StorageClass").empty()) return;
  for (const kube::Object* claim : subject.of_kind("PersistentVolumeClaim", ""))
    check_class(subject, (*claim->node)["spec"], title_of(*claim), findings);
  for (const kube::Object* set : subject.of_kind("StatefulSet", "apps"))
    for (const doc::Node& claim : (*set->node)["spec"]["volumeClaimTemplates"].items())
      check_class(subject, claim["spec"], title_of(*set), findings);
}

/// Whether nodes of the group may be of a type with the label: of one whose types nobody knows they may.
bool may_be_of_type(const NodeGroup& group, const WantedLabel& wanted) {
  return group.types.empty() ||
         std::ranges::any_of(group.types, [&](const catalog::InstanceType* type) { return carries(*type, wanted); });
}

bool exists(const WantedLabel& wanted) {
  return std::ranges::any_of(catalog::instance_types(),
                             [&](const catalog::InstanceType& type) { return carries(type, wanted); });
}

/// What a person may have meant by a value of a type's label; "" when none is near.
std::string like_type_label(std::string_view key, std::string_view value) {
  const std::set<std::string> labels = type_labels(key);
  const std::vector<std::string_view> all(labels.begin(), labels.end());
  const auto near = near_miss(value, all);
  return near && !near->empty() ? fmt::format("did you mean {}?", *near) : std::string();
}

/// A label whose value EC2 or Karpenter decides: its type's, or spot or on-demand. Whether something was said.
bool check_bought_label(const View& view, bool has_other_nodes, bool has_unread_pools, const PodView& pod,
                        const WantedLabel& one, Findings& findings) {
  const std::string_view key = one.key, value = one.values.empty() ? std::string_view() : one.values.front();
  const bool is_of_type = is_type_label(key);
  if ((value.empty() && one.is_selector) || pod.is_daemon()) return false;  // a daemon that no node wants costs nothing
  if (value.starts_with("ml.")) return false;  // a type of SageMaker HyperPod: nodes that EC2 does not name
  const auto known = karpenter::well_known_values(key);
  const auto is_known = [&](std::string_view each) { return std::ranges::count(known, each) > 0; };
  if (!known.empty() && !one.values.empty() && std::ranges::none_of(one.values, is_known)) {
    if (!one.is_selector) return true;  // REF012 says it
    const auto near = near_miss(value, known);
    findings.say(one.where, fmt::format("{} is never '{}'", key, printable(value)),
                 near ? fmt::format("did you mean {}?", *near) : title_of(*pod.pod->owner));
    return true;
  }
  if (std::ranges::any_of(view.pools(),
                          [&](const Pool& pool) { return (is_of_type && pool.types.empty()) || may_carry(pool, one); }))
    return false;
  if (is_of_type && !exists(one)) {
    const std::string near = like_type_label(key, value);
    // Without pools the nodes may be no EC2 instances; what is nearly one of EC2's types is one.
    if (near.empty() && view.pools().empty()) return false;
    findings.say(one.where, fmt::format("no EC2 type is labelled {}", printable(one.to_string())),
                 near.empty() ? title_of(*pod.pod->owner) : near);
    return true;
  }
  if (view.pools().empty() || has_unread_pools || (has_other_nodes && !key.starts_with("karpenter."))) return false;
  // Karpenter's own labels nobody else sets; others nodes may have that are not among these files.
  const bool is_karpenters = key.starts_with("karpenter.");
  const bool may_be_elsewhere = !is_karpenters && !view.is_whole() && pod.needs.gpus == 0;
  if (may_be_elsewhere && view.is_collection()) return false;
  if (is_of_type && !is_karpenters &&
      std::ranges::any_of(view.groups(), [&](const NodeGroup& group) { return may_be_of_type(group, one); }))
    return false;
  findings.say(may_be_elsewhere ? Severity::Note : Severity::Warning, one.where,
               fmt::format("no NodePool may buy nodes with {}", one.to_string()), title_of(*pod.pod->owner));
  return true;
}

/// A label that pools set in their templates. Whether something was said.
bool check_set_label(const View& view, const PodView& pod, const WantedLabel& one, Findings& findings) {
  if (std::ranges::any_of(view.pools(), [&](const Pool& pool) { return may_carry(pool, one); })) return false;
  if (std::ranges::any_of(view.groups(), [&](const NodeGroup& group) {
        const auto found = group.labels.find(one.key);
        return found != group.labels.end() && one.takes(found->second);
      }))
    return false;
  findings.say(one.where, fmt::format("no NodePool labels its nodes {}", one.to_string()), title_of(*pod.pod->owner));
  return true;
}

/// Whether some node of the pool may carry all that is wanted, what a type decides on one type.
bool may_carry_all(const Pool& pool, std::span<const WantedLabel> wants) {
  if (!std::ranges::all_of(wants, [&](const WantedLabel& one) {
        return (is_type_label(one.key) && pool.types.empty()) || may_carry(pool, one);
      }))
    return false;
  return pool.types.empty() || std::ranges::any_of(pool.types, [&](const PoolType& type) {
           return std::ranges::all_of(wants, [&](const WantedLabel& one) { return carries(*type.type, one); });
         });
}

void check_selectors(const Subject& subject, Findings& findings) {
  const View& view = view_of(subject);
  const bool has_unread_pools = subject::terraform_may_make(subject, "NodePool");
  const bool has_other_nodes = has_unread_pools || makes_unread_groups(subject);
  std::set<std::string_view> keys;  // that templates of pools set
  for (const Pool& pool : view.pools())
    for (const doc::Member& label : pool.node_labels->members()) keys.insert(label.key.text());
  for (const PodView& pod : view.pods()) {
    bool is_said = false, is_of_pools = true;
    for (const WantedLabel& one : pod.wants) {
      const std::string_view key = one.key;
      if (is_type_label(key) || key == karpenter::labels::kCapacityType)
        is_said = check_bought_label(view, has_other_nodes, has_unread_pools, pod, one, findings) || is_said;
      else if (keys.contains(key) && !has_other_nodes)
        is_said = check_set_label(view, pod, one, findings) || is_said;
      else
        is_of_pools = is_of_pools && key == karpenter::labels::kNodePool;
    }
    // Each of the labels some pool has: has one pool all of them?
    if (is_said || !is_of_pools || pod.wants.size() < 2 || pod.is_daemon() || view.pools().empty() ||
        !view.groups().empty() || has_other_nodes || (pod.needs.gpus == 0 && view.is_collection()))
      continue;
    if (std::ranges::none_of(view.pools(), [&](const Pool& pool) { return may_carry_all(pool, pod.wants); }))
      findings.say(pod.needs.gpus == 0 && !view.is_whole() ? Severity::Note : Severity::Warning,
                   key_place(*pod.pod->spec, "nodeSelector", "affinity"),
                   fmt::format("no NodePool's nodes have all that {} selects", title_of(*pod.pod->owner)),
                   "each of the labels some pool has, all together none");
  }
}

void check_priorities(const Subject& subject, Findings& findings) {
  if (!view_of(subject).is_whole()) return;
  for (const PodView& pod : view_of(subject).pods()) {
    const auto look = [&](std::string_view kind, std::string_view what, const doc::Node& name) {
      const std::string_view text = text_of(name);
      if (text.empty() || subject.find(kind, {}, text) || subject::terraform_may_make(subject, kind, text)) return;
      const MadeByChart chart = made_by_chart(subject, text);
      if (chart == MadeByChart::Probably) return;
      findings.say(chart == MadeByChart::Perhaps ? Severity::Note : severity_of(subject, kind, name.where()),
                   name.where(), fmt::format("nothing here makes the {} {}", what, text), title_of(*pod.pod->owner));
    };
    const doc::Node& priority = (*pod.pod->spec)["priorityClassName"];
    if (!text_of(priority).starts_with("system-")) look("PriorityClass", "priority class", priority);
    const doc::Node& runtime = (*pod.pod->spec)["runtimeClassName"];
    if (!subject.release("gpu-operator")) look("RuntimeClass", "runtime class", runtime);
  }
}

void check_labels(const Subject& subject, Findings& findings) {
  for (const PodView& pod : view_of(subject).pods())
    for (const WantedLabel& one : pod.wants) {
      const std::string_view key = one.key;
      if (!key.starts_with("karpenter.") || !karpenter::is_restricted_label(key)) continue;
      if (key == karpenter::labels::kInitialized || key == karpenter::labels::kRegistered) continue;
      const auto like = near_miss(key, karpenter::well_known_labels());
      findings.say(one.key_where, fmt::format("no node carries the label {}", key),
                   key == "karpenter.sh/provisioner-name"
                       ? std::string("since Karpenter 0.33 it is karpenter.sh/nodepool")
                   : like ? fmt::format("did you mean {}?", *like)
                          : title_of(*pod.pod->owner));
    }
}

/// Whether an ARN can be one of a role: twelve digits of account, then role/. What templates fill in is let be.
bool may_be_role(std::string_view arn) {
  if (arn.find_first_of("${<*") != std::string_view::npos) return true;
  const auto parts = split(arn, ':');
  if (parts.size() < 6 || parts[0] != "arn" || parts[2] != "iam") return false;
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  // ACCOUNT_ID stands in for a number: of that another rule speaks.
  if (std::ranges::all_of(parts[4], is_digit) && parts[4].size() != 12) return false;
  return parts[5].starts_with("role/");
}

void check_roles(const Subject& subject, Findings& findings) {
  for (const kube::Object* account : subject.of_kind("ServiceAccount", "")) {
    const doc::Node& arn = (*account->node)["metadata"]["annotations"]["eks.amazonaws.com/role-arn"];
    if (!arn.is_string() || arn.text().empty() || may_be_role(arn.text())) continue;
    findings.say(arn.where(), fmt::format("{} is no role's ARN", printable(arn.text())), title_of(*account));
  }
}

void check_governing(const Subject& subject, Findings& findings) {
  if (!view_of(subject).is_whole()) return;
  for (const kube::Object* set : subject.of_kind("StatefulSet", "apps")) {
    const doc::Node& name = (*set->node)["spec"]["serviceName"];
    if (text_of(name).empty() || subject.find("Service", set->ns, text_of(name)) ||
        subject::terraform_may_make(subject, "Service", text_of(name)) ||
        may_be_kustomized_beside(subject, *set, "Service", text_of(name)))
      continue;
    if (std::ranges::any_of(subject.releases(), [&](const subject::Release& one) { return one.ns == set->ns; }))
      continue;
    findings.say(name.where(), fmt::format("nothing here makes the Service {}", printable(text_of(name))),
                 title_of(*set));
  }
}

constexpr Rule kRules[] = {
    {"REF001", "X-004-60", Severity::Error, "a claim that nobody makes",
     "The pod waits until the claim exists. An error where others of the kind are in the folder, a warning where none "
     "is (somebody else may make it), a note where the files are few.",
     "add the PersistentVolumeClaim, or use an emptyDir", "kubernetes docs, persistent volumes", check_claims},
    {"REF002", "X-004-60", Severity::Error, "a service account that nobody makes",
     "The controller cannot make the pods: they are forbidden until the account exists. An error where others of the "
     "kind are in the folder, a warning where none is (somebody else may make it), a note where the files are few.",
     "add the ServiceAccount", "kubernetes docs, service accounts", check_accounts},
    {"REF003", "X-004-60", Severity::Error, "a namespace that nobody makes",
     "Every object in it is refused. A warning: people make it by hand, or others do; an error beside a platform.yaml, "
     "which says all that there is.",
     "add the Namespace", "kubernetes docs, namespaces", check_namespaces},
    {"REF004", "X-004-60", Severity::Error, "a NodePool that does not exist",
     "No node will ever have the label: the pod waits.", "name one of the pools", "karpenter docs, concepts/scheduling",
     check_pools},
    {"REF005", "", Severity::Error, "a key that the ConfigMap or the Secret does not have",
     "The container is not started: CreateContainerConfigError.",
     "name one of its keys, or mark the reference optional",
     "kubernetes docs, configure a pod to use a ConfigMap; distribute credentials using Secrets", check_keys},
    {"REF006", "", Severity::Error, "a StorageClass that does not exist",
     "The claim stays pending, and the pods with it. A note where a chart is installed of which nobody here knows what "
     "it makes.",
     "name one of the classes", "kubernetes docs, storage classes", check_classes},
    {"REF007", "", Severity::Error, "a node selector that no pool meets",
     "The key is one that pools set or that the type decides, the value none that a pool's nodes have: the pod waits "
     "for ever. A note where the files are few, and nodes that are not among them may have it.",
     "name a value that a pool sets, or let a pool buy such nodes",
     "karpenter docs, concepts/scheduling (user-defined labels; well-known labels)", check_selectors},
    {"REF008", "", Severity::Error, "a priority or runtime class that nobody makes",
     "The API server refuses the pods. An error where others of the kind are in the folder, a warning where none is "
     "(somebody else may make it), a note where the files are few or a chart is installed of which nobody here knows "
     "what it makes.",
     "add the class, or leave the name out: EKS's accelerated images run NVIDIA's runtime by default",
     "kubernetes docs, pod priority; runtime class", check_priorities},
    {"REF009", "", Severity::Error, "a node selector by a label that Karpenter does not set",
     "Karpenter puts only its own labels of karpenter.sh and karpenter.k8s.aws on nodes, and makes none for a pod that "
     "asks "
     "for another.",
     "name one of Karpenter's labels", "karpenter docs, concepts/scheduling (well-known labels)", check_labels},
    {"REF010", "", Severity::Error, "a role of a service account that is none",
     "AWS gives credentials for roles by their ARN: with another text each call of the pods is refused.",
     "write arn:aws:iam::123456789012:role/NAME with the account's twelve digits",
     "EKS user guide, IAM roles for service accounts", check_roles},
    {"REF011", "", Severity::Warning, "a StatefulSet whose Service nobody makes",
     "Its pods get their names in DNS by a headless Service: without it NAME-0.SERVICE is not found, and ranks or "
     "members do not find one another.",
     "add the headless Service (clusterIP: None)", "kubernetes docs, StatefulSets (stable network id)",
     check_governing},
};

}  // namespace

std::span<const Rule> reference_rules() { return kRules; }

}  // namespace slipway::rules
