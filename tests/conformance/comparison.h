#pragma once

#include <optional>
#include <span>
#include <string>

#include "conformance/family.h"

namespace slipway::conformance {

/// The first place, in the order of the expectation, where an answer is not what was recorded.
struct Difference {
  std::string path;  // "steps[2]", "up.value"; "" is the whole
  std::string want;  // as JSON; "(nothing)" when the answer has what the expectation leaves out
  std::string got;   // as JSON; "(nothing)" when the answer leaves out what is expected
};

/// Integers and texts must be equal, floats equal bit for bit, lists equal in order, maps equal as sets of members;
/// `XAnyOf` in the expectation offers alternatives for the answer's `X`. Fields of the names in `skipped` do not count,
/// there or not.
std::optional<Difference> first_difference(const doc::Node& want, const doc::Value& got,
                                           std::span<const FieldRule> rules,
                                           std::span<const std::string_view> skipped = {});

// Rules for fields. Each takes texts.
bool same_double(const doc::Node& want, const doc::Value& got);    // "1e-09" and "1e-9": bit for bit, NaN is NaN
bool same_decimal(const doc::Node& want, const doc::Value& got);   // "1.50" and "1.5"
bool same_quantity(const doc::Node& want, const doc::Value& got);  // "1024Mi" and "1Gi"
bool same_sign(const doc::Node& want, const doc::Value& got);      // 7 and 1: of integers

}  // namespace slipway::conformance
