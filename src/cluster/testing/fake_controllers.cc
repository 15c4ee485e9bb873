#include <fmt/core.h>

#include "cluster/testing/fake_api_server.h"

namespace slipway::cluster::testing {

namespace {

std::string ready_status(const doc::Node& object) {
  const std::string_view kind = object["kind"].text();
  const std::int64_t generation = object["metadata"]["generation"].integer();
  const doc::Node& replicas = object["spec"]["replicas"];
  const std::int64_t count = replicas.kind() == doc::Kind::Int ? replicas.integer() : 1;
  if (kind == "Deployment" || kind == "StatefulSet" || kind == "ReplicaSet")
    return fmt::format(
        R"({{"observedGeneration":{},"replicas":{},"updatedReplicas":{},"readyReplicas":{},"availableReplicas":{}}})",
        generation, count, count, count, count);
  if (kind == "DaemonSet")
    return fmt::format(R"({{"observedGeneration":{},"desiredNumberScheduled":1,"updatedNumberScheduled":1,)"
                       R"("numberAvailable":1}})",
                       generation);
  if (kind == "Job")
    return R"({"startTime":"2026-11-26T00:00:00Z","succeeded":1,"conditions":[{"type":"Complete","status":"True"}]})";
  if (kind == "PersistentVolumeClaim") return R"({"phase":"Bound"})";
  if (kind == "Namespace") return R"({"phase":"Active"})";
  if (kind == "Pod") return R"({"phase":"Running","conditions":[{"type":"Ready","status":"True"}]})";
  if (kind == "CustomResourceDefinition")
    return R"({"conditions":[{"type":"NamesAccepted","status":"True"},{"type":"Established","status":"True"}]})";
  if (object["apiVersion"].text().find('.') != std::string_view::npos)
    return R"({"conditions":[{"type":"Ready","status":"True"}]})";
  return "";
}

}  // namespace

void FakeApiServer::run_controllers() {
  on_write = [this](const std::string& path) {
    const auto object = find(path);
    if (!object) return;
    const std::string status = ready_status(object->root());
    if (!status.empty()) set_status(path, status);
    if (object->root()["kind"].text() != "CustomResourceDefinition") return;
    const doc::Node& spec = object->root()["spec"];
    for (const doc::Node& version : spec["versions"].items())
      offer({std::string(spec["group"].text()), std::string(version["name"].text()),
             std::string(spec["names"]["kind"].text()), std::string(spec["names"]["plural"].text()),
             spec["scope"].text() == "Namespaced"});
  };
}

}  // namespace slipway::cluster::testing
