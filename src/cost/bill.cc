#include "cost/bill.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "cost/fleet.h"
#include "cost/parts.h"
#include "cost/table.h"

namespace slipway::cost {
namespace {

/// Parts in the order in which a reader asks for them; others follow in the order of the graph.
constexpr auto kOrder = std::to_array<std::string_view>({"control plane",
                                                         "capabilities",
                                                         "nodes",
                                                         "fargate",
                                                         "batch",
                                                         "capacity reservations",
                                                         "instances",
                                                         "volumes",
                                                         "file systems",
                                                         "buckets",
                                                         "image repositories",
                                                         "databases",
                                                         "caches",
                                                         "tables",
                                                         "nat gateways",
                                                         "public addresses",
                                                         "vpc endpoints",
                                                         "load balancers",
                                                         "data transfer",
                                                         "web firewall",
                                                         "apis",
                                                         "names",
                                                         "queues",
                                                         "topics",
                                                         "events",
                                                         "functions",
                                                         "logs",
                                                         "metrics",
                                                         "alarms",
                                                         "dashboards",
                                                         "keys",
                                                         "secrets"});

std::size_t rank(std::string_view part) {
  return static_cast<std::size_t>(std::ranges::find(kOrder, part) - kOrder.begin());
}

/// Objects through which a controller in the cluster makes AWS resources that are not in the graph.
bool makes_aws_resources(std::string_view api_version) {
  const auto group = api_version.substr(0, api_version.find('/'));
  return group.ends_with(".services.k8s.aws") || group.ends_with(".aws.upbound.io") ||
         group.ends_with(".aws.crossplane.io");
}

/// Of these AWS bills nothing.
bool is_free(std::string_view kind) {
  return kind == "DBSubnetGroup" || kind == "DBParameterGroup" || kind == "DBClusterParameterGroup";
}

void price_resource(const platform::Resource& resource, Pricing& in) {
  const auto* row = find_row(resource.id.type);
  if (!row) return report_unpriced(in, resource.origin, resource.id.type);
  if (!row->price) return;
  for (const auto* repeated : {"count", "for_each"})
    if (!resource[repeated].is_null())
      in.diagnostics.note("COST005", resource.origin,
                          resource.id.to_string() + " is made several times by " + repeated + ": priced once");
  row->price(resource, in);
}

void price_object(const platform::Object& object, Pricing& in) {
  const auto& root = object.root();
  if (const auto* row = find_object_row(root["kind"].text())) return row->price(object, in);
  if (makes_aws_resources(root["apiVersion"].text()) && !is_free(root["kind"].text()))
    in.diagnostics.note("COST002", root.where() ? root.where() : object.origin,
                        fmt::format("no price known for what {} {} makes at AWS in {}: not in the total", object.kind(),
                                    object.name(), in.graph.setting.region));
}

void add_up(Bill& bill) {
  for (const auto& line : bill.lines) {
    bill.is_complete = bill.is_complete && line.complete;
    for (const Level level : kLevels) {
      bill.totals[level].per_hour += line.at(level).per_hour;
      bill.totals[level].per_month += line.at(level).per_month;
    }
  }
}

}  // namespace

Bill price(const platform::Graph& graph, Day today, Diagnostics& diagnostics) {
  Bill bill;
  bill.region = graph.setting.region;
  bill.not_included = {"taxes",
                       "support plans",
                       "savings plans and free tiers",
                       "volumes and load balancers that charts make",
                       "room on nodes for pods of charts and add-ons",
                       "data transfer and requests that the spec does not expect"};
  const Prices prices(graph.setting.region);
  const auto workloads = workloads_of(graph);
  const Fleet fleet(graph, prices, workloads, diagnostics);
  Pricing in{graph, prices, today, workloads, fleet, bill, diagnostics};
  for (const auto& resource : graph.resources()) price_resource(resource, in);
  for (const auto& object : graph.objects()) price_object(object, in);
  std::ranges::stable_sort(bill.lines, {}, [](const Line& line) { return rank(line.part); });
  add_up(bill);
  hold_against_budgets(in);
  return bill;
}

}  // namespace slipway::cost
