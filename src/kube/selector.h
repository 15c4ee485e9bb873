#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "kube/field_error.h"
#include "kube/labels.h"

namespace slipway::kube {

enum class SelectorOperator : std::uint8_t {
  In,
  NotIn,
  Exists,
  DoesNotExist,
  Equals,
  DoubleEquals,
  NotEquals,
  GreaterThan,
  LessThan
};
/// "in", "notin", "exists", "!", "=", "==", "!=", "gt", "lt": apimachinery's own words.
std::string_view to_string(SelectorOperator op);

/// What one label must be. Plain value; make_requirement checks it.
struct Requirement {
  std::string key;
  SelectorOperator op = SelectorOperator::Exists;
  std::vector<std::string> values;  // as they were given

  /// NotIn and NotEquals also match where the label is absent. GreaterThan and LessThan compare integers, and match
  /// nothing that is none.
  bool matches(const Labels& labels) const;
  /// As kubectl writes it: "app in (a,b)", "!gpu", "n>3". Values sorted.
  std::string to_string() const;
  std::vector<std::string> sorted_values() const;  // each once

  friend bool operator==(const Requirement&, const Requirement&) = default;
};

/// How a requirement's absent values are named in an error: Go tells a nil list from an empty one.
enum class AbsentValues : std::uint8_t { Null, EmptyList };

/// What is wrong with a requirement, in the API machinery's words; `path` leads to it.
FieldErrors check_requirement(const Requirement& requirement, const FieldPath& path, AbsentValues absent);

/// All of the requirements must match; none match everything. Sorted by key.
/// Follows k8s.io/apimachinery 0.36 pkg/labels/selector.go, whose sort is not stable beyond 12 requirements: equal keys
/// may then stand in another order there.
struct Selector {
  bool matches_nothing = false;  // what a null LabelSelector means
  std::vector<Requirement> requirements;

  /// Reads what `kubectl get -l` takes: "app=a,tier!=b,gpu,!x,zone in (a,b),n>3".
  static Result<Selector, ParseError> parse(std::string_view text);

  bool matches(const Labels& labels) const;
  bool is_empty() const { return !matches_nothing && requirements.empty(); }
  std::string to_string() const;
  void sort();

  friend bool operator==(const Selector&, const Selector&) = default;
};

}  // namespace slipway::kube
