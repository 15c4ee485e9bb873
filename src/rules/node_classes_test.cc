#include <gtest/gtest.h>

#include "rules/testing/linted.h"

namespace slipway::rules::testing {
namespace {

using Said = std::vector<std::string>;

/// The spec's members begin at line 5.
std::string node_class(const std::string& spec) {
  return "apiVersion: karpenter.k8s.aws/v1\nkind: EC2NodeClass\nmetadata: {name: gpu}\nspec:\n" + spec;
}
const std::string kImage = "  amiSelectorTerms: [{alias: al2023@v20260714}]\n";

TEST(NodeClassRules, Al2Ended) {
  const std::string al2 = node_class("  amiFamily: AL2\n");
  EXPECT_EQ(linted("NCL001", {{"f.yaml", al2}}), (Said{"f.yaml:5 warning: AL2 images ended on 2025-11-26"}))
      << "nobody says which version the cluster has";
  EXPECT_EQ(linted("NCL001", {{"f.yaml", al2}, {"v.env", "K8S_VERSION=1.33\n"}}),
            (Said{"f.yaml:5 error: there is no AL2 image for Kubernetes 1.33"}));
  EXPECT_EQ(linted("NCL001", {{"f.yaml", al2}, {"v.env", "K8S_VERSION=1.32\n"}}),
            (Said{"f.yaml:5 warning: AL2 images ended on 2025-11-26"}));
  subject::Context context;
  context.is_stated = true;
  EXPECT_EQ(linted("NCL001", {{"f.yaml", al2}}, context),
            (Said{"f.yaml:5 error: there is no AL2 image for Kubernetes 1.35"}));
  context.kubernetes = "1.31";
  EXPECT_EQ(linted("NCL001", {{"f.yaml", node_class("  amiSelectorTerms: [{alias: al2@latest}]\n")}}, context),
            (Said{"f.yaml:5 warning: AL2 images ended on 2025-11-26"}));
  EXPECT_EQ(lines("NCL001", node_class(kImage)), "");
  for (const char* own : {"{id: ami-0123456789abcdef0}", "{name: mine}", "{tags: {a: b}}"})
    EXPECT_EQ(linted("NCL001",
                     {{"f.yaml", node_class(std::string("  amiFamily: AL2\n  amiSelectorTerms: [") + own + "]\n")}}),
              (Said{"f.yaml:5 warning: Amazon Linux 2 for EKS gets no updates since 2025-11-26"}));
}

TEST(NodeClassRules, RolesAreNamed) {
  const std::string arn = "arn:aws:iam::426519073384:";
  EXPECT_EQ(linted("NCL014", {{"f.yaml", node_class("  role: " + arn + "role/path/Nodes\n")}}),
            (Said{"f.yaml:5 error: role of EC2NodeClass gpu is a name, not an ARN"}));
  EXPECT_EQ(fixed("NCL014", node_class("  role: " + arn + "role/path/Nodes\n")), node_class("  role: Nodes\n"));
  EXPECT_EQ(lines("NCL014", node_class("  instanceProfile: " + arn + "instance-profile/Nodes\n")), "5");
  EXPECT_EQ(lines("NCL014", "apiVersion: eks.amazonaws.com/v1\nkind: NodeClass\nmetadata: {name: a}\nspec: {role: \"" +
                                arn + "role/Nodes\"}\n"),
            "4");
  for (const char* right : {"Nodes", "KarpenterNodeRole-ml", "${ROLE}", "\"\""})
    EXPECT_EQ(lines("NCL014", node_class(std::string("  role: ") + right + "\n")), "") << right;
}

TEST(NodeClassRules, PoolsNameClassesThatAreThere) {
  const auto pool = [](const std::string& class_name, const std::string& name = "p",
                       const std::string& kind = "{group: karpenter.k8s.aws, kind: EC2NodeClass, name: ") {
    return "---\napiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: " + name +
           "}\nspec:\n  template:\n    spec:\n      nodeClassRef: " + kind + class_name + "}\n";
  };
  const std::string gpu = node_class(kImage);
  EXPECT_EQ(linted("NCL015", {{"f.yaml", gpu + pool("gpus")}}),
            (Said{"f.yaml:13 warning: NodePool p makes no nodes: there is no EC2NodeClass gpus"}));
  EXPECT_EQ(fixed("NCL015", gpu + pool("gpus")), gpu + pool("gpus")) << "either may be a name";
  EXPECT_EQ(linted("NCL015", {{"b.yaml", pool("gpuu")}, {"a.yaml", gpu}}),
            (Said{"b.yaml:8 warning: NodePool p makes no nodes: there is no EC2NodeClass gpuu"}))
      << "two files of a change: it may stand in a third";
  const auto named = [](std::string text, const std::string& name) { return text.replace(text.find("gpu"), 3, name); };
  EXPECT_EQ(lines("NCL015", named(gpu, "workers-2") + pool("workers-1")), "") << "two names, not one misspelt";
  for (const auto& [one, other] : {std::pair("training-east", "training-west"),
                                   {"gpu-staging", "cpu-staging"},
                                   {"gpu-a", "gpu-b"},
                                   {"inference", "interface"}})
    EXPECT_EQ(lines("NCL015", named(gpu, one) + pool(other)), "") << one << ", " << other;
  for (const char* slip : {"trainin-east", "trianing-east", "training-eastt", "traiining-east", "training-east-"})
    EXPECT_EQ(lines("NCL015", named(gpu, "training-east") + pool(slip)), "13") << slip;
  EXPECT_EQ(linted("NCL015", {{"f.yaml", named(gpu, "training") + pool("trainign")}}),
            (Said{"f.yaml:13 error: NodePool p makes no nodes: there is no EC2NodeClass trainign"}));
  for (const char* slip : {"trainign", "traning", "traiining"})
    EXPECT_EQ(fixed("NCL015", named(gpu, "training") + pool(slip)), named(gpu, "training") + pool("training")) << slip;
  for (const char* other : {"{group: karpenter.azure.com, kind: AKSNodeClass, name: ",
                            "{apiVersion: karpenter.azure.com/v1alpha2, kind: AKSNodeClass, name: ",
                            "{group: karpenter.k8s.gcp, kind: GCENodeClass, name: ", "{kind: KwokNodeClass, name: "})
    EXPECT_EQ(lines("NCL015", gpu + pool("gpus", "p", other)), "") << other;
  EXPECT_EQ(
      lines("NCL015", gpu + pool("gpus", "p", "{apiVersion: karpenter.k8s.aws/v1beta1, kind: EC2NodeClass, name: ")),
      "13");
  EXPECT_EQ(lines("NCL015", gpu + pool("gpu")), "");
  EXPECT_EQ(lines("NCL015", pool("gpus")), "") << "it may stand elsewhere";
  EXPECT_EQ(lines("NCL015", gpu + pool("default")), "") << "it may stand elsewhere";
  EXPECT_EQ(lines("NCL015", gpu + pool("gpu") + pool("gpu2", "q")), "") << "gpu has its own pool";
  EXPECT_EQ(lines("NCL015", gpu + pool("default", "p", "{group: eks.amazonaws.com, kind: NodeClass, name: ")), "");
  // Of a whole, whatever the name is.
  std::string rest;
  for (const char* kind : {"ConfigMap", "ServiceAccount", "Service", "Namespace"})
    for (int i = 0; i < 3; ++i)
      rest += fmt::format("---\napiVersion: v1\nkind: {}\nmetadata: {{name: n{}}}\n", kind, i);
  EXPECT_EQ(lines("NCL015", gpu + pool("large") + rest), "13");
}

// As many pools without their class as classes without a pool: each pair is looked at once.
TEST(NodeClassRules, PoolsAndClassesTakeBoundedTime) {
  constexpr int kMany = 400;  // minutes where all pools are looked at for each class of each pool
  std::string text;
  for (int i = 0; i < kMany; ++i)
    text += fmt::format(
        "---\napiVersion: karpenter.k8s.aws/v1\nkind: EC2NodeClass\nmetadata: {{name: c{0}}}\nspec: {{}}\n---\n"
        "apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {{name: p{0}}}\nspec: {{template: {{spec: "
        "{{nodeClassRef: {{group: karpenter.k8s.aws, kind: EC2NodeClass, name: other-{0}}}}}}}}}\n",
        i);
  EXPECT_EQ(lines("NCL015", text), "");
}

TEST(NodeClassRules, ImagesAreSelectedAndPinned) {
  EXPECT_EQ(lines("NCL002", node_class("  amiFamily: AL2023\n")), "4");
  EXPECT_EQ(lines("NCL002", node_class(kImage)), "");
  EXPECT_EQ(lines("NCL003", node_class("  amiSelectorTerms:\n  - alias: al2023@latest\n")), "6");
  EXPECT_EQ(lines("NCL003", node_class(kImage)), "");
}

TEST(NodeClassRules, MetadataStaysWithTheNode) {
  EXPECT_EQ(
      lines("NCL004", node_class("  metadataOptions:\n    httpPutResponseHopLimit: 2\n    httpTokens: optional\n")),
      "6 7");
  EXPECT_EQ(lines("NCL004", node_class("  metadataOptions: {httpPutResponseHopLimit: 1, httpTokens: required}\n")), "");
}

TEST(NodeClassRules, ControllersAreToldWhatMetadataWouldSay) {
  const auto controller = [](const std::string& args) {
    return "---\napiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - image: "
           "eks/aws-load-balancer-controller:v3\n"
           "    args: [" +
           args + "]\n";
  };
  EXPECT_EQ(lines("NCL011", node_class(kImage) + controller("--cluster-name=a")), "13");
  EXPECT_EQ(lines("NCL011", node_class(kImage) + controller("--aws-region=a, --aws-vpc-id=b")), "");
  EXPECT_EQ(lines("NCL011", controller("--cluster-name=a")), "");
  // The chart, by whatever installs it.
  const std::string hops = kImage + "  metadataOptions: {httpPutResponseHopLimit: 1}\n";
  const auto with_chart = [&](const std::string& node_class_spec, const std::string& values) {
    return linted("NCL011", {{"n.yaml", node_class(node_class_spec)},
                             {"a.sh",
                              "helm -n kube-system upgrade -i lbc eks/aws-load-balancer-controller --set "
                              "clusterName=a" +
                                  values + "\n"}})
        .size();
  };
  EXPECT_EQ(with_chart(hops, ""), 1u);
  EXPECT_EQ(with_chart(hops, ",region=a,vpcId=b"), 0u);
  EXPECT_EQ(with_chart(hops, ",hostNetwork=true"), 0u);
  EXPECT_EQ(with_chart(hops, " -f not-here.yaml"), 0u);
  EXPECT_EQ(with_chart(kImage, ""), 0u) << "it may run on other nodes";
}

TEST(NodeClassRules, UserDataIsInTheImagesForm) {
  const std::string shell = "  userData: |\n    #!/bin/bash\n    sysctl -w net.core.somaxconn=4096\n";
  EXPECT_EQ(lines("NCL005", node_class("  amiSelectorTerms: [{alias: bottlerocket@v1.50.0}]\n" + shell)), "6");
  EXPECT_EQ(lines("NCL005", node_class(kImage + shell)), "");
  EXPECT_EQ(lines("NCL005", node_class(kImage + "  userData: |\n    #!/bin/bash\n    /etc/eks/bootstrap.sh a\n")), "6");
}

TEST(NodeClassRules, VolumesArePaidByTheNode) {
  subject::Context context;
  context.region = "us-west-2";
  const auto volume = [](const std::string& rest) {
    return node_class(
        "  blockDeviceMappings:\n  - deviceName: /dev/xvda\n    ebs:\n      volumeType: gp3\n      volumeSize: " +
        rest);
  };
  EXPECT_EQ(linted("NCL006", {{"f.yaml", volume("500Gi\n      iops: 16000\n      throughput: 1000\n")}}, context),
            (Said{"f.yaml:9 warning: each node of EC2NodeClass gpu pays $140 a month for this volume"}));
  EXPECT_EQ(lines("NCL006", volume("200Gi\n"), context), "");
  // Of a machine that costs a hundred times as much nobody looks at the disk.
  const auto pool = [](const std::string& type) {
    return "---\napiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: p}\nspec: {template: {spec: "
           "{nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: gpu}, requirements: [{key: "
           "node.kubernetes.io/instance-type, operator: In, values: [" +
           type + "]}]}}}\n";
  };
  const std::string large = volume("500Gi\n      iops: 16000\n      throughput: 1000\n");
  EXPECT_EQ(lines("NCL006", large + pool("g5.xlarge"), context), "9");
  EXPECT_EQ(lines("NCL006", large + pool("p5.48xlarge"), context), "");
  EXPECT_EQ(lines("NCL006", large + pool("\"p5.48xlarge\", g5.xlarge"), context), "9") << "the cheapest counts";
}

const std::string kSelectors =
    "  subnetSelectorTerms:\n  - tags:\n      tier: spot\n  securityGroupSelectorTerms: [{tags: {a: b}}]\n";

TEST(NodeClassRules, SelectorsMatchWhatIsMadeHere) {
  const std::string subnet = "resource \"aws_subnet\" \"a\" {\n  tags = { a = \"b\" }\n}\n";
  EXPECT_EQ(linted("NCL007", {{"c.yaml", node_class(kSelectors)}, {"m.tf", subnet}}),
            (Said{"c.yaml:7 warning: no subnet here carries the tag tier=spot"}));
  EXPECT_EQ(lines("NCL007", node_class(kSelectors)), "");  // who knows what subnets there are
  const auto with = [&](const std::string& tier, const std::string& rest = "") {
    return linted("NCL007", {{"c.yaml", node_class(kSelectors)},
                             {"m.tf", "resource \"aws_subnet\" \"a\" {\n  tags = {\n    a = \"b\"\n    tier = " + tier +
                                          "\n  }\n}\n" + rest}})
        .size();
  };
  EXPECT_EQ(with("local.tier", "locals {\n  tier = \"spot\"\n}\n"), 0u);
  EXPECT_EQ(with("local.tier", "locals {\n  tier = \"other\"\n}\n"), 1u);
  EXPECT_EQ(linted("NCL007", {{"c.yaml", node_class("  subnetSelectorTerms: [{tags: {tier: \"<<TIER>>\"}}]\n")},
                              {"m.tf", subnet}}),
            Said{});
  EXPECT_EQ(with("var.tier", "variable \"tier\" {}\n"), 0u) << "it may be any";
  // Of what an expression puts together nobody reckons the values; keys that it does not write it may not have.
  const auto of = [&](const std::string& tags) {
    return linted("NCL007", {{"c.yaml", node_class(kSelectors)},
                             {"m.tf", "resource \"aws_subnet\" \"a\" {\n  tags = " + tags + "\n}\n"}})
        .size();
  };
  for (const char* merged :
       {"merge(var.tags, { a = \"b\", tier = \"spot\" })", "merge({a = \"b\"}, {\n    \"tier\" = var.t\n})"})
    EXPECT_EQ(of(merged), 0u) << merged;
  for (const char* other :
       {"merge(var.tags, { a = \"b\" })", "merge({ tierx = 1 }, {})", "merge(var.tier == 1 ? {} : {}, {})"})
    EXPECT_NE(of(other), 0u) << other;
}

/// Karpenter asks EC2 for subnets and for security groups apart, and each for all tags of a term on one of them.
TEST(NodeClassRules, SubnetsAndSecurityGroupsAreSelectedApart) {
  const auto made = [](const std::vector<std::pair<std::string, std::string>>& resources) {
    std::string text;
    for (const auto& [type, values] : resources) {
      const std::string name = "r" + std::to_string(text.size());
      text += (text.empty() ? "" : ", ") + std::string("{\"address\": \"") + type + "." + name + "\", \"type\": \"" +
              type + "\", \"name\": \"" + name + "\", \"mode\": \"managed\", \"values\": {" + values + "}}";
    }
    return "{\"format_version\": \"1.2\", \"planned_values\": {\"root_module\": {\"resources\": [" + text +
           "]}}, \"configuration\": {}}";
  };
  const auto tags = [](const std::string& pairs) { return "\"tags\": {" + pairs + "}"; };
  const auto said = [&](const std::string& terms, const std::vector<std::pair<std::string, std::string>>& resources) {
    return linted("NCL007", {{"c.yaml", node_class(terms)}, {"t.tfplan.json", made(resources)}});
  };
  const std::string subnet = "aws_subnet", group = "aws_security_group", a = tags(R"("a": "b")");
  const std::string subnets = "  subnetSelectorTerms: [{tags: {a: b}}]\n";
  const std::string groups = "  securityGroupSelectorTerms: [{tags: {a: b}}]\n";
  EXPECT_EQ(said(subnets, {{subnet, a}, {group, ""}}), Said{});
  EXPECT_EQ(said(subnets, {{subnet, tags(R"("a": "c")")}, {group, a}}),
            (Said{"c.yaml:5 warning: no subnet here carries the tag a=b"}));
  EXPECT_EQ(said(groups, {{subnet, a}, {group, ""}}),
            (Said{"c.yaml:5 warning: no security group here carries the tag a=b"}));
  EXPECT_EQ(said(groups, {{subnet, a}, {group, "\"tags_all\": {\"a\": \"b\"}"}}), Said{})
      << "of the provider's default_tags";
  const std::string both = "  subnetSelectorTerms: [{tags: {a: b, tier: gpu}}]\n";
  const std::string gpu = tags(R"("tier": "gpu")");
  EXPECT_EQ(said(both, {{subnet, a}, {subnet, gpu}}),
            (Said{"c.yaml:5 warning: no subnet here carries a=b and tier=gpu"}));
  EXPECT_EQ(said(both, {{subnet, tags(R"("a": "b", "tier": "gpu")")}}), Said{});
  const std::string either = "  subnetSelectorTerms: [{tags: {a: b}}, {tags: {tier: gpu}}]\n";
  EXPECT_EQ(said(either, {{subnet, gpu}}), Said{}) << "one term is enough";
  EXPECT_EQ(said("  subnetSelectorTerms: [{id: subnet-1}, {tags: {a: b}}]\n", {{subnet, gpu}}), Said{});
  EXPECT_EQ(said(groups, {{subnet, gpu}}), Said{}) << "groups are made elsewhere";
}

TEST(NodeClassRules, SubnetsLieInTheZonesThatThePoolAllows) {
  const std::string pool =
      "---\napiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: p}\nspec: {template: {spec: {nodeClassRef: "
      "{group: "
      "karpenter.k8s.aws, kind: EC2NodeClass, name: gpu}, requirements: [{key: topology.kubernetes.io/zone, operator: "
      "In, "
      "values: [us-west-2a, us-west-2b]}]}}}\n";
  const auto plan = [](const std::string& b, const std::string& zone = "\"availability_zone\": \"us-west-2b\", ") {
    return "{\"format_version\": \"1.2\", \"planned_values\": {\"root_module\": {\"resources\": ["
           "{\"address\": \"aws_subnet.a\", \"type\": \"aws_subnet\", \"name\": \"a\", \"mode\": \"managed\", "
           "\"values\": "
           "{\"availability_zone\": \"us-west-2a\", \"tags\": {\"tier\": \"spot\", \"a\": \"b\"}}},"
           "{\"address\": \"aws_subnet.b\", \"type\": \"aws_subnet\", \"name\": \"b\", \"mode\": \"managed\", "
           "\"values\": "
           "{" +
           zone + "\"tags\": {" + b + "}}}]}}, \"configuration\": {}}";
  };
  EXPECT_EQ(linted("NCL008", {{"c.yaml", node_class(kSelectors) + pool}, {"t.tfplan.json", plan("")}}),
            (Said{"c.yaml:7 warning: the subnets of EC2NodeClass gpu lie in 1 zone, NodePool p allows 2"}));
  EXPECT_EQ(
      linted("NCL008", {{"c.yaml", node_class(kSelectors) + pool}, {"t.tfplan.json", plan("\"tier\": \"spot\"")}}),
      Said{});
  // Of zones that are reckoned, or known by their id alone, nobody can say how many there are.
  const std::string same = "\"tier\": \"spot\", \"a\": \"b\"";
  for (const char* zone : {"", "\"availability_zone_id\": \"usw2-az2\", "})
    EXPECT_EQ(linted("NCL008", {{"c.yaml", node_class(kSelectors) + pool}, {"t.tfplan.json", plan(same, zone)}}),
              Said{})
        << zone;
}

TEST(NodeClassRules, EfaNodesStandTogether) {
  const std::string efa = "  userData: |\n    #!/bin/bash\n    ./efa_installer.sh -y\n";
  EXPECT_EQ(lines("NCL009", node_class(kImage + efa)), "4");
  EXPECT_EQ(lines("NCL009", node_class(kImage + efa + "  placementGroupSelector: {name: a}\n")), "");
  EXPECT_EQ(lines("NCL009", node_class(kImage)), "");
}

// Which pods may run on its nodes decides, and whether something else says where those stand.
TEST(NodeClassRules, EfaNodesAreThoseOfEfaPods) {
  const auto said = [](const std::string& type, const std::string& how, const std::string& more = "") {
    const std::string pool =
        "---\napiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: p}\nspec: {template: {spec: "
        "{nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: gpu}, requirements: [{key: "
        "node.kubernetes.io/instance-type, operator: In, values: [" +
        type + "]}, {key: karpenter.sh/capacity-type, operator: In, values: [" + how + "]}]}}}\n";
    const std::string pod =
        "---\napiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, resources: {limits: "
        "{nvidia.com/gpu: 8, vpc.amazonaws.com/efa: 32}}}]}\n";
    return lines("NCL009", node_class(kImage + more) + pool + pod);
  };
  EXPECT_EQ(said("p5.48xlarge", "on-demand"), "4");
  EXPECT_EQ(said("g6.xlarge", "on-demand"), "") << "it cannot run there";
  const std::string reserved = "  capacityReservationSelectorTerms: [{id: cr-0123456789abcdef0}]\n";
  EXPECT_EQ(said("p5.48xlarge", "reserved", reserved), "") << "nodes stand where the reservation is";
  EXPECT_EQ(said("p5.48xlarge", "\"reserved\", on-demand", reserved), "4");
}

TEST(NodeClassRules, BottlerocketKeepsImagesOnItsSecondVolume) {
  const auto disk = [](const std::string& device) {
    return node_class(
        "  amiSelectorTerms: [{alias: bottlerocket@v1.50.0}]\n  blockDeviceMappings: [{deviceName: " + device + "}]\n");
  };
  EXPECT_EQ(lines("NCL010", disk("/dev/xvda")), "6");
  EXPECT_EQ(lines("NCL010", disk("/dev/xvdb")), "");
}

TEST(NodeClassRules, GpuNodesHaveRoomForImages) {
  const auto pool = [](const std::string& family, const std::string& image = "vllm/vllm-openai:v0.11.0") {
    return "---\napiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: p}\nspec: {template: {spec: "
           "{nodeClassRef: {group: "
           "karpenter.k8s.aws, kind: EC2NodeClass, name: gpu}, requirements: [{key: karpenter.k8s.aws/instance-family, "
           "operator: In, values: [" +
           family +
           "]}]}}}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: llm}\nspec: {containers: [{name: a, image: '" +
           image + "', resources: {limits: {nvidia.com/gpu: 1}}}]}\n";
  };
  EXPECT_EQ(linted("NCL012", {{"f.yaml", node_class(kImage) + pool("g6")}}),
            (Said{"f.yaml:4 note: GPU nodes of NodePool p have the default volume of 20 GiB"}));
  EXPECT_EQ(lines("NCL012", node_class(kImage) + pool("g6", "llm:1.0")), "") << "nobody knows how large it is";
  EXPECT_EQ(lines("NCL012", node_class(kImage) + pool("m7i")), "");
  EXPECT_EQ(lines("NCL012", node_class(kImage + "  instanceStorePolicy: RAID0\n") + pool("g6")), "");
  EXPECT_EQ(lines("NCL012", node_class(kImage + "  blockDeviceMappings: [{deviceName: /dev/xvda}]\n") + pool("g6")),
            "");
  EXPECT_EQ(lines("NCL012", node_class("  amiSelectorTerms: [{id: ami-1}]\n") + pool("g6")), "")
      << "whatever the image has";
}

TEST(NodeClassRules, TheRootIsTheImagesOwn) {
  const auto of = [](const std::string& alias, const std::string& device) {
    return "apiVersion: karpenter.k8s.aws/v1\nkind: EC2NodeClass\nmetadata: {name: a}\nspec:\n  amiSelectorTerms: "
           "[{alias: " +
           alias + "}]\n  blockDeviceMappings: [{" + device + ", ebs: {volumeSize: 200Gi}}]\n";
  };
  EXPECT_EQ(lines("NCL013", of("al2023@v20260714", "deviceName: /dev/sda1")), "6");
  EXPECT_EQ(lines("NCL013", of("al2023@v20260714", "deviceName: /dev/xvda")), "");
  EXPECT_EQ(lines("NCL013", of("al2023@v20260714", "deviceName: /dev/sda1, rootVolume: true")), "");
  EXPECT_EQ(lines("NCL013", of("bottlerocket@v1.50.0", "deviceName: /dev/xvdb")), "");
}

}  // namespace
}  // namespace slipway::rules::testing
