#pragma once

#include <string_view>

#include "schema/builtin/kind.h"

/// v1 PersistentVolume and PersistentVolumeClaim, storage.k8s.io/v1. A file each; storage_kinds() lists them.
namespace slipway::schema::builtin {

extern const BuiltinKind kPersistentVolume, kPersistentVolumeClaim, kStorageClass, kCsiDriver, kCsiNode,
    kVolumeAttachment;

/// ValidateCSIDriverName
void check_csi_driver_name(std::string_view name, const Path& path, Errors& errors);

}  // namespace slipway::schema::builtin
