// Credentials of a profile: roles, keys, programs.
#include <fmt/core.h>

#include <algorithm>

#include "base/percent.h"
#include "base/text.h"
#include "cloud/credential_answers.h"
#include "cloud/credentials.h"
#include "io/secrets.h"

namespace slipway::cloud {

namespace {

constexpr std::size_t kLongestChain = 20;
constexpr std::size_t kMostPrinted = std::size_t{1} << 20;  // by a credential_process: keys are some KiB
constexpr std::size_t kMostSaid = 1000;                     // bytes of its complaint

bool has_keys(const Settings& settings) {
  return settings.contains("aws_access_key_id") || settings.contains("aws_secret_access_key");
}

/// Its role is taken by a profile or a source; with a token file it is by that.
bool has_role(const Settings& settings) {
  return settings.contains("role_arn") && !settings.contains("web_identity_token_file");
}

/// Words as a shell would split them, quotes taken away; nullopt: a quote that does not end.
std::optional<std::vector<std::string>> words_of(std::string_view command) {
  std::vector<std::string> words;
  std::string word;
  bool has_word = false;
  char quote = '\0';
  for (std::size_t i = 0; i < command.size(); ++i) {
    const char c = command[i];
    const bool is_escape = c == '\\' && quote != '\'' && i + 1 < command.size();
    if (is_escape && (quote == '\0' || command[i + 1] == '"' || command[i + 1] == '\\')) {
      word += command[++i];
      has_word = true;
    } else if (quote != '\0') {
      if (c == quote)
        quote = '\0';
      else
        word += c;
    } else if (c == '\'' || c == '"') {
      quote = c;
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
  if (quote != '\0') return std::nullopt;
  if (has_word) words.push_back(std::move(word));
  return words;
}

}  // namespace

CallFailure CredentialChain::no_profile(const std::string& name) {
  if (!unreadable_.empty()) return unreadable(unreadable_);
  std::vector<std::string_view> names;
  for (const auto& [known, settings] : files().profiles) names.push_back(known);
  const auto near = near_miss(name, names);
  return broken("there is no AWS profile " + name,
                near ? "did you mean " + std::string(*near) + "?" : "aws configure list-profiles");
}

/// What a role is taken with: keys of the profile go before a role of its own.
CredentialChain::Found CredentialChain::of_source(Visited visited) {
  const std::string name = visited.back();
  const Settings& settings = files().profile(name);
  if (!has_keys(settings) && has_role(settings)) return of_role(std::move(visited));
  const std::string token_file = setting(settings, "web_identity_token_file");
  auto found = token_file.empty() ? of_profile_alone(name)
                                  : of_web_identity(setting(settings, "role_arn"), token_file,
                                                    setting(settings, "role_session_name"), "profile " + name);
  if (found && !*found)
    return broken("AWS profile " + visited.at(visited.size() - 2) +
                      " has no credentials to take its role with: profile " + name + " has none",
                  "give profile " + name + " keys, an SSO session or a credential_process");
  return found;
}

CredentialChain::Found CredentialChain::of_credential_source(const std::string& profile, const std::string& source) {
  Found found{std::optional<Credentials>()};
  const auto is = [&](std::string_view known) {
    return std::ranges::equal(source, known, [](char a, char b) { return (a | 32) == (b | 32); });
  };
  std::string needed;
  if (is("Environment")) {
    found = of_environment();
    needed = "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";
  } else if (is("EcsContainer")) {
    found = of_container();
    needed = "give the task a role, or the pod a Pod Identity association";
  } else if (is("Ec2InstanceMetadata")) {
    found = of_instance();
    needed =
        "give the instance a role: aws ec2 associate-iam-instance-profile --instance-id ID --iam-instance-profile "
        "Name=NAME";
  } else {
    return broken("AWS profile " + profile + " has the credential_source " + printable(source) + ", which is none",
                  "one of Environment, EcsContainer, Ec2InstanceMetadata");
  }
  if (found && !*found)
    return broken("AWS profile " + profile + " has no credentials to take its role with: " + source + " has none" +
                      instance_said_,
                  needed + "; or name a source_profile in its place");
  return found;
}

CredentialChain::Found CredentialChain::of_role(Visited visited) {
  const std::string name = visited.back();
  const Settings& settings = files().profile(name);
  const std::string source = setting(settings, "source_profile"), other = setting(settings, "credential_source");
  if (!source.empty() && !other.empty())
    return broken("AWS profile " + name + " has both source_profile and credential_source", "take one of both out");
  if (source.empty() && other.empty())
    return broken("AWS profile " + name + " names a role and not who takes it",
                  "add source_profile or credential_source");
  const std::string role = setting(settings, "role_arn"), device = setting(settings, "mfa_serial");
  const std::string taken = "profile " + name + " (role " + role + ")";
  if (!device.empty())
    if (auto kept = of_kept_session(settings, taken); !kept || *kept) return kept;
  Found base{std::optional<Credentials>()};
  if (source.empty()) {
    base = of_credential_source(name, other);
  } else {
    if (!files().profiles.contains(source)) return no_profile(source);
    const bool is_own = source == name && has_keys(settings);
    if (!is_own && std::ranges::find(visited, source) != visited.end()) {
      visited.push_back(source);
      return broken("AWS profile " + visited.front() + " has no end: each of " + join(visited, ", ") +
                        " is the source_profile of the one before",
                    "give one of them keys");
    }
    if (visited.size() >= kLongestChain)
      return broken(
          fmt::format("AWS profile {} takes more than {} roles one after the other", visited.front(), kLongestChain),
          "name a source_profile with keys further up the chain");
    visited.push_back(source);
    base = of_source(std::move(visited));
  }
  if (!base) return base;
  std::string session = setting(settings, "role_session_name");
  if (session.empty()) session = "slipway-" + std::to_string(doors_.clock.now() / 1000);
  std::string query = "Action=AssumeRole&Version=2011-06-15";
  const auto add = [&](std::string_view key, const std::string& value) {
    if (!value.empty()) query += fmt::format("&{}={}", key, percent_escaped(value));
  };
  add("RoleArn", role);
  add("RoleSessionName", session);
  add("ExternalId", setting(settings, "external_id"));
  add("DurationSeconds", setting(settings, "duration_seconds"));
  if (!device.empty()) {
    const auto code = typed_code(name, device);
    if (!code) return code.error();
    add("SerialNumber", device);
    add("TokenCode", *code);
  }
  const auto made = ask_sts(query, &(**base).keys, taken);
  if (!made || !*made) return made;
  Credentials out = **made;
  out.is_by_code = !device.empty() || (**base).is_by_code;
  if (!device.empty()) keep_session(settings, out);
  return Found(std::optional(std::move(out)));
}

CredentialChain::Found CredentialChain::of_profile_alone(const std::string& name) {
  const Settings& all = files().profile(name);
  if (all.contains("sso_account_id") || all.contains("sso_role_name")) return of_sso(name, all);
  const auto in = [&](const auto& file) {
    const auto found = file.find(name);
    return found == file.end() ? Found(std::nullopt) : of_shared_keys(name, found->second);
  };
  if (auto found = in(files().credentials); !found || *found) return found;
  if (const auto command = setting(all, "credential_process"); !command.empty()) return of_process(name, command);
  if (auto found = in(files().config); !found || *found) return found;
  if (all.contains("login_session"))
    return broken("AWS profile " + name + " is one of `aws login`, whose keys only the AWS CLI can make",
                  export_by_cli(name));
  return Found(std::nullopt);
}

CredentialChain::Found CredentialChain::of_shared_keys(const std::string& name, const Settings& settings) {
  const std::string id = setting(settings, "aws_access_key_id"), secret = setting(settings, "aws_secret_access_key");
  if (id.empty()) return Found(std::nullopt);
  if (secret.empty())
    return broken("AWS profile " + name + " has aws_access_key_id and no aws_secret_access_key in the same file",
                  "aws configure --profile " + name);
  std::string token = setting(settings, "aws_security_token");
  if (token.empty()) token = setting(settings, "aws_session_token");
  return Found(std::optional(Credentials{{id, secret, token}, 0, "profile " + name}));
}

/// The command's arguments may be secrets, so it is not shown; what it complains of is.
CredentialChain::Found CredentialChain::of_process(const std::string& name, const std::string& command) {
  const std::string what = "the credential_process of AWS profile " + name;
  const std::string by_hand = "run it by hand: it stands in ~/.aws/config";
  auto words = words_of(command);
  if (!words || words->empty()) return broken(what + " is no command: a quote has no end", "close the quote");
  io::Command run{std::move(*words)};
  run.seconds = 60;
  run.most = kMostPrinted;
  run.what = what;
  const auto finished = doors_.processes.run(run);
  if (!finished)
    return broken(what + " cannot be run: " + finished.error().message, finished.error().kind == FailureKind::NotFound
                                                                            ? "install it, or name its path"
                                                                            : "may it be run? chmod +x it; " + by_hand);
  if (finished->was_too_slow) return broken(what + " gave no answer in a minute", by_hand);
  if (finished->status != 0) {
    const auto last = trim(finished->errors);
    const auto line = last.rfind('\n');
    const auto why = io::without_secrets((line == last.npos ? last : last.substr(line + 1)).substr(0, kMostSaid),
                                         io::secrets_in(doors_.environment));
    return broken(fmt::format("{} ended with {}{}{}", what, finished->status, why.empty() ? "" : ": ", printable(why)),
                  by_hand);
  }
  if (finished->output.size() >= kMostPrinted)
    return broken(what + " printed a mebibyte or more, which is no keys", by_hand);
  const doc::Document answer = json_of(finished->output);
  auto read = read_keys(answer.root(), "SessionToken", "profile " + name + " (credential_process)");
  if (!read) return broken(what + " printed no keys", by_hand);
  if (answer.root()["Version"].integer() != 1)
    return broken(what + " speaks another version than 1, which is all that the AWS CLI knows", by_hand);
  return Found(std::move(read));
}

}  // namespace slipway::cloud
