#include "rules/written_secrets.h"

#include <fmt/core.h>

#include <utility>

#include "doc/base64.h"
#include "rules/open_secrets.h"
#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/view.h"
#include "subject/written_values.h"

namespace slipway::rules {
namespace {

using subject::Subject;

/// Values of charts, wherever they were written: --set, a plan, values files.
void check_values(const doc::Node& values, std::string_view chart, Findings& findings) {
  for (const doc::Member& member : values.members()) {
    const std::string_view key = member.key.text(), value = text_of(member.value);
    check_values(member.value, chart, findings);
    if (!member.value.is_string() || value.find('\n') != value.npos) continue;
    if (holds_secret(key, value))
      findings.say(member.value.where(), fmt::format("{} holds a secret in plain text", key),
                   fmt::format("values of {}", chart));
  }
  for (const doc::Node& item : values.items()) check_values(item, chart, findings);
}

/// Whether the value of a flag is one: of `--hf-token X`.
bool is_secret_of_flag(std::string_view flag, std::string_view value) {
  return flag.starts_with("--") && holds_secret(flag.substr(2), value);
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
      if (is_of_flag || has_secret_word(word))
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
      if (value.find_first_of("$`") == value.npos && holds_secret(name, value)) say(word.where, name);
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
        say(word.where, key);
      else if (has_secret_word(text))
        say(word.where, program);
      else if (is_secret_of_flag(name, value))
        say(word.where, name);
    }
  }
}

void check_secrets(const Subject& subject, Findings& findings) {
  for (const subject::WrittenRelease& release : subject.derived<subject::WrittenReleases>().all())
    check_values(release.release.values.root(), release.release.chart, findings);
  for (const subject::Script& script : subject.scripts()) check_script(script, findings);
  for (const subject::Variable& variable : subject.variables())
    if (variable.value_where && holds_secret(variable.name, variable.value))
      findings.say(variable.value_where, fmt::format("{} holds a secret in plain text", variable.name));
  for (const kube::Object* secret : subject.of_kind("Secret", "")) {
    const doc::Node& node = *secret->node;
    if (node.find("sops") || is_text(node["type"], "kubernetes.io/service-account-token")) continue;
    if (node["metadata"].find("uid")) continue;  // read from a cluster
    for (const std::string_view field : {"stringData", "data"})
      for (const doc::Member& one : node[field].members()) {
        const std::string_view value = text_of(one.value);
        if (value.empty() || stands_for_secret(value)) continue;
        if (is_open_beside_secret(one.key.text(),
                                  field == "data" ? doc::decode_base64(value).value_or("") : std::string(value)))
          continue;
        findings.say(one.value.where(), fmt::format("{} holds {} in plain text", title_of(*secret), one.key.text()),
                     field == "data" ? "base64 hides nothing" : "");
      }
  }
  for (const kube::Object* map : subject.of_kind("ConfigMap", ""))
    for (const doc::Member& one : (*map->node)["data"].members())
      if (one.value.is_string() && one.value.text().find('\n') == std::string_view::npos &&
          holds_secret(one.key.text(), one.value.text()))
        findings.say(one.value.where(), fmt::format("{} holds {} in plain text", title_of(*map), one.key.text()),
                     "whoever may read ConfigMaps reads it: it belongs into a Secret");
  for (const PodView& pod : view_of(subject).pods())
    each_container(*pod.pod->spec, [&](const doc::Node& container) {
      check_started_with(container, title_of(*pod.pod->owner), findings);
      if (tells_secret(text_of(container["image"])))
        findings.say(container["image"].where(), "the image's name holds a password in plain text",
                     title_of(*pod.pod->owner));
      for (const doc::Node& one : container["env"].items()) {
        const doc::Node& value = one["value"];
        if (!value.is_string()) continue;
        if (holds_secret(text_of(one["name"]), value.text()))
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
