#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "kube/labels.h"

namespace slipway::kube {

/// What one field must be, or must not be.
struct FieldRequirement {
  std::string field;  // "metadata.name"
  bool equals = true;
  std::string value;

  /// An absent field is the empty text.
  bool matches(const Labels& fields) const;
  std::string to_string() const;
  friend bool operator==(const FieldRequirement&, const FieldRequirement&) = default;
};

/// All must match. Follows k8s.io/apimachinery 0.36 pkg/fields/selector.go.
struct FieldSelector {
  std::vector<FieldRequirement> requirements;

  /// Reads what `kubectl get --field-selector` takes: "spec.nodeName=n1,status.phase!=Running"; `\` before `,` `=` `\`.
  /// Sorted as texts. What compares nothing with nothing ("=") says nothing.
  static Result<FieldSelector, ParseError> parse(std::string_view text);

  bool matches(const Labels& fields) const;
  std::string to_string() const;
  friend bool operator==(const FieldSelector&, const FieldSelector&) = default;
};

}  // namespace slipway::kube
