#include "cluster/kinds.h"

#include <algorithm>

namespace slipway::cluster {

std::optional<ApiFailure> Kinds::ask() {
  std::vector<std::string> silent;
  auto found = api_.discover(&silent);
  if (!found) return found.error();
  silent_groups_ = std::move(silent);
  offered_ = std::move(found).value();
  return std::nullopt;
}

std::optional<ApiFailure> Kinds::refresh() {
  const std::lock_guard lock(mutex_);
  return ask();
}

bool Kinds::is_silent(std::string_view group) {
  const std::lock_guard lock(mutex_);
  return std::ranges::find(silent_groups_, group) != silent_groups_.end();
}

Result<std::vector<ApiResource>, ApiFailure> Kinds::all() {
  const std::lock_guard lock(mutex_);
  if (!offered_)
    if (auto failure = ask()) return *failure;
  return *offered_;
}

Result<std::optional<ApiResource>, ApiFailure> Kinds::known_group_kind(std::string_view group, std::string_view kind) {
  const std::lock_guard lock(mutex_);
  if (!offered_)
    if (auto failure = ask()) return *failure;
  for (const ApiResource& one : *offered_)
    if (one.group == group && one.kind == kind && one.resource.find('/') == std::string::npos)
      return std::optional(one);
  return std::optional<ApiResource>();
}

Result<std::optional<ApiResource>, ApiFailure> Kinds::known(std::string_view api_version, std::string_view kind) {
  const auto slash = api_version.find('/');
  const std::string_view group = slash == api_version.npos ? std::string_view() : api_version.substr(0, slash);
  const std::string_view version = slash == api_version.npos ? api_version : api_version.substr(slash + 1);
  auto found = known_group_kind(group, kind);
  if (!found || !*found) return found;
  ApiResource resource = **found;
  if (std::ranges::find(resource.versions, version) == resource.versions.end()) return std::optional<ApiResource>();
  resource.version = version;
  return std::optional(std::move(resource));
}

}  // namespace slipway::cluster
