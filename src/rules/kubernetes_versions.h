#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/source.h"
#include "subject/subject.h"

namespace slipway::rules {

/// A place that says which Kubernetes version a cluster is to have: of a plan, Terraform text, platform.yaml, an eksctl
/// ClusterConfig, a command that makes one, or a variable of a .env file.
struct KubernetesVersion {
  std::string_view version;  // as it is written
  SourceRange where;
  bool refuses_extended_support = false;
};

/// All of them, in that order.
std::vector<KubernetesVersion> kubernetes_versions(const subject::Subject& subject);

/// The version that something at `where` meets: what its own file says, else what another one does, else the context's.
std::string kubernetes_for(const subject::Subject& subject, const SourceRange& where);
/// The same where some file or person says a version; nothing where there is no more than what is usual.
std::optional<std::string> stated_kubernetes_for(const subject::Subject& subject, const SourceRange& where);

}  // namespace slipway::rules
