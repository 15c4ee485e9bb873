#include "schema/builtin/pod/app_armor.h"

#include <string>
#include <string_view>

#include "base/quote.h"
#include "kube/go_text.h"
#include "schema/builtin/fields.h"
#include "schema/builtin/pod/containers.h"
#include "schema/builtin/pod/pod_template.h"

namespace slipway::schema::builtin {
namespace {

constexpr std::string_view kAnnotation = "container.apparmor.security.beta.kubernetes.io/";
constexpr std::string_view kRuntimeDefault = "runtime/default", kUnconfined = "unconfined", kLocalhost = "localhost/";
constexpr std::size_t kLongestPath = 4095;

bool is_windows(const doc::Node& spec) { return text_of(spec["os"]["name"]) == "windows"; }

const doc::Node* annotation_of(const doc::Node& annotations, std::string_view container, std::string& buffer) {
  buffer.assign(kAnnotation).append(container);
  return annotations.find(buffer);
}

bool has_any(const doc::Node& annotations) {
  for (const doc::Member& member : annotations.members())
    if (member.key.text().starts_with(kAnnotation)) return true;
  return false;
}

void check_localhost_profile(std::string_view profile, const Path& path, Errors& errors) {
  if (const std::string_view trimmed = kube::go_trim_space(profile); trimmed != profile)
    errors.invalid(path, profile, "must not be padded with whitespace");
  else if (trimmed.empty())
    errors.required(path, "must be set when AppArmor type is Localhost");
  if (profile.size() > kLongestPath) errors.too_long(path, static_cast<int>(kLongestPath));
}

struct Profile {
  std::string_view type, localhost;
};

/// What an annotation means; no type when it means nothing that a field could hold.
Profile profile_of(std::string_view annotation) {
  if (annotation == kUnconfined) return {"Unconfined", {}};
  if (annotation == kRuntimeDefault) return {"RuntimeDefault", {}};
  if (!annotation.starts_with(kLocalhost)) return {};
  const std::string_view localhost = annotation.substr(kLocalhost.size());
  if (localhost.empty() || kube::go_trim_space(localhost) != localhost || localhost.size() > kLongestPath) return {};
  return {"Localhost", localhost};
}

bool is_same(const doc::Node& field, const Profile& profile) {
  return !field.is_null() && text_of(field["type"]) == profile.type &&
         field["localhostProfile"].is_null() == profile.localhost.empty() &&
         text_of(field["localhostProfile"]) == profile.localhost;
}

}  // namespace

void check_app_armor_profile(const doc::Node& profile, const Path& path, Errors& errors) {
  if (profile.is_null()) return;
  const std::string_view type = text_of(profile["type"]);
  const doc::Node& localhost = profile["localhostProfile"];
  const Path localhost_path(path, "localhostProfile");
  if (type == "Localhost") {
    if (localhost.is_null())
      errors.required(localhost_path, "must be set when AppArmor type is Localhost");
    else
      check_localhost_profile(text_of(localhost), localhost_path, errors);
  } else if (type == "RuntimeDefault" || type == "Unconfined") {
    if (!localhost.is_null())
      errors.invalid_printed(localhost_path, json_quoted(text_of(localhost)),
                             "can only be set when AppArmor type is Localhost");
  } else if (type.empty()) {
    errors.required(Path(path, "type"), "type is required when appArmorProfile is set");
  } else {
    errors.not_supported(Path(path, "type"), type, {"Localhost", "RuntimeDefault", "Unconfined"});
  }
}

void check_app_armor_annotations(const doc::Node& annotations, const doc::Node& spec, const Path& path,
                                 Errors& errors) {
  if (!has_any(annotations)) return;
  NameSet containers;
  each_container(spec, path,
                 [&](const doc::Node& container, const Path&) { containers.add(text_of(container["name"])); });
  for (const doc::Member& annotation : annotations.members()) {
    const std::string_view key = annotation.key.text(), profile = text_of(annotation.value);
    if (!key.starts_with(kAnnotation)) continue;
    const std::string_view container = key.substr(kAnnotation.size());
    if (!containers.has(container)) errors.invalid(Path::key(path, key), container, "container not found");
    if (!profile.empty() && profile != kRuntimeDefault && profile != kUnconfined && !profile.starts_with(kLocalhost))
      errors.invalid(Path::key(path, key), profile, "invalid AppArmor profile name: " + go_quoted(profile));
  }
}

void check_app_armor_agrees(const doc::Node& annotations, const doc::Node& spec, const Path& path, Errors& errors) {
  if (is_windows(spec) || !has_any(annotations)) return;
  std::string buffer;
  each_container(spec, path, [&](const doc::Node& container, const Path& at) {
    const doc::Node& own = container["securityContext"]["appArmorProfile"];
    const doc::Node& field = own.is_null() ? spec["securityContext"]["appArmorProfile"] : own;
    const doc::Node* found = annotation_of(annotations, text_of(container["name"]), buffer);
    if (field.is_null() || !found) return;
    const std::string_view annotation = text_of(*found), type = text_of(field["type"]);
    const Path context(at, "securityContext"), profile(context, "appArmorProfile");
    const bool agrees = type == "Unconfined"       ? annotation == kUnconfined
                        : type == "RuntimeDefault" ? annotation == kRuntimeDefault
                        : type == "Localhost"      ? annotation.starts_with(kLocalhost)
                                                   : true;
    if (!agrees)
      errors.forbidden(Path(profile, "type"), "apparmor type in annotation and field must match");
    else if (type == "Localhost" && (field["localhostProfile"].is_null() ||
                                     annotation.substr(kLocalhost.size()) != text_of(field["localhostProfile"])))
      errors.forbidden(Path(profile, "localhostProfile"), "apparmor profile in annotation and field must match");
  });
}

void set_app_armor_from_annotations(doc::Draft& spec, const doc::Node& annotations) {
  if (!has_any(annotations) || text_of(spec["os"]["name"]) == "windows") return;
  const doc::Node of_pod = spec["securityContext"]["appArmorProfile"];
  std::string buffer;
  for (const char* containers : {"initContainers", "containers", "ephemeralContainers"})
    spec.each(containers, [&](doc::Draft& container) {
      const doc::Node* annotation = annotation_of(annotations, text_of(container["name"]), buffer);
      if (!annotation || !container["securityContext"]["appArmorProfile"].is_null()) return;
      const Profile profile = profile_of(text_of(*annotation));
      if (profile.type.empty() || is_same(of_pod, profile)) return;
      container.in_new("securityContext", [&](doc::Draft& context) {
        context.in_new("appArmorProfile", [&](doc::Draft& made) {
          made.set("type", profile.type);
          if (!profile.localhost.empty()) made.set("localhostProfile", profile.localhost);
        });
      });
    });
}

}  // namespace slipway::schema::builtin
