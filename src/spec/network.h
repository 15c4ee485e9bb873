#pragma once

#include <optional>

#include "spec/located.h"

namespace slipway::spec {

enum class NatGateways { None, Single, PerZone };

struct FlowLogs {
  Flag enabled = false;
  Number retention_days = 30;
  SourceRange where;
};

/// A VPC that slipway creates: one public and one private subnet in each zone.
struct CreatedNetwork {
  Text cidr = std::string("10.0.0.0/16");
  Number zones = 3;  // how many; the region's first ones unless zoneNames says which
  Texts zone_names;  // us-west-2a …
  Located<NatGateways> nat_gateways = NatGateways::Single;
  Text pod_cidr;    // secondary range for pods, e.g. 100.64.0.0/16; empty: none
  Texts endpoints;  // s3, ecr.api, ecr.dkr, sts, sqs …: gateway or interface
  FlowLogs flow_logs;
  SourceRange where;
};

/// A VPC that somebody else owns.
struct ExistingNetwork {
  Text vpc_id;
  Texts private_subnet_ids;
  Texts public_subnet_ids;
  Flag tag_subnets = true;  // write the load balancer and Karpenter discovery tags that are missing
  SourceRange where;
};

struct Network {
  std::optional<CreatedNetwork> create;  // exactly one of the two; neither written: create with defaults
  std::optional<ExistingNetwork> existing;
  Flag node_egress_https = true;  // with nodeEgress: TCP 443 to everywhere stays open, where AWS's APIs are
  Texts node_egress;              // CIDRs that nodes may reach; empty: everywhere. Inside the VPC is always allowed.
  SourceRange where;
};

}  // namespace slipway::spec
