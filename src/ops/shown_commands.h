#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ops/changes.h"
#include "ops/site.h"
#include "ops/steps.h"

/// Commands that people copy out of what is said ask the same account, region, cluster and state as slipway did.
namespace slipway::ops {

/// " --region eu-west-1 --profile ci"
std::string aws_flags(const ClusterName& cluster);

/// " --kubeconfig FILE --context NAME"; "" when kubectl would ask it anyway.
std::string kubectl_flags(const std::string& kubeconfig, const std::string& context);
std::string kubectl_flags(const Site& site);

/// What stands for `terraform` in a command: "AWS_PROFILE=ci tofu -chdir=.slipway/demo/tree/terraform". `state`: the
/// platform's folder.
std::string terraform_words(const std::string& program, const std::string& state, const ClusterName& cluster,
                            const io::Environment& environment);

/// What the commands that are shown must say to ask what slipway asks; each "" where nothing need, or can, be said.
struct CommandFlags {
  std::string aws = {}, kubectl = {}, terraform = {};  // as above
  std::string cluster = {};                            // EKS's name of it: `--cluster-name CLUSTER` stands for it

  /// The text with these in each command of it that lacks them. What only names a program stays as it is.
  std::string in(std::string_view text) const;
  /// Of a message, which may begin with what was run ("terraform plan: …"), commands of Terraform's stay as they are.
  StepFailure in(StepFailure failure) const;
  /// What fails, now or when it is run.
  template <class T>
  Result<T, StepFailure> in(Result<T, StepFailure> result) const {
    if (result) return result;
    return in(result.error());
  }
  std::vector<Step> in(std::vector<Step> steps) const;
  /// What could not be planned, and in a plan what is said beside the changes.
  Result<Changes, StepFailure> in(Result<Changes, StepFailure> planned) const;
};

CommandFlags command_flags(const Site& site);
/// Of a cluster by its name; REGION stands for a region that nobody said. What stands for `terraform` is the caller's
/// to say, where there is a state.
CommandFlags command_flags(ClusterName cluster, const std::string& kubectl_flags = {});
/// Of a cluster that a kubeconfig names: region, cluster and profile are what its credential plugin is called with;
/// REGION stands for one that it does not say.
CommandFlags command_flags(const cluster::Access& access, const std::string& kubectl_flags);

}  // namespace slipway::ops
