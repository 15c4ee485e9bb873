#pragma once

#include <string>

#include "components/component.h"

namespace slipway::components {

/// The job definition of a training that AWS Batch runs: multi-node when it has several. Its command finds MASTER_ADDR,
/// NODE_RANK, NNODES and NPROC_PER_NODE in its environment.
void add_batch_job(Expansion& in, const std::string& name, const spec::Training& training, SourceRange origin);

}  // namespace slipway::components
