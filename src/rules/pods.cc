#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <vector>

#include "base/text.h"
#include "kube/duration.h"
#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/view.h"
#include "subject/patches.h"

namespace slipway::rules {
namespace {

using subject::Subject;

void check_twice(const Subject& subject, Findings& findings) {
  for (const PodView& pod : view_of(subject).pods())
    each_container(*pod.pod->spec, [&](const doc::Node& container) {
      const auto env = container["env"].items();
      for (std::size_t i = 1; i < env.size(); ++i) {
        const std::string_view name = text_of(env[i]["name"]);
        if (name.empty()) continue;
        for (std::size_t j = 0; j < std::min<std::size_t>(i, 500); ++j)
          if (text_of(env[j]["name"]) == name) {
            findings.say(env[i].where(), fmt::format("{} is set twice", name),
                         fmt::format("the last one counts: {}",
                                     env[i].find("value") ? text_of(env[i]["value"]) : "of a reference"));
            break;
          }
      }
    });
}

void check_limits(const Subject& subject, Findings& findings) {
  for (const PodView& pod : view_of(subject).pods())
    each_container(*pod.pod->spec, [&](const doc::Node& container) {
      const doc::Node& resources = container["resources"];
      for (const doc::Member& limit : resources["limits"].members()) {
        const doc::Node* request = resources["requests"].find(limit.key.text());
        if (!request) continue;
        const auto most = quantity_of(limit.value), asked = quantity_of(*request);
        if (most && asked && *most < *asked)
          findings.say(limit.value.where(), fmt::format("the {} limit is below the request", limit.key.text()),
                       fmt::format("{} of {}", text_of(limit.value), text_of(*request)));
      }
    });
}

void check_tmpfs(const Subject& subject, Findings& findings) {
  for (const PodView& pod : view_of(subject).pods()) {
    if (pod.needs.memory_limit <= 0) continue;
    for (const doc::Node& volume : (*pod.pod->spec)["volumes"].items()) {
      const doc::Node& directory = volume["emptyDir"];
      if (!is_text(directory["medium"], "Memory")) continue;
      if (directory["sizeLimit"].is_null()) {
        findings.say(key_place(volume, "emptyDir"), "a tmpfs without a size may take all of the pod's memory limit",
                     title_of(*pod.pod->owner));
        continue;
      }
      const auto size = quantity_of(directory["sizeLimit"]);
      if (!size || size->approximate() * 2 < pod.needs.memory_limit) continue;
      const double share = size->approximate() / pod.needs.memory_limit;
      // Half of it is what many write on purpose; with most of it gone the program has no room.
      constexpr double kMost = 0.75;
      findings.say(share < kMost ? Severity::Note : Severity::Warning, directory["sizeLimit"].where(),
                   fmt::format("a tmpfs of {} may take {:.0f} % of the pod's memory limit",
                               text_of(directory["sizeLimit"]), share * 100),
                   fmt::format("what is written there counts against the limit of {}Gi", gib(pod.needs.memory_limit)));
    }
  }
}

std::int64_t seconds_or(const Subject& subject, std::string_view fact, std::int64_t otherwise) {
  const std::string_view said = subject.context().fact(fact);
  if (said.empty()) return otherwise;
  const auto read = kube::parse_duration(said);
  return read ? std::chrono::duration_cast<std::chrono::seconds>(read.value()).count() : otherwise;
}

void check_grace(const Subject& subject, Findings& findings) {
  const std::int64_t service = seconds_or(subject, "longest-response", 0);
  const View& view = view_of(subject);
  // Where nothing scales and nothing consolidates, pods seldom end.
  if (view.pools().empty() && subject.of_kind("ScaledObject").empty() &&
      subject.of_kind("HorizontalPodAutoscaler").empty())
    return;
  for (const PodView& pod : view.pods()) {
    const kube::Object& owner = *pod.pod->owner;
    if (pod.needs.gpus == 0 || (owner.kind != "Deployment" && owner.kind != "StatefulSet")) continue;
    const doc::Node& grace = (*pod.pod->spec)["terminationGracePeriodSeconds"];
    const std::int64_t seconds = count_of(grace, 30);
    if (seconds > std::max<std::int64_t>(30, service)) continue;
    SourceRange where = grace.where();
    if (grace.is_absent()) {
      where = key_place((*owner.node)["spec"]["template"], "spec");
      if (!where) where = pod.pod->spec->where();
    }
    findings.say(where, fmt::format("{} gets {} s to end when it is scaled down or moved", title_of(owner), seconds),
                 grace.is_absent() ? "the default; a GPU request in work may take longer and is cut"
                                   : "a request in work is cut");
  }
}

void check_bare(const Subject& subject, Findings& findings) {
  for (const kube::Object* object : subject.of_kind("Pod", "")) {
    const doc::Node& spec = (*object->node)["spec"];
    const std::string_view restart = text_of(spec["restartPolicy"]);
    if (restart == "Never" || restart == "OnFailure") continue;  // meant to end
    if (subject::is_pod_of_spark(*object)) continue;
    if (spec["containers"].size() == 0 || (*object->node)["metadata"]["ownerReferences"].size() > 0) continue;
    if ((*object->node)["metadata"].find("uid")) continue;  // live
    const std::string_view file = object->node->where() ? std::string_view(object->node->where().source->name()) : "";
    if (file.starts_with("vendor/") || file.find("/vendor/") != file.npos) continue;  // somebody else's tests and docs
    findings.say((*object->node)["kind"].where(),
                 fmt::format("{} is not made again when its node goes", title_of(*object)),
                 "Karpenter's consolidation, a Spot interruption or an upgrade ends it for good");
  }
}

/// `$NAME` that no shell will replace; Kubernetes replaces $(NAME) only. npos when there is none.
std::size_t shell_variable(std::string_view text) {
  for (std::size_t at = text.find('$'); at != std::string_view::npos; at = text.find('$', at + 1)) {
    if (at > 0 && text[at - 1] == '$') continue;
    std::string_view rest = text.substr(at + 1);
    if (rest.starts_with('{')) rest.remove_prefix(1);
    std::size_t length = 0;
    while (length < rest.size() && ((rest[length] >= 'A' && rest[length] <= 'Z') || rest[length] == '_' ||
                                    (length > 0 && rest[length] >= '0' && rest[length] <= '9')))
      ++length;
    if (length >= 3) return at;
  }
  return std::string_view::npos;
}

/// Files in which a number or name of some object is a variable too, as `replicas: $NODES`: envsubst goes over all of
/// them. Where any text may stand the mistake is the same: in values of a container's variables, in the data of a
/// ConfigMap or Secret.
class Substituted {
 public:
  explicit Substituted(const Subject& subject) {
    for (const kube::Object& object : subject.objects()) {
      const SourceText* source = object.node->where().source;
      if (source && !files_.contains(source) && holds_variable(*object.node)) files_.insert(source);
    }
  }
  bool holds(const doc::Node& node) const { return files_.contains(node.where().source); }

