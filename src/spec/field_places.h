#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace slipway::spec {

/// Where in platform.yaml a field of this name stands: "spec.nodePools.<name>.weight". For those who wrote it
/// elsewhere.
std::vector<std::string> field_places(std::string_view name);

/// A field of an entry that other tools have another word for.
struct OtherName {
  std::string_view word;  // "terminationGracePeriodSeconds"
  std::string field;      // "serve.stopWithin", from the entry on
};

/// Those of the named entry that a place of platform.yaml is in: of "spec.workloads.llm.serve.image" those of
/// spec.workloads.llm, the least deep first. None where it is in none.
std::vector<OtherName> other_names_in_entry(std::string_view place);

}  // namespace slipway::spec
