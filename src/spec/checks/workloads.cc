#include <fmt/core.h>

#include <map>

#include "base/text.h"
#include "spec/checks/checks.h"
#include "spec/ids.h"
#include "spec/say.h"

namespace slipway::spec::checks {
namespace {

void needs(SourceRange where, std::string message, std::string fix, Diagnostics& diagnostics) {
  diagnostics.error(id::kNeeds, where, std::move(message), std::move(fix));
}

/// One thing to scale on each, with what it needs.
void trigger(const ScaleOn& on, PodAutoscaler autoscaler, Diagnostics& diagnostics) {
  struct Kind {
    std::string_view name;
    bool is_there;
  };
  const Kind kinds[] = {{"queue", !on.queue.value.empty()},
                        {"redisStream", !on.redis_stream.value.empty()},
                        {"metric", !on.metric.value.empty()},
                        {"prometheus", !on.prometheus.value.empty()},
                        {"cpu", on.cpu.value > 0}};
  std::vector<std::string> named;
  for (const Kind& kind : kinds)
    if (kind.is_there) named.emplace_back(kind.name);
  if (named.empty())
    needs(on.where, "nothing to scale on is named", "add one of queue, redisStream, metric, prometheus, cpu",
          diagnostics);
  if (named.size() > 1)
    diagnostics.error(id::kExclusive, on.where,
                      fmt::format("one item names several things to scale on: {}", join(named, ", ")),
                      "make a list, an item for each");
  if (!on.redis_stream.value.empty() && on.cache.value.empty())
    needs(on.redis_stream.where, "a stream lies in a cache", "add cache: the name of one of caches", diagnostics);
  if (!on.redis_stream.value.empty() && on.consumer_group.value.empty())
    needs(on.redis_stream.where, "what waits in a stream is counted for a consumer group", "add consumerGroup",
          diagnostics);
  if (autoscaler == PodAutoscaler::Hpa && on.cpu.value == 0 && !named.empty())
    needs(on.where, fmt::format("a HorizontalPodAutoscaler alone scales on cpu, not on {}", named.front()),
          "set autoscaler.pods: keda", diagnostics);
}

void scale(const Scale& scale, SourceRange owner, PodAutoscaler autoscaler, Diagnostics& diagnostics) {
  const SourceRange where = scale.where ? scale.where : owner;
  if (scale.min.value > scale.max.value)
    diagnostics.error(id::kOrder, place(scale.max.written ? scale.max : scale.min, where),
                      fmt::format("min is {}, but max is {}{}", scale.min.value, scale.max.value,
                                  scale.max.written ? "" : " (the default)"));
  for (const ScaleOn& on : scale.on) trigger(on, autoscaler, diagnostics);
  bool beyond_cpu = false;
  for (const ScaleOn& on : scale.on) beyond_cpu |= on.cpu.value == 0;
  if (scale.min.value == 0 && scale.max.value > 0) {
    if (autoscaler != PodAutoscaler::Keda)
      needs(place(scale.min, where), "only KEDA scales to zero", "set autoscaler.pods: keda, or min: 1", diagnostics);
    else if (scale.on.empty())
      needs(place(scale.min, where), "at zero replicas nothing wakes it: `on` is missing",
            "add `on` with a queue, stream or metric, or set min: 1", diagnostics);
    else if (!beyond_cpu)
      needs(place(scale.min, where), "at zero replicas nothing uses cpu: something else must wake it",
            "add a queue, stream or metric to `on`, or set min: 1", diagnostics);
  }
  if (scale.on.empty() && scale.max.value > scale.min.value && scale.min.value > 0)
    diagnostics.warning(id::kNeeds, place(scale.max, where),
                        fmt::format("nothing is named to scale on: there will always be {} replicas", scale.min.value),
                        "add `on`, or set max to min");
}

void routes(const Platform& platform, Diagnostics& diagnostics) {
  std::map<std::string, SourceRange, std::less<>> seen;
  for (const auto& [name, workload] : platform.workloads) {
    if (workload.route.value.empty()) continue;
    if (const auto [first, is_new] = seen.emplace(workload.route.value, workload.route.where); !is_new)
      say::twice("route " + printable(workload.route.value), workload.route.where, first->second, diagnostics);
    if (workload.serve.port.value == 0)
      needs(workload.route.where, "requests need a port, and this workload listens on none", "set serve.port",
            diagnostics);
    if (platform.edge.host.value.empty() && !platform.edge.web_socket_api.value)
      needs(workload.route.where, "a route needs a load balancer", "set edge.host", diagnostics);
  }
}

void edge(const Platform& platform, Diagnostics& diagnostics) {
  const Edge& edge = platform.edge;
  const std::string &host = edge.host.value, &zone = edge.hosted_zone.value;
  if (!host.empty() && !zone.empty() && host != zone && !host.ends_with("." + zone))
    diagnostics.error(id::kNeeds, edge.host.where,
                      fmt::format("{} is not in the zone {}", printable(host), printable(zone)));
  if (const Bucket* bucket = platform.buckets.find(edge.access_logs.value); bucket && !bucket->access_logs_target.value)
    needs(edge.access_logs.where, fmt::format("load balancers may not write to {}", printable(edge.access_logs.value)),
          fmt::format("set buckets.{}.accessLogsTarget: true", printable(edge.access_logs.value)), diagnostics);
}

void training(const Training& job, SourceRange where, Diagnostics& diagnostics) {
  if (job.with.value == TrainingOperator::AwsBatch && job.queue.value.empty())
    needs(place(job.with, where), "a job of AWS Batch needs a queue", "add queue: the name of one of batch",
          diagnostics);
}

void ray(const RayGroup& group, std::string_view name, SourceRange owner, Diagnostics& diagnostics) {
  const SourceRange where = group.where ? group.where : owner;
  if (group.min.value > group.max.value || (group.replicas.written && group.replicas.value > group.max.value) ||
      (group.replicas.written && group.replicas.value < group.min.value))
    diagnostics.error(
        id::kOrder, place(group.max, where),
        fmt::format("{}: min is {}, replicas {}, max {}", name, group.min.value, group.replicas.value, group.max.value),
        "min <= replicas <= max");
}

/// Of two ways to say when requests come neither is taken: which was meant is for the author to say.
void load(const Load& load, std::string_view name, Diagnostics& diagnostics) {
  if (!load.arrivals) return;
  const Arrivals& arrivals = *load.arrivals;
  if (!arrivals.trace.value.empty() && !arrivals.poisson.value.empty())
    diagnostics.error(
        id::kExclusive, arrivals.poisson.where,
        fmt::format("requests of {} come by trace or by poisson, not both: neither counts", printable(name)),
        "leave poisson out and they come when the trace says, or trace, and they come at random");
}

}  // namespace

void workloads(const Platform& platform, Diagnostics& diagnostics) {
  for (const auto& [name, workload] : platform.workloads)
    scale(workload.scale, name.where, platform.autoscaler.pods.value, diagnostics);
  routes(platform, diagnostics);
  edge(platform, diagnostics);
  for (const auto& [name, job] : platform.training) training(job, name.where, diagnostics);
  for (const auto& [name, cluster] : platform.ray_clusters)
    for (const auto& [group, workers] : cluster.workers) ray(workers, group.value, group.where, diagnostics);
  for (const auto& [name, each] : platform.load) load(each, name.value, diagnostics);
}

}  // namespace slipway::spec::checks
