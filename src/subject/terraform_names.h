#pragma once

#include <vector>

#include "subject/terraform_text.h"

namespace slipway::subject {

/// Puts values in place of `local.NAME` and `var.NAME`, where an attribute is that alone or a quoted string holds
/// `${local.NAME}`, also one of a list: locals that are literal, or made of such; of variables what terraform.tfvars or
/// *.auto.tfvars of the folder says, else their default. A folder is a module. What is not known, a name
/// inside of its own value, and places stay as they are; so do names once a module has grown to many times its size.
void resolve_names(std::vector<TerraformText>& texts);

}  // namespace slipway::subject
