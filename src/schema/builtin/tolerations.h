#pragma once

#include <string_view>

#include "doc/node.h"
#include "schema/errors.h"
#include "schema/path.h"

/// Follows Kubernetes 1.36.3 pkg/apis/core/validation/validation.go.
namespace slipway::schema::builtin {

/// ValidateTolerations, with the gate TaintTolerationComparisonOperators off, its default.
void check_tolerations(const doc::Node& tolerations, const Path& path, Errors& errors);
/// One of NoSchedule, PreferNoSchedule, NoExecute.
void check_taint_effect(std::string_view effect, const Path& path, Errors& errors);

}  // namespace slipway::schema::builtin
