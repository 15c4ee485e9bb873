#include "rules/written_secrets.h"

#include <fmt/core.h>

#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/secret_forms.h"
#include "base/text.h"
#include "doc/base64.h"
#include "rules/open_secrets.h"
#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/speakers.h"
#include "subject/encrypted_secrets.h"
#include "subject/known_secrets.h"
#include "subject/stand_in.h"
#include "subject/written_values.h"

namespace slipway::rules {
namespace {

using subject::Subject;

/// Told of each secret: where it stands, "NAME holds a secret", and what is to be said beside it.
using Tell = std::function<void(const SourceRange& where, std::string what, std::string hint)>;

std::string holds(std::string_view name) { return fmt::format("{} holds a secret", name); }

/// Values of charts, wherever they were written: --set, a plan, values files.
void tell_of_values(const doc::Node& values, const std::string& hint, const Tell& tell) {
  for (const doc::Member& member : values.members()) {
    const std::string_view key = member.key.text(), value = text_of(member.value);
    tell_of_values(member.value, hint, tell);
    if (!member.value.is_string() || value.find('\n') != value.npos) continue;
    if (holds_secret(key, value)) tell(member.value.where(), holds(key), hint);
  }
  for (const doc::Node& item : values.items()) tell_of_values(item, hint, tell);
}

/// Whether the value of a flag is one: of `--hf-token X`.
bool is_secret_of_flag(std::string_view flag, std::string_view value) {
  return flag.starts_with("--") && holds_secret(flag.substr(2), value);
}

/// What a container is started with: `--password=…`, `--token …`, tokens and addresses in any word.
void tell_of_start(const doc::Node& container, const kube::Object& owner, const Tell& tell) {
  for (const std::string_view field : {"command", "args"}) {
    std::string_view flag;
    for (const doc::Node& item : container[field].items()) {
      const std::string_view word = text_of(item), before = std::exchange(flag, {});
      const std::size_t sign = word.starts_with("--") ? word.find('=') : word.npos;
      const std::string_view name = word.substr(0, sign);
      if (sign == word.npos) flag = word;
      const bool is_of_flag =
          sign == word.npos ? is_secret_of_flag(before, word) : is_secret_of_flag(name, word.substr(sign + 1));
      if (is_of_flag || has_secret_word(word))
        tell(item.where(), holds(fmt::format("{} of a container", field)), title_of(owner));
    }
  }
}

/// Where a word goes on behind `name=`; all of it where that is not written so.
SourceRange place_behind(std::string_view name, const subject::Word& word) {
  SourceRange place = word.where;
  if (!place || place.line < 1 || place.column < 1 || place.length < 1) return place;
  const std::string_view line = place.source->line(place.line);
  const auto column = std::min(static_cast<std::size_t>(place.column - 1), line.size());
  const std::string_view written = line.substr(column, static_cast<std::size_t>(place.length));
  const std::size_t at = written.find(std::string(name) + "=");
  if (at == written.npos || at + name.size() + 1 >= written.size()) return place;
  place.column += static_cast<int>(at + name.size() + 1);
  place.length -= static_cast<int>(at + name.size() + 1);
  return place;
}

/// Whether a text stands for others: `[^@]*`, `.+`, `\S*`.
bool is_pattern(std::string_view text) {
  constexpr std::string_view kMarks[] = {"[^", "]*", "]+", "]\\", ".*", ".+", "\\S", "\\w", "\\("};
  return std::ranges::any_of(kMarks, [&](std::string_view mark) { return text.find(mark) != text.npos; });
}

/// Of a word for sed and its like: of `s|PATTERN|TEXT|` each part by itself.
bool has_secret_beside_patterns(std::string_view word) {
  const bool replaces = word.size() > 1 && word.front() == 's' && !secret_forms::is_alnum(word[1]);
  const auto parts = replaces ? split(word, word[1]) : std::vector<std::string_view>{word};
  return std::ranges::any_of(parts, [](std::string_view part) { return !is_pattern(part) && has_secret_word(part); });
}

/// What a script says: tokens, addresses with a password, passwords in flags, literals of a Secret.
void tell_of_script(const subject::Script& script, const Tell& tell) {
  for (const subject::ShellCommand& command : script.commands) {
    const bool is_of_patterns = takes_patterns(command);
    const bool makes_secret = command.starts_with({"kubectl", "create", "secret"});
    const std::string_view program = command.words.empty() ? "" : std::string_view(command.words.front().text);
    for (const subject::Word& word : command.assignments) {
      const std::size_t sign = std::min(word.text.find('='), word.text.size());
      const std::string name = word.text.substr(0, sign);
      const std::string value = word.text.substr(std::min(sign + 1, word.text.size()));
      if (value.find_first_of("$`") == value.npos && holds_secret(name, value))
        tell(place_behind(name, word), holds(name), "");
    }
    std::string_view flag;
    for (const subject::Word& word : command.words) {
      const std::string_view text = word.text, before = std::exchange(flag, {});
      const std::size_t sign = text.starts_with("--") ? text.find('=') : text.npos;
      if (sign == text.npos) flag = text;
      const std::string_view name = sign == text.npos ? before : text.substr(0, sign);
      const std::string_view value = sign == text.npos ? text : text.substr(sign + 1);
      if (value.find_first_of("$`") != value.npos) continue;
      const std::size_t pair = value.find('=');
      const bool is_literal = makes_secret && name == "--from-literal" && pair != value.npos;
      const std::string_view key = value.substr(0, pair), literal = is_literal ? value.substr(pair + 1) : "";
      if (is_literal && holds_secret("password", literal) && !is_open_beside_secret(key, literal))
        tell(place_behind(key, word), holds(key), "");
      else if (is_of_patterns ? has_secret_beside_patterns(text) : has_secret_word(text))
        tell(word.where, holds(program), "");
      else if (is_secret_of_flag(name, value))
        tell(sign == text.npos ? word.where : place_behind(name, word), holds(name), "");
    }
  }
}

/// What charts, scripts, .env files, ConfigMaps and containers hold that belongs into a Secret.
void tell_of_all(const Subject& subject, const Tell& tell) {
  for (const subject::WrittenRelease& release : subject.derived<subject::WrittenReleases>().all())
    tell_of_values(release.release.values.root(), fmt::format("values of {}", release.release.chart), tell);
  for (const subject::Script& script : subject.scripts()) tell_of_script(script, tell);
  for (const subject::Variable& variable : subject.variables())
    if (variable.value_where && holds_secret(variable.name, variable.value))
      tell(variable.value_where, holds(variable.name), "");
  for (const kube::Object* map : subject.of_kind("ConfigMap", ""))
    for (const doc::Member& one : (*map->node)["data"].members())
      if (one.value.is_string() && one.value.text().find('\n') == std::string_view::npos &&
          holds_secret(one.key.text(), one.value.text()))
        tell(one.value.where(), fmt::format("{} holds {}", title_of(*map), one.key.text()),
             "whoever may read ConfigMaps reads it: it belongs into a Secret");
  for (const subject::PodTemplate& pod : subject.pods())
    each_container(*pod.spec, [&](const doc::Node& container) {
      tell_of_start(container, *pod.owner, tell);
      if (tells_secret(text_of(container["image"])))
        tell(container["image"].where(), "the image's name holds a password", title_of(*pod.owner));
      for (const doc::Node& one : container["env"].items()) {
        const doc::Node& value = one["value"];
        if (value.is_string() && holds_secret(text_of(one["name"]), value.text()))
          tell(value.where(), holds(text_of(one["name"])), title_of(*pod.owner));
      }
    });
}

/// What is to be replaced is no secret yet: SEC002 says it.
bool is_to_be_written(std::string_view value) {
  return subject::stands_for_secret(value) || !subject::stand_in(value).empty();
}

void check_secret(const kube::Object& secret, Findings& findings) {
  const doc::Node& node = *secret.node;
  if (is_text(node["type"], "kubernetes.io/service-account-token")) return;
  if (node["metadata"].find("uid")) return;  // read from a cluster
  for (const std::string_view field : {"stringData", "data"})
    for (const doc::Member& one : node[field].members()) {
      const std::string_view key = one.key.text(), written = text_of(one.value);
      const std::string decoded = field == "data" ? doc::decode_base64(written).value_or("") : std::string(written);
      if (written.empty() || is_to_be_written(written) || is_to_be_written(decoded)) continue;
      if (is_open_beside_secret(key, decoded) || subject::is_meant_plain(node, field, key)) continue;
      findings.say(one.value.where(), fmt::format("{} holds {} in plain text", title_of(secret), key),
                   field == "data" ? "base64 hides nothing" : "");
    }
}

void check_secrets(const Subject& subject, Findings& findings) {
  tell_of_all(subject, [&](const SourceRange& where, std::string what, std::string hint) {
    findings.say(where, std::move(what) + " in plain text", std::move(hint));
  });
  for (const kube::Object* secret : subject.of_kind("Secret", "")) check_secret(*secret, findings);
  for (const kube::Object& secret : subject.derived<subject::EncryptedSecrets>().all) check_secret(secret, findings);
}

constexpr Rule kRules[] = {
    {"SEC001", "X-004-77", Severity::Warning, "a secret in plain text",
     "Whoever reads the repository, or may read the object, has it; and it stays in the history.",
     "keep it in Secrets Manager and bring it in by an ExternalSecret; change the one that was written",
     "EKS best practices, data encryption and secrets management", check_secrets},
};

}  // namespace

std::span<const Rule> written_secret_rules() { return kRules; }

void add_written_secrets(const Subject& subject, KnownSecrets& known) {
  tell_of_all(subject, [&](const SourceRange& where, const std::string&, const std::string&) { known.add(where); });
}

}  // namespace slipway::rules
