#include "rules/open_secrets.h"

#include <algorithm>
#include <iterator>
#include <string>

#include "base/ascii.h"
#include "base/prose.h"
#include "base/secret_forms.h"
#include "base/secret_places.h"
#include "subject/filled_in.h"
#include "subject/known_secrets.h"
#include "subject/stand_in.h"

namespace slipway::rules {
namespace {

using secret_forms::is_alnum, secret_forms::is_digit;

bool starts_with_any(std::string_view text, std::initializer_list<std::string_view> starts) {
  return std::ranges::any_of(starts, [&](std::string_view start) { return text.starts_with(start); });
}

/// Where the secret is, or a word of any setting.
bool is_reference(std::string_view value) {
  return value.empty() || subject::stands_for_secret(value) || starts_with_any(value, {"arn:", "/", "file:", "-"}) ||
         value == "true" || value == "false" || std::ranges::all_of(value, is_digit);
}

/// What programs are given that want a key and use none, and what is said of passwords.
bool is_no_key(std::string_view value) {
  constexpr std::string_view kNone[] = {"dummy",  "empty",    "none", "null",     "n/a",   "not-needed", "not-used",
                                        "unused", "required", "yes",  "optional", "never", "always",     "strict"};
  return std::ranges::find(kNone, ascii_lower(value)) != std::end(kNone) ||
         (value.size() > 2 && value.find_first_not_of(value.front()) == value.npos);
}

/// `{password}`, `%s`, `$PASSWORD` anywhere: a text that is put together.
bool is_template(std::string_view value) {
  const std::size_t brace = value.find('{');
  return value.find('$') != value.npos || value.find("%s") != value.npos || value.find("%%") != value.npos ||
         (brace != value.npos && value.find('}', brace) != value.npos);
}

bool may_be_one(std::string_view value) {
  return !is_reference(value) && !is_no_key(value) && subject::stand_in(value).empty();
}

/// A token, a webhook, an AWS access key, by how it begins.
bool is_known_secret(std::string_view value) {
  constexpr std::string_view kScheme = "https://";
  std::size_t beginning = secret_forms::known_secret(value).beginning;
  if (value.starts_with(kScheme))
    if (const std::size_t hook = secret_forms::hook_address(value.substr(kScheme.size())); hook > 0)
      beginning = kScheme.size() + hook;
  if (value.starts_with("eyJ") && value.find('.') == value.npos) return false;  // JSON, and no JWT
  if (beginning == 0) return secret_forms::access_key_id(value) == value.size() && !value.empty();
  constexpr std::size_t kShortest = 8;
  return value.size() >= beginning + kShortest &&
         subject::filler_of(value.substr(beginning)) == subject::Filler::Nobody;
}

/// The password of whoever logs in at an address: "postgres://app:PASSWORD@db:5432/app". "" without one.
std::string_view password_of(std::string_view address) {
  const std::size_t scheme = address.find("://");
  if (scheme == address.npos || scheme == 0 || scheme > 20) return {};
  const std::string_view rest = address.substr(scheme + 3);
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?# \n"));
  const std::string_view user = authority.substr(0, authority.rfind('@'));
  const std::size_t colon = user.find(':');
  return user.size() == authority.size() || colon == user.npos ? std::string_view() : user.substr(colon + 1);
}

enum class Named { Nothing, Password, Key };

Named named(std::string_view name) {
  const std::string lower = ascii_lower(name);
  for (const std::string_view end : {"password", "passwd", "passphrase"})
    if (lower.ends_with(end)) return Named::Password;
  for (const std::string_view end :
       {"token", "secret", "api_key", "api-key", "apikey", "secret_key", "secret-key", "secretkey", "access_key",
        "access-key", "accesskey", "private_key", "private-key", "privatekey", "credentials"}) {
    if (!lower.ends_with(end)) continue;
    const std::size_t at = name.size() - end.size();
    const bool is_camel = at > 0 && name[at] != lower[at] && name[at - 1] == lower[at - 1];
    if (at > 0 && !is_camel && std::string_view("_-.").find(name[at - 1]) == std::string_view::npos) continue;
    const std::string_view before = std::string_view(lower).substr(0, at);
    for (const std::string_view of_models :
         {"bos", "eos", "pad", "unk", "sep", "cls", "mask", "stop", "image", "audio", "video", "special"})
      if (end == "token" && before.find(of_models) != before.npos) return Named::Nothing;
    return Named::Key;
  }
  return Named::Nothing;
}

/// As Secrets and files are called: `hf-token-v1`, `prod/db`, `client2.key`.
bool may_be_name(std::string_view value) {
  if (value.find_first_of("-/.") == value.npos) return false;
  bool after_digit = false;
  for (const char c : value) {
    const bool is_letter = c >= 'a' && c <= 'z';
    if (!is_letter && !is_digit(c) && std::string_view("-/._").find(c) == std::string_view::npos) return false;
    if (is_letter && after_digit) return false;
    after_digit = is_digit(c);
  }
  return true;
}

/// No token of a model (`</s>`, `[PAD]`), no sentence, no name (`existingSecret: db`, `secretKey: rootUser`).
bool looks_like_key(std::string_view value) {
  return secret_forms::looks_random(value) && is_alnum(value.front()) && value.find(' ') == value.npos &&
         !may_be_name(value) && named(value) == Named::Nothing &&
         subject::filler_of(value.substr(secret_forms::known_secret(value).beginning)) == subject::Filler::Nobody;
}

}  // namespace

bool tells_secret(std::string_view word) {
  const std::string_view password = password_of(word);
  return is_known_secret(word) || (may_be_one(password) && !is_template(password)) ||
         (word.starts_with("-----BEGIN ") && word.find("PRIVATE KEY-----") != word.npos);
}

bool has_secret_word(std::string_view text) {
  constexpr std::string_view kBetween = " \t\n\"'`=,;()";
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = text.find_first_not_of(kBetween, at);
    if (begin == text.npos) return false;
    at = std::min(text.find_first_of(kBetween, begin), text.size());
    if (tells_secret(text.substr(begin, at - begin))) return true;
  }
  return false;
}

