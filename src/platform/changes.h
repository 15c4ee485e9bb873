#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/source.h"

namespace slipway::platform {

/// One thing that apply would do, or that somebody has done beside it.
struct Change {
  enum class Where : std::uint8_t { Aws, Chart, Object };
  /// Keep: it has gone from the platform, but others' data is in it.
  enum class Action : std::uint8_t { Create, Change, Replace, Delete, Keep };
  Where where;
  Action action;
  std::string what;                       // "aws_vpc.main", "keda 2.20.2 in keda", "Deployment inference/api"
  std::string component = {};             // "" when the platform no longer has it
  SourceRange origin = {};                // its line of platform.yaml
  std::vector<std::string> details = {};  // fields that differ: "tags.team", ".spec.replicas 2 → 3"
  std::string why = {};                   // of Keep, and of what would be refused; of Create, why it is not there
};
/// Change::why of what was never made, where a Create without a reason was made and is gone.
inline constexpr const char* kStillToBeMade = "still to be made";

struct Changes {
  std::vector<Change> all;  // AWS, charts, objects; each in the order in which it would be done
  std::size_t resources = 0, charts = 0, objects = 0;  // that are as they should be, or will be
  bool changes_outputs = false;                        // of Terraform, which nobody sees
  /// Objects that the API server refuses as things are: "Deployment ml/api: spec.selector is immutable".
  std::vector<std::string> refused = {};
  /// What was found and mended before anything was compared.
  std::vector<std::string> notes = {};
  /// What could not be compared and why: "the cluster cannot be reached: …".
  std::vector<std::string> unseen = {};

  bool is_empty() const;  // nothing to do
};

}  // namespace slipway::platform
