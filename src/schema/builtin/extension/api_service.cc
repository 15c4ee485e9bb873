#include <string>

#include "base/quote.h"
#include "schema/builtin/base64.h"
#include "schema/builtin/extension/definition.h"
#include "schema/builtin/fields.h"

/// Follows kube-aggregator 0.36.3 pkg/apis/apiregistration/{v1/defaults.go,validation} and pkg/registry/apiservice.
namespace slipway::schema::builtin {
namespace {

void set_api_service_defaults(doc::Draft& object) {
  object.in("spec", [](doc::Draft& spec) {
    spec.in("service", [](doc::Draft& service) { service.set_default("port", 443); });
  });
}

/// What a name is generated from is held to the rules of a name.
kube::Messages service_name(std::string_view name, bool) { return path_segment_name(name, false); }

void check_name(const doc::Node& object, Errors& errors) {
  const doc::Node &meta = object["metadata"], &spec = object["spec"];
  const Path path("metadata");
  check_object_meta(meta, Scope::Cluster, service_name, path, errors);
  const std::string wanted = std::string(text_of(spec["version"])) + "." + std::string(text_of(spec["group"]));
  for (const char* key : {"name", "generateName"}) {
    const std::string_view name = text_of(meta[key]);
    if (!name.empty() && name != wanted && service_name(name, false).empty())
      errors.invalid(Path(path, key), name, "must be `spec.version+\".\"+spec.group`: " + go_quoted(wanted));
  }
}

void check_priority(const doc::Node& spec, const char* key, std::int64_t most, Errors& errors) {
  const std::int64_t priority = integer_of(spec[key]);
  if (priority <= 0 || priority > most)
    errors.invalid(Path(Path("spec"), key), priority, "must be positive and less than " + std::to_string(most));
}

/// Of an API that the API server serves itself.
void check_local(const doc::Node& spec, Errors& errors) {
  const Path path("spec");
  if (const std::size_t bytes = base64_decoded(text_of(spec["caBundle"])).size(); bytes > 0)
    errors.invalid(Path(path, "caBundle"), std::to_string(bytes) + " bytes",
                   "local APIServices may not have a caBundle");
  if (flag_of(spec["insecureSkipTLSVerify"]))
    errors.invalid(Path(path, "insecureSkipTLSVerify"), spec["insecureSkipTLSVerify"],
                   "local APIServices may not have insecureSkipTLSVerify");
}

void check_remote(const doc::Node& spec, Errors& errors) {
  const Path path("spec"), service_path(path, "service");
  const doc::Node& service = spec["service"];
  if (text_of(service["namespace"]).empty()) errors.required(Path(service_path, "namespace"));
  if (text_of(service["name"]).empty()) errors.required(Path(service_path, "name"));
  if (const std::int64_t port = integer_of(service["port"]); port < 1 || port > 65535)
    errors.invalid(Path(service_path, "port"), port, "port is not valid: must be between 1 and 65535, inclusive");
  if (flag_of(spec["insecureSkipTLSVerify"]) && !text_of(spec["caBundle"]).empty())
    errors.invalid(Path(path, "insecureSkipTLSVerify"), spec["insecureSkipTLSVerify"],
                   "may not be true if caBundle is present");
}

void check_api_service(const doc::Node& object, Errors& errors) {
  check_name(object, errors);
  const doc::Node& spec = object["spec"];
  const std::string_view group = text_of(spec["group"]), version = text_of(spec["version"]);
  const Path path("spec");
  if (!group.empty())
    check_text(group, kube::check_dns1123_subdomain, Path(path, "group"), errors);
  else if (version != "v1")
    errors.required(Path(path, "group"), "only v1 may have an empty group and it better be legacy kube");
  check_text(version, kube::check_dns1035_label, Path(path, "version"), errors);
  check_priority(spec, "groupPriorityMinimum", 20000, errors);
  check_priority(spec, "versionPriority", 1000, errors);
  if (spec["service"].is_null())
    check_local(spec, errors);
  else
    check_remote(spec, errors);
}

void check_api_service_update(const doc::Node& object, const doc::Node& old, Errors& errors) {
  check_object_meta_update(object["metadata"], old["metadata"], Path("metadata"), errors);
  check_api_service(object, errors);
}

}  // namespace

const BuiltinKind kApiService = {.api_version = "apiregistration.k8s.io/v1",
                                 .kind = "APIService",
                                 .resource = "apiservices",
                                 .scope = Scope::Cluster,
                                 .set_defaults = set_api_service_defaults,
                                 .prepare = drop_status,
                                 .check = check_api_service,
                                 .prepare_update = keep_status,
                                 .check_update = check_api_service_update};

}  // namespace slipway::schema::builtin
