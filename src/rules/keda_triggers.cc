#include "rules/keda_triggers.h"

#include "base/text.h"
#include "subject/namespaces.h"

namespace slipway::rules {

InCluster in_cluster(std::string_view url, std::string_view ns, const std::set<std::string_view>& namespaces) {
  if (const std::size_t scheme = url.find("://"); scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  const std::string_view host = url.substr(0, url.find_first_of(":/?"));
  const auto labels = split(host, '.');
  if (host.empty() || url.find_first_of("${<") != url.npos || labels.front() == "localhost") return {};
  if (labels.size() == 1) return {labels[0], subject::namespace_or_default(ns)};
  if (labels.size() == 2 ? namespaces.contains(labels[1]) : labels[2] == "svc") return {labels[0], labels[1]};
  return {};
}

std::set<std::string_view> namespaces_of(const subject::Subject& subject) {
  std::set<std::string_view> out;
  for (const kube::Object& object : subject.objects()) out.insert(object.kind == "Namespace" ? object.name : object.ns);
  for (const subject::Release& release : subject.releases()) out.insert(release.ns);
  return out;
}

}  // namespace slipway::rules
