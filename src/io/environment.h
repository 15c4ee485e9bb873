#pragma once

#include <map>
#include <optional>
#include <string>

namespace slipway::io {

/// The door to environment variables.
class Environment {
 public:
  virtual ~Environment() = default;
  /// nullopt when it is not set; set to nothing is "".
  virtual std::optional<std::string> get(const std::string& name) const = 0;
  /// Set to something.
  std::string text(const std::string& name) const { return get(name).value_or(""); }
};

class SystemEnvironment final : public Environment {
 public:
  std::optional<std::string> get(const std::string& name) const override;
};

struct FakeEnvironment final : Environment {
  std::map<std::string, std::string> variables;
  std::optional<std::string> get(const std::string& name) const override {
    const auto found = variables.find(name);
    if (found == variables.end()) return std::nullopt;
    return found->second;
  }
};

}  // namespace slipway::io
