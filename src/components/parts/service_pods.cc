#include "components/parts/service_pods.h"

#include <algorithm>
#include <cctype>

#include "components/parts/chart_values.h"
#include "components/parts/claims.h"
#include "components/parts/data_names.h"
#include "components/parts/live_checks.h"
#include "components/parts/metering.h"
#include "components/parts/pods.h"
#include "components/parts/policies.h"
#include "components/parts/scaling.h"

namespace slipway::components {

namespace {

using chart_values::only;

/// How long a routed pod goes on after it is told to stop, until the load balancer has heard of it.
constexpr std::int64_t kLeaveSeconds = 15;

class ServicePods {
 public:
  ServicePods(Expansion& in, const std::string& name, const spec::Workload& workload, SourceRange origin)
      : in_(in), name_(name), workload_(workload), origin_(origin), labels_(pods::name_label(name)) {}

  void add() {
    pods::add_service_account(in_, account(), workload_.name_space.value,
                              metering::role_of(in_.platform, name_, workload_), origin_);
    if (!workload_.file_system.value.empty())
      add_file_system_claim(in_, workload_.file_system.value, workload_.name_space.value, workload_.file_system.where);
    add_deployment();
    if (port() > 0) add_service();
    add_scaling(in_, name_, workload_, origin_);
    add_budget();
    if (policies::denies_by_default(in_.platform, workload_.name_space.value)) add_policy();
  }

 private:
  std::int64_t port() const { return workload_.serve.port.value; }
  bool is_routed() const { return !workload_.route.value.empty(); }
  std::string account() const {
    return workload_.service_account.value.empty() ? name_ : workload_.service_account.value;
  }

  doc::Map all_labels() const {
    auto labels = labels_;
    for (const auto& [key, value] : workload_.labels) labels.set(key.value, value.value);
    return labels;
  }
  doc::Map metadata() const { return pods::metadata(name_, workload_.name_space.value, all_labels()); }

  doc::Map http_get(const std::string& path) const { return {{"httpGet", doc::Map{{"path", path}, {"port", "http"}}}}; }
  doc::Map probe(const spec::Probe& written) const {
    auto probe = http_get(written.path.value);
    if (written.initial_delay_seconds.value > 0) probe.set("initialDelaySeconds", written.initial_delay_seconds.value);
    probe.set("periodSeconds", written.period_seconds.value);
    probe.set("failureThreshold", written.failure_threshold.value);
    return probe;
  }

  static doc::Map opens_its_port() {
    return {{"tcpSocket", doc::Map{{"port", "http"}}}, {"periodSeconds", 5}, {"failureThreshold", 3}};
  }

  /// Until a model is loaded nothing but the start-up probe asks; liveness would kill the pod over and over.
  void add_probes(doc::Map& container) const {
    const auto& serve = workload_.serve;
    if (port() == 0) return;
    if (!serve.start_within.value.empty()) {
      constexpr std::int64_t kPeriod = 10;
      auto startup = serve.readiness  ? http_get(serve.readiness->path.value)
                     : serve.liveness ? http_get(serve.liveness->path.value)
                                      : doc::Map{{"tcpSocket", doc::Map{{"port", "http"}}}};
      startup.set("periodSeconds", kPeriod);
      startup.set("failureThreshold", (pods::seconds(serve.start_within.value) + kPeriod - 1) / kPeriod);
      container.set("startupProbe", std::move(startup));
    }
    if (serve.liveness) container.set("livenessProbe", probe(*serve.liveness));
    container.set("readinessProbe", serve.readiness ? probe(*serve.readiness) : opens_its_port());
  }

  void add_unless_written(doc::List& env, std::string_view name, std::string value) const {
    const auto written =
        std::ranges::any_of(workload_.env.entries, [&](const auto& e) { return e.name.value == name; });
    if (!written) env.add(doc::Map{{"name", name}, {"value", std::move(value)}});
  }

  doc::List environment() const {
    auto env = pods::environment(workload_.env);
    add_unless_written(env, "AWS_REGION", in_.graph.setting.region);
    for (const auto& [variable, secret] : workload_.secret_env) {
      const auto slash = secret.value.find('/');
      const auto key = slash == std::string::npos ? variable.value : secret.value.substr(slash + 1);
      env.add(doc::Value(pods::from_secret(variable.value, secret.value.substr(0, slash), key)).from(secret.where));
    }
    for (std::size_t i = 0; i < workload_.caches.size(); ++i) add_cache(env, workload_.caches[i], i);
    for (std::size_t i = 0; i < workload_.databases.size(); ++i) add_database(env, workload_.databases[i], i);
    if (metering::counts_tokens(in_.platform, workload_)) {
      add_unless_written(env, "TOKEN_METRICS_NAMESPACE", metering::tokens(in_.platform));
      add_unless_written(env, "MODEL_NAME", name_);
    }
    return env;
  }

