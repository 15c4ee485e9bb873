#pragma once

#include <map>
#include <string>

#include "io/environment.h"
#include "io/files.h"

namespace slipway::cloud {

using Settings = std::map<std::string, std::string, std::less<>>;

/// "" when it is not set.
std::string setting(const Settings& settings, std::string_view name);

/// What the AWS CLI keeps in ~/.aws: AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE, else ~/.aws/config and
/// ~/.aws/credentials. Settings of one profile in both are laid together, those of the credentials file over the
/// other's. Names of settings are lower case, however they are written. Follows botocore 1.40 configloader.py; what
/// stands behind ` #` is a comment, as the other SDKs and Terraform have it.
struct ConfigFiles {
  std::map<std::string, Settings, std::less<>> profiles;      // "default", "gpu"
  std::map<std::string, Settings, std::less<>> config;        // what the config file alone says of them
  std::map<std::string, Settings, std::less<>> credentials;   // and the credentials file
  std::map<std::string, Settings, std::less<>> sso_sessions;  // [sso-session NAME]
  /// [services NAME]: "s3.endpoint_url" of the lines `s3 =` and `  endpoint_url = …`.
  std::map<std::string, Settings, std::less<>> services;

  /// Those of a profile; none when it is not there.
  const Settings& profile(std::string_view name) const;
};

/// Files that are not there are empty; Denied or Malformed when one cannot be read, whole: with file and line where it
/// is no such file.
Result<ConfigFiles> read_config_files(io::Files& files, const io::Environment& environment);

}  // namespace slipway::cloud
