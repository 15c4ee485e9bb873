#pragma once

#include <string>

namespace slipway::ops {

/// What a person types to delete something of AWS, by its ARN: never nothing. Where more must go first (targets of a
/// rule, objects of a bucket, policies of a role), AWS says so and nothing is lost; a database leaves a last snapshot.
/// Of what no row is known the command shows it with its tags. One line; whatever the ARN holds, a shell reads it as
/// text. `flags` say in which account and region: " --region eu-west-1". Formats of ARNs: AWS's service authorization
/// reference.
std::string removal_command(const std::string& arn, const std::string& flags);

}  // namespace slipway::ops
