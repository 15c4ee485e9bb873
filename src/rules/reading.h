#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/source.h"
#include "doc/node.h"
#include "kube/object.h"
#include "kube/quantity.h"

namespace slipway::rules {

/// Loose reading: rules look at objects of any version, right or wrong, so what has another type than expected is as if
/// it were not there. (That it has is the schema's finding.)

/// Where the key of a member stands; where the map itself does when it has no such member.
SourceRange key_place(const doc::Node& map, std::string_view key);
/// The first of these keys that is there, else the map.
SourceRange key_place(const doc::Node& map, std::string_view first, std::string_view second);

/// Calls `say(container)` for each container of a pod, init containers too.
template <class Say>
void each_container(const doc::Node& pod_spec, Say say) {
  for (const doc::Node& container : pod_spec["containers"].items()) say(container);
  for (const doc::Node& container : pod_spec["initContainers"].items()) say(container);
}

/// A container's variable of that name; an absent Node when it has none.
const doc::Node& variable(const doc::Node& container, std::string_view name);

/// A name or a text; of numbers and booleans what was written. "" for lists, maps and null.
inline std::string_view text_of(const doc::Node& node) { return node.is_null() ? std::string_view() : node.text(); }
bool is_text(const doc::Node& node, std::string_view text);

/// nullopt for what is absent or no quantity.
std::optional<kube::Quantity> quantity_of(const doc::Node& node);
/// Go's durations: "30s", "1h30m". nullopt for all else, "Never" too.
std::optional<std::int64_t> seconds_of(const doc::Node& node);
std::optional<std::int64_t> integer_of(const doc::Node& node);
/// A text that is a decimal integer and nothing else: a word of a command line, a value in quotes.
std::optional<std::int64_t> whole_number(std::string_view text);
/// A count that is reckoned with: what is absent is `otherwise`, what nobody means is the nearest of 0 and a million.
std::int64_t count_of(const doc::Node& node, std::int64_t otherwise);
/// A count of devices of a resource list, a quantity like each of its amounts: 4, "4" and "4000m" are four. What is
/// absent or none counts 0, what nobody means the nearest of 0 and a million.
std::int64_t devices_of(const doc::Node& node);
bool is_true(const doc::Node& node);

/// A member more, written on a line of its own before the key that stands there; none in flow style, where a line of
/// its own would be wrong.
std::vector<FixIt> added_before(SourceRange key, std::string_view member);
/// The member taken away, where key and value stand on one line that begins with the key.
std::vector<FixIt> removed(const doc::Node& map, std::string_view key);

/// Whether a list holds this text.
bool holds(const doc::Node& list, std::string_view text);

/// Where an offset of a text stands that was written over several lines (a literal block, as scripts in manifests are):
/// that line of the file, with the length of the rest of the line. The node's own place where that cannot be told.
SourceRange place_in(const doc::Node& text, std::size_t offset);

/// Where an object says its name; its own place when it does not.
SourceRange name_place(const kube::Object& object);

/// "Deployment ml/llm", "NodePool gpu", as messages name objects.
std::string title_of(const kube::Object& object);

/// Gibibytes with at most one decimal: "29.5".
std::string gib(double bytes);
/// At most two decimals, no zeros behind: "7.91", "4".
std::string short_number(double number);

}  // namespace slipway::rules
