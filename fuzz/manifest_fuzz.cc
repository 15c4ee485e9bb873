// Manifests: the API server's decoder and our check with places agree on what is wrong; readers of objects take
// anything.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "doc/go_yaml.h"
#include "doc/json.h"
#include "kube/decode/field_check.h"
#include "kube/decode/manifest_decoder.h"
#include "kube/objects/autoscaler.h"
#include "kube/objects/cluster_node.h"
#include "kube/objects/jobs.h"
#include "kube/objects/karpenter.h"
#include "kube/objects/keda.h"
#include "kube/objects/node_classes.h"
#include "kube/objects/pod.h"
#include "kube/objects/service.h"
#include "kube/objects/storage.h"
#include "kube/objects/workloads.h"
#include "kube/pod_resources.h"

namespace {

using namespace slipway;

void require(bool holds) {
  if (!holds) std::abort();
}

void check_decoding(std::string_view text, const doc::YamlToJson& converted, const doc::Node& root) {
  const kube::ManifestVerdict verdict = kube::decode_manifest(text);
  if (converted.error) return require(verdict.error == *converted.error && verdict.lenient_error == verdict.error);
  require(verdict.lenient_error.empty() || verdict.lenient_error == verdict.error);
  Diagnostics found;
  const bool is_known = kube::check_object_fields(root, found);
  if (!is_known || !verdict.gvk || verdict.gvk->kind != root["kind"].text()) return;
  const auto has = [&](bool unknown_field) {
    return std::ranges::any_of(found.all(),
                               [&](const Diagnostic& one) { return (one.id == "KUBE007") == unknown_field; });
  };
  require(verdict.lenient_error.empty() == !has(false));
  const bool repeats_keys = doc::yaml_to_json(text, doc::Strictness::Strict).error.has_value();
  if (verdict.lenient_error.empty() && !repeats_keys) require(verdict.error.empty() == !has(true));
}

void read_as_everything(const doc::Node& root) {
  Diagnostics said;
  const kube::Pod pod = kube::read_pod(root, said);
  (void)kube::pod_requests(kube::with_default_resources(pod.spec));
  (void)kube::qos_class(pod.spec);
  (void)kube::read_deployment(root, said);
  (void)kube::read_stateful_set(root, said);
  (void)kube::read_daemon_set(root, said);
  (void)kube::read_replica_set(root, said);
  (void)kube::read_job(root, said);
  (void)kube::read_cron_job(root, said);
  (void)kube::read_service(root, said);
  (void)kube::read_pod_disruption_budget(root, said);
  (void)kube::read_node(root, said);
  (void)kube::read_persistent_volume(root, said);
  (void)kube::read_persistent_volume_claim(root, said);
  (void)kube::read_storage_class(root, said);
  (void)kube::read_horizontal_pod_autoscaler(root, said);
  (void)kube::read_node_pool(root, said);
  (void)kube::read_node_claim(root, said);
  (void)kube::read_ec2_node_class(root, said);
  (void)kube::read_auto_node_class(root, said);
  (void)kube::read_scaled_object(root, said);
  (void)kube::read_scaled_job(root, said);
  (void)kube::read_trigger_authentication(root, said);
  (void)kube::read_objects(root, said);
  for (const Diagnostic& one : said.all()) require(!one.id.empty() && !one.message.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const doc::YamlToJson converted = doc::yaml_to_json(text, doc::Strictness::Lenient);
  Diagnostics syntax;
  const doc::Document document = doc::read_json(std::make_shared<SourceText>("manifest", converted.json), syntax);
  if (syntax.has_errors() && !converted.error) return 0;  // deeper or larger than we read
  check_decoding(text, converted, document.root());
  if (!converted.error) read_as_everything(document.root());
  return 0;
}
