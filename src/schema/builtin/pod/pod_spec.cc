// ValidatePodSpec, ValidatePodTemplateSpec and ValidatePodSpecificAnnotations.
#include <charconv>
#include <string>

#include "doc/json.h"
#include "schema/builtin/fields.h"
#include "schema/builtin/pod/app_armor.h"
#include "schema/builtin/pod/pod_parts.h"
#include "schema/builtin/pod/volumes.h"
#include "schema/builtin/resource_amounts.h"
#include "schema/builtin/tolerations.h"
#include "schema/object_meta.h"

namespace slipway::schema::builtin {
namespace {

/// Required when empty, else one of the values.
void check_required_choice(std::string_view text, std::initializer_list<std::string_view> values, const Path& path,
                           Errors& errors) {
  if (text.empty())
    errors.required(path);
  else if (!is_one_of(text, values))
    errors.not_supported(path, text, values);
}

void check_host_network_ports(const doc::Node& spec, bool is_pod, const Path& path, Errors& errors) {
  if (!flag_of(spec["hostNetwork"])) return;
  std::size_t container_index = 0;
  for (const doc::Node& container : spec["containers"].items()) {
    const Path at(path, container_index++), ports(at, "ports");
    std::size_t index = 0;
    for (const doc::Node& port : container["ports"].items()) {
      const Path port_path(ports, index++);
      const std::int64_t host = integer_of(port["hostPort"]);
      if ((is_pod || host != 0) && host != integer_of(port["containerPort"]))
        errors.invalid(Path(port_path, "hostPort"), host, "must match `containerPort` when `hostNetwork` is true");
    }
  }
}

void check_gates(const doc::Node& spec, const Path& path, Errors& errors) {
  const Path readiness(path, "readinessGates"), scheduling(path, "schedulingGates");
  std::size_t index = 0;
  for (const doc::Node& gate : spec["readinessGates"].items()) {
    const Path at(readiness, index++);
    check_text(text_of(gate["conditionType"]), kube::check_label_key, Path(at, "conditionType"), errors);
  }
  NameSet seen;
  index = 0;
  for (const doc::Node& gate : spec["schedulingGates"].items()) {
    const Path at(scheduling, index++);
    check_text(text_of(gate["name"]), kube::check_label_key, at, errors);
    if (!seen.add(text_of(gate["name"]))) errors.duplicate(at, text_of(gate["name"]));
  }
}

void check_host_aliases(const doc::Node& aliases, const Path& path, Errors& errors) {
  std::size_t index = 0;
  for (const doc::Node& alias : aliases.items()) {
    const Path at(path, index++), names(at, "hostnames");
    check_ip(text_of(alias["ip"]), Path(at, "ip"), errors);
    std::size_t name_index = 0;
    for (const doc::Node& name : alias["hostnames"].items())
      check_text(text_of(name), kube::check_dns1123_subdomain, Path(names, name_index++), errors);
  }
}

/// Names of other objects that the pod gives.
void check_references(const doc::Node& spec, const Path& path, Errors& errors) {
  for (const char* field : {"serviceAccountName", "nodeName", "priorityClassName"})
    if (const std::string_view name = text_of(spec[field]); !name.empty())
      errors.invalid(Path(path, field), name, dns_subdomain_name(name, false));
  if (const doc::Node& name = spec["runtimeClassName"]; !name.is_null())
    errors.invalid(Path(path, "runtimeClassName"), text_of(name), dns_subdomain_name(text_of(name), false));
}

void check_deadline(const doc::Node& deadline, const Path& path, Errors& errors) {
  if (deadline.is_null()) return;
  if (const std::int64_t seconds = integer_of(deadline); seconds < 1 || seconds > 2147483647)
    errors.invalid(path, seconds, "must be between 1 and 2147483647, inclusive");
}

/// Variables that are read from a file need an emptyDir that holds it.
void check_file_variables(const doc::Node& spec, const doc::Node* claim_templates, const Path& path, Errors& errors) {
  NameTable<bool> is_empty_dir;
  bool is_known = false;
  each_container(spec, path, [&](const doc::Node& container, const Path& at) {
    const Path env(at, "env");
    std::size_t index = 0;
    for (const doc::Node& variable : container["env"].items()) {
      const Path variable_path(env, index++);
      const doc::Node& file = variable["valueFrom"]["fileKeyRef"];
      if (file.is_null()) continue;
      if (!is_known) {
        for (const doc::Node& volume : spec["volumes"].items())
          is_empty_dir.set(text_of(volume["name"]), !volume["emptyDir"].is_null());
        if (claim_templates)
          for (const doc::Node& claim : claim_templates->items())
            is_empty_dir.set(text_of(claim["metadata"]["name"]), false);
      }
      is_known = true;
      const std::string_view name = text_of(file["volumeName"]);
      const Path source(variable_path, "valueFrom"), ref(source, "fileKeyRef");
      if (const bool* found = is_empty_dir.find(name); !found)
        errors.not_found(Path(ref, "volumeName"), name);
      else if (!*found)
        errors.invalid(Path(ref, "volumeName"), name, "referenced volume must be of type emptyDir");
    }
  });
}

bool is_deletion_cost(std::string_view text) {
  if (text.empty() || !(text[0] == '-' || text == "0" || (text[0] >= '1' && text[0] <= '9'))) return false;
  std::int32_t cost = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), cost);
  return error == std::errc() && end == text.data() + text.size();
}

