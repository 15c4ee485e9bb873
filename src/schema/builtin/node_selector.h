#pragma once

#include "doc/node.h"
#include "schema/errors.h"
#include "schema/path.h"

/// Selectors of nodes by label and name, as volumes, pods and device slices have them. Follows Kubernetes 1.36.3
/// pkg/apis/core/validation/validation.go.
namespace slipway::schema::builtin {

enum class NodeLabelValues { Checked, Any };

/// ValidateNodeSelector: at least one term.
void check_node_selector(const doc::Node& selector, NodeLabelValues values, const Path& path, Errors& errors);
/// ValidateNodeSelectorTerm
void check_node_selector_term(const doc::Node& term, NodeLabelValues values, const Path& path, Errors& errors);
/// A core.NodeSelector as the server prints it.
std::string printed_node_selector(const doc::Node& selector);

}  // namespace slipway::schema::builtin
