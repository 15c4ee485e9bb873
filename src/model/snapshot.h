#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/diagnostic.h"
#include "model/collection.h"

namespace slipway::model {

/// What stood in a cluster at one time: native objects in a file, as `kubectl get … -A -o json` writes them (a v1 List,
/// or a stream of objects, in JSON or YAML).
struct Snapshot {
  std::shared_ptr<const SourceText> source;  // diagnostics point into it
  Collection collection;
  std::int64_t read_at = 0;  // seconds since 1970; 0 when nothing in it tells
};

/// Secrets and ConfigMaps are dropped, and values of environment variables and copies of applied manifests overwritten,
/// before anything else sees the text: no diagnostic can show them, and of a text that cannot be read none shows
/// anything but where that is. The time is that of the annotation slipway.dev/read-at of a list, else the newest that
/// any object tells of itself. Errors are those of read_yaml and Collection; SNAPSHOT001 (error): no object is live.
Snapshot read_snapshot(const std::string& name, std::string text, Diagnostics& diagnostics);

/// The text with what read_snapshot overwrites as so many x, positions unchanged. Texts that cannot be read stay.
std::string without_secrets(const std::string& name, std::string text);

}  // namespace slipway::model
