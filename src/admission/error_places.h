#pragma once

#include <set>
#include <string_view>

#include "base/source.h"
#include "doc/node.h"
#include "schema/errors.h"

namespace slipway::admission {

/// From an object to a node that an error's path names: what is there of it.
struct Found {
  const doc::Node* node;  // the deepest node of the path that exists
  SourceRange key;        // of its key; of an item of a list the item
  bool is_whole = false;  // it is the node that the path names
};

/// "spec.containers[0].env[1].name", "metadata.labels[a/b]", also ["a"] as CEL writes it. Keys with dots are found,
/// too: of a map's keys the longest that the path goes on with.
Found follow(const doc::Node& object, std::string_view path);
/// The same of an error. Of keys and values of labels, annotations and selectors the server names the map alone, and
/// what is wrong in its words: the member that has it, of several alike one that is not `taken`.
Found follow(const doc::Node& object, const schema::Error& error, std::set<const doc::Node*>& taken);

}  // namespace slipway::admission
