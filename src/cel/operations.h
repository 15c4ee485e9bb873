#pragma once

#include <span>
#include <string>
#include <string_view>

#include "cel/operation.h"
#include "cel/plan.h"
#include "cel/values.h"

namespace slipway::cel {

/// What this program does not run; not an answer of the API server.
struct CannotRun {
  std::string what;
};

/// A call of one overload whose arguments fit it. `step`: for what was made ready (a compiled pattern, which format).
Value run_operation(const Step& step, Operation operation, std::span<const Value> arguments, Scratch& scratch);

// Its parts, by what they work on.
Value run_arithmetic(Operation operation, const Value& a, const Value& b, Scratch& scratch);
Value run_comparison(Operation operation, const Value& a, const Value& b, Scratch& scratch);
Value run_conversion(Operation operation, const Value& value, Scratch& scratch);
Value run_time(Operation operation, std::span<const Value> arguments, Scratch& scratch);
Value run_text(const Step& step, Operation operation, std::span<const Value> arguments, Scratch& scratch);
Value run_list(Operation operation, std::span<const Value> arguments, Scratch& scratch);
Value run_opaque(const Step& step, Operation operation, std::span<const Value> arguments, Scratch& scratch);

/// Below, at or above zero; an error where they have no order.
Value compared(const Value& a, const Value& b);
std::string format_text(std::string_view format, const Value& arguments, Scratch& scratch, std::string& failure);
/// What type conversions make of a value; an error where they cannot.
Value as_string(const Value& value, Scratch& scratch);

}  // namespace slipway::cel
