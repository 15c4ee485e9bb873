// Provisioning decisions of Karpenter 1.14.1.
#include <fmt/core.h>

#include <map>
#include <set>

#include "conformance/comparison.h"
#include "conformance/family.h"
#include "conformance/inputs.h"
#include "conformance/karpenter_catalog.h"
#include "decide/karpenter/read_cluster.h"
#include "decide/karpenter/solve.h"
#include "decide/karpenter/well_known.h"

namespace slipway::conformance {
namespace {

karpenter::Cluster read_cluster(const doc::Node& input) {
  karpenter::Cluster out;
  Diagnostics diagnostics;
  out.types = karpenter_catalog(input["catalog"].text());
  karpenter::read_into(out, input["objects"].items(), diagnostics);
  out.now = instant_of(input["now"].text()).time_since_epoch().count();
  for (karpenter::NodePool& pool : out.pools) {
    const doc::Node* named = input["instanceTypes"].find(pool.pool.object.name);
    std::set<std::string_view> names;
    if (named)
      for (const doc::Node& one : named->items()) names.insert(one.text());
    for (std::uint32_t i = 0; i < out.types.size(); ++i)
      if (!named || names.contains(out.types[i].type.name)) pool.types.push_back(i);
  }
  return out;
}

karpenter::Options read_options(const doc::Node& node) {
  karpenter::Options out;
  if (node["preferencePolicy"].text() == "Ignore") out.preference_policy = karpenter::PreferencePolicy::Ignore;
  if (node["minValuesPolicy"].text() == "BestEffort") out.min_values_policy = karpenter::MinValuesPolicy::BestEffort;
  if (node["reservedOfferingMode"].text() == "Fallback") out.reserved_mode = karpenter::ReservedMode::Fallback;
  const doc::Node& gate = node["featureGates"]["ReservedCapacity"];
  if (gate.kind() == doc::Kind::Bool) out.reserved_capacity = gate.boolean();
  return out;
}

std::string key_of(const karpenter::Cluster& cluster, std::uint32_t pod) {
  const kube::Object& object = cluster.pods[pod].pod.object;
  return object.ns + "/" + object.name;
}

doc::List keys_of(const karpenter::Cluster& cluster, const std::vector<std::uint32_t>& pods) {
  doc::List out;
  for (std::uint32_t pod : pods) out.add(key_of(cluster, pod));
  return out;
}

doc::List taints_of(const std::vector<kube::Taint>& taints) {
  doc::List out;
  for (const kube::Taint& one : taints) {
    doc::Map taint{{"key", one.key}, {"effect", one.effect}};
    if (!one.value.empty()) taint.set("value", one.value);
    out.add(std::move(taint));
  }
  return out;
}

doc::Map texts_of(const kube::Labels& labels) {
  doc::Map out;
  for (const auto& [key, value] : labels) out.set(key, value);
  return out;
}

doc::List requirements_of(const karpenter::NewClaim& claim) {
  doc::List out;
  for (const karpenter::ClaimRequirement& one : claim.requirements) {
    doc::Map entry{{"key", one.key}, {"operator", one.op}};
    const bool repeats_types = one.key == karpenter::labels::kInstanceType && one.op == "In";
    if (!one.values.empty() && !repeats_types) {
      doc::List values;
      for (const std::string& value : one.values) values.add(value);
      entry.set("values", std::move(values));
    }
    if (one.min_values) entry.set("minValues", *one.min_values);
    out.add(std::move(entry));
  }
  return out;
}

doc::Value claim_of(const karpenter::Cluster& cluster, const karpenter::NewClaim& claim) {
  doc::List types;
  for (std::uint32_t type : claim.types) types.add(cluster.types[type].type.name);
  doc::Map requests;
  for (const auto& [name, quantity] : claim.requests) requests.set(name, quantity.to_string());
  doc::Map out{{"nodePool", claim.pool},
               {"pods", keys_of(cluster, claim.pods)},
               {"instanceTypes", std::move(types)},
               {"requirements", requirements_of(claim)},
               {"requests", std::move(requests)},
               {"labels", texts_of(claim.labels)},
               {"annotations", texts_of(claim.annotations)}};
  if (!claim.taints.empty()) out.set("taints", taints_of(claim.taints));
  if (!claim.startup_taints.empty()) out.set("startupTaints", taints_of(claim.startup_taints));
  return out;
}

doc::Value decide(const doc::Node& input) {
  const karpenter::Cluster cluster = read_cluster(input);
  const karpenter::Decision decision = karpenter::solve(cluster, read_options(input["options"]));
  doc::List claims;
  for (const auto& one : decision.claims) claims.add(claim_of(cluster, one));
  doc::Map existing, errors, ignored, pool_events;
  for (const auto& one : decision.existing) existing.set(one.node, keys_of(cluster, one.pods));
  for (const auto& one : decision.unplaced) errors.set(key_of(cluster, one.pod), one.refusal.to_text());
  for (const auto& one : decision.ignored) ignored.set(key_of(cluster, one.pod), one.text);
  for (const auto& one : decision.pools_without_types) pool_events.set(one.pool, one.to_text());
  doc::Map out{{"newNodeClaims", std::move(claims)}, {"existing", std::move(existing)}, {"errors", std::move(errors)}};
  if (!ignored.empty()) out.set("ignored", std::move(ignored));
  if (!pool_events.empty()) out.set("poolEvents", std::move(pool_events));
  return out;
}

class Fnv1a64 {
 public:
  void add(std::string_view text) {
    for (const unsigned char byte : text) hash_ = (hash_ ^ byte) * 0x100000001b3;
  }
  std::string to_string() const { return fmt::format("{:016x}", hash_); }

