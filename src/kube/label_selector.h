#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "kube/field_error.h"
#include "kube/labels.h"
#include "kube/selector.h"

namespace slipway::kube {

/// One of matchExpressions, as written: the operator may be none that exists.
struct LabelSelectorRequirement {
  std::string key;
  std::string op;  // In, NotIn, Exists, DoesNotExist
  std::vector<std::string> values;
  friend bool operator==(const LabelSelectorRequirement&, const LabelSelectorRequirement&) = default;
};

/// The selector that Deployments, budgets, affinities hold. Absent (nullopt) it matches nothing, empty everything.
/// Follows k8s.io/apimachinery 0.36 pkg/apis/meta/v1/helpers.go and its validation.
struct LabelSelector {
  Labels match_labels;
  std::vector<LabelSelectorRequirement> match_expressions;
  friend bool operator==(const LabelSelector&, const LabelSelector&) = default;
};

/// The selector to match with; or the machinery's error, of the first requirement that has one (matchLabels in the
/// order of their keys: there it is random).
Result<Selector, std::string> to_selector(const std::optional<LabelSelector>& selector);

/// As kubectl shows it: "<none>" when it says nothing, "<error>" when it is wrong.
std::string format(const std::optional<LabelSelector>& selector);

/// What the API server says of it.
FieldErrors check(const LabelSelector& selector, const FieldPath& path);

/// The structured form of what `-l` takes. Comparisons (n>3) have none.
Result<LabelSelector, std::string> parse_label_selector(std::string_view text);

}  // namespace slipway::kube
