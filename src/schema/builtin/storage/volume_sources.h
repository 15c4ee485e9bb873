#pragma once

#include <string_view>

#include "doc/node.h"
#include "schema/errors.h"
#include "schema/path.h"

/// What a PersistentVolume may be made of. Follows Kubernetes 1.36.3 pkg/apis/core/validation/validation.go.
namespace slipway::schema::builtin {

void check_host_path_source(const doc::Node& source, const Path& path, Errors& errors);
void check_gce_source(const doc::Node& source, const Path& path, Errors& errors);
void check_ebs_source(const doc::Node& source, const Path& path, Errors& errors);
void check_glusterfs_source(const doc::Node& source, const Path& path, Errors& errors);
void check_flocker_source(const doc::Node& source, const Path& path, Errors& errors);
void check_nfs_source(const doc::Node& source, const Path& path, Errors& errors);
void check_rbd_source(const doc::Node& source, const Path& path, Errors& errors);
void check_quobyte_source(const doc::Node& source, const Path& path, Errors& errors);
void check_cephfs_source(const doc::Node& source, const Path& path, Errors& errors);
void check_iscsi_source(const doc::Node& source, const Path& path, Errors& errors);
void check_iscsi_name_length(const doc::Node& source, std::string_view volume_name, const Path& path, Errors& errors);
void check_cinder_source(const doc::Node& source, const Path& path, Errors& errors);
void check_fc_source(const doc::Node& source, const Path& path, Errors& errors);
void check_flex_source(const doc::Node& source, const Path& path, Errors& errors);
void check_azure_file_source(const doc::Node& source, const Path& path, Errors& errors);
void check_vsphere_source(const doc::Node& source, const Path& path, Errors& errors);
void check_photon_source(const doc::Node& source, const Path& path, Errors& errors);
void check_portworx_source(const doc::Node& source, const Path& path, Errors& errors);
void check_azure_disk_source(const doc::Node& source, const Path& path, Errors& errors);
void check_scale_io_source(const doc::Node& source, const Path& path, Errors& errors);
void check_local_source(const doc::Node& source, const Path& path, Errors& errors);
void check_storageos_source(const doc::Node& source, const Path& path, Errors& errors);
void check_csi_source(const doc::Node& source, const Path& path, Errors& errors);

}  // namespace slipway::schema::builtin
