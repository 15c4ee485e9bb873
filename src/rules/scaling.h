#pragma once

#include <map>
#include <string>
#include <string_view>
#include <tuple>

#include "subject/subject.h"

namespace slipway::rules {

/// Workloads that something scales, by what scales them.
class Scaled {
 public:
  explicit Scaled(const subject::Subject& subject);
  bool has(const kube::Object& workload) const { return by(workload) != nullptr; }
  /// The ScaledObject, or else the HorizontalPodAutoscaler; nullptr when nothing scales it.
  const kube::Object* by(const kube::Object& workload) const;
  const kube::Object* by(std::string_view ns, std::string_view kind, std::string_view name) const;

 private:
  std::map<std::tuple<std::string_view, std::string_view, std::string_view>, const kube::Object*> by_target_;
};

const Scaled& scaled_of(const subject::Subject& subject);

}  // namespace slipway::rules
