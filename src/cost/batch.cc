// AWS Batch compute environments: vCPUs from min_vcpus to max_vcpus, of whatever types they may take.
#include <fmt/core.h>

#include <algorithm>
#include <tuple>

#include "cost/node_source.h"
#include "cost/parts.h"

namespace slipway::cost {
namespace {

struct Choice {
  const catalog::InstanceType* type;
  PriceRow row;
  Money per_vcpu() const { return row.price.times(1, *type->vcpus); }
};

/// A name may be a type, a family, or "optimal" (families c, m and r, of EC2's choice).
std::vector<const catalog::InstanceType*> types_of(std::string_view name) {
  std::vector<const catalog::InstanceType*> types;
  const auto add = [&](const catalog::InstanceType& type) {
    if (type.vcpus) types.push_back(&type);
  };
  if (const auto* type = catalog::find_instance_type(name)) add(*type);
  for (const auto& type : catalog::types_of_family(name)) add(type);
  if (name == "optimal")
    for (const auto family : {"c5", "m5", "r5"})
      for (const auto& type : catalog::types_of_family(family)) add(type);
  return types;
}

}  // namespace

void price_batch_environment(const platform::Resource& resource, Pricing& in) {
  const Arguments arguments(resource, in.diagnostics);
  const auto kind = arguments.text("compute_resources.type", "EC2");
  LineWriter line(in, "batch", arguments.name("name"), resource);
  const auto least = arguments.count("compute_resources.min_vcpus", 0);
  const auto most = std::max(least, arguments.count("compute_resources.max_vcpus", 0));
  const bool spot = kind == "SPOT";
  if (kind.starts_with("FARGATE")) {
    line.what(fmt::format("Fargate, up to {} vCPU", most));
    line.charge(growing(quantity(least, "vCPU"), quantity(most, "vCPU")), "fargate/vcpu");
    line.note("memory of Fargate tasks is not in it");
    std::move(line).finish();
    return;
  }
  std::vector<Choice> choices;
  for (const auto& name : arguments.texts("compute_resources.instance_type"))
    for (const auto* type : types_of(name))
      if (auto row = spot ? in.prices.spot(type->name) : in.prices.on_demand(type->name))
        choices.push_back({type, *std::move(row)});
  if (choices.empty()) {
    report_unpriced(in, resource.origin, "the instances of " + resource.id.to_string());
    line.what("no instance type that has a price");
    std::move(line).finish();
    return;
  }
  const auto by_vcpu = [](const Choice& a, const Choice& b) {
    return std::tuple(a.per_vcpu(), b.type->name) < std::tuple(b.per_vcpu(), a.type->name);
  };
  const auto dearest = std::ranges::max_element(choices, by_vcpu),
             cheapest = std::ranges::min_element(choices, by_vcpu);
  const std::int64_t vcpus = *dearest->type->vcpus;
  const auto nodes = [&](std::int64_t wanted) { return wanted / vcpus + (wanted % vcpus != 0 ? 1 : 0); };
  const Counts counts{{nodes(least), nodes(least), nodes(most), nodes(most)}};
  line.what(fmt::format("{} {}, {} to {} vCPU", dearest->type->name, to_string(spot ? Market::Spot : Market::OnDemand),
                        least, most));
  for (const Level level : kLevels) line.charge_at(level, quantity(counts[level]), dearest->row);
  NodeKit kit;
  constexpr std::int64_t kBatchRoot = 30;
  kit.volumes = {{"gp3", kBatchRoot, 0, 0}};
  charge_kit(line, counts, kit);
  line.note("filled with the type that costs most for a vCPU, as many as the vCPUs need; 30 GiB gp3 each is assumed");
  if (cheapest->type != dearest->type) line.note(fmt::format("the cheapest for a vCPU is {}", cheapest->type->name));
  line.note("Batch itself costs nothing");
  std::move(line).finish();
}

}  // namespace slipway::cost
