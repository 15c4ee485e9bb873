#include <fmt/core.h>

#include "catalog/eks_versions.h"
#include "kube/ip_address.h"
#include "spec/checks/checks.h"
#include "spec/ids.h"
#include "spec/say.h"

namespace slipway::spec::checks {
namespace {

bool is_older(std::string_view version, std::string_view than) {  // both "1.N"
  return std::stoi(std::string(version.substr(2))) < std::stoi(std::string(than.substr(2)));
}

void version(const Cluster& cluster, Diagnostics& diagnostics) {
  const Text& text = cluster.version;
  if (catalog::find_eks_version(text.value)) return;
  std::vector<std::string_view> known;
  for (const auto& each : catalog::eks_versions()) known.push_back(each.version);
  if (known.empty()) return;
  if (is_older(text.value, known.front()))
    diagnostics.error(id::kUnknownVersion, place(text, cluster.where),
                      fmt::format("EKS no longer runs Kubernetes {}", text.value),
                      fmt::format("the newest that slipway knows is {}", known.back()));
  else
    diagnostics.warning(id::kUnknownVersion, place(text, cluster.where),
                        fmt::format("slipway knows EKS up to Kubernetes {}, not {}", known.back(), text.value));
}

void endpoint(const Endpoint& endpoint, SourceRange cluster, Diagnostics& diagnostics) {
  const SourceRange where = endpoint.where ? endpoint.where : cluster;
  if (!endpoint.private_access.value && !endpoint.public_access.value)
    diagnostics.error(id::kUnreachable, place(endpoint.private_access, where),
                      "nobody reaches the API server: neither private nor public access is on",
                      "nodes need private access");
  if (!endpoint.public_access.value && !endpoint.public_cidrs.empty())
    diagnostics.warning(id::kNeeds, endpoint.public_cidrs.front().where,
                        "publicCidrs says nothing without public access");
  for (const Text& cidr : endpoint.public_cidrs) {
    const auto read = kube::read_cidr(cidr.value);
    if (!read) continue;
    const auto& bytes = read->cidr.network.bytes;
    const bool is_private =
        bytes[12] == 10 || (bytes[12] == 172 && (bytes[13] & 0xF0) == 16) || (bytes[12] == 192 && bytes[13] == 168);
    if (read->cidr.is_v4 && is_private && read->cidr.prefix >= 8)
      diagnostics.error(
          id::kAddresses, cidr.where,
          fmt::format("{} is a private range: the internet never comes from there", cidr.value),
          "name the addresses from which you leave for the internet; inside the VPC private access serves");
  }
}

}  // namespace

void cluster(const Platform& platform, Diagnostics& diagnostics) {
  const Cluster& cluster = platform.cluster;
  version(cluster, diagnostics);
  endpoint(cluster.endpoint, cluster.where, diagnostics);
  if (cluster.mode.value == ClusterMode::Managed && !cluster.auto_node_pools.empty())
    diagnostics.error(id::kAutoMode, cluster.auto_node_pools.front().where,
                      "autoNodePools are EKS Auto Mode's, but cluster.mode is managed", "set cluster.mode: auto");
  if (cluster.logs.encrypted.value && cluster.secrets_encryption.key.value == "none")
    diagnostics.error(id::kNeeds, place(cluster.logs.encrypted, cluster.logs.where),
                      "logs.encrypted uses the key of secretsEncryption, which is none",
                      "set secretsEncryption.key to create or to a key's ARN");
}

}  // namespace slipway::spec::checks
