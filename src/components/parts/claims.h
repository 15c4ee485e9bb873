#pragma once

#include <string_view>

#include "components/component.h"

namespace slipway::components {

/// The PersistentVolumeClaim of a file system of storage.fileSystems in a namespace, named as the file system: shared
/// by all pods there. Once for each namespace, whoever asks first.
void add_file_system_claim(Expansion& in, std::string_view file_system, std::string_view name_space,
                           SourceRange origin);

}  // namespace slipway::components
