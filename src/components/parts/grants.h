#pragma once

#include <string>
#include <vector>

#include "components/component.h"
#include "platform/iam.h"

namespace slipway::components {

/// What the grants of a role allow, with the fewest rights that do: object rights on objects and bucket rights on the
/// bucket, the customer's key of an encrypted queue or bucket beside it.
///
/// `to` is one of: queue/NAME, bucket/NAME, database/NAME, registry/NAME, topic/NAME of the spec; `cluster` (its Pod
/// Identity associations); metrics/NAMESPACE of CloudWatch; `websocket` (the connections of the edge's WebSocket API);
/// SERVICE:PATTERN, such as sqs:asya-* or iam:role/asya-actor; an ARN.
/// `actions` are verbs (send, receive, read, write, delete, manage, pass, connect) or IAM actions (sqs:TagQueue). A
/// verb that the target does not know is a diagnostic (CMP120).
std::vector<platform::Statement> statements_for(Expansion& in, const std::vector<spec::Grant>& grants);

/// "arn:aws:SERVICE:REGION:ACCOUNT:RESOURCE" of this platform's region and account.
std::string arn_of(Expansion& in, std::string_view service, std::string_view resource);

}  // namespace slipway::components
