#include "rules/class_params.h"

#include <string_view>

#include "rules/reading.h"
#include "subject/kustomizations.h"

namespace slipway::rules {
namespace {

using doc::Node;
using subject::Subject;

const Node kNone;

/// Of the controller's own group or EKS Auto Mode's.
const kube::Object* params_called(const Subject& subject, std::string_view name) {
  return subject.find("IngressClassParams", {}, name);
}

const Node* spec_of(const Subject& subject, const kube::Object* params) {
  return params && !subject.derived<subject::Kustomized>().is_patched(*params) ? &(*params->node)["spec"] : nullptr;
}

const Node* params_of(const Subject& subject, const kube::Object& one) {
  const Node& spec = (*one.node)["spec"];
  if (!is_text(spec["controller"], "ingress.k8s.aws/alb") && !is_text(spec["controller"], "eks.amazonaws.com/alb"))
    return nullptr;
  const Node& params = spec["parameters"];
  return params.is_map() ? spec_of(subject, params_called(subject, text_of(params["name"]))) : &kNone;
}

/// The class of Ingresses that name none.
struct DefaultClass {
  explicit DefaultClass(const Subject& subject) {
    for (const kube::Object* each : subject.of_kind("IngressClass", "networking.k8s.io"))
      if (is_text((*each->node)["metadata"]["annotations"]["ingressclass.kubernetes.io/is-default-class"], "true"))
        one = each;
  }
  const kube::Object* one = nullptr;
};

}  // namespace

const Node* class_params(const Subject& subject, const kube::Object& ingress) {
  // This annotation names a controller, not a class.
  const bool names_controller = (*ingress.node)["metadata"]["annotations"].find("kubernetes.io/ingress.class");
  const Node& name = (*ingress.node)["spec"]["ingressClassName"];
  const kube::Object* found = names_controller   ? nullptr
                              : name.is_absent() ? subject.derived<DefaultClass>().one
                                                 : subject.find("IngressClass", {}, text_of(name));
  if (found) return params_of(subject, *found);
  if (names_controller || name.is_absent()) return &kNone;
  if (!is_text(name, "alb")) return nullptr;
  // As the controller's chart makes it, with parameters of its values.
  if (const kube::Object* params = params_called(subject, "alb")) return spec_of(subject, params);
  const subject::Release* chart = subject.release("aws-load-balancer-controller");
  return chart ? &chart->values.root()["ingressClassParams"]["spec"] : &kNone;
}

}  // namespace slipway::rules
