#include "rules/plans/accounts.h"

#include <algorithm>
#include <array>

#include "rules/plans/policy.h"

namespace slipway::rules {

namespace {

// Each driver's own manifests, and the EKS user guide's pages on them.
constexpr auto kDrivers = std::to_array<DriverAccount>({
    {"aws-ebs-csi-driver", "ebs-csi-controller-sa", "kube-system", "ebs", "AmazonEBSCSIDriverPolicyV2"},
    {"aws-efs-csi-driver", "efs-csi-controller-sa", "kube-system", "efs", "AmazonEFSCSIDriverPolicy"},
    {"aws-fsx-csi-driver", "fsx-csi-controller-sa", "kube-system", "fsx", "AmazonFSxFullAccess"},
    {"aws-mountpoint-s3-csi-driver", "s3-csi-driver-sa", "kube-system", "s3", ""},
    {"amazon-cloudwatch-observability", "cloudwatch-agent", "amazon-cloudwatch", "cloudwatch",
     "CloudWatchAgentServerPolicy"},
});

// The charts' values, where nobody names another.
constexpr auto kCharts = std::to_array<DriverAccount>({
    {"karpenter", "karpenter", "kube-system", "karpenter", ""},
    {"keda", "keda-operator", "keda", "keda", ""},
    {"external-secrets", "external-secrets", "external-secrets", "external-secret", ""},
});

constexpr std::string_view kOthers[] = {"aws-node",
                                        "karpenter",
                                        "aws-load-balancer-controller",
                                        "cluster-autoscaler",
                                        "aws-node-termination-handler",
                                        "keda-operator",
                                        "keda-metrics-server",
                                        "keda-webhook",
                                        "ebs-csi-node-sa",
                                        "efs-csi-node-sa",
                                        "fsx-csi-node-sa",
                                        "external-dns",
                                        "cert-manager",
                                        "external-secrets",
                                        "kuberay-operator",
                                        "s3-csi-driver-controller-sa"};

}  // namespace

std::span<const DriverAccount> driver_accounts() { return kDrivers; }

std::span<const DriverAccount> chart_accounts() { return kCharts; }

const DriverAccount* find_driver_account(std::string_view addon) {
  const auto found = std::ranges::find(kDrivers, addon, &DriverAccount::addon);
  return found == kDrivers.end() ? nullptr : &*found;
}

bool is_known_account(std::string_view service_account) {
  return std::ranges::find(kDrivers, service_account, &DriverAccount::service_account) != kDrivers.end() ||
         std::ranges::find(kOthers, service_account) != std::end(kOthers);
}

bool is_bound(const subject::Subject& subject, std::string_view service_account) {
  for (const Plan& plan : plans(subject)) {
    for (const PlannedResource* association : plan.of("aws_eks_pod_identity_association"))
      if ((*association)["service_account"].text() == service_account) return true;
    for (const PlannedResource* addon : plan.of("aws_eks_addon"))
      for (const doc::Node& association : blocks(*addon->values, "pod_identity_association"))
        if (association["service_account"].text() == service_account) return true;
    for (const Role& role : roles(plan))
      if (role.is_taken_by(service_account)) return true;
  }
  for (const subject::TerraformText& text : subject.configurations()) {
    for (const subject::TerraformItem* association : text.resources("aws_eks_pod_identity_association"))
      if ((*association)["service_account"] == service_account) return true;
    // In a module's map of accounts, or a trust policy: "kube-system:ebs-csi-controller-sa".
    if (text.source->text().find(":" + std::string(service_account) + "\"") != std::string::npos) return true;
  }
  for (const subject::Script& script : subject.scripts())
    for (const subject::ShellCommand& command : script.commands) {
      if (command.starts_with({"aws", "eks", "create-pod-identity-association"}))
        if (const subject::Word* account = command.flag("--service-account");
            account && account->text == service_account)
          return true;
      if (command.starts_with({"eksctl", "create", "iamserviceaccount"}) ||
          command.starts_with({"eksctl", "create", "podidentityassociation"}))
        for (const std::string_view flag : {"--name", "--service-account-name"})
          if (const subject::Word* account = command.flag(flag); account && account->text == service_account)
            return true;
    }
  return false;
}

}  // namespace slipway::rules
