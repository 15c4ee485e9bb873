#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "rules/rule.h"
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
  if (found.front() != '<') return found;
  if (found.size() < text.size() && text.find(' ') != std::string_view::npos) return {};
  // kubectl's and docker's words for what is not there, and the place of a question in an address: ?q=<query>.
  for (const std::string_view meant : {"<pending>", "<none>", "<unset>", "<unknown>", "<nil>", "<query>", "<search>"})
    if (found == meant) return {};
  return found;
}

/// Programs whose words are text for people or patterns of text, and nothing that they act on.
bool only_writes_text(const subject::ShellCommand& command) {
  static const std::set<std::string_view> kPrograms = {"[",    "[[",    "awk",      "case",  "cat",   "cut",    "die",
                                                       "echo", "egrep", "envsubst", "error", "expr",  "fail",   "fgrep",
                                                       "grep", "info",  "log",      "perl",  "print", "printf", "read",
                                                       "sed",  "test",  "tr",       "usage", "warn",  "warning"};
  static const std::set<std::string_view> kOfText = {"awk", "perl", "sed"};  // that find and xargs begin, too
  return !command.words.empty() &&
         (kPrograms.contains(command.words.front().text) ||
          std::ranges::any_of(command.words, [](const subject::Word& word) { return kOfText.contains(word.text); }));
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

constexpr Rule kRules[] = {
    {"SEC002", "X-004-65", Severity::Error, "text that somebody was to replace",
     "Images of account XXXXXXXXXXXX are not there, ARNs of it are refused, and <password> is one that everybody "
     "knows.",
     "write what is meant, or make it a variable that must be set",
     "distribution/reference (names of images are in lower case); seed 004, its values and manifests", check_stand_ins},
};

}  // namespace

std::span<const Rule> stand_in_rules() { return kRules; }

}  // namespace slipway::rules
