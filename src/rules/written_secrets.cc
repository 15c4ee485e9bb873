#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "base/ascii.h"
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

/// One finding a line.
class Once {
 public:
  explicit Once(Findings& findings) : findings_(findings) {}
  void say(SourceRange where, std::string_view what, std::string hint) {
    if (!where || !said_.insert({where.source->name(), where.line}).second) return;
    findings_.say(where, fmt::format("'{}' was to be replaced", what), std::move(hint));
  }

 private:
  Findings& findings_;
  std::set<std::pair<std::string_view, int>> said_;
};

/// The stand-in of a value. Programs and prose have angle brackets of their own.
std::string_view stand_in_of_value(std::string_view text) {
  const std::string_view found = stand_in(text);
  if (found.empty() || text.find('\n') != std::string_view::npos) return {};
  if (found.front() == '<' && found.size() < text.size() && text.find(' ') != std::string_view::npos) return {};
  return found;
}

/// Programs whose words are text for people or patterns of text, and nothing that they act on.
bool only_writes_text(const subject::ShellCommand& command) {
  static const std::set<std::string_view> kPrograms = {"[",    "[[",    "awk",      "case",  "cat",   "cut",    "die",
                                                       "echo", "egrep", "envsubst", "error", "expr",  "fail",   "fgrep",
                                                       "grep", "info",  "log",      "perl",  "print", "printf", "read",
                                                       "sed",  "test",  "tr",       "usage", "warn",  "warning"};
  return !command.words.empty() && kPrograms.contains(command.words.front().text);
}

void look(const doc::Node& node, std::string_view key, Once& once) {
  if (node.is_string()) {
    const std::string_view found = stand_in_of_value(node.text());
    if (!found.empty()) once.say(node.where(), found, fmt::format("in {}", key));
    return;
  }
  for (const doc::Member& member : node.members()) {
    // What people write for people.
    if (member.key.text() == "description" || member.key.text() == "matchLabels") continue;
    look(member.value, member.key.text(), once);
  }
  for (const doc::Node& item : node.items()) look(item, key, once);
}

void check_stand_ins(const Subject& subject, Findings& findings) {
  Once once(findings);
  for (const kube::Object& object : subject.objects()) {
    if (object.kind == "CustomResourceDefinition") continue;
    look(*object.node, object.kind, once);
  }
  for (const subject::WrittenRelease& release : subject.derived<subject::WrittenReleases>().all())
    look(release.release.values.root(), fmt::format("values of {}", release.release.chart), once);
  for (const subject::Script& script : subject.scripts())
    for (const subject::ShellCommand& command : script.commands) {
      if (only_writes_text(command)) continue;
      for (const subject::Word& word : command.words)
        if (const auto found = stand_in_of_value(word.text); !found.empty())
          once.say(word.where, found, fmt::format("in a command of {}", command.words.front().text));
      for (const subject::Word& word : command.assignments)
        if (const auto found = stand_in_of_value(word.text); !found.empty())
          once.say(word.where, found, "in an assignment");
    }
  for (const subject::Variable& variable : subject.variables())
    if (const auto found = stand_in_of_value(variable.value); !found.empty())
      once.say(variable.value_where, found, fmt::format("in {}", variable.name));
}

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

/// The value of a variable of that name in a .env file, where names of secrets (`HF_SECRET=hf-token`) stand too, and
/// what is to be replaced: one that looks like nothing else.
bool is_secret_of(const subject::Variable& variable) {
  const std::string_view value = variable.value;
  if (is_secret(value) || secret_forms::is_aws_secret(value)) return true;
  if (!names_secret(variable.name) || is_reference(value) || !secret_forms::looks_random(value)) return false;
  const bool may_be_name = variable.name.ends_with("SECRET") && value.find('-') != std::string_view::npos;
  return !may_be_name && std::ranges::any_of(value, secret_forms::is_digit) &&
         value.find_first_of("/$<{ ") == std::string_view::npos &&
         subject::filler_of(value) == subject::Filler::Nobody && stand_in(value).empty();
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

/// A value that is written where everybody reads it, and holds what only one may know: by itself, by its name, or as
/// the password in an address.
bool is_open_secret(std::string_view name, std::string_view value) {
  const auto is_one = [](std::string_view text) {
    return !is_reference(text) && !is_no_key(text) && stand_in(text).empty();
  };
  if (is_secret(value)) return true;
  const std::string_view password = password_of(value);
  return (names_secret(name) && is_one(value)) || (is_one(password) && password.find('$') == password.npos);
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

void check_secrets(const Subject& subject, Findings& findings) {
  for (const subject::WrittenRelease& release : subject.derived<subject::WrittenReleases>().all())
    check_values(release.release.values.root(), release.release.chart, findings);
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
    {"SEC002", "X-004-65", Severity::Error, "text that somebody was to replace",
     "Images of account XXXXXXXXXXXX are not there, ARNs of it are refused, and <password> is one that everybody "
     "knows.",
     "write what is meant, or make it a variable that must be set",
     "distribution/reference (names of images are in lower case); seed 004, its values and manifests", check_stand_ins},
};

}  // namespace

std::span<const Rule> written_secret_rules() { return kRules; }

}  // namespace slipway::rules
