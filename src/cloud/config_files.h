#pragma once

#include <map>
#include <string>

#include "io/environment.h"
#include "io/files.h"

namespace slipway::cloud {

using Settings = std::map<std::string, std::string>;

/// What the AWS CLI keeps in ~/.aws: AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE, else ~/.aws/config and
/// ~/.aws/credentials. Settings of one profile in both are laid together, those of the credentials file over the
/// other's.
struct ConfigFiles {
  std::map<std::string, Settings> profiles;      // "default", "gpu"
  std::map<std::string, Settings> sso_sessions;  // [sso-session NAME]
};

/// Files that are not there are empty; Denied or Malformed when one cannot be read.
Result<ConfigFiles> read_config_files(io::Files& files, const io::Environment& environment);

}  // namespace slipway::cloud
