// ValidateEnv, ValidateEnvFrom, and references to fields of the pod and of its resources.
#include <array>
#include <string>

#include "base/quote.h"
#include "schema/builtin/fields.h"
#include "schema/builtin/pod/containers.h"
#include "schema/builtin/pod/paths.h"
#include "schema/object_meta.h"

namespace slipway::schema::builtin {
namespace {

/// The key of a ConfigMap or Secret.
void check_key_ref(const doc::Node& ref, const Path& path, Errors& errors) {
  errors.invalid(Path(path, "name"), text_of(ref["name"]), dns_subdomain_name(text_of(ref["name"]), false));
  check_required_text(text_of(ref["key"]), kube::check_config_map_key, Path(path, "key"), errors);
}

void check_file_key_ref(const doc::Node& ref, const Path& path, Errors& errors) {
  check_required_text(text_of(ref["key"]), kube::check_relaxed_env_var_name, Path(path, "key"), errors);
  check_required_text(text_of(ref["volumeName"]), kube::check_dns1123_label, Path(path, "volumeName"), errors);
  if (const std::string_view file = text_of(ref["path"]); file.empty())
    errors.required(Path(path, "path"));
  else
    check_no_backsteps(file, Path(path, "path"), errors);
}

void check_value_from(const doc::Node& variable, const Path& path, Errors& errors) {
  const doc::Node& source = variable["valueFrom"];
  if (source.is_null()) return;
  int sources = 0;
  const auto is_there = [&](std::string_view kind) {
    const bool there = !source[kind].is_null();
    sources += there ? 1 : 0;
    return there;
  };
  if (is_there("fieldRef")) check_field_ref(source["fieldRef"], FieldRefUse::Env, Path(path, "fieldRef"), errors);
  if (is_there("resourceFieldRef"))
    check_resource_field_ref(source["resourceFieldRef"], FieldRefUse::Env, Path(path, "resourceFieldRef"), errors);
  if (is_there("configMapKeyRef")) check_key_ref(source["configMapKeyRef"], Path(path, "configMapKeyRef"), errors);
  if (is_there("secretKeyRef")) check_key_ref(source["secretKeyRef"], Path(path, "secretKeyRef"), errors);
  if (is_there("fileKeyRef")) check_file_key_ref(source["fileKeyRef"], Path(path, "fileKeyRef"), errors);
  if (sources == 0)
    errors.invalid(path, "",
                   "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or "
                   "`fileKeyRef`");
  else if (!text_of(variable["value"]).empty())
    errors.invalid(path, "", "may not be specified when `value` is not empty");
  else if (sources > 1)
    errors.invalid(path, "", "may not have more than one field specified at a time");
}

void check_source_name(const doc::Node& source, const Path& path, Errors& errors) {
  const std::string_view name = text_of(source["name"]);
  if (name.empty())
    errors.required(Path(path, "name"));
  else
    errors.invalid(Path(path, "name"), name, dns_subdomain_name(name, true));
}

// In the order in which errors list them.
constexpr std::array<std::string_view, 9> kEnvFields = {
    "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName",
    "status.hostIP", "status.hostIPs",     "status.podIP", "status.podIPs"};
constexpr std::array<std::string_view, 5> kFileFields = {"metadata.annotations", "metadata.labels", "metadata.name",
                                                         "metadata.namespace", "metadata.uid"};
constexpr std::array<std::string_view, 14> kPodFields = {
    "metadata.annotations", "metadata.labels", "metadata.name",      "metadata.namespace",
    "metadata.uid",         "spec.nodeName",   "spec.restartPolicy", "spec.serviceAccountName",
    "spec.schedulerName",   "status.phase",    "status.hostIP",      "status.hostIPs",
    "status.podIP",         "status.podIPs"};
constexpr std::array<std::string_view, 6> kResourceFields = {
    "limits.cpu",   "limits.ephemeral-storage",   "limits.memory",
    "requests.cpu", "requests.ephemeral-storage", "requests.memory"};

bool has(std::span<const std::string_view> list, std::string_view text) {
  for (const std::string_view each : list)
    if (each == text) return true;
  return false;
}

/// "metadata.labels['app']" is metadata.labels and app.
struct FieldName {
  std::string_view name, subscript;
  bool has_subscript = false;
};
FieldName split_subscript(std::string_view field) {
  const std::size_t open = field.find("['");
  if (!field.ends_with("']") || open == field.npos || open == 0 || open + 2 > field.size() - 2)
    return {field, {}, false};
  return {field.substr(0, open), field.substr(open + 2, field.size() - open - 4), true};
}

bool is_huge_page_field(std::string_view resource) {
  return resource.starts_with("requests.hugepages-") || resource.starts_with("limits.hugepages-");
}

void check_divisor(std::string_view resource, const doc::Node& divisor, const Path& path, Errors& errors) {
  const kube::Quantity amount = quantity_of(divisor);
  if (amount.is_zero()) return;
  const std::string text = amount.to_string();
  const Path at(path, "divisor");
  if (resource.ends_with(".cpu") && has(kResourceFields, resource)) {
    if (text != "1m" && text != "1")
      errors.invalid(at, resource, "only divisor's values 1m and 1 are supported with the cpu resource");
    return;
  }
  const std::string_view what = is_huge_page_field(resource)      ? "hugepages"
                                : !has(kResourceFields, resource) ? ""
                                : resource.ends_with(".memory")   ? "memory"
                                                                  : "local ephemeral storage";
  if (what.empty() ||
      is_one_of(text, {"1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei"}))
    return;
  errors.invalid(
      at, resource,
      "only divisor's values 1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei are supported with the " +
          std::string(what) + " resource");
}

}  // namespace

void check_field_ref(const doc::Node& field, FieldRefUse use, const Path& path, Errors& errors) {
  const std::string_view version = text_of(field["apiVersion"]), written = text_of(field["fieldPath"]);
  const Path at(path, "fieldPath");
  if (version.empty()) return errors.required(Path(path, "apiVersion"));
  if (written.empty()) return errors.required(at);
  const auto refuse = [&](std::string_view why, std::string_view what) {
    errors.invalid(at, written, "error converting fieldPath: " + std::string(why) + std::string(what));
  };
  if (version != "v1") return refuse("unsupported pod version: ", version);
  const FieldName name = split_subscript(written);
  if (name.has_subscript) {
    if (name.name == "metadata.annotations")
      check_text(go_lower(name.subscript), kube::check_label_key, path, errors);
    else if (name.name == "metadata.labels")
      check_text(name.subscript, kube::check_label_key, path, errors);
    else
      refuse("field label does not support subscript: ", written);
    return;
  }
  const std::string_view internal = written == "spec.host" ? "spec.nodeName" : written;
  if (!has(kPodFields, internal)) return refuse("field label not supported: ", written);
  const std::span<const std::string_view> supported =
      use == FieldRefUse::Env ? std::span<const std::string_view>(kEnvFields) : kFileFields;
  if (!has(supported, internal)) errors.not_supported(at, internal, supported);
}

void check_resource_field_ref(const doc::Node& field, FieldRefUse use, const Path& path, Errors& errors) {
  const std::string_view resource = text_of(field["resource"]);
  if (use == FieldRefUse::File && text_of(field["containerName"]).empty())
    errors.required(Path(path, "containerName"));
  else if (resource.empty())
    errors.required(Path(path, "resource"));
  else if (!has(kResourceFields, resource) && !is_huge_page_field(resource))
    errors.not_supported(Path(path, "resource"), resource, kResourceFields);
  check_divisor(resource, field["divisor"], path, errors);
}

void check_env(const doc::Node& variables, const Path& path, Errors& errors) {
  std::size_t index = 0;
  for (const doc::Node& variable : variables.items()) {
    const Path at(path, index++);
    check_required_text(text_of(variable["name"]), kube::check_relaxed_env_var_name, Path(at, "name"), errors);
    check_value_from(variable, Path(at, "valueFrom"), errors);
  }
}

void check_env_from(const doc::Node& sources, const Path& path, Errors& errors) {
  std::size_t index = 0;
  for (const doc::Node& source : sources.items()) {
    const Path at(path, index++);
    if (const std::string_view prefix = text_of(source["prefix"]); !prefix.empty())
      check_text(prefix, kube::check_relaxed_env_var_name, Path(at, "prefix"), errors);
    int kinds = 0;
    for (const char* kind : {"configMapRef", "secretRef"}) {
      if (source[kind].is_null()) continue;
      ++kinds;
      check_source_name(source[kind], Path(at, kind), errors);
    }
    if (kinds == 0)
      errors.invalid(path, "", "must specify one of: `configMapRef` or `secretRef`");
    else if (kinds > 1)
      errors.invalid(path, "", "may not have more than one field specified at a time");
  }
}

}  // namespace slipway::schema::builtin
