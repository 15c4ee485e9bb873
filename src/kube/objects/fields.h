#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "doc/node.h"
#include "kube/duration.h"
#include "kube/int_or_percent.h"
#include "kube/labels.h"
#include "kube/resource_list.h"

namespace slipway::kube {

/// Reads the members of one map of a Kubernetes object. What has the wrong type is reported with its place and the fix
/// (KUBE001), what cannot be read too (KUBE002 quantity, KUBE003 integer or percentage, KUBE004 duration), and taken as
/// absent; null is absent; what is not asked for is left alone. Nothing stops at an error.
class Fields {
 public:
  /// Reports when `node` is neither a map nor absent.
  Fields(const doc::Node& node, Diagnostics& diagnostics);

  const doc::Node& node() const { return node_; }
  Diagnostics& diagnostics() const { return diagnostics_; }
  /// The member, or nullptr when it is absent or null.
  const doc::Node* find(std::string_view name) const;
  bool has(std::string_view name) const { return find(name) != nullptr; }

  std::string text(std::string_view name) const;                                 // "" when absent
  std::string text_or(std::string_view name, std::string_view otherwise) const;  // also when it is ""
  std::optional<bool> boolean(std::string_view name) const;
  std::optional<std::int64_t> integer(std::string_view name) const;
  std::optional<std::int32_t> integer32(std::string_view name) const;  // what does not fit is reported
  std::int32_t integer32_or(std::string_view name, std::int32_t otherwise) const {
    return integer32(name).value_or(otherwise);
  }
  std::int64_t integer_or(std::string_view name, std::int64_t otherwise) const {
    return integer(name).value_or(otherwise);
  }
  Labels labels(std::string_view name) const;                   // a map of texts
  std::vector<std::string> texts(std::string_view name) const;  // a list of texts
  std::optional<Quantity> quantity(std::string_view name) const;
  ResourceList resources(std::string_view name) const;  // a map of quantities
  ResourceRequirements requirements(std::string_view name) const;
  std::optional<IntOrPercent> int_or_percent(std::string_view name) const;
  std::optional<Duration> duration(std::string_view name) const;
  NillableDuration nillable_duration(std::string_view name, std::string_view otherwise) const;
  Fields map(std::string_view name) const { return Fields(node_[name], diagnostics_); }

  /// The items of a list of maps, each read by `read(Fields)`.
  template <class Read>
  auto list(std::string_view name, Read read) const {
    std::vector<decltype(read(std::declval<const Fields&>()))> out;
    for (const doc::Node& item : items(name)) out.push_back(read(Fields(item, diagnostics_)));
    return out;
  }
  /// The member read by `read(Fields)`, when it is there.
  template <class Read>
  auto optional(std::string_view name, Read read) const {
    std::optional<decltype(read(std::declval<const Fields&>()))> out;
    if (const doc::Node* member = find(name)) out = read(Fields(*member, diagnostics_));
    return out;
  }
  /// Empty when the member is no list.
  std::span<const doc::Node> items(std::string_view name) const;

 private:
  const doc::Node& node_;
  Diagnostics& diagnostics_;
};

/// "a boolean", "an integer"
std::string_view with_article(doc::Kind kind);

/// The value, or nullopt and a report.
std::optional<std::string> read_text(const doc::Node& node, Diagnostics& diagnostics);
std::optional<bool> read_boolean(const doc::Node& node, Diagnostics& diagnostics);
std::optional<Quantity> read_quantity(const doc::Node& node, Diagnostics& diagnostics);
/// Also takes 3.0, which JSON writes as 3.
std::optional<std::int64_t> read_integer(const doc::Node& node, Diagnostics& diagnostics);

}  // namespace slipway::kube
