#include "components/component.h"
#include "components/parts/chart_values.h"
#include "components/parts/pods.h"
#include "components/parts/policies.h"

namespace slipway::components {

namespace {

using chart_values::only;

constexpr std::int64_t kGcs = 6379, kDashboard = 8265, kClient = 10001, kServe = 8000;

class RayClusterObject {
 public:
  RayClusterObject(Expansion& in, const std::string& name, const spec::RayCluster& cluster, SourceRange origin)
      : in_(in), name_(name), cluster_(cluster), origin_(origin) {}

  void add() {
    pods::add_service_account(in_, name_, cluster_.name_space.value, "", origin_);
    doc::List groups;
    for (const auto& [group_name, group] : cluster_.workers) groups.add(worker_group(group_name.value, group));
    doc::Map spec{{"rayVersion", cluster_.ray_version.value}};
    if (cluster_.autoscaling.value) {
      spec.set("enableInTreeAutoscaling", true);
      spec.set("autoscalerOptions", doc::Map{{"securityContext", pods::container_security()}});
    }
    spec.set("headGroupSpec", head());
    spec.set("workerGroupSpecs", std::move(groups));
    in_.add_object(doc::Map{{"apiVersion", "ray.io/v1"},
                            {"kind", "RayCluster"},
                            {"metadata", pods::metadata(name_, cluster_.name_space.value)},
                            {"spec", std::move(spec)}},
                   origin_);
    in_.add_check("Ray cluster " + name_ + " is ready",
                  platform::KubernetesQuestion{"ray.io/v1", "RayCluster", cluster_.name_space.value, name_},
                  {"status.state", platform::Expectation::Holds::Equals, "ready"});
    if (policies::denies_by_default(in_.platform, cluster_.name_space.value)) add_policy();
  }

 private:
  std::string image_of(const spec::RayGroup& group) const {
    return pods::image(in_, group.image.value.empty() ? cluster_.image.value : group.image.value);
  }

  static doc::List ports() {
    doc::List list;
    const std::pair<const char*, std::int64_t> all[] = {
        {"gcs", kGcs}, {"dashboard", kDashboard}, {"client", kClient}, {"serve", kServe}};
    for (const auto& [name, port] : all) list.add(doc::Map{{"name", name}, {"containerPort", port}});
    return list;
  }

  /// Ray keeps objects in shared memory: three tenths of the memory, as Ray itself reckons.
  static std::string object_store(const pods::Resources& resources) {
    const auto* memory = resources.find("memory");
    if (!memory) return "";
    constexpr std::int64_t kMebibyte = std::int64_t{1} << 20;
    return std::to_string(memory->value.value() / 10 * 3 / kMebibyte) + "Mi";
  }

  doc::Map pod(const spec::RayGroup& group, std::string_view container_name, bool is_head) const {
    doc::List volumes, mounts;
    if (const auto size = object_store(group.resources); !size.empty()) pods::add_shared_memory(volumes, mounts, size);
    doc::Map container{{"name", container_name},
                       {"image", image_of(group)},
                       {"resources", pods::resources(group.resources)},
                       {"securityContext", pods::container_security()}};
    if (is_head) container.set("ports", ports());
    if (!mounts.empty()) container.set("volumeMounts", std::move(mounts));
    // Ray's autoscaler, beside the head, speaks with the API server; workers do not.
    doc::Map spec{{"serviceAccountName", name_}};
    if (!(is_head && cluster_.autoscaling.value)) spec.set("automountServiceAccountToken", false);
    pods::place(spec, pods::placement(in_, group.pool.value, group.resources));
    spec.set("securityContext", pods::pod_security(cluster_.run_as_user.value));
    spec.set("containers", only(std::move(container)));
    if (!volumes.empty()) spec.set("volumes", std::move(volumes));
    return {{"spec", std::move(spec)}};
  }

  /// No task runs on the head: when it falls, the cluster does.
  doc::Map head() const {
    return {{"serviceType", "ClusterIP"},
            {"rayStartParams", doc::Map{{"num-cpus", "0"}, {"dashboard-host", "0.0.0.0"}}},
            {"template", pod(cluster_.head, "ray-head", true)}};
  }

  doc::Map worker_group(const std::string& group_name, const spec::RayGroup& group) const {
    return {{"groupName", group_name},        {"replicas", group.replicas.value},
            {"minReplicas", group.min.value}, {"maxReplicas", group.max.value},
            {"rayStartParams", doc::Map{}},   {"template", pod(group, "ray-worker", false)}};
  }

  void add_policy() {
    const doc::Map selector{{"ray.io/cluster", name_}};
    const auto& name_space = cluster_.name_space.value;
    policies::Policy policy{"allow-" + name_, name_space, selector, true, true, {}, {}};
    const auto itself = only(policies::pods_of(name_space, selector));
    policy.ingress.add(policies::rule("from", itself, {}));
    auto callers = only(policies::pods_of(name_space));
    callers.add(policies::pods_of("kuberay-operator"));
    policy.ingress.add(policies::rule("from", std::move(callers), {kDashboard, kClient, kServe}));
    policy.egress.add(policies::rule("to", itself, {}));
    policy.egress.add(policies::to_dns(in_.platform));
    policy.egress.add(policies::to_pod_identity());
    policy.egress.add(policies::to_https());
    policies::add(in_, std::move(policy), origin_);
  }

  Expansion& in_;
  const std::string& name_;
  const spec::RayCluster& cluster_;
  SourceRange origin_;
};

void expand(Expansion& in) {
  for (const auto& [name, cluster] : in.platform.ray_clusters)
    RayClusterObject(in, name.value, cluster, cluster.where ? cluster.where : name.where).add();
}

bool wanted(const spec::Platform& platform) { return !platform.ray_clusters.empty(); }

constexpr std::string_view kNeeds[] = {"kuberay"};

}  // namespace

extern const Component ray_clusters = {
    "ray-clusters", "Ray clusters of the short form", Stage::Workloads, kNeeds, wanted, nullptr, expand};

}  // namespace slipway::components
