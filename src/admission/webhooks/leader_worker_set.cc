// LeaderWorkerSet 0.10.0, pkg/webhooks/leaderworkerset_webhook.go; what a set leaves out is what its schema and Default
// fill in.
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "admission/webhooks/webhooks.h"
#include "kube/int_or_percent.h"
#include "kube/names.h"
#include "schema/object_meta.h"

namespace slipway::admission {
namespace {

using doc::Node;
using schema::Errors;
using schema::Path;

/// What stands there, or is taken to stand there.
std::optional<std::int64_t> integer(const Node& node, std::int64_t otherwise) {
  return node.is_null() ? std::optional(otherwise) : int32_of(node);
}

/// ValidatePositiveIntOrPercent and IsNotMoreThan100Percent.
void check_amount(const Node& written, const Path& path, Errors& errors) {
  const auto read = kube::IntOrPercent::read(written);
  if (written.is_null() || !read) return;
  const kube::IntOrPercent& amount = read.value();
  if (amount.type() == kube::IntOrPercent::Type::Int) {
    if (amount.int_value() < 0) errors.invalid(path, amount.int_value(), "must be greater than or equal to 0");
    return;
  }
  const kube::Messages wrong = kube::check_percent(amount.to_string());
  errors.invalid(path, amount.to_string(), wrong);
  if (const auto percent = amount.scaled(100, kube::Rounding::Down); wrong.empty() && percent && percent.value() > 100)
    errors.invalid(path, amount.to_string(), "must not be greater than 100%");
}

void check_sub_groups(const Node& part, const Node* old, std::int64_t size, const Path& path, Errors& errors) {
  const Path policy(path, "subGroupPolicy"), at(policy, "subGroupSize");
  const Node &now = part["subGroupPolicy"], &was = old ? (*old)["subGroupPolicy"] : now;
  if (now.is_map() && was.is_null())
    errors.invalid(at, now["subGroupSize"], "cannot enable subGroupSize after the lws is already created");
  if (now.is_null() && was.is_map())
    errors.invalid(at, was["subGroupSize"], "cannot remove subGroupSize after enabled");
  if (now.is_map() && was.is_map()) schema::check_immutable(now["subGroupSize"], was["subGroupSize"], at, errors);
  const auto written = integer(now["subGroupSize"], 0);
  if (!written || now["subGroupSize"].is_null()) return;
  const std::int64_t of_one = *written;
  if (of_one < 1) {
    errors.invalid(at, of_one, "subGroupSize must be equal or greater than 1");
    return;
  }
  if (size % of_one != 0 && (size - 1) % of_one != 0)
    errors.invalid(at, of_one, "size or size - 1 must be divisible by subGroupSize");
  if (size < of_one) errors.invalid(at, of_one, "subGroupSize cannot be larger than size");
  if (now["subGroupPolicyType"].text() == "LeaderExcluded" && (size - 1) % of_one != 0)
    errors.invalid(at, of_one, "size-1 must be divisible by subGroupSize when using LeaderExcluded");
}

}  // namespace

void check_leader_worker_set(const Node& set, const Node* old, Errors& errors) {
  const Node &meta = set["metadata"], &spec = set["spec"], &part = spec["leaderWorkerTemplate"];
  const Path meta_path("metadata"), path("spec"), part_path(path, "leaderWorkerTemplate");
  const Node& name = meta["name"];
  if (name.is_string() && kube::check_dns1123_subdomain(name.text()).empty())
    errors.invalid(Path(meta_path, "name"), name.text(), kube::check_dns1035_label(name.text()));
  const auto replicas = integer(spec["replicas"], 1), size = integer(part["size"], 1);
  if (!replicas || !size) return;
  constexpr std::int64_t kMost = 1'000'000, kMostPods = std::numeric_limits<std::int32_t>::max();
  if (*replicas < 0) errors.invalid(Path(path, "replicas"), *replicas, "replicas must be equal or greater than 0");
  if (*replicas > kMost)
    errors.invalid(Path(path, "replicas"), *replicas, "replicas must be equal or less than 1000000");
  if (*size < 1) errors.invalid(Path(part_path, "size"), *size, "size must be equal or greater than 1");
  if (*replicas > 0 && *size > 0 && *size > kMostPods / *replicas)
    errors.invalid(Path(path, "replicas"), *replicas,
                   "the product of replicas and worker replicas must not exceed " + std::to_string(kMostPods));
  const Path strategy(path, "rolloutStrategy"), rolling(strategy, "rollingUpdateConfiguration");
  const Path unavailable_path(rolling, "maxUnavailable");
  const Node& update = spec["rolloutStrategy"]["rollingUpdateConfiguration"];
  check_amount(update["maxUnavailable"], unavailable_path, errors);
  check_amount(update["maxSurge"], Path(rolling, "maxSurge"), errors);
  if (const auto partition = integer(update["partition"], 0); partition && *partition < 0)
    errors.invalid(Path(rolling, "partition"), *partition, "must be greater than or equal to 0");
  const auto unavailable = kube::IntOrPercent::read(update["maxUnavailable"]),
             surge = kube::IntOrPercent::read(update["maxSurge"]);
  if (!update["maxUnavailable"].is_null() && unavailable && surge && *replicas > 0) {
    const auto down = unavailable.value().scaled(*replicas, kube::Rounding::Down),
               up = surge.value().scaled(*replicas, kube::Rounding::Up);
    if (down && up && down.value() == 0 && up.value() == 0)
      errors.invalid(unavailable_path, update["maxUnavailable"], "must not be 0 when `maxSurge` is 0");
  }
  check_sub_groups(part, old ? &(*old)["spec"]["leaderWorkerTemplate"] : nullptr, *size, part_path, errors);
  constexpr std::string_view kExclusive = "leaderworkerset.sigs.k8s.io/subgroup-exclusive-topology";
  if (const Node& topology = meta["annotations"][kExclusive]; part["subGroupPolicy"].is_null() && !topology.is_null()) {
    const Path annotations(meta_path, "annotations");
    errors.invalid(Path(annotations, kExclusive), topology,
                   "cannot have subgroup-exclusive-topology without subGroupSize set");
  }
}

}  // namespace slipway::admission
