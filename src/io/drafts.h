#pragma once

#include <string>

namespace slipway::io {

/// What stands beside a file while its new text is written: "a.yaml.slipway-123.tmp", of the process 123.
std::string draft_of(const std::string& path);

/// Removes drafts of files of a folder whose processes were killed: those that nobody has touched for a minute and
/// whose process is gone. Looks once into each folder, however often it is asked.
void remove_left_drafts(const std::string& folder);

}  // namespace slipway::io
