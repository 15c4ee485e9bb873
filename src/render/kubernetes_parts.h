#pragma once

#include <string_view>

#include "platform/graph.h"

namespace slipway::render {

/// What the native objects are sorted into; the number is its place in the order of applying. Charts stand between
/// parts: kubernetes_order.h.
enum class Part {
  Namespaces = 0,
  Definitions = 10,
  Access = 20,
  Configuration = 25,
  Guards = 30,
  Storage = 40,
  NodePools = 50,
  Secrets = 60,
  Charts = 62,  // where a chart stands that nothing before it needs; no folder
  Extensions = 65,
  Workloads = 70,
  Scaling = 75,
  IngressClasses = 80,
  Ingress = 85,
  Jobs = 90,
  Instances = 95,
  OnDemand = 99,
};

/// How the objects of a part are spread over files.
enum class Spread { One, PerNamespace, PerName };

struct PartInfo {
  Part part;
  std::string_view folder;   // "50-node-pools"
  std::string_view summary;  // for people
  Spread spread;
};
/// REQUIRES: a part with a folder.
const PartInfo& info_of(Part part);

/// What is known of a kind: its part, and whether its objects are in namespaces. `rank` orders kinds within a file.
struct KindInfo {
  Part part;
  bool namespaced;
  int rank;
};
/// nullptr when the kind is not listed. The version of the API does not matter.
const KindInfo* find_kind(std::string_view group, std::string_view kind);

/// "apps" of "apps/v1", "" of "v1".
std::string_view group_of(std::string_view api_version);

/// Whether every cluster has the group from its start.
bool is_built_in(std::string_view group);

}  // namespace slipway::render
