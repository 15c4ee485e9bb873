#include "doc/freeze.h"

#include <cassert>

#include "base/source_life.h"
#include "doc/number_text.h"

namespace slipway::doc {
namespace {

/// Where values stand; nowhere, when the text that they were read from is gone.
class Places {
 public:
  SourceRange of(const Value& value, SourceRange otherwise) {
    const SourceRange where = value.where();
    if (!where) return otherwise;
    if (where.source != last_) {
      last_ = where.source;
      is_alive_ = is_alive(last_);
    }
    return is_alive_ ? where : otherwise;
  }

 private:
  const SourceText* last_ = nullptr;  // most of a tree is of one text
  bool is_alive_ = false;
};

void put(TreeBuilder& tree, Places& places, const Value& value, SourceRange around) {
  const SourceRange where = places.of(value, around);
  if (const bool* flag = value.boolean()) {
    tree.value(TreeBuilder::boolean(*flag, *flag ? "true" : "false", where));
  } else if (const std::int64_t* integer = value.integer()) {
    tree.value(TreeBuilder::integer(tree.keep(std::to_string(*integer)), where));
  } else if (const double* number = value.number()) {
    tree.value(TreeBuilder::number(tree.keep(number_text(*number)), where));
  } else if (const std::string* text = value.string()) {
    tree.value(TreeBuilder::string(tree.keep(*text), where));
  } else if (const List* list = value.list()) {
    tree.open_list(where);
    for (const Value& item : list->items()) put(tree, places, item, where);
    tree.close();
  } else if (const Map* map = value.map()) {
    tree.open_map(where);
    for (const auto& [key, member] : map->entries()) {
      tree.key(TreeBuilder::string(tree.keep(key), places.of(member, where)));
      put(tree, places, member, where);
    }
    tree.close();
  } else {
    assert(value.is_null());
    tree.value(TreeBuilder::null("null", where));
  }
}

}  // namespace

void put_value(TreeBuilder& tree, const Value& value, SourceRange around) {
  Places places;
  put(tree, places, value, around);
}

Document freeze(const Value& value, SourceRange origin) {
  TreeBuilder tree(nullptr);
  put_value(tree, value, origin);
  return tree.finish();
}

}  // namespace slipway::doc
