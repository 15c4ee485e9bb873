#include "ops/identity.h"

#include <fmt/core.h>

#include "base/text.h"
#include "doc/json.h"

namespace slipway::ops {
namespace {

std::string identity_file(const std::string& folder) { return folder + "/identity.json"; }

std::string textual(const Identity& identity) {
  doc::Map all{{"platform", identity.platform},
               {"cluster", identity.cluster},
               {"region", identity.region},
               {"account", identity.account}};
  if (!identity.cluster_id.empty()) all.set("clusterId", identity.cluster_id);
  return doc::write_json(doc::Value(std::move(all)), doc::JsonLayout::Indented);
}

std::optional<doc::Document> read_json_file(io::Files& files, const std::string& path) {
  const auto text = files.read(path);
  if (!text) return std::nullopt;
  Diagnostics mistakes;
  auto document = doc::read_json(std::make_shared<const SourceText>(path, *text), mistakes);
  if (mistakes.has_errors()) return std::nullopt;
  return document;
}

Result<io::Done> write(const Site& site, const Identity& identity) {
  const auto written = site.doors.files.write(identity_file(site.folder), textual(identity));
  if (!written) return written.error();
  return io::Done{};
}

}  // namespace

std::string Identity::text() const {
  return fmt::format("{}cluster {} in {}, account {}", platform.empty() ? "" : "platform " + platform + ", ", cluster,
                     region, account);
}

bool Identity::agrees_with(const Identity& other) const {
  const auto is_same = [](const std::string& a, const std::string& b) { return a.empty() || b.empty() || a == b; };
  return is_same(platform, other.platform) && is_same(cluster, other.cluster) && is_same(region, other.region) &&
         is_same(account, other.account) && is_same(cluster_id, other.cluster_id);
}

Identity identity_of(const Site& site) {
  const auto& setting = site.graph.setting;
  return {setting.platform, setting.cluster, setting.region, site.account};
}

/// Of the ARN that its cluster has: arn:aws:eks:eu-west-1:111122223333:cluster/demo.
std::optional<Identity> identity_of_state(io::Files& files, const std::string& folder) {
  const auto state = read_json_file(files, folder + "/tree/terraform/terraform.tfstate");
  if (!state) return std::nullopt;
  for (const doc::Node& resource : state->root()["resources"].items()) {
    if (resource["type"].text() != "aws_eks_cluster" || resource["instances"].size() == 0) continue;
    const auto parts = split(resource["instances"].items()[0]["attributes"]["arn"].text(), ':');
    if (parts.size() != 6 || !parts[5].starts_with("cluster/")) continue;
    return Identity{"", std::string(parts[5].substr(8)), std::string(parts[3]), std::string(parts[4])};
  }
  return std::nullopt;
}

Result<std::optional<Identity>> known_identity(io::Files& files, const std::string& folder) {
  if (files.look_at(identity_file(folder)) == io::Entry::Nothing) return identity_of_state(files, folder);
  const auto document = read_json_file(files, identity_file(folder));
  if (!document || !document->root().is_map())
    return Failure{FailureKind::Malformed, identity_file(folder) + " cannot be read: it says whose state this is"};
  const doc::Node& root = document->root();
  const auto text = [&](const char* name) { return std::string(root[name].text()); };
  return std::optional(Identity{text("platform"), text("cluster"), text("region"), text("account"), text("clusterId")});
}

Result<std::optional<Identity>> known_identity(const Site& site) {
  return known_identity(site.doors.files, site.folder);
}

Result<io::Done> remember_identity(const Site& site) {
  auto identity = identity_of(site);
  const auto known = known_identity(site);
  if (known && *known) identity.cluster_id = (*known)->cluster_id;
  return write(site, identity);
}

Result<io::Done> remember_cluster(const Site& site, const std::string& id) {
  const auto known = known_identity(site);
  if (known && *known && (*known)->cluster_id == id) return io::Done{};
  auto identity = identity_of(site);
  identity.cluster_id = id;
  return write(site, identity);
}

void forget_identity(const Site& site) {
  [[maybe_unused]] const auto gone = site.doors.files.remove(identity_file(site.folder));
}

}  // namespace slipway::ops
