#pragma once

#include <span>
#include <string_view>

#include "doc/draft.h"
#include "doc/node.h"
#include "schema/errors.h"
#include "schema/path.h"

/// The spec of a PersistentVolume, which a VolumeAttachment may hold too. Follows Kubernetes 1.36.3
/// pkg/apis/core/{v1/zz_generated.defaults.go,validation/validation.go}.
namespace slipway::schema::builtin {

/// What volumes are made of: "hostPath", "csi", …
std::span<const std::string_view> volume_source_keys();

void set_volume_source_defaults(doc::Draft& spec);

struct VolumeSpecOptions {
  std::string_view volume_name = {};
  bool is_inline = false;  // in a VolumeAttachment
  bool any_label_values = false;
};
void check_volume_spec(const doc::Node& spec, const VolumeSpecOptions& options, const Path& path, Errors& errors);

}  // namespace slipway::schema::builtin
