#include "cluster/apply_set.h"

#include <algorithm>

#include "base/sha256.h"
#include "base/text.h"
#include "cluster/apply.h"
#include "cluster/explain.h"
#include "cluster/objects.h"
#include "doc/base64.h"
#include "doc/json.h"

namespace slipway::cluster {

namespace {

constexpr std::string_view kNamespace = "kube-system";
constexpr std::string_view kTool = "slipway";
constexpr std::string_view kIdLabel = "applyset.kubernetes.io/id";
constexpr std::string_view kTooling = "applyset.kubernetes.io/tooling";
constexpr std::string_view kGroupKinds = "applyset.kubernetes.io/contains-group-kinds";
constexpr std::string_view kNamespaces = "applyset.kubernetes.io/additional-namespaces";

const ApiResource kConfigMaps{"", "v1", "configmaps", "ConfigMap", true, {}};

/// base64url without padding, as RFC 4648 5 has it.
std::string url_base64(std::string_view bytes) {
  std::string text = doc::encode_base64(bytes);
  std::erase(text, '=');
  std::ranges::replace(text, '+', '-');
  std::ranges::replace(text, '/', '_');
  return text;
}

std::string id_of(const std::string& parent) {
  return "applyset-" + url_base64(sha256(parent + "." + std::string(kNamespace) + ".ConfigMap.")) + "-v1";
}

std::string joined(const std::set<std::string>& texts) {
  return join(std::vector<std::string>(texts.begin(), texts.end()), ",");
}

}  // namespace

ApplySet::ApplySet(Api& api, Kinds& kinds, const std::string& name, const std::string& version)
    : api_(api),
      kinds_(kinds),
      parent_("slipway-" + name),
      tooling_(std::string(kTool) + "/" + version),
      id_(id_of(parent_)) {}

std::string ApplySet::path() const { return kConfigMaps.path(kNamespace, parent_); }

ApplySet::Scope ApplySet::scope_of(const std::vector<kube::ObjectKey>& objects) {
  Scope scope;
  for (const kube::ObjectKey& key : objects) {
    scope.kinds.emplace(key.group, key.kind);
    if (!key.ns.empty() && key.ns != kNamespace) scope.namespaces.insert(key.ns);
  }
  return scope;
}

std::optional<ApiFailure> ApplySet::read() {
  if (was_read_) return std::nullopt;
  const auto found = api_.get(path());
  if (!found && found.error().status != 404)
    return explained(found.error(), {"ConfigMap", "", std::string(kNamespace), parent_});
  recorded_.reset();
  if (found) {
    const doc::Node& annotations = found->root()["metadata"]["annotations"];
    const std::string_view tooling = annotations[kTooling].text();
    const std::string_view tool = tooling.substr(0, tooling.rfind('/'));
    if (tool != kTool)
      return ApiFailure{409, "ForeignSet",
                        "ConfigMap kube-system/" + parent_ + " is there already and " +
                            (tool.empty() ? "no apply set" : "belongs to " + std::string(tool)),
                        "give the platform another name, or delete it if nobody needs it: kubectl delete configmap " +
                            parent_ + " -n kube-system"};
    recorded_tooling_ = tooling;
    recorded_.emplace();
    for (const std::string_view kind : split(annotations[kGroupKinds].text(), ',')) {
      const auto dot = kind.find('.');
      const std::string_view group = dot == kind.npos ? std::string_view() : kind.substr(dot + 1);
      if (!kind.empty()) recorded_->kinds.emplace(group, kind.substr(0, dot));
    }
    for (const std::string_view ns : split(annotations[kNamespaces].text(), ','))
      if (!ns.empty()) recorded_->namespaces.emplace(ns);
  }
  was_read_ = true;
  return std::nullopt;
}

std::optional<ApiFailure> ApplySet::write(const Scope& scope) {
  std::set<std::string> kinds;
  for (const auto& [group, kind] : scope.kinds) kinds.insert(group.empty() ? kind : kind + "." + group);
  const doc::Value parent(doc::Map{
      {"apiVersion", "v1"},
      {"kind", "ConfigMap"},
      {"metadata", doc::Map{{"name", parent_},
                            {"namespace", kNamespace},
                            {"labels", doc::Map{{std::string(kIdLabel), id_}}},
                            {"annotations", doc::Map{{std::string(kTooling), tooling_},
                                                     {std::string(kGroupKinds), joined(kinds)},
                                                     {std::string(kNamespaces), joined(scope.namespaces)}}}}}});
  const auto answer =
      api_.send_again("PATCH", path() + "?force=true&fieldManager=" + std::string(kFieldManager),
                      doc::write_json(parent, doc::JsonLayout::Compact), "application/apply-patch+yaml");
  if (!answer) return explained(answer.error(), {"ConfigMap", "", std::string(kNamespace), parent_});
  recorded_ = scope;
  recorded_tooling_ = tooling_;
  return std::nullopt;
}

std::optional<ApiFailure> ApplySet::widen(const std::vector<kube::ObjectKey>& objects) {
  if (auto failure = read()) return failure;
  Scope scope = scope_of(objects);
  if (recorded_) {
    scope.kinds.insert(recorded_->kinds.begin(), recorded_->kinds.end());
    scope.namespaces.insert(recorded_->namespaces.begin(), recorded_->namespaces.end());
    if (scope == *recorded_) return std::nullopt;
  }
  return write(scope);
}

std::optional<ApiFailure> ApplySet::narrow(const std::vector<kube::ObjectKey>& objects) {
  if (auto failure = read()) return failure;
  Scope scope = scope_of(objects);
  if (recorded_)
    for (const auto& [group, kind] : recorded_->kinds)
      if (kinds_.is_silent(group)) scope.kinds.emplace(group, kind);  // nobody knows what is left of them
  if (recorded_ && scope == *recorded_ && recorded_tooling_ == tooling_) return std::nullopt;
  return write(scope);
}

std::optional<ApiFailure> ApplySet::remove_parent() {
  if (auto failure = read()) return failure;
  if (!recorded_) return std::nullopt;
  const auto gone = delete_object(api_, kConfigMaps, kNamespace, parent_);
  if (!gone) return explained(gone.error(), {"ConfigMap", "", std::string(kNamespace), parent_});
  recorded_.reset();
  return std::nullopt;
}

Result<Members, ApiFailure> ApplySet::members() {
  if (auto failure = read()) return *failure;
  std::vector<ApiResource> resources;
  if (recorded_) {
    bool was_asked_anew = false;
    for (const auto& [group, kind] : recorded_->kinds) {
      auto found = kinds_.known_group_kind(group, kind);
      if (found && !*found && !was_asked_anew) {
        was_asked_anew = true;
        if (auto failure = kinds_.refresh()) return *failure;
        found = kinds_.known_group_kind(group, kind);
      }
      if (!found) return found.error();
      if (*found) resources.push_back(**found);
    }
  }
  return members_of(api_, resources, id_);
}

}  // namespace slipway::cluster
