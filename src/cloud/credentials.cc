#include "cloud/credentials.h"

#include <fmt/core.h>

#include "base/text.h"
#include "cloud/xml.h"
#include "doc/json.h"
#include "kube/decode/go_time.h"

namespace slipway::cloud {

namespace {

constexpr std::int64_t kRenewBefore = 5 * 60'000;

std::string setting(const Settings& settings, const std::string& name) {
  const auto found = settings.find(name);
  return found == settings.end() ? "" : found->second;
}

std::int64_t milliseconds(std::string_view time) {
  const auto read = kube::parse_time(time, kube::TimeLayout::Seconds);
  return read ? *read / 1'000'000 : 0;
}

doc::Document json(const std::string& text) {
  Diagnostics mistakes;
  return doc::read_json(std::make_shared<const SourceText>("credentials", text), mistakes);
}

/// What the container's and the instance's addresses and credential_process answer with.
std::optional<Credentials> read_keys(const std::string& text, std::string_view token_name, std::string source) {
  const doc::Document document = json(text);
  const doc::Node& root = document.root();
  Credentials read{{std::string(root["AccessKeyId"].text()), std::string(root["SecretAccessKey"].text()),
                    std::string(root[token_name].text())},
                   milliseconds(root["Expiration"].text()),
                   std::move(source)};
  if (read.keys.id.empty() || read.keys.secret.empty()) return std::nullopt;
  return read;
}

CallFailure broken(std::string message, std::string fix = {}) {
  return {0, "Credentials", std::move(message), std::move(fix)};
}

/// Words as a shell would split them, quotes taken away.
std::vector<std::string> words_of(std::string_view command) {
  std::vector<std::string> words;
  std::string word;
  bool has_word = false;
  char quote = '\0';
  for (std::size_t i = 0; i < command.size(); ++i) {
    const char c = command[i];
    if (quote != '\0') {
      if (c == quote)
        quote = '\0';
      else
        word += c;
    } else if (c == '\'' || c == '"') {
      quote = c;
      has_word = true;
    } else if (c == '\\' && i + 1 < command.size()) {
      word += command[++i];
      has_word = true;
    } else if (c == ' ' || c == '\t') {
      if (has_word) words.push_back(std::move(word));
      word.clear();
      has_word = false;
    } else {
      word += c;
      has_word = true;
    }
  }
  if (has_word) words.push_back(std::move(word));
  return words;
}

std::string query_with(std::string query, std::string_view name, const std::string& value) {
  if (!value.empty()) query += "&" + std::string(name) + "=" + uri_escaped(value);
  return query;
}

/// Where an address that gives out keys may be: what the SDKs accept beside https.
bool is_local(std::string_view url) {
  for (const std::string_view host : {"http://169.254.170.2", "http://169.254.170.23", "http://[fd00:ec2::23]",
                                      "http://127.0.0.1", "http://localhost", "http://[::1]"})
    if (url.starts_with(host)) {
      const auto rest = url.substr(host.size());
      if (rest.empty() || rest[0] == '/' || rest[0] == ':') return true;
    }
  return false;
}

}  // namespace

CredentialChain::CredentialChain(Doors doors, std::string profile) : doors_(doors), profile_(std::move(profile)) {}

std::string CredentialChain::profile_name() const {
  if (!profile_.empty()) return profile_;
  const std::string named = doors_.environment.text("AWS_PROFILE");
  return named.empty() ? "default" : named;
}

const ConfigFiles& CredentialChain::files() {
  if (!files_) {
    auto read = read_config_files(doors_.files, doors_.environment);
    if (!read) unreadable_ = read.error().message;
    files_ = read ? std::move(read).value() : ConfigFiles{};
  }
  return *files_;
}

std::string CredentialChain::region() {
  for (const char* variable : {"AWS_REGION", "AWS_DEFAULT_REGION"})
    if (auto set = doors_.environment.text(variable); !set.empty()) return set;
  const auto found = files().profiles.find(profile_name());
  return found == files().profiles.end() ? "" : setting(found->second, "region");
}

std::string CredentialChain::endpoint(const std::string& service) {
  std::string upper;
  for (const char c : service)
    upper += c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c == '-' || c == ' ' ? '_' : c;
  for (const std::string& variable : {"AWS_ENDPOINT_URL_" + upper, std::string("AWS_ENDPOINT_URL")})
    if (auto set = doors_.environment.text(variable); !set.empty()) return set;
  const auto found = files().profiles.find(profile_name());
  return found == files().profiles.end() ? "" : setting(found->second, "endpoint_url");
}

Result<Credentials, CallFailure> CredentialChain::get() {
  const std::lock_guard lock(mutex_);
  if (known_ && (known_->until == 0 || known_->until - kRenewBefore > doors_.clock.now())) return *known_;
  auto found = find();
  if (!found) return found.error();
  if (!*found)
    return broken(unreadable_.empty() ? "there are no AWS credentials: not in the environment, not in profile " +
                                            profile_name() + ", not of a pod, container or instance"
                                      : unreadable_,
                  "aws configure, aws sso login, or AWS_PROFILE=NAME; aws sts get-caller-identity shows who you are");
  known_ = **found;
  return *known_;
}

Result<Credentials, CallFailure> CredentialChain::renew() {
  {
    const std::lock_guard lock(mutex_);
    known_.reset();
  }
  return get();
}

CredentialChain::Found CredentialChain::find() {
  if (profile_.empty())
    if (auto found = of_environment(); !found || *found) return found;
  if (auto found = of_profile(profile_name(), {}); !found || *found) return found;
  if (profile_.empty()) {
    const auto& environment = doors_.environment;
    const std::string token_file = environment.text("AWS_WEB_IDENTITY_TOKEN_FILE");
    if (!token_file.empty())
      return of_web_identity(environment.text("AWS_ROLE_ARN"), token_file, environment.text("AWS_ROLE_SESSION_NAME"),
                             "the pod's web identity");
  }
  if (auto found = of_container(); !found || *found) return found;
  return of_instance();
}

CredentialChain::Found CredentialChain::of_environment() {
  const auto& environment = doors_.environment;
  Credentials read{{environment.text("AWS_ACCESS_KEY_ID"), environment.text("AWS_SECRET_ACCESS_KEY"),
                    environment.text("AWS_SESSION_TOKEN")},
                   0,
                   "the environment"};
  if (read.keys.id.empty()) return Found(std::nullopt);
  if (read.keys.secret.empty()) return broken("AWS_ACCESS_KEY_ID is set and AWS_SECRET_ACCESS_KEY is not", "set both");
  return Found(std::optional(read));
}

CredentialChain::Found CredentialChain::of_profile(const std::string& name, std::set<std::string> seen) {
  const auto found = files().profiles.find(name);
  if (found == files().profiles.end()) {
    if (name == "default") return Found(std::nullopt);
    std::vector<std::string_view> names;
    for (const auto& [known, settings] : files().profiles) names.push_back(known);
    const auto near = near_miss(name, names);
    return broken("there is no AWS profile " + name,
                  near ? "did you mean " + std::string(*near) + "?" : "aws configure list-profiles");
  }
  const Settings& settings = found->second;
  const bool was_seen = !seen.insert(name).second;
  const std::string role = setting(settings, "role_arn");
  if (!role.empty() && !was_seen) {
    if (const auto token_file = setting(settings, "web_identity_token_file"); !token_file.empty())
      return of_web_identity(role, token_file, setting(settings, "role_session_name"), "profile " + name);
    return of_role(name, settings, std::move(seen));
  }
  if (!setting(settings, "sso_account_id").empty()) return of_sso(name, settings);
  if (const auto id = setting(settings, "aws_access_key_id"); !id.empty())
    return Found(std::optional(
        Credentials{{id, setting(settings, "aws_secret_access_key"), setting(settings, "aws_session_token")},
                    0,
                    "profile " + name}));
  if (const auto command = setting(settings, "credential_process"); !command.empty()) return of_process(name, command);
  if (was_seen)
    return broken("AWS profile " + name + " is its own source and has no keys", "give source_profile another one");
  return Found(std::nullopt);
}

CredentialChain::Found CredentialChain::of_role(const std::string& name, const Settings& settings,
                                                std::set<std::string> seen) {
  if (!setting(settings, "mfa_serial").empty())
    return broken("AWS profile " + name + " wants a code of a device, which slipway cannot ask for",
                  "aws sts get-session-token with the code, and its keys in the environment");
  const std::string source = setting(settings, "source_profile"), other = setting(settings, "credential_source");
  Found base{std::optional<Credentials>()};
  if (!source.empty())
    base = of_profile(source, std::move(seen));
  else if (other == "Environment")
    base = of_environment();
  else if (other == "EcsContainer")
    base = of_container();
  else if (other == "Ec2InstanceMetadata")
    base = of_instance();
  else
    return broken("AWS profile " + name + " names a role and not who takes it",
                  "add source_profile or credential_source");
  if (!base) return base;
  if (!*base)
    return broken("AWS profile " + name + " has no credentials to take its role with: " +
                  (source.empty() ? other : "profile " + source) + " has none");
  const std::string role = setting(settings, "role_arn");
  std::string session = setting(settings, "role_session_name");
  if (session.empty()) session = "slipway-" + std::to_string(doors_.clock.now() / 1000);
  std::string query = "Action=AssumeRole&Version=2011-06-15";
  query = query_with(query, "RoleArn", role);
  query = query_with(query, "RoleSessionName", session);
  query = query_with(query, "ExternalId", setting(settings, "external_id"));
  query = query_with(query, "DurationSeconds", setting(settings, "duration_seconds"));
  const auto made = ask_sts(query, &(**base).keys, "profile " + name + " (role " + role + ")");
  if (!made) return made.error();
  return Found(std::optional(*made));
}

CredentialChain::Found CredentialChain::of_web_identity(const std::string& role, const std::string& token_file,
                                                        const std::string& session, const std::string& source) {
  if (role.empty()) return broken("a web identity token is there and no role to take with it", "set AWS_ROLE_ARN");
  const auto token = doors_.files.read(token_file);
  if (!token) return broken("the web identity token: " + token.error().message);
  std::string query = "Action=AssumeRoleWithWebIdentity&Version=2011-06-15";
  query = query_with(query, "RoleArn", role);
  query = query_with(query, "RoleSessionName",
                     session.empty() ? "slipway-" + std::to_string(doors_.clock.now() / 1000) : session);
  query = query_with(query, "WebIdentityToken", std::string(trim(*token)));
  const auto made = ask_sts(query, nullptr, source + " (role " + role + ")");
  if (!made) return made.error();
  return Found(std::optional(*made));
}

Result<Credentials, CallFailure> CredentialChain::ask_sts(const std::string& query, const Keys* keys,
                                                          const std::string& source) {
  const std::string here = region();
  std::string url = endpoint("sts");
  if (url.empty()) url = here.empty() ? "https://sts.amazonaws.com" : "https://sts." + here + ".amazonaws.com";
  io::HttpRequest request{.method = "POST",
                          .url = url + "/",
                          .headers = {{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}},
                          .body = query};
  if (keys) sign(request, *keys, {here.empty() ? "us-east-1" : here, "sts", doors_.clock.now()});
  const auto response = doors_.http.send(request);
  if (!response) return broken("cannot ask STS for " + source + ": " + response.error().message);
  const auto read = read_xml(response->body);
  const doc::Value answer = read ? *read : doc::Value();
  if (response->status != 200) {
    const doc::Value& error = answer["ErrorResponse"]["Error"];
    const std::string* code = error["Code"].string();
    const std::string* message = error["Message"].string();
    return CallFailure{response->status, code ? *code : "",
                       source + ": " + (message ? *message : fmt::format("STS answers with HTTP {}", response->status)),
                       "does the role's trust policy let you in? aws iam get-role shows it"};
  }
  const bool is_web = query.starts_with("Action=AssumeRoleWithWebIdentity");
  const doc::Value& made =
      is_web ? answer["AssumeRoleWithWebIdentityResponse"]["AssumeRoleWithWebIdentityResult"]["Credentials"]
             : answer["AssumeRoleResponse"]["AssumeRoleResult"]["Credentials"];
  const auto text = [&](const char* key) {
    const std::string* value = made[key].string();
    return value ? *value : std::string();
  };
  Credentials out{
      {text("AccessKeyId"), text("SecretAccessKey"), text("SessionToken")}, milliseconds(text("Expiration")), source};
  if (out.keys.id.empty()) return broken("STS gives no keys for " + source);
  return out;
}

CredentialChain::Found CredentialChain::of_sso(const std::string& name, const Settings& settings) {
  Settings session = settings;
  if (const auto named = setting(settings, "sso_session"); !named.empty()) {
    const auto found = files().sso_sessions.find(named);
    if (found == files().sso_sessions.end())
      return broken("AWS profile " + name + " names the sso-session " + named + ", which is not there");
    session.insert(found->second.begin(), found->second.end());
  }
  const std::string start = setting(session, "sso_start_url");
  const std::string log_in = "aws sso login --profile " + name;
  std::string token;
  const auto cached = doors_.files.list(doors_.environment.text("HOME") + "/.aws/sso/cache", {".json"});
  for (const std::string& path : cached ? *cached : std::vector<std::string>()) {
    const auto text = doors_.files.read(path);
    if (!text) continue;
    const doc::Document document = json(*text);
    const doc::Node& root = document.root();
    if (root["startUrl"].text() == start && milliseconds(root["expiresAt"].text()) > doors_.clock.now())
      token = root["accessToken"].text();
  }
  if (token.empty()) return broken("the SSO session of AWS profile " + name + " has ended, or never began", log_in);
  std::string url = endpoint("sso");
  if (url.empty()) url = "https://portal.sso." + setting(session, "sso_region") + ".amazonaws.com";
  const auto response = doors_.http.send(
      {.url = url + "/federation/credentials?role_name=" + uri_escaped(setting(session, "sso_role_name")) +
              "&account_id=" + uri_escaped(setting(session, "sso_account_id")),
       .headers = {{"x-amz-sso_bearer_token", token}}});
  if (!response) return broken("cannot ask SSO for AWS profile " + name + ": " + response.error().message);
  const doc::Document document = json(response->body);
  const doc::Node& keys = document.root()["roleCredentials"];
  if (response->status != 200 || keys["accessKeyId"].text().empty())
    return CallFailure{
        response->status, "SSO",
        "SSO gives no keys to AWS profile " + name + ": " + std::string(document.root()["message"].text()), log_in};
  return Found(
      std::optional(Credentials{{std::string(keys["accessKeyId"].text()), std::string(keys["secretAccessKey"].text()),
                                 std::string(keys["sessionToken"].text())},
                                keys["expiration"].integer(),
                                "profile " + name + " (SSO)"}));
}

CredentialChain::Found CredentialChain::of_process(const std::string& name, const std::string& command) {
  io::Command run{words_of(command)};
  run.seconds = 60;
  const std::string what = "the credential_process of AWS profile " + name;
  const auto finished = doors_.processes.run(run);
  if (!finished) return broken(what + " cannot be run: " + finished.error().message);
  if (finished->status != 0)
    return broken(fmt::format("{} ended with {}", what, finished->status), "run it by hand: " + command);
  auto read = read_keys(finished->output, "SessionToken", "profile " + name + " (credential_process)");
  if (!read) return broken(what + " printed no keys", "run it by hand: " + command);
  return Found(std::move(read));
}

CredentialChain::Found CredentialChain::of_container() {
  const auto& environment = doors_.environment;
  const std::string relative = environment.text("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
  const std::string url =
      relative.empty() ? environment.text("AWS_CONTAINER_CREDENTIALS_FULL_URI") : "http://169.254.170.2" + relative;
  if (url.empty()) return Found(std::nullopt);
  if (!url.starts_with("https://") && !is_local(url))
    return broken("AWS_CONTAINER_CREDENTIALS_FULL_URI is neither https nor an address of this machine");
  io::HttpRequest request{.url = url, .headers = {{"Accept", "application/json"}}, .seconds = 10, .connect_seconds = 2};
  std::string token = environment.text("AWS_CONTAINER_AUTHORIZATION_TOKEN");
  if (const auto path = environment.text("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"); !path.empty()) {
    const auto read = doors_.files.read(path);
    if (!read) return broken("the pod's identity token: " + read.error().message);
    token = trim(*read);
  }
  if (!token.empty()) request.headers.push_back({"Authorization", token});
  const auto response = doors_.http.send(request);
  if (!response)
    return broken("the container's credentials: " + response.error().message,
                  "is the Pod Identity agent running on this node?");
  auto read = response->status == 200 ? read_keys(response->body, "Token", "the container's identity") : std::nullopt;
  if (!read) return broken(fmt::format("the container's credentials: HTTP {} from {}", response->status, url));
  return Found(std::move(read));
}

CredentialChain::Found CredentialChain::of_instance() {
  const auto& environment = doors_.environment;
  if (environment.text("AWS_EC2_METADATA_DISABLED") == "true") return Found(std::nullopt);
  std::string base = environment.text("AWS_EC2_METADATA_SERVICE_ENDPOINT");
  while (base.ends_with('/')) base.pop_back();
  if (base.empty()) base = "http://169.254.169.254";
  const auto ask = [&](const std::string& method, const std::string& path, io::Header header) {
    return doors_.http.send(
        {.method = method, .url = base + path, .headers = {std::move(header)}, .seconds = 2, .connect_seconds = 1});
  };
  const auto token = ask("PUT", "/latest/api/token", {"X-aws-ec2-metadata-token-ttl-seconds", "21600"});
  if (!token || token->status != 200) return Found(std::nullopt);  // this is no instance
  const std::string folder = "/latest/meta-data/iam/security-credentials/";
  const auto role = ask("GET", folder, {"X-aws-ec2-metadata-token", token->body});
  if (!role || role->status != 200) return Found(std::nullopt);  // one without a profile
  const std::string name(trim(role->body));
  const auto keys = ask("GET", folder + name, {"X-aws-ec2-metadata-token", token->body});
  if (!keys || keys->status != 200) return broken("the instance's role " + name + " gives no keys");
  auto read = read_keys(keys->body, "Token", "the instance's role " + name);
  if (!read) return broken("the instance's role " + name + " gives no keys");
  return Found(std::move(read));
}

}  // namespace slipway::cloud
