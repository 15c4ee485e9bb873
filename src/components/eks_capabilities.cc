#include "components/component.h"
#include "components/parts/iam_statements.h"
#include "components/parts/identity.h"
#include "components/parts/names.h"

/// EKS Capabilities: Argo CD, ACK and kro, run by AWS outside of the cluster. (They are no add-ons. As charts they are
/// components of their own.)
namespace slipway::components {

namespace {

struct Options {
  spec::Text identity_center;
  spec::Text identity_center_region;
  spec::Texts argocd_admins;
  spec::Text argocd_namespace = std::string("argocd");
  spec::Texts ack_roles;
  SourceRange where;
};

const spec::StructType& type_of(const Options*) {
  static const spec::StructType type =
      spec::Rows(spec::Of<Options>{}, "EksCapabilities", "What cluster.capabilities need beyond their names.")
          .field("identityCenter", &Options::identity_center,
                 "ARN of the IAM Identity Center instance: Argo CD's users come from it, it has no others.")
          .is(spec::format::kArn)
          .field("identityCenterRegion", &Options::identity_center_region, "Its region; without it the platform's.")
          .field("argocdAdmins", &Options::argocd_admins, "Ids of Identity Center groups that administer Argo CD.")
          .field("argocdNamespace", &Options::argocd_namespace, "Where Applications live.")
          .field("ackRoles", &Options::ack_roles,
                 "ARNs of the roles that ACK may take, as IAMRoleSelectors name them; without it those of this account "
                 "that begin with <cluster>-ack-.")
          .is(spec::format::kPrincipalArn);
  return type;
}

const spec::StructType& options() { return type_of(static_cast<const Options*>(nullptr)); }

/// Objects that a capability has made in AWS stay when it is deleted; there is no other way yet.
void add_capability(Expansion& in, const std::string& name, const std::string& type, const RoleWanted& wanted,
                    doc::Map configuration, SourceRange origin) {
  const auto role = add_role(
      in, wanted, platform::trust_of_service("capabilities.eks.amazonaws.com", platform::SessionTags::Yes), origin);
  doc::Map arguments{{"cluster_name", kCluster.attribute("name")},
                     {"capability_name", name},
                     {"type", type},
                     {"role_arn", role.attribute("arn")},
                     {"delete_propagation_policy", "RETAIN"}};
  if (!configuration.empty()) arguments.set("configuration", std::move(configuration));
  in.add("aws_eks_capability", name, std::move(arguments), origin);
  in.add_check("capability " + name + " is active",
               platform::AwsQuestion{
                   "eks", "DescribeCapability", {{"clusterName", in.graph.setting.cluster}, {"capabilityName", name}}},
               {"capability.status", platform::Expectation::Holds::Equals, "ACTIVE"});
}

doc::Map argocd_configuration(const Expansion& in, const Options& options) {
  const auto& region = options.identity_center_region.value;
  doc::Map argocd{{"namespace", options.argocd_namespace.value},
                  {"aws_idc", doc::Map{{"idc_instance_arn", options.identity_center.value},
                                       {"idc_region", region.empty() ? in.graph.setting.region : region}}}};
  doc::List identities;
  for (const auto& group : options.argocd_admins) identities.add(doc::Map{{"id", group.value}, {"type", "SSO_GROUP"}});
  if (!identities.empty())
    argocd.set("rbac_role_mapping", doc::Map{{"role", "ADMIN"}, {"identity", std::move(identities)}});
  return {{"argo_cd", std::move(argocd)}};
}

void add_argocd(Expansion& in, const Options& options, SourceRange origin) {
  if (options.identity_center.value.empty()) {
    in.diagnostics.error(
        "CAP001", origin, "the Argo CD capability needs IAM Identity Center",
        "name it: components: [{eks-capabilities: {identityCenter: arn:aws:sso:::instance/…}}]; or take "
        "the chart: component argo-cd");
    return;
  }
  add_capability(in, "argocd", "ARGOCD", {"capability-argocd"}, argocd_configuration(in, options), origin);
}

/// It does nothing by itself but take the roles that IAMRoleSelectors choose, namespace by namespace.
void add_ack(Expansion& in, const Options& options, SourceRange origin) {
  std::vector<doc::Value> roles;
  for (const auto& role : options.ack_roles) roles.push_back(role.value);
  if (roles.empty()) roles.push_back(fill(in, "arn:{partition}:iam::{account}:role/{cluster}-ack-*"));
  RoleWanted wanted{"capability-ack"};
  wanted.statements = {platform::allow({"sts:AssumeRole", "sts:TagSession"}, roles)};
  add_capability(in, "ack", "ACK", wanted, {}, origin);
}

void expand_eks_capabilities(Expansion& in) {
  const auto options = in.read_options<Options>();
  for (const auto& capability : in.platform.cluster.capabilities) {
    if (capability.value == "argocd") add_argocd(in, options, capability.where);
    if (capability.value == "ack") add_ack(in, options, capability.where);
    if (capability.value == "kro") add_capability(in, "kro", "KRO", {"capability-kro"}, {}, capability.where);
  }
}

bool is_wanted(const spec::Platform& platform) { return !platform.cluster.capabilities.empty(); }

}  // namespace

extern const Component eks_capabilities = {
    "eks-capabilities",     "Argo CD, ACK and kro as EKS runs them", Stage::Addons, {}, is_wanted, options,
    expand_eks_capabilities};

}  // namespace slipway::components
