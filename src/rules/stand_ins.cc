#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "doc/base64.h"
#include "rules/rule.h"
#include "rules/speakers.h"
#include "subject/stand_in.h"
#include "subject/written_values.h"

namespace slipway::rules {
namespace {

using subject::stand_in;
using subject::Subject;

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

/// What must happen for the shell to put in what stands in its text at an offset.
struct Fallback {
  bool is_said = false;  // `${NAME:?…}`: it never does, but says it to people
  std::string when;
};

/// Of `${NAME:-`, up to what is looked for.
std::optional<Fallback> fallback_of_variable(std::string_view text) {
  constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_";
  constexpr std::string_view kOpen = "${";
  text.remove_prefix(kOpen.size());
  const std::string_view name = text.substr(0, text.find_first_not_of(kLetters));
  text.remove_prefix(name.size());
  if (text.starts_with(':')) text.remove_prefix(1);
  if (name.empty() || text.empty()) return {};
  if (text.front() == '?') return Fallback{true, {}};
  if (text.front() != '-' && text.front() != '=') return {};
  const bool is_argument = name.front() >= '0' && name.front() <= '9';
  return Fallback{false, fmt::format("{} {}", is_argument ? "if nobody gives argument" : "if nobody sets", name)};
}

/// Of `$(aws … || echo `, up to what is looked for.
std::optional<Fallback> fallback_of_command(std::string_view text) {
  const std::size_t sign = text.rfind("||");
  if (sign == text.npos) return {};
  const std::string_view last = trim(text.substr(sign + 2));
  const bool prints = last == "echo" || last.starts_with("echo ") || last.starts_with("printf ");
  if (!prints || last.find_first_of(";|&\n") != last.npos) return {};
  return Fallback{false, "if the command before || fails"};
}

/// Of what stands at an offset of a text that a shell reads; nothing where it puts it in always.
std::optional<Fallback> fallback(std::string_view text, std::size_t offset) {
  text = text.substr(0, offset);
  std::vector<std::size_t> open;
  const auto closes = [&](char c) {
    const std::string_view begin = text.substr(open.back());
    return c == (begin.starts_with("${") ? '}' : begin.starts_with("$(") ? ')' : '`');
  };
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::string_view rest = text.substr(at);
    if (rest.front() == '\\')
      ++at;
    else if (!open.empty() && closes(rest.front()))
      open.pop_back();
    else if (rest.starts_with("${") || rest.starts_with("$("))
      open.push_back(at++);
    else if (rest.front() == '`')
      open.push_back(at);
  }
  for (; !open.empty(); open.pop_back()) {
    const std::string_view part = text.substr(open.back());
    if (auto found = part.starts_with("${") ? fallback_of_variable(part) : fallback_of_command(part)) return found;
  }
  return {};
}

/// What was written at a place; "" of more than a line.
std::string_view written_at(const SourceRange& place) {
  if (!place || place.line < 1 || place.column < 1 || place.length < 1) return {};
  const std::string_view line = place.source->line(place.line);
  const auto begin = std::min(static_cast<std::size_t>(place.column - 1), line.size());
  const auto length = static_cast<std::size_t>(place.length);
  return line.size() - begin < length ? std::string_view() : line.substr(begin, length);
}

/// One finding a line, and its worst.
class Once {
 public:
  explicit Once(Findings& findings) : findings_(findings) {}
  /// `text` is what was written, as a shell has it; `what` is a part of it.
  void say(SourceRange where, std::string_view text, std::string_view what, std::string hint) {
    const auto only = fallback(text, static_cast<std::size_t>(what.data() - text.data()));
    if (!where || (only && only->is_said)) return;
    const Severity severity = only ? Severity::Warning : Severity::Error;
    const auto [said, is_new] = said_.try_emplace({where.source->name(), where.line}, severity);
    if (!is_new && said->second >= severity) return;
    said->second = severity;
    if (only) hint = only->when + (hint.empty() ? "" : ", ") + hint;
    findings_.say(severity, where, fmt::format("'{}' was to be replaced", what), std::move(hint));
  }

 private:
  Findings& findings_;
  std::map<std::pair<std::string_view, int>, Severity> said_;
};

void look(const doc::Node& node, std::string_view key, Once& once) {
  if (node.is_string()) {
    const std::string_view found = stand_in_of_value(node.text());
    if (!found.empty()) once.say(node.where(), node.text(), found, fmt::format("in {}", key));
    return;
  }
  for (const doc::Member& member : node.members()) {
    // What people write for people.
    if (member.key.text() == "description" || member.key.text() == "matchLabels") continue;
    look(member.value, member.key.text(), once);
  }
  for (const doc::Node& item : node.items()) look(item, key, once);
}

/// The values of a Secret as its pods have them.
void look_at_data(const doc::Node& data, Once& once) {
  for (const doc::Member& one : data.members()) {
    if (!one.value.is_string()) continue;
    const std::string decoded = doc::decode_base64(one.value.text()).value_or("");
    if (const auto found = stand_in_of_value(trim(decoded)); !found.empty())
      once.say(one.value.where(), decoded, found, fmt::format("in base64, in {}", one.key.text()));
  }
}

void look(const subject::Script& script, Once& once) {
  std::optional<Speakers> speakers;
  const auto only_speaks = [&](const subject::ShellCommand& command) {
    if (!speakers) speakers.emplace(script);
    return speakers->has(command);
  };
  for (const subject::ShellCommand& command : script.commands) {
    for (const subject::Word& word : command.words) {
      const std::string_view found = stand_in_of_value(word.text);
      if (found.empty()) continue;
      if (only_speaks(command)) break;
      once.say(word.where, word.text, found, fmt::format("in a command of {}", command.words.front().text));
    }
    for (const subject::Word& word : command.assignments)
      if (const auto found = stand_in_of_value(word.text); !found.empty())
        once.say(word.where, word.text, found, "in an assignment");
  }
}

void check_stand_ins(const Subject& subject, Findings& findings) {
  Once once(findings);
  for (const kube::Object& object : subject.objects()) {
    if (object.kind == "CustomResourceDefinition") continue;
    look(*object.node, object.kind, once);
    if (object.is("Secret", "")) look_at_data((*object.node)["data"], once);
  }
  for (const subject::WrittenRelease& release : subject.derived<subject::WrittenReleases>().all())
    look(release.release.values.root(), fmt::format("values of {}", release.release.chart), once);
  for (const subject::Script& script : subject.scripts()) look(script, once);
  for (const subject::Variable& variable : subject.variables()) {
    const std::string_view found = stand_in_of_value(variable.value);
    if (found.empty()) continue;
    const std::string_view written = written_at(variable.value_where), in_it = stand_in(written);
    once.say(variable.value_where, in_it.empty() ? variable.value : written, in_it.empty() ? found : in_it,
             fmt::format("in {}", variable.name));
  }
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
