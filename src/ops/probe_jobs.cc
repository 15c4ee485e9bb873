#include <fmt/core.h>

#include <algorithm>

#include "base/sha256.h"
#include "catalog/instance_types.h"
#include "ops/probe.h"

namespace slipway::ops {

namespace {

// NVIDIA's base image, and AWS's image of nccl-tests with EFA (github.com/aws/aws-ofi-nccl, Amazon ECR Public Gallery).
constexpr const char* kCudaImage = "nvcr.io/nvidia/cuda:13.0.2-base-ubuntu24.04";
constexpr const char* kNcclImage =
    "public.ecr.aws/hpc-cloud/nccl-tests:cuda13.1.2-efa1.50.0-ofiv1.21.1-ncclv2.31.2-1-testsv2.20.0";
constexpr std::string_view kGpuLabel = "nvidia.com/gpu.present";
constexpr std::string_view kGpuTaint = "nvidia.com/gpu";
constexpr std::string_view kGroupLabel = "slipway.dev/node-group";
constexpr std::size_t kLongestName = 63;
constexpr std::int64_t kGraceSeconds = 120;  // the Job outlives our wait, so that its pod can be asked why

std::string_view text_of(const doc::Value& value) {
  return value.string() ? std::string_view(*value.string()) : std::string_view();
}

/// Of "NO_SCHEDULE", as EKS writes it, or of "NoSchedule".
std::string effect_of(std::string_view written) {
  if (written == "NO_SCHEDULE") return "NoSchedule";
  if (written == "NO_EXECUTE") return "NoExecute";
  if (written == "PREFER_NO_SCHEDULE") return "PreferNoSchedule";
  return std::string(written);
}

void tolerate(doc::List& tolerations, std::string_view key, std::string_view effect) {
  doc::Map toleration{{"key", key}, {"operator", "Exists"}};
  if (!effect.empty()) toleration.set("effect", effect_of(effect));
  tolerations.add(std::move(toleration));
}

int most_gpus(std::span<const catalog::InstanceType> types) {
  int most = 0;
  for (const auto& type : types)
    if (type.gpu_manufacturer == "nvidia") most = std::max(most, type.gpus);
  return most;
}

/// The most GPUs that a type which the requirements name has; 0 when they name none.
int gpus_of(const doc::Node& requirements) {
  int most = 0;
  for (const doc::Node& one : requirements.items()) {
    const std::string_view key = one["key"].text();
    for (const doc::Node& value : one["values"].items()) {
      if (key == "node.kubernetes.io/instance-type") {
        const auto* type = catalog::find_instance_type(value.text());
        if (type && type->gpu_manufacturer == "nvidia") most = std::max(most, type->gpus);
      } else if (key.ends_with("/instance-family")) {
        most = std::max(most, most_gpus(catalog::types_of_family(value.text())));
      }
    }
  }
  return most;
}

bool names_gpus(const doc::Node& requirements) {
  return std::ranges::any_of(requirements.items(), [](const doc::Node& one) {
    return one["key"].text().find("/instance-gpu-") != std::string_view::npos;
  });
}

bool has_efa(const platform::Graph& graph, const doc::Node& class_reference) {
  for (const platform::Object& object : graph.objects()) {
    if (object.kind() != class_reference["kind"].text() || object.name() != class_reference["name"].text()) continue;
    const doc::Node& spec = object.root()["spec"];
    for (const doc::Node* interfaces : {&spec["networkInterfaces"], &spec["advancedNetworking"]["networkInterfaces"]})
      for (const doc::Node& one : interfaces->items())
        if (one["interfaceType"].text().starts_with("efa")) return true;
    return spec["placementGroupSelector"].is_map();
  }
  return false;
}

bool has_efa(const platform::Graph& graph, const platform::Resource& group) {
  const auto* id = group["launch_template"]["id"].expression();
  if (!id) return false;
  for (const platform::Resource* one : graph.of_type("aws_launch_template")) {
    if (!id->text.starts_with("aws_launch_template." + one->id.name + ".")) continue;
    if (const auto* interfaces = (*one)["network_interfaces"].list())
      return std::ranges::any_of(interfaces->items(), [](const doc::Value& interface) {
        return text_of(interface["interface_type"]).starts_with("efa");
      });
  }
  return false;
}

std::optional<GpuPool> pool_of(const platform::Graph& graph, const platform::Object& object) {
  const doc::Node& made = object.root()["spec"]["template"];
  const doc::Node& requirements = made["spec"]["requirements"];
  GpuPool pool{.name = object.name(), .component = object.component, .origin = object.origin};
  pool.node_selector.set("karpenter.sh/nodepool", pool.name);
  bool has_taint = false;
  for (const doc::Node& taint : made["spec"]["taints"].items()) {
    has_taint = has_taint || taint["key"].text() == kGpuTaint;
    tolerate(pool.tolerations, taint["key"].text(), taint["effect"].text());
  }
  pool.gpus = gpus_of(requirements);
  if (!has_taint && pool.gpus == 0 && !names_gpus(requirements) &&
      made["metadata"]["labels"][kGpuLabel].text() != "true")
    return std::nullopt;
  if (!has_taint) tolerate(pool.tolerations, kGpuTaint, "NoSchedule");
  pool.has_efa = has_efa(graph, made["spec"]["nodeClassRef"]);
  return pool;
}

std::optional<GpuPool> pool_of(const platform::Graph& graph, const platform::Resource& group) {
  const doc::Value& labels = group["labels"];
  const std::string_view name = text_of(labels[kGroupLabel]);
  if (name.empty() || text_of(labels[kGpuLabel]) != "true") return std::nullopt;
  GpuPool pool{.name = std::string(name), .component = group.component, .is_group = true, .origin = group.origin};
  pool.node_selector.set(kGroupLabel, name);
  const auto add = [&](const doc::Value& taint) {
    tolerate(pool.tolerations, text_of(taint["key"]), text_of(taint["effect"]));
  };
  if (const auto* taints = group["taint"].list())
    for (const doc::Value& taint : taints->items()) add(taint);
  else if (group["taint"].map())
    add(group["taint"]);
  tolerate(pool.tolerations, kGpuTaint, "NoSchedule");
  if (const auto* types = group["instance_types"].list())
    for (const doc::Value& one : types->items())
      if (const auto* type = catalog::find_instance_type(text_of(one))) pool.gpus = std::max(pool.gpus, type->gpus);
  pool.has_efa = has_efa(graph, group);
  return pool;
}

/// "slipway-probe-gpu-NAME", of which a longer one keeps its beginning and a hash.
std::string job_name(std::string_view what, const std::string& pool) {
  std::string name = fmt::format("slipway-probe-{}-{}", what, pool);
  if (name.size() <= kLongestName) return name;
  return name.substr(0, kLongestName - 9) + "-" + sha256_hex(name).substr(0, 8);
}

doc::Value job(const GpuPool& pool, const std::string& name, const char* image, doc::List command, doc::Map devices,
               std::int64_t milliseconds) {
  doc::Map limits = std::move(devices);
  limits.set("memory", pool.has_efa ? "8Gi" : "1Gi");
  doc::List dropped;
  dropped.add("ALL");
  doc::List containers, volumes, mounts;
  volumes.add(doc::Map{{"name", "shared-memory"}, {"emptyDir", doc::Map{{"medium", "Memory"}, {"sizeLimit", "1Gi"}}}});
  mounts.add(doc::Map{{"name", "shared-memory"}, {"mountPath", "/dev/shm"}});
  containers.add(doc::Map{
      {"name", "probe"},
      {"image", image},
      {"command", std::move(command)},
      {"resources", doc::Map{{"requests", doc::Map{{"cpu", "500m"}}}, {"limits", std::move(limits)}}},
      {"securityContext",
       doc::Map{{"allowPrivilegeEscalation", false}, {"capabilities", doc::Map{{"drop", std::move(dropped)}}}}},
      {"volumeMounts", std::move(mounts)}});
  const doc::Map labels{{"slipway.dev/probe", "true"}};
  return doc::Map{
      {"apiVersion", "batch/v1"},
      {"kind", "Job"},
      {"metadata", doc::Map{{"name", name}, {"namespace", kProbeNamespace}, {"labels", labels}}},
      {"spec",
       doc::Map{{"backoffLimit", 0},
                {"activeDeadlineSeconds", milliseconds / 1000 + kGraceSeconds},
                {"ttlSecondsAfterFinished", 600},  // should nobody be left to remove it
                {"template",
                 doc::Map{{"metadata", doc::Map{{"labels", labels},
                                                {"annotations", doc::Map{{"karpenter.sh/do-not-disrupt", "true"}}}}},
                          {"spec", doc::Map{{"restartPolicy", "Never"},
                                            {"automountServiceAccountToken", false},
                                            {"nodeSelector", pool.node_selector},
                                            {"tolerations", pool.tolerations},
                                            {"securityContext",
                                             doc::Map{{"runAsNonRoot", true},
                                                      {"runAsUser", 65'534},
                                                      {"seccompProfile", doc::Map{{"type", "RuntimeDefault"}}}}},
                                            {"containers", std::move(containers)},
                                            {"volumes", std::move(volumes)}}}}}}}};
}

std::string selector_of(const GpuPool& pool) {
  const auto& [key, value] = pool.node_selector.entries().front();
  return key + "=" + *value.string();
}

std::string command_for(const GpuPool& pool) {
  return fmt::format(
      R"(kubectl get nodes --selector {} --output custom-columns='NAME:.metadata.name,GPUS:.status.allocatable.nvidia\.com/gpu{}')",
      selector_of(pool), pool.has_efa ? R"(,EFA:.status.allocatable.vpc\.amazonaws\.com/efa)" : "");
}

platform::LiveCheck check(const GpuPool& pool, std::string claim, std::string log_has) {
  return {std::move(claim),
          platform::KubernetesQuestion{"v1", "Node", "", "", selector_of(pool)},
          {"log", platform::Expectation::Holds::Contains, std::move(log_has)},
          pool.component,
          pool.origin};
}

doc::List words(std::initializer_list<const char*> texts) {
  doc::List list;
  for (const char* text : texts) list.add(text);
  return list;
}

Probe gpu_probe(const GpuPool& pool, std::int64_t milliseconds) {
  const std::string name = job_name("gpu", pool.name);
  return {name,
          job(pool, name, kCudaImage,
              words({"nvidia-smi", "--query-gpu=name,driver_version,memory.total", "--format=csv,noheader"}),
              {{"nvidia.com/gpu", 1}}, milliseconds),
          command_for(pool),
          {check(pool, fmt::format("a pod on {} sees its GPU", pool.name), "MiB")}};
}

/// Both in one pod, so that one node is bought. NCCL crosses the fabric even inside of one node, once it may use
/// neither peer access nor shared memory.
Probe efa_probe(const GpuPool& pool, std::int64_t milliseconds) {
  const std::string name = job_name("efa", pool.name);
  const bool has_two = pool.gpus >= 2;
  std::string script = "export HOME=/tmp FI_EFA_USE_HUGE_PAGE=0; /opt/amazon/efa/bin/fi_info -p efa -t FI_EP_RDM";
  if (has_two)
    script +=
        " && NCCL_DEBUG=INFO NCCL_P2P_DISABLE=1 NCCL_SHM_DISABLE=1 /opt/nccl-tests/build/all_reduce_perf -b 64M -e "
        "256M "
        "-f 2 -g 2";
  Probe probe{name,
              job(pool, name, kNcclImage, words({"sh", "-c", script.c_str()}),
                  {{"nvidia.com/gpu", has_two ? 2 : 1}, {"vpc.amazonaws.com/efa", 1}}, milliseconds),
              command_for(pool),
              {check(pool, fmt::format("a pod on {} sees its EFA device", pool.name), "provider: efa")}};
  if (has_two) {
    probe.tells_way = "NCCL INFO Using network";  // NCCL's own words, of EFA's plugin or of sockets
    probe.checks.push_back(check(pool, fmt::format("NCCL on {} goes over EFA", pool.name), "Selected provider is efa"));
    probe.checks.push_back(check(pool, fmt::format("an all-reduce on {} ends", pool.name), "Avg bus bandwidth"));
  }
  return probe;
}

}  // namespace

std::vector<GpuPool> gpu_pools(const platform::Graph& graph) {
  std::vector<GpuPool> pools;
  for (const platform::Resource* group : graph.of_type("aws_eks_node_group"))
    if (auto pool = pool_of(graph, *group)) pools.push_back(std::move(*pool));
  for (const platform::Object* object : graph.of_kind("NodePool"))
    if (auto pool = pool_of(graph, *object)) pools.push_back(std::move(*pool));
  return pools;
}

std::vector<Probe> probes_of(const platform::Graph& graph, std::int64_t milliseconds) {
  std::vector<Probe> probes;
  if (auto probe = volume_probe(graph, milliseconds)) probes.push_back(std::move(*probe));
  for (const GpuPool& pool : gpu_pools(graph)) {
    probes.push_back(gpu_probe(pool, milliseconds));
    if (pool.has_efa) probes.push_back(efa_probe(pool, milliseconds));
  }
  return probes;
}

}  // namespace slipway::ops
