#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kube/object.h"
#include "kube/objects/autoscaler.h"
#include "kube/objects/jobs.h"

namespace slipway::kube {

/// One source of events that scales. Its metadata is text by text, as the scaler of that type wants it.
struct ScaleTrigger {
  std::string type;  // aws-sqs-queue, prometheus, cron, …
  std::string name;
  Labels metadata;
  std::string metric_type = "AverageValue";  // Value, Utilization
  bool use_cached_metrics = false;
  std::string authentication, authentication_kind;  // the kind: TriggerAuthentication when a name is given without
  const doc::Node* node = nullptr;
};

/// What to do while triggers fail.
struct ScaleFallback {
  std::int32_t failure_threshold = 0, replicas = 0;
  std::string behavior = "static";
};

/// One number out of several triggers.
struct ScalingModifiers {
  std::string formula, target, activation_target;
  std::string metric_type = "AverageValue";
};

/// keda.sh/v1alpha1. Defaults are those of KEDA 2.20.
struct ScaledObject {
  Object object;
  ObjectReference target;  // apps/v1 Deployment when left out
  std::vector<ScaleTrigger> triggers;
  std::int32_t polling_interval = 30, cooldown_period = 300, initial_cooldown_period = 0;  // seconds
  std::int32_t min_replicas = 0, max_replicas = 100;
  std::optional<std::int32_t> idle_replicas;
  std::optional<ScaleFallback> fallback;
  bool restore_to_original_replicas = false;
  std::string hpa_name;
  std::optional<ScalingBehavior> behavior;
  std::optional<ScalingModifiers> modifiers;
};

struct ScaledJob {
  Object object;
  JobSpec job;
  std::vector<ScaleTrigger> triggers;
  std::int32_t polling_interval = 30;
  std::int32_t min_replicas = 0, max_replicas = 100;
  std::int32_t successful_jobs_history = 100, failed_jobs_history = 100;
  std::string rollout_strategy;              // gradual keeps running jobs, immediate (the default) does not
  std::string strategy;                      // default, custom, accurate, eager
  std::string multiple_scalers_calculation;  // max (the default), min, avg, sum
  std::optional<std::int32_t> custom_deduction;
  std::string custom_running_percentage;
  std::vector<std::string> pending_pod_conditions;
};

struct TriggerAuthentication {
  Object object;
  std::string pod_identity;        // aws, azure-workload, gcp, none; "": other means
  std::string pod_identity_owner;  // keda, workload
  std::string role_arn;
  struct SecretReference {
    std::string parameter, name, key;
  };
  std::vector<SecretReference> secrets;
};

ScaledObject read_scaled_object(const doc::Node& object, Diagnostics& diagnostics);
ScaledJob read_scaled_job(const doc::Node& object, Diagnostics& diagnostics);
/// Also of a ClusterTriggerAuthentication.
TriggerAuthentication read_trigger_authentication(const doc::Node& object, Diagnostics& diagnostics);

}  // namespace slipway::kube
