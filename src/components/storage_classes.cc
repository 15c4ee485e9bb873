#include "components/component.h"
#include "components/parts/addon.h"
#include "components/parts/network.h"
#include "components/parts/storage.h"
#include "platform/fill.h"

/// StorageClasses: gp3 always, those of platform.yaml, one of them the default.
namespace slipway::components {

namespace {

constexpr const char* kAutoProvisioner = "ebs.csi.eks.amazonaws.com";

std::string ebs_provisioner(const spec::Platform& platform) {
  return has_nodes_of_its_own(platform) ? "ebs.csi.aws.com" : kAutoProvisioner;
}

/// Parameters are texts.
doc::Map ebs_parameters(const spec::StorageClass& wanted) {
  doc::Map parameters{{"type", wanted.type.value}, {"encrypted", wanted.encrypted.value ? "true" : "false"}};
  auto iops = wanted.iops.value;
  auto throughput = wanted.throughput.value;
  if (wanted.type.value == "gp3") {  // what it is without being asked, said all the same
    if (iops == 0) iops = 3000;
    if (throughput == 0) throughput = 125;
  }
  if (iops > 0) parameters.set("iops", std::to_string(iops));
  if (throughput > 0) parameters.set("throughput", std::to_string(throughput));
  parameters.set("csi.storage.k8s.io/fstype", "ext4");
  return parameters;
}

/// Volumes of one driver cannot be attached on the other's nodes.
bool has_both_kinds_of_nodes(const spec::Platform& platform) {
  return platform.cluster.mode.value == spec::ClusterMode::Auto && has_nodes_of_its_own(platform);
}

class Classes {
 public:
  explicit Classes(Expansion& in) : in_(in) {}

  void add(const spec::Located<std::string>& name, const spec::StorageClass& wanted) {
    const auto& type = wanted.type.value;
    if (name.value == "gp2" && type == "gp2") return add_gp2(name, wanted);
    if (type == "efs") return add_efs(name, wanted);
    if (type == "fsx-lustre") return add_object(name, wanted, "fsx.csi.aws.com", lustre_parameters(wanted), Growth::No);
    add_object(name, wanted, ebs_provisioner(in_.platform), ebs_parameters(wanted), Growth::Yes);
  }

  /// gp3 on Auto Mode's own nodes, where there are others beside them.
  void add_for_auto_mode() {
    add_object(std::string("gp3-auto"), {}, kAutoProvisioner, ebs_parameters({}), Growth::Yes);
  }

 private:
  enum class Growth { No, Yes };

  bool is_default(const spec::Located<std::string>& name) const {
    return name.value == in_.platform.storage.default_class.value;
  }

  void add_object(const spec::Located<std::string>& name, const spec::StorageClass& wanted,
                  const std::string& provisioner, doc::Map parameters, Growth expansion) {
    doc::Map metadata{{"name", doc::Value(name.value).from(name.where)}};
    if (is_default(name))
      metadata.set("annotations", doc::Map{{"storageclass.kubernetes.io/is-default-class", "true"}});
    doc::Map object{{"apiVersion", "storage.k8s.io/v1"},
                    {"kind", "StorageClass"},
                    {"metadata", std::move(metadata)},
                    {"provisioner", provisioner},
                    {"parameters", std::move(parameters)},
                    {"reclaimPolicy", doc::Value(wanted.reclaim.value).from(wanted.reclaim.where)},
                    {"volumeBindingMode", doc::Value(wanted.binding.value).from(wanted.binding.where)}};
    if (expansion == Growth::Yes) object.set("allowVolumeExpansion", true);
    in_.add_check("StorageClass " + name.value + " is there",
                  platform::KubernetesQuestion{"storage.k8s.io/v1", "StorageClass", "", name.value},
                  {"provisioner", platform::Expectation::Holds::Equals, provisioner});
    in_.add_object(std::move(object), name.where ? name.where : wanted.where);
  }

