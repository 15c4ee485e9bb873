#include "kube/field_checks.h"
#include "schema/builtin/fields.h"
#include "schema/builtin/network/kinds.h"

/// networking.k8s.io/v1 IngressClass. Follows Kubernetes 1.36.3 pkg/apis/networking/{v1/defaults.go,validation}.
namespace slipway::schema::builtin {
namespace {

void set_defaults(doc::Draft& object) {
  object.in("spec", [](doc::Draft& spec) {
    spec.in("parameters", [](doc::Draft& parameters) { parameters.set_default("scope", "Cluster"); });
  });
}

void check_parameters(const doc::Node& parameters, const Path& path, Errors& errors) {
  if (parameters.is_null()) return;
  if (const doc::Node& group = parameters["apiGroup"]; !group.is_null())
    check_text(text_of(group), kube::check_dns1123_subdomain, Path(path, "apiGroup"), errors);
  check_required_text(text_of(parameters["kind"]), check_path_segment, Path(path, "kind"), errors);
  check_required_text(text_of(parameters["name"]), check_path_segment, Path(path, "name"), errors);

  const std::string_view scope = text_of(parameters["scope"]);
  const doc::Node& space = parameters["namespace"];
  const Path space_path(path, "namespace");
  if (scope == "Namespace") {
    if (space.is_null())
      errors.required(space_path, "`parameters.scope` is set to 'Namespace'");
    else
      check_text(text_of(space), kube::check_dns1123_label, space_path, errors);
  } else if (scope == "Cluster") {
    if (!space.is_null()) errors.forbidden(space_path, "`parameters.scope` is set to 'Cluster'");
  } else {
    errors.not_supported(Path(path, "scope"), scope, {"Cluster", "Namespace"});
  }
}

void check(const doc::Node& object, Errors& errors) {
  check_core_meta(object, Scope::Cluster, dns_subdomain_name, errors);
  const doc::Node& spec = object["spec"];
  const Path path("spec"), controller_path(path, "controller");
  const std::string_view controller = text_of(spec["controller"]);
  if (controller.size() > 250) errors.too_long(controller_path, 250);
  for (const kube::FieldError& error :
       kube::check_domain_prefixed_path(kube::FieldPath("spec").child("controller"), controller))
    errors.add(error);
  check_parameters(spec["parameters"], Path(path, "parameters"), errors);
}

void check_update(const doc::Node& object, const doc::Node& old, Errors& errors) {
  check_core_meta_update(object, old, errors);
  const std::string_view controller = text_of(object["spec"]["controller"]);
  if (controller != text_of(old["spec"]["controller"])) {
    const Path spec("spec");
    errors.invalid(Path(spec, "controller"), controller, "field is immutable");
  }
  check(object, errors);
}

}  // namespace

const BuiltinKind kIngressClass = {.api_version = "networking.k8s.io/v1",
                                   .kind = "IngressClass",
                                   .resource = "ingressclasses",
                                   .scope = Scope::Cluster,
                                   .set_defaults = set_defaults,
                                   .prepare = nullptr,
                                   .check = check,
                                   .prepare_update = nullptr,
                                   .check_update = check_update};

}  // namespace slipway::schema::builtin
