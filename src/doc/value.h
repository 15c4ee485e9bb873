#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/source.h"
#include "doc/node.h"

namespace slipway::doc {

class Value;

/// `List{1, "two", Map{{"three", 3}}}`
class List {
 public:
  List() = default;
  List(std::initializer_list<Value> items);
  void add(Value item);
  Value* find(std::size_t index);  // nullptr beyond the end
  void remove(std::size_t index);  // nothing beyond the end
  const std::vector<Value>& items() const { return items_; }
  bool empty() const;

 private:
  std::vector<Value> items_;
};

/// `Map{{"kind", "Service"}, {"spec", Map{…}}}`: ordered as written; keys unique (set() replaces).
class Map {
 public:
  using Entry = std::pair<std::string, Value>;
  Map() = default;
  Map(std::initializer_list<Entry> entries);
  explicit Map(const Node& node);  // a copy of a map that was read
  Map& set(std::string_view key, Value value);
  const Value* find(std::string_view key) const;
  Value* find(std::string_view key);
  void remove(std::string_view key);  // nothing when absent
  const std::vector<Entry>& entries() const { return entries_; }
  bool empty() const;

 private:
  std::vector<Entry> entries_;
};

/// Text in the target language of whoever writes the tree, put there unquoted: in HCL `aws_vpc.main.id`.
struct Expression {
  std::string text;
  friend bool operator==(const Expression&, const Expression&) = default;
};

/// A tree being built in code: what components make, and what writers write. Node is what is read.
class Value {
 public:
  Value() = default;  // null
  Value(std::nullptr_t) {}
  Value(bool value);
  Value(int value);
  Value(std::int64_t value);
  Value(double value);
  Value(const char* value);
  Value(std::string value);
  Value(std::string_view value);
  Value(List value);
  Value(Map value);
  Value(Expression value);
  /// A copy of a tree that was read; remembers where each node stands.
  explicit Value(const Node& node);

  bool is_null() const;
  const bool* boolean() const;
  const std::int64_t* integer() const;
  const double* number() const;
  const std::string* string() const;
  const Expression* expression() const;
  const List* list() const;
  List* list();
  const Map* map() const;
  Map* map();

  /// Chainable: null for what is absent.
  const Value& operator[](std::string_view key) const;

  /// The line of platform.yaml this comes from, when it is finer than that of the whole.
  Value& from(SourceRange where) {
    where_ = where;
    return *this;
  }
  SourceRange where() const { return where_; }

 private:
  std::variant<std::monostate, bool, std::int64_t, double, std::string, Expression, List, Map> state_;
  SourceRange where_ = {};
};

inline bool List::empty() const { return items_.empty(); }
inline bool Map::empty() const { return entries_.empty(); }

/// The tree as a Document that readers take. A value without a place of its own takes its parent's, the root `origin`.
/// REQUIRES: no Expression in it.
Document freeze(const Value& value, SourceRange origin);

}  // namespace slipway::doc
