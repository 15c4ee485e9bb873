#include "components/parts/batch_jobs.h"

#include <algorithm>

#include "catalog/instance_types.h"
#include "components/parts/chart_values.h"
#include "components/parts/data_names.h"
#include "components/parts/pods.h"
#include "components/parts/training_jobs.h"
#include "kube/quantity.h"
#include "platform/fill.h"

namespace slipway::components {

namespace {

using chart_values::only;

doc::Map requirement(std::string_view type, std::int64_t value) {
  return {{"type", type}, {"value", std::to_string(value)}};
}

doc::List requirements(const spec::Training& training) {
  doc::List list;
  constexpr std::int64_t kMebibyte = std::int64_t{1} << 20;
  for (const auto& [name, amount] : training.resources) {
    if (name.value == "cpu") list.add(requirement("VCPU", amount.value.value()));
    if (name.value == "memory") list.add(requirement("MEMORY", amount.value.value() / kMebibyte));
    if (name.value.starts_with("nvidia.com/")) list.add(requirement("GPU", amount.value.value()));
  }
  return list;
}

/// EFA devices of the queue's one type.
int efa_devices(const spec::Platform& platform, const spec::Training& training) {
  const auto* queue = platform.batch.find(training.queue.value);
  if (!queue || !queue->efa.value || queue->instance_types.size() != 1) return 0;
  const auto* type = catalog::find_instance_type(queue->instance_types.front().value);
  return type ? type->efa_interfaces : 0;
}

doc::Map linux_parameters(const spec::Platform& platform, const spec::Training& training) {
  doc::Map parameters;
  doc::List devices;
  for (int i = 0; i < efa_devices(platform, training); ++i) {
    const auto path = "/dev/infiniband/uverbs" + std::to_string(i);
    doc::List permissions;
    for (const auto* permission : {"READ", "WRITE", "MKNOD"}) permissions.add(permission);
    devices.add(doc::Map{{"hostPath", path}, {"containerPath", path}, {"permissions", std::move(permissions)}});
  }
  if (!devices.empty()) parameters.set("devices", std::move(devices));
  if (!training.shared_memory.value.empty()) {
    const auto size = kube::Quantity::parse(training.shared_memory.value);
    if (size) parameters.set("sharedMemorySize", size->value() / (std::int64_t{1} << 20));
  }
  return parameters;
}

/// A shell that says what Batch knows in torchrun's words, then becomes the job's command. The main node is not told
/// its own address.
doc::List command(const spec::Training& training) {
  const auto processes = std::max<std::int64_t>(pods::devices(training.resources), 1);
  const std::string script =
      "MASTER_ADDR=$AWS_BATCH_JOB_MAIN_NODE_PRIVATE_IPV4_ADDRESS; "
      "[ -n \"$MASTER_ADDR\" ] || MASTER_ADDR=$(hostname -i); NODE_RANK=$AWS_BATCH_JOB_NODE_INDEX; "
      "export MASTER_ADDR NODE_RANK MASTER_PORT=" +
      std::to_string(kRendezvousPort) + " NNODES=" + std::to_string(training.nodes.value) +
      " NPROC_PER_NODE=" + std::to_string(processes) + "; exec \"$@\"";
  doc::List words;
  for (const auto& word : {std::string("/bin/bash"), std::string("-c"), script, std::string("job")}) words.add(word);
  for (const auto& word : training.command) words.add(word.value);
  return words;
}

doc::Map container(const Expansion& in, const std::string& name, const spec::Training& training) {
  const auto made = training_pods(in, name, training);
  doc::Map map{{"image", made.image}};
  if (!training.command.empty()) map.set("command", command(training));
  map.set("environment", made.env);
  map.set("resourceRequirements", requirements(training));
  if (auto parameters = linux_parameters(in.platform, training); !parameters.empty())
    map.set("linuxParameters", std::move(parameters));
  map.set("ulimits", only(doc::Map{{"name", "memlock"}, {"softLimit", -1}, {"hardLimit", -1}}));
  if (!training.role.value.empty()) map.set("jobRoleArn", role_id(training.role.value).attribute("arn"));
  if (!training.file_system.value.empty()) {
    map.set("volumes", only(doc::Map{{"name", "fsx"}, {"host", doc::Map{{"sourcePath", "/fsx"}}}}));
    map.set("mountPoints", only(doc::Map{{"sourceVolume", "fsx"}, {"containerPath", "/fsx"}}));
  }
  return map;
}

/// Only what the host's end caused is tried again; what the job did itself would fail again.
doc::Map retries(const spec::Training& training) {
  doc::List exits;
  exits.add(doc::Map{{"action", "RETRY"}, {"on_status_reason", "Host EC2*"}});
  exits.add(doc::Map{{"action", "EXIT"}, {"on_reason", "*"}});
  return {{"attempts", std::clamp<std::int64_t>(training.retries.value, 1, 10)},
          {"evaluate_on_exit", std::move(exits)}};
}

}  // namespace

void add_batch_job(Expansion& in, const std::string& name, const spec::Training& training, SourceRange origin) {
  doc::Map arguments{{"name", in.platform.name.value + "-" + name}};
  const bool is_multi_node = training.nodes.value > 1;
  arguments.set("type", is_multi_node ? "multinode" : "container");
  arguments.set("platform_capabilities", only("EC2"));
  if (is_multi_node)
    arguments.set("node_properties",
                  doc::Map{{"mainNode", 0},
                           {"numNodes", training.nodes.value},
                           {"nodeRangeProperties",
                            only(doc::Map{{"targetNodes", "0:"}, {"container", container(in, name, training)}})}});
  else
    arguments.set("container_properties", container(in, name, training));
  arguments.set("retry_strategy", retries(training));
  in.add("aws_batch_job_definition", platform::local_name(name), std::move(arguments), origin);
}

}  // namespace slipway::components
