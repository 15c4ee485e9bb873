#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kube/objects/workloads.h"
#include "model/workload.h"
#include "subject/subject.h"

namespace slipway::rules {

/// Pods alike of one object, as they are admitted (what the LimitRanges that come with them into a namespace fill in is
/// in them), with how many of them there are.
struct MadePods {
  kube::PodSpec pod;
  std::vector<kube::PersistentVolumeClaim> claims;  // of each pod
  std::int64_t standing = 0;                        // there all the time
  std::int64_t wanted = 0;                          // at once, when it does what it was made for
  std::int64_t most = 0;
};

/// An object that makes pods.
struct PodMaker {
  const kube::Object* object;
  std::vector<MadePods> pods;
  bool is_whole = true;  // false: what runs it adds to its pods
};

/// Who makes pods in a namespace, in reading order: `subject.derived<PodMakers>()`. Nobody where no ResourceQuota and
/// no LimitRange is among the files, which nobody asks then.
class PodMakers {
 public:
  explicit PodMakers(const subject::Subject& subject);

  std::span<const PodMaker> in(std::string_view ns) const;

 private:
  void add(const subject::Subject& subject, const kube::Object& object, const model::Autoscaling& autoscaling);

  std::map<std::string_view, std::vector<const kube::Object*>> ranges_;
  std::map<std::string, std::vector<PodMaker>, std::less<>> by_namespace_;
};

/// What a map says of resources; what is no amount is left out.
kube::ResourceList amounts_of(const doc::Node& map);

}  // namespace slipway::rules
