#include "rules/written_secrets.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "base/ascii.h"
#include "base/prose.h"
#include "base/secret_forms.h"
#include "doc/base64.h"
#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/view.h"
#include "subject/filled_in.h"
#include "subject/stand_in.h"
#include "subject/written_values.h"

namespace slipway::rules {
namespace {

using subject::stand_in;
using subject::Subject;

bool is_reference(std::string_view value) {
  return value.empty() || subject::is_all_filled_in(value) || value.starts_with("${") || value.starts_with("$(") ||
         value.starts_with("{{") || value.starts_with("arn:") || value.starts_with("/") || value.starts_with("file:") ||
         value == "true" || value == "false" || std::ranges::all_of(value, [](char c) { return c >= '0' && c <= '9'; });
}

bool names_secret(std::string_view name) {
  for (const std::string_view word : {"PASSWORD", "PASSWD", "SECRET", "TOKEN", "API_KEY", "APIKEY", "SECRET_KEY",
                                      "ACCESS_KEY", "PRIVATE_KEY", "SECRET_ACCESS_KEY", "CREDENTIALS"})
    if (name.ends_with(word) && (name.size() == word.size() || name[name.size() - word.size() - 1] == '_')) return true;
  return false;
}

/// A text that only whoever knows it may use: a webhook, an AWS access key, tokens of GitHub, Hugging Face and others.
bool is_secret(std::string_view value) {
  using secret_forms::known_secret, secret_forms::hook_address, secret_forms::access_key_id;
  constexpr std::string_view kScheme = "https://";
  std::size_t beginning = known_secret(value).beginning;
  if (value.starts_with(kScheme))
    if (const std::size_t hook = hook_address(value.substr(kScheme.size())); hook > 0)
      beginning = kScheme.size() + hook;
  if (value.starts_with("eyJ") && value.find('.') == std::string_view::npos) return false;  // JSON, and no JWT
  if (beginning == 0) return access_key_id(value) == value.size() && !value.empty();
  constexpr std::size_t kShortest = 8;
  return value.size() >= beginning + kShortest &&
         subject::filler_of(value.substr(beginning)) == subject::Filler::Nobody;
}

/// What programs are given that want a key and use none.
bool is_no_key(std::string_view value) {
  constexpr std::string_view kNone[] = {"dummy", "empty", "none", "null", "n/a", "not-needed", "not-used", "unused"};
  return std::ranges::find(kNone, ascii_lower(value)) != std::end(kNone);
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

/// What is no more than a name, a path or a reference to what holds the secret, or is still to be written, is none.
bool is_one(std::string_view text) {
  return !is_reference(text) && !is_no_key(text) && stand_in(text).empty() && text.find('$') == text.npos;
}

/// A word that holds what only one may know by itself: a token, a private key, the password in an address.
bool tells_secret(std::string_view word) {
  return is_secret(word) || is_one(password_of(word)) ||
         (word.starts_with("-----BEGIN ") && word.find("PRIVATE KEY-----") != word.npos);
}

/// The value of a variable of that name in a .env file, where names of secrets (`HF_SECRET=hf-token`) stand too, and
/// what is to be replaced: one that looks like nothing else.
bool is_secret_of(const subject::Variable& variable) {
  const std::string_view value = variable.value;
  if (tells_secret(value) || secret_forms::is_aws_secret(value)) return true;
  if (!names_secret(variable.name) || is_reference(value) || !secret_forms::looks_random(value)) return false;
  const bool may_be_name = variable.name.ends_with("SECRET") && value.find('-') != std::string_view::npos;
  return !may_be_name && std::ranges::any_of(value, secret_forms::is_digit) &&
         value.find_first_of("/$<{ ") == std::string_view::npos &&
         subject::filler_of(value) == subject::Filler::Nobody && stand_in(value).empty();
}

/// A value that is written where everybody reads it, and holds what only one may know: by itself, by its name, or as
/// the password in an address.
bool is_open_secret(std::string_view name, std::string_view value) {
  const bool may_be_one = !is_reference(value) && !is_no_key(value) && stand_in(value).empty();
  return tells_secret(value) || (names_secret(name) && may_be_one);
}

/// Whether the value of a flag is one: of `--hf-token X`. Names of Secrets and special tokens of models are given to
/// flags of such names, too.
bool is_secret_of_flag(std::string_view flag, std::string_view value) {
  if (!flag.starts_with("--")) return false;
  std::string name;
  for (const char c : flag.substr(2))
    name += c == '-' || c == '.' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  if (!names_secret(name) || !is_one(value)) return false;
  if (name.ends_with("PASSWORD") || name.ends_with("PASSWD")) return !value.starts_with('-') && !is_prose(value);
  return secret_forms::looks_random(value) && std::ranges::any_of(value, secret_forms::is_digit) &&
         subject::filler_of(value) == subject::Filler::Nobody;
}

/// Whether a text that a shell reads holds one in any of its words: `curl -H 'Authorization: Bearer eyJ…'`.
bool is_secret_in_text(std::string_view text) {
  constexpr std::string_view kBetween = " \t\n\"'`=,;()";
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = text.find_first_not_of(kBetween, at);
    if (begin == text.npos) return false;
    at = std::min(text.find_first_of(kBetween, begin), text.size());
    if (tells_secret(text.substr(begin, at - begin))) return true;
  }
  return false;
}

/// What stands in a Secret beside what is one: who logs in where, as Argo CD's repositories and databases have it.
/// `value` without base64.
bool is_open(std::string_view key, std::string_view value) {
  constexpr std::string_view kWords[] = {"user", "username", "host", "hostname", "endpoint", "port",    "region",
                                         "type", "database", "db",   "dbname",   "name",     "project", "email"};
  if (is_secret(value)) return false;
  const std::string lower = ascii_lower(key);
  const std::string_view last = std::string_view(lower).substr(lower.find_last_of("_-.") + 1);
  if (std::ranges::find(kWords, last) != std::end(kWords)) return true;
  return (last == "url" || last == "server" || last == "uri") && value.starts_with("http") &&
         value.find('@') == value.npos;
}

/// Whether a key of a chart's values holds that password or key: "auth.password", "adminPassword". Names of Secrets and
/// of keys in them end otherwise ("existingSecret", "passwordKey"), or are words ("secretKey: token").
bool is_secret_of(std::string_view key, std::string_view value) {
  const std::string lower = ascii_lower(key);
  if (is_reference(value) || is_no_key(value) || !stand_in(value).empty()) return false;
  if (lower.ends_with("password") || lower.ends_with("passwd")) return true;
  if (!secret_forms::looks_random(value)) return false;
  for (const std::string_view end : {"secretkey", "secretaccesskey", "secret_key", "apikey", "api_key", "token"})
    if (lower.ends_with(end)) return true;
  return false;
}

/// Values of charts, wherever they were written: --set, a plan, values files.
void check_values(const doc::Node& values, std::string_view chart, Findings& findings) {
  for (const doc::Member& member : values.members()) {
    const std::string_view key = member.key.text(), value = text_of(member.value);
    check_values(member.value, chart, findings);
    if (!member.value.is_string() || value.find('\n') != value.npos) continue;
    if (is_secret(value) || is_secret_of(key, value))
      findings.say(member.value.where(), fmt::format("{} holds a secret in plain text", key),
                   fmt::format("values of {}", chart));
  }
  for (const doc::Node& item : values.items()) check_values(item, chart, findings);
}

/// What a container is started with: `--password=…`, `--token …`, tokens and addresses in any word.
void check_started_with(const doc::Node& container, std::string_view owner, Findings& findings) {
  for (const std::string_view field : {"command", "args"}) {
    std::string_view flag;
    for (const doc::Node& item : container[field].items()) {
      const std::string_view word = text_of(item), before = std::exchange(flag, {});
      const std::size_t sign = word.starts_with("--") ? word.find('=') : word.npos;
      const std::string_view name = word.substr(0, sign);
      if (sign == word.npos) flag = word;
      const bool is_of_flag =
          sign == word.npos ? is_secret_of_flag(before, word) : is_secret_of_flag(name, word.substr(sign + 1));
      if (is_of_flag || is_secret_in_text(word))
        findings.say(item.where(), fmt::format("{} of a container holds a secret in plain text", field),
                     std::string(owner));
    }
  }
}

/// What a script says: tokens, addresses with a password, passwords in flags, literals of a Secret.
void check_script(const subject::Script& script, Findings& findings) {
  for (const subject::ShellCommand& command : script.commands) {
    const bool makes_secret = command.starts_with({"kubectl", "create", "secret"});
    const std::string_view program = command.words.empty() ? "" : std::string_view(command.words.front().text);
    const auto say = [&](SourceRange where, std::string_view what) {
      findings.say(where, fmt::format("{} holds a secret in plain text", what), "", "");
    };
    for (const subject::Word& word : command.assignments) {
      const std::size_t sign = std::min(word.text.find('='), word.text.size());
      const std::string name = word.text.substr(0, sign);
      const std::string value = word.text.substr(std::min(sign + 1, word.text.size()));
      if (value.find_first_of("$`") == value.npos && is_secret_of({name, value, word.where, word.where}))
        say(word.where, name);
    }
    for (std::size_t i = 1; i < command.words.size(); ++i) {
      const subject::Word& word = command.words[i];
      const std::size_t sign = word.text.starts_with("--") ? word.text.find('=') : word.text.npos;
      const std::string_view text = word.text, flag = sign == text.npos ? text : text.substr(0, sign);
      const std::string_view value = sign != text.npos              ? text.substr(sign + 1)
                                     : i + 1 < command.words.size() ? std::string_view(command.words[i + 1].text)
                                                                    : std::string_view();
      const std::string_view literal = value.substr(std::min(value.find('=') + 1, value.size()));
      if (makes_secret && flag == "--from-literal" && value.find('=') != value.npos && is_one(literal) &&
          !is_open(value.substr(0, value.find('=')), literal))
        say(word.where, value.substr(0, value.find('=')));
      else if (text.find('$') == text.npos && is_secret_in_text(text))
        say(word.where, program);
      else if (is_secret_of_flag(flag, value))
        say(word.where, flag);
    }
  }
}

void check_secrets(const Subject& subject, Findings& findings) {
  for (const subject::WrittenRelease& release : subject.derived<subject::WrittenReleases>().all())
    check_values(release.release.values.root(), release.release.chart, findings);
  for (const subject::Script& script : subject.scripts()) check_script(script, findings);
  for (const subject::Variable& variable : subject.variables())
    if (variable.value_where && is_secret_of(variable))
      findings.say(variable.value_where, fmt::format("{} holds a secret in plain text", variable.name));
  for (const kube::Object* secret : subject.of_kind("Secret", "")) {
    const doc::Node& node = *secret->node;
    if (node.find("sops") || is_text(node["type"], "kubernetes.io/service-account-token")) continue;
    if (node["metadata"].find("uid")) continue;  // read from a cluster
    for (const std::string_view field : {"stringData", "data"})
      for (const doc::Member& one : node[field].members()) {
        const std::string_view value = text_of(one.value);
        if (value.empty() || subject::is_all_filled_in(value) || value.starts_with("${") || value.starts_with("{{") ||
            value.starts_with("ref+"))
          continue;
        if (is_open(one.key.text(), field == "data" ? doc::decode_base64(value).value_or("") : std::string(value)))
          continue;
        findings.say(one.value.where(), fmt::format("{} holds {} in plain text", title_of(*secret), one.key.text()),
                     field == "data" ? "base64 hides nothing" : "");
      }
  }
  for (const kube::Object* map : subject.of_kind("ConfigMap", ""))
    for (const doc::Member& one : (*map->node)["data"].members())
      if (one.value.is_string() && one.value.text().find('\n') == std::string_view::npos &&
          is_open_secret(one.key.text(), one.value.text()))
        findings.say(one.value.where(), fmt::format("{} holds {} in plain text", title_of(*map), one.key.text()),
                     "whoever may read ConfigMaps reads it: it belongs into a Secret");
  for (const PodView& pod : view_of(subject).pods())
    each_container(*pod.pod->spec, [&](const doc::Node& container) {
      check_started_with(container, title_of(*pod.pod->owner), findings);
      if (is_one(password_of(text_of(container["image"]))))
        findings.say(container["image"].where(), "the image's name holds a password in plain text",
                     title_of(*pod.pod->owner));
      for (const doc::Node& one : container["env"].items()) {
        const doc::Node& value = one["value"];
        if (!value.is_string()) continue;
        if (is_open_secret(text_of(one["name"]), value.text()))
          findings.say(value.where(), fmt::format("{} holds a secret in plain text", text_of(one["name"])),
                       title_of(*pod.pod->owner));
      }
    });
}

constexpr Rule kRules[] = {
    {"SEC001", "X-004-77", Severity::Warning, "a secret in plain text",
     "Whoever reads the repository, or may read the object, has it; and it stays in the history.",
     "keep it in Secrets Manager and bring it in by an ExternalSecret; change the one that was written",
     "EKS best practices, data encryption and secrets management", check_secrets},
};

}  // namespace

std::span<const Rule> written_secret_rules() { return kRules; }

bool is_of_secret(const Diagnostic& finding) { return finding.id == kRules[0].id; }

}  // namespace slipway::rules
