#include "cluster/pod_state.h"

#include <fmt/core.h>

#include "io/secrets.h"

namespace slipway::cluster {

namespace {

struct Trouble {
  int rank = 0;
  std::string text;
};

void keep_worse(Trouble& worst, Trouble one) {
  if (one.rank > worst.rank) worst = std::move(one);
}

std::string with_message(std::string_view reason, std::string_view message) {
  return message.empty() ? std::string(reason) : fmt::format("{}: {}", reason, message);
}

/// How a container ended: "ended with 137 (OOMKilled)".
std::string ending(const doc::Node& terminated) {
  const std::string_view reason = terminated["reason"].text();
  std::string text = fmt::format("ended with {}", terminated["exitCode"].text());
  if (!reason.empty() && reason != "Error" && reason != "Completed") text += fmt::format(" ({})", reason);
  // What the program wrote last, where the pod wants it so (terminationMessagePolicy: FallbackToLogsOnError).
  if (const auto message = terminated["message"].text(); !message.empty())
    text += fmt::format(": {}", io::without_secrets(message));
  return text;
}

Trouble of_container(const doc::Node& container, const char* what) {
  const doc::Node& state = container["state"];
  const std::string name = fmt::format("{} {}", what, container["name"].text());
  if (const doc::Node& waiting = state["waiting"]; waiting.is_map()) {
    const std::string_view reason = waiting["reason"].text();
    if (reason.empty() || reason == "ContainerCreating" || reason == "PodInitializing") return {};
    std::string text = fmt::format("{}: {}", name, with_message(reason, waiting["message"].text()));
    if (const doc::Node& last = container["lastState"]["terminated"]; last.is_map()) text += ", it " + ending(last);
    return {5, std::move(text)};
  }
  if (const doc::Node& terminated = state["terminated"]; terminated.is_map() && terminated["exitCode"].integer() != 0)
    return {4, name + " " + ending(terminated)};
  if (state["running"].is_map() && !container["ready"].boolean())
    return {1, name + " runs but is not ready: its probe does not answer yet"};
  return {};
}

Trouble trouble_of(const doc::Node& pod) {
  const doc::Node& status = pod["status"];
  Trouble worst;
  if (const auto reason = status["reason"].text(); !reason.empty())  // Evicted, NodeLost, DeadlineExceeded
    worst = {3, with_message(reason, status["message"].text())};
  for (const doc::Node& one : status["conditions"].items())
    if (one["type"].text() == "PodScheduled" && one["status"].text() == "False")
      keep_worse(worst, {one["reason"].text() == "SchedulingGated" ? 1 : 2,
                         "no node takes it: " + std::string(one["message"].text())});
  for (const doc::Node& one : status["initContainerStatuses"].items()) {
    const doc::Node& running = one["state"]["running"];
    if (!running.is_map()) keep_worse(worst, of_container(one, "init container"));
  }
  for (const doc::Node& one : status["containerStatuses"].items()) keep_worse(worst, of_container(one, "container"));
  return worst;
}

}  // namespace

std::string pod_trouble(const doc::Node& pod) {
  Trouble worst = trouble_of(pod);
  if (worst.rank > 0) return std::move(worst.text);
  const std::string_view phase = pod["status"]["phase"].text();
  if (phase == "Failed") return "it has failed";
  return phase.empty() ? "nobody has looked at it yet" : "it is starting";
}

int pod_trouble_rank(const doc::Node& pod) { return trouble_of(pod).rank; }

}  // namespace slipway::cluster
