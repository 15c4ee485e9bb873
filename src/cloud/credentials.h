#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "cloud/config_files.h"
#include "cloud/sigv4.h"
#include "io/clock.h"
#include "io/process.h"

namespace slipway::cloud {

/// The doors that talking to AWS takes.
struct Doors {
  io::Files& files;
  io::Http& http;
  io::Processes& processes;
  io::Clock& clock;
  const io::Environment& environment;
};

/// Why AWS did not do what it was asked.
struct CallFailure {
  int status = 0;       // of HTTP; 0: no answer came, or nothing was asked
  std::string code;     // its word: "AccessDeniedException", "ExpiredToken"
  std::string message;  // what it says, or what is wrong here
  std::string fix;      // what is likely to help; "" when nobody knows
};

struct Credentials {
  Keys keys;
  std::int64_t until = 0;  // milliseconds since 1970; 0: they do not end
  std::string source;      // "the environment", "profile gpu (role arn:…)", "the pod's identity"
};

/// Who we are to AWS, found as the AWS CLI finds it: the environment; the profile (AWS_PROFILE, else default) with its
/// role (source_profile, credential_source; chained), web identity, SSO session or legacy SSO, credential_process or
/// keys; a web identity of the environment (IRSA); the container's address (Pod Identity, ECS); the instance (IMDSv2).
/// Follows botocore 1.40 credentials.py. Kept until five minutes before they end. May be used by many threads.
class CredentialChain {
 public:
  CredentialChain(Doors doors, std::string profile = {});

  Result<Credentials, CallFailure> get();
  /// As get(), but asked anew: AWS has said that they have ended.
  Result<Credentials, CallFailure> renew();
  /// AWS_REGION, AWS_DEFAULT_REGION, the profile's; "" when nobody says one.
  std::string region();
  /// AWS_ENDPOINT_URL_SERVICE, AWS_ENDPOINT_URL, the profile's endpoint_url; "": AWS's own.
  std::string endpoint(const std::string& service);

 private:
  using Found = Result<std::optional<Credentials>, CallFailure>;
  Found find();
  Found of_environment();
  Found of_profile(const std::string& name, std::set<std::string> seen);
  Found of_role(const std::string& name, const Settings& settings, std::set<std::string> seen);
  Found of_web_identity(const std::string& role, const std::string& token_file, const std::string& session,
                        const std::string& source);
  Found of_sso(const std::string& name, const Settings& settings);
  Found of_process(const std::string& name, const std::string& command);
  Found of_container();
  Found of_instance();
  Result<Credentials, CallFailure> ask_sts(const std::string& query, const Keys* keys, const std::string& source);
  std::string profile_name() const;
  const ConfigFiles& files();

  Doors doors_;
  std::string profile_;
  std::mutex mutex_;
  std::optional<Credentials> known_;
  std::optional<ConfigFiles> files_;
  std::string unreadable_;
};

}  // namespace slipway::cloud
