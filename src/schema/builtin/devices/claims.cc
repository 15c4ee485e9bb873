#include <string>

#include "schema/builtin/devices/kinds.h"
#include "schema/builtin/fields.h"
#include "schema/builtin/go_value.h"
#include "schema/builtin/pod/pod_template.h"
#include "schema/builtin/resource_amounts.h"

/// DeviceClass, ResourceClaim, ResourceClaimTemplate.
namespace slipway::schema::builtin {
namespace {

void set_resource_claim_defaults(doc::Draft& object) { object.in("spec", set_claim_defaults); }

void check_resource_claim(const doc::Node& object, Errors& errors) {
  check_admin_access(object["spec"], errors);
  check_core_meta(object, Scope::Namespaced, dns_subdomain_name, errors);
  check_claim(object["spec"], Path("spec"), errors);
}

void check_resource_claim_update(const doc::Node& object, const doc::Node& old, Errors& errors) {
  check_core_meta(object, Scope::Namespaced, dns_subdomain_name, errors);
  check_core_meta_update(object, old, errors);
  if (!same_value(object["spec"], old["spec"]))
    errors.invalid_printed(Path("spec"), printed_claim_spec(object["spec"]), "field is immutable");
}

// ResourceClaimTemplate

void set_template_defaults_of(doc::Draft& object) {
  object.in("spec", [](doc::Draft& spec) { spec.in("spec", set_claim_defaults); });
}

void check_claim_template(const doc::Node& object, Errors& errors) {
  check_core_meta(object, Scope::Namespaced, dns_subdomain_name, errors);
  const Path spec("spec");
  check_template_meta(object["spec"]["metadata"], Path(spec, "metadata"), errors);
  check_claim(object["spec"]["spec"], Path(spec, "spec"), errors);
}

void check_new_claim_template(const doc::Node& object, Errors& errors) {
  check_admin_access(object["spec"]["spec"], errors);
  check_claim_template(object, errors);
}

/// The template's metadata stands beside its spec.
std::string printed_template_spec(const doc::Node& spec) {
  std::string meta;
  for (const char* key : {"name", "generateName", "namespace", "selfLink", "uid", "resourceVersion", "generation",
                          "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "labels",
                          "annotations", "ownerReferences", "finalizers", "managedFields"}) {
    const std::string field = go_struct(spec["metadata"], {{key, key, ""}});
    if (field.size() > 2) meta += field.substr(1, field.size() - 2) + ",";
  }
  return "{" + meta + "\"Spec\":" + printed_claim_spec(spec["spec"]) + "}";
}

void check_claim_template_update(const doc::Node& object, const doc::Node& old, Errors& errors) {
  check_claim_template(object, errors);
  check_core_meta_update(object, old, errors);
  if (!same_value(object["spec"], old["spec"]))
    errors.invalid_printed(Path("spec"), printed_template_spec(object["spec"]), "field is immutable");
}

// DeviceClass

/// What a name is generated from is not looked at. A declared check, which counts the same but says "bytes".
kube::Messages class_name(std::string_view name, bool is_prefix) {
  kube::Messages messages = is_prefix ? kube::Messages() : dns_subdomain_name(name, false);
  for (std::string& message : messages)
    if (message == "must be no more than 253 characters") message = "must be no more than 253 bytes";
  return messages;
}

void check_class(const doc::Node& object, Errors& errors) {
  check_core_meta(object, Scope::Cluster, class_name, errors);
  const doc::Node &spec = object["spec"], &name = spec["extendedResourceName"];
  const Path path("spec");
  check_device_selectors(spec["selectors"], Path(path, "selectors"), errors);
  check_each(spec["config"], 32, Path(path, "config"), errors,
             [&](const doc::Node& config, const Path& item) { check_device_configuration(config, item, errors); });
  if (!name.is_null() && !is_extended_resource(text_of(name)))
    errors.invalid(Path(path, "extendedResourceName"), text_of(name), "must be a valid extended resource name");
}

void check_class_update(const doc::Node& object, const doc::Node& old, Errors& errors) {
  check_class(object, errors);
  check_core_meta_update(object, old, errors);
}

}  // namespace

const BuiltinKind kDeviceClass = {.api_version = "resource.k8s.io/v1",
                                  .kind = "DeviceClass",
                                  .resource = "deviceclasses",
                                  .scope = Scope::Cluster,
                                  .set_defaults = nullptr,
                                  .prepare = nullptr,
                                  .check = check_class,
                                  .prepare_update = nullptr,
                                  .check_update = check_class_update};

const BuiltinKind kResourceClaim = {.api_version = "resource.k8s.io/v1",
                                    .kind = "ResourceClaim",
                                    .resource = "resourceclaims",
                                    .scope = Scope::Namespaced,
                                    .set_defaults = set_resource_claim_defaults,
                                    .prepare = drop_status,
                                    .check = check_resource_claim,
                                    .prepare_update = keep_status,
                                    .check_update = check_resource_claim_update};

const BuiltinKind kResourceClaimTemplate = {.api_version = "resource.k8s.io/v1",
                                            .kind = "ResourceClaimTemplate",
                                            .resource = "resourceclaimtemplates",
                                            .scope = Scope::Namespaced,
                                            .set_defaults = set_template_defaults_of,
                                            .prepare = nullptr,
                                            .check = check_new_claim_template,
                                            .prepare_update = nullptr,
                                            .check_update = check_claim_template_update};

}  // namespace slipway::schema::builtin
