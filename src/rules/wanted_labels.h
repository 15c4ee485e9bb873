#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/source.h"
#include "doc/node.h"

namespace slipway::rules {

/// What a node must carry under a key for a pod to come onto it: an entry of the pod's node selector, or an expression
/// of its required node affinity that names values (In) or the key alone (Exists).
struct WantedLabel {
  std::string_view key;
  std::vector<std::string_view> values;  // one of these; empty: whatever it is
  SourceRange key_where, where;          // of the key; of the first value, or of the key
  bool is_selector = false;              // of the node selector

  bool takes(std::string_view value) const;
  /// "zone=a", "zone In [a, b]", "zone".
  std::string to_string() const;
};

/// All that nodes must carry for a pod, in the order that it is written. Of an affinity with several terms, of which
/// one is enough, what each of them wants: under its key the values of all. What is to be absent (NotIn, DoesNotExist)
/// and bounds (Gt, Lt) are not among it.
std::vector<WantedLabel> wanted_labels(const doc::Node& pod_spec);

/// The only value that nodes may have under a key; "" when nothing, or more than one, is wanted there.
std::string_view selected_value(const doc::Node& pod_spec, std::string_view key);

}  // namespace slipway::rules
