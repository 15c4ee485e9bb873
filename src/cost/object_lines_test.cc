// Load balancers and volumes that Kubernetes objects bring.
#include "cost/testing.h"

namespace slipway::cost {
namespace {

using doc::List;
using doc::Map;

Map ingress(const char* name, Map annotations, const char* of = "alb") {
  return {{"apiVersion", "networking.k8s.io/v1"},
          {"kind", "Ingress"},
          {"metadata", Map{{"name", name}, {"namespace", "web"}, {"annotations", std::move(annotations)}}},
          {"spec", Map{{"ingressClassName", of}}}};
}
Map service(const char* name, Map annotations, Map spec = {}) {
  spec.set("type", "LoadBalancer");
  return {{"apiVersion", "v1"},
          {"kind", "Service"},
          {"metadata", Map{{"name", name}, {"annotations", std::move(annotations)}}},
          {"spec", std::move(spec)}};
}

TEST(Ingress, OneLoadBalancerForEachAndOneForAGroup) {
  Platform p;
  const Map group = {{"alb.ingress.kubernetes.io/group.name", "edge"},
                     {"alb.ingress.kubernetes.io/scheme", "internet-facing"},
                     {"slipway.dev/expected-lcus", "1.5"}};
  p.add(ingress("a", group)).add(ingress("b", group)).add(ingress("c", {}));
  const Bill bill = p.bill();
  ASSERT_EQ(bill.lines.size(), 2u);
  EXPECT_EQ(bill.lines[0].name, "ingress edge");
  EXPECT_EQ(bill.lines[0].what, "application load balancer, internet-facing");
  EXPECT_EQ(bill.lines[0].at(Level::Idle).per_month,
            usd("23.725"));  // 0.0225 × 730 and an address in each of two zones
  EXPECT_EQ(bill.lines[0].at(Level::AtLimits).per_month, usd("41.245"));  // + 3 × 0.008 × 730
  EXPECT_EQ(bill.lines[1].name, "ingress web/c");
  EXPECT_EQ(bill.lines[1].at(Level::Idle).per_month, usd("16.425"));
}

TEST(Ingress, OfAnotherControllerBringsNone) {
  Platform p;
  p.add(ingress("a", {}, "nginx"));
  EXPECT_TRUE(p.bill().lines.empty());
}

TEST(Ingress, ItsClassMaySayWhereItFaces) {
  Platform p;
  p.add({{"apiVersion", "networking.k8s.io/v1"},
         {"kind", "IngressClass"},
         {"metadata", Map{{"name", "public"}}},
         {"spec", Map{{"controller", "eks.amazonaws.com/alb"},
                      {"parameters", Map{{"kind", "IngressClassParams"}, {"name", "public"}}}}}});
  p.add({{"apiVersion", "eks.amazonaws.com/v1"},
         {"kind", "IngressClassParams"},
         {"metadata", Map{{"name", "public"}}},
         {"spec", Map{{"scheme", "internet-facing"}}}});
  p.add(ingress("a", {}, "public"));
  EXPECT_EQ(p.line().what, "application load balancer, internet-facing");
}

TEST(Service, OfTypeLoadBalancerIsANetworkLoadBalancerWhereAControllerMakesIt) {
  struct Case {
    Map annotations, spec;
    std::string autoscaler, what;
  };
  for (const Case& c : {
           Case{{{"service.beta.kubernetes.io/aws-load-balancer-type", "external"}},
                {},
                "",
                "network load balancer, internal"},
           {{}, {{"loadBalancerClass", "service.k8s.aws/nlb"}}, "", "network load balancer, internal"},
           {{{"service.beta.kubernetes.io/aws-load-balancer-scheme", "internet-facing"}},
            {},
            "EKS Auto Mode",
            "network load balancer, internet-facing"},
       }) {
    Platform p("us-east-1", c.autoscaler);
    p.add(service("edge", c.annotations, c.spec));
    EXPECT_EQ(p.line().what, c.what);
  }
}

TEST(Service, WithoutAControllerItIsAClassicLoadBalancer) {
  Platform p;
  p.add(service("edge", {}));
  const Line line = p.line();
  EXPECT_EQ(line.what, "classic load balancer, internet-facing");
  EXPECT_EQ(line.at(Level::Idle).per_month, usd("25.55"));  // 0.025 × 730 and an address in each of two zones
}

Map storage_class(const char* name, const char* provisioner, Map parameters, bool is_default = false) {
  Map annotations;
  if (is_default) annotations.set("storageclass.kubernetes.io/is-default-class", "true");
  return {{"apiVersion", "storage.k8s.io/v1"},
          {"kind", "StorageClass"},
          {"metadata", Map{{"name", name}, {"annotations", std::move(annotations)}}},
          {"provisioner", provisioner},
          {"parameters", std::move(parameters)}};
}
Map claim(const char* size, doc::Value of) {
  Map spec = {{"resources", Map{{"requests", Map{{"storage", size}}}}}};
  if (!of.is_null()) spec.set("storageClassName", std::move(of));
  return {{"apiVersion", "v1"},
          {"kind", "PersistentVolumeClaim"},
          {"metadata", Map{{"name", "data"}}},
          {"spec", std::move(spec)}};
}

TEST(Claim, CostsWhatItsStorageClassMakes) {
  struct Case {
    const char* size;
    doc::Value of;
    std::string what, month;
  };
  for (const Case& c : {
           Case{"100Gi", "fast", "1 × 100 GiB gp3 16000 IOPS 1000 MiB/s", "108"},  // 8 + 13000 × 0.005 + 875 × 0.04
           {"100Gi", nullptr, "1 × 100 GiB gp3", "8"},                             // the default class
           {"10.5Gi", "fast2", "1 × 11 GiB io2 550 IOPS", "37.125"},               // 11 × 0.125 + 550 × 0.065
           {"2000Gi", "lustre", "FSx for Lustre, 2400 GiB each", "504"},
           {"5Gi", "shared", "on EFS", "0"},
           {"50Gi", "unknown", "1 × 50 GiB gp3", "4"},
       }) {
    Platform p;
    p.add(storage_class("fast", "ebs.csi.aws.com", {{"type", "gp3"}, {"iops", "16000"}, {"throughput", "1000"}}));
    p.add(storage_class("fast2", "ebs.csi.aws.com", {{"type", "io2"}, {"iopsPerGB", "50"}}));
    p.add(storage_class("standard", "ebs.csi.eks.amazonaws.com", {{"type", "gp3"}}, true));
    p.add(storage_class("lustre", "fsx.csi.aws.com",
                        {{"deploymentType", "PERSISTENT_2"}, {"perUnitStorageThroughput", "250"}}));
    p.add(storage_class("shared", "efs.csi.aws.com", {}));
    p.add(claim(c.size, c.of));
    const Line line = p.line();
    EXPECT_EQ(line.what, c.what);
    EXPECT_EQ(line.at(Level::Idle).per_month.to_exact_string(), c.month);
  }
}

TEST(Claim, OfAVolumeThatIsThereAlreadyCostsNothing) {
  Platform p;
  p.add(claim("100Gi", ""));
  EXPECT_TRUE(p.bill().lines.empty());
}

TEST(StatefulSet, HasAVolumeForEachReplica) {
  Platform p;
  p.add({{"apiVersion", "apps/v1"},
         {"kind", "StatefulSet"},
         {"metadata", Map{{"name", "redis"}}},
         {"spec", Map{{"replicas", 3},
                      {"template", Map{{"spec", Map{{"containers", List{Map{{"name", "redis"}}}}}}}},
                      {"volumeClaimTemplates",
                       List{Map{{"metadata", Map{{"name", "data"}}},
                                {"spec", Map{{"resources", Map{{"requests", Map{{"storage", "8Gi"}}}}}}}}}}}}});
  const Line line = p.line("data of redis");
  EXPECT_EQ(line.at(Level::Idle).per_month, usd("1.92"));  // 3 × 8 × 0.08
}

}  // namespace
}  // namespace slipway::cost
