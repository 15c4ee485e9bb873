#pragma once

#include <set>
#include <string>
#include <string_view>

#include "schema/builtin/kind.h"

/// resource.k8s.io/v1, dynamic resource allocation. Follows Kubernetes 1.36.3
/// pkg/apis/resource/{v1/defaults.go,validation/validation.go} and the strategies in pkg/registry/resource, with the
/// gates DRAListTypeAttributes and DRANodeAllocatableResources off, and the others that matter here on.
namespace slipway::schema::builtin {

extern const BuiltinKind kDeviceClass, kResourceClaim, kResourceClaimTemplate, kResourceSlice;

/// The spec of a claim. `path` is the spec's.
void set_claim_defaults(doc::Draft& spec);
void check_claim(const doc::Node& spec, const Path& path, Errors& errors);
/// AuthorizedForAdmin: no namespace is known to be labelled for it.
void check_admin_access(const doc::Node& claim_spec, Errors& errors);
/// A claim's spec as the server prints it.
std::string printed_claim_spec(const doc::Node& spec);

/// At most 32 expressions. `path` is the list's.
void check_device_selectors(const doc::Node& selectors, const Path& path, Errors& errors);
/// Parameters for a driver.
void check_device_configuration(const doc::Node& config, const Path& path, Errors& errors);
/// `name`, or `domain/name`; of more slashes the server says nothing.
void check_device_attribute_name(std::string_view name, const Path& path, Errors& errors);
void check_device_taint_effect(std::string_view effect, const Path& path, Errors& errors);

/// validateSlice: each item, unless there are too many of them.
template <class Check>
void check_each(const doc::Node& list, int most, const Path& path, Errors& errors, Check check) {
  if (static_cast<int>(list.size()) > most) return errors.too_many(path, static_cast<int>(list.size()), most);
  std::size_t i = 0;
  for (const doc::Node& item : list.items()) check(item, Path(path, i++));
}

/// validateSet's part on equal keys.
template <class Key>
void check_unique(const doc::Node& list, int most, const Path& path, Errors& errors, Key key) {
  if (static_cast<int>(list.size()) > most) return;
  std::set<std::string> seen;
  std::size_t i = 0;
  for (const doc::Node& item : list.items()) {
    const Path item_path(path, i++);
    const std::string text(key(item));
    if (!seen.insert(text).second) errors.duplicate(item_path, text);
  }
}

}  // namespace slipway::schema::builtin
