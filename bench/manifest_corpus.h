#pragma once

#include <fmt/core.h>

#include <cstdint>
#include <initializer_list>
#include <string>

namespace slipway::bench {

/// Manifests of many teams in one stream, the same bytes for the same count: what a platform's repository holds, in
/// the forms that people write (block and flow, comments, quotes, blocks of text).
class ManifestCorpus {
 public:
  std::string write(int applications) {
    for (int i = 0; i < applications; ++i) application(i);
    return std::move(text_);
  }

 private:
  std::uint64_t below(std::uint64_t limit) {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15;  // SplitMix64
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return (z ^ (z >> 31)) % limit;
  }
  const char* pick(std::initializer_list<const char*> words) { return *(words.begin() + below(words.size())); }

  void head(const char* api, const char* kind, const std::string& name) {
    if (!text_.empty()) text_ += "---\n";
    if (below(7) == 0) text_ += fmt::format("# {} {}\n", kind, name);
    text_ += fmt::format("apiVersion: {}\nkind: {}\nmetadata:\n  name: {}\n  namespace: {}\n", api, kind, name, space_);
    if (below(3) == 0)
      text_ += fmt::format("  labels: {{app: {}, team: {}}}\n", name, space_);
    else
      text_ += fmt::format("  labels:\n    app.kubernetes.io/name: {}\n    app.kubernetes.io/part-of: \"{}\"\n", name,
                           space_);
  }

  void containers(const std::string& name, const char* pad) {
    for (std::uint64_t i = 0, count = 1 + below(2); i < count; ++i) {
      const char* cpu = pick({"100m", "250m", "1", "2", "3500m"});
      const char* memory = pick({"128Mi", "512Mi", "2Gi", "16Gi"});
      text_ +=
          fmt::format("{0}- name: {1}\n{0}  image: \"123456789012.dkr.ecr.us-west-2.amazonaws.com/{2}:v{3}.{4}\"\n",
                      pad, i == 0 ? "main" : "sidecar", name, below(4), below(30));
      text_ += fmt::format("{0}  args: [\"--listen\", \":{1}\", --log-level, {2}]\n", pad, 8080 + below(9),
                           pick({"info", "warn"}));
      text_ += fmt::format("{0}  ports:\n{0}  - name: http  # the service's target\n{0}    containerPort: {1}\n", pad,
                           8080 + below(9));
      text_ +=
          fmt::format("{0}  env:\n{0}  - {{name: MODEL, value: {1}}}\n{0}  - name: WORKERS\n{0}    value: \"{2}\"\n",
                      pad, pick({"llama-3-8b", "whisper-v3", "bge-large"}), 1 + below(8));
      text_ += fmt::format(
          "{0}  resources:\n{0}    requests:\n{0}      cpu: {1}\n{0}      memory: {2}\n{0}    limits:\n{0}      "
          "memory: {2}\n",
          pad, cpu, memory);
      if (below(3) == 0) text_ += fmt::format("{0}      nvidia.com/gpu: {1}\n", pad, 1 + below(8));
      text_ += fmt::format(
          "{0}  readinessProbe:\n{0}    httpGet:\n{0}      path: /healthz\n{0}      port: http\n{0}    periodSeconds: "
          "{1}\n",
          pad, 5 + below(20));
    }
  }

  void workload(const std::string& name) {
    head("apps/v1", "Deployment", name);
    text_ += fmt::format("spec:\n  replicas: {}\n  selector:\n    matchLabels:\n      app.kubernetes.io/name: {}\n",
                         1 + below(9), name);
    text_ +=
        fmt::format("  template:\n    metadata:\n      labels:\n        app.kubernetes.io/name: {}\n    spec:\n", name);
    text_ += fmt::format("      serviceAccountName: {}\n      terminationGracePeriodSeconds: {}\n      containers:\n",
                         name, 30 + below(90));
    containers(name, "      ");
    text_ += "      tolerations:\n      - key: nvidia.com/gpu\n        operator: Exists\n        effect: NoSchedule\n";
    text_ += fmt::format(
        "      topologySpreadConstraints:\n      - maxSkew: 1\n        topologyKey: topology.kubernetes.io/zone\n"
        "        whenUnsatisfiable: ScheduleAnyway\n        labelSelector:\n          matchLabels:\n            "
        "app.kubernetes.io/name: {}\n",
        name);
  }

  void config(const std::string& name) {
    head("v1", "ConfigMap", name + "-config");
    text_ +=
        fmt::format("data:\n  max_tokens: \"{}\"\n  queue_url: https://sqs.us-west-2.amazonaws.com/123456789012/{}\n",
                    256u << below(6), name);
    text_ += fmt::format("  config.yaml: |\n    # {}\n    server:\n      port: {}\n      timeout: {}s\n\n    models:\n",
                         name, 8080 + below(9), below(90));
    for (std::uint64_t i = below(6); i > 0; --i)
      text_ += fmt::format("    - name: model-{}\n      replicas: {}\n", i, below(9));
  }

  void service(const std::string& name) {
    head("v1", "Service", name);
    text_ += fmt::format(
        "spec:\n  type: ClusterIP\n  selector:\n    app.kubernetes.io/name: {}\n  ports:\n"
        "  - {{name: http, port: 80, targetPort: http, protocol: TCP}}\n",
        name);
  }

  void scaler(const std::string& name) {
    head("keda.sh/v1alpha1", "ScaledObject", name);
    text_ += fmt::format(
        "spec:\n  scaleTargetRef:\n    name: {}\n  minReplicaCount: {}\n  maxReplicaCount: {}\n  triggers:\n"
        "  - type: prometheus\n    metadata:\n      serverAddress: http://prometheus.monitoring:9090\n"
        "      query: 'sum(rate(requests_total{{app=\"{}\"}}[2m]))'\n      threshold: \"{}\"\n",
        name, below(3), 4 + below(60), name, 10 + below(90));
  }

  void budget(const std::string& name) {
    head("policy/v1", "PodDisruptionBudget", name);
    text_ +=
        fmt::format("spec:\n  maxUnavailable: {}%\n  selector:\n    matchLabels:\n      app.kubernetes.io/name: {}\n",
                    10 + below(40), name);
  }

  void application(int number) {
    space_ = pick({"assist-prod", "search", "ml-train", "ml-batch", "media", "platform"});
    const std::string name = fmt::format("{}-{}-{}", space_, pick({"api", "worker", "cache", "ranker"}), number);
    head("v1", "ServiceAccount", name);
    text_ +=
        fmt::format("  annotations:\n    eks.amazonaws.com/role-arn: \"arn:aws:iam::123456789012:role/{}\"\n", name);
    config(name);
    workload(name);
    service(name);
    scaler(name);
    if (below(2) == 0) budget(name);
  }

  std::string text_;
  std::string space_;
  std::uint64_t state_ = 7;
};

}  // namespace slipway::bench
