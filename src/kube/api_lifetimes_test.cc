#include "kube/api_lifetimes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "kube/decode/field_trees.h"
#include "kube/own_groups.h"
#include "kube/version.h"

namespace slipway::kube {
namespace {

bool is_tried_out(std::string_view version) {
  return version.find("alpha") != version.npos || version.find("beta") != version.npos;
}

TEST(ApiLifetimes, EveryRowIsWhole) {
  for (const ApiLifetime& one : api_lifetimes()) {
    const std::string name = std::string(one.api_version) + " " + std::string(one.kind);
    EXPECT_FALSE(one.source.empty()) << name;
    for (const std::string_view release : {one.since, one.gone})
      EXPECT_TRUE(release.empty() || Version::parse_major_minor(release)) << name;
    if (one.gone.empty()) {
      EXPECT_FALSE(one.since.empty()) << name << ": a row that says nothing";
      EXPECT_TRUE(one.now.empty() && one.instead.empty() && !one.is_renamed_only) << name;
      continue;
    }
    if (!one.since.empty()) {
      EXPECT_LT(Version::parse_generic(one.since).value(), Version::parse_generic(one.gone).value()) << name;
    }
    EXPECT_TRUE(!one.now.empty() || !one.instead.empty()) << name << ": nobody is told what to write";
  }
}

TEST(ApiLifetimes, WhatIsGoneLivesOnWhereItIsServed) {
  for (const ApiLifetime& one : api_lifetimes()) {
    if (one.now.empty() || one.now == "karpenter.k8s.aws/v1") continue;  // of AWS's kinds no Go types are here
    EXPECT_FALSE(is_tried_out(one.now)) << one.api_version;
    EXPECT_FALSE(gone_api(one.now, one.kind)) << one.api_version << ' ' << one.kind;
    const std::string_view kind = one.instead.empty() ? one.kind : one.instead.substr(one.instead.rfind(' ') + 1);
    EXPECT_TRUE(FieldTrees::builtin().find(one.now, kind) || FieldTrees::extensions().find(one.now, kind))
        << one.now << ' ' << kind;
  }
}

// What clients know as beta is either gone or served (if somebody asks the server to) by Kubernetes 1.36.
TEST(ApiLifetimes, HoldEveryBetaThatClientsKnow) {
  const std::set<std::string> served = {"admissionregistration.k8s.io/v1beta1 MutatingAdmissionPolicy",
                                        "admissionregistration.k8s.io/v1beta1 MutatingAdmissionPolicyBinding",
                                        "certificates.k8s.io/v1beta1 ClusterTrustBundle",
                                        "certificates.k8s.io/v1beta1 PodCertificateRequest",
                                        "coordination.k8s.io/v1beta1 LeaseCandidate",
                                        "networking.k8s.io/v1beta1 IPAddress",
                                        "networking.k8s.io/v1beta1 ServiceCIDR",
                                        "resource.k8s.io/v1beta1 DeviceClass",
                                        "resource.k8s.io/v1beta1 ResourceClaim",
                                        "resource.k8s.io/v1beta1 ResourceClaimTemplate",
                                        "resource.k8s.io/v1beta1 ResourceSlice",
                                        "resource.k8s.io/v1beta2 DeviceClass",
                                        "resource.k8s.io/v1beta2 DeviceTaintRule",
                                        "resource.k8s.io/v1beta2 ResourceClaim",
                                        "resource.k8s.io/v1beta2 ResourceClaimTemplate",
                                        "resource.k8s.io/v1beta2 ResourceSlice",
                                        "storage.k8s.io/v1beta1 VolumeAttributesClass",
                                        "storagemigration.k8s.io/v1beta1 StorageVersionMigration"};
  std::set<std::string> found;
  for (const std::string_view group : own_groups())
    for (const char* version : {"v1beta1", "v1beta2", "v1beta3", "v2beta1", "v2beta2"}) {
      const std::string api_version = std::string(group) + "/" + version;
      for (const std::string_view kind : FieldTrees::builtin().kinds(api_version))
        if (kind != "WatchEvent" && !gone_api(api_version, kind)) found.insert(api_version + " " + std::string(kind));
    }
  EXPECT_EQ(found, served);
}

TEST(ApiLifetimes, AreOfKarpenterOrOfKubernetesOwnGroups) {
  for (const ApiLifetime& one : api_lifetimes()) {
    const std::size_t slash = one.api_version.find('/');
    EXPECT_TRUE(one.is_of_karpenter() ||
                is_own_group(slash == std::string_view::npos ? "" : one.api_version.substr(0, slash)))
        << one.api_version;
  }
}

TEST(ApiLifetimes, AreFoundByVersionAndKind) {
  EXPECT_EQ(gone_api("policy/v1beta1", "PodDisruptionBudget")->gone, "1.25");
  EXPECT_EQ(gone_api("policy/v1beta1", "PodDisruptionBudget")->fix(), "write it as policy/v1");
  EXPECT_EQ(gone_api("policy/v1beta1", "PodSecurityPolicy")->fix(),
            "use Pod Security admission (labels of the namespace)");
  EXPECT_EQ(gone_api("karpenter.k8s.aws/v1alpha1", "AWSNodeTemplate")->fix(),
            "write it as karpenter.k8s.aws/v1 EC2NodeClass");
  EXPECT_FALSE(gone_api("batch/v1beta1", "Job"));
  EXPECT_FALSE(gone_api("batch/v1", "CronJob"));
  EXPECT_EQ(api_lifetime("batch/v1", "CronJob")->since, "1.21");
  EXPECT_FALSE(api_lifetime("", ""));
}

}  // namespace
}  // namespace slipway::kube
