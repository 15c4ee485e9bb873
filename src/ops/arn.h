#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::ops {

/// An ARN of one kind: "ec2:volume/" is its service and how its last part begins. REQUIRES: the ARN's text outlives it.
/// Formats of ARNs: AWS's service authorization reference.
class ArnOfKind {
 public:
  /// nullopt: it is no ARN, or one of another kind.
  static std::optional<ArnOfKind> read(std::string_view arn, std::string_view kind);

  /// {id} is what follows the kind, {1} {2} … its parts between slashes, {last} the last of these, {arn} all of it;
  /// {partition} and {account} are the ARN's. "": it has none.
  std::string_view value(std::string_view name) const;

 private:
  std::string_view arn_, partition_, account_, id_;
  std::vector<std::string_view> segments_;
};

/// The pattern with what stands for each {name} in it; nullopt: nothing stands for one.
std::optional<std::string> filled(std::string_view pattern,
                                  const std::function<std::optional<std::string>(std::string_view name)>& value);

}  // namespace slipway::ops
