#include "io/secrets.h"

#include "base/known_secrets.h"

namespace slipway::io {

bool is_secret_name(std::string_view name) { return slipway::is_secret_name(name); }

std::string without_secrets(std::string_view text, std::span<const std::string> values) {
  return masked(text, secret_places(text, values), LineBreaks::Hidden);
}

std::string LinesWithoutSecrets::next(std::string_view line) {
  const auto end = line.rfind("-----END ");
  if (is_in_key_) {
    is_in_key_ = end == line.npos;
    return is_in_key_ ? "" : without_secrets(line.substr(end), values_);
  }
  const auto begin = line.rfind("-----BEGIN ");
  is_in_key_ =
      begin != line.npos && (end == line.npos || end < begin) && line.substr(begin).find("PRIVATE KEY") != line.npos;
  return without_secrets(line, values_);
}

std::vector<std::string> secrets_in(const Environment& environment) {
  std::vector<std::string> values;
  for (const char* name : {"AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN",
                           "AWS_CONTAINER_AUTHORIZATION_TOKEN", "AWS_BEARER_TOKEN_BEDROCK", "GITHUB_TOKEN", "GH_TOKEN",
                           "GITLAB_TOKEN", "CI_JOB_TOKEN", "VAULT_TOKEN", "TF_HTTP_PASSWORD"})
    if (auto value = environment.text(name); !value.empty()) values.push_back(std::move(value));
  return values;
}

}  // namespace slipway::io
