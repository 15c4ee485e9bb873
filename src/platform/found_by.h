#pragma once

#include <string_view>

#include "platform/live_check.h"

namespace slipway::platform {

/// An operation that wants an id which nobody writes down: another one, asked with the parameters of the check, finds
/// it, and then it is asked with the id and the parameter that both know.
struct FoundBy {
  std::string_view service, operation, id, both;
  std::string_view finds, path;  // the other operation, and where in its answer the id is: the first there is counts
};

/// nullptr when the question has all that its operation wants.
const FoundBy* found_by(const AwsQuestion& question);

/// What finds the id of such a question.
LiveCheck finding(const AwsQuestion& question, const FoundBy& by);
/// The question with its id.
AwsQuestion with_id(const AwsQuestion& question, const FoundBy& by, std::string_view id);

}  // namespace slipway::platform
