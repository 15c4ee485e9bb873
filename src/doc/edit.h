#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "doc/value.h"

namespace slipway::doc {

/// From a document's root to a node: keys as JSON has them ("true" for a key `on`), indexes from 0.
using YamlStep = std::variant<std::string, std::size_t>;
using YamlPath = std::vector<YamlStep>;

/// `spec.containers[0].image`; a key with dots or brackets in quotes: `metadata.labels['app.kubernetes.io/name']`.
Result<YamlPath, ParseError> parse_path(std::string_view text);
std::string to_string(const YamlPath& path);

struct EditError {
  enum class Reason {
    NoSuchPlace,  // the path, or the document, is not there
    Exists,       // the key to add already is
    Unreadable,   // the text is no YAML, or is UTF-16
    NotSafe,      // an alias, a merge, or a form of YAML in which the edit would change something else
  };
  Reason reason;
  std::string message;                           // lower case, no full stop
  std::optional<std::size_t> at = std::nullopt;  // of NotSafe: the byte of the text where what stands in the way stands
};

/// One document (from 0, as read_yaml counts those with content) of a text to change. Each edit returns the whole new
/// text: comments, order, quotes, line ends and spaces stay as they are but for those of the part that is replaced or
/// removed. New parts take the indentation, the line ends and the style (block or flow) of what is around them; in a
/// document that writes most small collections on one line, new ones that are small stand on one too.
/// Every edit is read back before it is returned: it changed what it should, and nothing else.
struct YamlPlace {
  std::string_view text;
  std::size_t document = 0;
};

/// Replaces the value at a path that exists. A string keeps the kind of quotes it had.
Result<std::string, EditError> set_value(YamlPlace place, const YamlPath& path, const Value& value);
/// Adds a member behind the last one of a map, and behind the comments that stand below that one and are its own: those
/// indented deeper than its key, and those of its column that no other member of the same column follows. Or makes a
/// map of a null.
Result<std::string, EditError> add_member(YamlPlace place, const YamlPath& map, std::string_view key,
                                          const Value& value);
/// Adds an item behind the last one of a list, or makes a list of a null.
Result<std::string, EditError> add_item(YamlPlace place, const YamlPath& list, const Value& value);
/// Adds many at once, in their order.
Result<std::string, EditError> add_items(YamlPlace place, const YamlPath& list, const List& values);
/// Sets the value, adding what is missing of the maps on the way.
Result<std::string, EditError> put_value(YamlPlace place, const YamlPath& path, const Value& value);
/// Removes a member or an item, with the comment behind it on its line. What is empty then is `{}` or `[]`.
Result<std::string, EditError> remove(YamlPlace place, const YamlPath& path);

}  // namespace slipway::doc
