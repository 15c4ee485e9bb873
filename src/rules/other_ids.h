#pragma once

#include <span>
#include <string_view>

#include "base/diagnostic.h"

namespace slipway::rules {

/// What slipway says besides rules: of texts that cannot be read, objects that the API server refuses, a platform.yaml
/// that does not fit together, a prediction that has to leave something out. A row each; a test holds the table
/// complete.
struct OtherId {
  std::string_view id;
  Severity severity;  // the gravest
  std::string_view title;
  std::string_view why;  // what follows from it
  std::string_view fix;
};

/// Where that is known from, by what the id begins with: "kube-apiserver 1.36.3 …". "" of no id that there is.
std::string_view evidence_of(std::string_view id);

/// By id.
std::span<const OtherId> other_ids();
const OtherId* find_other(std::string_view id);

}  // namespace slipway::rules
