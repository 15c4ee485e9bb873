#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "spec/nodes.h"
#include "spec/platform.h"

namespace slipway::spec::additions {

/// What pods ask for to get the accelerators of a type: "nvidia.com/gpu", "aws.amazon.com/neuron"; "" where it has none
/// that is offered whole.
std::string_view device_of_type(std::string_view instance_type);
/// … of a pool that may buy these: of the first type, or family, that has one.
std::string_view device_of(const Texts& types, const Texts& families);
std::string_view device_of(const NodePool& pool);
std::string_view device_of(const NodeGroup& group);

/// The most of the device that one node of these has; 0: none of them has any.
std::int64_t most_on_a_node(std::string_view device, const Texts& types, const Texts& families);

/// Pools and groups whose nodes offer the device, by name, pools first.
std::vector<std::string> places_with(const Platform& platform, std::string_view device);

}  // namespace slipway::spec::additions
