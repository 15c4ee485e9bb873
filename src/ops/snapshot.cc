#include "ops/snapshot.h"

#include <algorithm>
#include <mutex>
#include <optional>

#include "cluster/in_flight.h"
#include "doc/draft.h"
#include "doc/json.h"
#include "ops/snapshot_object.h"

namespace slipway::ops {

namespace {

struct Kind {
  std::string_view group, kind;
};
/// In the order of the file.
constexpr Kind kRead[] = {{"", "Namespace"},
                          {"", "Node"},
                          {"", "Pod"},
                          {"", "PersistentVolume"},
                          {"", "PersistentVolumeClaim"},
                          {"", "ReplicationController"},
                          {"apps", "DaemonSet"},
                          {"apps", "Deployment"},
                          {"apps", "ReplicaSet"},
                          {"apps", "StatefulSet"},
                          {"argoproj.io", "Rollout"},
                          {"autoscaling", "HorizontalPodAutoscaler"},
                          {"batch", "CronJob"},
                          {"batch", "Job"},
                          {"eks.amazonaws.com", "NodeClass"},
                          {"jobset.x-k8s.io", "JobSet"},
                          {"karpenter.k8s.aws", "EC2NodeClass"},
                          {"karpenter.sh", "NodeClaim"},
                          {"karpenter.sh", "NodeOverlay"},
                          {"karpenter.sh", "NodePool"},
                          {"keda.sh", "ScaledJob"},
                          {"keda.sh", "ScaledObject"},
                          {"kubeflow.org", "MPIJob"},
                          {"kubeflow.org", "PyTorchJob"},
                          {"leaderworkerset.x-k8s.io", "LeaderWorkerSet"},
                          {"policy", "PodDisruptionBudget"},
                          {"ray.io", "RayCluster"},
                          {"ray.io", "RayJob"},
                          {"ray.io", "RayService"},
                          {"resource.k8s.io", "DeviceClass"},
                          {"resource.k8s.io", "ResourceClaim"},
                          {"resource.k8s.io", "ResourceClaimTemplate"},
                          {"resource.k8s.io", "ResourceSlice"},
                          {"scheduling.k8s.io", "PriorityClass"},
                          {"storage.k8s.io", "CSINode"},
                          {"storage.k8s.io", "StorageClass"},
                          {"trainer.kubeflow.org", "TrainJob"}};

bool is_indispensable(std::string_view kind) { return kind == "Node" || kind == "Pod"; }

std::string written(const doc::Node& object, const cluster::ApiResource& resource) {
  doc::Arena arena;
  doc::Draft draft(object, arena);
  draft.set("apiVersion", resource.api_version());
  draft.set("kind", resource.kind);  // items of lists do not say theirs
  return doc::canonical_json(without_secrets(draft.node(), arena));
}

struct Listed {
  std::vector<std::string> objects;
  std::optional<cluster::ApiFailure> failure;
};

}  // namespace

Result<TakenSnapshot, cluster::ApiFailure> take_snapshot(cluster::Api& api, io::Clock& clock,
                                                         const std::function<void(std::string_view)>& on_kind) {
  const std::int64_t read_at = clock.now();
  const auto offered = api.discover();
  if (!offered) return offered.error();
  std::vector<const cluster::ApiResource*> resources;
  for (const Kind& wanted : kRead) {
    const auto found = std::ranges::find_if(*offered, [&](const cluster::ApiResource& one) {
      return one.group == wanted.group && one.kind == wanted.kind && one.can("list");
    });
    if (found != offered->end()) resources.push_back(&*found);
  }

  std::vector<Listed> listed(resources.size());
  std::mutex telling;
  cluster::each_at_once(resources.size(), [&](std::size_t i) {
    const auto count = api.list(*resources[i], "", "", [&](const doc::Node& object) {
      listed[i].objects.push_back(written(object, *resources[i]));
    });
    if (!count) listed[i].failure = count.error();
    const std::lock_guard lock(telling);
    on_kind(resources[i]->kind);
  });

  TakenSnapshot taken;
  taken.text = R"({"apiVersion":"v1","kind":"List","metadata":{"annotations":{"slipway.dev/read-at":")" +
               io::utc_time(read_at) + "\"}},\"items\":[";
  for (std::size_t i = 0; i < resources.size(); ++i) {
    if (const auto& failure = listed[i].failure) {
      if ((failure->status != 403 && failure->status != 404) || is_indispensable(resources[i]->kind)) return *failure;
      taken.skipped.push_back({resources[i]->kind, *failure});
      continue;
    }
    for (const std::string& object : listed[i].objects) {
      taken.text += taken.objects++ == 0 ? "\n" : ",\n";
      taken.text += object;
    }
  }
  taken.text += "\n]}\n";
  return taken;
}

}  // namespace slipway::ops
