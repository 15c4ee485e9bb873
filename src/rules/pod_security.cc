#include <fmt/core.h>

#include <algorithm>

#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/view.h"
#include "subject/namespaces.h"

namespace slipway::rules {
namespace {

using subject::Subject;

void add(std::string& list, std::string_view item) {
  if (!list.empty()) list += ", ";
  list += item;
}

/// What the baseline profile forbids in the pod. Follows pod-security-admission of Kubernetes 1.36.
std::string against_baseline(const doc::Node& spec) {
  static constexpr std::string_view kAllowed[] = {"AUDIT_WRITE", "CHOWN",  "DAC_OVERRIDE",     "FOWNER",  "FSETID",
                                                  "KILL",        "MKNOD",  "NET_BIND_SERVICE", "SETFCAP", "SETGID",
                                                  "SETPCAP",     "SETUID", "SYS_CHROOT"};
  std::string out;
  for (const std::string_view field : {"hostNetwork", "hostPID", "hostIPC"})
    if (is_true(spec[field])) add(out, field);
  for (const doc::Node& volume : spec["volumes"].items())
    if (volume.find("hostPath")) {
      add(out, "hostPath volumes");
      break;
    }
  bool privileged = false, ports = false, capabilities = false;
  each_container(spec, [&](const doc::Node& container) {
    const doc::Node& context = container["securityContext"];
    privileged = privileged || is_true(context["privileged"]);
    for (const doc::Node& port : container["ports"].items())
      ports = ports || integer_of(port["hostPort"]).value_or(0) > 0;
    for (const doc::Node& one : context["capabilities"]["add"].items())
      capabilities = capabilities || std::ranges::find(kAllowed, text_of(one)) == std::end(kAllowed);
  });
  if (privileged) add(out, "privileged");
  if (ports) add(out, "hostPort");
  if (capabilities) add(out, "added capabilities");
  return out;
}

std::string against_restricted(const doc::Node& spec) {
  std::string out = against_baseline(spec);
  const doc::Node& pod = spec["securityContext"];
  bool non_root = true, seccomp = true, escalation = true, drops = true, root = false;
  const auto profile_ok = [](const doc::Node& context) {
    return is_text(context["seccompProfile"]["type"], "RuntimeDefault") ||
           is_text(context["seccompProfile"]["type"], "Localhost");
  };
  each_container(spec, [&](const doc::Node& container) {
    const doc::Node& context = container["securityContext"];
    non_root =
        non_root && (context.find("runAsNonRoot") ? is_true(context["runAsNonRoot"]) : is_true(pod["runAsNonRoot"]));
    seccomp = seccomp && (context.find("seccompProfile") ? profile_ok(context) : profile_ok(pod));
    escalation = escalation && context["allowPrivilegeEscalation"].kind() == doc::Kind::Bool &&
                 !is_true(context["allowPrivilegeEscalation"]);
    drops = drops && holds(context["capabilities"]["drop"], "ALL");
    root = root || (context.find("runAsUser") ? is_text(context["runAsUser"], "0") : is_text(pod["runAsUser"], "0"));
  });
  if (!non_root) add(out, "runAsNonRoot");
  if (root) add(out, "runAsUser 0");
  if (!seccomp) add(out, "seccompProfile");
  if (!escalation) add(out, "allowPrivilegeEscalation: false");
  if (!drops) add(out, "capabilities.drop: [ALL]");
  static constexpr std::string_view kVolumes[] = {"configMap", "csi",       "downwardAPI",
                                                  "emptyDir",  "ephemeral", "persistentVolumeClaim",
                                                  "projected", "secret",    "hostPath"};
  for (const doc::Node& volume : spec["volumes"].items()) {
    const bool is_allowed =
        volume.size() < 2 || std::ranges::any_of(kVolumes, [&](std::string_view one) { return volume.find(one); });
    if (!is_allowed) {
      add(out, "volume types");
      break;
    }
  }
  return out;
}

void check_profile(const Subject& subject, Findings& findings) {
  for (const PodView& pod : view_of(subject).pods()) {
    const kube::Object& owner = *pod.pod->owner;
    // Pods of Kubeflow's jobs are put together of a runtime and a job: neither is all of it.
    if (owner.group() == "trainer.kubeflow.org") continue;
    const kube::Object* ns = subject.find("Namespace", {}, subject::namespace_or_default(owner.ns));
    if (!ns) continue;
    const auto level = ns->labels.find("pod-security.kubernetes.io/enforce");
    if (level == ns->labels.end()) continue;
    const std::string against = level->second == "restricted" ? against_restricted(*pod.pod->spec)
                                : level->second == "baseline" ? against_baseline(*pod.pod->spec)
                                                              : std::string();
    if (!against.empty())
      findings.say(name_place(owner),
                   fmt::format("{} violates the profile {} of its namespace", title_of(owner), level->second), against);
  }
}

constexpr Rule kRules[] = {
    {"PSS001", "X-000-30", Severity::Error, "a pod that its namespace's security profile refuses",
     "The namespace enforces the profile: the API server refuses the pod, and of a Deployment only its ReplicaSet's "
     "events "
     "tell.",
     "set what the profile asks for in securityContext, or run it in another namespace",
     "kubernetes docs, pod security standards; k8s.io/pod-security-admission 0.36", check_profile},
};

}  // namespace

std::span<const Rule> pod_security_rules() { return kRules; }

}  // namespace slipway::rules
