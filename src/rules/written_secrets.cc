#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <set>

#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/view.h"

namespace slipway::rules {
namespace {

using subject::Subject;

bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
bool is_word(char c) { return is_letter(c) || (c >= '0' && c <= '9'); }

/// Text that somebody was to replace: XXXXXXXXXXXX, <redis-password>, YOUR/…, xxxx-xxxx, CHANGEME, abc123. Length of it
/// at `at`; 0 when it is none.
std::size_t stand_in(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at);
  const bool begins =
      at == 0 || (!is_word(text[at - 1]) && text[at - 1] != '$' && text[at - 1] != '{' && text[at - 1] != '_');
  const auto ends = [&](std::size_t length) { return length == rest.size() || !is_word(rest[length]); };
  switch (rest.front()) {
    case 'X':
    case 'x': {
      const std::size_t run = std::min(rest.find_first_not_of(rest.front()), rest.size());
      if (begins && ends(run) && (run >= 8 || (run >= 4 && rest.substr(run).starts_with('-')))) return run;
      return 0;
    }
    case '<': {
      const std::size_t end = rest.find('>');
      if (end == std::string_view::npos || end < 4 || end > 60 || !is_letter(rest[1])) return 0;
      for (const char c : rest.substr(1, end - 1))
        if (!is_word(c) && c != '-' && c != '_' && c != ' ' && c != '.') return 0;
      return end + 1;
    }
    case 'Y':
    case 'y':
      if (begins && (rest.starts_with("YOUR") || rest.starts_with("your")) && rest.size() > 4 &&
          (rest[4] == '/' || rest[4] == '_' || rest[4] == '-'))
        return 4;
      return 0;
    case 'C':
    case 'c':
      for (const std::string_view word : {"CHANGEME", "CHANGE_ME", "CHANGE-ME", "changeme", "change-me"})
        if (begins && rest.starts_with(word) && ends(word.size())) return word.size();
      return 0;
    case 'R':
    case 'r':
      for (const std::string_view word : {"REPLACE_ME", "REPLACEME", "REPLACE-ME", "replace-me", "REPLACE_WITH"})
        if (begins && rest.starts_with(word)) return word.size();
      return 0;
    case 'A':
      for (const std::string_view word : {"ACCOUNT_ID", "AWS_ACCOUNT_ID", "ACCOUNT-ID", "AWS_ACCOUNT"})
        if (begins && rest.starts_with(word) && ends(word.size()) &&
            (text.find(".dkr.ecr.") != std::string_view::npos || text.find("arn:aws") != std::string_view::npos))
          return word.size();
      return 0;
    case 'a':
      for (const std::string_view word : {"abc123", "abcd1234", "abcdef123456"})
        if (begins && rest.starts_with(word) && ends(word.size())) return word.size();
      return 0;
    default:
      return 0;
  }
}

/// Characters that a stand-in begins with (1), and those of words (2).
constexpr std::array<std::uint8_t, 256> kBeginnings = [] {
  std::array<std::uint8_t, 256> out{};
  for (int c = 0; c < 256; ++c)
    if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
      out[static_cast<std::size_t>(c)] = 2;
  for (const char c : {'X', 'x', '<', 'Y', 'y', 'C', 'c', 'R', 'r', 'A', 'a'}) out[static_cast<unsigned char>(c)] |= 1;
  return out;
}();

std::string_view stand_in(std::string_view text) {
  if (text.size() > 500) return {};
  const auto what = [](char c) { return kBeginnings[static_cast<unsigned char>(c)]; };
  const char *const end = text.data() + text.size(), *at = text.data();
  while (at != end) {
    if ((what(*at) & 1) != 0) {
      const auto place = static_cast<std::size_t>(at - text.data());
      if (const std::size_t length = stand_in(text, place)) return text.substr(place, length);
    }
    if ((what(*at++) & 2) == 0) continue;
    while (at != end && (what(*at) & 2) != 0) ++at;  // inside of a word none begins
  }
  return {};
}

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

void look(const doc::Node& node, std::string_view key, Once& once) {
  if (node.is_string()) {
    const std::string_view text = node.text();
    const std::string_view found = stand_in(text);
    // Programs and prose have angle brackets of their own.
    if (found.empty() || text.find('\n') != std::string_view::npos ||
        (found.front() == '<' && found.size() < text.size() && text.find(' ') != std::string_view::npos))
      return;
    once.say(node.where(), found, fmt::format("in {}", key));
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
  for (const subject::Script& script : subject.scripts())
    for (const subject::ShellCommand& command : script.commands) {
      for (const subject::Word& word : command.words)
        if (const auto found = stand_in(word.text); !found.empty() && word.text.find('\n') == std::string::npos)
          once.say(word.where, found, fmt::format("in a command of {}", command.words.front().text));
      for (const subject::Word& word : command.assignments)
        if (const auto found = stand_in(word.text); !found.empty() && word.text.find('\n') == std::string::npos)
          once.say(word.where, found, "in an assignment");
    }
  for (const subject::Variable& variable : subject.variables())
    if (const auto found = stand_in(variable.value); !found.empty())
      once.say(variable.value_where, found, fmt::format("in {}", variable.name));
}

bool is_reference(std::string_view value) {
  return value.empty() || value.starts_with("${") || value.starts_with("$(") || value.starts_with("{{") ||
         value.starts_with("arn:") || value.starts_with("/") || value.starts_with("file:") || value == "true" ||
         value == "false" || std::ranges::all_of(value, [](char c) { return c >= '0' && c <= '9'; });
}

bool names_secret(std::string_view name) {
  for (const std::string_view word : {"PASSWORD", "PASSWD", "SECRET", "TOKEN", "API_KEY", "APIKEY", "SECRET_KEY",
                                      "ACCESS_KEY", "PRIVATE_KEY", "SECRET_ACCESS_KEY", "CREDENTIALS"})
    if (name.ends_with(word) && (name.size() == word.size() || name[name.size() - word.size() - 1] == '_')) return true;
  return false;
}

/// A text that only whoever knows it may use: a webhook, an AWS access key, tokens of GitHub, Hugging Face and others.
bool is_secret(std::string_view value) {
  for (const std::string_view start : {"https://hooks.slack.com/", "https://discord.com/api/webhooks/", "ghp_",
                                       "github_pat_", "hf_", "xoxb-", "sk-", "glpat-"})
    if (value.starts_with(start) && value.size() > start.size() + 8) return true;
  return (value.starts_with("AKIA") || value.starts_with("ASIA")) && value.size() == 20;
}

void check_secrets(const Subject& subject, Findings& findings) {
  for (const kube::Object* secret : subject.of_kind("Secret", "")) {
    const doc::Node& node = *secret->node;
    if (node.find("sops") || is_text(node["type"], "kubernetes.io/service-account-token")) continue;
    if (node["metadata"].find("uid")) continue;  // read from a cluster
    for (const std::string_view field : {"stringData", "data"})
      for (const doc::Member& one : node[field].members()) {
        const std::string_view value = text_of(one.value);
        if (value.empty() || value.starts_with("${") || value.starts_with("{{") || value.starts_with("ref+")) continue;
        findings.say(one.value.where(), fmt::format("{} holds {} in plain text", title_of(*secret), one.key.text()),
                     field == "data" ? "base64 hides nothing" : "");
      }
  }
  for (const PodView& pod : view_of(subject).pods())
    each_container(*pod.pod->spec, [&](const doc::Node& container) {
      for (const doc::Node& one : container["env"].items()) {
        const doc::Node& value = one["value"];
        if (!value.is_string()) continue;
        const std::string_view text = value.text();
        if (is_secret(text) || (names_secret(text_of(one["name"])) && !is_reference(text)))
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
