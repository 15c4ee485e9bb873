#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "components/component.h"
#include "platform/fill.h"
#include "platform/iam.h"

namespace slipway::components {

/// {partition}, {region}, {account} and {cluster} of this platform. An account that platform.yaml does not name is read
/// from `data.aws_caller_identity.current`, which is then in the graph.
platform::Fillings names_of(Expansion& in);
/// `pattern` with these filled in, and those of `more`.
doc::Value fill(Expansion& in, std::string_view pattern, const platform::Fillings& more = {});

struct StatementsWanted {
  platform::Fillings fill = {};
  /// Names that stand for several values: a resource is repeated for each.
  std::map<std::string, std::vector<doc::Value>, std::less<>> each = {};
  std::set<std::string, std::less<>> with = {};     // optional statements without names of their own, by id
  std::set<std::string, std::less<>> without = {};  // ids to leave out
};

/// The statements of data/iam_statements.json for `key` ("karpenter-controller"). Optional ones come when all their
/// names are given.
/// REQUIRES: the key is there, and all names of statements that are not optional are given.
std::vector<platform::Statement> statements_of(Expansion& in, std::string_view key,
                                               const StatementsWanted& wanted = {});

/// The actions that they name, sorted, each once: of all statements that are not optional, less those of `without`.
std::vector<std::string_view> actions_of(std::string_view key, std::span<const std::string_view> without = {});

}  // namespace slipway::components
