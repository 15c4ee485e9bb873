#pragma once

#include <cstddef>

namespace slipway::doc {

/// What a text may cost us. Kubernetes refuses requests beyond 3 MiB and nesting beyond 10,000; a platform's whole
/// rendered tree is some 10 MB and a million nodes. A node takes 24 bytes, and some 100 more while keys are compared or
/// anchors are sorted out: the worst text allowed takes less than 1 GB.
constexpr std::size_t kMaxTextBytes = 64u << 20;
constexpr std::size_t kMaxNodes = 4'000'000;
/// Lower than the 10,000 of the Go libraries, so that what walks a tree may recurse.
constexpr std::size_t kMaxDepth = 1'000;
/// Of one kind from one text; what comes after is as good as said.
constexpr std::size_t kMaxReports = 100;

}  // namespace slipway::doc
