// Seccomp profiles, in fields and in the annotations of old.
#include <string>

#include "base/quote.h"
#include "schema/builtin/fields.h"
#include "schema/builtin/go_value.h"
#include "schema/builtin/pod/paths.h"
#include "schema/builtin/pod/pod_parts.h"

namespace slipway::schema::builtin {
namespace {

constexpr std::string_view kOfPod = "seccomp.security.alpha.kubernetes.io/pod";
constexpr std::string_view kOfContainer = "container.seccomp.security.alpha.kubernetes.io/";
constexpr std::string_view kLocalhost = "localhost/";

bool is_default(std::string_view annotation) {
  return annotation == "runtime/default" || annotation == "docker/default";
}

void check_annotation(std::string_view profile, const Path& path, Errors& errors) {
  if (is_default(profile) || profile == "unconfined") return;
  if (profile.starts_with(kLocalhost))
    check_descending_path(profile.substr(kLocalhost.size()), path, errors);
  else
    errors.invalid(path, profile, "must be a valid seccomp profile");
}

void check_agrees(std::string_view annotation, const doc::Node& profile, const Path& path, Errors& errors) {
  const std::string_view type = text_of(profile["type"]);
  const bool agrees = type == "Unconfined"       ? annotation == "unconfined"
                      : type == "RuntimeDefault" ? is_default(annotation)
                      : type == "Localhost"      ? annotation.starts_with(kLocalhost)
                                                 : true;
  if (!agrees)
    errors.forbidden(Path(path, "type"), "seccomp type in annotation and field must match");
  else if (type == "Localhost" && (profile["localhostProfile"].is_null() ||
                                   annotation.substr(kLocalhost.size()) != text_of(profile["localhostProfile"])))
    errors.forbidden(Path(path, "localhostProfile"), "seccomp profile in annotation and field must match");
}

}  // namespace

void check_seccomp_profile(const doc::Node& profile, const Path& path, Errors& errors) {
  if (profile.is_null()) return;
  const std::string_view type = text_of(profile["type"]);
  const doc::Node& localhost = profile["localhostProfile"];
  const Path localhost_path(path, "localhostProfile");
  if (type.empty())
    errors.required(Path(path, "type"), "type is required when seccompProfile is set");
  else if (!is_one_of(type, {"Localhost", "RuntimeDefault", "Unconfined"}))
    errors.not_supported(Path(path, "type"), type, {"Localhost", "RuntimeDefault", "Unconfined"});
  if (type == "Localhost") {
    if (localhost.is_null())
      errors.required(localhost_path, "must be set when seccomp type is Localhost");
    else
      check_descending_path(text_of(localhost), localhost_path, errors);
  } else if (!localhost.is_null()) {
    errors.invalid_printed(localhost_path,
                           go_struct(profile, {{"Type", "type", kGoText}, {"LocalhostProfile", "localhostProfile"}}),
                           "can only be set when seccomp type is Localhost");
  }
}

void check_seccomp_annotations(const doc::Node& annotations, const Path& path, Errors& errors) {
  for (const doc::Member& annotation : annotations.members())
    if (const std::string_view key = annotation.key.text(); key == kOfPod || key.starts_with(kOfContainer))
      check_annotation(text_of(annotation.value), Path(path, key), errors);
}

void check_seccomp_agrees(const doc::Node& annotations, const doc::Node& spec, const Path& path, Errors& errors) {
  if (annotations.size() == 0) return;
  const Path context(path, "securityContext");
  if (const doc::Node& profile = spec["securityContext"]["seccompProfile"]; !profile.is_null())
    if (const doc::Node* annotation = annotations.find(kOfPod))
      check_agrees(text_of(*annotation), profile, Path(context, "seccompProfile"), errors);
  std::string key;
  each_container(spec, path, [&](const doc::Node& container, const Path& at) {
    const doc::Node& profile = container["securityContext"]["seccompProfile"];
    if (profile.is_null()) return;
    key.assign(kOfContainer).append(text_of(container["name"]));
    const doc::Node* annotation = annotations.find(key);
    const Path own_context(at, "securityContext");
    if (annotation) check_agrees(text_of(*annotation), profile, Path(own_context, "seccompProfile"), errors);
  });
}

}  // namespace slipway::schema::builtin
