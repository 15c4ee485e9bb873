#pragma once

#include <functional>
#include <map>
#include <string>

namespace slipway::kube {

/// Labels, annotations, node selectors: text by text, in the order of their keys.
using Labels = std::map<std::string, std::string, std::less<>>;

}  // namespace slipway::kube
