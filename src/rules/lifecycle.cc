#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>

#include "base/text.h"
#include "rules/reading.h"
#include "rules/rule.h"

/// How containers start and end.
namespace slipway::rules {
namespace {

using doc::Node;
using subject::Subject;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n'; }

/// Seconds of "60", "2m", "1.5": what sleep takes; nullopt for all else.
std::optional<double> slept(std::string_view word) {
  double unit = 1;
  if (word.ends_with('s') || word.ends_with('m') || word.ends_with('h')) {
    unit = word.back() == 's' ? 1 : word.back() == 'm' ? 60 : 3600;
    word.remove_suffix(1);
  }
  double value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (word.empty() || error != std::errc() || end != word.data() + word.size() || value < 0 || value > 1e6)
    return std::nullopt;
  return value * unit;
}

/// How long a preStop hook sleeps at least: its own sleep, or the first of its command.
std::optional<double> slept_by(const Node& hook) {
  if (const auto seconds = integer_of(hook["sleep"]["seconds"])) return static_cast<double>(*seconds);
  bool is_next = false;
  for (const Node& item : hook["exec"]["command"].items()) {
    std::string_view text = text_of(item);
    while (!text.empty()) {
      const auto begin = std::ranges::find_if_not(text, is_blank);
      const auto end = std::find_if(begin, text.end(), [](char c) { return is_blank(c) || c == ';' || c == '&'; });
      const std::string_view word(begin, end);
      if (is_next) return slept(word);
      is_next = word == "sleep" || word.ends_with("/sleep");
      text = std::string_view(end == text.end() ? end : end + 1, text.end());
    }
  }
  return std::nullopt;
}

void check_grace(const Subject& subject, Findings& findings) {
  for (const subject::PodTemplate& pod : subject.pods())
    for (const Node& container : (*pod.spec)["containers"].items()) {
      const Node& hook = container["lifecycle"]["preStop"];
      if (!hook.is_map()) continue;
      const auto seconds = slept_by(hook);
      const std::int64_t grace = count_of((*pod.spec)["terminationGracePeriodSeconds"], 30);
      if (!seconds || *seconds < static_cast<double>(grace)) continue;
      findings.say(key_place(container["lifecycle"], "preStop"),
                   fmt::format("{} sleeps {} s before it ends, and is killed after {} s", title_of(*pod.owner),
                               short_number(*seconds), grace),
                   (*pod.spec)["terminationGracePeriodSeconds"].is_absent()
                       ? "terminationGracePeriodSeconds is 30 by default, the hook's time counts"
                       : "the hook's time counts");
    }
}

void check_words(const Subject& subject, Findings& findings) {
  for (const subject::PodTemplate& pod : subject.pods())
    each_container(*pod.spec, [&](const Node& container) {
      const auto words = container["command"].items();
      if (words.size() != 1) return;
      // KubeRay puts the command of Ray's own container, the first, into a line of bash.
      const bool is_ray = pod.owner->kind.starts_with("Ray") && pod.owner->group() == "ray.io";
      if (is_ray && &container == &(*pod.spec)["containers"].items().front()) return;
      const std::string_view text = text_of(words[0]);
      // What a template fills in nobody knows.
      if (text.find(' ') == std::string_view::npos || text.find_first_of("${\n\\") != std::string_view::npos) return;
      std::string list;
      for (const std::string_view word : split(text, ' '))
        if (!word.empty()) list += fmt::format("{}\"{}\"", list.empty() ? "" : ", ", word);
      const bool may_be = text.starts_with('/');  // a folder's name may hold a space
      findings.say(may_be ? Severity::Warning : Severity::Error, words[0].where(),
                   fmt::format("{} '{}'", may_be ? "the whole of this is one program's path:" : "there is no program",
                               printable(text)),
                   "command is a list of words, and no shell takes them apart", fmt::format("write [{}]", list));
    });
}

constexpr Rule kRules[] = {
    {"POD012", "", Severity::Warning, "a preStop hook longer than the grace period",
     "The grace period begins with the hook. What is left after it is all that the program has to end; with nothing "
     "left it is killed without a SIGTERM that it could heed.",
     "terminationGracePeriodSeconds above the hook's time and the longest request together",
     "kubernetes docs, container lifecycle hooks; pod lifecycle (termination)", check_grace},
    {"POD013", "", Severity::Error, "a command line in place of a program",
     "The first item of command is the program, spaces and all: none has that name, and the container never starts. (A "
     "path from the root may hold a space: of one that begins with / this is a warning.)",
     "write each word as an item of its own, or run `sh -c`", "kubernetes docs, define a command for a container",
     check_words},
};

}  // namespace

std::span<const Rule> lifecycle_rules() { return kRules; }

}  // namespace slipway::rules
