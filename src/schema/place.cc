#include "schema/place.h"

#include <charconv>

namespace slipway::schema {
namespace {

/// How many bytes of `rest` a member's key takes: written plain, or in brackets. 0: it is not this one.
std::size_t bytes_of_key(std::string_view key, std::string_view rest) {
  const auto ends = [&](std::size_t at) { return at == rest.size() || rest[at] == '.' || rest[at] == '['; };
  if (!key.empty() && rest.starts_with(key) && ends(key.size())) return key.size();
  const std::size_t closed = key.size() + 2;
  if (rest.size() >= closed && rest[0] == '[' && rest.substr(1, key.size()) == key && rest[closed - 1] == ']')
    return closed;
  return 0;
}

/// The member that takes most of `rest`: keys may hold dots.
const doc::Member* longest_match(const doc::Node& map, std::string_view rest, std::size_t& taken) {
  const doc::Member* best = nullptr;
  taken = 0;
  for (const doc::Member& member : map.members()) {
    const std::size_t bytes = bytes_of_key(member.key.text(), rest);
    if (bytes <= taken) continue;
    taken = bytes;
    best = &member;
  }
  return best;
}

/// The item that "[3]…" names.
const doc::Node* indexed(const doc::Node& list, std::string_view rest, std::size_t& taken) {
  const std::size_t closing = rest.find(']');
  if (!rest.starts_with('[') || closing == std::string_view::npos) return nullptr;
  std::size_t index = 0;
  const auto [end, status] = std::from_chars(rest.data() + 1, rest.data() + closing, index);
  if (status != std::errc{} || end != rest.data() + closing || index >= list.size()) return nullptr;
  taken = closing + 1;
  return &list.items()[index];
}

}  // namespace

// apiextensions-apiserver 0.36, pkg/apis/apiextensions/v1/conversion.go,
// Convert_v1_CustomResourceDefinitionSpec_To_apiextensions_CustomResourceDefinitionSpec.
std::string as_written(const doc::Node& object, std::string_view field) {
  if (object["kind"].text() != "CustomResourceDefinition" || object["apiVersion"].text() != "apiextensions.k8s.io/v1")
    return std::string(field);
  const struct {
    std::string_view top, of_version;
  } kShared[] = {{"spec.validation", "spec.versions[0].schema"},
                 {"spec.subresources", "spec.versions[0].subresources"},
                 {"spec.additionalPrinterColumns", "spec.versions[0].additionalPrinterColumns"},
                 {"spec.selectableFields", "spec.versions[0].selectableFields"}};
  for (const auto& one : kShared) {
    if (!field.starts_with(one.top)) continue;
    const std::string_view rest = field.substr(one.top.size());
    if (rest.empty() || rest.front() == '.' || rest.front() == '[') return std::string(one.of_version).append(rest);
  }
  return std::string(field);
}

SourceRange place_of(const doc::Node& object, std::string_view said) {
  SourceRange where = object.where();
  if (said == "<nil>") return where;
  const std::string written = as_written(object, said);
  std::string_view field = written;
  const doc::Node* at = &object;
  while (!field.empty()) {
    if (field.front() == '.') {
      field.remove_prefix(1);
      continue;
    }
    std::size_t taken = 0;
    if (at->is_list()) {
      at = indexed(*at, field, taken);
      if (!at) break;
      where = at->where();
    } else {
      const doc::Member* member = longest_match(*at, field, taken);
      if (!member) break;
      at = &member->value;
      if (member->key.where()) where = member->key.where();
    }
    field.remove_prefix(taken);
  }
  return where;
}

}  // namespace slipway::schema
