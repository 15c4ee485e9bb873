// Names, images, ARNs, pods' resources and manifests, as k8s.io/apimachinery 0.36.3, kubernetes 1.36.3,
// distribution/reference 0.6.0 and aws-sdk-go-v2 1.48.0 decide.
#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "conformance/family.h"
#include "conformance/inputs.h"
#include "doc/json.h"
#include "kube/arn.h"
#include "kube/decode/json_decoder.h"
#include "kube/decode/manifest_decoder.h"
#include "kube/field_checks.h"
#include "kube/image.h"
#include "kube/names.h"
#include "kube/objects/fields.h"
#include "kube/objects/pod.h"
#include "kube/pod_resources.h"

namespace slipway::conformance {
namespace {

doc::List texts(const std::vector<std::string>& range) {
  doc::List out;
  for (const std::string& text : range) out.add(text);
  return out;
}

doc::Value names(const doc::Node& input) {
  const std::string_view text = input["s"].text();
  const kube::FieldPath path("f");
  const std::pair<const char*, std::vector<std::string>> checks[] = {
      {"dns1123Label", kube::check_dns1123_label(text)},
      {"dns1123Subdomain", kube::check_dns1123_subdomain(text)},
      {"dns1123SubdomainWithUnderscore", kube::check_dns1123_subdomain_with_underscore(text)},
      {"dns1035Label", kube::check_dns1035_label(text)},
      {"wildcardDNS1123Subdomain", kube::check_wildcard_dns1123_subdomain(text)},
      {"qualifiedName", kube::check_label_key(text)},
      {"labelValue", kube::check_label_value(text)},
      {"portName", kube::check_port_name(text)},
      {"percent", kube::check_percent(text)},
      {"httpHeaderName", kube::check_http_header_name(text)},
      {"envVarName", kube::check_env_var_name(text)},
      {"relaxedEnvVarName", kube::check_relaxed_env_var_name(text)},
      {"configMapKey", kube::check_config_map_key(text)},
      {"cIdentifier", kube::check_c_identifier(text)},
      {"generateNamePrefix", kube::check_name_prefix(text)},
      {"fullyQualifiedName", to_strings(kube::check_fully_qualified_name(path, text))},
      {"domainPrefixedPath", to_strings(kube::check_domain_prefixed_path(path, text))},
      {"ip", to_strings(kube::check_ip(path, text))},
      {"cidr", to_strings(kube::check_cidr(path, text))},
  };
  doc::Map answer;
  for (const auto& [name, messages] : checks)
    if (!messages.empty()) answer.set(name, texts(messages));
  return answer;
}

doc::Value annotations(const doc::Node& input) {
  kube::Labels annotations;
  for (const doc::Member& member : input["annotations"].members())
    annotations.emplace(member.key.text(), member.value.text());
  const auto errors = check_annotations(annotations, kube::FieldPath("metadata.annotations"));
  return doc::Map{{"errs", texts(to_strings(errors))}};
}

doc::Value image(const doc::Node& input) {
  const std::string_view text = input["s"].text();
  doc::Map answer{{"pullPolicy", kube::default_pull_policy(text)}};
  const auto reference = kube::ImageReference::parse(text);
  if (!reference) {
    answer.set("reference", refused(reference.error().message));
    return answer.set("kubelet", refused(kube::kubelet_image_error(text, reference.error())));
  }
  kube::ImageReference with_tag = *reference;
  with_tag.tag = reference->pulled_tag();
  doc::Map described{{"ok", true},
                     {"domain", reference->domain},
                     {"path", reference->path},
                     {"familiar", reference->familiar()},
                     {"string", reference->to_string()},
                     {"withDefaultTag", with_tag.to_string()}};
  if (!reference->tag.empty()) described.set("tag", reference->tag);
  if (!reference->digest.empty()) described.set("digest", reference->digest);
  return answer.set("reference", described)
      .set("kubelet", doc::Map{{"ok", true},
                               {"repo", reference->name()},
                               {"tag", reference->pulled_tag()},
                               {"digest", reference->digest}});
}

doc::Value arn(const doc::Node& input) {
  const auto arn = kube::Arn::parse(input["s"].text());
  doc::Map answer{{"ok", arn.has_value()}, {"isARN", arn.has_value()}};
  if (!arn) return answer.set("err", arn.error().message);
  return answer.set("partition", arn->partition)
      .set("service", arn->service)
      .set("region", arn->region)
      .set("account", arn->account)
      .set("resource", arn->resource)
      .set("string", arn->to_string());
}

doc::Map amounts(const kube::ResourceList& list) {
  doc::Map out;
  for (const auto& [name, amount] : list) out.set(name, amount.to_string());
  return out;
}

doc::Map amounts(const kube::ResourceRequirements& resources) {
  return {{"requests", amounts(resources.requests)}, {"limits", amounts(resources.limits)}};
}

doc::List containers(const std::vector<kube::Container>& range) {
  doc::List out;
  for (const kube::Container& one : range) out.add(amounts(one.resources).set("name", one.name));
  return out;
}

/// Where the pod names an amount in the long form for itself, apimachinery's sum with the overhead is made in place:
/// later sums of the same pod start from it. The recording asks one pod again and again.
void keep_sum(kube::PodSpec& pod) {
  if (!pod.resources) return;
  for (auto& [name, amount] : pod.resources->requests)
    if (const auto extra = pod.overhead.find(name); extra != pod.overhead.end() && amount.has_long_form())
      amount += extra->second;
}

doc::Value resources(const doc::Node& input) {
  Diagnostics diagnostics;
  kube::PodSpec pod = kube::read_pod_spec(kube::Fields(input["pod"]["spec"], diagnostics));
  kube::PodSpec stored = with_default_resources(pod);
  doc::Map defaulted{{"containers", containers(stored.containers)},
                     {"initContainers", containers(stored.init_containers)}};
  if (stored.resources) defaulted.set("pod", amounts(*stored.resources));
  doc::Map answer{{"defaulted", defaulted}, {"qos", to_string(qos_class(stored))}};
  answer.set("requests", amounts(pod_requests(stored))).set("limits", amounts(pod_limits(stored)));
  keep_sum(stored);
  answer.set("requestsNoOverhead", amounts(pod_requests(stored, {.overhead = false})));
  answer.set("requestsNonZero", amounts(pod_requests(stored, {.where_missing = kube::scheduler_minimum()})));
  answer.set("requestsContainers", amounts(pod_requests(stored, {.pod_level = false})));
  answer.set("requestsUndefaulted", amounts(pod_requests(pod)));
  keep_sum(pod);
  return answer.set("qosUndefaulted", to_string(qos_class(pod)));
}

doc::Value decode_strict(const doc::Node& input) {
  const kube::ManifestVerdict verdict = kube::decode_manifest(bytes_of(input, "text"));
  doc::Map answer{{"ok", verdict.error.empty()}};
  if (verdict.gvk)
    answer.set("gvk",
               doc::Map{{"group", verdict.gvk->group}, {"version", verdict.gvk->version}, {"kind", verdict.gvk->kind}});
  if (!verdict.error.empty()) answer.set("err", verdict.error);
  if (!verdict.lenient_error.empty()) answer.set("lenientErr", verdict.lenient_error);
  return answer;
}

/// The kinds that the recording decodes JSON into.
constexpr std::pair<std::string_view, std::string_view> kJsonKinds[] = {
    {"Pod", "v1"}, {"ConfigMap", "v1"}, {"Service", "v1"}, {"Deployment", "apps/v1"}, {"NodePool", "karpenter.sh/v1"}};

/// What Go calls the type of a value that was decoded into an `any`.
std::string_view go_type(const doc::Node& node) {
  switch (node.kind()) {
    case doc::Kind::Null:
      return "nil";
    case doc::Kind::Bool:
      return "bool";
    case doc::Kind::Int:
      return "int64";
    case doc::Kind::Float:
      return "float64";
    case doc::Kind::String:
      return "string";
    case doc::Kind::List:
      return "[]interface {}";
    case doc::Kind::Map:
      return "map[string]interface {}";
  }
  return "";
}

doc::Value json(const doc::Node& input) {
  const std::string text = bytes_of(input, "text");
  const std::string_view kind = input["kind"].text();
  const auto outcome = doc::unmarshal_json(std::make_shared<SourceText>("case", text));
  if (outcome.error && (kind.empty() || outcome.error->offset)) {  // a syntax error is met before any type
    doc::Map answer{{"ok", false}, {"err", outcome.error->message}, {"strictErrs", doc::List()}};
    if (outcome.error->offset) answer.set("offset", static_cast<std::int64_t>(*outcome.error->offset));
    return answer;
  }
  if (kind.empty())
    return doc::Map{{"ok", true},
                    {"strictErrs", texts(outcome.strict_errors)},
                    {"value", canonical_json(outcome.document.root())},
                    {"type", go_type(outcome.document.root())}};
  const auto version = std::ranges::find(kJsonKinds, kind, [](const auto& known) { return known.first; });
  const auto decoded = kube::unmarshal_strict(text, *kube::FieldTrees::builtin().find(version->second, kind));
  doc::Map answer{{"ok", !decoded.error.has_value()}, {"strictErrs", texts(decoded.strict_errors)}};
  if (decoded.error) answer.set("err", *decoded.error);
  return answer;
}

}  // namespace

std::vector<Family> object_families() {
  return {{"primitives", "names", names},
          {"primitives", "annotations", annotations},
          {"primitives", "image", image},
          {"primitives", "arn", arn},
          {"primitives", "resources", resources},
          {"primitives", "decode-strict", decode_strict},
          {"primitives", "json", json}};
}

}  // namespace slipway::conformance
