#include "cluster/explain.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <vector>

namespace slipway::cluster {

namespace {

constexpr std::size_t kMostNamed = 5;  // fields of one failure

bool says(const ApiFailure& failure, std::string_view part) { return failure.message.find(part) != std::string::npos; }

/// What stands in the quotes after `before`: of `conflict with "kubectl" using v1` the manager.
std::string quoted_after(std::string_view text, std::string_view before) {
  const auto at = text.find(before);
  if (at == text.npos) return "";
  text.remove_prefix(at + before.size());
  const auto begin = text.find('"');
  const auto end = begin == text.npos ? begin : text.find('"', begin + 1);
  return end == text.npos ? "" : std::string(text.substr(begin + 1, end - begin - 1));
}

std::string command_for(const char* verb, const kube::ObjectKey& key) {
  const std::string kind = key.group.empty() ? key.kind : key.kind + "." + key.group;
  return fmt::format("kubectl {} {} {}{}", verb, kind, key.name, key.ns.empty() ? "" : " -n " + key.ns);
}

/// An owner of a field, out of `conflict with "hpa" with subresource "scale" using apps/v1 at 2026-11-26T09:00:00Z`
/// (apimachinery v0.36 util/managedfields/internal/conflict.go: only updates say `using`).
struct Owner {
  std::string manager, subresource, operation;
  std::string to_string() const {
    return fmt::format("'{}' ({}{})", manager, operation, subresource.empty() ? "" : " of its " + subresource);
  }
};

Owner read_owner(std::string_view message) {
  return {quoted_after(message, "conflict with "), quoted_after(message, "with subresource "),
          message.find(" using ") == message.npos ? "Apply" : "Update"};
}

std::string advice_for(const Owner& owner, std::string_view field) {
  if (field == ".spec.replicas" &&
      (owner.subresource == "scale" || owner.manager.find("autoscal") != std::string::npos || owner.manager == "keda" ||
       owner.manager == "kube-controller-manager"))
    return "an autoscaler sets the number of replicas: leave spec.replicas out of the manifest";
  if (owner.manager == "kubectl-client-side-apply" || owner.manager == "kubectl")
    return "someone applied it with kubectl: make the same change there or leave the fields out here; "
           "--force-conflicts "
           "takes them over";
  if (owner.manager == "helm")
    return "a Helm release sets it: change the release's values, or leave the fields out here; --force-conflicts takes "
           "them over until the next release";
  if (owner.manager.starts_with("argocd"))
    return "Argo CD sets it and would set it again: change it in its repository, or leave the fields out here";
  return "leave the fields out of the manifest if the other is to keep them; --force-conflicts takes them over";
}

ApiFailure conflict(ApiFailure failure, const kube::ObjectKey& key) {
  std::vector<std::string> lines;
  std::string fix;
  std::size_t count = 0;
  for (const ApiFailure::Cause& cause : failure.causes) {
    if (cause.reason != "FieldManagerConflict") continue;
    const Owner owner = read_owner(cause.message);
    if (fix.empty()) fix = advice_for(owner, cause.field);
    if (count++ < kMostNamed) lines.push_back(fmt::format("{} is owned by {}", cause.field, owner.to_string()));
  }
  std::string message = named(key) + ": another manager set ";
  message += count == 1 ? "a field to another value: " : fmt::format("{} fields to other values: ", count);
  for (std::size_t i = 0; i < lines.size(); ++i) message += (i ? "; " : "") + lines[i];
  if (count > lines.size()) message += fmt::format("; and {} more", count - lines.size());
  failure.message = std::move(message);
  failure.fix = std::move(fix);
  return failure;
}

std::string advice_for_invalid(const ApiFailure& failure, const kube::ObjectKey& key) {
  const bool never_changes = says(failure, "field is immutable") || says(failure, "is immutable after creation") ||
                             says(failure, "updates to statefulset spec for fields other than") ||
                             says(failure, "may not change once set") || says(failure, "Value is immutable");
  if (!never_changes) return "correct the value: `slipway validate` says the same without a cluster";
  if (key.kind == "StatefulSet" || key.kind == "PersistentVolumeClaim")
    return "what it was made with never changes: undo the change, or delete it and apply again (its data first!): " +
           command_for("delete", key) + (key.kind == "StatefulSet" ? " --cascade=orphan" : "");
  return "what it was made with never changes: undo the change, or delete it and apply again: " +
         command_for("delete", key);
}

struct Known {
  std::string_view says;
  std::string_view fix;
};

// The first that the message holds. By kube-apiserver 1.36 and its admission plugins.
constexpr Known kRefusals[] = {
    {"because it is being terminated",
     "its namespace is being deleted: wait until it is gone (kubectl get namespace -w), or find what holds it: kubectl "
     "get namespace NAME -o jsonpath='{.status.conditions}'"},
    {"violates PodSecurity",
     "the namespace's Pod Security level refuses it: set what the message names in the pod's securityContext, or label "
     "the namespace pod-security.kubernetes.io/enforce with a wider level"},
    {"exceeded quota",
     "a ResourceQuota of the namespace is used up: raise it, or ask for less (kubectl describe quota "
     "--all-namespaces)"},
    {"failed quota", "a ResourceQuota of the namespace wants requests and limits to be set"},
    {"usage per ", "a LimitRange of the namespace bounds it: kubectl describe limitrange --all-namespaces"},
    {"error looking up service account", "its ServiceAccount is not there: apply that first"},
    {"no PriorityClass with name", "its PriorityClass is not there: apply that first"},
    {"failed calling webhook",
     "the webhook's own pods do not answer: are they running, and do security groups let the control plane reach their "
     "port? (kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations)"},
    {"denied the request", "an admission webhook refuses it; its owner knows why"},
    {"ValidatingAdmissionPolicy",
     "an admission policy of the cluster refuses it: kubectl get validatingadmissionpolicies"},
    {"field not declared in schema",
     "the kind has no such field in this version of the cluster: a typing mistake, or the CustomResourceDefinition is "
     "older than the manifest"},
    {"failed to create typed patch object", "a value has the wrong type: `slipway validate` says where"},
    {"Too long: must have at most",
     "it is too large for one object: annotations hold 256 KiB, a ConfigMap or Secret 1 MiB"},
    {"Request entity too large", "it is too large for one object: a ConfigMap or Secret holds 1 MiB"},
    {"etcdserver: request is too large", "it is too large for one object: a ConfigMap or Secret holds 1 MiB"},
};

/// A value of the wrong type is shown by the server: `.data.password: expected string, got &value…{Value:7}`.
void hide_value(std::string& message) {
  constexpr std::string_view kGot = ", got ";
  if (const auto at = message.find(kGot); at != message.npos)
    message.replace(at, message.npos, ", got something else, which is a Secret's");
}

}  // namespace

std::string named(const kube::ObjectKey& key) {
  return key.kind + " " + (key.ns.empty() ? "" : key.ns + "/") + key.name;
}

ApiFailure explained(ApiFailure failure, const kube::ObjectKey& key) {
  if (key.kind == "Secret" && key.group.empty()) hide_value(failure.message);
  if (std::ranges::any_of(failure.causes, [](const auto& cause) { return cause.reason == "FieldManagerConflict"; }))
    return conflict(std::move(failure), key);
  if (failure.status == 0) return failure;  // nothing was said of this object
  if (failure.status == 404 && says(failure, "namespaces \"")) {
    failure.message = fmt::format("{}: there is no namespace '{}'", named(key), key.ns);
    failure.fix = fmt::format("add the Namespace to the manifests, or make it: kubectl create namespace {}", key.ns);
    return failure;
  }
  const bool is_right = failure.status == 403 && says(failure, " cannot ");
  if (is_right) {
    const std::string who = quoted_after(failure.message, "User ");
    const std::string verb = failure.message.substr(failure.message.find(" cannot ") + 8);
    failure.fix = fmt::format(
        "{} needs the right: an access entry with AmazonEKSClusterAdminPolicy, or a role that lets it {} these "
        "(aws eks list-access-entries --cluster-name CLUSTER; kubectl auth can-i --list)",
        who.empty() ? "whoever applies" : who, verb.substr(0, verb.find(' ')));
  }
  const auto known = std::ranges::find_if(kRefusals, [&](const Known& one) { return says(failure, one.says); });
  if (known != std::end(kRefusals) && !is_right)
    failure.fix = known->fix;
  else if (failure.status == 422)
    failure.fix = advice_for_invalid(failure, key);
  if (!failure.message.starts_with(key.kind)) failure.message = named(key) + ": " + failure.message;
  return failure;
}

ApiFailure no_such_kind(const kube::ObjectKey& key, std::string_view api_version, bool has_other_versions) {
  if (has_other_versions)
    return {404, "NoKind", fmt::format("{}: the cluster has this kind, but not as {}", named(key), api_version),
            "take the apiVersion that the cluster serves (kubectl explain " + key.kind +
                "), or bring the version of its chart that serves this one"};
  return {404, "NoKind", fmt::format("{}: the cluster has no kind {} of {}", named(key), key.kind, api_version),
          "its CustomResourceDefinition is missing: install the chart that brings it first"};
}

bool is_conflict_with_people(const ApiFailure& failure) {
  return !failure.causes.empty() && std::ranges::all_of(failure.causes, [](const ApiFailure::Cause& cause) {
    if (cause.reason != "FieldManagerConflict") return false;
    const auto manager = read_owner(cause.message).manager;
    return manager.starts_with("kubectl") || manager == "k9s" || manager == "Lens" || manager == "headlamp";
  });
}

}  // namespace slipway::cluster
