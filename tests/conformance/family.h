#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "doc/node.h"
#include "doc/value.h"

namespace slipway::conformance {

/// A field whose recorded text may differ from ours and still be right.
struct FieldRule {
  std::string_view field;  // its key, at any depth; also that of a list: then it holds for each member
  bool (*same)(const doc::Node& want, const doc::Value& got);
};

/// The rules for one family of cases: given a case's "input", what we say its "expect" is. A key that the expectation
/// leaves out must be left out of the answer too; null is not the same as absent. Where the expectation offers
/// `XAnyOf`, answer `X`. An integer beyond int64 is a doc::Expression of its digits.
struct Family {
  std::string_view program;
  std::string_view name;
  doc::Value (*answer)(const doc::Node& input);
  std::vector<FieldRule> rules = {};
  /// Fields that decide nothing: how often they are equal too is counted beside. (`--with FIELD` lets one decide.)
  std::vector<std::string_view> beside = {};
};

// Each file of rules offers its rows; families.cc lists the files.
std::vector<Family> apivalidation_families();
std::vector<Family> cel_families();
std::vector<Family> instance_type_families();
std::vector<Family> karpenter_families();
std::vector<Family> object_families();
std::vector<Family> quantity_families();
std::vector<Family> selector_families();
std::vector<Family> value_families();
std::vector<Family> yaml_families();

/// Every family we have rules for.
const std::vector<Family>& all_families();
/// nullptr when there are no rules.
const Family* find_family(std::string_view program, std::string_view name);

/// What a call says that refuses its input: {ok: false, err: message}.
doc::Value refused(std::string_view message);

}  // namespace slipway::conformance
