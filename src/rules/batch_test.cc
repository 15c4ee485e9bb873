#include "rules/testing/plans.h"

namespace slipway::rules {
namespace {

using testing::Files;
using testing::hold;
using testing::planned;
using testing::quoted;
using testing::reference;

Files job(const std::string& command) {
  return planned({{"aws_batch_job_definition.j",
                   R"({"name": "tune", "type": "multinode", "node_properties": )" +
                       quoted("{\"nodeRangeProperties\": [{\"container\": {\"command\": " + command + "}}]}") + "}"}});
}

Files queue(const std::string& type) {
  return planned({{"aws_batch_job_definition.j", R"({"type": "multinode"})"},
                  {"aws_batch_compute_environment.e", "{\"compute_resources\": [{\"type\": \"" + type + "\"}]}"},
                  {"aws_batch_job_queue.q", "{}",
                   "{\"compute_environment_order\": [{\"compute_environment\": " +
                       reference("aws_batch_compute_environment.e", "arn") + "}]}"}});
}

Files retry(const std::string& reason) {
  return planned({{"aws_batch_job_definition.j",
                   "{\"retry_strategy\": [{\"evaluate_on_exit\": [{\"on_status_reason\": \"" + reason + "\"}]}]}"}});
}

TEST(Batch, CommandsSpotAndRetries) {
  hold({
      {"BATCH001", job(R"(["python", "train.py", "--rank=$AWS_BATCH_JOB_NODE_INDEX"])"),
       "no shell runs the command of tune: $AWS_BATCH_JOB_NODE_INDEX",
       job(R"(["/bin/bash", "-c", "train.py --rank=$AWS_BATCH_JOB_NODE_INDEX"])")},
      {"BATCH001", job(R"(["python", "--rank", "${RANK}"])"), "${RANK}",
       job(R"(["python", "--price", "5$", "Ref::rank"])")},
      {"BATCH002", queue("SPOT"), "do not run on Spot", queue("EC2")},
      {"BATCH003", retry("Spot instance interrupted"), "no job ends with", retry("Host EC2*")},
  });
}

}  // namespace
}  // namespace slipway::rules
