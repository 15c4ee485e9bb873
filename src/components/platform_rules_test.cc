#include <gtest/gtest.h>

#include "components/component.h"
#include "components/rules.h"
#include "doc/yaml.h"
#include "rules/run.h"
#include "spec/reader.h"
#include "subject/subject_reader.h"

/// What rules say of a platform.yaml, expanded: here, since only components can make one whole.
namespace slipway::components {
namespace {

/// What one rule says of the text under `spec:`, a line for each finding.
std::string said(std::string_view id, const std::string& spec) {
  Diagnostics unheard, found;
  const auto source = std::make_shared<const SourceText>(
      "platform.yaml",
      "apiVersion: slipway.dev/v1alpha1\nkind: Platform\nmetadata: {name: demo}\nspec:\n  aws: {region: us-east-1}\n" +
          spec);
  auto platform = spec::read_platform(doc::read_yaml_document(source, unheard), unheard);
  if (!platform) {
    ADD_FAILURE() << "the platform cannot be read: " << spec;
    return {};
  }
  const auto kept = std::make_shared<const spec::Platform>(std::move(*platform));
  const auto graph = std::make_shared<const platform::Graph>(expand(*kept, {}, unheard));
  subject::Context context;
  context.today = "2026-11-20";
  subject::SubjectReader reader(context, unheard);
  reader.add_platform(kept, graph);
  const subject::Subject subject = reader.finish();
  const rules::Rule* rule = rules::find(components::rules(), id);
  EXPECT_NE(rule, nullptr) << id;
  rules::Findings findings(*rule, found);
  rule->check(subject, findings);
  std::string out;
  for (const Diagnostic& one : found.all())
    out += std::to_string(one.where.line) + " " + std::string(to_string(one.severity)) + ": " + one.message + "\n";
  return out;
}

struct Pair {
  const char* id;
  std::string wrong;
  const char* says;
  std::string right;
};

void hold(const std::vector<Pair>& pairs) {
  for (const Pair& pair : pairs) {
    const std::string wrong = said(pair.id, pair.wrong);
    EXPECT_NE(wrong.find(pair.says), std::string::npos) << pair.id << " says: " << wrong << "and not: " << pair.says;
    EXPECT_EQ(said(pair.id, pair.right), "") << pair.id;
  }
}

std::string group(const std::string& fields) { return "  nodeGroups:\n    g: {" + fields + "}\n"; }

TEST(PlatformRules, ClusterAndMoney) {
  hold({
      {"EKS001", "  cluster: {version: \"1.29\"}\n", "6 error: EKS makes no cluster of Kubernetes 1.29",
       "  cluster: {version: \"1.35\"}\n"},
      {"EKS002", "  cluster: {version: \"1.33\"}\n", "in extended support", "  cluster: {version: \"1.36\"}\n"},
      {"PLAT003", "  cluster: {mode: auto}\n  components: [nvidia-device-plugin]\n",
       "7 warning: Auto Mode brings what nvidia-device-plugin does", "  components: [nvidia-device-plugin]\n"},
      {"PLAT015", "  cluster: {endpoint: {private: true, public: false}}\n", "6 note: the API server answers inside",
       "  cluster: {endpoint: {public: true, publicCidrs: [198.51.100.0/24]}}\n"},
      {"PLAT004", "  cluster: {addons: {kro: {}}}\n", "it is an EKS capability", "  cluster: {addons: {adot: {}}}\n"},
      {"PLAT004", "  cluster: {addons: {keda: {}}}\n", "it is a chart",
       "  cluster: {addons: {datadog_operator: {}}}\n"},
      {"PLAT010", "  budgets: {all: {limit: \"50 USD\", notifyEmail: [a@b.c]}}\n", "alone cost $",
       "  budgets: {all: {limit: \"5000 USD\", notifyEmail: [a@b.c]}}\n"},
      {"CHART007", "  components: [{karpenter: {version: 1.0.8}}]\n", "does not run on Kubernetes 1.35",
       "  components: [karpenter]\n"},
  });
}

TEST(PlatformRules, CheckpointsAgainstRights) {
  const auto job = [](const std::string& to, const std::string& roles, const std::string& role = ", role: r") {
    return "  training:\n    t: {image: x, checkpoints: \"s3://" + to + "/run\"" + role + "}\n" + roles;
  };
  const auto role = [](const std::string& target, const std::string& actions = "read, write") {
    return "  roles: {r: {serviceAccounts: [default/t], allow: [{to: " + target + ", actions: [" + actions + "]}]}}\n";
  };
  const std::string named = "  buckets: {c: {bucketName: ckpt}}\n", plain = "  buckets: {c: {}}\n";
  hold({
      {"PLAT012", job("ckpt", "", ""), "7 warning: t has no role: nothing lets it write to ckpt",
       job("ckpt", named + role("bucket/c"), "")},
      {"PLAT012", job("ckpt", named + role("bucket/c", "read")), "role r may not write to ckpt",
       job("ckpt", named + role("bucket/c", "s3:*"))},
      {"PLAT012", job("other", named + role("bucket/c")), "role r may not write to other",
       job("other", role("\"arn:aws:s3:::oth*\""))},
      {"PLAT012", job("demo-c", plain + role("bucket/c")), "role r may not write to demo-c",
       job("demo-c-480164211583", plain + role("bucket/c"))},
      {"PLAT012", job("demo-c-12", plain + role("bucket/c")), "may not write to demo-c-12",
       job("ckpt", "  roles: {r: {managedPolicies: [AmazonS3FullAccess]}}\n")},
  });
}

TEST(PlatformRules, NodesThatStand) {
  const std::string pools = "  nodePools: {a: {families: [m7i]}}\n";
  const auto job = [](const std::string& fields, const std::string& more = "") {
    return group("instanceTypes: [p5.48xlarge], max: 4" + fields) + more +
           "  training: {t: {image: x, nodes: 2, pool: g}}\n";
  };
  hold({
      {"PLAT013", "  queues: {q: {}}\n", "no node will ever exist", "  cluster: {mode: auto}\n"},
      {"PLAT013", pools, "6 warning: Karpenter buys nodes for these pools",
       pools + group("instanceTypes: [m7i.large]")},
      {"PLAT014", job(""), "7 warning: nothing grows group g: t wants 2 nodes, and 0 stand", job(", desired: 2")},
      {"PLAT014", job(", desired: 1"), "nothing grows group g: t wants 2 nodes, and 1 stands",
       job("", "  autoscaler: {nodes: clusterAutoscaler}\n")},
      {"PLAT014", group("instanceTypes: [g5.xlarge], max: 4") + "  workloads: {w: {serve: {image: x}, pool: g}}\n",
       "w wants 1 node, and 0 stand", job("", "  components: [cluster-autoscaler]\n")},
      {"PLAT014", job("", "  cluster: {mode: auto}\n"), "nothing grows group g: t wants 2 nodes",
       job(", desired: 2", "  cluster: {mode: auto}\n")},
      {"PLAT014",
       group("instanceTypes: [g5.xlarge], max: 4") + "  rayClusters: {r: {workers: {w: {max: 4, pool: g}}}}\n",
       "r wants 1 node, and 0 stand",
       group("instanceTypes: [g5.xlarge], max: 4, desired: 1") +
           "  rayClusters: {r: {workers: {w: {max: 4, pool: g}}}}\n"},
  });
}

TEST(PlatformRules, GpusThatExpandWroteAreCounted) {
  const auto serving = [](const std::string& words, const std::string& more = "") {
    return "  workloads:\n    w:\n      serve: {image: x, args: [" + words +
           "]}\n      resources: {nvidia.com/gpu: 4, cpu: 1, memory: 1Gi}\n" + more;
  };
  const std::string shared = "      sharedMemory: 16Gi\n";
  hold({
      {"GPU017", serving("--tensor-parallel-size, \"8\"", shared),
       "error: --tensor-parallel-size 8 of a container with 4 GPUs", serving("--tensor-parallel-size, \"4\"", shared)},
      {"GPU018", serving("--tensor-parallel-size, \"4\""), "spreads over 4 GPUs with 64 MiB of shared memory",
       serving("--tensor-parallel-size, \"4\"", shared)},
  });
}

TEST(PlatformRules, APrometheusThatIsAskedIsThere) {
  const std::string scaled =
      "  workloads:\n    w:\n      serve: {image: x}\n      scale: {max: 3, on: [{prometheus: up, perReplica: 1}]}\n";
  hold({
      {"KED026", scaled, "9 error: nothing here makes the Prometheus that ScaledObject default/w asks",
       scaled + "  components: [kube-prometheus-stack]\n"},
      {"KED026", scaled, "the Prometheus",
       scaled + "  charts: {p: {chart: prometheus, repository: \"https://example.com\", version: 1.0.0}}\n"},
  });
}

TEST(PlatformRules, AnEndpointOpenToTheWholeInternet) {
  const auto endpoint = [](const std::string& fields) { return "  cluster: {endpoint: {" + fields + "}}\n"; };
  const std::string mine = endpoint("public: true, publicCidrs: [198.18.7.0/24]"), closed = endpoint("public: false");
  hold({
      {"EKS007", endpoint("public: true"), "reachable from the whole internet", mine},
      {"EKS007", endpoint("public: true, publicCidrs: [0.0.0.0/0]"), "reachable from the whole internet", closed},
  });
}

TEST(PlatformRules, ValuesOfExamples) {
  const auto endpoint = [](const std::string& cidr) {
    return "  cluster: {endpoint: {public: true, publicCidrs: [" + cidr + "]}}\n";
  };
  const auto image = [](const std::string& account) {
    return "  workloads:\n    w: {serve: {image: \"" + account +
           ".dkr.ecr.us-east-1.amazonaws.com/a:1\"}, resources: {cpu: 1, memory: 1Gi}}\n";
  };
  hold({
      {"PLAT011", endpoint("203.0.113.0/24"), "6 warning: '203.0.113.0/24' is left of an example",
       endpoint("203.0.112.0/24")},
      {"PLAT011", "  roles: {ci: {assumedBy: [\"arn:aws:iam::111122223333:role/ci\"]}}\n",
       "6 warning: '111122223333' is left of an example",
       "  roles: {ci: {assumedBy: [\"arn:aws:iam::480164211583:role/ci\"]}}\n"},
      {"PLAT011", "  edge: {host: dev.example.com}\n", "'dev.example.com'", "  edge: {host: dev.slipway.dev}\n"},
      {"PLAT011", image("123456789012"), "7 warning: '123456789012'", image("480164211583")},
  });
}

TEST(PlatformRules, NodeGroups) {
  const std::string autoscaled = "  autoscaler: {nodes: clusterAutoscaler}\n";
  hold({
      {"NG004", group("instanceTypes: [p5en.48xlarge], max: 10"), "10 p5en.48xlarge on demand cost up to $633 an hour",
       group("instanceTypes: [p5en.48xlarge], max: 2")},
      {"NG005", autoscaled + group("instanceTypes: [g4dn.xlarge, p4d.24xlarge]"), "p4d.24xlarge has 8 GPUs",
       autoscaled + group("instanceTypes: [g4dn.xlarge]")},
      {"NG006", autoscaled + group("instanceTypes: [m5.xlarge, m5.2xlarge]"), "m5.2xlarge has 8 vCPU",
       group("instanceTypes: [m5.xlarge, m5.2xlarge]")},
      {"PLAT001", group("instanceTypes: [p6-b200.48xlarge], drivers: {nvidia: \"550.127.05\"}"),
       "driver branch 550 does not run", group("instanceTypes: [p6-b200.48xlarge], drivers: {nvidia: \"580.95.05\"}")},
      {"PLAT002", group("instanceTypes: [t3.micro], min: 1, max: 1") + "  components: [karpenter]\n",
       "the controllers ask for", group("instanceTypes: [m7i.xlarge], min: 2, max: 2") + "  components: [karpenter]\n"},
  });
}

TEST(PlatformRules, Workloads) {
  const auto workload = [](const std::string& more) {
    return "  workloads:\n    w:\n      serve: {image: \"111122223333.dkr.ecr.us-east-1.amazonaws.com/a:1\", "
           "stopWithin: 60s}\n      resources: {cpu: 1, memory: 1Gi}\n" +
           more;
  };
  const std::string reads = "      scale: {min: 0, max: 3, on: [{queue: q}]}\n";
  const std::string cut_off = "  network: {create: {natGateways: none, endpoints: [s3, ecr.api, ecr.dkr, sts, ec2]}}\n";
  const auto training = [](const std::string& more) {
    return group(
               "instanceTypes: [p5en.48xlarge], efa: true, max: 2, capacity: reserved, reservation: "
               "cr-0a1b2c3d4e5f60001") +
           "  training:\n    t: {image: \"111122223333.dkr.ecr.us-east-1.amazonaws.com/a:1\", nodes: 2, pool: g, "
           "resources: {cpu: 8, memory: 100Gi, nvidia.com/gpu: 8}" +
           more + "}\n";
  };
  hold({
      {"PLAT005", workload(reads) + "  queues: {q: {visibilityTimeoutSeconds: 30}}\n",
       "visible again after 30 s, and w may hold it for 60 s",
       workload(reads) + "  queues: {q: {visibilityTimeoutSeconds: 900}}\n"},
      {"PLAT005",
       workload(reads) + "  queues: {q: {visibilityTimeoutSeconds: 90}}\n  load: {w: {service: {p99: 300s}}}\n",
       "for 360 s", workload(reads) + "  queues: {q: {visibilityTimeoutSeconds: 90}}\n"},
      {"PLAT006",
       workload(reads) +
           "  queues: {q: {}}\n  load: {w: {service: {coldStart: 3m}}}\n  objectives: {w: {within: 90s}}\n",
       "w scales from 0: the first answer takes a cold start, 180 s",
       workload(reads) +
           "  queues: {q: {}}\n  load: {w: {service: {coldStart: 3m}}}\n  objectives: {w: {within: 10m}}\n"},
      {"PLAT007", cut_off + "  workloads:\n    w: {serve: {image: \"nginx:1.27\"}, resources: {cpu: 1, memory: 1Gi}}\n",
       "comes from Docker Hub", cut_off + workload("")},
      {"PLAT008", workload("      scale: {max: 3, on: [{metric: a/b, dimensions: {PodName: x}}]}\n"),
       "a custom metric of its own",
       workload("      scale: {max: 3, on: [{metric: a/b, dimensions: {ModelName: x}}]}\n")},
      {"PLAT009", training(""), "NCCL falls back to TCP", training(", efa: true")},
  });
}

}  // namespace
}  // namespace slipway::components
