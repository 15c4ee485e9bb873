#pragma once

#include <cstdint>
#include <string_view>

#include "components/component.h"

namespace slipway::components {

/// Whole GiB of a size such as 200Gi or 1.2T, rounded up; 0 of a text that is no size (the reader has said so).
std::int64_t whole_gibibytes(std::string_view size);

/// The block device mappings of a launch template: /dev/xvda and, for a data volume, /dev/xvdb. Bottlerocket keeps
/// images and pods on /dev/xvdb: there `root` sizes that one when there is no data volume.
doc::List block_device_mappings(const spec::Volumes& volumes, spec::AmiFamily family);

/// The same as an EC2NodeClass has them: sizes are quantities.
doc::List node_class_block_devices(const spec::Volumes& volumes, spec::AmiFamily family);

}  // namespace slipway::components
