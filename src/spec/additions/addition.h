#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "doc/edit.h"
#include "doc/value.h"
#include "spec/platform.h"

namespace slipway::spec::additions {

/// Something that comes to be in platform.yaml: a member of a map, or items of a list.
struct Edit {
  doc::YamlPath place;  // of the map or list: spec.nodePools
  std::string key;      // of the member; "": `value` is a List, its items come behind those that are there
  doc::Value value;
};

/// What it takes to have what was asked for. Adding it again takes nothing.
struct Addition {
  std::vector<Edit> edits;
  std::vector<std::string> said;  // what is there already, what was chosen: a sentence each, lower case, no full stop
};

/// What the files say at a path; of several that say something the last, which counts. nullptr: none does.
const doc::Node* written_at(const Platform& platform, const doc::YamlPath& path);

/// Adds the member of spec.<map> to the addition unless the same is there: then it says so. One of that name that is
/// not the same is ADD002, a name that the map does not take ADD001.
void add_named(Addition& addition, const Platform& platform, std::string_view map, const Text& name, doc::Map value,
               Diagnostics& diagnostics);

/// "a", "a and b", "a, b and c".
std::string listed(const std::vector<std::string>& words, std::string_view last = "and");

}  // namespace slipway::spec::additions
