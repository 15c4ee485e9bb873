#include "cloud/credentials.h"

#include <algorithm>

#include "base/text.h"
#include "cloud/credential_answers.h"

namespace slipway::cloud {

namespace {

constexpr std::int64_t kRenewBefore = 5 * 60'000;

bool is_true(std::string_view text) {
  return text.size() == 4 &&
         std::ranges::equal(text, std::string_view("true"), [](char a, char b) { return (a | 32) == b; });
}

/// CloudWatch Logs' is CLOUDWATCH_LOGS: SDKs name services here by the ids of their models, which are not always what
/// they call them elsewhere.
std::string id_of(const std::string& service) {
  if (service == "elbv2") return "elastic_load_balancing_v2";
  if (service == "resourcegroupstaggingapi") return "resource_groups_tagging_api";
  std::string id = service;
  std::ranges::replace(id, '-', '_');
  return id;
}

}  // namespace

CredentialChain::CredentialChain(Doors doors, std::string profile) : doors_(doors), profile_(std::move(profile)) {}

std::string CredentialChain::profile_name() const {
  if (!profile_.empty()) return profile_;
  for (const char* variable : {"AWS_PROFILE", "AWS_DEFAULT_PROFILE"})
    if (auto named = doors_.environment.text(variable); !named.empty()) return named;
  return "default";
}

const ConfigFiles& CredentialChain::files() {
  std::call_once(files_read_, [this] {
    auto read = read_config_files(doors_.files, doors_.environment);
    if (read)
      files_ = std::move(read).value();
    else
      unreadable_ = read.error().message;
  });
  return files_;
}

const Settings& CredentialChain::settings() { return files().profile(profile_name()); }

std::string CredentialChain::region() {
  for (const char* variable : {"AWS_REGION", "AWS_DEFAULT_REGION"})
    if (auto set = doors_.environment.text(variable); !set.empty()) return set;
  return setting(settings(), "region");
}

Endpoint CredentialChain::endpoint(const std::string& service) {
  const auto& environment = doors_.environment;
  const std::string ignored = environment.text("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS");
  if (is_true(ignored.empty() ? setting(settings(), "ignore_configured_endpoint_urls") : ignored)) return {};
  const std::string id = id_of(service);
  std::string upper = id;
  std::ranges::transform(upper, upper.begin(),
                         [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  Endpoint found;
  const auto look = [&](std::string url, const std::string& said_by) {
    if (found.url.empty() && !url.empty()) found = {std::move(url), said_by};
  };
  for (const std::string& variable : {"AWS_ENDPOINT_URL_" + upper, std::string("AWS_ENDPOINT_URL")})
    look(environment.text(variable), variable);
  const std::string section_name = setting(settings(), "services");
  if (const auto section = files().services.find(section_name); section != files().services.end())
    look(setting(section->second, id + ".endpoint_url"),
         "endpoint_url of " + id + " in [services " + section_name + "] of ~/.aws/config");
  look(setting(settings(), "endpoint_url"), "endpoint_url of AWS profile " + profile_name());
  while (found.url.ends_with('/')) found.url.pop_back();
  return found;
}

Result<io::Tls, CallFailure> CredentialChain::trust() {
  std::call_once(bundle_read_, [this] {
    std::string path = doors_.environment.text("AWS_CA_BUNDLE");
    const std::string named_by = path.empty() ? "ca_bundle of AWS profile " + profile_name() : "AWS_CA_BUNDLE";
    if (path.empty()) path = setting(settings(), "ca_bundle");
    io::Tls tls;
    if (path.empty()) return trust_.emplace(std::move(tls));
    const auto text = doors_.files.read(path);
    if (text) tls.authorities = *text;
    if (text) return trust_.emplace(std::move(tls));
    return trust_.emplace(broken(named_by + ": " + text.error().message, "name a file of PEM certificates"));
  });
  return *trust_;
}

Result<Credentials, CallFailure> CredentialChain::get() {
  const std::lock_guard lock(mutex_);
  const std::int64_t now = doors_.clock.now();
  if (known_ && (known_->until == 0 || known_->until - kRenewBefore > now)) return *known_;
  auto found = find();
  if (!found) {
    if (known_ && known_->until > now) return *known_;
    return found.error();
  }
  if (!*found && !unreadable_.empty()) return unreadable(unreadable_);
  if (!*found)
    return broken("there are no AWS credentials: not in the environment, not in profile " + profile_name() +
                      ", not of a pod, container or instance" + instance_said_,
                  "aws configure, aws sso login, or AWS_PROFILE=NAME; aws sts get-caller-identity shows who you are");
  if ((**found).until != 0 && (**found).until <= now)
    return broken("the AWS credentials of " + (**found).source + " ended at " + io::utc_time((**found).until),
                  "whatever writes them must write new ones; if they are new, this machine's clock is wrong");
  known_ = **found;
  return *known_;
}

Result<Credentials, CallFailure> CredentialChain::renew(const Keys& refused) {
  {
    const std::lock_guard lock(mutex_);
    if (!known_ || known_->keys == refused) {
      known_.reset();
      may_use_kept_ = false;
    }
  }
  return get();
}

void CredentialChain::accepted() {
  const std::lock_guard lock(mutex_);
  may_ask_ = false;
}

CredentialChain::Found CredentialChain::find() {
  const bool is_named = !profile_.empty();
  if (!is_named)
    if (auto found = of_environment(); !found || *found) return found;
  const std::string name = profile_name();
  if (!files().profiles.contains(name) && name != "default") return no_profile(name);
  const auto& environment = doors_.environment;
  const auto said = [&](const char* variable, const char* in_profile) {
    const std::string set = is_named ? "" : environment.text(variable);
    return set.empty() ? setting(settings(), in_profile) : set;
  };
  const bool has_token_file = settings().contains("web_identity_token_file");
  if (settings().contains("role_arn") && !has_token_file) return of_role({name});
  if (const auto token_file = said("AWS_WEB_IDENTITY_TOKEN_FILE", "web_identity_token_file"); !token_file.empty()) {
    const bool is_of_pod = !is_named && !environment.text("AWS_WEB_IDENTITY_TOKEN_FILE").empty();
    return of_web_identity(said("AWS_ROLE_ARN", "role_arn"), token_file,
                           said("AWS_ROLE_SESSION_NAME", "role_session_name"),
                           is_of_pod ? "the pod's web identity" : "profile " + name);
  }
  if (auto found = of_profile_alone(name); !found || *found) return found;
  if (auto found = of_container(); !found || *found) return found;
  return of_instance();
}

CredentialChain::Found CredentialChain::of_environment() {
  const auto& environment = doors_.environment;
  std::string token = environment.text("AWS_SECURITY_TOKEN");  // as it was called at first
  if (token.empty()) token = environment.text("AWS_SESSION_TOKEN");
  const std::string ends = environment.text("AWS_CREDENTIAL_EXPIRATION");
  Credentials read{{environment.text("AWS_ACCESS_KEY_ID"), environment.text("AWS_SECRET_ACCESS_KEY"), token},
                   milliseconds(ends),
                   "the environment"};
  if (read.keys.id.empty()) return Found(std::nullopt);
  if (read.keys.secret.empty()) return broken("AWS_ACCESS_KEY_ID is set and AWS_SECRET_ACCESS_KEY is not", "set both");
  if (!ends.empty() && read.until == 0)
    return broken("AWS_CREDENTIAL_EXPIRATION is no time", "aws configure export-credentials --format env writes one");
  return Found(std::optional(read));
}

}  // namespace slipway::cloud
