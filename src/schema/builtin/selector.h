#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "doc/node.h"
#include "schema/errors.h"
#include "schema/path.h"

/// Label selectors of workloads. Follows apimachinery 0.36.3 pkg/apis/meta/v1/helpers.go.
namespace slipway::schema::builtin {

/// Whether LabelSelectorAsSelector can make one of it: an absent one selects nothing, an empty one everything.
bool is_selector(const doc::Node& selector);
/// REQUIRES: is_selector.
bool selects(const doc::Node& selector, const doc::Node& labels);
/// Of labels that stand in no tree.
using LabelList = std::span<const std::pair<std::string_view, std::string_view>>;
bool selects(const doc::Node& selector, LabelList labels);
/// Says nothing at all.
bool is_empty_selector(const doc::Node& selector);

/// As Go prints it: {"matchLabels":{…},"matchExpressions":[…]}, null when absent.
std::string printed_selector(const doc::Node& selector);
/// Labels as Go prints them: keys sorted, null when absent.
std::string printed_labels(const doc::Node& labels);
/// The selector of a workload must not change.
void check_selector_kept(const doc::Node& now, const doc::Node& old, const Path& path, Errors& errors);

/// The template's labels must be such that the selector finds its pods. `path` is the template's.
void check_selects_template(const doc::Node& selector, const doc::Node& pod_template, const Path& path, Errors& errors);

}  // namespace slipway::schema::builtin
