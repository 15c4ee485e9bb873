#include "spec/dotenv/gpu_group.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "catalog/on_demand_price.h"
#include "doc/json.h"

namespace slipway::spec {
namespace {

// What a variable that is not there stands for: section 5.1 of the design.
constexpr std::string_view kGpuType = "p5en.48xlarge";
constexpr std::string_view kGpuGroup = "gpu-compute";
constexpr std::int64_t kGpuMax = 10;
constexpr std::int64_t kRootGib = 200, kDataGib = 1000;
// Its "high IOPS" volumes, section 4.2.6, as far as a volume of their size takes them.
constexpr std::int64_t kGpuIops = 16000, kGpuThroughput = 1000;
constexpr std::int64_t kGp3IopsPerGib = 500, kGp3IopsPerThroughput = 4;

}  // namespace

GpuGroup::GpuGroup(EnvValues& env, Diagnostics& diagnostics) : env_(env), diagnostics_(diagnostics) {
  type_ = env_.text("GPU_INSTANCE_TYPE", kGpuType);
  known_type_ = catalog::find_instance_type(type_);
  if (known_type_) {
    if (!known_type_->is_accelerated())
      diagnostics_.error("ENV011", env_.where("GPU_INSTANCE_TYPE"), fmt::format("{} has no GPU", type_));
    return;
  }
  Diagnostic diagnostic{"ENV011", Severity::Error, env_.where("GPU_INSTANCE_TYPE"),
                        fmt::format("there is no instance type '{}'", printable(type_.substr(0, 60)))};
  if (const auto near = catalog::instance_type_like(type_)) {
    diagnostic.hint = fmt::format("did you mean {}?", *near);
    diagnostic.fixes.push_back({diagnostic.where, std::string(*near)});
  }
  diagnostics_.add(std::move(diagnostic));
}

void GpuGroup::write(CommentedYaml& out) {
  std::string name = env_.text("GPU_NODE_GROUP_NAME", kGpuGroup);
  if (env_.has("GPU_NODE_GROUP_NAME"))
    if (const auto checked = env_.text("GPU_NODE_GROUP_NAME", format::kDnsLabel); !checked) name = kGpuGroup;
  out.line(4, yaml_scalar(name) + ":", env_.comment("GPU_NODE_GROUP_NAME"));
  out.line(6, fmt::format("instanceTypes: [{}]", yaml_scalar(type_)), env_.comment("GPU_INSTANCE_TYPE"));
  write_sizes(out);
  write_interfaces(out);
  write_subnet(out);
  out.line(6, "labels: {nvidia.com/gpu: \"true\"}");
  out.line(6, "taints: [\"nvidia.com/gpu=true:NoSchedule\"]");
  out.line(6, "volumes:");
  write_volume(out, "root", "GPU_ROOT_VOLUME_SIZE", env_.number("GPU_ROOT_VOLUME_SIZE", kRootGib, 20, 65536));
  const auto data = env_.number("GPU_DATA_VOLUME_SIZE", kDataGib, 0, 65536);
  if (data > 0) write_volume(out, "data", "GPU_DATA_VOLUME_SIZE", data);
  write_drivers(out);
  out.line(6, "sysctls: {net.core.default_qdisc: fq, net.ipv4.tcp_congestion_control: bbr}");
}

void GpuGroup::write_sizes(CommentedYaml& out) {
  const auto least = env_.number("GPU_MIN_SIZE", 0, 0, 1000);
  const auto most = env_.number("GPU_MAX_SIZE", kGpuMax, 1, 1000);
  const auto desired = env_.number("GPU_DESIRED_SIZE", least, 0, 1000);
  const auto reservation = env_.text("GPU_CAPACITY_RESERVATION_ID", format::kReservationId);
  if (reservation) {
    out.line(6, "capacity: reserved");
    out.line(6, "reservation: " + *reservation, env_.spelled("GPU_CAPACITY_RESERVATION_ID"));
  }
  out.line(6, fmt::format("min: {}", least), env_.comment("GPU_MIN_SIZE"));
  out.line(6, fmt::format("desired: {}", desired), env_.comment("GPU_DESIRED_SIZE"));
  out.line(6, fmt::format("max: {}", most), env_.comment("GPU_MAX_SIZE"));
  const bool disordered = least > most || desired < least || desired > most;
  if (disordered) {
    diagnostics_.error("ENV012", env_.where(least > most ? "GPU_MIN_SIZE" : "GPU_DESIRED_SIZE"),
                       fmt::format("GPU_MIN_SIZE is {}, GPU_DESIRED_SIZE {}, GPU_MAX_SIZE {}", least, desired, most),
                       "min <= desired <= max");
  }
  if (reservation || disordered) return;
  const auto price = catalog::on_demand_price(type_, env_.text("AWS_REGION"));
  if (!price) return;
  diagnostics_.warning("ENV015",
                       env_.has("GPU_MAX_SIZE") ? env_.where("GPU_MAX_SIZE") : env_.where("GPU_INSTANCE_TYPE"),
                       fmt::format("{} × {} on demand is up to {}${}/h, while AWS has any", most, type_,
                                   price->is_estimate ? "~" : "", (price->amount * most).to_string(2)),
                       "lower GPU_MAX_SIZE, or reserve capacity: set GPU_CAPACITY_RESERVATION_ID");
}

/// How many network cards a type has is no choice: 32 on p5.48xlarge, 16 on p5en.48xlarge, 1 on p5.4xlarge.
void GpuGroup::write_interfaces(CommentedYaml& out) {
  const int cards = known_type_ ? known_type_->efa_interfaces : 0;
  if (env_.has("GPU_NUM_ENIS")) {
    const auto count = env_.number("GPU_NUM_ENIS", cards, 0, 64);
    diagnostics_.warning(
        "ENV014", env_.where("GPU_NUM_ENIS"),
        count == cards
            ? fmt::format("GPU_NUM_ENIS says nothing: that {} has {} EFA interfaces is known", type_, cards)
            : fmt::format("GPU_NUM_ENIS is {}, but {} has {} EFA interfaces: these are used", count, type_, cards),
        "take it out");
  }
  if (cards > 0) out.line(6, "efa: true", fmt::format("{} EFA interfaces on {}", cards, type_));
}

/// All interfaces of an instance are in its zone, and nodes with EFA talk within one.
void GpuGroup::write_subnet(CommentedYaml& out) {
  std::optional<std::string> first;
  std::string first_name;
  for (const std::string_view name : {"GPU_SUBNET_A", "GPU_SUBNET_B", "GPU_SUBNET_C"}) {
    const auto id = env_.text(name, format::kSubnetId);
    if (!id) continue;
    if (!first) {
      first = id;
      first_name = name;
    } else if (*id != *first) {
      diagnostics_.warning("ENV014", env_.where(name),
                           fmt::format("{} is not used: all network interfaces of a node are in its zone", name),
                           "for GPU nodes in another zone make a group of its own");
    }
  }
  if (first) out.line(6, fmt::format("subnetIds: [{}]", *first), first_name);
}

void GpuGroup::write_drivers(CommentedYaml& out) {
  struct Driver {
    std::string_view field, variable;
  };
  std::vector<std::string> parts, names;
  for (const Driver& driver : {Driver{"nvidia", "NVIDIA_DRIVER_VERSION"}, Driver{"efa", "EFA_DRIVER_VERSION"},
                               Driver{"nccl", "NCCL_VERSION"}}) {
    const auto version = env_.text(driver.variable, format::kVersion);
    if (!version || *version == "latest") continue;
    parts.push_back(fmt::format("{}: {}", driver.field, doc::json_quote(*version)));
    names.emplace_back(driver.variable);
    diagnostics_.note(
        "ENV014", env_.where(driver.variable),
        driver.field == "nccl"
            ? "NCCL belongs in the container image: nothing is installed on the node"
            : fmt::format("EKS's accelerated AMI brings its own: {} is checked, not installed", driver.variable));
  }
  if (!parts.empty()) out.line(6, fmt::format("drivers: {{{}}}", join(parts, ", ")), join(names, ", "));
}

void GpuGroup::write_volume(CommentedYaml& out, std::string_view name, std::string_view variable, std::int64_t gib) {
  const auto iops = std::max<std::int64_t>(3000, std::min(kGpuIops, gib * kGp3IopsPerGib));
  const auto throughput = std::min(kGpuThroughput, iops / kGp3IopsPerThroughput);
  out.line(8, fmt::format("{}: {{size: {}Gi, iops: {}, throughput: {}}}", name, gib, iops, throughput),
           env_.comment(variable));
}

}  // namespace slipway::spec
