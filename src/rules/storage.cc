#include <fmt/core.h>

#include <algorithm>

#include "base/ascii.h"
#include "base/text.h"
#include "catalog/ebs_volume_types.h"
#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/scaling.h"
#include "rules/selections.h"
#include "rules/training_jobs.h"
#include "rules/view.h"

namespace slipway::rules {
namespace {

using subject::Subject;

bool is_ebs(std::string_view provisioner) {
  return provisioner == "ebs.csi.aws.com" || provisioner == "ebs.csi.eks.amazonaws.com" ||
         provisioner == "kubernetes.io/aws-ebs";
}

template <class Say>
void each_claim(const Subject& subject, Say say) {
  for (const kube::Object* claim : subject.of_kind("PersistentVolumeClaim", "")) say(*claim, (*claim->node)["spec"]);
  for (const kube::Object* set : subject.of_kind("StatefulSet", "apps"))
    for (const doc::Node& claim : (*set->node)["spec"]["volumeClaimTemplates"].items()) say(*set, claim["spec"]);
}

/// Calls `say(name, modes)` for each claim among the files that a pod mounts and that one node alone may mount.
template <class Say>
void each_mounted_claim(const Subject& subject, const subject::PodTemplate& pod, Say say) {
  for (const doc::Node& volume : (*pod.spec)["volumes"].items()) {
    const doc::Node& name = volume["persistentVolumeClaim"]["claimName"];
    if (text_of(name).empty()) continue;
    const kube::Object* claim = subject.find("PersistentVolumeClaim", pod.owner->ns, text_of(name));
    if (!claim) continue;
    const doc::Node& modes = (*claim->node)["spec"]["accessModes"];
    if (modes.size() == 0 || holds(modes, "ReadWriteMany") || holds(modes, "ReadOnlyMany")) continue;
    say(name, modes);
  }
}

void check_iops(const Subject& subject, Findings& findings) {
  for (const kube::Object* object : subject.of_kind("StorageClass")) {
    const doc::Node& parameters = (*object->node)["parameters"];
    if (!is_ebs(text_of((*object->node)["provisioner"]))) continue;
    const auto iops = quantity_of(parameters["iops"]);
    const std::string_view type = parameters["type"].is_null() ? "gp3" : text_of(parameters["type"]);
    const catalog::EbsVolumeType* limits = catalog::find_ebs_volume_type(type);
    if (!iops || !limits || !limits->takes_iops()) continue;
    bool is_said = false;
    each_claim(subject, [&](const kube::Object& owner, const doc::Node& claim) {
      if (is_said || text_of(claim["storageClassName"]) != object->name) return;
      const auto size = quantity_of(claim["resources"]["requests"]["storage"]);
      if (!size) return;
      const auto gibs = size->value() / (1 << 30);
      const std::int64_t most = limits->most_iops_of(gibs);
      if (gibs < 0 || gibs > 1'000'000 || iops->value() <= most) return;
      is_said = true;
      findings.say(parameters["iops"].where(),
                   fmt::format("{} IOPS are capped to {} on a claim of {}", iops->value(), most,
                               text_of(claim["resources"]["requests"]["storage"])),
                   fmt::format("{} gives {} IOPS a GiB: {}", type, limits->iops_per_gib, title_of(owner)));
    });
  }
}

/// volumeBindingMode behind the line of the provisioner; none in flow style.
std::vector<FixIt> binding_added(const doc::Node& storage_class) {
  const SourceRange key = key_place(storage_class, "provisioner");
  if (added_before(key, "").empty() || storage_class["provisioner"].where().line != key.line) return {};
  SourceRange end = key;
  end.column = static_cast<int>(key.source->line(key.line).size()) + 1;
  end.length = 0;
  return {{end, fmt::format("\n{}volumeBindingMode: WaitForFirstConsumer",
                            std::string(static_cast<std::size_t>(key.column) - 1, ' '))}};
}

void check_binding(const Subject& subject, Findings& findings) {
  for (const kube::Object* object : subject.of_kind("StorageClass")) {
    const doc::Node& mode = (*object->node)["volumeBindingMode"];
    if (!is_ebs(text_of((*object->node)["provisioner"])) || is_text(mode, "WaitForFirstConsumer")) continue;
    if ((*object->node)["allowedTopologies"].size() > 0) continue;
    const SourceRange kind = key_place(*object->node, "kind");
    findings.say(
        mode.is_absent() ? kind : mode.where(),
        fmt::format("StorageClass {} makes volumes before it is known where their pod will run", object->name),
        mode.is_absent() ? "volumeBindingMode is missing: Immediate" : "", {},
        mode.is_absent() ? binding_added(*object->node) : std::vector<FixIt>{{mode.where(), "WaitForFirstConsumer"}});
  }
}

/// Whether all pods of its kind have to stand on one node: a required affinity of theirs to each other.
bool stays_on_one_node(const Subject& subject, const subject::PodTemplate& pod) {
  const doc::Node& required = (*pod.spec)["affinity"]["podAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"];
  return std::ranges::any_of(required.items(), [&](const doc::Node& term) {
    return is_text(term["topologyKey"], "kubernetes.io/hostname") && !term["labelSelector"].is_null() &&
           std::ranges::count(selected_by(subject, pod.owner->ns, term["labelSelector"]), &pod) > 0;
  });
}

/// How many pods at once the object makes; 0 of those of which one at a time is usual, or nobody knows.
std::int64_t pods_at_once(const kube::Object& owner) {
  const doc::Node& spec = (*owner.node)["spec"];
  if (owner.kind == "Deployment" || owner.kind == "StatefulSet") return count_of(spec["replicas"], 1);
  if (owner.kind == "CronJob") return count_of(spec["jobTemplate"]["spec"]["parallelism"], 1);
  return owner.kind == "Job" || is_training_job(owner) ? ranks_of(owner) : 0;
}

void check_shared(const Subject& subject, Findings& findings) {
  const Scaled& scaled = scaled_of(subject);
  for (const PodView& pod : view_of(subject).pods()) {
    const kube::Object& owner = *pod.pod->owner;
    std::int64_t most = pods_at_once(owner);
    if (most == 0) continue;
    if (const kube::Object* by = scaled.by(owner)) {
      const doc::Node& spec = (*by->node)["spec"];
      most =
          std::max(most, integer_of(spec["maxReplicaCount"]).value_or(integer_of(spec["maxReplicas"]).value_or(100)));
    }
    if (most < 2) continue;
    each_mounted_claim(subject, *pod.pod, [&](const doc::Node& name, const doc::Node& modes) {
      if (!holds(modes, "ReadWriteOncePod") && stays_on_one_node(subject, *pod.pod)) return;
      findings.say(name.where(),
                   fmt::format("{} pods share the claim {}, which one node may mount", most, text_of(name)),
                   fmt::format("{} of {}", text_of(modes.items()[0]), title_of(owner)));
    });
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
    each_mounted_claim(subject, *pod.pod, [&](const doc::Node& name, const doc::Node& modes) {
      const bool is_of_one_pod = holds(modes, "ReadWriteOncePod");
      // On the old pod's node it can start; a pod with GPUs seldom fits there beside the old one.
      if (!is_of_one_pod && pod.needs.gpus == 0) return;
      findings.say(name.where(),
                   fmt::format("an update of {} starts a pod while the old one holds the claim {}", title_of(owner),
                               text_of(name)),
                   is_of_one_pod ? "one pod may use it" : "one node may mount it, and its GPUs are taken");
    });
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

/// The class that a claim is of: the one that it names, or the cluster's default where it is here.
const kube::Object* class_of(const Subject& subject, const doc::Node& claim) {
  const doc::Node& name = claim["storageClassName"];
  if (!name.is_null()) return text_of(name).empty() ? nullptr : subject.find("StorageClass", {}, text_of(name));
  for (const kube::Object* object : subject.of_kind("StorageClass"))
    if (is_text((*object->node)["metadata"]["annotations"]["storageclass.kubernetes.io/is-default-class"], "true"))
      return object;
  return nullptr;
}

void check_many_nodes(const Subject& subject, Findings& findings) {
  if (subject.of_kind("StorageClass").empty()) return;
  each_claim(subject, [&](const kube::Object& owner, const doc::Node& claim) {
    if (is_text(claim["volumeMode"], "Block") || !text_of(claim["volumeName"]).empty()) return;
    for (const doc::Node& mode : claim["accessModes"].items()) {
      if (!is_text(mode, "ReadWriteMany")) continue;
      const kube::Object* of = class_of(subject, claim);
      if (of && is_ebs(text_of((*of->node)["provisioner"])))
        findings.say(mode.where(),
                     fmt::format("{} is for many nodes, and its class {} makes EBS volumes", title_of(owner), of->name),
                     "an EBS volume with a file system is of one node");
    }
  });
}

/// Parameters that the driver of EBS reads, whatever their case: aws-ebs-csi-driver 1.64.0, pkg/driver/constants.go and
/// CreateVolume in controller.go.
constexpr std::string_view kOfEbs[] = {"type",
                                       "iopspergb",
                                       "allowautoiopspergbincrease",
                                       "allowautoiopsincreaseonmodify",
                                       "iops",
                                       "throughput",
                                       "encrypted",
                                       "kmskeyid",
                                       "fstype",
                                       "blockexpress",
                                       "blocksize",
                                       "inodesize",
                                       "bytesperinode",
                                       "numberofinodes",
                                       "ext4bigalloc",
                                       "ext4clustersize",
                                       "ext4encryptionsupport",
                                       "blockattachuntilinitialized",
                                       "volumeinitializationrate",
                                       "csi.storage.k8s.io/fstype",
                                       "csi.storage.k8s.io/pvc/name",
                                       "csi.storage.k8s.io/pvc/namespace",
                                       "csi.storage.k8s.io/pv/name"};

void check_parameters(const Subject& subject, Findings& findings) {
  for (const kube::Object* object : subject.of_kind("StorageClass")) {
    const std::string_view provisioner = text_of((*object->node)["provisioner"]);
    const doc::Node& parameters = (*object->node)["parameters"];
    if (is_ebs(provisioner) && provisioner != "kubernetes.io/aws-ebs")
      for (const doc::Member& one : parameters.members()) {
        const std::string key = ascii_lower(one.key.text());
        // Which secret goes along is the provisioner's to read, of any driver.
        if (key.starts_with("csi.storage.k8s.io/") && key.find("-secret-") != std::string::npos) continue;
        if (std::ranges::count(kOfEbs, key) > 0 || key.starts_with("tagspecification")) continue;
        const auto near = near_miss(key, kOfEbs);
        findings.say(near ? Severity::Error : Severity::Warning, one.key.where(),
                     fmt::format("the driver of EBS knows no parameter {}", printable(one.key.text())),
                     near ? fmt::format("did you mean {}?", *near) : title_of(*object));
      }
    if (provisioner != "efs.csi.aws.com") continue;
    const doc::Node& mode = parameters["provisioningMode"];
    if (mode.is_null()) continue;  // volumes are made by hand
    if (const std::string_view efs = "efs-ap"; text_of(mode) != efs && near_miss(text_of(mode), std::span(&efs, 1)))
      findings.say(mode.where(),
                   fmt::format("the driver of EFS knows no provisioningMode {}", printable(text_of(mode))),
                   "did you mean efs-ap?", {}, {{mode.where(), "efs-ap"}});
    if (parameters["fileSystemId"].is_null())
      findings.say(key_place(*object->node, "parameters"), fmt::format("{} names no file system", title_of(*object)),
                   "provisioningMode needs fileSystemId");
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
    {"VOL006", "", Severity::Error, "an EBS volume for many nodes",
     "The driver of EBS makes volumes with a file system for one node only: the claim stays pending.",
     "EFS or FSx for Lustre for shared data, ReadWriteOnce for data of one pod",
     "aws-ebs-csi-driver, pkg/driver/controller.go (volume capabilities)", check_many_nodes},
    {"VOL007", "", Severity::Error, "a parameter that the storage driver does not take",
     "The driver refuses each volume of the class: claims stay pending.", "write a parameter of the driver's list",
     "aws-ebs-csi-driver, docs/parameters.md; aws-efs-csi-driver, docs/README.md (storage class parameters)",
     check_parameters},
};

}  // namespace

std::span<const Rule> storage_rules() { return kRules; }

}  // namespace slipway::rules
