#include <charconv>

#include "ops/helm.h"

namespace slipway::ops {
namespace {

using Releases = std::map<std::pair<std::string, std::string>, ReleaseState>;

/// 0: no number.
int revision_of(std::string_view text) {
  int revision = 0;
  std::from_chars(text.data(), text.data() + text.size(), revision);
  return revision;
}

Result<Releases, cluster::ApiFailure> newest(cluster::Api& api, const std::string& ns, const std::string& selector) {
  Releases all;
  const cluster::ApiResource secrets{"", "v1", "secrets", "Secret", true, {"list"}};
  const auto take = [&](const doc::Node& secret) {
    const doc::Node& labels = secret["metadata"]["labels"];
    ReleaseState one{std::string(secret["metadata"]["namespace"].text()),
                     std::string(labels["name"].text()),
                     std::string(secret["metadata"]["name"].text()),
                     revision_of(labels["version"].text()),
                     std::string(labels["status"].text()),
                     std::string(labels[kReleasePlatform].text()),
                     std::string(labels[kReleaseInputs].text()),
                     std::string(secret["metadata"]["creationTimestamp"].text()),
                     std::string(secret["metadata"]["uid"].text())};
    if (one.revision <= 0) return;  // none that Helm wrote
    auto& known = all[{one.ns, one.name}];
    if (one.revision > known.revision) known = std::move(one);
  };
  const auto read = api.list_metadata(secrets, ns, selector, take);
  if (!read) return read.error();
  return all;
}

}  // namespace

Result<Releases, cluster::ApiFailure> releases(cluster::Api& api) { return newest(api, "", "owner=helm"); }

Result<std::optional<ReleaseState>, cluster::ApiFailure> release_now(cluster::Api& api, const std::string& ns,
                                                                     const std::string& name) {
  auto all = newest(api, ns, "owner=helm,name=" + name);
  if (!all) return all.error();
  const auto found = all->find({ns, name});
  if (found == all->end()) return std::optional<ReleaseState>();
  return std::optional(std::move(found->second));
}

}  // namespace slipway::ops
