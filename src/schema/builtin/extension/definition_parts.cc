#include <algorithm>
#include <set>
#include <string>

#include "base/quote.h"
#include "base/text.h"
#include "kube/decode/go_base64.h"
#include "schema/builtin/admission/webhook_client.h"
#include "schema/builtin/base64.h"
#include "schema/builtin/extension/definition.h"
#include "schema/builtin/fields.h"
#include "schema/custom/field_path.h"
#include "schema/custom/structural.h"

/// Follows apiextensions-apiserver 0.36.3 pkg/apis/apiextensions/validation/validation.go.
namespace slipway::schema::builtin {
namespace {

/// A label, each complaint in one error; nothing where there is none.
void check_label(std::string_view text, const Path& path, Errors& errors) {
  if (const kube::Messages messages = kube::check_dns1035_label(text); !messages.empty())
    errors.invalid(path, text, join(messages, ","));
}

void check_kind_name(std::string_view kind, const Path& path, Errors& errors) {
  if (kind.empty()) return;
  if (const kube::Messages messages = kube::check_dns1035_label(go_lower(kind)); !messages.empty())
    errors.invalid(path, kind, "may have mixed case, but should otherwise match: " + join(messages, ","));
}

/// Whether it is a path like ".spec.replicas" (its parts are not looked at).
bool check_simple_path(std::string_view text, const Path& path, Errors& errors) {
  if (text.starts_with('.')) return true;
  errors.invalid(path, text, "must be a simple json path starting with .");
  return false;
}

void check_replicas_path(const doc::Node& scale, const char* key, const char* below, const Path& path, Errors& errors) {
  const std::string name = std::string("scale.") + key;
  const std::string_view text = text_of(scale[key]);
  const Path here(path, name);
  if (text.empty()) return errors.required(here);
  if (check_simple_path(text, here, errors) && !text.starts_with(std::string(".") + below + "."))
    errors.invalid(here, text, std::string("should be a json path under .") + below);
}

/// Of a list of texts, in which null is "".
std::string printed_texts(const doc::Node& list) {
  std::string out;
  for (const doc::Node& item : list.items()) out += (out.empty() ? "" : ",") + json_quoted(text_of(item));
  return "[" + out + "]";
}

void check_review_versions(const doc::Node& versions, const Path& path, Errors& errors) {
  if (versions.size() == 0) return errors.required(path);
  std::set<std::string_view> seen;
  std::size_t i = 0;
  for (const doc::Node& version : versions.items()) {
    const Path item(path, i++);
    if (!seen.insert(text_of(version)).second)
      errors.invalid(item, text_of(version), "duplicate version");
    else
      check_text(text_of(version), kube::check_dns1035_label, item, errors);
  }
  if (!seen.contains("v1") && !seen.contains("v1beta1"))
    errors.invalid_printed(path, printed_texts(versions), "must include at least one of v1, v1beta1");
}

/// Whether a certificate is in it: a block of PEM whose DER is one sequence. What it certifies is not read.
bool has_certificate(std::string_view pem) {
  constexpr std::string_view kBegin = "-----BEGIN CERTIFICATE-----", kEnd = "-----END CERTIFICATE-----";
  const std::size_t begin = pem.find(kBegin);
  const std::size_t end = begin == pem.npos ? pem.npos : pem.find(kEnd, begin);
  if (end == pem.npos) return false;
  const std::string_view body = pem.substr(begin + kBegin.size(), end - begin - kBegin.size());
  if (kube::base64_error(body)) return false;
  const std::string der = base64_decoded(body);
  return der.size() > 4 && der[0] == '\x30' && static_cast<unsigned char>(der[1]) >= 0x80;
}

void check_webhook(const doc::Node& client, bool may_distrust, const Path& path, Errors& errors) {
  if (client.is_null()) return errors.required(path, "required when strategy is set to Webhook");
  const doc::Node &url = client["url"], &service = client["service"];
  if (url.is_null() == service.is_null())
    errors.required(path, "exactly one of url or service is required");
  else if (!url.is_null())
    check_webhook_url(text_of(url), Path(path, "url"), errors);
  else
    check_webhook_service(service, Path(path, "service"), errors);
  const std::string bundle = base64_decoded(text_of(client["caBundle"]));
  if (!bundle.empty() && !may_distrust && !has_certificate(bundle))
    errors.invalid(Path(path, "caBundle"), text_of(client["caBundle"]),
                   "unable to load root certificates: unable to parse bytes as PEM block");
}

enum class Approval { Missing, Bypassed, Approved, Invalid };

Approval approval_of(const doc::Node& object) {
  const std::string_view text = text_of(object["metadata"]["annotations"]["api-approved.kubernetes.io"]);
  if (text.empty()) return Approval::Missing;
  if (text.starts_with("unapproved")) return Approval::Bypassed;
  return is_url_with_host(text) ? Approval::Approved : Approval::Invalid;
}

}  // namespace

bool has_bad_certificates(const doc::Node& conversion) {
  const std::string bundle = base64_decoded(text_of(conversion["webhook"]["clientConfig"]["caBundle"]));
  return !bundle.empty() && !has_certificate(bundle);
}

void check_definition_names(const doc::Node& names, const Path& path, Errors& errors) {
  for (const char* key : {"plural", "singular"})
    if (const std::string_view name = text_of(names[key]); !name.empty()) check_label(name, Path(path, key), errors);
  const std::string_view kind = text_of(names["kind"]);
  for (const char* key : {"kind", "listKind"}) check_kind_name(text_of(names[key]), Path(path, key), errors);
  if (!kind.empty() && kind == text_of(names["listKind"]))
    errors.invalid(Path(path, "listKind"), kind, "kind and listKind may not be the same");
  for (const char* key : {"shortNames", "categories"}) {
    const Path list(path, key);
    std::size_t i = 0;
    for (const doc::Node& name : names[key].items()) check_label(text_of(name), Path(list, i++), errors);
  }
}

void check_printer_columns(const doc::Node& columns, const Path& path, Errors& errors) {
  constexpr const char* kTypes = "must be one of boolean,date,integer,number,string";
  std::size_t i = 0;
  for (const doc::Node& column : columns.items()) {
    const Path item(path, i++);
    const std::string_view type = text_of(column["type"]), format = text_of(column["format"]),
                           json_path = text_of(column["jsonPath"]);
    if (text_of(column["name"]).empty()) errors.required(Path(item, "name"));
    if (type.empty())
      errors.required(Path(item, "type"), kTypes);
    else if (!is_one_of(type, {"boolean", "date", "integer", "number", "string"}))
      errors.invalid(Path(item, "type"), type, kTypes);
    if (!format.empty() &&
        !is_one_of(format, {"byte", "date", "date-time", "double", "float", "int32", "int64", "password"}))
      errors.invalid(Path(item, "format"), format,
                     "must be one of byte,date,date-time,double,float,int32,int64,password");
    if (json_path.empty())
      errors.required(Path(item, "JSONPath"));
    else
      check_simple_path(json_path, Path(item, "JSONPath"), errors);
  }
}

void check_subresources(const doc::Node& subresources, const Path& path, Errors& errors) {
  const doc::Node& scale = subresources["scale"];
  if (scale.is_null()) return;
  check_replicas_path(scale, "specReplicasPath", "spec", path, errors);
  check_replicas_path(scale, "statusReplicasPath", "status", path, errors);
  const std::string_view selector = text_of(scale["labelSelectorPath"]);
  const Path selector_path(path, "scale.labelSelectorPath");
  if (!selector.empty() && check_simple_path(selector, selector_path, errors) && !selector.starts_with(".spec.") &&
      !selector.starts_with(".status."))
    errors.invalid(selector_path, selector, "should be a json path under either .spec or .status");
}

void check_conversion(const doc::Node& conversion, bool may_distrust, const Path& path, Errors& errors) {
  const std::string_view strategy = text_of(conversion["strategy"]);
  const doc::Node &webhook = conversion["webhook"], &client = webhook["clientConfig"],
                  &versions = webhook["conversionReviewVersions"];
  const Path client_path(path, "webhookClientConfig"), versions_path(path, "conversionReviewVersions");
  if (strategy.empty())
    errors.required(Path(path, "strategy"));
  else if (!is_one_of(strategy, {"None", "Webhook"}))
    errors.not_supported(Path(path, "strategy"), strategy, {"None", "Webhook"});
  if (strategy == "Webhook") {
    check_webhook(client, may_distrust, client_path, errors);
    return check_review_versions(versions, versions_path, errors);
  }
  if (!client.is_null()) errors.forbidden(client_path, "should not be set when strategy is not set to Webhook");
  if (versions.size() > 0) errors.forbidden(versions_path, "should not be set when strategy is not set to Webhook");
}

void check_selectable_fields(const doc::Node& fields, const doc::Node& openapi, const Path& parent, Errors& errors) {
  constexpr int kMost = 8;
  custom::SchemaSource source{doc::Document()};
  static const doc::Node kNone;
  const std::string why = structural_error(openapi);
  if (!why.empty()) errors.invalid(Path(parent, "schema.openAPIV3Schema"), "", why);
  const custom::Structural* schema = source.read(why.empty() ? openapi : kNone);
  const Path path(parent, "selectableFields");
  std::set<std::string> seen;
  std::size_t i = 0;
  for (const doc::Node& field : fields.items()) {
    const Path item(path, i++), here(item, "jsonPath");
    const std::string_view text = text_of(field["jsonPath"]);
    if (text.empty()) {
      errors.required(here);
      continue;
    }
    const custom::RuleFieldPath found = custom::read_field_path(text, *schema, false);
    if (!found.error.empty()) {
      errors.invalid(here, text, "is an invalid path: " + found.error);
      continue;
    }
    if (found.text == "metadata" || found.text.starts_with("metadata.") || found.text.starts_with("metadata["))
      errors.invalid(here, text, "must not point to fields in metadata");
    if (!found.schema || !is_one_of(text_of(found.schema->source["type"]), {"string", "boolean", "integer"}))
      errors.invalid(here, text,
                     "must point to a field of type string, boolean or integer. Enum string fields and strings with "
                     "formats are allowed.");
    if (!seen.insert(found.text).second) errors.duplicate(here, text);
  }
  if (seen.size() > kMost) errors.too_many(path, static_cast<int>(seen.size()), kMost);
}

void check_approval(const doc::Node& object, const doc::Node& old, Errors& errors) {
  const std::string_view group = text_of(object["spec"]["group"]);
  const bool is_guarded =
      is_one_of(group, {"k8s.io", "kubernetes.io"}) || group.ends_with(".k8s.io") || group.ends_with(".kubernetes.io");
  if (!is_guarded) return;
  const Approval approval = approval_of(object);
  if (!old.is_null() && approval_of(old) == approval) return;
  const Path meta("metadata"), annotations(meta, "annotations");
  const Path path = Path::key(annotations, "api-approved.kubernetes.io");
  const std::string needs = "protected groups must have approval annotation \"api-approved.kubernetes.io\"";
  const std::string see = ", see https://github.com/kubernetes/enhancements/pull/1111";
  if (approval == Approval::Missing) errors.required(path, needs + see);
  if (approval == Approval::Invalid)
    errors.invalid(path, text_of(object["metadata"]["annotations"]["api-approved.kubernetes.io"]),
                   needs + " with either a URL or a reason starting with \"unapproved\"" + see);
}

}  // namespace slipway::schema::builtin
