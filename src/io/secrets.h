#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "io/environment.h"

namespace slipway::io {

/// What other programs print, with `***` for each secret (base/secret_places.h), `values` among them. All else stays as
/// it is: JSON stays JSON.
std::string without_secrets(std::string_view text, std::span<const std::string> values = {});

/// The same for lines that come one by one: of a private key that stands on many nothing is shown.
class LinesWithoutSecrets {
 public:
  explicit LinesWithoutSecrets(std::vector<std::string> values) : values_(std::move(values)) {}
  /// The next line; "" within a key.
  std::string next(std::string_view line);

 private:
  std::vector<std::string> values_;
  bool is_in_key_ = false;
};

/// Whether a variable or field of this name holds a secret: "AWS_SESSION_TOKEN", "adminPassword".
bool is_secret_name(std::string_view name);

/// What every program that we begin is given: our keys of AWS and tokens, as they stand in the environment.
std::vector<std::string> secrets_in(const Environment& environment);

}  // namespace slipway::io
