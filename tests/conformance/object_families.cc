// Names, images, ARNs, pods' resources and manifests, as k8s.io/apimachinery 0.36.3, kubernetes 1.36.3,
// distribution/reference 0.6.0 and aws-sdk-go-v2 1.48.0 decide.
#include <string>

#include "conformance/family.h"
#include "kube/arn.h"
#include "kube/field_checks.h"
#include "kube/image.h"
#include "kube/names.h"

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

}  // namespace

std::vector<Family> object_families() {
  return {{"primitives", "names", names},
          {"primitives", "annotations", annotations},
          {"primitives", "image", image},
          {"primitives", "arn", arn}};
}

}  // namespace slipway::conformance