 private:
  static bool is_variable(std::string_view text) {
    if (!text.starts_with('$') || text.size() < 2 || text.find('\n') != text.npos) return false;
    return (text[1] >= 'A' && text[1] <= 'Z') || text[1] == '{';
  }

  static bool is_for_any_text(std::string_view key) { return key == "value" || key == "data" || key == "stringData"; }

  static bool holds_variable(const doc::Node& object) {
    std::vector<const doc::Node*> waiting = {&object};
    while (!waiting.empty()) {
      const doc::Node& one = *waiting.back();
      waiting.pop_back();
      for (const doc::Node& item : one.items())
        if (item.is_map() || item.is_list()) waiting.push_back(&item);
      for (const doc::Member& member : one.members()) {
        if (is_for_any_text(member.key.text())) continue;
        if (is_variable(text_of(member.value))) return true;
        waiting.push_back(&member.value);
      }
    }
    return false;
  }

  std::set<const SourceText*> files_;
};

void check_exec_form(const Subject& subject, const doc::Node& container, const doc::Node& command, Findings& findings) {
  bool has_shell = false;
  const auto look = [&](const doc::Node& list) {
    for (const doc::Node& word : list.items()) {
      const std::string_view text = text_of(word);
      const std::string_view name = text.substr(text.rfind('/') == std::string_view::npos ? 0 : text.rfind('/') + 1);
      if (name == "sh" || name == "bash" || name == "ash" || name == "dash" || name == "zsh" || text == "envsubst")
        has_shell = true;
    }
  };
  look(container["command"]);
  look(command);
  if (has_shell) return;
  for (const doc::Node& word : command.items()) {
    const std::string_view text = text_of(word);
    if (text.find('\n') != std::string_view::npos) continue;  // a program of its own
    if (const std::size_t at = shell_variable(text);
        at != std::string_view::npos && !subject.derived<Substituted>().holds(word))
      findings.say(word.where(), fmt::format("{} reaches the program as it stands", text.substr(at)),
                   "no shell runs this command");
  }
}

void check_variables(const Subject& subject, Findings& findings) {
  for (const PodView& pod : view_of(subject).pods())
    each_container(*pod.pod->spec, [&](const doc::Node& container) {
      check_exec_form(subject, container, container["command"], findings);
      check_exec_form(subject, container, container["args"], findings);
    });
  for (const kube::Object* object : subject.of_kind("JobDefinition"))
    for (const doc::Node& range : (*object->node)["spec"]["nodeProperties"]["nodeRangeProperties"].items())
      check_exec_form(subject, range["container"], range["container"]["command"], findings);
}

/// Whether a container says an amount of memory, be it one that cannot be read.
bool says_memory(const doc::Node& pod_spec) {
  bool says = false;
  each_container(pod_spec, [&](const doc::Node& container) {
    for (const std::string_view of : {"requests", "limits"})
      says = says || !container["resources"][of]["memory"].is_null();
  });
  return says;
}

void check_requests(const Subject& subject, Findings& findings) {
  for (const PodView& pod : view_of(subject).pods()) {
    if (pod.needs.gpus == 0 || pod.is_daemon() || pod.needs.memory > 0 || (*pod.pod->spec).find("resources")) continue;
    if (says_memory(*pod.pod->spec)) continue;
    const std::string_view restart = text_of((*pod.pod->spec)["restartPolicy"]);
    if (pod.pod->owner->kind == "Pod" && restart == "Never") continue;  // a probe
    findings.say(Severity::Note, pod.needs.gpu->where(),
                 fmt::format("{} asks for GPUs and no memory", title_of(*pod.pod->owner)),
                 "nodes are bought as if it needed none, and it is the first to be evicted");
  }
}

bool selects(const doc::Node& selector, const doc::Node& labels) {
  return std::ranges::all_of(selector["matchLabels"].members(), [&](const doc::Member& wanted) {
    const doc::Node* have = labels.find(wanted.key.text());
    return have && text_of(*have) == text_of(wanted.value);
  });
}

void check_spread(const Subject& subject, Findings& findings) {
  for (const PodView& pod : view_of(subject).pods()) {
    const doc::Node& labels = (*pod.pod->metadata)["labels"];
    for (const doc::Node& one : (*pod.pod->spec)["topologySpreadConstraints"].items())
      if (one["labelSelector"].is_map() && !selects(one["labelSelector"], labels))
        findings.say(key_place(one, "labelSelector"),
                     fmt::format("{} spreads over pods that it is none of", title_of(*pod.pod->owner)),
                     "the selector does not match its own labels: they are not counted");
  }
}

/// Ports that probes and hooks of a container name: the kubelet looks for them among the container's own.
void check_port_names(const Subject& subject, Findings& findings) {
  for (const subject::PodTemplate& pod : subject.pods())
    each_container(*pod.spec, [&](const doc::Node& container) {
      const auto look = [&](const doc::Node& action) {
        for (const char* by : {"httpGet", "tcpSocket"}) {
          const doc::Node& port = action[by]["port"];
          const std::string_view name = port.is_string() ? port.text() : std::string_view();
          if (name.empty() || name.find_first_not_of("0123456789") == std::string_view::npos) continue;
          const auto ports = container["ports"].items();
          if (std::ranges::any_of(ports, [&](const doc::Node& one) { return is_text(one["name"], name); })) continue;
          std::vector<std::string_view> names;
          for (const doc::Node& one : ports)
            if (!text_of(one["name"]).empty()) names.push_back(text_of(one["name"]));
          const auto near = near_miss(name, names);
          findings.say(port.where(),
                       fmt::format("container {} has no port {}", text_of(container["name"]), printable(name)),
                       near ? fmt::format("did you mean {}?", *near) : title_of(*pod.owner));
        }
      };
      for (const char* probe : {"startupProbe", "readinessProbe", "livenessProbe"}) look(container[probe]);
      for (const char* hook : {"postStart", "preStop"}) look(container["lifecycle"][hook]);
    });
}

constexpr Rule kRules[] = {
    {"POD001", "", Severity::Warning, "a variable that is set twice",
     "Of two entries of one name the last counts; server-side apply refuses the list.", "remove one",
     "kubernetes, staging/src/k8s.io/api/core/v1 (env: listMapKey name)", check_twice},
    {"POD002", "", Severity::Error, "a limit below its request", "The API server refuses the pod.",
     "raise the limit or lower the request", "kubernetes 1.36, pkg/apis/core/validation, ValidateResourceRequirements",
     check_limits},
    {"POD003", "X-004-62", Severity::Warning, "a tmpfs that takes half of the memory or more",
     "An emptyDir of medium Memory counts against the memory limits of the containers that write to it: a full one "
     "leaves "
     "the program half of what it was given, and the kernel kills it.",
     "make it as large as NCCL and the data loaders need, and add it to the limit",
     "kubernetes docs, volumes (emptyDir)", check_tmpfs},
    {"POD005", "X-004-64", Severity::Warning, "a GPU service with the default grace period",
     "Each scale-down, consolidation and Spot notice ends pods: what is in work after the grace is killed, and done "
     "again "
     "or lost.",
     "set terminationGracePeriodSeconds to the longest request (110 within a Spot notice), and stop taking work on "
     "SIGTERM",
     "kubernetes docs, pod lifecycle (termination)", check_grace},
    {"POD006", "X-002-11", Severity::Warning, "a pod without a controller",
     "Nobody makes it again when its node goes, and nodes of Karpenter go all the time.", "write a Deployment or a Job",
     "kubernetes docs, configuration best practices (naked pods)", check_bare},
    {"POD007", "X-004-86", Severity::Warning, "a shell variable in a command without a shell",
     "command and args are run as they stand. Kubernetes replaces $(NAME) of the container's env, nothing replaces "
     "$NAME.",
     "write $(NAME), or run `sh -c`", "kubernetes docs, define a command; AWS Batch user guide, multi-node jobs",
     check_variables},
    {"POD008", "", Severity::Note, "a GPU pod without a memory request",
     "Its node is bought without room for what it needs, and it is the first to go when memory is short.",
     "request CPU and memory: what a GPU's share of the machine is", "kubernetes docs, pod quality of service",
     check_requests},
    {"POD009", "", Severity::Warning, "a spread constraint that does not count its own pods",
     "The scheduler counts the pods that the selector matches. When the pod is none of them the constraint spreads "
     "nothing.",
     "write the labels of the template", "kubernetes docs, topology spread constraints (conventions)", check_spread},
    {"POD010", "", Severity::Error, "a probe of a port that the container does not name",
     "The kubelet looks for the name among the container's own ports. Not found, the probe fails each time: the pod is "
     "never ready, or is started again and again.",
     "name the port in ports of the container, or write its number", "kubernetes 1.36.3, pkg/probe/util.go",
     check_port_names},
};

}  // namespace

std::span<const Rule> pod_rules() { return kRules; }

}  // namespace slipway::rules
