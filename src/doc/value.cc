#include "doc/value.h"

#include <algorithm>

namespace slipway::doc {

List::List(std::initializer_list<Value> items) : items_(items) {}

void List::add(Value item) { items_.push_back(std::move(item)); }

Value* List::find(std::size_t index) { return index < items_.size() ? &items_[index] : nullptr; }

void List::remove(std::size_t index) {
  if (index < items_.size()) items_.erase(items_.begin() + static_cast<std::ptrdiff_t>(index));
}

Map::Map(std::initializer_list<Entry> entries) {
  entries_.reserve(entries.size());
  for (const Entry& entry : entries) set(entry.first, entry.second);
}

Map& Map::set(std::string_view key, Value value) {
  if (Value* present = find(key))
    *present = std::move(value);
  else
    entries_.emplace_back(std::string(key), std::move(value));
  return *this;
}

const Value* Map::find(std::string_view key) const {
  const auto found = std::ranges::find(entries_, key, &Entry::first);
  return found == entries_.end() ? nullptr : &found->second;
}

Value* Map::find(std::string_view key) {
  const auto found = std::ranges::find(entries_, key, &Entry::first);
  return found == entries_.end() ? nullptr : &found->second;
}

void Map::remove(std::string_view key) {
  std::erase_if(entries_, [&](const Entry& entry) { return entry.first == key; });
}

Value::Value(bool value) : state_(value) {}
Value::Value(int value) : state_(std::int64_t{value}) {}
Value::Value(std::int64_t value) : state_(value) {}
Value::Value(double value) : state_(value) {}
Value::Value(const char* value) : state_(std::string(value)) {}
Value::Value(std::string value) : state_(std::move(value)) {}
Value::Value(std::string_view value) : state_(std::string(value)) {}
Value::Value(List value) : state_(std::move(value)) {}
Value::Value(Map value) : state_(std::move(value)) {}
Value::Value(Expression value) : state_(std::move(value)) {}

Value::Value(const Node& node) : where_(node.where()) {
  switch (node.kind()) {
    case Kind::Null:
      break;
    case Kind::Bool:
      state_ = node.boolean();
      break;
    case Kind::Int:
      if (node.is_unsigned())
        state_ = node.number();
      else
        state_ = node.integer();
      break;
    case Kind::Float:
      state_ = node.number();
      break;
    case Kind::String:
      state_ = std::string(node.text());
      break;
    case Kind::List: {
      List list;
      for (const Node& item : node.items()) list.add(Value(item));
      state_ = std::move(list);
      break;
    }
    case Kind::Map:
      state_ = Map(node);
      break;
  }
}

Map::Map(const Node& node) {
  entries_.reserve(node.size());
  for (const Member& member : node.members())
    entries_.emplace_back(std::string(member.key.text()), Value(member.value));
}

bool Value::is_null() const { return std::holds_alternative<std::monostate>(state_); }
const bool* Value::boolean() const { return std::get_if<bool>(&state_); }
const std::int64_t* Value::integer() const { return std::get_if<std::int64_t>(&state_); }
const double* Value::number() const { return std::get_if<double>(&state_); }
const std::string* Value::string() const { return std::get_if<std::string>(&state_); }
const Expression* Value::expression() const { return std::get_if<Expression>(&state_); }
const List* Value::list() const { return std::get_if<List>(&state_); }
List* Value::list() { return std::get_if<List>(&state_); }
const Map* Value::map() const { return std::get_if<Map>(&state_); }
Map* Value::map() { return std::get_if<Map>(&state_); }

const Value& Value::operator[](std::string_view key) const {
  static const Value absent;
  const Map* members = map();
  const Value* found = members ? members->find(key) : nullptr;
  return found ? *found : absent;
}

}  // namespace slipway::doc