  /// The first of its kind has the plain prefix, further ones carry their names.
  static std::string prefix_of(std::string_view plain, std::string_view name, std::size_t index) {
    if (index == 0) return std::string(plain);
    std::string prefix;
    for (const char c : name) prefix += c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return prefix;
  }

  void add_cache(doc::List& env, const spec::Text& name, std::size_t index) const {
    const auto* cache = in_.platform.caches.find(name.value);
    if (!cache) return;
    const auto prefix = prefix_of("REDIS", name.value, index);
    const auto address = cache_address(name.value, *cache);
    add_unless_written(env, prefix + "_ADDRESS", address.host + ":" + std::to_string(address.port));
    if (address.tls) add_unless_written(env, prefix + "_TLS", "true");
    env.add(pods::from_secret(prefix + "_PASSWORD", address.secret, "password"));
  }

  /// The password stays with AWS: whoever has a role that may read the secret asks for it there.
  void add_database(doc::List& env, const spec::Text& name, std::size_t index) const {
    const auto* database = in_.platform.databases.find(name.value);
    if (!database) return;
    const auto prefix = prefix_of("DATABASE", name.value, index);
    const auto id = database_id(name.value);
    add_unless_written(env, prefix + "_HOST", id.interpolated("address"));
    add_unless_written(env, prefix + "_PORT", id.interpolated("port"));
    if (!database->database_name.value.empty())
      add_unless_written(env, prefix + "_NAME", database->database_name.value);
    add_unless_written(env, prefix + "_SECRET_ARN", id.interpolated("master_user_secret[0].secret_arn"));
  }

  doc::Map container(doc::List mounts) const {
    const auto& serve = workload_.serve;
    doc::Map container{{"name", "server"},
                       {"image", doc::Value(pods::image(in_, serve.image.value)).from(serve.image.where)}};
    const auto words = [](const spec::Texts& texts) {
      doc::List list;
      for (const auto& text : texts) list.add(doc::Value(text.value).from(text.where));
      return list;
    };
    if (!serve.command.empty()) container.set("command", words(serve.command));
    if (!serve.args.empty()) container.set("args", words(serve.args));
    container.set("env", environment());
    if (port() > 0) container.set("ports", only(doc::Map{{"name", "http"}, {"containerPort", port()}}));
    container.set("resources", pods::resources(workload_.resources));
    container.set("securityContext", pods::container_security());
    add_probes(container);
    if (is_routed())
      container.set("lifecycle", doc::Map{{"preStop", doc::Map{{"sleep", doc::Map{{"seconds", kLeaveSeconds}}}}}});
    if (!mounts.empty()) container.set("volumeMounts", std::move(mounts));
    return container;
  }

  /// One volume for each replica, made and taken away with it: a claim of its own would hold all replicas in one zone.
  doc::Map model_cache() const {
    const doc::Map claim{{"accessModes", only("ReadWriteOnce")},
                         {"storageClassName", in_.platform.storage.default_class.value},
                         {"resources", doc::Map{{"requests", doc::Map{{"storage", workload_.model_cache.value}}}}}};
    return {{"name", "models"}, {"ephemeral", doc::Map{{"volumeClaimTemplate", doc::Map{{"spec", claim}}}}}};
  }

  doc::Map pod() const {
    doc::List volumes, mounts;
    if (!workload_.model_cache.value.empty()) {
      volumes.add(model_cache());
      mounts.add(doc::Map{{"name", "models"}, {"mountPath", "/models"}});
    }
    if (!workload_.file_system.value.empty())
      pods::add_claim(volumes, mounts, workload_.file_system.value,
                      workload_.model_cache.value.empty() ? "/models" : "/shared");
    pods::add_files(volumes, mounts, workload_.files);
    if (!workload_.shared_memory.value.empty()) pods::add_shared_memory(volumes, mounts, workload_.shared_memory.value);
    const auto stop = pods::seconds(workload_.serve.stop_within.value) + (is_routed() ? kLeaveSeconds : 0);
    doc::Map spec{{"serviceAccountName", account()},
                  {"automountServiceAccountToken", false},
                  {"terminationGracePeriodSeconds", doc::Value(stop).from(workload_.serve.stop_within.where)}};
    if (!workload_.priority.value.empty())
      spec.set("priorityClassName", doc::Value(workload_.priority.value).from(workload_.priority.where));
    pods::place(spec, pods::placement(in_, workload_.pool.value, workload_.resources));
    if (auto spread = pods::zone_spread(workload_.spread.value, labels_); !spread.empty())
      spec.set("topologySpreadConstraints", std::move(spread));
    spec.set("securityContext", pods::pod_security(workload_.run_as_user.value));
    spec.set("containers", only(container(std::move(mounts))));
    if (!volumes.empty()) spec.set("volumes", std::move(volumes));
    return spec;
  }

