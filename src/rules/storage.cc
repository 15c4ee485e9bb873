#include <fmt/core.h>

#include <algorithm>

#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/scaling.h"
#include "rules/view.h"

namespace slipway::rules {
namespace {

using subject::Subject;

bool is_ebs(std::string_view provisioner) {
  return provisioner == "ebs.csi.aws.com" || provisioner == "ebs.csi.eks.amazonaws.com" ||
         provisioner == "kubernetes.io/aws-ebs";
}

/// IOPS that a GiB of the type carries at most.
std::int64_t per_gib(std::string_view type) {
  return type == "io2" ? 1000 : type == "gp3" ? 500 : type == "io1" ? 50 : 0;
}

template <class Say>
void each_claim(const Subject& subject, Say say) {
  for (const kube::Object* claim : subject.of_kind("PersistentVolumeClaim", "")) say(*claim, (*claim->node)["spec"]);
  for (const kube::Object* set : subject.of_kind("StatefulSet", "apps"))
    for (const doc::Node& claim : (*set->node)["spec"]["volumeClaimTemplates"].items()) say(*set, claim["spec"]);
}

void check_iops(const Subject& subject, Findings& findings) {
  for (const kube::Object* object : subject.of_kind("StorageClass")) {
    const doc::Node& parameters = (*object->node)["parameters"];
    if (!is_ebs(text_of((*object->node)["provisioner"]))) continue;
    const auto iops = quantity_of(parameters["iops"]);
    const std::string_view type = parameters["type"].is_null() ? "gp3" : text_of(parameters["type"]);
    const std::int64_t ratio = per_gib(type);
    if (!iops || ratio == 0 || iops->value() <= 3000 * (type == "gp3")) continue;
    bool is_said = false;
    each_claim(subject, [&](const kube::Object& owner, const doc::Node& claim) {
      if (is_said || text_of(claim["storageClassName"]) != object->name) return;
      const auto size = quantity_of(claim["resources"]["requests"]["storage"]);
      if (!size) return;
      const auto gibs = size->value() / (1 << 30);
      if (gibs < 0 || gibs > 1'000'000 || iops->value() <= gibs * ratio) return;
      is_said = true;
      findings.say(parameters["iops"].where(),
                   fmt::format("{} IOPS are capped to {} on a claim of {}", iops->value(), gibs * ratio,
                               text_of(claim["resources"]["requests"]["storage"])),
                   fmt::format("{} gives {} IOPS a GiB: {}", type, ratio, title_of(owner)));
    });
  }
}

void check_binding(const Subject& subject, Findings& findings) {
  for (const kube::Object* object : subject.of_kind("StorageClass")) {
    const doc::Node& mode = (*object->node)["volumeBindingMode"];
    if (!is_ebs(text_of((*object->node)["provisioner"])) || is_text(mode, "WaitForFirstConsumer")) continue;
    if ((*object->node)["allowedTopologies"].size() > 0) continue;
    const SourceRange kind = key_place(*object->node, "kind");
    findings.say(mode.is_absent() ? kind : mode.where(),
                 fmt::format("StorageClass {} makes volumes before it is known where their pod will run", object->name),
                 mode.is_absent() ? "volumeBindingMode is missing: Immediate" : "", {},
                 mode.is_absent() ? added_before(kind, "volumeBindingMode: WaitForFirstConsumer")
                                  : std::vector<FixIt>{{mode.where(), "WaitForFirstConsumer"}});
  }
}

void check_shared(const Subject& subject, Findings& findings) {
  const Scaled& scaled = scaled_of(subject);
  for (const PodView& pod : view_of(subject).pods()) {
    const kube::Object& owner = *pod.pod->owner;
    std::int64_t most = 0;
    if (owner.kind == "Deployment" || owner.kind == "StatefulSet")
      most = count_of((*owner.node)["spec"]["replicas"], 1);
    if (owner.kind == "Job") most = count_of((*owner.node)["spec"]["parallelism"], 1);
    if (most == 0) continue;
    if (const kube::Object* by = scaled.by(owner)) {
      const doc::Node& spec = (*by->node)["spec"];
      most =
          std::max(most, integer_of(spec["maxReplicaCount"]).value_or(integer_of(spec["maxReplicas"]).value_or(100)));
    }
    if (most < 2) continue;
    for (const doc::Node& volume : (*pod.pod->spec)["volumes"].items()) {
      const doc::Node& name = volume["persistentVolumeClaim"]["claimName"];
      const kube::Object* claim =
          text_of(name).empty() ? nullptr : subject.find("PersistentVolumeClaim", owner.ns, text_of(name));
      if (!claim) continue;
      const doc::Node& modes = (*claim->node)["spec"]["accessModes"];
      if (modes.items().empty() || holds(modes, "ReadWriteMany") || holds(modes, "ReadOnlyMany")) continue;
      findings.say(name.where(),
                   fmt::format("{} pods share the claim {}, which one node may mount", most, text_of(name)),
                   fmt::format("{} of {}", text_of(modes.items()[0]), title_of(owner)));
    }
  }
}

/// Whether a new pod has to run before the only old one may go.
bool starts_before_it_ends(const doc::Node& spec) {
  const doc::Node& strategy = spec["strategy"];
  if (is_text(strategy["type"], "Recreate")) return false;
  const doc::Node& away = strategy["rollingUpdate"]["maxUnavailable"];
  const std::string_view text = text_of(away);
  if (text.empty()) return true;  // 25% of one, rounded down
  return text == "0" || (text.ends_with('%') && text != "100%");
}

void check_update(const Subject& subject, Findings& findings) {
  const Scaled& scaled = scaled_of(subject);
  for (const PodView& pod : view_of(subject).pods()) {
    const kube::Object& owner = *pod.pod->owner;
    const doc::Node& spec = (*owner.node)["spec"];
    if (owner.kind != "Deployment" || scaled.has(owner) || count_of(spec["replicas"], 1) != 1) continue;
    if (!starts_before_it_ends(spec)) continue;
    for (const doc::Node& volume : (*pod.pod->spec)["volumes"].items()) {
      const doc::Node& name = volume["persistentVolumeClaim"]["claimName"];
      const kube::Object* claim =
          text_of(name).empty() ? nullptr : subject.find("PersistentVolumeClaim", owner.ns, text_of(name));
      if (!claim) continue;
      const doc::Node& modes = (*claim->node)["spec"]["accessModes"];
      const bool is_of_one_pod = holds(modes, "ReadWriteOncePod");
      if (modes.size() == 0 || holds(modes, "ReadWriteMany") || holds(modes, "ReadOnlyMany")) continue;
      // On the old pod's node it can start; a pod with GPUs seldom fits there beside the old one.
      if (!is_of_one_pod && pod.needs.gpus == 0) continue;
      findings.say(name.where(),
                   fmt::format("an update of {} starts a pod while the old one holds the claim {}", title_of(owner),
                               text_of(name)),
                   is_of_one_pod ? "one pod may use it" : "one node may mount it, and its GPUs are taken");
    }
  }
}

void check_ontap(const Subject& subject, Findings& findings) {
  for (const kube::Object* object : subject.of_kind("PersistentVolume")) {
    const doc::Node& csi = (*object->node)["spec"]["csi"];
    if (!is_text(csi["driver"], "fsx.csi.aws.com")) continue;
    const doc::Node& host = csi["volumeAttributes"]["dnsname"];
    if (text_of(host).starts_with("svm-"))
      findings.say(host.where(), "a storage virtual machine of FSx for ONTAP, given to the driver for Lustre",
                   "fsx.csi.aws.com mounts Lustre only");
  }
}

constexpr Rule kRules[] = {
    {"VOL001", "X-001-32", Severity::Warning, "more IOPS than volumes of the size can have",
     "EBS limits IOPS by size: io2 1,000 a GiB, gp3 500, io1 50. A small claim gets less than the class says.",
     "make the claim larger, or the class smaller",
     "EBS user guide, volume types; aws-ebs-csi-driver, docs/parameters.md", check_iops},
    {"VOL002", "X-001-35", Severity::Warning, "zonal volumes made before their pod is placed",
     "With Immediate the volume is made in some zone, and the pod can only run there: GPU capacity may be in another.",
     "set volumeBindingMode: WaitForFirstConsumer", "kubernetes docs, storage classes (volume binding mode)",
     check_binding},
    {"VOL003", "X-004-78", Severity::Warning, "a volume of one node shared by several pods",
     "ReadWriteOnce is by node: a second replica on another node, or in another zone, waits for ever.",
     "use an emptyDir or local NVMe for caches, FSx for Lustre or EFS for shared data, a StatefulSet for data of each "
     "pod",
     "kubernetes docs, persistent volumes (access modes)", check_shared},
    {"VOL004", "X-001-31", Severity::Error, "FSx for ONTAP with the driver for Lustre",
     "The driver mounts Lustre file systems only: the mount fails.", "use NetApp Trident (csi.trident.netapp.io)",
     "aws-fsx-csi-driver, README; EKS user guide, fsx-ontap", check_ontap},
    {"VOL005", "", Severity::Warning, "an update that waits for its own volume",
     "A Deployment starts the new pod before it ends the old one. The new one, on another node, waits for the volume "
     "(Multi-Attach error), the old one for the new: the update never ends.",
     "set strategy: {type: Recreate}, or maxUnavailable: 1 with maxSurge: 0",
     "kubernetes docs, deployments (strategy) and persistent volumes (access modes)", check_update},
};

}  // namespace

std::span<const Rule> storage_rules() { return kRules; }

}  // namespace slipway::rules
