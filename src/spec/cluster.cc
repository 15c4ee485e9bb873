#include "spec/cluster.h"

#include "spec/rows.h"

namespace slipway::spec {

std::span<const Word> words_of(ClusterMode) {
  static constexpr Word kWords[] = {
      {"managed", "nodes by node groups and the autoscaler of your choice", int(ClusterMode::Managed)},
      {"auto", "EKS Auto Mode: AWS runs Karpenter, the CNI, EBS and load balancing", int(ClusterMode::Auto)},
  };
  return kWords;
}

std::span<const Word> words_of(SupportPolicy) {
  static constexpr Word kWords[] = {
      {"standard", "upgraded by AWS when standard support ends", int(SupportPolicy::Standard)},
      {"extended", "kept for another year, at a higher price", int(SupportPolicy::Extended)},
  };
  return kWords;
}

std::span<const Word> words_of(Identity) {
  static constexpr Word kWords[] = {
      {"podIdentity", "EKS Pod Identity: an agent on each node, associations in EKS", int(Identity::PodIdentity)},
      {"irsa", "IAM roles for service accounts: an OIDC provider and annotations", int(Identity::Irsa)},
  };
  return kWords;
}

const std::vector<std::int64_t>& log_retention_days() {
  static const std::vector<std::int64_t> days = {1,   3,   5,   7,   14,   30,   60,   90,   120,  150,  180,
                                                 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653};
  return days;
}

const StructType& type_of(const Endpoint*) {
  static const StructType type =
      Rows(Of<Endpoint>{}, "Endpoint", "Who reaches the Kubernetes API server.")
          .field("private", &Endpoint::private_access, "From inside the VPC.")
          .known_as({"privateAccess", "endpointPrivateAccess"})
          .field("public", &Endpoint::public_access, "From the internet.")
          .known_as({"publicAccess", "endpointPublicAccess"})
          .field("publicCidrs", &Endpoint::public_cidrs,
                 "From which addresses of the internet; without it, with public access, from all.")
          .is(format::kCidr)
          .known_as({"publicAccessCidrs"});
  return type;
}

const StructType& type_of(const Encryption*) {
  static const StructType type =
      Rows(Of<Encryption>{}, "Encryption", "Envelope encryption of Kubernetes Secrets with a KMS key.")
          .field("key", &Encryption::key, "The key.")
          .one_of({{"create", "a key of the platform's own"}, {"none", "the key that EKS owns"}})
          .is(format::kKeyArn)
          .known_as({"kmsKeyArn", "keyArn"})
          .field("rotation", &Encryption::rotation, "Whether a created key is rotated each year.")
          .field("deletionWindowDays", &Encryption::deletion_window_days,
                 "Days between the deletion of a created key and its end.")
          .between(7, 30);
  return type;
}

const StructType& type_of(const ClusterLogs*) {
  static const StructType type =
      Rows(Of<ClusterLogs>{}, "ClusterLogs", "The control plane's logs in CloudWatch Logs.")
          .field("types", &ClusterLogs::types, "Which logs; an empty list for none.")
          .one_of({{"api"}, {"audit"}, {"authenticator"}, {"controllerManager"}, {"scheduler"}})
          .field("retentionDays", &ClusterLogs::retention_days, "Days that they are kept.")
          .only(log_retention_days())
          .known_as({"retention", "logRetentionDays"})
          .field("encrypted", &ClusterLogs::encrypted, "Whether the key of secretsEncryption encrypts them too.");
  return type;
}

const StructType& type_of(const AccessEntry*) {
  static const StructType type =
      Rows(Of<AccessEntry>{}, "AccessEntry", "What an IAM role or user may do in the cluster.")
          .field("principalArn", &AccessEntry::principal_arn, "The role or user.")
          .is(format::kPrincipalArn)
          .required()
          .field("policy", &AccessEntry::policy, "The EKS access policy.")
          .one_of({{"AmazonEKSClusterAdminPolicy", "everything"},
                   {"AmazonEKSAdminPolicy", "everything in its namespaces"},
                   {"AmazonEKSAdminViewPolicy", "reads everything, Secrets too"},
                   {"AmazonEKSEditPolicy", "changes workloads in its namespaces"},
                   {"AmazonEKSViewPolicy", "reads what is no Secret"},
                   {"AmazonEKSSecretReaderPolicy", "reads Secrets"}})
          .field("namespaces", &AccessEntry::namespaces, "Namespaces to which that is limited; without it, none.")
          .known_as({"namespace"});
  return type;
}

const StructType& type_of(const Addon*) {
  static const StructType type =
      Rows(Of<Addon>{}, "Addon", "An EKS add-on beside those that components bring, or a version for one of those.")
          .field("version", &Addon::version,
                 "Its version, such as v1.20.1-eksbuild.3. Without it the one of slipway's "
                 "catalogue, else EKS's default for the cluster's version.")
          .is(format::kVersion)
          .field("configuration", &Addon::configuration, "Native configuration values of the add-on.")
          .known_as({"configurationValues"});
  return type;
}

const StructType& type_of(const Cluster*) {
  static const StructType type =
      Rows(Of<Cluster>{}, "Cluster", "The EKS cluster.")
          .field("name", &Cluster::name, "Its name in EKS.")
          .default_is("metadata.name")
          .field("version", &Cluster::version, "Minor version of Kubernetes, in quotes: \"1.35\".")
          .is(format::kKubernetesVersion)
          .known_as({"kubernetesVersion", "k8sVersion", "clusterVersion"})
          .field("mode", &Cluster::mode, "Who runs the nodes.")
          .field("support", &Cluster::support, "What happens when the version's standard support ends.")
          .known_as({"upgradePolicy"})
          .field("endpoint", &Cluster::endpoint, "Who reaches the API server.")
          .field("secretsEncryption", &Cluster::secrets_encryption, "The key that encrypts Secrets.")
          .known_as({"encryption", "kms", "encryptionConfig"})
          .field("logs", &Cluster::logs, "Logs of the control plane.")
          .known_as({"logging", "cloudWatch"})
          .field("access", &Cluster::access,
                 "Who may do what in the cluster, by a name of your choice; the role that creates it is always in.")
          .names_are(format::kDnsLabel)
          .known_as({"accessEntries"})
          .field("addons", &Cluster::addons, "EKS add-ons by name.")
          .names_are(format::kDnsLabel)
          .field("autoNodePools", &Cluster::auto_node_pools, "EKS's own node pools to keep, with mode auto.")
          .one_of({{"general-purpose", "on-demand C, M and R types"}, {"system", "for add-ons, tainted"}})
          .field("capabilities", &Cluster::capabilities, "EKS capabilities, run by AWS outside of the cluster.")
          .one_of(
              {{"argocd", "Argo CD"}, {"ack", "AWS Controllers for Kubernetes"}, {"kro", "Kube Resource Orchestrator"}})
          .field("rolePolicies", &Cluster::role_policies,
                 "Further policies of the control plane's role: names of AWS managed policies, or ARNs.")
          .field("deletionProtection", &Cluster::deletion_protection, "Whether EKS refuses to delete the cluster.");
  return type;
}

}  // namespace slipway::spec