 private:
  std::uint64_t hash_ = 0xcbf29ce484222325;
};

std::string joined(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& one : texts) out += (out.empty() ? "" : ",") + one;
  return out;
}

/// Karpenter's own benchmark: what it decides in short.
doc::Value bench(const doc::Node& input) {
  const karpenter::Cluster cluster = read_cluster(input);
  const karpenter::Decision decision = karpenter::solve(cluster, read_options(input["options"]));
  doc::List claims;
  Fnv1a64 digest;
  for (const karpenter::NewClaim& one : decision.claims) {
    std::string zones;
    for (const auto& requirement : one.requirements)
      if (requirement.key == karpenter::labels::kZone) zones = requirement.op + " " + joined(requirement.values);
    std::vector<std::string> pods, types;
    for (std::uint32_t pod : one.pods) pods.push_back(key_of(cluster, pod));
    for (std::uint32_t type : one.types) types.push_back(cluster.types[type].type.name);
    claims.add(doc::Map{{"pods", keys_of(cluster, one.pods)},
                        {"types", static_cast<std::int64_t>(types.size())},
                        {"cheapest", types.front()},
                        {"zone", zones}});
    digest.add(fmt::format("{}|{}|{}|{}\n", one.pool, joined(pods), joined(types), zones));
  }
  return doc::Map{{"claims", std::move(claims)},
                  {"count", static_cast<std::int64_t>(decision.claims.size())},
                  {"errors", static_cast<std::int64_t>(decision.unplaced.size())},
                  {"fnv1a64", digest.to_string()}};
}

/// "pods" is a resource, and the list of who is there.
bool same_name_or_quantity(const doc::Node& want, const doc::Value& got) {
  return (got.string() && *got.string() == want.text()) || same_quantity(want, got);
}

}  // namespace

std::vector<Family> karpenter_families() {
  std::vector<FieldRule> amounts;
  for (const std::string_view resource : {"cpu", "memory", "ephemeral-storage", "pods", "nvidia.com/gpu"})
    amounts.push_back({resource, same_name_or_quantity});
  std::vector<Family> out;
  for (const std::string_view name : {"basic",
                                      "resources",
                                      "requirements",
                                      "node-affinity",
                                      "taints",
                                      "weights-limits",
                                      "daemonsets",
                                      "min-values",
                                      "spread",
                                      "pod-affinity",
                                      "pod-anti-affinity",
                                      "host-ports",
                                      "volumes",
                                      "offerings",
                                      "reserved",
                                      "existing-nodes",
                                      "validation",
                                      "queue-order",
                                      "ignore-preferences",
                                      "quirks",
                                      "gpu",
                                      "price-order",
                                      "mixed",
                                      "blend",
                                      "crowd"})
    out.push_back({"karpenter", name, decide, amounts});
  out.push_back({"karpenter", "bench", bench, {}});
  return out;
}

}  // namespace slipway::conformance
