// validateTopologySpreadConstraints, and the label keys that pod affinity has too.
#include <fmt/core.h>

#include <string>
#include <unordered_map>

#include "schema/builtin/fields.h"
#include "schema/builtin/pod/pod_parts.h"
#include "schema/object_meta.h"

namespace slipway::schema::builtin {
namespace {

void check_key_list(const doc::Node& keys, const doc::Node& selector, const Path& path, Errors& errors) {
  if (keys.size() == 0) return;
  if (selector.is_null()) return errors.forbidden(path, "must not be specified when labelSelector is not set");
  std::size_t index = 0;
  for (const doc::Node& key : keys.items())
    check_text(text_of(key), kube::check_label_key, Path(path, index++), errors);
}

void check_min_domains(const doc::Node& least, std::string_view when, const Path& path, Errors& errors) {
  if (least.is_null()) return;
  if (integer_of(least) <= 0) errors.invalid(path, integer_of(least), "must be greater than zero");
  if (when != "DoNotSchedule")
    errors.invalid(path, integer_of(least),
                   fmt::format("can only use minDomains if whenUnsatisfiable=DoNotSchedule, not {}", when));
}

void check_inclusion_policy(const doc::Node& policy, const Path& path, Errors& errors) {
  if (!policy.is_null() && !is_one_of(text_of(policy), {"Honor", "Ignore"}))
    errors.not_supported(path, text_of(policy), {"Honor", "Ignore"});
}

std::string pair_of(const doc::Node& constraint) {
  return fmt::format("{{{}, {}}}", text_of(constraint["topologyKey"]), text_of(constraint["whenUnsatisfiable"]));
}

/// Each that is repeated by a later one.
void check_repeats(const doc::Node& constraints, const Path& path, Errors& errors) {
  if (constraints.size() < 2) return;
  std::unordered_map<std::string, std::size_t> last;
  std::size_t index = 0;
  for (const doc::Node& constraint : constraints.items()) last[pair_of(constraint)] = index++;
  index = 0;
  for (const doc::Node& constraint : constraints.items()) {
    const Path at(path, index);
    const std::string pair = pair_of(constraint);
    if (last[pair] != index++) errors.duplicate(Path(at, "{topologyKey, whenUnsatisfiable}"), pair);
  }
}

void check_constraint(const doc::Node& constraint, const Path& path, Errors& errors) {
  const std::string_view when = text_of(constraint["whenUnsatisfiable"]);
  const doc::Node& selector = constraint["labelSelector"];
  if (const std::int64_t skew = integer_of(constraint["maxSkew"]); skew <= 0)
    errors.invalid(Path(path, "maxSkew"), skew, "must be greater than zero");
  if (text_of(constraint["topologyKey"]).empty()) errors.required(Path(path, "topologyKey"), "can not be empty");
  if (!is_one_of(when, {"DoNotSchedule", "ScheduleAnyway"}))
    errors.not_supported(Path(path, "whenUnsatisfiable"), when, {"DoNotSchedule", "ScheduleAnyway"});
  check_min_domains(constraint["minDomains"], when, Path(path, "minDomains"), errors);
  for (const char* policy : {"nodeAffinityPolicy", "nodeTaintsPolicy"})
    check_inclusion_policy(constraint[policy], Path(path, policy), errors);
  check_label_keys(constraint["matchLabelKeys"], doc::Node(), selector, path, errors);
  if (!selector.is_null()) check_label_selector(selector, {}, Path(path, "labelSelector"), errors);
}

}  // namespace

void check_label_keys(const doc::Node& match, const doc::Node& mismatch, const doc::Node& selector, const Path& path,
                      Errors& errors) {
  if (match.size() == 0 && mismatch.size() == 0) return;
  const Path match_path(path, "matchLabelKeys");
  check_key_list(match, selector, match_path, errors);
  check_key_list(mismatch, selector, Path(path, "mismatchLabelKeys"), errors);

  NameTable<std::size_t> keys;
  std::size_t index = 0;
  for (const doc::Node& key : match.items()) keys.set(text_of(key), index++);
  NameSet selected;
  for (const doc::Member& label : selector["matchLabels"].members()) selected.add(label.key.text());
  for (const doc::Node& expression : selector["matchExpressions"].items()) {
    const std::string_view key = text_of(expression["key"]);
    const std::size_t* at = keys.find(key);
    if (!selected.add(key) && at)
      errors.invalid(Path(path, *at), key, "exists in both matchLabelKeys and labelSelector");
  }
  NameSet mismatched;
  for (const doc::Node& key : mismatch.items()) mismatched.add(text_of(key));
  index = 0;
  for (const doc::Node& key : match.items()) {
    if (mismatched.has(text_of(key)))
      errors.invalid(Path(match_path, index), text_of(key), "exists in both matchLabelKeys and mismatchLabelKeys");
    ++index;
  }
}

void check_topology_spread(const doc::Node& constraints, const Path& path, Errors& errors) {
  std::size_t index = 0;
  for (const doc::Node& constraint : constraints.items()) check_constraint(constraint, Path(path, index++), errors);
  check_repeats(constraints, path, errors);
}

}  // namespace slipway::schema::builtin
