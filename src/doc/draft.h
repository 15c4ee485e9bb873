#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "doc/arena.h"
#include "doc/node.h"

namespace slipway::doc {

/// A map of a read tree while something completes it: defaults are set, fields dropped. What is not touched is shared
/// with the tree that was read, so a draft that changes nothing costs nothing. What is made stands in `arena`, which
/// must outlive the result; it has the place of the map it was put into.
///
///   Draft pod(node, arena);
///   pod.set_default("restartPolicy", "Always");
///   pod.each("containers", [](Draft& container) { container.set_default("imagePullPolicy", "Always"); });
///   const Node& completed = pod.node();
class Draft {
 public:
  /// REQUIRES: a map, or an absent or null node (an empty map then).
  Draft(const Node& node, Arena& arena);

  /// The map as it stands now. Valid until the next change; copy it to keep it (a Node is small).
  const Node& node();
  Arena& arena() const { return *arena_; }

  /// As Node has them; reads see what was set.
  const Node& operator[](std::string_view key) const;
  /// There and not null: what Go's decoder takes for set.
  bool has(std::string_view key) const { return !(*this)[key].is_null(); }

  void set(std::string_view key, const Node& value);
  void set(std::string_view key, std::string_view text);
  void set(std::string_view key, const char* text) { set(key, std::string_view(text)); }
  void set(std::string_view key, std::int64_t value);
  void set(std::string_view key, int value) { set(key, std::int64_t{value}); }
  void set(std::string_view key, bool value);
  template <class Value>
  void set_default(std::string_view key, const Value& value) {
    if (!has(key)) set(key, value);
  }
  void remove(std::string_view key);

  /// Edits the map below; nothing when it is absent or no map.
  template <class Edit>
  void in(std::string_view key, Edit edit) {
    const Node below = (*this)[key];
    if (!below.is_map()) return;
    Draft draft(below, *arena_);
    edit(draft);
    if (draft.changed_) set(key, draft.node());
  }
  /// The same; makes the map when it is absent or null.
  template <class Edit>
  void in_new(std::string_view key, Edit edit) {
    if (!has(key)) set(key, empty_map());
    in(key, edit);
  }
  /// Edits each map of the list below, in order; a null item is an empty map, as Go's decoder has it.
  template <class Edit>
  void each(std::string_view key, Edit edit) {
    const Node below = (*this)[key];
    const auto before = below.items();
    std::vector<Node> items;  // once one of them was changed
    for (std::size_t i = 0; i < before.size(); ++i) {
      if (!before[i].is_map() && !before[i].is_null()) continue;
      Draft draft(before[i], *arena_);
      edit(draft);
      if (!draft.changed_) continue;
      if (items.empty()) items.assign(before.begin(), before.end());
      items[i] = draft.node();
    }
    if (!items.empty()) set(key, list_of(items, below));
  }

  /// Nodes made here, for set(): they stand in the arena, at this map's place.
  Node empty_map() const;
  Node list_of(const std::vector<Node>& items, const Node& place) const;
  Node text(std::string_view copied) const;

  bool is_changed() const { return changed_; }

 private:
  void open();

  Node node_;
  Arena* arena_;
  bool changed_ = false;  // against the tree that was read
  bool stale_ = false;    // members_ are newer than node_
  bool opened_ = false;
  std::vector<Member> members_;  // once something was changed
};

}  // namespace slipway::doc
