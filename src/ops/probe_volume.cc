#include "ops/probe.h"

namespace slipway::ops {

namespace {

// Of the Amazon ECR Public Gallery, where Docker's official images are without Docker Hub's limits.
constexpr const char* kImage = "public.ecr.aws/docker/library/busybox:1.37.0";
constexpr const char* kJob = "slipway-probe-volume";
constexpr const char* kWritten = "slipway wrote this";
constexpr std::int64_t kUser = 65'534;
constexpr std::int64_t kGraceSeconds = 120;  // the Job outlives our wait, so that its pod can be asked why

doc::List only(doc::Value value) {
  doc::List list;
  list.add(std::move(value));
  return list;
}

/// The class of claims that name none. One that keeps its volumes would leave the probe's behind, and is not probed.
const platform::Object* default_class(const platform::Graph& graph) {
  for (const platform::Object* object : graph.of_kind("StorageClass")) {
    const auto& annotations = object->root()["metadata"]["annotations"];
    if (annotations["storageclass.kubernetes.io/is-default-class"].text() == "true" &&
        object->root()["reclaimPolicy"].text() != "Retain")
      return object;
  }
  return nullptr;
}

/// On any node: a claim is not tied to a pool.
doc::Value job(std::int64_t milliseconds) {
  const doc::Map labels{{"slipway.dev/probe", "true"}};
  const doc::Map claim{{"accessModes", only("ReadWriteOnce")},
                       {"resources", doc::Map{{"requests", doc::Map{{"storage", "1Gi"}}}}}};
  const doc::Map volume{
      {"name", "volume"},
      {"ephemeral",
       doc::Map{{"volumeClaimTemplate", doc::Map{{"metadata", doc::Map{{"labels", labels}}}, {"spec", claim}}}}}};
  doc::List command;
  for (const std::string& word : {std::string("sh"), std::string("-c"),
                                  "echo " + std::string(kWritten) + " > /volume/probe && cat /volume/probe"})
    command.add(word);
  const doc::Map size{{"cpu", "10m"}, {"memory", "32Mi"}};
  doc::Map container{{"name", "probe"},
                     {"image", kImage},
                     {"command", std::move(command)},
                     {"resources", doc::Map{{"requests", size}, {"limits", doc::Map{{"memory", "32Mi"}}}}},
                     {"securityContext",
                      doc::Map{{"allowPrivilegeEscalation", false}, {"capabilities", doc::Map{{"drop", only("ALL")}}}}},
                     {"volumeMounts", only(doc::Map{{"name", "volume"}, {"mountPath", "/volume"}})}};
  doc::Map pod{{"restartPolicy", "Never"},
               {"automountServiceAccountToken", false},
               {"tolerations", only(doc::Map{{"operator", "Exists"}})},
               {"securityContext", doc::Map{{"runAsNonRoot", true},
                                            {"runAsUser", kUser},
                                            {"fsGroup", kUser},
                                            {"seccompProfile", doc::Map{{"type", "RuntimeDefault"}}}}},
               {"containers", only(std::move(container))},
               {"volumes", only(volume)}};
  return doc::Map{
      {"apiVersion", "batch/v1"},
      {"kind", "Job"},
      {"metadata", doc::Map{{"name", kJob}, {"namespace", kProbeNamespace}, {"labels", labels}}},
      {"spec", doc::Map{{"backoffLimit", 0},
                        {"activeDeadlineSeconds", milliseconds / 1000 + kGraceSeconds},
                        {"ttlSecondsAfterFinished", 600},  // should nobody be left to remove it
                        {"template", doc::Map{{"metadata", doc::Map{{"labels", labels}}}, {"spec", std::move(pod)}}}}}};
}

}  // namespace

std::optional<Probe> volume_probe(const platform::Graph& graph, std::int64_t milliseconds) {
  const platform::Object* of = default_class(graph);
  if (!of) return std::nullopt;
  return Probe{kJob,
               job(milliseconds),
               std::string("kubectl get storageclass,persistentvolumeclaim --namespace ") + kProbeNamespace,
               {platform::LiveCheck{"a claim that names no class is bound and can be written to",
                                    platform::KubernetesQuestion{"storage.k8s.io/v1", "StorageClass", "", of->name()},
                                    {"log", platform::Expectation::Holds::Contains, kWritten},
                                    of->component,
                                    of->origin}}};
}

}  // namespace slipway::ops
