#pragma once

#include <optional>

#include "doc/node.h"
#include "spec/located.h"

namespace slipway::spec {

enum class ClusterMode { Managed, Auto };  // Auto: EKS Auto Mode
enum class SupportPolicy { Standard, Extended };
enum class Identity { PodIdentity, Irsa };

struct Endpoint {
  Flag private_access = true;
  Flag public_access = false;
  Texts public_cidrs;
  SourceRange where;
};

struct Encryption {
  Text key = std::string("create");  // create, none, or the ARN of a key
  Flag rotation = true;
  Number deletion_window_days = 30;
  SourceRange where;
};

struct ClusterLogs {
  Texts types = {std::string("api"), std::string("audit"), std::string("authenticator"),
                 std::string("controllerManager"), std::string("scheduler")};  // an empty list: none
  Number retention_days = 30;
  Flag encrypted = false;  // with the secrets' key
  SourceRange where;
};

struct AccessEntry {
  Text principal_arn;
  Text policy = std::string("AmazonEKSClusterAdminPolicy");
  Texts namespaces;  // empty: the whole cluster
  SourceRange where;
};

/// An EKS add-on beside those that components bring.
struct Addon {
  Text version;                              // empty: the newest for the cluster's version
  const doc::Node* configuration = nullptr;  // passes through as configuration_values
  SourceRange where;
};

struct Cluster {
  Text name;  // default: metadata.name
  Text version = std::string("1.35");
  Located<ClusterMode> mode = ClusterMode::Managed;
  Located<SupportPolicy> support = SupportPolicy::Standard;
  Endpoint endpoint;
  Encryption secrets_encryption;
  ClusterLogs logs;
  Named<AccessEntry> access;
  Named<Addon> addons;
  Texts auto_node_pools;  // with mode auto: EKS's own pools to keep: general-purpose, system
  Texts capabilities;     // EKS Capabilities: argocd, ack, kro
  Texts role_policies;    // further policies of the cluster's role: AWS managed names or ARNs
  Flag deletion_protection = false;
  SourceRange where;
};

}  // namespace slipway::spec
