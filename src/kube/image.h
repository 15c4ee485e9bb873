#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace slipway::kube {

/// A container image as runtimes read its name. "nginx" is docker.io/library/nginx.
/// Follows github.com/distribution/reference 0.6 (ParseNormalizedNamed) and its errors.
struct ImageReference {
  std::string domain;  // registry, with its port; empty when the first part can be none ("my_reg.com/app")
  std::string path;
  std::string tag;     // empty: none was written
  std::string digest;  // "sha256:…"; empty: none

  static Result<ImageReference, ParseError> parse(std::string_view text);

  std::string name() const { return domain.empty() ? path : domain + "/" + path; }
  /// All of it: "docker.io/library/nginx:1@sha256:…".
  std::string to_string() const;
  /// As short as people write it: "nginx:1".
  std::string familiar() const;
  /// The tag that is pulled: "latest" when neither tag nor digest was written.
  std::string pulled_tag() const { return tag.empty() && digest.empty() ? "latest" : tag; }

  friend bool operator==(const ImageReference&, const ImageReference&) = default;
};

/// The kubelet's words for a name that parse() refuses.
std::string kubelet_image_error(std::string_view image, const ParseError& error);

/// What the API server puts into imagePullPolicy when it is left out: "Always" for the tag latest (or none), else
/// "IfNotPresent" — also for names that cannot be read.
std::string_view default_pull_policy(std::string_view image);

}  // namespace slipway::kube
