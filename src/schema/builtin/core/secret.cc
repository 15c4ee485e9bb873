#include <memory>
#include <string>

#include "doc/json.h"
#include "schema/builtin/base64.h"
#include "schema/builtin/core/kinds.h"
#include "schema/builtin/fields.h"

/// v1 Secret. Follows Kubernetes 1.36.3 pkg/apis/core/{v1/defaults.go,v1/conversion.go,validation}.
namespace slipway::schema::builtin {
namespace {

void set_defaults(doc::Draft& object) {
  if (text_of(object["type"]).empty()) object.set("type", "Opaque");
}

/// stringData is a way to write data: it goes over it and is gone.
void prepare(doc::Draft& object) {
  const doc::Node texts = object["stringData"];
  if (texts.size() > 0)
    object.in_new("data", [&](doc::Draft& data) {
      for (const doc::Member& text : texts.members()) data.set(text.key.text(), base64_encoded(text_of(text.value)));
    });
  object.remove("stringData");
}

void prepare_update(doc::Draft& object, const doc::Node&) { prepare(object); }

/// Why encoding/json does not read it into a map; "" when it does.
std::string json_map_error(std::string_view base64) {
  const doc::JsonOutcome read = doc::unmarshal_json(std::make_shared<SourceText>("secret", base64_decoded(base64)));
  if (read.error) return read.error->message;
  std::string_view found;
  switch (read.document.root().kind()) {
    case doc::Kind::Map:
    case doc::Kind::Null:
      return {};
    case doc::Kind::List:
      found = "array";
      break;
    case doc::Kind::String:
      found = "string";
      break;
    case doc::Kind::Bool:
      found = "bool";
      break;
    default:
      found = "number";
  }
  return "json: cannot unmarshal " + std::string(found) + " into Go value of type map[string]interface {}";
}

struct DataCheck {
  const doc::Node& data;
  Path path;
  Errors& errors;

  bool has(std::string_view key) const { return data.find(key) != nullptr; }
  void require(std::string_view key) { errors.required(Path::key(path, key)); }
  void require_json(std::string_view key) {
    if (!has(key)) return require(key);
    if (const std::string why = json_map_error(text_of(data[key])); !why.empty())
      errors.invalid(Path::key(path, key), "<secret contents redacted>", why);
  }
};

void check_type(const doc::Node& object, DataCheck data, Errors& errors) {
  const std::string_view type = text_of(object["type"]);
  if (type == "kubernetes.io/service-account-token") {
    constexpr std::string_view kName = "kubernetes.io/service-account.name";
    const Path metadata("metadata"), annotations(metadata, "annotations");
    if (text_of(object["metadata"]["annotations"][kName]).empty()) errors.required(Path::key(annotations, kName));
  } else if (type == "kubernetes.io/dockercfg") {
    data.require_json(".dockercfg");
  } else if (type == "kubernetes.io/dockerconfigjson") {
    data.require_json(".dockerconfigjson");
  } else if (type == "kubernetes.io/basic-auth") {
    if (data.has("username") || data.has("password")) return;
    data.require("username");
    data.require("password");
  } else if (type == "kubernetes.io/ssh-auth") {
    if (text_of(data.data["ssh-privatekey"]).empty()) data.require("ssh-privatekey");
  } else if (type == "kubernetes.io/tls") {
    for (const char* key : {"tls.crt", "tls.key"})
      if (!data.has(key)) data.require(key);
  }
}

void check(const doc::Node& object, Errors& errors) {
  check_core_meta(object, Scope::Namespaced, dns_subdomain_name, errors);
  const Path path("data");
  std::size_t bytes = 0;
  for (const doc::Member& member : object["data"].members()) {
    check_text(member.key.text(), kube::check_config_map_key, Path::key(path, member.key.text()), errors);
    bytes += text_of(member.value).size() / 4 * 3;
  }
  if (bytes > kMostDataBytes) errors.too_long(path, static_cast<int>(kMostDataBytes));
  check_type(object, {object["data"], path, errors}, errors);
}

void check_update(const doc::Node& object, const doc::Node& old, Errors& errors) {
  check_core_meta_update(object, old, errors);
  const std::string_view type = text_of(object["type"]);
  if (type != text_of(old["type"])) errors.invalid(Path("type"), type, "field is immutable");
  if (flag_of(old["immutable"])) {
    constexpr std::string_view kFixed = "field is immutable when `immutable` is set";
    if (!flag_of(object["immutable"])) errors.forbidden(Path("immutable"), kFixed);
    if (is_other_map(object["data"], old["data"])) errors.forbidden(Path("data"), kFixed);
  }
  check(object, errors);
}

}  // namespace

const BuiltinKind kSecret = {.api_version = "v1",
                             .kind = "Secret",
                             .resource = "secrets",
                             .scope = Scope::Namespaced,
                             .set_defaults = set_defaults,
                             .prepare = prepare,
                             .check = check,
                             .prepare_update = prepare_update,
                             .check_update = check_update};

}  // namespace slipway::schema::builtin
