#pragma once

#include <string>

#include "render/tree.h"

namespace slipway::render {

/// What is wrong with where the tree is to be read from, as a sentence that begins with the flag; "" when nothing is.
/// - URL: `https://`, `http://` or `ssh://` with a host, no spaces or control characters, and no password: the tree is
///   in Git, and controllers have credentials of their own. Argo CD takes `user@host:path` too, Flux does not
///   (GitRepository's CustomResourceDefinition of source-controller 1.7: pattern `^(http|https|ssh)://.*$`).
/// - Branch: as `git check-ref-format --branch` takes it (git 2.39, Documentation/git-check-ref-format.txt).
/// - Path: printable, and nothing of it leads out of the repository.
std::string complaint_about(const Git& git, Delivery delivery);

}  // namespace slipway::render