  /// The class that EKS itself makes, to the letter (its parameters can never change), and not the default: on clusters
  /// before 1.30 it was.
  void add_gp2(const spec::Located<std::string>& name, const spec::StorageClass& wanted) {
    in_.add_object({{"apiVersion", "storage.k8s.io/v1"},
                    {"kind", "StorageClass"},
                    {"metadata", doc::Map{{"name", name.value},
                                          {"annotations", doc::Map{{"storageclass.kubernetes.io/is-default-class",
                                                                    is_default(name) ? "true" : "false"}}}}},
                    {"provisioner", "kubernetes.io/aws-ebs"},
                    {"parameters", doc::Map{{"type", "gp2"}, {"fsType", "ext4"}}},
                    {"reclaimPolicy", "Delete"},
                    {"volumeBindingMode", "WaitForFirstConsumer"}},
                   name.where ? name.where : wanted.where);
  }

  void add_efs(const spec::Located<std::string>& name, const spec::StorageClass& wanted) {
    const auto* file_system = efs_of(wanted);
    if (!file_system) {
      // That there is none at all, the reader has said.
      if (has_efs())
        in_.diagnostics.error("STO002", wanted.where ? wanted.where : name.where,
                              "StorageClass '" + name.value + "' does not say in which file system",
                              "name one of storage.fileSystems as fileSystem");
      return;
    }
    const platform::ResourceId id{"aws_efs_file_system", platform::local_name(*file_system)};
    add_object(name, wanted, "efs.csi.aws.com",
               {{"provisioningMode", "efs-ap"}, {"fileSystemId", id.interpolated("id")}, {"directoryPerms", "700"}},
               Growth::No);
  }

  bool has_efs() const {
    for (const auto& [name, file_system] : in_.platform.storage.file_systems)
      if (file_system.type.value == "efs") return true;
    return false;
  }

  /// The file system that the class names, else the only one.
  const std::string* efs_of(const spec::StorageClass& wanted) const {
    std::vector<const std::string*> found;
    for (const auto& [name, file_system] : in_.platform.storage.file_systems) {
      const bool fits = wanted.file_system.value.empty() || name.value == wanted.file_system.value;
      if (fits && file_system.type.value == "efs") found.push_back(&name.value);
    }
    return found.size() == 1 ? found.front() : nullptr;
  }

  doc::Map lustre_parameters(const spec::StorageClass& wanted) const {
    const auto id = zonal_subnet(in_.platform);
    const auto subnet = id.expression() ? "${" + id.expression()->text + "}" : *id.string();
    const auto throughput = wanted.throughput.value > 0 ? wanted.throughput.value : 125;
    return {{"subnetId", subnet},
            {"securityGroupIds", kFsxSecurityGroup.interpolated("id")},
            {"deploymentType", "PERSISTENT_2"},
            {"perUnitStorageThroughput", std::to_string(throughput)},
            {"storageType", "SSD"},
            {"fileSystemTypeVersion", "2.15"},
            {"dataCompressionType", "LZ4"}};
  }

  Expansion& in_;
};

void expand_storage_classes(Expansion& in) {
  const auto& storage = in.platform.storage;
  Classes classes(in);
  in.add_check("a claim that names no class gets " + storage.default_class.value,
               platform::KubernetesQuestion{"storage.k8s.io/v1", "StorageClass", "", ""},
               {"items[metadata.annotations.\"storageclass.kubernetes.io/is-default-class\"=true].metadata.name",
                platform::Expectation::Holds::Equals, storage.default_class.value});
  if (!storage.classes.find("gp3")) classes.add(std::string("gp3"), {});
  for (const auto& [name, wanted] : storage.classes) classes.add(name, wanted);
  if (has_both_kinds_of_nodes(in.platform) && !storage.classes.find("gp3-auto")) classes.add_for_auto_mode();
}

bool always(const spec::Platform&) { return true; }

}  // namespace

extern const Component storage_classes = {"storage-classes",
                                          "StorageClasses, gp3 the default",
                                          Stage::Data,
                                          {},
                                          always,
                                          nullptr,
                                          expand_storage_classes,
                                          [](const spec::Platform& platform) { return platform.storage.where; }};

}  // namespace slipway::components
