#pragma once

#include <functional>
#include <string>

#include "ops/changes.h"
#include "ops/history.h"
#include "ops/in_cluster.h"
#include "ops/site.h"
#include "ops/steps.h"

namespace slipway::ops {

/// What is not as it was applied: in AWS by Terraform's refresh-only plan of the tree as it was last written, in the
/// cluster by dry runs. After an apply that did not come to its end (is_unended()) AWS is compared with what that tree
/// wants instead: an apply writes into Terraform's state what it finds before it does anything, so that of a failed one
/// a refresh shows no difference. Only reads, and waits for nobody: what an apply is at meanwhile stands there as well.
/// What cannot be asked stands in Changes::unseen. Of some components only: nothing is said of what is no longer
/// wanted.
Result<Changes, StepFailure> drift(Site& site, Journal& journal, const Choice& choice,
                                   const std::function<void(const std::string&)>& told);

}  // namespace slipway::ops
