#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "doc/node.h"
#include "schema/custom/structural.h"
#include "schema/errors.h"
#include "schema/path.h"

/// Parts of the check of an OpenAPI schema (openapi.cc).
namespace slipway::schema::builtin {

/// x-kubernetes-list-type and its kin.
void check_list_and_map(const doc::Node& schema, const Path& path, Errors& errors);
/// x-kubernetes-validations, but for what the expressions say. `structural` may be null.
void check_rule_fields(const doc::Node& schema, const custom::Structural* structural, const Path& path, Errors& errors);

/// How many values a schema below may have, when this one has `times`.
std::optional<std::uint64_t> times_below(const doc::Node& schema, std::optional<std::uint64_t> times);

/// What the rules of a definition cost together (pkg/apis/apiextensions/validation/cel_validation.go TotalCost).
class RuleCosts {
 public:
  void add(const Path& path, std::uint64_t cost);
  void check_total(const Path& path, Errors& errors) const;

 private:
  struct Cost {
    std::string path;
    std::uint64_t cost;
  };
  std::uint64_t total_ = 0;
  std::vector<Cost> greatest_;
};

/// Compiles the rules and prices them. `uncorrelatable`: where values cannot be told apart, so that oldSelf has no
/// meaning; "" when they can.
void check_rules_of(const doc::Node& schema, const custom::Structural& structural, bool is_root,
                    std::optional<std::uint64_t> times, std::string_view uncorrelatable, const Path& path,
                    RuleCosts& costs, Errors& errors);

}  // namespace slipway::schema::builtin
