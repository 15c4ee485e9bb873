#pragma once

#include <memory>
#include <span>
#include <vector>

#include "base/source.h"
#include "cli/session.h"

namespace slipway::cli {

/// Terraform reads all files of a folder as one module. Of the Terraform files that were given: what else stands in
/// their folders (*.tf, *.tf.json, not below), and in those of the modules that these call by path, and so on; at most
/// 1,000 files. A file that cannot be read is left out. Named as the files beside them are.
std::vector<std::shared_ptr<const SourceText>> rest_of_modules(
    Session& session, std::span<const std::shared_ptr<const SourceText>> given);

}  // namespace slipway::cli
