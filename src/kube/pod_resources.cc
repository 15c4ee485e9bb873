#include "kube/pod_resources.h"

#include <algorithm>

namespace slipway::kube {
namespace {

bool is_cpu_or_memory(std::string_view resource) { return resource == "cpu" || resource == "memory"; }
bool is_huge_pages(std::string_view resource) { return resource.starts_with("hugepages-"); }
/// What a pod may say for all of its containers together.
bool is_pod_level(std::string_view resource) { return is_cpu_or_memory(resource) || is_huge_pages(resource); }

void replace_by_pod_level(ResourceList& list, const ResourceList& pod_level) {
  for (const auto& [name, amount] : pod_level)
    if (is_pod_level(name)) list[name] = amount;
}

ResourceList with_missing(ResourceList list, const ResourceList& where_missing) {
  for (const auto& [name, amount] : where_missing)
    if (!list.contains(name)) list[name] += amount;
  return list;
}

/// Of requests, or of limits: all containers together, at the most that they need at one time.
ResourceList sum_containers(const PodSpec& pod, ResourceList ResourceRequirements::*which,
                            const ResourceList& where_missing = {}) {
  ResourceList sum, sidecars, peak;
  for (const Container& container : pod.containers) add(sum, with_missing(container.resources.*which, where_missing));
  for (const Container& container : pod.init_containers) {
    ResourceList one = with_missing(container.resources.*which, where_missing);
    if (container.is_sidecar()) {
      add(sum, one);
      add(sidecars, one);
      raise_to(peak, sidecars);
    } else {
      add(one, sidecars);
      raise_to(peak, one);
    }
  }
  raise_to(sum, peak);
  return sum;
}

void default_requests_to_limits(ResourceRequirements& resources) {
  for (const auto& [name, limit] : resources.limits) resources.requests.try_emplace(name, limit);
}

void round_up_to_milli(ResourceRequirements& resources) {
  for (ResourceList* list : {&resources.requests, &resources.limits})
    for (auto& [name, amount] : *list) amount.round_up(Scale::Milli);
}

/// Huge pages that containers limit become a limit of a pod that says anything of itself.
void default_pod_huge_pages(PodSpec& pod) {
  ResourceRequirements& own = *pod.resources;
  if (own.limits.empty() && own.requests.empty()) return;
  for (const auto& [name, limit] : sum_containers(pod, &ResourceRequirements::limits))
    if (is_huge_pages(name) && !own.requests.contains(name)) own.limits.try_emplace(name, limit);
}

/// A pod that limits itself requests what its containers request (cpu and memory), else its limits.
void default_pod_requests(PodSpec& pod) {
  ResourceRequirements& own = *pod.resources;
  if (own.limits.empty()) return;
  for (const auto& [name, request] : sum_containers(pod, &ResourceRequirements::requests))
    if (is_cpu_or_memory(name)) own.requests.try_emplace(name, request);
  for (const auto& [name, limit] : own.limits)
    if (is_pod_level(name)) own.requests.try_emplace(name, limit);
}

/// The amounts of cpu and memory above zero are added.
void add_for_qos(ResourceList& list, const ResourceList& more) {
  for (const auto& [name, amount] : more)
    if (is_cpu_or_memory(name) && amount.sign() > 0) list[name] += amount;
}

bool limits_cpu_and_memory(const ResourceList& limits) {
  const auto is_limited = [&](std::string_view name) {
    const auto found = limits.find(name);
    return found != limits.end() && found->second.sign() > 0;
  };
  return is_limited("cpu") && is_limited("memory");
}

}  // namespace

ResourceList pod_requests(const PodSpec& pod, const PodRequestOptions& options) {
  ResourceList out = sum_containers(pod, &ResourceRequirements::requests, options.where_missing);
  if (options.pod_level && pod.resources) replace_by_pod_level(out, pod.resources->requests);
  if (options.overhead) add(out, pod.overhead);
  return out;
}

ResourceList pod_limits(const PodSpec& pod) {
  ResourceList out = sum_containers(pod, &ResourceRequirements::limits);
  if (pod.resources) replace_by_pod_level(out, pod.resources->limits);
  for (const auto& [name, amount] : pod.overhead)
    if (const auto limit = out.find(name); limit != out.end() && !limit->second.is_zero()) limit->second += amount;
  return out;
}

ResourceList scheduler_minimum() {
  return {{"cpu", Quantity::milli(100)}, {"memory", Quantity(200 << 20, Quantity::Format::BinarySI)}};
}

PodSpec with_default_resources(PodSpec pod) {
  for (Container& container : pod.containers) default_requests_to_limits(container.resources);
  for (Container& container : pod.init_containers) default_requests_to_limits(container.resources);
  if (pod.resources) {
    default_pod_huge_pages(pod);
    default_pod_requests(pod);
    round_up_to_milli(*pod.resources);
  }
  for (Container& container : pod.containers) round_up_to_milli(container.resources);
  for (Container& container : pod.init_containers) round_up_to_milli(container.resources);
  for (auto& [name, amount] : pod.overhead) amount.round_up(Scale::Milli);
  return pod;
}

std::string_view to_string(QosClass qos) {
  switch (qos) {
    case QosClass::BestEffort:
      return "BestEffort";
    case QosClass::Burstable:
      return "Burstable";
    case QosClass::Guaranteed:
      return "Guaranteed";
  }
  return "";
}

QosClass qos_class(const PodSpec& pod) {
  ResourceList requests, limits;
  bool all_limited = true;
  if (pod.resources) {
    add_for_qos(requests, pod.resources->requests);
    add_for_qos(limits, pod.resources->limits);
    if (!pod.resources->limits.empty()) all_limited = limits_cpu_and_memory(pod.resources->limits);
  } else {
    for (const auto* containers : {&pod.containers, &pod.init_containers})
      for (const Container& container : *containers) {
        add_for_qos(requests, container.resources.requests);
        add_for_qos(limits, container.resources.limits);
        all_limited = all_limited && limits_cpu_and_memory(container.resources.limits);
      }
  }
  if (requests.empty() && limits.empty()) return QosClass::BestEffort;
  const bool is_equal = requests.size() == limits.size() && std::ranges::all_of(requests, [&](const auto& request) {
                          const auto limit = limits.find(request.first);
                          return limit != limits.end() && limit->second == request.second;
                        });
  return all_limited && is_equal ? QosClass::Guaranteed : QosClass::Burstable;
}

}  // namespace slipway::kube
