#include "admission/served_kinds.h"

#include <gtest/gtest.h>

#include <tuple>

#include "doc/yaml.h"
#include "schema/verdict.h"

namespace slipway::admission {
namespace {

struct Read {
  Read(const std::string& api_version, const std::string& kind) {
    const std::string text = "apiVersion: " + api_version + "\nkind: " + kind + "\nmetadata: {name: a}\n";
    documents = doc::read_yaml(std::make_shared<const SourceText>("a.yaml", text), said);
    object = kube::read_object(documents.at(0).root(), said);
  }
  Diagnostics said;
  std::vector<doc::Document> documents;
  kube::Object object;
};

TEST(ServedKinds, KnowVersionsThatWereServedOnce) {
  const struct {
    const char *api_version, *kind, *kubernetes, *karpenter, *fix;  // no fix: it is served, or was never
  } kCases[] = {
      {"policy/v1beta1", "PodDisruptionBudget", "1.35", "1.14.1", "write it as policy/v1"},
      {"policy/v1beta1", "PodDisruptionBudget", "1.24", "1.14.1", ""},
      {"apps/v1beta2", "Deployment", "1.35", "1.14.1", "write it as apps/v1"},
      {"batch/v1beta1", "Job", "1.35", "1.14.1", ""},
      {"karpenter.sh/v1beta1", "NodePool", "1.20", "1.14.1", "write it as karpenter.sh/v1"},
      {"karpenter.sh/v1beta1", "NodePool", "1.30", "0.37.0", ""},
      {"karpenter.sh/v1alpha5", "Provisioner", "1.30", "0.37.0", "write it as karpenter.sh/v1 NodePool"},
      {"karpenter.sh/v1alpha5", "Provisioner", "1.26", "0.31.0", ""},
      {"apps/v1", "Deployment", "1.35", "1.14.1", ""},
      {"batch/v2alpha1", "CronJob", "1.35", "1.14.1", "write it as batch/v1"},
      {"storage.k8s.io/v1beta1", "CSIDriver", "1.35", "1.14.1", "write it as storage.k8s.io/v1"},
      {"storage.k8s.io/v1beta1", "VolumeAttributesClass", "1.35", "1.14.1", ""},
      {"admissionregistration.k8s.io/v1beta1", "MutatingAdmissionPolicy", "1.35", "1.14.1", ""},
      {"karpenter.k8s.aws/v1alpha1", "AWSNodeTemplate", "1.35", "1.14.1",
       "write it as karpenter.k8s.aws/v1 EC2NodeClass"},
  };
  for (const auto& one : kCases) {
    const Read read(one.api_version, one.kind);
    const auto said = version_not_served(read.object, {one.kubernetes, one.karpenter});
    EXPECT_EQ(said ? said->fix : "", one.fix) << one.api_version << ' ' << one.kubernetes;
    if (said) {
      EXPECT_EQ(said->where.line, 1);
    }
  }
}

TEST(ServedKinds, KnowWhatAutoscalersDoNotFind) {
  struct Case {
    const char *autoscaler, *target;
    const char* says;  // nothing: it is found, or nobody can say
  };
  constexpr const char *kHpa = "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\n",
                       *kKeda = "apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\n";
  for (const Case& c : {
           Case{kHpa, "extensions/v1beta1, kind: Deployment", "API012 not served since Kubernetes 1.16"},
           {kKeda, "extensions/v1beta1, kind: Deployment", "API012 not served since Kubernetes 1.16"},
           {kHpa, "apps/v1beta2, kind: Deployment", ""},  // the group is enough
           {kKeda, "apps/v1beta2, kind: StatefulSet", "API012 not served since Kubernetes 1.16"},
           {kHpa, "v1, kind: Deployment", "API015 no matches for kind Deployment in version v1"},
           {kKeda, "apps/v1, kind: Deploymnt", "API015 no matches for kind Deploymnt in version apps/v1"},
           {kHpa, "apps/v1, kind: Deployment", ""},
           {kKeda, "apps/v1, kind: StatefulSet", ""},
           {kKeda, "argoproj.io/v1alpha1, kind: Rollout", ""},
           {"apiVersion: v1\nkind: ConfigMap\n", "extensions/v1beta1, kind: Deployment", ""},
       }) {
    Diagnostics said;
    const auto documents = doc::read_yaml(
        std::make_shared<const SourceText>("a.yaml", std::string(c.autoscaler) +
                                                         "metadata: {name: a}\nspec:\n  scaleTargetRef: {name: b, "
                                                         "apiVersion: " +
                                                         c.target + "}\n"),
        said);
    const kube::Object object = kube::read_object(documents.at(0).root(), said);
    const auto found = target_not_served(object, {"1.35", "1.14.1"});
    const std::string_view says = c.says;
    ASSERT_EQ(found.has_value(), !says.empty()) << c.autoscaler << c.target;
    if (!found) continue;
    EXPECT_EQ(found->id, says.substr(0, 6));
    EXPECT_NE(found->message.find(says.substr(7)), std::string::npos) << found->message;
    EXPECT_EQ(found->where.line, 5);
  }
}

TEST(ServedKinds, KnowThatAGroupWithoutADomainIsNobodys) {
  for (const auto& [version, kind, meant] : {std::tuple{"core/v1", "Pod", "v1"},
                                             {"networking/v1", "Ingress", "networking.k8s.io/v1"},
                                             {"rbac/v1", "Role", "rbac.authorization.k8s.io/v1"},
                                             {"app/v1", "Deployment", "apps/v1"}}) {
    const Read read(version, kind);
    const auto said = no_such_kind(read.object);
    ASSERT_TRUE(said) << version;
    EXPECT_EQ(said->fix, std::string("write ") + meant);
  }
  for (const auto& [version, kind] : {std::pair{"skaffold/v4beta11", "Config"}, {"example.com/v1", "Deployment"}}) {
    const Read read(version, kind);
    EXPECT_FALSE(no_such_kind(read.object)) << version;
  }
}

TEST(ServedKinds, KnowThatGroupsOfKubernetesHaveOneDomainEach) {
  for (const auto& [version, kind, meant] : {std::tuple{"apps.k8s.io/v1", "Deployment", "apps/v1"},
                                             {"batch.k8s.io/v1", "Job", "batch/v1"},
                                             {"core.k8s.io/v1", "Pod", "v1"},
                                             {"rbac.k8s.io/v1", "Role", "rbac.authorization.k8s.io/v1"}}) {
    const Read read(version, kind);
    const auto said = no_such_kind(read.object);
    ASSERT_TRUE(said) << version;
    EXPECT_EQ(said->fix, std::string("write ") + meant);
  }
  for (const auto& [version, kind] : {std::pair{"audit.k8s.io/v1", "Event"},
                                      {"app.k8s.io/v1beta1", "Application"},
                                      {"apps.kruise.io/v1beta1", "StatefulSet"}}) {
    const Read read(version, kind);
    EXPECT_FALSE(no_such_kind(read.object)) << version;
  }
}

std::vector<NamedKind> with_schema() {
  static const schema::Judge judge;
  std::vector<NamedKind> out;
  for (const auto& [api_version, kind] : judge.custom_kinds()) out.push_back({api_version, kind});
  return out;
}

TEST(ServedKinds, KnowWhatNoReleaseOfAProjectHas) {
  const struct {
    const char *api_version, *kind, *says;  // of the fix or the hint; nullptr: nothing to say
  } kCases[] = {
      {"karpenter.sh/v1", "Nodepool", "write NodePool"},
      {"karpenter.k8s.aws/v1", "AWSNodeTemplate", "write it as karpenter.k8s.aws/v1 EC2NodeClass"},
      {"karpenter.sh/v1", "Provisioner", "write it as karpenter.sh/v1 NodePool"},
      {"keda.sh/v1", "ScaledObject", "KEDA 2.20 has keda.sh/v1alpha1; a later release may have this one"},
      {"keda.sh/v1alpha1", "ScaledObjects", "write ScaledObject"},
      {"monitoring.coreos.com/v1beta1", "ServiceMonitor", "write monitoring.coreos.com/v1"},
      {"karpenter.sh/v1", "EC2NodeClass", "write karpenter.k8s.aws/v1"},
      {"kueue.x-k8s.io/v1", "ClusterQueue", "Kueue 0.19 has kueue.x-k8s.io/v1beta2; a later release may have this one"},
      {"jobset.x-k8s.io/v1", "JobSet", "JobSet 0.12 has jobset.x-k8s.io/v1alpha2; a later release may have this one"},
      {"argoproj.io/v1alpha1", "application", "write Application"},
      {"karpenter/v1", "NodePool", "write karpenter.sh/v1"},
      // What was served once, is served without a schema of it here, or is somebody else's.
      {"cert-manager.io/v1alpha2", "Certificate", nullptr},
      {"monitoring.coreos.com/v1", "Prometheus", nullptr},
      {"monitoring.coreos.com/v1alpha1", "AlertmanagerConfig", nullptr},
      {"kueue.x-k8s.io/v1beta1", "MultiKueueConfig", nullptr},
      {"karpenter.sh/v1beta1", "NodePool", nullptr},
      {"gateway.networking.k8s.io/v1alpha1", "ConformanceReport", nullptr},  // files of the project's own
      {"argoproj.io/v1alpha1", "Rollout", nullptr},
      {"argoproj.io/v1alpha1", "Applicaton", nullptr},
      {"nvidia.com/v2", "ClusterPolicy", nullptr},
      {"kubeflow.org/v2beta1", "MPIJob", nullptr},
      {"karpenter.azure.com/v1beta1", "AKSNodeClass", nullptr},
      {"kpack.io/v1", "Image", nullptr},
      {"skaffold/v4beta11", "Config", nullptr},
  };
  const auto known = with_schema();
  for (const auto& one : kCases) {
    const Read read(one.api_version, one.kind);
    const auto said = no_such_custom_kind(read.object, known);
    ASSERT_EQ(said.has_value(), one.says != nullptr) << one.api_version << ' ' << one.kind;
    if (!said) continue;
    EXPECT_EQ(said->id, "API015");
    EXPECT_TRUE(said->fix == one.says || said->hint == one.says) << said->fix << ' ' << said->hint;
  }
}

// Of a version to come nobody here can know: what is newer than all that were looked at is no error, and nobody's edit.
TEST(ServedKinds, MayHaveANewerVersionInALaterRelease) {
  const auto known = with_schema();
  for (const auto& [api_version, kind, is_newer] : {std::tuple("keda.sh/v1", "ScaledObject", true),
                                                    {"keda.sh/v1beta1", "ScaledJob", true},
                                                    {"cert-manager.io/v2alpha1", "Certificate", true},
                                                    {"monitoring.coreos.com/v2", "Prometheus", true},
                                                    {"cert-manager.io/v1beta7", "Certificate", false},
                                                    {"monitoring.coreos.com/v1beta1", "ServiceMonitor", false},
                                                    {"keda.sh/alpha1", "ScaledObject", false}}) {
    const Read read(api_version, kind);
    const auto said = no_such_custom_kind(read.object, known);
    ASSERT_TRUE(said) << api_version;
    EXPECT_EQ(said->severity, is_newer ? Severity::Warning : Severity::Error) << api_version;
    EXPECT_EQ(said->fixes.empty(), is_newer) << api_version;
  }
}

TEST(ServedKinds, SayOfOtherGroupsWhatIsNear) {
  const struct {
    const char *api_version, *kind, *says;
  } kCases[] = {
      {"argoproj.io/v1alpha1", "Applicaton", "did you mean Application?"},
      {"nvidia.com/v2", "ClusterPolicy", "nvidia.com/v1 is known"},
      {"karpenter.io/v1", "NodePool", "did you mean karpenter.sh/v1?"},
      {"argoproj.io/v1alpha1", "Rollout", ""},
      {"cluster.x-k8s.io/v1beta1", "Cluster", ""},
  };
  const auto known = with_schema();
  for (const auto& one : kCases) {
    const Read read(one.api_version, one.kind);
    EXPECT_EQ(likely_meant(read.object, known), one.says) << one.api_version << ' ' << one.kind;
  }
}

TEST(ServedKinds, HaveASchemaOrNone) {
  for (const KindWithoutSchema& one : kinds_without_schema()) {
    EXPECT_NE(project_of(one.group), "") << one.group;
    for (const NamedKind& known : with_schema())
      for (const std::string_view version : one.versions)
        EXPECT_FALSE(known.kind == one.kind && known.api_version == std::string(one.group) + "/" + std::string(version))
            << known.api_version << ' ' << known.kind;
  }
}

TEST(ServedKinds, KnowVersionsThatCameLater) {
  const struct {
    const char *api_version, *kind, *kubernetes, *karpenter, *message;  // no message: it is served
  } kCases[] = {
      {"resource.k8s.io/v1", "ResourceClaim", "1.33", "1.14.1",
       "resource.k8s.io/v1 ResourceClaim is served from Kubernetes 1.34 on, not by 1.33"},
      {"resource.k8s.io/v1", "ResourceClaim", "1.34", "1.14.1", ""},
      {"admissionregistration.k8s.io/v1", "MutatingAdmissionPolicy", "1.35", "1.14.1",
       "admissionregistration.k8s.io/v1 MutatingAdmissionPolicy is served from Kubernetes 1.36 on, not by 1.35"},
      {"admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration", "1.20", "1.14.1", ""},
      {"karpenter.sh/v1", "NodePool", "1.30", "0.31.0",
       "karpenter.sh/v1 NodePool is served from Karpenter 1.0 on, not by 0.31.0"},
      {"karpenter.sh/v1", "NodePool", "1.19", "1.0.0", ""},
      {"apps/v1", "Deployment", "1.18", "0.31.0", ""},
  };
  for (const auto& one : kCases) {
    const Read read(one.api_version, one.kind);
    const auto said = version_not_served_yet(read.object, {one.kubernetes, one.karpenter});
    EXPECT_EQ(said ? said->message : "", one.message) << one.api_version << ' ' << one.kind;
  }
}

TEST(ServedKinds, KnowWhatAGroupOfKubernetesHasNot) {
  const struct {
    const char *api_version, *kind, *hint;  // nullptr: nothing to say
  } kCases[] = {
      {"apps/v1", "Deploymnt", "did you mean Deployment?"},
      {"v1", "Deployment", "did you mean apps/v1?"},
      {"v1", "Wholly", ""},
      {"v1", "Config", nullptr},  // a kubeconfig
      {"policy/v1beta1", "PodSecurityPolicy", nullptr},
      {"apiextensions.k8s.io/v1", "CustomResourceDefinition", nullptr},
      {"example.org/v1", "Deploymnt", nullptr},
      {"storagemigration.k8s.io/v1beta1", "StorageVersionMigratoin", "did you mean StorageVersionMigration?"},
      {"storagemigration.k8s.io/v1", "StorageVersionMigration", ""},
      {"internal.apiserver.k8s.io/v1alpha1", "StorageVersions", "did you mean StorageVersion?"},
  };
  for (const auto& one : kCases) {
    const Read read(one.api_version, one.kind);
    const auto said = no_such_kind(read.object);
    ASSERT_EQ(said.has_value(), one.hint != nullptr) << one.api_version << ' ' << one.kind;
    if (said) {
      EXPECT_EQ(said->hint, one.hint) << one.kind;
    }
  }
}

}  // namespace
}  // namespace slipway::admission
