#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "doc/node.h"
#include "schema/custom/structural.h"

namespace slipway::schema::custom {

class Correlations;

/// The items of an old list of x-kubernetes-list-type "map", found by their keys. Of any other list none is found.
class OldItems {
 public:
  OldItems(const Structural& list, const doc::Node& old_list);
  /// The first that has the keys of `item`; nullptr when there is none.
  const doc::Node* find(const doc::Node& item) const;

 private:
  const Structural& schema_;
  std::unordered_map<std::string, const doc::Node*> by_keys_;
};

/// A value of an update beside the one that it replaces. Faults of what did not change are forgiven (ratcheting).
/// Follows k8s.io/apiserver 0.36.3 pkg/cel/common/equality.go.
class Correlation {
 public:
  Correlation(const doc::Node& value, const doc::Node& old, const Structural* schema, Correlations& all)
      : value_(&value), old_(&old), schema_(schema), all_(&all) {}

  const doc::Node& value() const { return *value_; }
  /// Of a member, or an item; nullptr when there is none, or nothing old stands beside it.
  Correlation* key(std::string_view name);
  Correlation* index(std::size_t index);
  bool is_unchanged();

 private:
  bool compare();

  const doc::Node* value_;
  const doc::Node* old_;
  const Structural* schema_;
  Correlations* all_;
  std::map<std::string, Correlation*, std::less<>> members_;
  std::map<std::size_t, Correlation*> items_;
  std::optional<OldItems> old_items_;  // once one was looked for
  std::optional<bool> unchanged_;
};

/// Keeps the correlations of one update.
class Correlations {
 public:
  Correlation* root(const doc::Node& value, const doc::Node& old, const Structural& schema) {
    return make(value, old, &schema);
  }
  Correlation* make(const doc::Node& value, const doc::Node& old, const Structural* schema) {
    return &made_.emplace_back(value, old, schema, *this);
  }

 private:
  std::deque<Correlation> made_;
};

}  // namespace slipway::schema::custom
