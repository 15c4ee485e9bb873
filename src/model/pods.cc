#include "model/pods.h"

#include <algorithm>

#include "decide/karpenter/read_cluster.h"

namespace slipway::model {

PodMaker::PodMaker(karpenter::Cluster& cluster) : cluster_(cluster) {
  for (const auto& one : cluster.volume_claims) claims_.insert({one.claim.object.ns, one.claim.object.name});
}

void PodMaker::claim(const kube::Pod& pod, const std::string& name, const kube::PersistentVolumeClaim& like) {
  if (!claims_.insert({pod.object.ns, name}).second) return;
  karpenter::PersistentVolumeClaim& made = cluster_.volume_claims.emplace_back();
  made.claim = like;
  made.claim.object.ns = pod.object.ns;
  made.claim.object.name = name;
}

void PodMaker::add_claims(const Workload& workload, kube::Pod& pod) {
  for (const kube::PersistentVolumeClaim& like : workload.claims) {
    kube::Volume volume;  // takes the place of one of the same name
    volume.name = like.object.name;
    volume.source = kube::Volume::Source::Claim;
    volume.claim_name = like.object.name + "-" + pod.object.name;
    std::vector<kube::Volume>& volumes = pod.spec.own().volumes;
    std::erase_if(volumes, [&](const kube::Volume& one) { return one.name == volume.name; });
    claim(pod, volume.claim_name, like);
    volumes.push_back(std::move(volume));
  }
  for (const kube::Volume& volume : pod.spec->volumes) {
    if (volume.source != kube::Volume::Source::EphemeralClaim || !volume.spec) continue;
    kube::PersistentVolumeClaim like;  // a generic ephemeral volume's claim is named after its pod
    like.spec = *volume.spec;
    claim(pod, pod.object.name + "-" + volume.name, like);
  }
}

namespace {

/// Of containers decisions look at host ports once requests are known, of volumes at those that are claims or attached:
/// many pods alike carry nothing else about.
void drop_what_is_counted(kube::PodSpec& spec) {
  spec.init_containers.clear();
  std::erase_if(spec.containers, [](const kube::Container& one) {
    return std::ranges::none_of(one.ports, [](const kube::ContainerPort& port) { return port.host_port != 0; });
  });
  std::erase_if(spec.volumes, [](const kube::Volume& one) {
    using Source = kube::Volume::Source;
    return one.source != Source::Claim && one.source != Source::EphemeralClaim && one.source != Source::Csi;
  });
}

}  // namespace

void PodMaker::add(Workload&& workload, std::int64_t count) {
  static const doc::Node kNoStatus;
  karpenter::Pod like;
  like.pod.object = {.api_version = "v1",
                     .kind = "Pod",
                     .ns = workload.ns,
                     .name = {},
                     .generate_name = {},
                     .labels = std::move(workload.pods.labels),
                     .annotations = std::move(workload.pods.annotations),
                     .node = workload.object};
  like.pod.spec = std::move(workload.pods.spec);
  like.pod.phase = "Pending";
  like.is_unschedulable = like.pod.spec->scheduling_gates.empty();
  like.of_stateful_set = workload.kind == "StatefulSet";
  if (!workload.is_single) like.controller_uid = workload.title();
  like.claims_devices = karpenter::claims_any_device(like.pod.spec);
  like.requests = karpenter::pod_request_total(like.pod, kNoStatus);
  drop_what_is_counted(like.pod.spec.own());
  for (std::int64_t i = 0; i < count; ++i) {
    const bool is_last = i + 1 == count;
    karpenter::Pod& made = is_last ? cluster_.pods.emplace_back(std::move(like)) : cluster_.pods.emplace_back(like);
    kube::Object& object = made.pod.object;
    object.name = workload.pod_name;
    if (!workload.is_single) object.name.append(1, '-').append(std::to_string(i));
    const std::string serial = std::to_string(serial_++);
    constexpr std::size_t kDigits = 9;  // as texts they stand in order
    made.uid.assign("pod-").append(kDigits - std::min(kDigits, serial.size()), '0').append(serial);
    if (!workload.index_label.empty()) object.labels[workload.index_label] = std::to_string(i);
    if (workload.kind == "StatefulSet") object.labels["statefulset.kubernetes.io/pod-name"] = object.name;
    add_claims(workload, made.pod);
  }
}

}  // namespace slipway::model
