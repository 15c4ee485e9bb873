#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace slipway::schema::builtin {

/// Values by name, of which there are mostly few: those cost no memory of the heap. The names must outlive it.
template <class Value>
class NameTable {
 public:
  /// False, and nothing changed, when the name is there.
  bool add(std::string_view name, const Value& value) {
    if (find(name)) return false;
    put(name, value);
    return true;
  }
  void set(std::string_view name, const Value& value) {
    if (Value* held = find(name))
      *held = value;
    else
      put(name, value);
  }

  const Value* find(std::string_view name) const { return const_cast<NameTable*>(this)->find(name); }
  Value* find(std::string_view name) {
    for (std::size_t i = 0; i < few_count_; ++i)
      if (few_[i].first == name) return &few_[i].second;
    if (many_.empty()) return nullptr;
    const auto found = many_.find(name);
    return found == many_.end() ? nullptr : &found->second;
  }
  bool has(std::string_view name) const { return find(name) != nullptr; }

  bool empty() const { return few_count_ == 0; }
  /// In no particular order once there are many.
  template <class Visit>
  void each(Visit visit) const {
    for (std::size_t i = 0; i < few_count_; ++i) visit(few_[i].first, few_[i].second);
    for (const auto& [name, value] : many_) visit(name, value);
  }

 private:
  void put(std::string_view name, const Value& value) {
    if (few_count_ < few_.size())
      few_[few_count_++] = {name, value};
    else
      many_.emplace(name, value);
  }

  std::array<std::pair<std::string_view, Value>, 12> few_;
  std::size_t few_count_ = 0;
  std::unordered_map<std::string_view, Value> many_;
};

/// Names alone.
class NameSet {
 public:
  /// False when it is there already.
  bool add(std::string_view name) { return names_.add(name, true); }
  bool has(std::string_view name) const { return names_.has(name); }
  bool empty() const { return names_.empty(); }
  template <class Visit>
  void each(Visit visit) const {
    names_.each([&](std::string_view name, bool) { visit(name); });
  }

 private:
  NameTable<bool> names_;
};

}  // namespace slipway::schema::builtin
