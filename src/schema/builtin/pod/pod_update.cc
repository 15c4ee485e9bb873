// ValidatePodUpdate: what may change of a pod that is there.
#include <array>
#include <string>
#include <unordered_set>

#include "kube/go_text.h"
#include "schema/builtin/fields.h"
#include "schema/builtin/go_value.h"
#include "schema/builtin/pod/pod_parts.h"
#include "schema/builtin/tolerations.h"
#include "schema/builtin/typed_equality.h"

namespace slipway::schema::builtin {
namespace {

constexpr std::string_view kRequired = "requiredDuringSchedulingIgnoredDuringExecution";

/// Annotations that are said once.
void check_annotation_changes(const doc::Node& now, const doc::Node& old, const Path& path, Errors& errors) {
  constexpr std::string_view kAppArmor = "container.apparmor.security.beta.kubernetes.io/";
  for (const doc::Member& before : old.members()) {
    const std::string_view key = before.key.text();
    const doc::Node* after = now.find(key);
    if (after && text_of(*after) == text_of(before.value)) continue;
    if (key.starts_with(kAppArmor))
      errors.forbidden(Path::key(path, key), "may not remove or update AppArmor annotations");
    if (key == kMirrorAnnotation)
      errors.forbidden(Path::key(path, key), "may not remove or update mirror pod annotation");
  }
  for (const doc::Member& after : now.members()) {
    const std::string_view key = after.key.text();
    if (old.find(key)) continue;
    if (key.starts_with(kAppArmor)) errors.forbidden(Path::key(path, key), "may not add AppArmor annotations");
    if (key == kMirrorAnnotation) errors.forbidden(Path::key(path, key), "may not add mirror pod annotation");
  }
}

/// False when the lists have not the same length: then nothing else is looked at.
bool check_container_changes(const doc::Node& now, const doc::Node& old, const Path& path, Errors& errors) {
  if (now.size() != old.size()) {
    errors.forbidden(path, "pod updates may not add or remove containers");
    return false;
  }
  std::size_t index = 0;
  for (const doc::Node& container : now.items()) {
    const Path at(path, index++);
    if (text_of(container["image"]).empty()) errors.required(Path(at, "image"));
    check_image_spaces(container, at, errors);
  }
  return true;
}

/// It may be set, and shortened. False when nothing else is looked at.
bool check_deadline_change(const doc::Node& now, const doc::Node& old, const Path& path, Errors& errors) {
  if (now.is_null()) {
    if (!old.is_null()) errors.invalid_printed(path, "null", "must not update from a positive integer to nil value");
    return true;
  }
  const std::int64_t seconds = integer_of(now);
  if (seconds < 0 || seconds > 2147483647) {
    errors.invalid(path, seconds, "must be between 0 and 2147483647, inclusive");
    return false;
  }
  if (old.is_null() || integer_of(old) >= seconds) return true;
  errors.invalid(path, seconds, "must be less than or equal to previous value");
  return false;
}

/// A toleration but for how long it lasts, which may change.
std::string without_seconds(const doc::Node& toleration) {
  std::string out;
  for (const char* field : {"key", "operator", "value", "effect"}) (out += text_of(toleration[field])) += '\0';
  return out;
}

void check_added_tolerations(const doc::Node& now, const doc::Node& old, const Path& path, Errors& errors) {
  if (old.size() > 0) {
    std::unordered_set<std::string> kept;
    for (const doc::Node& toleration : now.items()) kept.insert(without_seconds(toleration));
    for (const doc::Node& toleration : old.items())
      if (!kept.contains(without_seconds(toleration)))
        return errors.forbidden(path, "existing toleration can not be modified except its tolerationSeconds");
  }
  check_tolerations(now, path, errors);
}

void check_gate_changes(const doc::Node& now, const doc::Node& old, const Path& path, Errors& errors) {
  NameSet held;
  for (const doc::Node& gate : old.items()) held.add(text_of(gate["name"]));
  NameTable<std::size_t> added;  // the last of a name counts
  std::size_t index = 0;
  for (const doc::Node& gate : now.items()) added.set(text_of(gate["name"]), index++);
  added.each([&](std::string_view name, std::size_t at) {
    if (held.has(name)) return;
    const Path gate(path, at);
    errors.forbidden(Path(gate, "name"),
                     "only deletion is allowed, but found new scheduling gate '" + std::string(name) + "'");
  });
}

void check_node_selector_change(const doc::Node& now, const doc::Node& old, const Path& path, Errors& errors) {
  for (const doc::Member& label : old.members()) {
    const doc::Node* kept = now.find(label.key.text());
    if (kept && text_of(*kept) == text_of(label.value)) continue;
    errors.invalid(path, now, "only additions to spec.nodeSelector are allowed (no mutations or deletions)");
    return;
  }
}

bool begins_with(const doc::Node& now, const doc::Node& old) {
  if (now.size() < old.size()) return false;
  static const kube::FieldType::Use& use =
      field_use("v1", "Pod", {"spec", "affinity", "nodeAffinity", kRequired, "nodeSelectorTerms"}).type->element;
  const kube::FieldType::Use& requirement = use.type->find("matchExpressions")->use.type->element;
  for (std::size_t i = 0; i < old.size(); ++i)
    if (!same_typed(now.items()[i], old.items()[i], requirement)) return false;
  return true;
}

bool only_adds(const doc::Node& now, const doc::Node& old) {
  const auto is_empty = [](const doc::Node& term) {
    return term["matchExpressions"].size() == 0 && term["matchFields"].size() == 0;
  };
  if (is_empty(old)) return is_empty(now);
  return begins_with(now["matchExpressions"], old["matchExpressions"]) &&
         begins_with(now["matchFields"], old["matchFields"]);
}

std::string printed_term(const doc::Node& term) {
  static constexpr std::array<GoField, 3> kRequirement = {
      {{"Key", "key", kGoText}, {"Operator", "operator", kGoText}, {"Values", "values"}}};
  return go_struct(term, {{"MatchExpressions", "matchExpressions", "null", kRequirement},
                          {"MatchFields", "matchFields", "null", kRequirement}});
}

/// Of a pod that waits behind scheduling gates.
void check_node_affinity_change(const doc::Node& now, const doc::Node& old, const Path& path, Errors& errors) {
  const auto terms = now[kRequired]["nodeSelectorTerms"].items(),
             old_terms = old[kRequired]["nodeSelectorTerms"].items();
  const Path required(path, kRequired), terms_path(required, "nodeSelectorTerms");
  if (old_terms.empty()) return;
  if (old_terms.size() != terms.size()) {
    std::string printed;
    for (const doc::Node& term : terms) printed += (printed.empty() ? "" : ",") + printed_term(term);
    const bool is_nil = now[kRequired]["nodeSelectorTerms"].is_null();
    errors.invalid_printed(terms_path, is_nil ? "null" : "[" + printed + "]",
                           "no additions/deletions to non-empty NodeSelectorTerms list are allowed");
    return;
  }
  for (std::size_t i = 0; i < old_terms.size(); ++i)
    if (!only_adds(terms[i], old_terms[i]))
      errors.invalid_printed(Path(terms_path, i), printed_term(terms[i]),
                             "only additions are allowed (no mutations or deletions)");
}

const kube::FieldType& spec_type() {
  static const kube::FieldType& type = *field_use("v1", "Pod", {"spec"}).type;
  return type;
}

bool same_field(std::string_view field, const doc::Node& now, const doc::Node& old) {
  return same_typed(now[field], old[field], spec_type().find(field)->use);
}

bool same_but_image(const doc::Node& now, const doc::Node& old, const kube::FieldType& type) {
  for (const kube::FieldType::Field& field : type.fields)
    if (field.name != "image" && !same_typed(now[field.name], old[field.name], field.use)) return false;
  return true;
}

bool same_containers(const doc::Node& now, const doc::Node& old) {
  const kube::FieldType& type = *spec_type().find("containers")->use.type->element.type;
  for (std::size_t i = 0; i < now.size(); ++i)
    if (!same_but_image(now.items()[i], old.items()[i], type)) return false;
  return true;
}

/// As it is for a pod behind gates: node affinity aside.
bool same_affinity_of_gated(const doc::Node& now, const doc::Node& old) {
  for (const char* kind : {"podAffinity", "podAntiAffinity"})
    if (!same_typed(now[kind], old[kind], spec_type().find("affinity")->use.type->find(kind)->use)) return false;
  const bool others = !now["podAffinity"].is_null() || !now["podAntiAffinity"].is_null();
  const bool same_nodes = same_typed(now["nodeAffinity"], old["nodeAffinity"],
                                     spec_type().find("affinity")->use.type->find("nodeAffinity")->use);
  // What is left of both is compared as it stands; where only node affinity came or went, nothing is.
  if (now.is_null() != old.is_null()) {
    if (now.is_null()) return !old["nodeAffinity"].is_null();
    return !same_nodes && !others;
  }
  return true;
}

bool may_change(std::string_view field) {
  return is_one_of(field, {"containers", "initContainers", "activeDeadlineSeconds", "tolerations", "schedulingGates"});
}

bool same_otherwise(const doc::Node& now, const doc::Node& old, bool is_gated) {
  if (!same_containers(now["containers"], old["containers"]) ||
      !same_containers(now["initContainers"], old["initContainers"]))
    return false;
  for (const kube::FieldType::Field& field : spec_type().fields) {
    if (may_change(field.name) || same_field(field.name, now, old)) continue;
    if (is_gated && field.name == "nodeSelector") continue;
    if (is_gated && field.name == "affinity" && same_affinity_of_gated(now["affinity"], old["affinity"])) continue;
    return false;
  }
  return true;
}

}  // namespace

void check_pod_changes(const doc::Node& pod, const doc::Node& old_pod, Errors& errors) {
  const doc::Node &now = pod["spec"], &old = old_pod["spec"];
  const Path path("spec"), meta("metadata"), annotations(meta, "annotations"), affinity_path(path, "affinity");
  check_annotation_changes(pod["metadata"]["annotations"], old_pod["metadata"]["annotations"], annotations, errors);
  check_pod_annotations(pod["metadata"]["annotations"], now, annotations, errors);
  for (const char* containers : {"containers", "initContainers"})
    if (!check_container_changes(now[containers], old[containers], Path(path, containers), errors)) return;
  if (!check_deadline_change(now["activeDeadlineSeconds"], old["activeDeadlineSeconds"],
                             Path(path, "activeDeadlineSeconds"), errors))
    return;
  check_added_tolerations(now["tolerations"], old["tolerations"], Path(path, "tolerations"), errors);
  check_gate_changes(now["schedulingGates"], old["schedulingGates"], Path(path, "schedulingGates"), errors);

  const bool is_gated = old["schedulingGates"].size() > 0;
  if (is_gated) {
    if (!same_field("nodeSelector", now, old))
      check_node_selector_change(now["nodeSelector"], old["nodeSelector"], Path(path, "nodeSelector"), errors);
    const doc::Node &nodes = now["affinity"]["nodeAffinity"], &old_nodes = old["affinity"]["nodeAffinity"];
    if (!same_typed(nodes, old_nodes, spec_type().find("affinity")->use.type->find("nodeAffinity")->use))
      check_node_affinity_change(nodes, old_nodes, Path(affinity_path, "nodeAffinity"), errors);
  }
  if (!same_otherwise(now, old, is_gated))
    errors.forbidden(path,
                     "pod updates may not change fields other than "
                     "`spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,"
                     "`spec.tolerations` (only additions to existing tolerations),"
                     "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)");
}

}  // namespace slipway::schema::builtin
