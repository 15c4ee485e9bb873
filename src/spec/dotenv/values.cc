#include "spec/dotenv/values.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/ascii.h"
#include "base/text.h"

namespace slipway::spec {
namespace {

constexpr std::string_view kSeries[] = {"PRIVATE_SUBNET", "PUBLIC_SUBNET"};
constexpr std::string_view kSuffixes[] = {"A", "B", "C", "D", "E", "F", "1", "2", "3", "4", "5", "6"};

std::vector<std::string> names_of_series() {
  std::vector<std::string> names;
  for (const auto series : kSeries)
    for (const auto suffix : kSuffixes) names.push_back(fmt::format("{}_{}", series, suffix));
  return names;
}

std::string shown(std::string_view value) { return fmt::format("'{}'", printable(value.substr(0, 60))); }

}  // namespace

/// Section 5.1 of the design, then what the project it extends must have.
std::span<const KnownVariable> known_variables() {
  static constexpr KnownVariable kKnown[] = {
      {"INSTALL_IO2_STORAGECLASS", "", "an io2 StorageClass"},
      {"IO2_IOPS", "", "its operations a second"},
      {"INSTALL_KARPENTER", "", "Karpenter beside Cluster Autoscaler"},
      {"KARPENTER_VERSION", "", "its version"},
      {"INSTALL_EFS_CSI", "", "the EFS CSI driver"},
      {"INSTALL_FSX_CSI", "", "the FSx for Lustre CSI driver"},
      {"INSTALL_S3_CSI", "", "the S3 CSI driver"},
      {"S3_CSI_BUCKET_ARNS", "S3_BUCKET_ARNS", "buckets that it may mount"},
      {"GPU_INSTANCE_TYPE", "", "instance type of GPU nodes"},
      {"GPU_NODE_GROUP_NAME", "", "name of the GPU node group"},
      {"GPU_MIN_SIZE", "", "fewest GPU nodes"},
      {"GPU_DESIRED_SIZE", "", "GPU nodes at first"},
      {"GPU_MAX_SIZE", "", "most GPU nodes"},
      {"NVIDIA_DRIVER_VERSION", "", "NVIDIA driver"},
      {"EFA_DRIVER_VERSION", "", "EFA installer"},
      {"NCCL_VERSION", "", "NCCL"},
      {"GPU_ROOT_VOLUME_SIZE", "", "GB of the root volume"},
      {"GPU_DATA_VOLUME_SIZE", "", "GB of the data volume"},
      {"GPU_SUBNET_A", "", "subnet of GPU nodes"},
      {"GPU_SUBNET_B", "", ""},
      {"GPU_SUBNET_C", "", ""},
      {"GPU_NUM_ENIS", "", "network interfaces of GPU nodes"},
      {"GPU_CAPACITY_RESERVATION_ID", "CAPACITY_RESERVATION_ID", "reservation of GPU nodes"},
      {"CLUSTER_NAME", "EKS_CLUSTER_NAME", "name of the cluster"},
      {"AWS_REGION", "AWS_DEFAULT_REGION", "region"},
      {"AWS_ACCOUNT_ID", "ACCOUNT_ID", "account"},
      {"VPC_ID", "", "the VPC"},
      {"VPC_CIDR", "", "its address range"},
      {"PRIVATE_SUBNET_A", "", "subnets of nodes, A to F"},
      {"PUBLIC_SUBNET_A", "", "subnets of load balancers, A to F"},
      {"K8S_VERSION", "KUBERNETES_VERSION", "Kubernetes version"},
  };
  return kKnown;
}

EnvValues::EnvValues(const std::vector<EnvVariable>& variables, SourceRange file, Diagnostics& diagnostics)
    : file_(file), diagnostics_(diagnostics) {
  const auto series = names_of_series();
  std::vector<std::string_view> known;
  for (const KnownVariable& variable : known_variables()) {
    known.push_back(variable.name);
    if (!variable.also.empty()) known.push_back(variable.also);
  }
  for (const std::string& name : series) known.push_back(name);
  for (const EnvVariable& variable : variables) {
    by_name_.emplace(variable.name, &variable);
    if (std::ranges::find(known, variable.name) != known.end()) continue;
    // A name that is nearly one of ours is a mistake; another may serve other scripts.
    if (const auto near = near_miss(variable.name, known)) {
      Diagnostic diagnostic{"ENV010", Severity::Error, variable.name_where,
                            fmt::format("unknown variable {}", variable.name)};
      diagnostic.hint = fmt::format("did you mean {}?", *near);
      diagnostic.fixes.push_back({variable.name_where, std::string(*near)});
      diagnostics_.add(std::move(diagnostic));
    } else {
      diagnostics_.warning("ENV010", variable.name_where, fmt::format("{} is not used", variable.name));
    }
  }
}

const EnvVariable* EnvValues::find(std::string_view name) const {
  for (const KnownVariable& known : known_variables()) {
    if (known.name != name) continue;
    for (const auto spelling : {known.name, known.also})
      if (const auto found = by_name_.find(spelling); found != by_name_.end() && !trim(found->second->value).empty())
        return found->second;
    return nullptr;
  }
  const auto found = by_name_.find(name);
  return found != by_name_.end() && !trim(found->second->value).empty() ? found->second : nullptr;
}

SourceRange EnvValues::where(std::string_view name) const {
  const auto* variable = find(name);
  return variable ? variable->value_where : file_;
}

std::string EnvValues::spelled(std::string_view name) const {
  const auto* variable = find(name);
  return variable ? variable->name : std::string(name);
}

std::string EnvValues::comment(std::string_view name) const {
  return has(name) ? spelled(name) : fmt::format("{} is not set", name);
}

bool EnvValues::has_any_with_prefix(std::string_view prefix) const {
  const auto first = by_name_.lower_bound(prefix);
  return first != by_name_.end() && first->first.starts_with(prefix);
}

std::string EnvValues::text(std::string_view name, std::string_view fallback) const {
  const auto* variable = find(name);
  return std::string(variable ? trim(variable->value) : fallback);
}

std::optional<std::string> EnvValues::text(std::string_view name, const TextFormat& format) {
  const auto* variable = find(name);
  if (!variable) return std::nullopt;
  const auto value = trim(variable->value);
  if (const auto error = format.check(value)) {
    diagnostics_.error(
        "ENV011", variable->value_where,
        fmt::format("{} {} is not {}: {}", variable->name, shown(value), format.expected, error->message));
    return std::nullopt;
  }
  return std::string(value);
}

bool EnvValues::flag(std::string_view name, bool fallback) {
  const auto* variable = find(name);
  if (!variable) return fallback;
  const std::string value = ascii_lower(trim(variable->value));
  if (value == "true" || value == "1" || value == "yes") return true;
  if (value == "false" || value == "0" || value == "no") return false;
  static constexpr std::array<std::string_view, 4> kWords = {"true", "false", "yes", "no"};
  Diagnostic diagnostic{"ENV011", Severity::Error, variable->value_where,
                        fmt::format("{}={} is not a boolean", variable->name, shown(variable->value))};
  if (const auto near = near_miss(value, kWords)) {
    diagnostic.hint = fmt::format("did you mean {}?", *near);
    diagnostic.fixes.push_back({variable->value_where, std::string(*near)});
  }
  diagnostic.fix = "write true or false";
  diagnostics_.add(std::move(diagnostic));
  return fallback;
}

std::int64_t EnvValues::number(std::string_view name, std::int64_t fallback, std::int64_t least, std::int64_t most) {
  const auto* variable = find(name);
  if (!variable) return fallback;
  const auto value = trim(variable->value);
  std::int64_t number = 0;
  const auto [end, status] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (status == std::errc::result_out_of_range ||
      (status == std::errc{} && end == value.data() + value.size() && (number < least || number > most))) {
    diagnostics_.error(
        "ENV012", variable->value_where,
        fmt::format("{} is {}, but must be {} to {}", variable->name, printable(value.substr(0, 60)), least, most));
    return fallback;
  }
  if (status != std::errc{} || end != value.data() + value.size()) {
    diagnostics_.error("ENV011", variable->value_where,
                       fmt::format("{}={} is not a whole number", variable->name, shown(value)));
    return fallback;
  }
  return number;
}

std::vector<const EnvVariable*> EnvValues::series(std::string_view name) const {
  std::vector<const EnvVariable*> found;
  for (const auto suffix : kSuffixes)
    if (const auto* variable = find(fmt::format("{}_{}", name, suffix))) found.push_back(variable);
  return found;
}

}  // namespace slipway::spec
