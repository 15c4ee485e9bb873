#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "cost/quantity.h"
#include "platform/graph.h"

namespace slipway::cost {

/// One nested block or several: Terraform's `ebs { … }` is a Map, repeated blocks are a List of Maps.
std::vector<const doc::Map*> blocks(const doc::Value& value);
/// A member of a block; a shared null value when there is none.
const doc::Value& member(const doc::Map& block, std::string_view name);

/// The first reference to a resource of this type: `aws_launch_template.gpu.id`, also inside a text `${…}`.
std::optional<platform::ResourceId> reference_to(const doc::Value& value, std::string_view type);

/// Reads numbers for the bill. What is written but is no whole number (or decimal) from 0 to kLargestCount, and what
/// is known only to Terraform, is a diagnostic (COST003) and counts as absent.
class Arguments {
 public:
  Arguments(const platform::Resource& resource, Diagnostics& diagnostics)
      : resource_(resource), diagnostics_(diagnostics) {}

  /// Path: "scaling_config.max_size"; of repeated blocks the first.
  const doc::Value& at(std::string_view path) const;
  std::optional<std::int64_t> count(std::string_view path) const { return count(at(path), path); }
  std::int64_t count(std::string_view path, std::int64_t otherwise) const { return count(path).value_or(otherwise); }
  std::string text(std::string_view path, std::string_view otherwise = {}) const;
  /// What to call the resource: the text of this argument, or its Terraform name when AWS gives part of the text.
  std::string name(std::string_view path) const;
  bool flag(std::string_view path, bool otherwise = false) const;
  std::vector<std::string> texts(std::string_view path) const;  // a list's texts; what is no text is left out
  /// Entries of a list; nullopt when it is an expression or absent.
  std::optional<std::int64_t> length(std::string_view path) const;
  /// 0 when absent.
  Number fact(std::string_view name) const;

  /// The same rules for a value found elsewhere (in a block of a list).
  std::optional<std::int64_t> count(const doc::Value& value, std::string_view name) const;

  const platform::Resource& resource() const { return resource_; }

 private:
  void report(const doc::Value& value, std::string_view name, std::string_view wanted) const;
  const platform::Resource& resource_;
  Diagnostics& diagnostics_;
};

}  // namespace slipway::cost
