#include "components/parts/namespaces.h"

#include <map>

#include "components/component.h"
#include "components/parts/pods.h"
#include "components/parts/policies.h"

namespace slipway::components {

namespace {

/// Quotas count what pods ask for: "cpu" is requests.cpu, "nvidia.com/gpu" requests.nvidia.com/gpu; counts of objects
/// (pods, persistentvolumeclaims) and what names requests or limits itself stay.
std::string quota_key(std::string_view key) {
  const bool is_amount = key == "cpu" || key == "memory" || key == "ephemeral-storage" || key == "storage" ||
                         (key.find('/') != std::string_view::npos && !key.starts_with("count/"));
  return is_amount && !key.starts_with("requests.") ? "requests." + std::string(key) : std::string(key);
}

void add_quota(Expansion& in, const std::string& name, const spec::Namespace& described) {
  if (described.quota.empty()) return;
  doc::Map hard;
  for (const auto& [key, amount] : described.quota)
    hard.set(quota_key(key.value), doc::Value(amount.value.to_string()).from(key.where));
  in.add_object(doc::Map{{"apiVersion", "v1"},
                         {"kind", "ResourceQuota"},
                         {"metadata", pods::metadata("quota", name)},
                         {"spec", doc::Map{{"hard", std::move(hard)}}}},
                described.where);
}

/// Nothing in or out, then what every pod needs: names, and its own role.
void add_default_deny(Expansion& in, const std::string& name, const spec::Namespace& described, SourceRange where) {
  policies::add(in, {"default-deny", name, {}, true, true}, where);
  doc::List needed;
  needed.add(policies::to_dns(in.platform));
  if (in.platform.identity.value == spec::Identity::PodIdentity) needed.add(policies::to_pod_identity());
  if (!described.block_metadata.value) {
    doc::List metadata;
    metadata.add(doc::Map{{"ipBlock", doc::Map{{"cidr", policies::kMetadata}}}});
    needed.add(policies::rule("to", std::move(metadata), {80}));
  }
  policies::add(in, {"allow-dns-and-identity", name, {}, false, true, {}, std::move(needed)}, where);
  if (described.egress.empty()) return;
  doc::List ranges;
  for (const auto& cidr : described.egress)
    ranges.add(
        doc::Value(cidr.value == "0.0.0.0/0" ? policies::to_https() : policies::to_range(cidr.value)).from(cidr.where));
  policies::add(in, {"allow-egress", name, {}, false, true, {}, std::move(ranges)}, where);
}

/// Everything but instance metadata; the Pod Identity agent has an address of its own.
void add_metadata_block(Expansion& in, const std::string& name, SourceRange where) {
  doc::List everything;
  everything.add(policies::to_range("0.0.0.0/0"));
  policies::add(in, {"block-metadata", name, {}, false, true, {}, std::move(everything)}, where);
}

void add(Expansion& in, const std::string& name, const spec::Namespace& described, SourceRange where) {
  add_namespace(in, name, described.pod_security.value, where);
  add_quota(in, name, described);
  if (described.default_deny.value)
    add_default_deny(in, name, described, where);
  else if (described.block_metadata.value)
    add_metadata_block(in, name, where);
}

void expand(Expansion& in) {
  for (const auto& [name, described] : in.platform.namespaces)
    add(in, name.value, described, name.where ? name.where : in.where);
  static const spec::Namespace kDefaults;
  for (const auto& [name, where] : namespaces_used(in.platform))
    if (!in.platform.namespaces.find(name)) add(in, name, kDefaults, where);
}

bool wanted(const spec::Platform& platform) {
  return !platform.namespaces.empty() || !namespaces_used(platform).empty();
}

}  // namespace

extern const Component namespaces = {
    "namespaces", "namespaces with Pod Security, quotas and NetworkPolicies", Stage::Addons, {}, wanted, nullptr,
    expand};

}  // namespace slipway::components
