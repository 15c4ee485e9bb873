#include "schema/builtin/network/service_addresses.h"

#include <algorithm>
#include <string>

#include "base/quote.h"
#include "kube/ip_address.h"
#include "schema/builtin/fields.h"

namespace slipway::schema::builtin {
namespace {

// What a dry run gives as the next free address: the start of the range, or of the one of recorded answers.
constexpr std::string_view kSomeStart = "10.96.0.0", kSomeStartV6 = "fd00:ec2::";

bool is_v6(std::string_view text) {
  const auto read = kube::read_ip(text);
  return read && !read->address.is_v4();
}

std::string_view other_family(std::string_view family) { return family == "IPv4" ? "IPv6" : "IPv4"; }

std::string printed(const std::optional<std::string_view>& text) { return text ? json_quoted(*text) : "null"; }

/// The one that the cluster has, as far as it is known.
std::string_view family_of(const ServiceAddresses& service, const ServiceNetwork& network) {
  if (network.is_v4 || network.range) return "IPv4";
  if (!service.families.empty()) return service.families[0] == "IPv6" ? "IPv6" : "IPv4";
  return !service.cluster_ips.empty() && is_v6(service.cluster_ips[0]) ? "IPv6" : "IPv4";
}

/// Neither the range's first address nor its last. Of a range that is not known: whether some cluster has it.
bool is_in_range(std::string_view text, const ServiceNetwork& network) {
  const auto read = kube::read_ip(text);
  if (!read) return false;
  const auto& bytes = read->address.bytes;
  if (!read->address.is_v4()) return !network.range && !network.is_v4 && (bytes[0] & 0xfe) == 0xfc;
  if (!network.range)
    return bytes[12] == 10 || (bytes[12] == 172 && (bytes[13] & 0xf0) == 16) || (bytes[12] == 192 && bytes[13] == 168);
  const auto range = kube::read_cidr(*network.range);
  if (!range || !range->cidr.is_v4) return false;
  const auto number = [](const kube::IpAddress& address) {
    return std::uint64_t{address.bytes[12]} << 24 | address.bytes[13] << 16 | address.bytes[14] << 8 |
           address.bytes[15];
  };
  const std::uint64_t first = number(range->cidr.network), size = std::uint64_t{1} << (32 - range->cidr.prefix);
  return number(read->address) > first && number(read->address) < first + size - 1;
}

std::string_view first_free(std::string_view family, const ServiceNetwork& network) {
  if (network.range) return std::string_view(*network.range).substr(0, network.range->find('/'));
  return family == "IPv6" ? kSomeStartV6 : kSomeStart;
}

/// A service that prefers two families and stays as it was is left alone.
bool stays_dual(const ServiceAddresses& service, const ServiceAddresses* old) {
  return old != nullptr && service.policy && old->type == service.type &&
         is_one_of(service.type, {"ClusterIP", "NodePort", "LoadBalancer"}) && *service.policy == "PreferDualStack" &&
         (!old->policy || *old->policy == "PreferDualStack") && old->cluster_ips == service.cluster_ips &&
         old->families == service.families;
}

void settle_policy(ServiceAddresses& service, const ServiceAddresses* old) {
  if (service.policy) return;
  if (old != nullptr && old->policy)
    service.policy = old->policy;
  else
    service.policy = service.cluster_ip == "None" && !service.has_selector ? "RequireDualStack" : "SingleStack";
}

void check_reductions(ServiceAddresses& service, const ServiceAddresses& old, const Path& policy_path, Errors& errors) {
  if (service.policy == "SingleStack") {
    if (old.cluster_ips == service.cluster_ips && service.cluster_ips.size() > 1) service.cluster_ips.resize(1);
    if (old.families == service.families && service.families.size() > 1) service.families.resize(1);
    return;
  }
  const auto is_reduced = [](const auto& now, const auto& before) {
    return !now.empty() && now.size() < before.size();
  };
  if (is_reduced(service.cluster_ips, old.cluster_ips))
    errors.invalid_printed(policy_path, printed(service.policy),
                           "must be 'SingleStack' to release the secondary cluster IP");
  if (is_reduced(service.families, old.families))
    errors.invalid_printed(policy_path, printed(service.policy),
                           "must be 'SingleStack' to release the secondary IP family");
}

void check_single(const ServiceAddresses& service, const Path& policy_path, Errors& errors) {
  if (service.policy != "SingleStack") return;
  if (service.cluster_ips.size() == 2)
    errors.invalid_printed(policy_path, printed(service.policy),
                           "must be 'RequireDualStack' or 'PreferDualStack' when multiple cluster IPs are specified");
  if (service.families.size() == 2)
    errors.invalid_printed(policy_path, printed(service.policy),
                           "must be 'RequireDualStack' or 'PreferDualStack' when multiple IP families are specified");
}

void infer_families(ServiceAddresses& service, const ServiceNetwork& network, const Path& ips_path, Errors& errors) {
  const std::string_view family = family_of(service, network);
  for (std::size_t i = 0; i < service.cluster_ips.size(); ++i) {
    const std::string_view ip = service.cluster_ips[i];
    if (ip == "None") return;
    if (i < service.families.size()) continue;
    if (is_v6(ip) != (family == "IPv6"))
      errors.invalid_printed(Path(ips_path, i), printed_list(service.cluster_ips),
                             std::string(other_family(family)) + " is not configured on this cluster");
    else
      service.families.push_back(family);
  }
}

/// initIPFamilyFields
void settle_families(ServiceAddresses& service, const ServiceAddresses* old, const ServiceNetwork& network,
                     Errors& errors) {
  if (!service.needs_cluster_ip() || stays_dual(service, old)) return;
  settle_policy(service, old);
  check_service_addresses(
      service, old ? std::span<const std::string_view>(old->cluster_ips) : std::span<const std::string_view>(), errors);
  if (!errors.empty()) return;

  const Path spec("spec"), policy_path(spec, "ipFamilyPolicy"), families_path(spec, "ipFamilies");
  if (old != nullptr) check_reductions(service, *old, policy_path, errors);
  check_single(service, policy_path, errors);
  infer_families(service, network, Path(spec, "clusterIPs"), errors);
  if (!errors.empty()) return;

  const std::string_view family = family_of(service, network);
  if (service.cluster_ip == "None" && !service.has_selector) {
    if (service.families.empty()) service.families.push_back(family);
    if (service.families.size() < 2 && service.policy != "SingleStack")
      service.families.push_back(other_family(service.families[0]));
    return;
  }
  if (service.policy == "RequireDualStack")
    errors.invalid_printed(policy_path, printed(service.policy),
                           "this cluster is not configured for dual-stack services");
  for (std::size_t i = 0; i < service.families.size(); ++i)
    if (service.families[i] != family)
      errors.invalid(Path(families_path, i), service.families[i], "not configured on this cluster");
  if (errors.empty() && service.families.empty()) service.families.push_back(family);
}

/// allocClusterIPs
void give_cluster_ips(ServiceAddresses& service, const ServiceNetwork& network, Errors& errors) {
  if (!service.needs_cluster_ip() || (!service.cluster_ips.empty() && service.cluster_ips[0] == "None")) return;
  const Path spec("spec");
  for (std::size_t i = 0; i < service.families.size(); ++i) {
    if (i >= service.cluster_ips.size()) service.cluster_ips.push_back("");
    std::string_view& ip = service.cluster_ips[i];
    if (ip.empty()) {
      ip = first_free(service.families[i], network);
    } else if (!is_in_range(ip, network)) {
      const auto read = kube::read_ip(ip);
      const std::string shown = read ? read->address.to_string() : std::string(ip);
      errors.invalid_printed(Path(spec, "clusterIPs"), printed_list(service.cluster_ips),
                             "failed to allocate IP " + std::string(ip) + ": the provided IP (" + shown +
                                 ") is not in the valid range. The range of valid IPs is " +
                                 network.range.value_or(is_v6(ip) ? "one within fc00::/7 on EKS"
                                                                  : "one within 10.0.0.0/8, 172.16.0.0/12 or "
                                                                    "192.168.0.0/16 on EKS"));
      return;
    }
    if (i == 0) service.cluster_ip = ip;
  }
}

/// updateClusterIPs
void update_cluster_ips(ServiceAddresses& service, const ServiceAddresses& old, const ServiceNetwork& network,
                        Errors& errors) {
  if (stays_dual(service, &old)) return;
  if (!old.needs_cluster_ip() && service.needs_cluster_ip()) give_cluster_ips(service, network, errors);
}

void check_family_list(const std::vector<std::string_view>& families, const Path& path, Errors& errors) {
  for (std::size_t i = 0; i < families.size(); ++i) {
    if (!is_one_of(families[i], {"IPv4", "IPv6"})) errors.not_supported(Path(path, i), families[i], {"IPv4", "IPv6"});
    if (std::find(families.begin(), families.begin() + static_cast<std::ptrdiff_t>(i), families[i]) !=
        families.begin() + static_cast<std::ptrdiff_t>(i))
      errors.duplicate(Path(path, i), families[i]);
  }
}

bool check_ip_list(const std::vector<std::string_view>& ips, std::span<const std::string_view> known_ips,
                   const Path& path, Errors& errors) {
  bool all_valid = true;
  for (std::size_t i = 0; i < ips.size(); ++i) {
    if (i == 0 && ips[i] == "None") {
      if (ips.size() == 1) continue;
      all_valid = false;
      errors.invalid_printed(path, printed_list(ips), "'None' must be the first and only value");
    } else if (std::ranges::find(known_ips, ips[i]) == known_ips.end()) {
      all_valid = check_ip(ips[i], Path(path, i), errors) && all_valid;
    }
  }
  if (ips.size() > 2) errors.invalid_printed(path, printed_list(ips), "may only hold up to 2 values");
  return all_valid;
}

}  // namespace

std::string printed_list(const std::vector<std::string_view>& texts) {
  if (texts.empty()) return "null";
  std::string out = "[";
  for (const std::string_view text : texts) out += (out.size() > 1 ? "," : "") + json_quoted(text);
  return out + "]";
}

ServiceAddresses::ServiceAddresses(const doc::Node& spec)
    : type(text_of(spec["type"])), cluster_ip(text_of(spec["clusterIP"])), has_selector(spec["selector"].size() > 0) {
  for (const doc::Node& ip : spec["clusterIPs"].items()) cluster_ips.push_back(text_of(ip));
  for (const doc::Node& family : spec["ipFamilies"].items()) families.push_back(text_of(family));
  if (!spec["ipFamilyPolicy"].is_null()) policy = text_of(spec["ipFamilyPolicy"]);
}

void ServiceAddresses::write_to(doc::Draft& spec) const {
  const auto write_list = [&](std::string_view key, const std::vector<std::string_view>& texts) {
    if (texts.empty()) return spec.remove(key);
    std::vector<doc::Node> items;
    for (const std::string_view text : texts) items.push_back(spec.text(text));
    spec.set(key, spec.list_of(items, spec[key]));
  };
  if (cluster_ip.empty())
    spec.remove("clusterIP");
  else
    spec.set("clusterIP", cluster_ip);
  write_list("clusterIPs", cluster_ips);
  write_list("ipFamilies", families);
  if (policy)
    spec.set("ipFamilyPolicy", *policy);
  else
    spec.remove("ipFamilyPolicy");
}

void check_service_addresses(const ServiceAddresses& service, std::span<const std::string_view> known_ips,
                             Errors& errors) {
  if (!service.needs_cluster_ip()) return;
  const Path spec("spec"), ips_path(spec, "clusterIPs"), policy_path(spec, "ipFamilyPolicy");
  const auto &ips = service.cluster_ips, &families = service.families;
  if (service.cluster_ip.empty()) {
    if (!ips.empty())
      errors.invalid_printed(ips_path, printed_list(ips), "must be empty when `clusterIP` is not specified");
  } else if (ips.empty()) {
    errors.required(ips_path);
  } else if (ips[0] != service.cluster_ip) {
    errors.invalid_printed(ips_path, printed_list(ips), "first value must match `clusterIP`");
  }
  check_family_list(families, Path(spec, "ipFamilies"), errors);
  if (service.policy && !is_one_of(*service.policy, {"PreferDualStack", "RequireDualStack", "SingleStack"}))
    errors.not_supported(policy_path, *service.policy, {"PreferDualStack", "RequireDualStack", "SingleStack"});
  if (!check_ip_list(ips, known_ips, ips_path, errors)) return;

  const std::size_t of_v6 = static_cast<std::size_t>(std::ranges::count_if(ips, is_v6));
  if (ips.size() > 1 && (of_v6 == 0 || of_v6 == ips.size()))
    errors.invalid_printed(ips_path, printed_list(ips), "may specify no more than one IP for each IP family");
  if (service.is_headless()) return;
  for (std::size_t i = 0; i < ips.size() && i < families.size(); ++i)
    if (is_one_of(families[i], {"IPv4", "IPv6"}) && (families[i] == "IPv6") != is_v6(ips[i]))
      errors.invalid(
          Path(ips_path, i), ips[i],
          "expected an " + std::string(families[i]) + " value as indicated by `ipFamilies[" + std::to_string(i) + "]`");
}

void give_addresses(ServiceAddresses& service, const ServiceAddresses* old, const ServiceNetwork& network,
                    Errors& errors) {
  settle_families(service, old, network, errors);
  if (!errors.empty()) return;
  if (old == nullptr)
    give_cluster_ips(service, network, errors);
  else
    update_cluster_ips(service, *old, network, errors);
}

}  // namespace slipway::schema::builtin
