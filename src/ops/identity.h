#pragma once

#include <optional>
#include <string>

#include "ops/site.h"

namespace slipway::ops {

/// Whose state a folder holds. Kept in its `identity.json`, beside the journal, so that it outlives that.
struct Identity {
  std::string platform, cluster, region, account;
  std::string cluster_id = {};  // UID of the namespace kube-system; "" until the cluster was reached

  /// "platform demo, cluster demo in eu-west-1, account 111122223333"
  std::string text() const;
  /// What is not known of one of the two is no difference.
  bool agrees_with(const Identity& other) const;
};

/// The site's own: what platform.yaml and the credentials say.
Identity identity_of(const Site& site);

/// What was written down; else what Terraform's state, if it is beside, says of the cluster that it made; nullopt:
/// nobody knows. A failure: the file cannot be read.
Result<std::optional<Identity>> known_identity(const Site& site);
/// The same of a site's folder.
Result<std::optional<Identity>> known_identity(io::Files& files, const std::string& folder);
/// What Terraform's state says that is beside; nullopt: there is none, or it has no cluster.
std::optional<Identity> identity_of_state(io::Files& files, const std::string& folder);

/// Before the first change; what is known of the cluster stays.
Result<io::Done> remember_identity(const Site& site);
/// Once the cluster was reached.
Result<io::Done> remember_cluster(const Site& site, const std::string& id);
/// Nothing of it is left.
void forget_identity(const Site& site);

}  // namespace slipway::ops
