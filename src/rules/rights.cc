#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <string>

#include "rules/reading.h"
#include "rules/rule.h"

/// Rights that nobody means to give: over the cluster by a binding, over a node by a pod.
namespace slipway::rules {
namespace {

using doc::Node;
using subject::Subject;

/// Whom a subject of a binding stands for when that is more than one who was meant; "" otherwise.
std::string everybody(const Node& who) {
  const std::string_view name = text_of(who["name"]);
  if (is_text(who["kind"], "ServiceAccount") && name == "default")
    return fmt::format("every pod of namespace {} that names no account", text_of(who["namespace"]));
  if (is_text(who["kind"], "User") && name == "system:anonymous") return "whoever reaches the API server";
  if (!is_text(who["kind"], "Group")) return {};
  if (name == "system:authenticated") return "whoever may log in";
  if (name == "system:unauthenticated") return "whoever reaches the API server";
  constexpr std::string_view kAccounts = "system:serviceaccounts";
  if (name == kAccounts) return "every pod of the cluster";
  if (name.starts_with(kAccounts) && name[kAccounts.size()] == ':')
    return fmt::format("every pod of namespace {}", name.substr(kAccounts.size() + 1));
  return {};
}

/// Whether one rule of the role allows every verb on every resource, of whichever groups.
bool allows_all(const kube::Object& role) {
  return std::ranges::any_of((*role.node)["rules"].items(), [](const Node& rule) {
    return holds(rule["verbs"], "*") && holds(rule["resources"], "*") && rule["resourceNames"].size() == 0;
  });
}

/// Roles of the cluster that give everything, each looked at once.
class Almighty {
 public:
  explicit Almighty(const Subject& subject) : subject_(subject) {}
  bool is(std::string_view name) {
    if (name == "cluster-admin") return true;
    const kube::Object* role = subject_.find("ClusterRole", {}, name);
    if (!role) return false;
    const auto [known, is_new] = known_.try_emplace(role);
    if (is_new) known->second = allows_all(*role);
    return known->second;
  }

 private:
  const Subject& subject_;
  std::map<const kube::Object*, bool> known_;
};

void check_bindings(const Subject& subject, Findings& findings) {
  Almighty almighty(subject);
  for (const std::string_view kind : {"ClusterRoleBinding", "RoleBinding"})
    for (const kube::Object* binding : subject.of_kind(kind, "rbac.authorization.k8s.io")) {
      const Node& role = (*binding->node)["roleRef"];
      const std::string_view name = text_of(role["name"]);
      if (!is_text(role["kind"], "ClusterRole") || !almighty.is(name)) continue;
      for (const Node& who : (*binding->node)["subjects"].items())
        if (const std::string all = everybody(who); !all.empty())
          findings.say(who["name"].where(), fmt::format("{} gives {} to {}", title_of(*binding), name, all),
                       fmt::format("{}{}", name == "cluster-admin" ? "" : "every verb on every resource: ",
                                   kind == "RoleBinding" ? "within its namespace, Secrets too"
                                                         : "Secrets of all namespaces too"));
    }
}

bool is_docker_socket(std::string_view path) { return path == "/var/run/docker.sock" || path == "/run/docker.sock"; }

void check_socket(const Subject& subject, Findings& findings) {
  for (const subject::PodTemplate& pod : subject.pods())
    for (const Node& volume : (*pod.spec)["volumes"].items())
      if (const Node& path = volume["hostPath"]["path"]; is_docker_socket(text_of(path)))
        findings.say(path.where(), fmt::format("{} wants Docker of its node, which has none", title_of(*pod.owner)),
                     "nodes of EKS run containerd");
}

void check_owner(const Subject& subject, Findings& findings) {
  for (const subject::PodTemplate& pod : subject.pods()) {
    if (!is_true((*pod.spec)["hostPID"]) || pod.owner->kind == "DaemonSet") continue;
    for (const Node& container : (*pod.spec)["containers"].items())
      if (const Node& said = container["securityContext"]["privileged"]; is_true(said)) {
        findings.say(said.where(), fmt::format("{} owns whatever node it runs on", title_of(*pod.owner)),
                     "privileged, among the node's own processes (hostPID)");
        break;
      }
  }
}

constexpr Rule kRules[] = {
    {"RBAC001", "", Severity::Warning, "cluster-admin, or a role like it, for everybody",
     "Pods that name no service account run as default of their namespace: a hole in any one of them is a hole in the "
     "cluster.",
     "a service account of its own, with a role that holds what it calls",
     "kubernetes docs, RBAC good practices (least privilege)", check_bindings},
    {"HOST001", "", Severity::Warning, "Docker's socket on nodes without Docker",
     "Since Kubernetes 1.24 EKS's images have no Docker. A hostPath makes an empty directory of that name or fails, "
     "and "
     "the program finds no daemon.",
     "build with BuildKit or kaniko, and ask containerd's socket or the kubelet for what runs",
     "EKS user guide, dockershim deprecation", check_socket},
    {"HOST002", "", Severity::Warning, "a pod that owns its node",
     "privileged with hostPID is root on the node: its credentials, its other pods' secrets, its processes. Agents of "
     "nodes are DaemonSets; a service hardly ever needs both.",
     "drop one of the two, or name the capability that is needed",
     "kubernetes docs, pod security standards (privileged)", check_owner},
};

}  // namespace

std::span<const Rule> right_rules() { return kRules; }

}  // namespace slipway::rules
