#include "components/parts/addon.h"

#include "components/parts/lay_over.h"
#include "components/parts/names.h"
#include "platform/fill.h"

namespace slipway::components {

namespace {

doc::Value version_of(Expansion& in, std::string_view name, const spec::Addon* written) {
  if (written && !written->version.value.empty()) return written->version.value;
  return in
      .add_data("aws_eks_addon_version", platform::local_name(name),
                // By its number: a reference would have Terraform not know it whenever anything of the cluster changes.
                {{"addon_name", name}, {"kubernetes_version", in.graph.setting.version}, {"most_recent", false}})
      .attribute("version");
}

platform::ResourceId give_identity(Expansion& in, const AddonIdentity& identity, doc::Map& arguments,
                                   SourceRange origin) {
  const auto made = role_for_service_accounts(in, identity.role, {identity.account}, BoundBy::Addon, origin);
  if (in.platform.identity.value == spec::Identity::Irsa)
    arguments.set("service_account_role_arn", made.role.attribute("arn"));
  else
    arguments.set("pod_identity_association",
                  doc::Map{{"service_account", identity.account.name}, {"role_arn", made.role.attribute("arn")}});
  return made.role;
}

}  // namespace

platform::ResourceId add_addon(Expansion& in, std::string_view name, doc::Map configuration,
                               const std::optional<AddonIdentity>& identity, SourceRange origin) {
  const auto* written = in.platform.cluster.addons.find(name);
  if (written && written->configuration) lay_over(configuration, *written->configuration);
  doc::Map arguments{{"cluster_name", kCluster.attribute("name")},
                     {"addon_name", name},
                     {"addon_version", version_of(in, name, written)},
                     {"resolve_conflicts_on_create", "OVERWRITE"},
                     {"resolve_conflicts_on_update", "OVERWRITE"}};
  if (!configuration.empty()) arguments.set("configuration_values", std::move(configuration));
  std::optional<platform::ResourceId> role;
  if (identity) role = give_identity(in, *identity, arguments, origin);
  const auto id = in.add("aws_eks_addon", platform::local_name(name), std::move(arguments),
                         written && written->where ? written->where : origin);
  in.add_check(
      "add-on " + std::string(name) + " is active",
      platform::AwsQuestion{"eks", "DescribeAddon", {{"clusterName", in.graph.setting.cluster}, {"addonName", name}}},
      {"addon.status", platform::Expectation::Holds::Equals, "ACTIVE"});
  if (role && in.platform.identity.value == spec::Identity::PodIdentity)
    check_pod_identity(in, "add-on " + std::string(name), identity->account, *role);
  for (const auto* group : in.graph.of_type("aws_eks_node_group")) in.graph.find(id)->depends_on.push_back(group->id);
  return id;
}

bool has_nodes_of_its_own(const spec::Platform& platform) {
  return platform.cluster.mode.value == spec::ClusterMode::Managed || !platform.node_groups.empty();
}

}  // namespace slipway::components
