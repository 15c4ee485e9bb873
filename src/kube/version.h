#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace slipway::kube {

/// A version of Kubernetes or of a component: "v1.36.3-eks-5a1b2c3", "1.34". Follows k8s.io/apimachinery 0.36.3,
/// pkg/util/version.
class Version {
 public:
  /// Exactly three numbers, then perhaps pre-release and build as Semantic Versioning has them.
  static Result<Version, ParseError> parse_semantic(std::string_view text);
  /// Two numbers or more; what follows them is not looked at.
  static Result<Version, ParseError> parse_generic(std::string_view text);
  /// As parse_generic, and of it the first two numbers.
  static Result<Version, ParseError> parse_major_minor(std::string_view text);
  /// The library's words for what parse_semantic, or parse_generic, refuses; "" for what it takes.
  static std::string semantic_go_error(std::string_view text);
  static std::string generic_go_error(std::string_view text);

  std::uint64_t major() const { return numbers_[0]; }
  std::uint64_t minor() const { return numbers_[1]; }
  std::uint64_t patch() const { return numbers_.size() < 3 ? 0 : numbers_[2]; }
  const std::vector<std::uint64_t>& numbers() const { return numbers_; }
  const std::string& pre_release() const { return pre_release_; }
  const std::string& build() const { return build_; }
  /// Without the part that parse_generic does not look at.
  std::string to_string() const;

  /// By numbers, missing ones being 0; between two semantic versions then by pre-release. Builds do not count.
  friend std::weak_ordering operator<=>(const Version& a, const Version& b);
  friend bool operator==(const Version& a, const Version& b) { return a <=> b == 0; }

 private:
  friend class VersionReader;
  std::vector<std::uint64_t> numbers_ = {0, 0};  // at least two
  bool semantic_ = false;
  std::string pre_release_, build_;
};

/// What the published version skew policy says of a component beside an API server: a kubelet may be up to three minor
/// versions older and never newer, kubectl one minor either way, and a control plane is upgraded one minor at a time.
struct VersionSkew {
  std::int64_t minors = 0;  // the server's minor version less the other's; means nothing unless same_major
  bool same_major = false;
  bool kubelet_may_run = false;
  bool kubectl_may_speak = false;
  bool is_next_upgrade = false;
};
VersionSkew version_skew(const Version& server, const Version& other);

/// Orders versions of an API: v1 > v1beta1 > v1alpha1 > anything else; greater ones among their kind first, what is no
/// such version by reversed text. Follows pkg/version/helpers.go (CompareKubeAwareVersionStrings): greater is
/// preferred.
std::strong_ordering compare_api_versions(std::string_view a, std::string_view b);

}  // namespace slipway::kube
