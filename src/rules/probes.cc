#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

#include "base/ascii.h"
#include "kube/duration.h"
#include "rules/model_weights.h"
#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/view.h"

/// What probes do to the containers that they ask.
namespace slipway::rules {
namespace {

using doc::Node;
using subject::Subject;

/// Until a model is loaded, when nobody says.
constexpr std::int64_t kLoadSeconds = 180;

/// Seconds of failures until a probe has its container killed.
std::int64_t patience_of(const Node& probe) {
  return count_of(probe["periodSeconds"], 10) * count_of(probe["failureThreshold"], 3);
}

/// Seconds until a probe that never succeeds has its container killed.
std::int64_t killed_after(const Node& probe) { return count_of(probe["initialDelaySeconds"], 0) + patience_of(probe); }

/// How long a server takes at least to load a model that it fetches by name: what its weights take at a rate that few
/// disks and downloads reach, and what a server of a GPU needs besides. nullopt where the name does not tell, and of a
/// path, which may lie on anything.
struct Loading {
  double weights = 0;
  std::string_view name;
  std::int64_t seconds = 0;
};
std::optional<Loading> loading_of(const Node& container) {
  constexpr double kBytesASecond = 1e9;
  constexpr std::int64_t kServerSeconds = 30;
  Loading loading;
  const Node* model = served_model(container, loading.name);
  if (!model || loading.name.starts_with('/') || loading.name.starts_with('.') ||
      loading.name.find("://") != loading.name.npos)
    return std::nullopt;
  const auto weights = weights_of(loading.name);
  if (!weights) return std::nullopt;
  loading.weights = *weights;
  loading.seconds = kServerSeconds + static_cast<std::int64_t>(*weights / kBytesASecond);
  return loading;
}

std::string loading_words(const Loading& loading) {
  return fmt::format("{}: {} s at 1 GB a second, the server's own start with it",
                     weight_words(loading.name, loading.weights), loading.seconds);
}

/// Calls `say(pod, container)` for each container of the pods that have GPUs, of no agents of nodes.
template <class Say>
void each_container_of_gpu_pods(const Subject& subject, Say say) {
  for (const PodView& pod : view_of(subject).pods()) {
    if (pod.needs.gpus == 0 || pod.is_daemon()) continue;
    for (const Node& container : (*pod.pod->spec)["containers"].items()) say(pod, container);
  }
}

/// What --assume says of the time that a model takes to load.
std::optional<std::int64_t> stated_load(const Subject& subject) {
  const std::string_view said = subject.context().fact("model-load");
  if (said.empty()) return std::nullopt;
  const auto read = kube::parse_duration(said);
  if (!read) return std::nullopt;
  return std::chrono::duration_cast<std::chrono::seconds>(read.value()).count();
}

/// Whether liveness alone, without a startupProbe, ends a container while it loads for `load` seconds.
bool kills_while_it_loads(const Node& container, std::int64_t load) {
  return !container["startupProbe"].is_map() && killed_after(container["livenessProbe"]) < load;
}

/// What is stated, else what is usual or, if that is more, what the model needs at least.
std::int64_t load_of(const std::optional<std::int64_t>& stated, const std::optional<Loading>& loading) {
  return stated ? *stated : std::max(kLoadSeconds, loading ? loading->seconds : 0);
}

void check_loading(const Subject& subject, Findings& findings) {
  const auto stated = stated_load(subject);
  each_container_of_gpu_pods(subject, [&](const PodView& pod, const Node& container) {
    const Node &liveness = container["livenessProbe"], &startup = container["startupProbe"];
    if (!startup.is_map() && !liveness.is_map()) return;
    const auto loading = stated ? std::nullopt : loading_of(container);
    if (startup.is_map()) {
      // Of what is only usual nobody says that it is too short for this model.
      const std::int64_t until = killed_after(startup);
      const std::int64_t load = stated ? *stated : loading ? loading->seconds : 0;
      if (until < load)
        findings.say(key_place(container, "startupProbe"),
                     fmt::format("the startupProbe kills {} after {} s, and loading its model takes longer",
                                 title_of(*pod.pod->owner), until),
                     loading ? loading_words(*loading) : fmt::format("{} s, as --assume says", load));
      return;
    }
    const std::int64_t load = load_of(stated, loading);
    if (!kills_while_it_loads(container, load)) return;
    const std::int64_t delay = count_of(liveness["initialDelaySeconds"], 0);
    const std::int64_t period = count_of(liveness["periodSeconds"], 10);
    const std::int64_t failures = count_of(liveness["failureThreshold"], 3);
    findings.say(key_place(container, "livenessProbe"),
                 fmt::format("liveness kills {} after {} s, and loading a model takes longer",
                             title_of(*pod.pod->owner), killed_after(liveness)),
                 fmt::format("{} s, {} failures {} s apart; {}, and no startupProbe", delay, failures, period,
                             loading && loading->seconds == load ? loading_words(*loading)
                                                                 : fmt::format("some {} s to load", load)));
  });
}

/// What a probe of a path, or of a gRPC service, asks by its words: whether the program lives, or whether it is ready.
enum class Asks { Nothing, Live, Ready };
Asks asked_by(const Node& probe, std::string_view& asked) {
  asked = text_of(probe["httpGet"]["path"]);
  if (asked.empty()) asked = text_of(probe["grpc"]["service"]);
  const std::string lower = ascii_lower(asked.substr(0, asked.find('?')));
  bool is_ready = false, is_live = false, is_healthz = false;
  for (std::size_t at = 0; at < lower.size();) {
    std::size_t end = at;
    while (end < lower.size() && lower[end] >= 'a' && lower[end] <= 'z') ++end;
    const std::string_view word = std::string_view(lower).substr(at, end - at);
    is_ready = is_ready || word == "ready" || word == "readyz" || word == "readiness";
    is_live = is_live || word == "live" || word == "livez" || word == "liveness" || word == "alive";
    is_healthz = is_healthz || word == "healthz";
    at = std::max(end, at + 1);
  }
  if (is_ready) return is_live ? Asks::Nothing : Asks::Ready;
  return is_live || is_healthz ? Asks::Live : Asks::Nothing;
}

void check_swapped(const Subject& subject, Findings& findings) {
  for (const subject::PodTemplate& pod : subject.pods())
    each_container(*pod.spec, [&](const Node& container) {
      std::string_view by_liveness, by_readiness;
      if (asked_by(container["livenessProbe"], by_liveness) != Asks::Ready ||
          asked_by(container["readinessProbe"], by_readiness) != Asks::Live)
        return;
      findings.say(key_place(container, "livenessProbe"),
                   fmt::format("the probes of {} stand the wrong way round", title_of(*pod.owner)),
                   fmt::format("liveness asks {}, readiness {}", by_liveness, by_readiness),
                   fmt::format("ask {} for liveness and {} for readiness", by_readiness, by_liveness));
    });
}

void check_patience(const Subject& subject, Findings& findings) {
  constexpr std::int64_t kFewSeconds = 10, kEnoughSeconds = 30;  // by default a probe fails for 30 s
  const auto stated = stated_load(subject);
  each_container_of_gpu_pods(subject, [&](const PodView& pod, const Node& container) {
    const Node& liveness = container["livenessProbe"];
    if (!liveness.is_map() || given_gpus(container) == 0) return;
    const std::int64_t patience = patience_of(liveness);
    if (patience >= kEnoughSeconds) return;
    // What is killed before it serves is POD004's.
    if (kills_while_it_loads(container, load_of(stated, loading_of(container)))) return;
    const std::int64_t period = count_of(liveness["periodSeconds"], 10);
    const std::int64_t failures = count_of(liveness["failureThreshold"], 3);
    const bool asks_server = liveness["exec"].is_absent();  // a program beside it need not wait for a busy server
    findings.say(asks_server && patience <= kFewSeconds ? Severity::Warning : Severity::Note,
                 key_place(container, "livenessProbe"),
                 fmt::format("{} s without an answer, and {} is killed with all requests in work", patience,
                             title_of(*pod.pod->owner)),
                 fmt::format("{} failure{} {} s apart, each after {} s", failures, failures == 1 ? "" : "s", period,
                             count_of(liveness["timeoutSeconds"], 1)));
  });
}

constexpr Rule kRules[] = {
    {"POD004", "X-004-63", Severity::Warning, "a probe that kills a model server while it loads",
     "Until the first success nothing tells loading from hanging: the container is killed and loads again, for ever. A "
     "startupProbe is held against what --assume model-load says, else against the weights of a model that the server "
     "fetches by name.",
     "give a startupProbe failureThreshold × periodSeconds above the loading time",
     "kubernetes docs, configure liveness, readiness and startup probes", check_loading},
    {"POD016", "", Severity::Warning, "liveness and readiness probes that are swapped",
     "A server that is alive and not ready (its model loads, its queue is full) is killed, and sent requests "
     "meanwhile. It should be left out of the Service and left alive.",
     "ask for liveness whether the program lives, for readiness whether it can serve",
     "kubernetes docs, liveness, readiness and startup probes; Kubernetes API health endpoints (livez, readyz)",
     check_swapped},
    {"POD017", "", Severity::Warning, "a liveness probe of a GPU server that waits for seconds only",
     "A model server that is busy (a long prompt, a compilation, garbage collection) answers late. The kubelet kills "
     "it, the requests in work are lost, and the model loads anew for minutes on a GPU that is paid. Of less than the "
     "30 s that are the default this is a note, of 10 s and less a warning.",
     "let it fail for a minute (periodSeconds: 10, failureThreshold: 6, timeoutSeconds: 5): readiness takes it out of "
     "the Service at once",
     "kubernetes docs, configure liveness, readiness and startup probes", check_patience},
};

}  // namespace

std::span<const Rule> probe_rules() { return kRules; }

}  // namespace slipway::rules
