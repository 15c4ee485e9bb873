#include <fmt/core.h>

#include <algorithm>
#include <string>
#include <vector>

#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/view.h"

namespace slipway::rules {
namespace {

using subject::ShellCommand;
using subject::Subject;

/// What EC2's metadata says before it takes an instance back.
bool waits_for_notice(std::string_view text) {
  return text.find("spot/instance-action") != text.npos || text.find("spot/termination-time") != text.npos ||
         text.find("events/recommendations/rebalance") != text.npos;
}

/// The process that a command looks for by name; "" when it does not.
std::string_view sought(const ShellCommand& command) {
  if (command.words.size() < 2) return {};
  const std::string& program = command.words[0].text;
  if (program != "pkill" && program != "killall" && program != "pgrep" && program != "pidof") return {};
  return command.words.back().text.starts_with('-') ? std::string_view() : command.words.back().text;
}

bool shares(const doc::Node& pod_spec) { return is_true(pod_spec["shareProcessNamespace"]); }

/// A script that stands alone: beside which container it is to run nobody says, so no pod may share its processes.
void check_scripts(const Subject& subject, Findings& findings) {
  const subject::PodTemplate* worker = nullptr;
  for (const subject::PodTemplate& pod : subject.pods()) {
    if (shares(*pod.spec)) return;
    if (!worker && needs_of(*pod.spec).gpus > 0) worker = &pod;
  }
  if (!worker) return;
  for (const subject::Script& script : subject.scripts()) {
    if (!script.source || !waits_for_notice(script.source->text())) continue;
    for (const ShellCommand& command : script.commands) {
      const std::string_view name = sought(command);
      if (name.empty()) continue;
      const bool starts_it = std::ranges::any_of(script.commands, [&](const ShellCommand& other) {
        const bool ends_it = !other.words.empty() && other.words[0].text == "kill";
        return sought(other).empty() && !ends_it && std::ranges::any_of(other.words, [&](const subject::Word& word) {
                 return word.text.find(name) != std::string::npos;
               });
      });
      if (starts_it) continue;
      findings.say(command.where, fmt::format("{} finds no {} from another container", command.words[0].text, name),
                   fmt::format("no pod shares its process namespace: {} neither", title_of(*worker->owner)));
    }
  }
}

/// The same written into a pod.
void check_pods(const Subject& subject, Findings& findings) {
  for (const subject::PodTemplate& pod : subject.pods()) {
    const doc::Node& spec = *pod.spec;
    if (spec["containers"].size() + spec["initContainers"].size() < 2 || shares(spec)) continue;
    each_container(spec, [&](const doc::Node& container) {
      for (const std::string_view key : {"command", "args"})
        for (const doc::Node& argument : container[key].items()) {
          const std::string_view text = text_of(argument);
          if (!waits_for_notice(text)) continue;
          for (const std::string_view program : {"pkill ", "killall ", "pgrep ", "pidof "})
            if (const std::size_t at = text.find(program); at != text.npos) {
              findings.say(
                  place_in(argument, at),
                  fmt::format("{} finds no process of another container", program.substr(0, program.size() - 1)),
                  fmt::format("{} does not share its process namespace", title_of(*pod.owner)));
              break;
            }
        }
    });
  }
}

void check_processes(const Subject& subject, Findings& findings) {
  check_scripts(subject, findings);
  check_pods(subject, findings);
}

constexpr Rule kRules[] = {
    {"SIDE001", "X-004-91", Severity::Warning, "a sidecar that signals a process which it cannot see",
     "Each container has its own processes. A sidecar that is to end the training on a Spot notice finds none: nothing "
     "is saved, and nobody says so.",
     "let Karpenter drain the node: its SIGTERM reaches the process itself; or shareProcessNamespace: true",
     "kubernetes docs, share process namespace between containers in a pod", check_processes},
};

}  // namespace

std::span<const Rule> sidecar_rules() { return kRules; }

}  // namespace slipway::rules
