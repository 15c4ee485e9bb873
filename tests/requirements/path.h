#pragma once

#include <string_view>
#include <vector>

#include "doc/value.h"

namespace slipway::requirements {

/// What stands at a path below a value, in order; nothing when the path leads nowhere.
///
///     spec.limits[nvidia.com/gpu]            a member; in brackets when its name holds a dot
///     ingress[0].ports[*].port               one item, every item
///     containers[name=web].image             the items whose member `name` is `web`
///     spec.template.spec.taints.*.key        every member of a map
///
/// A map stands for a list of one where an index or a choice is asked of it: a block that occurs once has no list.
std::vector<const doc::Value*> follow(const doc::Value& root, std::string_view path);

/// A scalar as text: `true`, `3`, `gp3`, an expression as it is written. "" for lists, maps and null.
std::string scalar_text(const doc::Value& value);

}  // namespace slipway::requirements
