#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "doc/node.h"

namespace slipway::model {

/// Native objects, each the root of a document or an item of a list. They outlive whatever is made of them.
using Objects = std::span<const doc::Node* const>;

/// How busy the workloads are: as few pods as their autoscalers allow, as many as is written, or the most.
enum class Replicas : std::uint8_t { Least, Declared, Most };

/// Pods of a workload at each of them.
struct Counts {
  std::int64_t least = 0, declared = 0, most = 0;

  std::int64_t at(Replicas level) const {
    return level == Replicas::Least ? least : level == Replicas::Declared ? declared : most;
  }
  friend bool operator==(const Counts&, const Counts&) = default;
};

/// The ScaledObjects and HorizontalPodAutoscalers among objects, by what they scale.
class Autoscaling {
 public:
  struct Bounds {
    std::int64_t least = 0, most = 0;
  };

  Autoscaling() = default;
  explicit Autoscaling(Objects objects);
  /// What is allowed for an object; nullopt when nothing scales it. An empty namespace is `default`.
  std::optional<Bounds> bounds_of(std::string_view kind, std::string_view ns, std::string_view name) const;

 private:
  std::map<std::string, Bounds, std::less<>> by_target_;
};

}  // namespace slipway::model
