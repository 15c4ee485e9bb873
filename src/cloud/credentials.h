#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "cloud/config_files.h"
#include "cloud/reasons.h"
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
  std::int64_t until = 0;   // milliseconds since 1970; 0: they do not end
  std::string source;       // "the environment", "profile gpu (role arn:…)", "the pod's identity"
  bool is_by_code = false;  // a person typed a code for them: other programs cannot make them
};

/// Who we are to AWS, found as the AWS CLI finds it: the environment; the role of the profile (`profile`, else
/// AWS_PROFILE, else AWS_DEFAULT_PROFILE, else default) by source_profile or credential_source, chained; a web identity
/// (IRSA), of the environment before the profile's; the profile's SSO session or legacy SSO, its keys in the
/// credentials file, its credential_process, its keys in the config file; the container's address (Pod Identity, ECS);
/// the instance (IMDSv2 alone). A profile that is named on the line goes before what the environment says of keys and
/// web identities. Follows botocore 1.40 credentials.py, tokens.py and utils.py.
///
/// Kept until five minutes before they end, and if they cannot be renewed then, to their end. SSO tokens of sessions
/// are renewed as the CLI does it, in its cache. STS, SSO and the container are asked three times in all when they are
/// silent, throttle or fail. May be used by many threads.
class CredentialChain {
 public:
  CredentialChain(Doors doors, std::string profile = {});

  Result<Credentials, CallFailure> get();
  /// Who types the code of a device that a role wants (mfa_serial): asked once, before accepted() is called, where the
  /// AWS CLI's cache has no session that lasts for a while. Nobody, unless this is called. Later, nobody may sit there
  /// any more: a session is used to its end. A new one is kept in that cache for the next who asks (the CLI, slipway,
  /// what kubectl runs), for this user alone.
  using Ask = std::function<std::optional<std::string>(std::string_view question)>;
  /// `lasts`: for how many milliseconds at least. Where nobody can be asked, kForQuestions do.
  static constexpr std::int64_t kForQuestions = 15 * 60'000, kForWork = 30 * 60'000;
  void ask_by(Ask ask, std::int64_t lasts = kForQuestions);
  /// AWS has taken what get() gave: the command is at its work, and asks nobody any more.
  void accepted();
  /// As get(), but asked anew, unless another thread has done so: AWS has said that these have ended.
  Result<Credentials, CallFailure> renew(const Keys& refused);
  /// AWS_REGION, AWS_DEFAULT_REGION, the profile's; "" when nobody says one.
  std::string region();
  /// Of `service` as operations.cc names it: AWS_ENDPOINT_URL_SERVICE, AWS_ENDPOINT_URL, the profile's `services`
  /// section, its endpoint_url; "": AWS's own, also where AWS_IGNORE_CONFIGURED_ENDPOINT_URLS says so. No slash at its
  /// end.
  Endpoint endpoint(const std::string& service);
  /// How AWS's servers are trusted: AWS_CA_BUNDLE, the profile's ca_bundle, else as the system does.
  Result<io::Tls, CallFailure> trust();

 private:
  using Found = Result<std::optional<Credentials>, CallFailure>;
  using Visited = std::vector<std::string>;  // profiles, from the first on
  using Request = std::function<io::HttpRequest()>;

  Found find();
  Found of_environment();
  // credentials_profile.cc
  Found of_role(Visited visited);  // of the last of them
  Found of_source(Visited visited);
  Found of_credential_source(const std::string& profile, const std::string& source);
  Found of_profile_alone(const std::string& name);  // no role by source_profile
  Found of_shared_keys(const std::string& name, const Settings& settings);
  Found of_process(const std::string& name, const std::string& command);
  CallFailure no_profile(const std::string& name);
  // credentials_mfa.cc
  Found of_kept_session(const Settings& settings, const std::string& source);
  void keep_session(const Settings& settings, const Credentials& made);
  Result<std::string, CallFailure> typed_code(const std::string& name, const std::string& device);
  // credentials_sts.cc
  Found of_web_identity(const std::string& role, const std::string& token_file, const std::string& session,
                        const std::string& source);
  Found ask_sts(const std::string& query, const Keys* keys, const std::string& source);
  Result<io::HttpResponse, CallFailure> send_again(const Request& make, const std::string& whom,
                                                   const Endpoint& endpoint);
  // credentials_sso.cc
  Found of_sso(const std::string& name, const Settings& settings);
  Result<std::string, CallFailure> sso_token(const std::string& name, const Settings& session);
  // credentials_metadata.cc
  Found of_container();
  Found of_instance();

  std::string profile_name() const;
  const Settings& settings();
  const ConfigFiles& files();

  Doors doors_;
  std::string profile_;
  std::mutex mutex_;  // of what follows
  std::optional<Credentials> known_;
  std::string instance_said_;  // why the instance gave none
  Ask ask_;
  bool may_ask_ = true;
  std::int64_t kept_lasts_ = 0;  // milliseconds that a kept session must last while somebody may be asked
  bool may_use_kept_ = true;     // false once AWS refused what stood at hand: the session in the cache may be that
  std::once_flag files_read_, bundle_read_;
  ConfigFiles files_;
  std::string unreadable_;  // why files_ are not what they should be
  std::optional<Result<io::Tls, CallFailure>> trust_;
};

}  // namespace slipway::cloud