  void add_deployment() {
    doc::Map spec;
    if (!is_scaled(workload_.scale))
      spec.set("replicas", doc::Value(workload_.scale.min.value).from(workload_.scale.min.where));
    spec.set("selector", doc::Map{{"matchLabels", labels_}});
    spec.set("template", doc::Map{{"metadata", doc::Map{{"labels", all_labels()}}}, {"spec", pod()}});
    in_.add_object(
        doc::Map{
            {"apiVersion", "apps/v1"}, {"kind", "Deployment"}, {"metadata", metadata()}, {"spec", std::move(spec)}},
        origin_);
    if (const auto least = workload_.scale.min.value; least > 0)
      in_.add_check("Deployment " + name_ + " is available",
                    platform::KubernetesQuestion{"apps/v1", "Deployment", workload_.name_space.value, name_},
                    {"status.availableReplicas", platform::Expectation::Holds::AtLeast, std::to_string(least)});
    else
      check_condition(in_, "Deployment " + name_ + " is available",
                      {"apps/v1", "Deployment", workload_.name_space.value, name_}, "Available");
    check_pods_have_nodes(in_, name_, workload_.name_space.value, pods::name_selector(name_));
  }

  void add_service() {
    auto service_metadata = metadata();
    const auto& serve = workload_.serve;
    if (is_routed() && serve.readiness)
      service_metadata.set("annotations",
                           doc::Map{{"alb.ingress.kubernetes.io/healthcheck-path", serve.readiness->path.value}});
    in_.add_object(
        doc::Map{
            {"apiVersion", "v1"},
            {"kind", "Service"},
            {"metadata", std::move(service_metadata)},
            {"spec", doc::Map{{"selector", labels_},
                              {"ports", only(doc::Map{{"name", "http"}, {"port", port()}, {"targetPort", "http"}})}}}},
        origin_);
  }

  void add_budget() {
    in_.add_object(
        doc::Map{{"apiVersion", "policy/v1"},
                 {"kind", "PodDisruptionBudget"},
                 {"metadata", metadata()},
                 {"spec", doc::Map{{"maxUnavailable", 1}, {"selector", doc::Map{{"matchLabels", labels_}}}}}},
        origin_);
  }

  /// Out: names, its own role, TLS, its caches, its own namespace. In: the load balancer when it has a route, its own
  /// namespace, and Prometheus.
  void add_policy() {
    const auto& name_space = workload_.name_space.value;
    policies::Policy policy{"allow-" + name_, name_space, labels_, true, true, {}, {}};
    policy.egress.add(policies::to_dns(in_.platform));
    policy.egress.add(policies::to_pod_identity());
    policy.egress.add(policies::to_https());
    policy.egress.add(policies::rule("to", only(policies::pods_of(name_space)), {}));
    for (const auto& cache : workload_.caches) allow_cache(policy, cache.value);
    for (const auto& database : workload_.databases)
      if (const auto* described = in_.platform.databases.find(database.value))
        policy.egress.add(policies::rule("to", policies::in_the_vpc(in_.platform),
                                         {described->engine.value == "postgres" ? 5432 : 3306}));
    if (port() > 0) {
      doc::List peers = only(policies::pods_of(name_space));
      if (chart_values::has_prometheus(in_)) peers.add(policies::pods_of("monitoring"));
      policy.ingress.add(policies::rule("from", std::move(peers), {port()}));
      if (is_routed()) policy.ingress.add(policies::rule("from", policies::in_the_vpc(in_.platform), {port()}));
    }
    policies::add(in_, std::move(policy), origin_);
  }

  void allow_cache(policies::Policy& policy, const std::string& name) const {
    const auto* cache = in_.platform.caches.find(name);
    if (!cache) return;
    const auto address = cache_address(name, *cache);
    if (cache->on.value == "cluster")
      policy.egress.add(policies::rule("to", only(policies::pods_of(cache->name_space.value, pods::name_label(name))),
                                       {address.port}));
    else
      policy.egress.add(policies::rule("to", policies::in_the_vpc(in_.platform), {address.port}));
  }

  Expansion& in_;
  const std::string& name_;
  const spec::Workload& workload_;
  SourceRange origin_;
  doc::Map labels_;
};

}  // namespace

void add_service_pods(Expansion& in, const std::string& name, const spec::Workload& workload, SourceRange origin) {
  ServicePods(in, name, workload, origin).add();
}

}  // namespace slipway::components
