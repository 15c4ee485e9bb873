#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/quote.h"
#include "base/text.h"
#include "doc/json.h"
#include "kube/ip_address.h"
#include "schema/builtin/core/kinds.h"
#include "schema/builtin/fields.h"
#include "schema/builtin/go_value.h"
#include "schema/builtin/resource_amounts.h"
#include "schema/builtin/tolerations.h"

/// v1 Node. Follows Kubernetes 1.36.3 pkg/apis/core/{v1/defaults.go,v1/conversion.go,validation} and
/// pkg/registry/core/node/strategy.go.
namespace slipway::schema::builtin {
namespace {

void set_defaults(doc::Draft& object) {
  object.in("status", [](doc::Draft& status) {
    round_amounts(status, "capacity");
    if (status.has("capacity") && !status.has("allocatable")) status.set("allocatable", doc::Node(status["capacity"]));
    round_amounts(status, "allocatable");
  });
}

/// podCIDR is the older name of what is first in podCIDRs, and wins.
void match_pod_cidrs(doc::Draft& spec) {
  const std::string_view cidr = text_of(spec["podCIDR"]);
  const doc::Node& cidrs = spec["podCIDRs"];
  if (!cidr.empty() && (cidrs.size() == 0 || text_of(cidrs.items()[0]) != cidr))
    spec.set("podCIDRs", spec.list_of({spec.text(cidr)}, cidrs));
  else if (cidr.empty() && cidrs.size() > 0)
    spec.set("podCIDR", text_of(cidrs.items()[0]));
}

void prepare(doc::Draft& object) {
  object.in("spec", [](doc::Draft& spec) {
    match_pod_cidrs(spec);
    spec.remove("configSource");  // as the old object never has one
  });
  object.in("status", [](doc::Draft& status) { status.remove("config"); });
}

void prepare_update(doc::Draft& object, const doc::Node& old) {
  prepare(object);
  keep_status(object, old);
}

void check_taints(const doc::Node& taints, const Path& path, Errors& errors) {
  std::set<std::pair<std::string_view, std::string_view>> seen;
  std::size_t i = 0;
  for (const doc::Node& taint : taints.items()) {
    const Path item(path, i++), effect_path(item, "effect");
    const std::string_view key = text_of(taint["key"]), value = text_of(taint["value"]),
                           effect = text_of(taint["effect"]);
    check_text(key, kube::check_label_key, Path(item, "key"), errors);
    if (const kube::Messages messages = kube::check_label_value(value); !messages.empty())
      errors.invalid(Path(item, "value"), value, join(messages, ";"));
    if (effect.empty())
      errors.required(effect_path);
    else
      check_taint_effect(effect, effect_path, errors);
    if (seen.emplace(effect, key).second) continue;
    const std::string shown = go_struct(taint, {{"Key", "key", kGoText},
                                                {"Value", "value", kGoText},
                                                {"Effect", "effect", kGoText},
                                                {"TimeAdded", "timeAdded"}});
    errors.add(Error{Error::Type::FieldValueDuplicate, item.to_string(),
                     "Duplicate value: " + shown + ": taints must be unique by key and effect pair"});
  }
}

/// What older versions kept in annotations.
void check_annotations_of(const doc::Node& annotations, const Path& metadata, Errors& errors) {
  constexpr std::string_view kTaints = "scheduler.alpha.kubernetes.io/taints";
  const std::string_view text = text_of(annotations[kTaints]);
  if (text.empty()) return;
  const Path path(metadata, "annotations");
  const doc::JsonOutcome read = doc::unmarshal_json(std::make_shared<SourceText>("taints", std::string(text)));
  if (read.error)
    errors.invalid(path, kTaints, read.error->message);
  else
    check_taints(read.document.root(), Path(path, kTaints), errors);
}

void check_pod_cidrs(const doc::Node& cidrs, Errors& errors) {
  const Path spec("spec"), path(spec, "podCIDRs");
  bool v4 = false, v6 = false;
  std::string unreadable;
  std::size_t i = 0;
  for (const doc::Node& cidr : cidrs.items()) {
    const std::string_view text = text_of(cidr);
    check_cidr(text, Path(path, i), errors);
    if (const auto read = kube::read_cidr(text))
      (read->cidr.network.is_v4() ? v4 : v6) = true;
    else if (unreadable.empty())
      unreadable = "invalid CIDR[" + std::to_string(i) + "]: <nil> (invalid CIDR address: " + std::string(text) + ")";
    ++i;
  }
  if (cidrs.size() < 2) return;
  if (!unreadable.empty())
    errors.internal(path, "invalid PodCIDRs. failed to check with dual stack with error:" + unreadable);
  if (!unreadable.empty() || !v4 || !v6 || cidrs.size() > 2)
    errors.invalid(path, cidrs, "may specify no more than one CIDR for each IP family");
}

void check_declared_features(const doc::Node& features, const Path& path, Errors& errors) {
  const auto is_letter = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); };
  const auto is_name = [&](std::string_view text) {
    if (text.empty() || text[0] < 'A' || text[0] > 'Z') return false;
    char before = 0;
    for (const char c : text) {
      if (c == '/' ? before == '/' : !is_letter(c) && (c < '0' || c > '9' || before == '/')) return false;
      before = c;
    }
    return before != '/';
  };
  const auto items = features.items();
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::string_view name = text_of(items[i]);
    const Path item(path, i);
    const std::string invalid = "invalid feature name " + go_quoted(name);
    if (name.size() > 253)
      errors.invalid(item, name, invalid + ": must be no more than 253 characters");
    else if (!is_name(name))
      errors.invalid(item, name,
                     invalid +
                         ": must start with an UpperCamelCase segment, with subsequent segments separated by '/' "
                         "(e.g., MyFeature or MyFeature/mySubFeature), and contain only alphanumeric characters and "
                         "slashes");
    if (i == 0) continue;
    const std::string_view before = text_of(items[i - 1]);
    if (name == before) errors.duplicate(item, name);
    if (before > name) errors.invalid(item, name, "list must be sorted alphabetically");
  }
}

