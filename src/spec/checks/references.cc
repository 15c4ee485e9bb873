#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "spec/checks/checks.h"
#include "spec/ids.h"
#include "spec/say.h"

namespace slipway::spec::checks {
namespace {

class References {
 public:
  References(const Platform& platform, Diagnostics& diagnostics) : platform_(platform), diagnostics_(diagnostics) {
    pools_ = names_of(platform.node_pools);
    for (const auto name : names_of(platform.node_groups)) pools_.push_back(name);
    for (const Text& name : platform.cluster.auto_node_pools) pools_.push_back(name.value);
  }

  void check() {
    for (const auto& [name, pool] : platform_.node_pools) node_class(pool.node_class);
    for (const auto& [name, workload] : platform_.workloads) {
      one(workload.pool, pools_, "node pool or group", "nodePools or nodeGroups");
      one(workload.role, names_of(platform_.roles), "role", "roles");
      one(workload.file_system, names_of(platform_.storage.file_systems), "file system", "storage.fileSystems");
      for (const Text& cache : workload.caches) one(cache, names_of(platform_.caches), "cache", "caches");
      for (const ScaleOn& on : workload.scale.on) {
        one(on.queue, names_of(platform_.queues), "queue", "queues");
        one(on.cache, names_of(platform_.caches), "cache", "caches");
      }
    }
    for (const auto& [name, training] : platform_.training) {
      if (training.with.value != TrainingOperator::AwsBatch)
        one(training.pool, pools_, "node pool or group", "nodePools or nodeGroups");
      one(training.role, names_of(platform_.roles), "role", "roles");
      if (training.with.value == TrainingOperator::AwsBatch)  // else a LocalQueue of the cluster
        one(training.queue, names_of(platform_.batch), "AWS Batch queue", "batch");
      one(training.file_system, names_of(platform_.storage.file_systems), "file system", "storage.fileSystems");
    }
    for (const auto& [name, ray] : platform_.ray_clusters) {
      one(ray.head.pool, pools_, "node pool or group", "nodePools or nodeGroups");
      for (const auto& [group, worker] : ray.workers)
        one(worker.pool, pools_, "node pool or group", "nodePools or nodeGroups");
    }
    for (const auto& [name, alarm] : platform_.observability.alarms)
      one(alarm.notify, names_of(platform_.observability.topics), "topic", "observability.topics");
    one(platform_.edge.access_logs, names_of(platform_.buckets), "bucket", "buckets");
    for (const auto& [name, storage_class] : platform_.storage.classes)
      one(storage_class.file_system, names_of(platform_.storage.file_systems), "file system", "storage.fileSystems");
    auto classes = names_of(platform_.storage.classes);
    classes.insert(classes.end(), {"gp3", "gp2"});  // EKS brings gp2
    one(platform_.storage.default_class, classes, "StorageClass", "storage.classes");
    for (const auto& [name, role] : platform_.roles)
      for (const Grant& grant : role.allow) this->grant(grant);
    what_is_loaded();
  }

 private:
  void one(const Text& name, const std::vector<std::string_view>& known, std::string_view what,
           std::string_view where) {
    if (name.value.empty() || std::ranges::find(known, name.value) != known.end()) return;
    const std::string message =
        known.empty() ? fmt::format("there is no {} '{}': {} has none", what, printable(name.value), where)
                      : fmt::format("there is no {} '{}' in {}", what, printable(name.value), where);
    say::no_such(id::kNothingOfThatName, message, name.value, name.where, known, diagnostics_);
  }

  void node_class(const Text& name) {
    auto classes = names_of(platform_.node_classes);
    if (std::ranges::find(classes, "default") == classes.end()) classes.push_back("default");
    one(name, classes, "node class", "nodeClasses");
  }

  /// "queue/name" and the like are this platform's; an ARN or "sqs:asya-*" is whatever it says.
  void grant(const Grant& grant) {
    const std::string& to = grant.to.value;
    if (to.empty() || to == "cluster" || to == "*") return;
    if (to == "websocket") {
      if (!platform_.edge.web_socket_api.value)
        diagnostics_.error(id::kNeeds, grant.to.where, "there is no WebSocket API", "set edge.webSocketApi: true");
      return;
    }
    struct Kind {
      std::string_view name, where;
      std::vector<std::string_view> known;
    };
    const Kind kinds[] = {{"queue", "queues", names_of(platform_.queues)},
                          {"bucket", "buckets", names_of(platform_.buckets)},
                          {"database", "databases", names_of(platform_.databases)},
                          {"registry", "registries", names_of(platform_.registries)},
                          {"topic", "observability.topics", names_of(platform_.observability.topics)}};
    const auto slash = to.find('/'), colon = to.find(':');
    if (colon < slash) return;  // of a service: its name is not ours
    const std::string_view kind = std::string_view(to).substr(0, slash == std::string::npos ? 0 : slash);
    if (kind == "metrics") return;
    std::vector<std::string> offered;
    for (const Kind& each : kinds) {
      if (each.name == kind) return one(behind(grant.to, slash + 1), each.known, each.name, each.where);
      for (const auto name : each.known) offered.push_back(fmt::format("{}/{}", each.name, name));
    }
    offered.emplace_back("cluster");
    const std::vector<std::string_view> known(offered.begin(), offered.end());
    say::no_such(id::kNothingOfThatName,
                 fmt::format("'{}' is no queue/name, bucket/name, ARN or pattern such as sqs:asya-*", printable(to)),
                 to, grant.to.where, known, diagnostics_);
  }

  /// What stands behind the first `length` bytes of a text, with its place.
  static Text behind(Text text, std::size_t length) {
    if (text.where.length > 0 && static_cast<std::size_t>(text.where.length) == text.value.size()) {
      text.where.column += static_cast<int>(length);
      text.where.length -= static_cast<int>(length);
    }
    text.value.erase(0, length);
    return text;
  }

  void what_is_loaded() {
    std::vector<std::string_view> known = names_of(platform_.workloads);
    for (const auto name : names_of(platform_.training)) known.push_back(name);
    for (const auto name : names_of(platform_.ray_clusters)) known.push_back(name);
    if (!platform_.manifests.empty() || !platform_.charts.empty()) return;  // it may be one of those
    for (const auto& [name, load] : platform_.load) one(name, known, "workload", "workloads");
    for (const auto& [name, objective] : platform_.objectives) one(name, known, "workload", "workloads");
  }

  const Platform& platform_;
  Diagnostics& diagnostics_;
  std::vector<std::string_view> pools_;
};

}  // namespace

void references(const Platform& platform, Diagnostics& diagnostics) { References(platform, diagnostics).check(); }

}  // namespace slipway::spec::checks
