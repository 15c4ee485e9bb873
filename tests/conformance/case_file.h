#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "doc/node.h"

namespace slipway::conformance {

/// One recorded decision. `rules` is the family whose rules apply: "as", where the case has it, else "family".
struct Case {
  std::string_view id;
  std::string_view rules;
  const doc::Node& input;
  const doc::Node& expect;
};

/// Reads FAMILY.jsonl or FAMILY.jsonl.gz line by line, and tells each case while its document lives. A line that is no
/// case
/// ("path:7:12: error: …"), and a file that cannot be read to its end, are told as complaints; the other lines still
/// count.
void read_cases(const std::filesystem::path& file, const std::function<void(const Case&)>& tell,
                const std::function<void(std::string)>& complain);

}  // namespace slipway::conformance