void check_tolerations_annotation(std::string_view json, const Path& path, Errors& errors) {
  constexpr std::string_view kKey = "scheduler.alpha.kubernetes.io/tolerations";
  Diagnostics diagnostics;
  const doc::Document document =
      doc::read_json(std::make_shared<const SourceText>(std::string(kKey), std::string(json)), diagnostics);
  if (diagnostics.has_errors() || !(document.root().is_list() || document.root().is_null()))
    errors.invalid(path, kKey, diagnostics.has_errors() ? diagnostics.all().front().message : "must be a list");
  else
    check_tolerations(document.root(), Path(path, kKey), errors);
}

}  // namespace

void check_pod_annotations(const doc::Node& annotations, const doc::Node& spec, const Path& path, Errors& errors) {
  constexpr std::string_view kDeletionCost = "controller.kubernetes.io/pod-deletion-cost";
  if (annotations.size() == 0) return;
  if (const doc::Node* mirror = annotations.find(kMirrorAnnotation); mirror && text_of(spec["nodeName"]).empty())
    errors.invalid(Path::key(path, kMirrorAnnotation), text_of(*mirror),
                   "must set spec.nodeName if mirror pod annotation is set");
  if (const std::string_view tolerations = text_of(annotations["scheduler.alpha.kubernetes.io/tolerations"]);
      !tolerations.empty())
    check_tolerations_annotation(tolerations, path, errors);
  if (const doc::Node* cost = annotations.find(kDeletionCost); cost && !is_deletion_cost(text_of(*cost)))
    errors.invalid(Path::key(path, kDeletionCost), text_of(*cost), "must be a 32bit integer");
  check_seccomp_annotations(annotations, path, errors);
  check_app_armor_annotations(annotations, spec, path, errors);
}

