#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "base/ascii.h"
#include "catalog/instance_types.h"
#include "kube/own_groups.h"
#include "rules/choices.h"
#include "rules/model_weights.h"
#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/view.h"

namespace slipway::rules {
namespace {

using catalog::InstanceType;
using subject::Subject;

double bytes_of(const InstanceType& type, std::int64_t gpus) {
  return static_cast<double>(type.gpu_memory_mib.value_or(0)) * 1048576.0 * static_cast<double>(gpus);
}

std::string memory_words(const InstanceType& type, std::int64_t gpus) {
  return fmt::format("{} × {} GiB", gpus, short_number(type.gpu_memory_mib.value_or(0) / 1024.0));
}

void say_too_large(const doc::Node& model, double weights, const InstanceType& type, std::int64_t gpus,
                   Findings& findings) {
  findings.say(model.where(), fmt::format("{} does not fit into the GPUs of {}", text_of(model), type.name),
               fmt::format("{}, {}", weight_words(text_of(model), weights), memory_words(type, gpus)));
}

/// A custom resource whose map names a model and, beside it, the type of instance that is to hold it.
void check_map(const doc::Node& map, Findings& findings) {
  const doc::Node* model = nullptr;
  const InstanceType* type = nullptr;
  std::int64_t gpus = 0;
  for (const doc::Member& member : map.members()) {
    const std::string key = ascii_lower(member.key.text());
    const std::string_view text = text_of(member.value);
    if (key.find("quant") != std::string::npos || key.find("dtype") != std::string::npos) return;
    if (text.empty()) continue;
    if (key.find("model") != std::string::npos && weights_of(text) && !model) model = &member.value;
    if (const InstanceType* found = catalog::find_instance_type(text); found && found->gpus > 0) type = found;
    if (key == "gpus" || key == "gpucount") gpus = devices_of(member.value);
  }
  if (!model || !type || !type->gpu_memory_mib) return;
  // One replica may take several nodes only where somebody says so: pipeline parallelism, which is no plain field.
  gpus = gpus > 0 ? std::min<std::int64_t>(gpus, type->gpus) : type->gpus;
  const double weights = *weights_of(text_of(*model));
  if (weights > bytes_of(*type, gpus)) say_too_large(*model, weights, *type, gpus, findings);
}

void check_claims(const Subject& subject, Findings& findings) {
  for (const kube::Object& object : subject.objects()) {
    if (kube::is_own_group(object.group()) || !subject.pods_of(object).empty()) continue;
    std::vector<const doc::Node*> waiting = {&(*object.node)["spec"]};
    while (!waiting.empty()) {
      const doc::Node& one = *waiting.back();
      waiting.pop_back();
      check_map(one, findings);
      for (const doc::Node& item : one.items()) waiting.push_back(&item);
      for (const doc::Member& member : one.members())
        if (!member.value.is_scalar()) waiting.push_back(&member.value);
    }
  }
}

void check_servers(const Subject& subject, Findings& findings) {
  const View& view = view_of(subject);
  for (const PodView& pod : view.pods()) {
    if (pod.needs.gpus <= 0 || !pod.pod->part.empty()) continue;
    for (const doc::Node& container : (*pod.pod->spec)["containers"].items()) {
      std::string_view name;
      const doc::Node* model = served_model(container, name);
      const auto weights = model ? weights_of(name) : std::nullopt;
      if (!weights) continue;
      const InstanceType* best = nullptr;  // of the types that may take the pod the one with the largest GPUs
      const auto weigh = [&](const InstanceType* type) {
        if (type && type->gpu_memory_mib && type->gpus >= pod.needs.gpus &&
            (!best || *type->gpu_memory_mib > *best->gpu_memory_mib))
          best = type;
      };
      if (view.pools().empty()) {
        weigh(catalog::find_instance_type(selected_value(*pod.pod->spec, "node.kubernetes.io/instance-type")));
      } else {
        for (const PoolType* type : subject.derived<Choices>().of(pod)) weigh(type->type);
      }
      const std::int64_t gpus = given_gpus(container);
      if (!best || gpus <= 0 || *weights <= bytes_of(*best, gpus)) continue;
      findings.say(
          model->where(), fmt::format("{} does not fit into the GPUs of {}", name, title_of(*pod.pod->owner)),
          fmt::format("{}; {} at most, on {}", weight_words(name, *weights), memory_words(*best, gpus), best->name));
    }
  }
}

void check_models(const Subject& subject, Findings& findings) {
  check_claims(subject, findings);
  check_servers(subject, findings);
}

constexpr Rule kRules[] = {
    {"WGT001", "X-004-97", Severity::Error, "a model larger than the memory of its GPUs",
     "A parameter takes two bytes in bf16, before any cache: the server ends with CUDA out of memory while it loads, "
     "and is started again and again on GPUs that are paid for.",
     "take a type with more GPU memory, more GPUs of it, or quantized weights (AWQ, FP8)",
     "vLLM docs, conserving memory; EC2 instance types (GPU memory)", check_models},
};

}  // namespace

std::span<const Rule> model_rules() { return kRules; }

}  // namespace slipway::rules
