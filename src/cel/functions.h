#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cel/type.h"

namespace slipway::cel {

struct Environment;

/// What a call does when it runs.
enum class Operation : std::uint8_t;

struct Function;

/// One signature of a function, as cel-go and the API server's libraries declare it.
struct Overload {
  std::string_view id;
  bool member = false;
  std::vector<const Type*> arguments;  // the target of a member first
  const Type* result = nullptr;
  Operation operation{};
  bool has_variables = false;
  const Function* function = nullptr;
};

struct Function {
  std::string_view name;
  std::vector<Overload> overloads;
  /// One implementation for all overloads, chosen by what the first argument can do; not by declared types.
  bool singleton = false;
  bool type_guards = true;
  bool strict = true;
};

/// nullptr when the environment has no such function.
const Function* find_function(std::string_view name, const Environment& environment);

}  // namespace slipway::cel
