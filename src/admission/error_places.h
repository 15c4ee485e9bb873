#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

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

/// The same of the errors of one object. Of keys and values of labels, annotations and selectors the server names the
/// map alone, and what is wrong in its words: the member that has it, of several alike the next one. Each map is read
/// once, however many errors it has.
class ErrorPlaces {
 public:
  /// REQUIRES: the object lives as long as this.
  explicit ErrorPlaces(const doc::Node& object) : object_(&object) {}
  Found of(const schema::Error& error);

 private:
  enum class Part { Key, Value };
  struct Alike {
    std::vector<const doc::Member*> members;
    std::size_t found = 0;  // of these
  };
  using ByText = std::unordered_map<std::string, Alike>;  // as Go quotes it
  static ByText texts_of(const doc::Node& map, Part part);

  const doc::Node* object_;
  std::map<std::pair<const doc::Node*, Part>, ByText> maps_;
};

}  // namespace slipway::admission