void check_status(const doc::Node& status, Errors& errors) {
  const Path path("status");
  for (const char* key : {"capacity", "allocatable"}) {
    const Path list(path, key);
    for (const doc::Member& member : status[key].members())
      check_resource_amount(member.key.text(), quantity_of(member.value), Path(list, member.key.text()), errors);
  }
  const doc::Node& swap = status["nodeInfo"]["swap"]["capacity"];
  if (!swap.is_null() && integer_of(swap) <= 0) {
    const Path metadata("metadata"), swap_path(metadata, "nodeSwapStatus");
    errors.invalid(Path(swap_path, "capacity"), swap, "must be greater than zero");
  }
  check_declared_features(status["declaredFeatures"], Path(path, "declaredFeatures"), errors);
}

void check(const doc::Node& object, Errors& errors) {
  check_core_meta(object, Scope::Cluster, dns_subdomain_name, errors);
  const Path metadata("metadata");
  check_annotations_of(object["metadata"]["annotations"], metadata, errors);
  check_taints(object["spec"]["taints"], Path(metadata, "taints"), errors);
  check_status(object["status"], errors);
  check_pod_cidrs(object["spec"]["podCIDRs"], errors);
}

void check_addresses(const doc::Node& addresses, Errors& errors) {
  const Path status("status"), path(status, "addresses");
  std::set<std::pair<std::string_view, std::string_view>> seen;
  std::size_t i = 0;
  for (const doc::Node& address : addresses.items()) {
    const Path item(path, i++);
    if (!seen.emplace(text_of(address["type"]), text_of(address["address"])).second)
      errors.duplicate_printed(item, go_struct(address, {{"Type", "type", kGoText}, {"Address", "address", kGoText}}));
  }
}

void check_update(const doc::Node& object, const doc::Node& old, Errors& errors) {
  check(object, errors);
  check_core_meta_update(object, old, errors);
  const Path metadata("metadata"), path("spec");
  const doc::Node &spec = object["spec"], &old_spec = old["spec"];
  check_annotations_of(object["metadata"]["annotations"], metadata, errors);
  check_taints(spec["taints"], Path(metadata, "taints"), errors);
  check_addresses(object["status"]["addresses"], errors);  // a creation does not look at these

  const auto cidrs = spec["podCIDRs"].items(), old_cidrs = old_spec["podCIDRs"].items();
  constexpr std::string_view kCidrs = "node updates may not change podCIDR except from \"\" to valid";
  if (!old_cidrs.empty() && old_cidrs.size() != cidrs.size()) errors.forbidden(Path(path, "podCIDRs"), kCidrs);
  if (old_cidrs.size() == cidrs.size())
    for (std::size_t i = 0; i < cidrs.size(); ++i)
      if (text_of(cidrs[i]) != text_of(old_cidrs[i])) errors.forbidden(Path(path, "podCIDRs"), kCidrs);
  const std::string_view id = text_of(spec["providerID"]), old_id = text_of(old_spec["providerID"]);
  if (!old_id.empty() && id != old_id)
    errors.forbidden(Path(path, "providerID"), "node updates may not change providerID except from \"\" to valid");
  if (text_of(spec["externalID"]) != text_of(old_spec["externalID"]))
    errors.forbidden(Path(path, "externalID"), "may not be updated");
}

}  // namespace

const BuiltinKind kNode = {.api_version = "v1",
                           .kind = "Node",
                           .resource = "nodes",
                           .scope = Scope::Cluster,
                           .set_defaults = set_defaults,
                           .prepare = prepare,
                           .check = check,
                           .prepare_update = prepare_update,
                           .check_update = check_update};

}  // namespace slipway::schema::builtin
