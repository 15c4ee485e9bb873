// The cluster itself: support by version and date, provisioned tiers, hybrid nodes, EKS Capabilities.
#include <fmt/core.h>

#include "base/ascii.h"
#include "catalog/eks_versions.h"
#include "cost/parts.h"

namespace slipway::cost {
namespace {

std::string text_of(Day day) { return fmt::format("{:04}-{:02}-{:02}", day.year, day.month, day.day); }

void charge_support(LineWriter& line, std::string_view version, bool only_standard, SourceRange where, Pricing& in) {
  const auto* known = catalog::find_eks_version(version);
  const auto tier = catalog::support_tier(version, text_of(in.today));
  if (!known || !tier) {
    line.what("version " + std::string(version.empty() ? "not written" : version));
    line.note("the end of this version's standard support is not known: extended support is not in it");
    return;
  }
  const std::string standard_end(known->end_of_standard_support), end(known->end_of_extended_support);
  if (only_standard && *tier >= catalog::SupportTier::Extended) {
    line.what("standard support ended " + standard_end);
    line.note("AWS upgrades this cluster to the next version (support type STANDARD)");
    in.diagnostics.warning("COST007", where,
                           fmt::format("standard support of EKS {} ended on {}: AWS upgrades the cluster by itself",
                                       version, standard_end),
                           "name a newer version, or set support: extended");
    return;
  }
  switch (*tier) {
    case catalog::SupportTier::NotYet:
    case catalog::SupportTier::Standard:
      line.what("standard support to " + standard_end);
      if (only_standard)
        line.note("on that day AWS upgrades the cluster (support type STANDARD)");
      else if (const auto more = in.prices.service("eks/extended-support"))
        line.note(fmt::format("after that day extended support adds {} USD a month, until {}",
                              (more->price * kHoursPerMonth).to_string(2), end));
      break;
    case catalog::SupportTier::Extended:
      line.what("extended support since " + standard_end);
      line.charge(always(quantity(1)), "eks/extended-support");
      line.note("AWS upgrades the cluster on " + end);
      break;
    case catalog::SupportTier::Ended:
      line.what("support ended " + end);
      line.charge(always(quantity(1)), "eks/extended-support");
      line.note("EKS creates no cluster of this version and upgrades those that exist");
      in.diagnostics.error("COST007", where,
                           fmt::format("EKS creates no cluster of version {}: its support ended on {}", version, end),
                           "name a newer version");
      break;
  }
}

}  // namespace

void price_cluster(const platform::Resource& cluster, Pricing& in) {
  const Arguments arguments(cluster, in.diagnostics);
  LineWriter line(in, "control plane", "", cluster);
  line.charge(always(quantity(1)), "eks/cluster");
  const auto version = arguments.text("version", in.graph.setting.version);
  charge_support(line, version, arguments.text("upgrade_policy.support_type") == "STANDARD", cluster.origin, in);
  if (const auto tier = arguments.text("control_plane_scaling_config.tier", "standard"); tier != "standard")
    line.charge(always(quantity(1)), "eks/provisioned-" + (tier.starts_with("tier-") ? tier.substr(5) : tier));
  if (const Number vcpus = arguments.fact("hybridVcpus"); !vcpus.is_zero()) {
    line.charge(always(quantity(vcpus, "vCPU")), "eks/hybrid-node-vcpu");
    line.note("hybrid nodes at the price of the first band");
  }
  std::move(line).finish();
  price_built_in_pools(cluster, in);
  price_data_transfer(cluster, in);
  price_custom_metrics(cluster, in);
}

void price_capability(const platform::Resource& resource, Pricing& in) {
  const Arguments arguments(resource, in.diagnostics);
  const std::string type = ascii_lower(arguments.text("type"));
  const Number objects = arguments.fact("managedObjects");
  LineWriter line(in, "capabilities", arguments.text("capability_name", type), resource);
  line.what(type + ", " + objects.to_exact_string() + " objects");
  line.charge(always(quantity(1)), "eks/capability-" + type);
  line.charge(always(quantity(objects)), "eks/capability-" + type + "-resource");
  if (objects.is_zero()) line.note("no objects are counted: each one adds its price");
  std::move(line).finish();
}

}  // namespace slipway::cost
