#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "base/text.h"
#include "rules/operators.h"
#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/view.h"
#include "subject/terraform_manifests.h"

/// Where an Ingress leads, and how the load balancer that is made of it treats the pods behind.
namespace slipway::rules {
namespace {

using doc::Node;
using subject::PodTemplate;
using subject::Subject;

template <class Say>
void each_backend(const kube::Object& ingress, Say say) {
  const Node& spec = (*ingress.node)["spec"];
  say(spec["defaultBackend"]["service"]);
  for (const Node& rule : spec["rules"].items())
    for (const Node& path : rule["http"]["paths"].items()) say(path["backend"]["service"]);
}

/// A chart of the namespace may bring the Service, or an operator make it for an object of its own kind.
bool may_come_from_outside(const Subject& subject, std::string_view ns, std::string_view service) {
  return subject::terraform_may_make(subject, "Service", service) ||
         std::ranges::any_of(subject.releases(),
                             [&](const subject::Release& one) {
                               return (!ns.empty() && one.ns == ns) ||
                                      (!one.name.empty() && service.starts_with(one.name));
                             }) ||
         std::ranges::any_of(subject.objects(), [&](const kube::Object& one) {
           return one.ns == ns && !one.name.empty() && service.starts_with(one.name) && may_make_objects(one);
         });
}

bool has_workload(const Subject& subject, std::string_view ns, std::string_view name) {
  return std::ranges::any_of(subject.pods(),
                             [&](const PodTemplate& pod) { return pod.owner->ns == ns && pod.owner->name == name; });
}

void check_services(const Subject& subject, Findings& findings) {
  if (!view_of(subject).is_whole()) return;
  for (const kube::Object* ingress : subject.of_kind("Ingress", "networking.k8s.io"))
    each_backend(*ingress, [&](const Node& service) {
      const std::string_view name = text_of(service["name"]);
      // With use-annotation the name is that of an action in an annotation.
      if (name.empty() || is_text(service["port"]["name"], "use-annotation") ||
          subject.find("Service", ingress->ns, name) || may_come_from_outside(subject, ingress->ns, name))
        return;
      // Where its pods are its Service would be; what has neither here a chart may make that nobody names here.
      const bool has_pods = has_workload(subject, ingress->ns, name);
      findings.say(has_pods || subject.platform() ? Severity::Error : Severity::Warning, service["name"].where(),
                   fmt::format("nothing here makes the Service {}", name),
                   has_pods ? "there is a workload of that name, but no Service"
                            : "nor a workload of that name: the route leads nowhere");
    });
}

constexpr std::string_view kPrefix = "alb.ingress.kubernetes.io/";

const Node& annotation(const kube::Object& object, std::string_view name) {
  return (*object.node)["metadata"]["annotations"][std::string(kPrefix) + std::string(name)];
}

SourceRange annotation_place(const kube::Object& object, std::string_view name) {
  return key_place((*object.node)["metadata"]["annotations"], std::string(kPrefix) + std::string(name));
}

/// One of "name=value, name=value", as target-group-attributes has them; "" when it is not there.
std::string_view attribute(std::string_view list, std::string_view name) {
  for (const std::string_view one : split(list, ',')) {
    const std::size_t equals = one.find('=');
    if (equals != std::string_view::npos && trim(one.substr(0, equals)) == name) return trim(one.substr(equals + 1));
  }
  return {};
}

std::optional<std::int64_t> number(std::string_view text) {
  std::int64_t value = 0;
  if (text.empty() || text.size() > 9) return std::nullopt;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

void check_deregistration(const Subject& subject, Findings& findings) {
  // "180s", as --assume longest-response says.
  std::string_view said = subject.context().fact("longest-response");
  std::int64_t unit = 1;
  if (said.ends_with('m')) unit = 60;
  if (said.ends_with('s') || said.ends_with('m')) said.remove_suffix(1);
  const auto longest = number(said);
  if (!longest) return;
  for (const kube::Object* ingress : subject.of_kind("Ingress", "networking.k8s.io")) {
    const std::string_view list = text_of(annotation(*ingress, "target-group-attributes"));
    const auto delay = number(attribute(list, "deregistration_delay.timeout_seconds"));
    if (!delay || *delay >= *longest * unit) continue;
    findings.say(
        annotation_place(*ingress, "target-group-attributes"),
        fmt::format("a pod that leaves has {} s to end its answers, the longest takes {} s", *delay, *longest * unit),
        attribute(list, "stickiness.enabled") != "true" ? ""
                                                        : "stickiness also keeps clients from pods that are added");
  }
}

/// Pods behind a backend: of its Service, or of the workload of that name where the Service is not here.
std::vector<const PodTemplate*> pods_behind(const Subject& subject, std::string_view ns, std::string_view name) {
  if (const kube::Object* service = subject.find("Service", ns, name))
    return subject.labelled(ns, (*service->node)["spec"]["selector"]);
  std::vector<const PodTemplate*> all;
  for (const PodTemplate& pod : subject.pods())
    if (pod.owner->ns == ns && pod.owner->name == name) all.push_back(&pod);
  return all;
}

void check_health_path(const Subject& subject, Findings& findings) {
  for (const kube::Object* ingress : subject.of_kind("Ingress", "networking.k8s.io")) {
    const Node& path = annotation(*ingress, "healthcheck-path");
    if (text_of(path).empty()) continue;
    bool is_said = false;
    each_backend(*ingress, [&](const Node& backend) {
      const std::string_view name = text_of(backend["name"]);
      const kube::Object* service = subject.find("Service", ingress->ns, name);
      // A Service's own annotation goes before the Ingress's.
      if (is_said || name.empty() || (service && !annotation(*service, "healthcheck-path").is_absent())) return;
      for (const PodTemplate* pod : pods_behind(subject, ingress->ns, name)) {
        std::string_view ready;
        bool is_same = false;
        for (const Node& container : (*pod->spec)["containers"].items()) {
          const std::string_view one = text_of(container["readinessProbe"]["httpGet"]["path"]);
          if (!one.empty()) ready = one;
          is_same = is_same || one == text_of(path);
        }
        if (ready.empty() || is_same) continue;
        findings.say(
            annotation_place(*ingress, "healthcheck-path"),
            fmt::format("the load balancer asks {}, {} is ready by {}", text_of(path), title_of(*pod->owner), ready),
            "it sends requests to pods that are not ready");
        is_said = true;
        return;
      }
    });
  }
}

/// The Service of a backend, when it is here and the backend means it and no action of an annotation.
const kube::Object* service_of(const Subject& subject, const kube::Object& ingress, const Node& backend) {
  const std::string_view name = text_of(backend["name"]);
  if (name.empty() || is_text(backend["port"]["name"], "use-annotation")) return nullptr;
  return subject.find("Service", ingress.ns, name);
}

void check_port(const Subject& subject, Findings& findings) {
  for (const kube::Object* ingress : subject.of_kind("Ingress", "networking.k8s.io"))
    each_backend(*ingress, [&](const Node& backend) {
      const kube::Object* service = service_of(subject, *ingress, backend);
      if (!service) return;
      const Node& spec = (*service->node)["spec"];
      const auto ports = spec["ports"].items();
      if (ports.empty() || is_text(spec["type"], "ExternalName")) return;
      const Node &number = backend["port"]["number"], &name = backend["port"]["name"];
      const bool is_by_name = !text_of(name).empty();
      const Node& said = is_by_name ? name : number;
      if (text_of(said).empty() || std::ranges::any_of(ports, [&](const Node& port) {
            return text_of(port[is_by_name ? "name" : "port"]) == text_of(said);
          }))
        return;
      std::string has;
      for (const Node& port : ports)
        has +=
            (has.empty() ? "" : ", ") + std::string(text_of(port[is_by_name && port.find("name") ? "name" : "port"]));
      findings.say(said.where(), fmt::format("Service {} has no port {}", service->name, printable(text_of(said))),
                   fmt::format("it has {}", has));
    });
}

constexpr std::string_view kAlbController = "ingress.k8s.aws/alb";

/// Whether the AWS Load Balancer Controller makes a load balancer of it and takes nodes for targets, as it does unless
/// told otherwise: by an annotation, parameters of the class, or the values of its chart.
bool targets_nodes(const Subject& subject, const kube::Object& ingress, const kube::Object& service) {
  const Node& of_service = annotation(service, "target-type");
  const Node& said = of_service.is_absent() ? annotation(ingress, "target-type") : of_service;
  if (!said.is_absent()) return is_text(said, "instance");
  const Node& old = (*ingress.node)["metadata"]["annotations"]["kubernetes.io/ingress.class"];
  const std::string_view name = text_of(old.is_absent() ? (*ingress.node)["spec"]["ingressClassName"] : old);
  const kube::Object* made = subject.find("IngressClass", {}, name);
  if (made ? !is_text((*made->node)["spec"]["controller"], kAlbController) || (*made->node)["spec"].find("parameters")
           : name != "alb")
    return false;
  return !subject.release("aws-load-balancer-controller") &&
         subject.of_kind("NodeClass", "eks.amazonaws.com").empty() && !subject.platform();
}

void check_targets(const Subject& subject, Findings& findings) {
  for (const kube::Object* ingress : subject.of_kind("Ingress", "networking.k8s.io")) {
    std::string_view said;
    each_backend(*ingress, [&](const Node& backend) {
      const kube::Object* service = service_of(subject, *ingress, backend);
      if (!service || service->name == said || !targets_nodes(subject, *ingress, *service)) return;
      const Node& type = (*service->node)["spec"]["type"];
      if (!type.is_null() && !is_text(type, "ClusterIP")) return;
      said = service->name;
      const bool is_default =
          annotation(*ingress, "target-type").is_absent() && annotation(*service, "target-type").is_absent();
      findings.say(
          is_default ? Severity::Warning : Severity::Error, backend["name"].where(),
          fmt::format("the load balancer is to reach Service {} on nodes, where it has no port", service->name),
          is_default ? "target-type is instance where nothing says otherwise" : "target-type instance");
    });
  }
}

constexpr Rule kRules[] = {
    {"ING002", "X-004-60 X-004-51", Severity::Error, "a route to a Service that nobody makes",
     "The load balancer controller cannot build the target group: none of the Ingress's routes is updated, and "
     "requests "
     "meet 503. An error where pods of that name are here, or a platform.yaml; a warning where something else may "
     "bring "
     "the Service.",
     "add the Service, and the workload that it selects, or remove the route",
     "AWS Load Balancer Controller, pkg/ingress/enhanced_backend_builder.go", check_services},
    {"ING003", "X-004-58", Severity::Warning, "answers that are cut off when a pod leaves",
     "Behind deregistration_delay the load balancer closes what a leaving target still answers.",
     "deregistration_delay.timeout_seconds of at least the longest answer, and terminationGracePeriodSeconds to match",
     "Elastic Load Balancing user guide, target group attributes", check_deregistration},
    {"ING004", "X-004-58", Severity::Warning, "a health check that asks another path than readiness",
     "The target is healthy while the pod is not ready, or the other way round: a model that still loads gets "
     "requests.",
     "healthcheck-path: the path of the readiness probe; on each Service where they differ",
     "AWS Load Balancer Controller docs, ingress annotations (health check)", check_health_path},
    {"ING005", "", Severity::Error, "a route to a port that the Service does not have",
     "An Ingress names a port of the Service, not of the container. The load balancer controller finds none and "
     "updates none of the Ingress's routes.",
     "name a port of the Service", "AWS Load Balancer Controller, pkg/k8s/service_utils.go", check_port},
    {"ING006", "", Severity::Error, "nodes as targets of a Service that no node has a port for",
     "With target-type instance, the controller's default, the load balancer sends requests to a NodePort. A Service "
     "of type ClusterIP has none: no target group is made.",
     "alb.ingress.kubernetes.io/target-type: ip, or a Service of type NodePort",
     "AWS Load Balancer Controller docs, ingress annotations (target-type); pkg/ingress/model_build_target_group.go",
     check_targets},
};

}  // namespace

std::span<const Rule> ingress_rules() { return kRules; }

}  // namespace slipway::rules
