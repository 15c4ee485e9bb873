#include "doc/node.h"

#include <algorithm>
#include <cstring>

#include "doc/tree_builder.h"
#include "doc/yaml_resolve.h"

namespace slipway::doc {

std::string_view to_string(Kind kind) {
  switch (kind) {
    case Kind::Null:
      return "null";
    case Kind::Bool:
      return "boolean";
    case Kind::Int:
      return "integer";
    case Kind::Float:
      return "number";
    case Kind::String:
      return "string";
    case Kind::List:
      return "list";
    case Kind::Map:
      return "map";
  }
  return "";
}

namespace {
const Node kAbsent{};

template <class Word>
bool equal_at(const char* a, const char* b) {
  Word x, y;
  std::memcpy(&x, a, sizeof(Word));
  std::memcpy(&y, b, sizeof(Word));
  return x == y;
}

/// Keys are short, and most that come here are equal: two words that overlap save the call. REQUIRES: size > 0.
bool equal(const char* a, const char* b, std::size_t size) {
  if (size > 16) return std::memcmp(a, b, size) == 0;
  if (size >= 8) return equal_at<std::uint64_t>(a, b) && equal_at<std::uint64_t>(a + size - 8, b + size - 8);
  if (size >= 4) return equal_at<std::uint32_t>(a, b) && equal_at<std::uint32_t>(a + size - 4, b + size - 4);
  return a[0] == b[0] && a[size / 2] == b[size / 2] && a[size - 1] == b[size - 1];
}
}  // namespace

std::int64_t Node::integer() const {
  if (kind_ == Kind::Bool) return flag_ ? 1 : 0;
  return kind_ == Kind::Int ? resolve_plain(text()).integer : 0;
}

double Node::number() const {
  if (kind_ != Kind::Int && kind_ != Kind::Float) return 0;
  const YamlScalar value = resolve_plain(text());
  if (value.kind == Kind::Float) return value.number;
  if (value.integer == 0) return kind_ == Kind::Float && text().starts_with('-') ? -0.0 : 0.0;
  return value.is_unsigned ? static_cast<double>(static_cast<std::uint64_t>(value.integer))
                           : static_cast<double>(value.integer);
}

std::span<const Node> Node::items() const {
  if (kind_ != Kind::List || size_ == 0) return {};
  return {items_, size_};
}

std::span<const Member> Node::members() const {
  if (kind_ != Kind::Map || size_ == 0) return {};
  return {members_, size_};
}

const Node* Node::find(std::string_view key) const {
  if (kind_ != Kind::Map || size_ == 0) return nullptr;
  const std::span<const Member> all(members_, size_);
  if (all.size() <= TreeBuilder::kSmallMap) {
    if (key.empty()) {
      for (const Member& member : all)
        if (member.key.size_ == 0) return &member.value;
      return nullptr;
    }
    // Most keys differ in their length or first letter: those are not worth a call.
    for (const Member& member : all) {
      const Node& one = member.key;
      if (one.size_ == key.size() && one.is_scalar() && one.text_[0] == key[0] &&
          equal(one.text_, key.data(), key.size()))
        return &member.value;
    }
    return nullptr;
  }
  const std::span<const std::uint32_t> order = TreeBuilder::sorted_order(all);
  const auto found =
      std::ranges::lower_bound(order, key, {}, [&](std::uint32_t index) { return all[index].key.text(); });
  if (found == order.end() || all[*found].key.text() != key) return nullptr;
  return &all[*found].value;
}

const Node& Node::operator[](std::string_view key) const {
  const Node* found = find(key);
  return found ? *found : kAbsent;
}

const Node& Document::root() const { return tree_ ? TreeBuilder::root_of(*tree_) : kAbsent; }

const SourceText* Document::source() const { return tree_ ? TreeBuilder::source_of(*tree_) : nullptr; }

}  // namespace slipway::doc
