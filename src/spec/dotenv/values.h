#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "spec/dotenv/dotenv.h"
#include "spec/text_format.h"

namespace slipway::spec {

/// A variable that the import understands.
struct KnownVariable {
  std::string_view name;
  std::string_view also = {};  // another name for the same
  std::string_view doc = {};
};
std::span<const KnownVariable> known_variables();

/// The variables of a file by what they mean. Each getter says what is wrong with the value at its place, and then acts
/// as if the variable were not there. An empty value counts as absent.
class EnvValues {
 public:
  /// Says which variables are unknown. `file`: where what no variable says is said to be.
  EnvValues(const std::vector<EnvVariable>& variables, SourceRange file, Diagnostics& diagnostics);

  /// By its name or its other name.
  const EnvVariable* find(std::string_view name) const;
  bool has(std::string_view name) const { return find(name) != nullptr; }
  /// The value's place; the file when the variable is absent.
  SourceRange where(std::string_view name) const;
  /// Under which of its names the file has it; its first name when it has none.
  std::string spelled(std::string_view name) const;

  /// What a comment says a line comes from: the variable's name, or that it is not set.
  std::string comment(std::string_view name) const;
  bool has_any_with_prefix(std::string_view prefix) const;

  std::string text(std::string_view name, std::string_view fallback = {}) const;
  std::optional<std::string> text(std::string_view name, const TextFormat& format);
  /// true, 1, yes, false, 0 or no, in any case.
  bool flag(std::string_view name, bool fallback = false);
  std::int64_t number(std::string_view name, std::int64_t fallback, std::int64_t least, std::int64_t most);
  /// Names NAME_A to NAME_F, NAME_1 to NAME_6, and NAMES with commas or spaces between, that are there.
  std::vector<const EnvVariable*> series(std::string_view name) const;

 private:
  std::map<std::string, const EnvVariable*, std::less<>> by_name_;
  SourceRange file_;
  Diagnostics& diagnostics_;
};

}  // namespace slipway::spec
