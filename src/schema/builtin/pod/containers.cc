// validateContainers, validateInitContainers, validateEphemeralContainers and what they share.
#include "schema/builtin/pod/containers.h"

#include <array>
#include <string>

#include "base/quote.h"
#include "kube/go_text.h"
#include "schema/builtin/fields.h"
#include "schema/builtin/resource_amounts.h"

namespace slipway::schema::builtin {
namespace {

void check_termination_message_policy(std::string_view policy, const Path& path, Errors& errors) {
  if (policy.empty())
    errors.required(path);
  else if (policy != "File" && policy != "FallbackToLogsOnError")
    errors.not_supported(path, policy, {"File", "FallbackToLogsOnError"});
}

void check_resize_policy(const doc::Node& policies, std::string_view pod_restart_policy, const Path& path,
                         Errors& errors) {
  NameSet seen;
  std::size_t index = 0;
  for (const doc::Node& policy : policies.items()) {
    const std::string_view resource = text_of(policy["resourceName"]), restart = text_of(policy["restartPolicy"]);
    if (!seen.add(resource)) errors.duplicate(Path(path, index), resource);
    ++index;
    if (resource.empty())
      errors.required(path);
    else if (resource != "cpu" && resource != "memory")
      errors.not_supported(path, resource, {"cpu", "memory"});
    if (restart.empty())
      errors.required(path);
    else if (restart != "NotRequired" && restart != "RestartContainer")
      errors.not_supported(path, restart, {"NotRequired", "RestartContainer"});
    if (pod_restart_policy == "Never" && restart != "NotRequired")
      errors.invalid_printed(path, json_quoted(restart), "must be 'NotRequired' when pod `restartPolicy` is 'Never'");
  }
}

void check_init_resize_policy(const doc::Node& policies, const Path& path, Errors& errors) {
  std::size_t index = 0;
  for (const doc::Node& policy : policies.items()) {
    const Path at(path, index++);
    if (text_of(policy["restartPolicy"]) == "RestartContainer")
      errors.invalid(Path(at, "restartPolicy"), "RestartContainer",
                     "must not be set to 'RestartContainer' for non-sidecar initContainers");
  }
}

void check_restart_rules(const doc::Node& rules, const Path& path, Errors& errors) {
  constexpr std::size_t kMostRules = 20, kMostValues = 255;
  const Path rules_path(path, "restartPolicyRules");
  if (rules.size() > kMostRules) errors.too_many(rules_path, static_cast<int>(rules.size()), kMostRules);
  std::size_t index = 0;
  for (const doc::Node& rule : rules.items()) {
    const Path at(rules_path, index++);
    const std::string_view action = text_of(rule["action"]);
    if (action != "Restart" && action != "RestartAllContainers")
      errors.not_supported(Path(at, "action"), action, {"Restart", "RestartAllContainers"});
    const doc::Node& codes = rule["exitCodes"];
    const Path codes_path(at, "exitCodes");
    if (codes.is_null()) {
      errors.required(codes_path, "must be specified");
      continue;
    }
    if (const std::string_view op = text_of(codes["operator"]); op != "In" && op != "NotIn")
      errors.not_supported(Path(codes_path, "operator"), op, {"In", "NotIn"});
    if (codes["values"].size() > kMostValues)
      errors.too_many(Path(codes_path, "values"), static_cast<int>(codes["values"].size()), kMostValues);
  }
}

/// What only containers that run beside others may have.
constexpr std::array<std::string_view, 4> kForRunning = {"lifecycle", "livenessProbe", "readinessProbe",
                                                         "startupProbe"};
constexpr std::array<std::string_view, 8> kNotEphemeral = {
    "ports",         "resizePolicy",   "restartPolicy", "restartPolicyRules",
    "livenessProbe", "readinessProbe", "startupProbe",  "lifecycle"};

void check_ephemeral_fields(const doc::Node& container, const Path& path, Errors& errors) {
  constexpr std::string_view kMessage = "cannot be set for an Ephemeral Container";
  for (const std::string_view field : kNotEphemeral)
    if (!container[field].is_null()) errors.forbidden(Path(path, field), kMessage);
  for (const char* amounts : {"limits", "requests", "claims"})
    if (!container["resources"][amounts].is_null()) {
      errors.forbidden(Path(path, "resources"), kMessage);
      break;
    }
  const Path mounts(path, "volumeMounts");
  std::size_t index = 0;
  for (const doc::Node& mount : container["volumeMounts"].items()) {
    const Path at(mounts, index++);
    for (const char* field : {"subPath", "subPathExpr"})
      if (!text_of(mount[field]).empty()) errors.forbidden(Path(at, field), kMessage);
  }
}

}  // namespace

bool is_sidecar(const doc::Node& init_container) { return text_of(init_container["restartPolicy"]) == "Always"; }

void check_image_spaces(const doc::Node& container, const Path& path, Errors& errors) {
  const std::string_view image = text_of(container["image"]);
  if (kube::go_trim_space(image).size() != image.size())
    errors.invalid(Path(path, "image"), image, "must not have leading or trailing whitespace");
}

void check_restart_policy_of_container(const doc::Node& container, const Path& path, Errors& errors) {
  const doc::Node &policy = container["restartPolicy"], &rules = container["restartPolicyRules"];
  const Path policy_path(path, "restartPolicy");
  if (policy.is_null()) {
    if (rules.size() > 0) errors.required(policy_path, "must specify restartPolicy when restart rules are used");
  } else if (!is_one_of(text_of(policy), {"Always", "Never", "OnFailure"})) {
    errors.not_supported(policy_path, text_of(policy), {"Always", "Never", "OnFailure"});
  }
  check_restart_rules(rules, path, errors);
}

void check_container(const doc::Node& container, const PodScope& pod, const Path& path, Errors& errors) {
  check_required_text(text_of(container["name"]), kube::check_dns1123_label, Path(path, "name"), errors);
  if (text_of(container["image"]).empty()) errors.required(Path(path, "image"));
  check_termination_message_policy(text_of(container["terminationMessagePolicy"]),
                                   Path(path, "terminationMessagePolicy"), errors);
  check_container_ports(container["ports"], Path(path, "ports"), errors);
  check_env(container["env"], Path(path, "env"), errors);
  check_env_from(container["envFrom"], Path(path, "envFrom"), errors);
  check_volume_mounts(container, pod.volumes, Path(path, "volumeMounts"), errors);
  check_volume_devices(container, pod.volumes, Path(path, "volumeDevices"), errors);
  check_pull_policy(text_of(container["imagePullPolicy"]), Path(path, "imagePullPolicy"), errors);

  const doc::Node& resources = container["resources"];
  const Path resources_path(path, "resources");
  check_requirements(resources["limits"], resources["requests"], {}, resources_path, errors);
  check_resource_claims(resources["claims"], pod.claims, Path(resources_path, "claims"), errors);
  check_resize_policy(container["resizePolicy"], pod.restart_policy, Path(path, "resizePolicy"), errors);
  check_container_security(container["securityContext"], pod.on_host_users, Path(path, "securityContext"), errors);
}

void check_containers(const PodScope& pod, const Path& path, Errors& errors) {
  const std::span<const doc::Node> containers = pod.spec["containers"].items();
  if (containers.empty()) return errors.required(path);
  NameSet names;
  std::size_t index = 0;
  for (const doc::Node& container : containers) {
    const Path at(path, index++);
    check_container(container, pod, at, errors);
    const std::string_view name = text_of(container["name"]);
    if (!names.add(name)) errors.duplicate(Path(at, "name"), name);
    check_lifecycle(container["lifecycle"], pod, Path(at, "lifecycle"), errors);
    check_probes(container, pod, at, errors);
    check_restart_policy_of_container(container, at, errors);
  }
  check_host_ports(containers, path, errors);
}

void check_init_containers(const PodScope& pod, const Path& path, Errors& errors) {
  const std::span<const doc::Node> containers = pod.spec["initContainers"].items();
  if (containers.empty()) return;
  NameSet names;
  for (const doc::Node& other : pod.spec["containers"].items()) names.add(text_of(other["name"]));
  std::size_t index = 0;
  for (const doc::Node& container : containers) {
    const Path at(path, index++);
    check_container(container, pod, at, errors);
    if (!container["restartPolicy"].is_null() || container["restartPolicyRules"].size() == 0)
      check_restart_policy_of_container(container, at, errors);
    else
      errors.required(Path(at, "restartPolicy"), "must specify restartPolicy when restart rules are used");
    const std::string_view name = text_of(container["name"]);
    if (names.has(name))
      errors.duplicate(Path(at, "name"), name);
    else if (!name.empty())
      names.add(name);
    check_host_ports({&container, 1}, path, errors);  // the server, too, says [0]
    if (is_sidecar(container)) {
      check_lifecycle(container["lifecycle"], pod, Path(at, "lifecycle"), errors);
      check_probes(container, pod, at, errors);
    } else {
      for (const std::string_view field : kForRunning)
        if (!container[field].is_null())
          errors.forbidden(Path(at, field), "may not be set for init containers without restartPolicy=Always");
      check_init_resize_policy(container["resizePolicy"], Path(at, "resizePolicy"), errors);
    }
  }
}

void check_ephemeral_containers(const PodScope& pod, const Path& path, Errors& errors) {
  const std::span<const doc::Node> containers = pod.spec["ephemeralContainers"].items();
  if (containers.empty()) return;
  NameSet others, names;
  for (const char* list : {"containers", "initContainers"})
    for (const doc::Node& other : pod.spec[list].items()) {
      others.add(text_of(other["name"]));
      names.add(text_of(other["name"]));
    }
  std::size_t index = 0;
  for (const doc::Node& container : containers) {
    const Path at(path, index++);
    check_container(container, pod, at, errors);
    check_image_spaces(container, at, errors);
    const std::string_view name = text_of(container["name"]), target = text_of(container["targetContainerName"]);
    if (!names.add(name)) errors.duplicate(Path(at, "name"), name);
    if (!target.empty() && !others.has(target)) errors.not_found(Path(at, "targetContainerName"), target);
    check_ephemeral_fields(container, at, errors);
  }
}

}  // namespace slipway::schema::builtin
