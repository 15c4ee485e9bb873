#pragma once

#include <string>

#include "components/component.h"

namespace slipway::components {

/// A compute environment of EC2 instances that Batch starts and ends by itself, and the queue in front of it. With EFA:
/// one subnet, a placement group, and a launch template with the type's interfaces. The launch template also mounts the
/// Lustre file systems that jobs of this queue use, at /fsx.
void add_batch_queue(Expansion& in, const std::string& name, const spec::BatchQueue& queue, SourceRange origin);

platform::ResourceId batch_queue_id(std::string_view name);  // aws_batch_job_queue

}  // namespace slipway::components
