#include <algorithm>
#include <string>

#include "kube/ip_address.h"
#include "schema/builtin/fields.h"
#include "schema/builtin/network/kinds.h"

/// networking.k8s.io/v1 Ingress. Follows Kubernetes 1.36.3 pkg/apis/networking/validation, with the gate
/// RelaxedServiceNameValidation on.
namespace slipway::schema::builtin {
namespace {

/// What an update takes that a creation would not, since the old object has it.
struct Options {
  bool any_secret_name = false;
  bool any_wildcard_rule = false;
  bool relaxed_service_name = true;
};

void check_resource_backend(const doc::Node& resource, const Path& path, Errors& errors) {
  if (const doc::Node& group = resource["apiGroup"]; !group.is_null())
    check_text(text_of(group), kube::check_dns1123_subdomain, Path(path, "apiGroup"), errors);
  check_required_text(text_of(resource["kind"]), check_path_segment, Path(path, "kind"), errors);
  check_required_text(text_of(resource["name"]), check_path_segment, Path(path, "name"), errors);
}

void check_service_backend(const doc::Node& service, const Options& options, const Path& backend_path, Errors& errors) {
  const Path path(backend_path, "service"), port_path(path, "port");
  check_required_text(text_of(service["name"]),
                      options.relaxed_service_name ? kube::check_dns1123_label : kube::check_dns1035_label,
                      Path(path, "name"), errors);
  const std::string_view port_name = text_of(service["port"]["name"]);
  const std::int64_t port = integer_of(service["port"]["number"]);
  if (!port_name.empty() && port != 0)
    errors.invalid(backend_path, "", "cannot set both port name & port number");
  else if (!port_name.empty())
    check_text(port_name, kube::check_port_name, Path(port_path, "name"), errors);
  else if (port != 0)
    check_port_number(port, Path(port_path, "number"), errors);
  else
    errors.required(backend_path, "port name or number is required");
}

void check_backend(const doc::Node& backend, const Options& options, const Path& path, Errors& errors) {
  const doc::Node &resource = backend["resource"], &service = backend["service"];
  if (!resource.is_null() && !service.is_null())
    errors.invalid(path, "", "cannot set both resource and service backends");
  else if (!resource.is_null())
    check_resource_backend(resource, Path(path, "resource"), errors);
  else if (!service.is_null())
    check_service_backend(service, options, path, errors);
  else
    errors.invalid(path, "", "resource or service backend is required");
}

void check_http_path(const doc::Node& http_path, const Options& options, const Path& path, Errors& errors) {
  if (http_path["pathType"].is_null()) return errors.required(Path(path, "pathType"), "pathType must be specified");
  const std::string_view type = text_of(http_path["pathType"]), text = text_of(http_path["path"]);
  const Path text_path(path, "path");
  if (type == "Exact" || type == "Prefix") {
    if (!text.starts_with('/')) errors.invalid(text_path, text, "must be an absolute path");
    for (const char* part : {"//", "/./", "/../", "%2f", "%2F"})
      if (text.find(part) != text.npos) errors.invalid(text_path, text, "must not contain '" + std::string(part) + "'");
    for (const char* end : {"/..", "/."})
      if (text.ends_with(end)) errors.invalid(text_path, text, "cannot end with '" + std::string(end) + "'");
  } else if (type == "ImplementationSpecific") {
    if (!text.empty() && !text.starts_with('/')) errors.invalid(text_path, text, "must be an absolute path");
  } else {
    errors.not_supported(Path(path, "pathType"), type, {"Exact", "ImplementationSpecific", "Prefix"});
  }
  check_backend(http_path["backend"], options, Path(path, "backend"), errors);
}

void check_http(const doc::Node& http, const Options& options, const Path& rule_path, Errors& errors) {
  if (http.is_null()) return;
  const Path path(rule_path, "http"), paths(path, "paths");
  if (http["paths"].size() == 0) errors.required(paths);
  std::size_t i = 0;
  for (const doc::Node& each : http["paths"].items()) check_http_path(each, options, Path(paths, i++), errors);
}

TextCheck host_check(std::string_view host) {
  return host.find('*') == host.npos ? kube::check_dns1123_subdomain : kube::check_wildcard_dns1123_subdomain;
}

void check_rule(const doc::Node& rule, const Options& options, const Path& path, Errors& errors) {
  const std::string_view host = text_of(rule["host"]);
  if (!host.empty()) {
    const Path host_path(path, "host");
    if (kube::read_ip(host)) errors.invalid(host_path, host, "must be a DNS name, not an IP address");
    check_text(host, host_check(host), host_path, errors);
  }
  if (host.find('*') == host.npos || !options.any_wildcard_rule) check_http(rule["http"], options, path, errors);
}

void check_tls(const doc::Node& tls, const Options& options, const Path& path, Errors& errors) {
  const Path hosts(path, "hosts");
  std::size_t i = 0;
  for (const doc::Node& host : tls["hosts"].items())
    check_text(text_of(host), host_check(text_of(host)), Path(hosts, i++), errors);
  const std::string_view secret = text_of(tls["secretName"]);
  if (!secret.empty() && !options.any_secret_name)
    check_text(secret, kube::check_dns1123_subdomain, Path(path, "secretName"), errors);
}

void check_as(const doc::Node& object, const Options& options, Errors& errors) {
  check_core_meta(object, Scope::Namespaced, dns_subdomain_name, errors);
  const doc::Node& spec = object["spec"];
  const Path path("spec"), rules(path, "rules"), tls(path, "tls");
  const doc::Node& backend = spec["defaultBackend"];
  if (spec["rules"].size() == 0 && backend.is_null())
    errors.invalid(path, spec["rules"], "either `defaultBackend` or `rules` must be specified");
  if (!backend.is_null()) check_backend(backend, options, Path(path, "defaultBackend"), errors);
  std::size_t i = 0;
  for (const doc::Node& rule : spec["rules"].items()) check_rule(rule, options, Path(rules, i++), errors);
  i = 0;
  for (const doc::Node& each : spec["tls"].items()) check_tls(each, options, Path(tls, i++), errors);
  if (const doc::Node& name = spec["ingressClassName"]; !name.is_null())
    check_text(text_of(name), kube::check_dns1123_subdomain, Path(path, "ingressClassName"), errors);
}

void check(const doc::Node& object, Errors& errors) {
  check_as(object, {}, errors);
  const doc::Node &annotation = object["metadata"]["annotations"]["kubernetes.io/ingress.class"],
                  &name = object["spec"]["ingressClassName"];
  if (annotation.is_string() && !name.is_null() && annotation.text() != text_of(name)) {
    const Path annotations("annotations");
    errors.invalid(Path(annotations, "kubernetes.io/ingress.class"), annotation,
                   "must match `ingressClassName` when both are specified");
  }
}

void check_update(const doc::Node& object, const doc::Node& old, Errors& errors) {
  check_core_meta_update(object, old, errors);
  const doc::Node& old_spec = old["spec"];
  Options options;
  options.any_secret_name = std::ranges::any_of(old_spec["tls"].items(), [](const doc::Node& tls) {
    const std::string_view name = text_of(tls["secretName"]);
    return !name.empty() && !kube::check_dns1123_subdomain(name).empty();
  });
  options.any_wildcard_rule = std::ranges::any_of(old_spec["rules"].items(), [](const doc::Node& rule) {
    Errors of_old;
    if (text_of(rule["host"]).find('*') != std::string_view::npos)
      check_http(rule["http"], {.relaxed_service_name = false}, Path(), of_old);
    return !of_old.empty();
  });
  check_as(object, options, errors);
}

}  // namespace

const BuiltinKind kIngress = {.api_version = "networking.k8s.io/v1",
                              .kind = "Ingress",
                              .resource = "ingresses",
                              .scope = Scope::Namespaced,
                              .set_defaults = nullptr,
                              .prepare = drop_status,
                              .check = check,
                              .prepare_update = keep_status,
                              .check_update = check_update};

}  // namespace slipway::schema::builtin
