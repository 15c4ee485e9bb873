#include <fmt/core.h>

#include <algorithm>
#include <functional>
#include <iterator>

#include "base/ascii.h"
#include "base/text.h"
#include "rules/rule.h"

namespace slipway::rules {

namespace {

using doc::Node;
using subject::Subject;

using Visit = std::function<void(std::string_view name, std::string_view value, SourceRange where)>;

/// Flags by which a program gives variables to what it starts: `mpirun -x A=b`, `srun --export=ALL,A=b`.
std::vector<subject::Word> variables_for_others(const subject::ShellCommand& command) {
  struct Launcher {
    std::string_view program, flag, short_flag;
  };
  constexpr Launcher kLaunchers[] = {{"mpirun", "-x", ""},     {"mpiexec", "-x", ""},      {"orterun", "-x", ""},
                                     {"srun", "--export", ""}, {"sbatch", "--export", ""}, {"docker", "--env", "-e"},
                                     {"podman", "--env", "-e"}};
  std::vector<subject::Word> out;
  for (const Launcher& one : kLaunchers) {
    if (!command.starts_with({one.program})) continue;
    out = command.flags(one.flag);
    if (!one.short_flag.empty()) std::ranges::copy(command.flags(one.short_flag), std::back_inserter(out));
  }
  return out;
}

/// Variables that scripts and .env files set for what they start.
void each_script_variable(const Subject& subject, const Visit& visit) {
  const auto take = [&](std::string_view text, SourceRange where) {
    if (const std::size_t equals = text.find('='); equals != std::string_view::npos)
      visit(text.substr(0, equals), text.substr(equals + 1), where);
  };
  for (const subject::Script& script : subject.scripts())
    for (const subject::ShellCommand& command : script.commands) {
      for (const subject::Word& assignment : command.assignments) take(assignment.text, assignment.where);
      for (const subject::Word& word : variables_for_others(command))
        for (const std::string_view one : split(word.text, ',')) take(one, word.where);
    }
  for (const subject::Variable& variable : subject.variables())
    visit(variable.name, variable.value, variable.value_where ? variable.value_where : variable.where);
}

/// Those, and the variables of pods and of the ConfigMaps that they may come from.
void each_variable(const Subject& subject, const Visit& visit) {
  each_script_variable(subject, visit);
  for (const kube::Object* map : subject.of_kind("ConfigMap", ""))
    for (const doc::Member& one : (*map->node)["data"].members())
      visit(one.key.text(), one.value.text(), one.value.where());
  for (const subject::PodTemplate& pod : subject.pods())
    for (const std::string_view list : {"containers", "initContainers"})
      for (const Node& container : (*pod.spec)[list].items())
        for (const Node& variable : container["env"].items())
          visit(variable["name"].text(), variable["value"].text(),
                variable["value"].is_absent() ? variable.where() : variable["value"].where());
}

void check_protocol(const Subject& subject, Findings& findings) {
  each_variable(subject, [&](std::string_view name, std::string_view value, SourceRange where) {
    if (name == "NCCL_PROTO" && ascii_lower(value) == "simple")
      findings.say(where, "NCCL_PROTO=simple is for aws-ofi-nccl up to 1.5: it takes the low-latency protocols away");
  });
}

void check_superfluous(const Subject& subject, Findings& findings) {
  each_variable(subject, [&](std::string_view name, std::string_view value, SourceRange where) {
    if ((name == "FI_PROVIDER" && value == "efa") || (name == "FI_EFA_USE_DEVICE_RDMA" && value == "1"))
      findings.say(
          where,
          fmt::format("{}={} is not needed since libfabric 1.18 and aws-ofi-nccl 1.7, and hides a missing EFA device",
                      name, value));
  });
}

void check_interface(const Subject& subject, Findings& findings) {
  each_variable(subject, [&](std::string_view name, std::string_view value, SourceRange where) {
    if (name != "NCCL_SOCKET_IFNAME" || !value.starts_with('^') || value == "^lo") return;  // as NCCL does by itself
    if (value.find("veth") == std::string_view::npos && value.find("eni") == std::string_view::npos)
      findings.say(
          where, fmt::format("{} leaves out two names and lets in veth and eni interfaces; in a pod there is eth0 only",
                             value));
  });
}

/// Whether one of a list of prefixes (with `=`: of names) is of an interface that a pod has.
bool may_be_in_pod(std::string_view list) {
  for (std::string_view one : split(list, ',')) {
    const bool is_exact = one.starts_with('=');
    if (is_exact) one.remove_prefix(1);
    for (const std::string_view here : {"eth0", "lo"})
      if (is_exact ? one == here : !one.empty() && here.starts_with(one)) return true;
  }
  return false;
}

void check_interface_of_pods(const Subject& subject, Findings& findings) {
  for (const subject::PodTemplate& pod : subject.pods()) {
    // The node's interfaces, or those that Multus adds.
    const Node& network = (*pod.spec)["hostNetwork"];
    if ((network.kind() == doc::Kind::Bool && network.text() == "true") ||
        !(*pod.metadata)["annotations"]["k8s.v1.cni.cncf.io/networks"].is_absent())
      continue;
    for (const Node& container : (*pod.spec)["containers"].items())
      for (const Node& variable : container["env"].items()) {
        const std::string_view name = variable["name"].text(), value = variable["value"].text();
        if (name != "NCCL_SOCKET_IFNAME" && name != "GLOO_SOCKET_IFNAME") continue;
        if (value.empty() || value.starts_with('^') || value.find('$') != std::string_view::npos ||
            may_be_in_pod(value))
          continue;
        findings.say(variable["value"].where(), fmt::format("a pod has no interface {}", printable(value)),
                     "it has eth0; names of the node's are seen with hostNetwork only", {},
                     {{variable["value"].where(), "eth0"}});
      }
  }
}

const Rule kRules[] = {
    {"NCCL001", "X-001-13", Severity::Warning, "NCCL_PROTO=simple",
     "The setting worked around aws-ofi-nccl before 1.6. Today it only forbids LL and LL128, and small messages get "
     "slower.",
     "leave it out", "aws-ofi-nccl doc/efa-env-var.md; awsome-distributed-training efa-cheatsheet.md", check_protocol},
    {"NCCL002", "X-001-13", Severity::Note, "EFA settings of old libraries",
     "Current libfabric finds EFA and RDMA by itself.", "leave it out", "awsome-distributed-training efa-cheatsheet.md",
     check_superfluous},
    {"NCCL003", "X-001-13", Severity::Warning, "a list of interfaces that NCCL may not use",
     "Everything that is not on the list may be taken for bootstrap traffic. On hosts of the VPC CNI that is an "
     "interface of another pod.",
     "NCCL_SOCKET_IFNAME=eth0 in pods, or leave it out", "NCCL user guide, environment variables", check_interface},
    {"NCCL004", "", Severity::Warning, "an interface of the node, named in a pod",
     "A pod has a network of its own with eth0. NCCL finds no interface of another name and does not start.",
     "eth0, or leave it out", "NCCL user guide, environment variables; amazon-vpc-cni-k8s, docs/cni-proposal.md",
     check_interface_of_pods},
};

}  // namespace

std::span<const Rule> nccl_rules() { return kRules; }

}  // namespace slipway::rules
