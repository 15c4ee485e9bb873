#include "schema/builtin/base64.h"
#include "schema/builtin/core/kinds.h"
#include "schema/builtin/fields.h"

/// v1 ConfigMap. Follows Kubernetes 1.36.3 pkg/apis/core/validation/validation.go.
namespace slipway::schema::builtin {
namespace {

void check(const doc::Node& object, Errors& errors) {
  check_core_meta(object, Scope::Namespaced, dns_subdomain_name, errors);
  const Path data_path("data"), binary_path("binaryData");
  const doc::Node& binary = object["binaryData"];
  std::size_t bytes = 0;
  for (const doc::Member& member : object["data"].members()) {
    const std::string_view key = member.key.text();
    const Path path = Path::key(data_path, key);
    check_text(key, kube::check_config_map_key, path, errors);
    if (binary.find(key) != nullptr) errors.invalid(path, key, "duplicate of key present in binaryData");
    bytes += text_of(member.value).size();
  }
  for (const doc::Member& member : binary.members()) {
    const std::string_view key = member.key.text();
    check_text(key, kube::check_config_map_key, Path::key(binary_path, key), errors);
    bytes += text_of(member.value).size() / 4 * 3;
  }
  if (bytes > kMostDataBytes)
    errors.add(Error{Error::Type::FieldValueTooLong, "", "Too long: may not be more than 1048576 bytes"});
}

void check_update(const doc::Node& object, const doc::Node& old, Errors& errors) {
  check_core_meta_update(object, old, errors);
  if (flag_of(old["immutable"])) {
    constexpr std::string_view kFixed = "field is immutable when `immutable` is set";
    if (!flag_of(object["immutable"])) errors.forbidden(Path("immutable"), kFixed);
    if (!same_value(object["data"], old["data"])) errors.forbidden(Path("data"), kFixed);
    if (is_other_map(object["binaryData"], old["binaryData"])) errors.forbidden(Path("binaryData"), kFixed);
  }
  check(object, errors);
}

}  // namespace

bool is_other_map(const doc::Node& now, const doc::Node& old) {
  return old.size() == 0 && now.size() == 0 ? !now.is_null() : !same_value(now, old);
}

const BuiltinKind kConfigMap = {.api_version = "v1",
                                .kind = "ConfigMap",
                                .resource = "configmaps",
                                .scope = Scope::Namespaced,
                                .set_defaults = nullptr,
                                .prepare = nullptr,
                                .check = check,
                                .prepare_update = nullptr,
                                .check_update = check_update};

}  // namespace slipway::schema::builtin
