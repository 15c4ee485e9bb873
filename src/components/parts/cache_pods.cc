#include "components/parts/cache_pods.h"

#include "components/parts/chart_values.h"
#include "components/parts/data_names.h"
#include "components/parts/pods.h"
#include "components/parts/policies.h"

namespace slipway::components {

namespace {

constexpr std::int64_t kPort = 6379;
constexpr std::int64_t kUser = 999;  // the images' own

using chart_values::only;

class CachePods {
 public:
  CachePods(Expansion& in, const std::string& name, const spec::Cache& cache, SourceRange origin)
      : in_(in), name_(name), cache_(cache), origin_(origin), labels_(pods::name_label(name)) {}

  void add() {
    auto first = labels_;
    first.set("apps.kubernetes.io/pod-index", "0");
    add_service(name_, std::move(first));
    add_service(name_ + "-replicas", labels_);
    add_stateful_set();
    in_.add_object(
        doc::Map{{"apiVersion", "policy/v1"},
                 {"kind", "PodDisruptionBudget"},
                 {"metadata", metadata(name_)},
                 {"spec", doc::Map{{"maxUnavailable", 1}, {"selector", doc::Map{{"matchLabels", labels_}}}}}},
        origin_);
    if (policies::denies_by_default(in_.platform, cache_.name_space.value)) add_policy();
  }

 private:
  doc::Map metadata(const std::string& name) const { return pods::metadata(name, cache_.name_space.value, labels_); }

  /// Headless: a name that is the pods' addresses.
  void add_service(const std::string& name, doc::Map selector) {
    in_.add_object(doc::Map{{"apiVersion", "v1"},
                            {"kind", "Service"},
                            {"metadata", metadata(name)},
                            {"spec", doc::Map{{"clusterIP", "None"},
                                              {"selector", std::move(selector)},
                                              {"ports", only(doc::Map{{"name", "redis"}, {"port", kPort}})}}}},
                   origin_);
  }

  std::string server() const { return cache_.engine.value + "-server"; }
  std::string image() const {
    const std::string newest = cache_.engine.value == "redis" ? "7.4.6" : "8.1.4";
    const std::string project = cache_.engine.value == "redis" ? "redis" : "valkey/valkey";
    return project + ":" + (cache_.version.value.empty() ? newest : cache_.version.value);
  }

  /// The first pod is the primary for good; the image's shell puts the password where the process list does not show
  /// it: on the server's standard input, as its configuration.
  doc::List command() const {
    const auto primary = name_ + "." + cache_.name_space.value + ".svc.cluster.local";
    const std::string script =
        "{ echo \"requirepass $PASSWORD\"; echo \"masterauth $PASSWORD\"; echo \"appendonly yes\"; echo \"dir /data\"\n"
        "  [ \"$INDEX\" = 0 ] || echo \"replicaof " +
        primary + " " + std::to_string(kPort) +
        "\"\n"
        "} | exec " +
        server() + " -\n";
    doc::List list;
    for (const std::string& word : {std::string("sh"), std::string("-c"), script}) list.add(word);
    return list;
  }

  doc::Map container() const {
    doc::List env;
    env.add(pods::from_secret("PASSWORD", cache_address(name_, cache_).secret, "password"));
    env.add(
        doc::Map{{"name", "INDEX"},
                 {"valueFrom",
                  doc::Map{{"fieldRef", doc::Map{{"fieldPath", "metadata.labels['apps.kubernetes.io/pod-index']"}}}}}});
    auto security = pods::container_security();
    security.set("readOnlyRootFilesystem", true);
    const doc::Map probe{{"tcpSocket", doc::Map{{"port", "redis"}}}};
    return {{"name", "server"},
            {"image", image()},
            {"command", command()},
            {"env", std::move(env)},
            {"ports", only(doc::Map{{"name", "redis"}, {"containerPort", kPort}})},
            {"resources", doc::Map{{"requests", doc::Map{{"cpu", "500m"}, {"memory", "1Gi"}}},
                                   {"limits", doc::Map{{"memory", "1Gi"}}}}},
            {"securityContext", std::move(security)},
            {"readinessProbe", probe},
            {"volumeMounts", only(doc::Map{{"name", "data"}, {"mountPath", "/data"}})}};
  }

  void add_stateful_set() {
    doc::Map pod{{"automountServiceAccountToken", false},
                 {"securityContext", pods::pod_security(kUser)},
                 {"topologySpreadConstraints", pods::zone_spread("prefer", labels_)},
                 {"containers", only(container())}};
    const doc::Map claim{
        {"metadata", doc::Map{{"name", "data"}}},
        {"spec", doc::Map{{"accessModes", only("ReadWriteOnce")},
                          {"storageClassName", in_.platform.storage.default_class.value},
                          {"resources", doc::Map{{"requests", doc::Map{{"storage", cache_.size.value}}}}}}}};
    in_.add_object(doc::Map{{"apiVersion", "apps/v1"},
                            {"kind", "StatefulSet"},
                            {"metadata", metadata(name_)},
                            {"spec", doc::Map{{"serviceName", name_ + "-replicas"},
                                              {"replicas", cache_.replicas.value + 1},
                                              {"selector", doc::Map{{"matchLabels", labels_}}},
                                              {"template", doc::Map{{"metadata", doc::Map{{"labels", labels_}}},
                                                                    {"spec", std::move(pod)}}},
                                              {"volumeClaimTemplates", only(claim)}}}},
                   origin_);
  }

  void add_policy() {
    doc::List users, itself;
    for (const auto& name_space : namespaces_of_cache(in_.platform, name_, cache_))
      users.add(policies::pods_of(name_space));
    users.add(policies::pods_of("keda"));
    itself.add(policies::pods_of(cache_.name_space.value, labels_));
    policies::Policy policy{"allow-" + name_, cache_.name_space.value, labels_, true, true, {}, {}};
    policy.ingress.add(policies::rule("from", std::move(users), {kPort}));
    policy.egress.add(policies::rule("to", std::move(itself), {kPort}));
    policies::add(in_, std::move(policy), origin_);
  }

  Expansion& in_;
  const std::string& name_;
  const spec::Cache& cache_;
  SourceRange origin_;
  doc::Map labels_;
};

}  // namespace

void add_cache_pods(Expansion& in, const std::string& name, const spec::Cache& cache, SourceRange origin) {
  CachePods(in, name, cache, origin).add();
}

}  // namespace slipway::components
