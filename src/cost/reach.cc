#include "cost/reach.h"

#include <algorithm>
#include <limits>

#include "cost/arguments.h"

namespace slipway::cost {
namespace {

/// As ListServiceQuotas names them, and the AWS General Reference, "Amazon EC2 endpoints and quotas" (2026).
constexpr VcpuQuota kQuotas[] = {
    {"Standard (A, C, D, H, I, M, R, T, Z)", " a c cc cr d h hs i im is m r t z ", "L-1216C47A", "L-34B43A08"},
    {"G and VT", " g gr vt ", "L-DB2E81BA", "L-3819A6DF"},
    {"P", " p ", "L-417A185B", "L-7212CCBC"},
    {"Trn", " trn ", "L-2C3B7624", "L-6B0D517C"},
    {"Inf", " inf ", "L-1945791B", "L-B5D1601B"},
    {"DL", " dl ", "L-6E869C2A", "L-85EED4F7"},
    {"F", " f ", "L-74FC7D96", "L-88CF9481"},
    {"X", " x ", "L-7295265B", "L-E3A00192"},
    {"High Memory", " u ", "L-43DA4232", ""},
    {"HPC", " hpc ", "L-F7808C92", ""},
};
/// On demand as the other P types.
constexpr VcpuQuota kLaterP = {"P5 and later", "", "", "L-C4BD4855", "L-7212CCBC"};

constexpr std::int64_t kBeyond = std::numeric_limits<std::int64_t>::max() / 4;

std::int64_t product(std::int64_t count, std::int64_t each) {
  std::int64_t out = 0;
  return __builtin_mul_overflow(count, each, &out) ? kBeyond : std::min(out, kBeyond);
}

/// Nodes of one offer that fit into all limits; nullopt when none says anything of it.
std::optional<std::int64_t> most_of(const Offer& offer, const Limits& limits) {
  std::optional<std::int64_t> most;
  for (const auto& [resource, limit] : limits)
    if (const auto takes = limited_amount(offer.capacity, resource); takes > 0)
      most = std::min(most.value_or(limit / takes), limit / takes);
  return most;
}

void add_other_types(NodeSource& group, Diagnostics& unheard) {
  for (const std::string& name : Arguments(*group.resource, unheard).texts("instance_types"))
    if (const auto* type = catalog::find_instance_type(name); type && type != group.offers.front().type)
      group.offers.push_back({type, group.offers.front().market, {}, {}, {}});
}

bool is_reserved(const platform::Resource& group, const platform::Graph& graph, Diagnostics& unheard) {
  const Arguments arguments(group, unheard);
  if (arguments.text("capacity_type") == "CAPACITY_BLOCK") return true;
  const auto id = reference_to(arguments.at("launch_template.id"), "aws_launch_template");
  const auto* launch_template = id ? graph.find(*id) : nullptr;
  return launch_template && !(*launch_template)["capacity_reservation_specification"].is_null();
}

/// A NodePool that buys nothing but what is reserved.
bool is_reserved(const doc::Node& pool) {
  for (const doc::Node& requirement : pool["spec"]["template"]["spec"]["requirements"].items())
    if (requirement["key"].text() == "karpenter.sh/capacity-type" && requirement["operator"].text() == "In")
      return std::ranges::all_of(requirement["values"].items(),
                                 [](const doc::Node& value) { return value.text() == "reserved"; });
  return false;
}

}  // namespace

Reached& Reached::operator+=(const Reached& more) {
  declared = std::min(declared + more.declared, kBeyond);
  maximum = std::min(maximum + more.maximum, kBeyond);
  at_limits =
      at_limits && more.at_limits ? std::optional(std::min(*at_limits + *more.at_limits, kBeyond)) : std::nullopt;
  if (more.one > 0) one = one > 0 ? std::min(one, more.one) : more.one;
  return *this;
}

Reached reach_of(const NodeSource& source, const TakenByOne& taken) {
  Reached reached;
  reached.at_limits = 0;
  const auto standing = [&](Level level) {
    std::int64_t sum = 0;
    for (const Nodes& nodes : source.standing[level])
      sum = std::min(kBeyond, sum + product(nodes.count, taken(source.offers[nodes.offer])));
    return sum;
  };
  reached.declared = standing(Level::Declared);
  reached.maximum = std::max(reached.declared, standing(Level::Maximum));
  for (const Offer& offer : source.offers) {
    const std::int64_t each = taken(offer);
    if (each <= 0) continue;
    reached.one = reached.one > 0 ? std::min(reached.one, each) : each;
    const auto count = source.most ? source.most : most_of(offer, source.limits);
    if (!count) {
      reached.at_limits = std::nullopt;
    } else if (reached.at_limits) {
      reached.at_limits = std::max(*reached.at_limits, product(*count, each));
    }
  }
  if (reached.at_limits) reached.at_limits = std::max(*reached.at_limits, reached.maximum);
  return reached;
}

const VcpuQuota* vcpu_quota_of(const catalog::InstanceType& type, Market market) {
  if (market == Market::Reserved || market == Market::CapacityBlock) return nullptr;
  for (const VcpuQuota& quota : kQuotas)
    if (quota.categories.find(" " + std::string(type.category) + " ") != std::string_view::npos &&
        !type.category.empty())
      return quota.name == "P" && market == Market::Spot && type.generation >= "5" ? &kLaterP : &quota;
  return nullptr;
}

std::vector<const VcpuQuota*> vcpu_quotas() {
  std::vector<const VcpuQuota*> all;
  for (const VcpuQuota& quota : kQuotas) {
    all.push_back(&quota);
    if (quota.name == "P") all.push_back(&kLaterP);
  }
  return all;
}

std::vector<NodeSource> node_sources_of(const platform::Graph& graph) {
  Diagnostics unheard;
  const Prices prices(graph.setting.region);
  const auto workloads = workloads_of(graph);
  const Fleet fleet(graph, prices, workloads, unheard);
  std::vector<NodeSource> sources = fleet.sources();
  for (NodeSource& source : sources) {
    if (source.kind == NodeSource::Kind::Group) add_other_types(source, unheard);
    if (source.kind == NodeSource::Kind::Group ? is_reserved(*source.resource, graph, unheard)
                                               : source.object && is_reserved(source.object->root()))
      for (Offer& offer : source.offers) offer.market = Market::Reserved;
  }
  return sources;
}

}  // namespace slipway::cost