bool holds_secret(std::string_view name, std::string_view value) {
  if (tells_secret(value) || secret_forms::is_aws_secret(value)) return true;
  if (!may_be_one(value)) return false;
  switch (named(name)) {
    case Named::Nothing:
      return false;
    case Named::Password:
      return !is_prose(value) && value.find('\n') == value.npos;
    case Named::Key:
      return looks_like_key(value) && !is_template(value);
  }
  return false;
}

bool is_open_beside_secret(std::string_view key, std::string_view value) {
  constexpr std::string_view kWords[] = {"host",   "hostname", "endpoint", "port",    "region", "type", "database",
                                         "db",     "dbname",   "name",     "project", "email",  "id",   "issuer",
                                         "bucket", "account",  "scope",    "scopes",  "realm"};
  constexpr std::string_view kFiles[] = {"yaml", "yml", "json", "ini", "conf", "cfg", "toml", "properties", "config"};
  constexpr std::string_view kOfInitiator = "_in";  // iSCSI's username_in and password_in
  if (tells_secret(value)) return false;
  if (value == "true" || value == "false" || value.starts_with("-----BEGIN CERTIFICATE-----")) return true;
  std::string lower = ascii_lower(key);
  if (lower.ends_with(kOfInitiator)) lower.resize(lower.size() - kOfInitiator.size());
  const std::string_view last = std::string_view(lower).substr(lower.find_last_of("_-.") + 1);
  if (std::ranges::find(kFiles, last) != std::end(kFiles) && value.find_first_of("\n{:=") != value.npos)
    return secret_places(value).empty();
  const bool logs_in = value.find('@') != value.npos && value.find(':') < value.find('@');
  constexpr std::size_t kLongName = 12;
  const bool is_random = value.size() >= kLongName && value.find_first_of("-./_@") == value.npos &&
                         secret_forms::looks_random(value) && std::ranges::any_of(value, is_digit);
  if (value.find('\n') != value.npos) return false;  // more than one thing
  if (std::ranges::find(kWords, last) != std::end(kWords)) return !logs_in && !is_random;
  constexpr std::string_view kEnds[] = {"url",      "uri",      "server",      "servers", "address",
                                        "clientid", "username", "accountname", "user"};
  return std::ranges::any_of(kEnds, [&](std::string_view end) { return last.ends_with(end); }) && !logs_in &&
         !is_random;
}

}  // namespace slipway::rules
