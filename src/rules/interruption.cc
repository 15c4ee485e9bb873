#include <fmt/core.h>

#include <algorithm>

#include "rules/node_agents.h"
#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/view.h"

namespace slipway::rules {
namespace {

using subject::Subject;

constexpr std::string_view kHandler = "aws-node-termination-handler";
constexpr std::int64_t kNoticeSeconds = 120;

template <class Say>
void each_handler(const Subject& subject, Say say) {
  for (const PodView& pod : view_of(subject).pods())
    for (const doc::Node& container : (*pod.pod->spec)["containers"].items())
      if (text_of(container["image"]).find(kHandler) != std::string_view::npos) {
        say(pod, container);
        break;
      }
}

void check_beside_karpenter(const Subject& subject, Findings& findings) {
  const auto pools = view_of(subject).pools();
  if (pools.empty() && !subject.release("karpenter")) return;
  for (const NodeAgent& handler : node_agents(subject, Agent::TerminationHandler))
    if (!handler.is_chosen)
      findings.say(
          handler.where, "Karpenter and the node termination handler both act on interruptions",
          pools.empty() ? std::string("the chart karpenter") : fmt::format("NodePool {}", pools.front().name()));
}

void check_tolerations(const Subject& subject, Findings& findings) {
  each_handler(subject, [&](const PodView& pod, const doc::Node&) {
    if (!pod.is_daemon() || !pod.tolerations.empty()) return;
    const doc::Node& made = (*pod.pod->owner->node)["spec"]["template"];
    findings.say(key_place(made, "spec"), fmt::format("{} tolerates no taint", title_of(*pod.pod->owner)),
                 "it runs on no tainted node: none with GPUs, as these are usually tainted");
  });
}

void check_grace(const Subject& subject, Findings& findings) {
  each_handler(subject, [&](const PodView&, const doc::Node& container) {
    const doc::Node& grace = variable(container, "POD_TERMINATION_GRACE_PERIOD");
    const std::string_view text = text_of(grace["value"]);
    if (text.empty() || text.size() > 9 || !std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; }))
      return;
    if (std::stol(std::string(text)) < kNoticeSeconds) return;
    findings.say(key_place(grace, "name"), fmt::format("a grace period of {} s uses up the whole Spot notice", text),
                 "EC2 gives two minutes; the drain has to begin and end within");
  });
}

constexpr Rule kRules[] = {
    {"NTH001", "X-004-42", Severity::Warning, "a node termination handler beside Karpenter",
     "Karpenter handles interruption by its own queue, and makes the new node before it drains the old one. The "
     "handler "
     "cordons and drains the same node at the same time, on rebalance recommendations too, which Karpenter leaves "
     "alone.",
     "remove the handler and set Karpenter's settings.interruptionQueue", "karpenter docs, FAQ (interruption handling)",
     check_beside_karpenter},
    {"NTH002", "X-004-42", Severity::Warning, "a node termination handler that runs on no tainted node",
     "A DaemonSet without tolerations is not on tainted nodes: theirs is the interruption that nobody hears.",
     "add `tolerations: [{operator: Exists}]`, or use the queue processor",
     "aws-node-termination-handler 1.25, config/helm (DaemonSet tolerations)", check_tolerations},
    {"NTH003", "X-004-42", Severity::Warning, "a grace period as long as the Spot notice",
     "The notice is two minutes and is partly over when the drain begins: pods that take the whole grace are killed "
     "with "
     "the machine.",
     "leave 20 to 30 s of the notice: 90", "EC2 user guide, spot-instance-termination-notices", check_grace},
};

}  // namespace

std::span<const Rule> interruption_rules() { return kRules; }

}  // namespace slipway::rules
