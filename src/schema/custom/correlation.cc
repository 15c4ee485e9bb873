#include "schema/custom/correlation.h"

#include "doc/json.h"
#include "schema/custom/completion.h"

namespace slipway::schema::custom {
namespace {

/// The keys of an item as one text; none where one is missing, or no scalar.
std::optional<std::string> keys_of(const doc::Node& item, const Structural& list) {
  std::string out;
  for (const std::string_view name : list.list_keys) {
    const doc::Node* key = item.find(name);
    if (!key || !key->is_scalar() || key->is_null()) return std::nullopt;
    if (is_number(*key) && !is_int64(*key)) out += "float ";
    (out += doc::canonical_json(*key)) += ';';
  }
  return out;
}

}  // namespace

OldItems::OldItems(const Structural& list, const doc::Node& old_list) : schema_(list) {
  if (list.type != Type::Array || list.list_type != ListType::Map || list.list_keys.empty()) return;
  for (const doc::Node& old : old_list.items())
    if (const auto keys = keys_of(old, list)) by_keys_.emplace(*keys, &old);
}

const doc::Node* OldItems::find(const doc::Node& item) const {
  if (by_keys_.empty()) return nullptr;
  const auto keys = keys_of(item, schema_);
  if (!keys) return nullptr;
  const auto found = by_keys_.find(*keys);
  return found == by_keys_.end() ? nullptr : found->second;
}

Correlation* Correlation::key(std::string_view name) {
  if (!schema_) return nullptr;
  if (const auto known = members_.find(name); known != members_.end()) return known->second;
  const doc::Node *now = value_->find(name), *before = old_->find(name);
  if (!now || !before) return nullptr;
  const Property* property = schema_->find(name);
  const Structural* below = property ? property->schema : schema_->additional;
  if (!below) return nullptr;
  return members_[std::string(name)] = all_->make(*now, *before, below);
}

Correlation* Correlation::index(std::size_t index) {
  if (!schema_) return nullptr;
  if (const auto known = items_.find(index); known != items_.end()) return known->second;
  if (!value_->is_list() || !old_->is_list() || index >= value_->size()) return nullptr;
  if (schema_->list_type != ListType::Map) return nullptr;
  if (!old_items_) old_items_.emplace(*schema_, *old_);
  const doc::Node* before = old_items_->find(value_->items()[index]);
  if (!before || !schema_->items) return nullptr;
  return items_[index] = all_->make(value_->items()[index], *before, schema_->items);
}

bool Correlation::is_unchanged() {
  if (!unchanged_) unchanged_ = compare();
  return *unchanged_;
}

bool Correlation::compare() {
  const doc::Node &now = *value_, &before = *old_;
  if (now.is_null() || before.is_null()) return now.is_null() && before.is_null();
  if (now.is_list() != before.is_list() || now.is_map() != before.is_map()) return false;
  if (now.is_scalar()) return is_deeply_equal(now, before);
  if (now.size() != before.size()) return false;
  if (now.is_list()) {
    for (std::size_t i = 0; i < now.size(); ++i) {
      Correlation* item = index(i);
      if (!item) return !old_items_ && is_deeply_equal(now, before);
      if (!item->is_unchanged()) return false;
    }
    return true;
  }
  for (const doc::Member& member : now.members()) {
    Correlation* below = key(member.key.text());
    if (!below || !below->is_unchanged()) return false;
  }
  return true;
}

}  // namespace slipway::schema::custom
