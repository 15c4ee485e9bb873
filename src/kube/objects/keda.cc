#include "kube/objects/keda.h"

#include "kube/objects/fields.h"

namespace slipway::kube {
namespace {

ScaleTrigger read_trigger(const Fields& fields) {
  const Fields authentication = fields.map("authenticationRef");
  ScaleTrigger out{.type = fields.text("type"),
                   .name = fields.text("name"),
                   .metadata = fields.labels("metadata"),
                   .metric_type = fields.text_or("metricType", "AverageValue"),
                   .use_cached_metrics = fields.boolean("useCachedMetrics").value_or(false),
                   .authentication = authentication.text("name"),
                   .authentication_kind = authentication.text("kind"),
                   .node = &fields.node()};
  if (!out.authentication.empty() && out.authentication_kind.empty()) out.authentication_kind = "TriggerAuthentication";
  return out;
}

ScaleFallback read_fallback(const Fields& fields) {
  return {fields.integer32_or("failureThreshold", 0), fields.integer32_or("replicas", 0),
          fields.text_or("behavior", "static")};
}

ScalingModifiers read_modifiers(const Fields& fields) {
  return {fields.text("formula"), fields.text("target"), fields.text("activationTarget"),
          fields.text_or("metricType", "AverageValue")};
}

}  // namespace

ScaledObject read_scaled_object(const doc::Node& object, Diagnostics& diagnostics) {
  const Fields spec = Fields(object, diagnostics).map("spec");
  const Fields advanced = spec.map("advanced"), hpa = advanced.map("horizontalPodAutoscalerConfig");
  const Fields target = spec.map("scaleTargetRef");
  return {
      .object = read_object(object, diagnostics),
      .target = {target.text_or("apiVersion", "apps/v1"), target.text_or("kind", "Deployment"), target.text("name")},
      .triggers = spec.list("triggers", read_trigger),
      .polling_interval = spec.integer32_or("pollingInterval", 30),
      .cooldown_period = spec.integer32_or("cooldownPeriod", 300),
      .initial_cooldown_period = spec.integer32_or("initialCooldownPeriod", 0),
      .min_replicas = spec.integer32_or("minReplicaCount", 0),
      .max_replicas = spec.integer32_or("maxReplicaCount", 100),
      .idle_replicas = spec.integer32("idleReplicaCount"),
      .fallback = spec.optional("fallback", read_fallback),
      .restore_to_original_replicas = advanced.boolean("restoreToOriginalReplicaCount").value_or(false),
      .hpa_name = hpa.text("name"),
      .behavior = hpa.optional("behavior", read_scaling_behavior),
      .modifiers = advanced.optional("scalingModifiers", read_modifiers)};
}

ScaledJob read_scaled_job(const doc::Node& object, Diagnostics& diagnostics) {
  const Fields spec = Fields(object, diagnostics).map("spec");
  const Fields scaling = spec.map("scalingStrategy");
  return {.object = read_object(object, diagnostics),
          .job = read_job_spec(spec.map("jobTargetRef")),
          .triggers = spec.list("triggers", read_trigger),
          .polling_interval = spec.integer32_or("pollingInterval", 30),
          .min_replicas = spec.integer32_or("minReplicaCount", 0),
          .max_replicas = spec.integer32_or("maxReplicaCount", 100),
          .successful_jobs_history = spec.integer32_or("successfulJobsHistoryLimit", 100),
          .failed_jobs_history = spec.integer32_or("failedJobsHistoryLimit", 100),
          .rollout_strategy = spec.map("rollout").text_or("strategy", spec.text("rolloutStrategy")),
          .strategy = scaling.text("strategy"),
          .multiple_scalers_calculation = scaling.text("multipleScalersCalculation"),
          .custom_deduction = scaling.integer32("customScalingQueueLengthDeduction"),
          .custom_running_percentage = scaling.text("customScalingRunningJobPercentage"),
          .pending_pod_conditions = scaling.texts("pendingPodConditions")};
}

TriggerAuthentication read_trigger_authentication(const doc::Node& object, Diagnostics& diagnostics) {
  const Fields spec = Fields(object, diagnostics).map("spec");
  const Fields identity = spec.map("podIdentity");
  return {.object = read_object(object, diagnostics),
          .pod_identity = identity.text("provider"),
          .pod_identity_owner = identity.text("identityOwner"),
          .role_arn = identity.text("roleArn"),
          .secrets = spec.list("secretTargetRef", [](const Fields& one) {
            return TriggerAuthentication::SecretReference{one.text("parameter"), one.text("name"), one.text("key")};
          })};
}

}  // namespace slipway::kube
