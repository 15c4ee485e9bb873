#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "cloud/aws.h"
#include "cluster/api.h"
#include "ops/shown_commands.h"
#include "platform/graph.h"

namespace slipway::ops {

/// Why nothing could be asked, and what is likely to help.
struct Unasked {
  std::string why, fix = {};
};

/// Whom the checks ask. Who is not there has said why: its checks are skipped for that.
struct Asked {
  cluster::Api* api = nullptr;
  Unasked no_cluster = {};
  cloud::Aws* aws = nullptr;
  Unasked no_aws = {};
  /// What only Terraform knows, by the names of its outputs `checked` and `kubernetes`: checks that need one which is
  /// not here are skipped.
  std::map<std::string, std::string> values = {};
  CommandFlags commands = {};  // to reach the same by hand
};

/// Every live check of the graph, asked now, in the graph's order; at most eight at once. `on_result` hears of each in
/// that order, as soon as it and all before it are known. Only reads. An answer that is not of the kind that was asked
/// for is none: such a check is skipped. Once `stop` says so, what was not asked yet is skipped.
std::vector<platform::CheckResult> verify(const platform::Graph& graph, const Asked& asked,
                                          const std::function<void(const platform::CheckResult&)>& on_result,
                                          const std::function<bool()>& stop = {});

}  // namespace slipway::ops
