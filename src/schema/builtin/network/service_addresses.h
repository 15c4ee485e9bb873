#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "doc/draft.h"
#include "schema/errors.h"
#include "schema/service_network.h"

/// What a Service says of cluster IPs and their families, and what the store makes of it. Follows Kubernetes 1.36.3
/// pkg/registry/core/service/storage/{alloc.go,storage.go} as a dry run does it, in a cluster with one range of
/// addresses, and node ports 30000-32767.
namespace slipway::schema::builtin {

/// The texts stand in the object, or are literals.
struct ServiceAddresses {
  std::string_view type, cluster_ip;
  std::vector<std::string_view> cluster_ips, families;
  std::optional<std::string_view> policy;  // ipFamilyPolicy
  bool has_selector = false;

  explicit ServiceAddresses(const doc::Node& spec);
  bool is_headless() const { return cluster_ips.size() == 1 && cluster_ips[0] == "None"; }
  bool needs_cluster_ip() const { return type != "ExternalName"; }
  void write_to(doc::Draft& spec) const;
};

/// ValidateServiceClusterIPsRelatedFields. `known_ips`: of the old object, taken as they are.
void check_service_addresses(const ServiceAddresses& service, std::span<const std::string_view> known_ips,
                             Errors& errors);

/// ["a","b"]; null when there are none.
std::string printed_list(const std::vector<std::string_view>& texts);

/// The address part of BeginCreate and BeginUpdate; `old` is nullptr on creation. Ends at the first step that finds an
/// error.
void give_addresses(ServiceAddresses& service, const ServiceAddresses* old, const ServiceNetwork& network,
                    Errors& errors);

}  // namespace slipway::schema::builtin
