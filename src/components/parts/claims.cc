#include "components/parts/claims.h"

#include "components/parts/chart_values.h"
#include "components/parts/pods.h"
#include "platform/fill.h"

namespace slipway::components {

namespace {

using chart_values::only;

/// The volume source of a file system that AWS keeps.
doc::Map source_of(const spec::FileSystem& file_system, const std::string& local) {
  if (file_system.type.value == "fsx-lustre") {
    const platform::ResourceId id{"aws_fsx_lustre_file_system", local};
    return {{"driver", "fsx.csi.aws.com"},
            {"volumeHandle", id.interpolated("id")},
            {"volumeAttributes",
             doc::Map{{"dnsname", id.interpolated("dns_name")}, {"mountname", id.interpolated("mount_name")}}}};
  }
  const platform::ResourceId id{"aws_efs_file_system", local};
  return {{"driver", "efs.csi.aws.com"}, {"volumeHandle", id.interpolated("id")}};
}

}  // namespace

void add_file_system_claim(Expansion& in, std::string_view file_system, std::string_view name_space,
                           SourceRange origin) {
  const auto* described = in.platform.storage.file_systems.find(file_system);
  if (!described || in.graph.find_object("v1", "PersistentVolumeClaim", name_space, file_system)) return;
  const auto volume = std::string(name_space) + "-" + std::string(file_system);
  // The size is only what Kubernetes wants to read: EFS has none, and Lustre's is its own.
  const auto size = described->size.value.empty() ? std::string("1200Gi") : described->size.value;
  in.add_object(doc::Map{{"apiVersion", "v1"},
                         {"kind", "PersistentVolume"},
                         {"metadata", doc::Map{{"name", volume}}},
                         {"spec", doc::Map{{"capacity", doc::Map{{"storage", size}}},
                                           {"accessModes", only("ReadWriteMany")},
                                           {"persistentVolumeReclaimPolicy", "Retain"},
                                           {"storageClassName", ""},
                                           {"claimRef", doc::Map{{"namespace", name_space}, {"name", file_system}}},
                                           {"csi", source_of(*described, platform::local_name(file_system))}}}},
                origin);
  in.add_object(doc::Map{{"apiVersion", "v1"},
                         {"kind", "PersistentVolumeClaim"},
                         {"metadata", pods::metadata(file_system, name_space)},
                         {"spec", doc::Map{{"accessModes", only("ReadWriteMany")},
                                           {"storageClassName", ""},
                                           {"volumeName", volume},
                                           {"resources", doc::Map{{"requests", doc::Map{{"storage", size}}}}}}}},
                origin);
}

}  // namespace slipway::components