void check_pod_spec(const doc::Node& spec, const PodPlace& place, const Path& path, Errors& errors) {
  PodScope pod{.spec = spec};
  if (const doc::Node& grace = spec["terminationGracePeriodSeconds"]; grace.is_null())
    errors.required(Path(path, "terminationGracePeriodSeconds"));
  else
    pod.grace = integer_of(grace);
  pod.restart_policy = text_of(spec["restartPolicy"]);
  pod.on_host_users = spec["hostUsers"].is_null() || flag_of(spec["hostUsers"]);
  check_volumes(spec["volumes"], place, Path(path, "volumes"), pod.volumes, errors);
  for (const doc::Node& claim : spec["resourceClaims"].items())
    if (const std::string_view name = text_of(claim["name"]); !name.empty()) pod.claims.add(name);
  check_pod_resource_claims(spec["resourceClaims"], place.meta, Path(path, "resourceClaims"), errors);
  check_containers(pod, Path(path, "containers"), errors);
  check_init_containers(pod, Path(path, "initContainers"), errors);
  check_ephemeral_containers(pod, Path(path, "ephemeralContainers"), errors);
  check_pod_resources(pod, path, errors);
  check_host_network_ports(spec, place.is_pod, Path(path, "containers"), errors);
  check_required_choice(pod.restart_policy, {"Always", "OnFailure", "Never"}, Path(path, "restartPolicy"), errors);
  check_required_choice(text_of(spec["dnsPolicy"]), {"ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"},
                        Path(path, "dnsPolicy"), errors);
  check_labels(spec["nodeSelector"], Path(path, "nodeSelector"), errors);
  check_pod_security(spec, place, Path(path, "securityContext"), errors);
  check_affinity(spec["affinity"], Path(path, "affinity"), errors);
  check_dns(spec, Path(path, "dnsConfig"), errors);
  check_gates(spec, path, errors);
  check_topology_spread(spec["topologySpreadConstraints"], Path(path, "topologySpreadConstraints"), errors);
  check_windows_host_processes(spec, path, errors);
  check_user_namespace(spec, path, errors);
  check_host_names(spec, place, path, errors);
  check_references(spec, path, errors);
  check_deadline(spec["activeDeadlineSeconds"], Path(path, "activeDeadlineSeconds"), errors);
  check_tolerations(spec["tolerations"], Path(path, "tolerations"), errors);
  check_host_aliases(spec["hostAliases"], Path(path, "hostAliases"), errors);
  if (const doc::Node& policy = spec["preemptionPolicy"]; !policy.is_null())
    check_required_choice(text_of(policy), {"PreemptLowerPriority", "Never"}, Path(path, "preemptionPolicy"), errors);
  check_requirements(spec["overhead"], doc::Node(), {}, Path(path, "overhead"), errors);
  check_os(spec, path, errors);
  check_file_variables(spec, place.claim_templates, path, errors);
}

void check_template(const doc::Node& pod_template, const PodPlace& place, const Path& path, Errors& errors) {
  const doc::Node &meta = pod_template["metadata"], &spec = pod_template["spec"];
  const Path annotations_path(path, "annotations"), spec_path(path, "spec");
  check_labels(meta["labels"], Path(path, "labels"), errors);
  check_annotations(meta["annotations"], annotations_path, errors);
  check_pod_annotations(meta["annotations"], spec, annotations_path, errors);
  check_pod_spec(spec, place, spec_path, errors);
  check_seccomp_agrees(meta["annotations"], spec, spec_path, errors);
  check_app_armor_agrees(meta["annotations"], spec, spec_path, errors);
  if (spec["ephemeralContainers"].size() > 0)
    errors.forbidden(Path(spec_path, "ephemeralContainers"), "ephemeral containers not allowed in pod template");
}

void check_pod_only(const doc::Node& spec, const Path& path, Errors& errors) {
  if (text_of(spec["serviceAccountName"]).empty()) {
    const Path volumes(path, "volumes");
    std::size_t index = 0;
    for (const doc::Node& volume : spec["volumes"].items()) {
      const Path at(volumes, index++), projected(at, "projected"), sources(projected, "sources");
      std::size_t source_index = 0;
      for (const doc::Node& source : volume["projected"]["sources"].items()) {
        const Path source_path(sources, source_index++);
        if (!source["serviceAccountToken"].is_null())
          errors.forbidden(Path(source_path, "serviceAccountToken"),
                           "must not be specified when serviceAccountName is not set");
      }
    }
  }
  for (const char* containers : {"containers", "initContainers"}) {
    const Path list(path, containers);
    std::size_t index = 0;
    for (const doc::Node& container : spec[containers].items())
      check_image_spaces(container, Path(list, index++), errors);
  }
}

}  // namespace slipway::schema::builtin
