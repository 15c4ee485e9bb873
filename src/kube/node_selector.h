#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "kube/field_selector.h"
#include "kube/labels.h"
#include "kube/selector.h"

namespace slipway::kube {

/// One requirement on a node's labels or fields, as written: the operator may be none that exists.
struct NodeSelectorRequirement {
  std::string key;
  std::string op;  // In, NotIn, Exists, DoesNotExist, Gt, Lt
  std::vector<std::string> values;
  AbsentValues absent = AbsentValues::Null;  // how absent values were written; only an error's text shows it

  friend bool operator==(const NodeSelectorRequirement& a, const NodeSelectorRequirement& b) {
    return a.key == b.key && a.op == b.op && a.values == b.values;
  }
};

/// All of its requirements must match. A term without any matches nothing.
struct NodeSelectorTerm {
  std::vector<NodeSelectorRequirement> match_expressions;  // labels
  std::vector<NodeSelectorRequirement> match_fields;       // metadata.name is the one field
  bool is_empty() const { return match_expressions.empty() && match_fields.empty(); }
  friend bool operator==(const NodeSelectorTerm&, const NodeSelectorTerm&) = default;
};

/// Any of its terms must match.
struct NodeSelector {
  std::vector<NodeSelectorTerm> terms;
  friend bool operator==(const NodeSelector&, const NodeSelector&) = default;
};

struct PreferredSchedulingTerm {
  std::int32_t weight = 0;
  NodeSelectorTerm preference;
  friend bool operator==(const PreferredSchedulingTerm&, const PreferredSchedulingTerm&) = default;
};

/// As much of a node as selectors look at.
struct NodeView {
  std::string_view name;
  const Labels& labels;
};

struct NodeMatch {
  bool matches = false;
  std::string error;  // of invalid terms that were met; empty when another one matched, or all are valid
  friend bool operator==(const NodeMatch&, const NodeMatch&) = default;
};

/// A term made ready to match many nodes.
class NodeTermMatcher {
 public:
  NodeTermMatcher(const NodeSelectorTerm& term, const FieldPath& path);

  /// What makes the term invalid; such a term matches nothing.
  const std::vector<std::string>& errors() const { return errors_; }
  /// Fields are not looked at for a node without a name.
  bool matches(const NodeView& node) const;

 private:
  Selector labels_;
  FieldSelector fields_;
  std::vector<std::string> errors_;
};

/// Follows k8s.io/component-helpers 0.36 scheduling/corev1/nodeaffinity: an invalid term is passed over as long as
/// another one matches, empty terms always are.
class NodeSelectorMatcher {
 public:
  explicit NodeSelectorMatcher(const NodeSelector& selector, const FieldPath& path = FieldPath());

  /// The errors of all terms as one text; empty when all are valid.
  std::string error() const;
  NodeMatch match(const NodeView& node) const;

 private:
  std::vector<NodeTermMatcher> terms_;
};

/// A pod's nodeSelector and required node affinity together.
class RequiredNodeAffinity {
 public:
  RequiredNodeAffinity(const Labels& node_selector, const std::optional<NodeSelector>& required);
  NodeMatch match(const NodeView& node) const;

 private:
  Labels node_selector_;
  std::optional<NodeSelectorMatcher> required_;
};

/// The preferences of a pod: the weights of those that a node matches, summed.
class PreferredNodes {
 public:
  /// The error names every invalid term that has a weight.
  static Result<PreferredNodes, std::string> make(const std::vector<PreferredSchedulingTerm>& terms);
  std::int64_t score(const NodeView& node) const;

 private:
  struct Weighted {
    std::int64_t weight;
    NodeTermMatcher term;
  };
  std::vector<Weighted> terms_;
};

}  // namespace slipway::kube
