#include "admission/following_errors.h"

#include <algorithm>
#include <string_view>

#include "base/text.h"

namespace slipway::admission {
namespace {

using doc::Node;

bool holds_near(const Node& node, const std::set<const Node*>& gone, int depth) {
  const auto is_near = [&](const Node& one) {
    return gone.contains(&one) || (depth > 1 && holds_near(one, gone, depth - 1));
  };
  return std::ranges::any_of(node.members(), [&](const doc::Member& one) { return is_near(one.value); }) ||
         std::ranges::any_of(node.items(), is_near);
}

/// Whether a field that is missing was written under another name, which nobody knows and which was taken for that.
bool is_misspelt(const Node& owner, const std::set<const Node*>& gone, std::string_view missing) {
  const std::string_view name = missing.substr(missing.rfind('.') + 1);
  return std::ranges::any_of(owner.members(), [&](const doc::Member& one) {
    const std::string_view written[] = {one.key.text()};
    return gone.contains(&one.value) && near_miss(name, written);
  });
}

void add_with_all_below(const Node& node, std::set<const Node*>& all) {
  all.insert(&node);
  for (const doc::Member& one : node.members()) add_with_all_below(one.value, all);
  for (const Node& one : node.items()) add_with_all_below(one, all);
}

}  // namespace

std::set<const Node*> with_all_below(const std::set<const Node*>& nodes) {
  std::set<const Node*> all;
  for (const Node* one : nodes) add_with_all_below(*one, all);
  return all;
}

bool follows_from(const Node& object, const std::set<const Node*>& gone, const Found& found,
                  const schema::Error& error) {
  using Type = schema::Error::Type;
  if (found.is_whole && gone.contains(found.node)) return true;
  if (error.type == Type::FieldValueInvalid || error.type == Type::FieldValueNotSupported)
    return holds_near(*found.node, gone, 2);
  if (error.type != Type::FieldValueRequired) return false;
  if (!found.is_whole && is_misspelt(*found.node, gone, error.field)) return true;
  if (found.is_whole) return !found.node->is_scalar() && holds_near(*found.node, gone, 2);
  // "spec.resources[storage]" is missing where requests.storage below it was taken.
  const std::size_t key = error.field.ends_with(']') ? error.field.rfind('[') : std::string::npos;
  const Found owner = key == std::string::npos ? found : follow(object, error.field.substr(0, key));
  return key != std::string::npos && owner.is_whole && holds_near(*owner.node, gone, 2);
}

}  // namespace slipway::admission
