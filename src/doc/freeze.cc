#include <cassert>

#include "doc/number_text.h"
#include "doc/tree_builder.h"
#include "doc/value.h"

namespace slipway::doc {
namespace {

void put(TreeBuilder& tree, const Value& value, SourceRange around) {
  const SourceRange where = value.where() ? value.where() : around;
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
    for (const Value& item : list->items()) put(tree, item, where);
    tree.close();
  } else if (const Map* map = value.map()) {
    tree.open_map(where);
    for (const auto& [key, member] : map->entries()) {
      tree.key(TreeBuilder::string(tree.keep(key), member.where() ? member.where() : where));
      put(tree, member, where);
    }
    tree.close();
  } else {
    assert(value.is_null());
    tree.value(TreeBuilder::null("null", where));
  }
}

}  // namespace

Document freeze(const Value& value, SourceRange origin) {
  TreeBuilder tree(nullptr);
  put(tree, value, origin);
  return tree.finish();
}

}  // namespace slipway::doc
