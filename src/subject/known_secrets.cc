#include "subject/known_secrets.h"

#include <algorithm>
#include <iterator>
#include <string_view>

#include "base/secret_places.h"
#include "subject/filled_in.h"
#include "subject/stand_in.h"
#include "subject/state.h"

namespace slipway::subject {
namespace {

bool is_to_be_filled_in(std::string_view value) { return stands_for_secret(value) || !stand_in(value).empty(); }

void add_all(const doc::Node& node, KnownSecrets& known) {
  if (node.is_scalar() && !node.is_null() && !is_to_be_filled_in(node.text())) known.add(node.where());
  for (const doc::Node& item : node.items()) add_all(item, known);
  for (const doc::Member& member : node.members()) add_all(member.value, known);
}

/// What says which object it is, and what nobody keeps secret of it.
bool is_of_any_object(std::string_view field) {
  constexpr std::string_view kFields[] = {"apiVersion", "kind", "metadata", "type", "immutable"};
  return std::ranges::find(kFields, field) != std::end(kFields);
}

void add_object(const doc::Node& object, KnownSecrets& known) {
  for (const doc::Member& field : object.members())
    if (!is_of_any_object(field.key.text())) add_all(field.value, known);
  add_all(object["metadata"]["annotations"]["kubectl.kubernetes.io/last-applied-configuration"], known);
}

/// `sensitive` is of the form of `value`, with `true` where something is.
void add_sensitive(const doc::Node& value, const doc::Node& sensitive, KnownSecrets& known) {
  const bool is_all = sensitive.kind() == doc::Kind::Bool && sensitive.boolean();
  if (is_all && value.find("apiVersion") && value.find("kind")) return add_object(value, known);
  if (is_all) return add_all(value, known);
  for (const doc::Member& member : sensitive.members()) add_sensitive(value[member.key.text()], member.value, known);
  for (std::size_t i = 0; i < std::min(value.items().size(), sensitive.items().size()); ++i)
    add_sensitive(value.items()[i], sensitive.items()[i], known);
}

void add_plan(const TerraformPlan& plan, KnownSecrets& known) {
  for (const PlannedResource& one : plan.resources()) {
    add_sensitive(*one.values, (*one.resource)["sensitive_values"], known);
    add_sensitive((*one.change)["before"], (*one.change)["before_sensitive"], known);
    add_sensitive((*one.change)["after"], (*one.change)["after_sensitive"], known);
  }
  const doc::Node& root = plan.root();
  const doc::Node& declared = root["configuration"]["root_module"]["variables"];
  for (const doc::Member& variable : root["variables"].members())
    add_sensitive(variable.value["value"], declared[variable.key.text()]["sensitive"], known);
  for (const doc::Member& output : root["planned_values"]["outputs"].members())
    add_sensitive(output.value["value"], output.value["sensitive"], known);
}

/// Variables of containers that are called as secrets are, whatever stands where their value was meant.
void add_variables(const doc::Node& pod_spec, KnownSecrets& known) {
  for (const std::string_view field : {"containers", "initContainers", "ephemeralContainers"})
    for (const doc::Node& container : pod_spec[field].items())
      for (const doc::Node& variable : container["env"].items()) {
        if (!is_secret_name(variable["name"].text())) continue;
        for (const doc::Member& member : variable.members())
          if (member.key.text() != "name" && member.key.text() != "valueFrom") add_all(member.value, known);
      }
}

}  // namespace

bool stands_for_secret(std::string_view value) {
  constexpr std::string_view kBeginnings[] = {"${", "$(", "{{", "%%", "ref+", "op://", "vault:", "<path:", "ENC["};
  return is_all_filled_in(value) ||
         std::ranges::any_of(kBeginnings, [&](std::string_view begin) { return value.starts_with(begin); });
}

void add_known_secrets(const Subject& subject, KnownSecrets& known) {
  for (const kube::Object* secret : subject.of_kind("Secret", "")) add_object(*secret->node, known);
  for (const PodTemplate& pod : subject.pods()) add_variables(*pod.spec, known);
  for (const TerraformPlan& plan : subject.plans()) add_plan(plan, known);
}

void add_known_secrets(std::span<const kube::Object> objects, KnownSecrets& known) {
  doc::Arena arena;
  std::vector<PodTemplate> pods;
  for (const kube::Object& object : objects) {
    if (object.is("Secret", "")) add_object(*object.node, known);
    add_pods(object, arena, pods);
  }
  for (const PodTemplate& pod : pods) add_variables(*pod.spec, known);
}

}  // namespace slipway::subject
