#include "spec/checks/checks.h"

#include <gtest/gtest.h>

#include "spec/said_for_test.h"

namespace slipway::spec {
namespace {

using Lines = std::vector<std::string>;

struct Case {
  std::string spec;  // begins at line 6
  Lines said;
};

void expect_said(const std::vector<Case>& cases) {
  for (const Case& c : cases) EXPECT_EQ(read_spec_for_test(c.spec).said(), c.said) << c.spec;
}

TEST(CheckNames, FitIntoAws) {
  const std::string long_name(41, 'a');
  EXPECT_EQ(read_for_test("apiVersion: slipway.dev/v1alpha1\nkind: Platform\nmetadata: {name: " + long_name +
                          "}\nspec: {aws: {region: us-west-2}}\n")
                .said(),
            Lines{"3:18 SPEC020 the platform's name has 41 characters, but names of roles that begin with it leave "
                  "room for 40"});
  const std::string longer(60, 'b');
  expect_said({
      {"  roles: {" + longer + ": {}}",
       {"6:11 SPEC020 the role name test-" + longer + " has 65 characters, but AWS takes at most 64"}},
      {"  buckets: {" + longer + ": {}}",
       {"6:13 SPEC020 the bucket name test-" + longer + "-<account id> has 78 characters, but AWS takes at most 63"}},
      {"  buckets: {" + longer + ": {bucketName: models}}", {}},
      {"  queues: {a: {queueName: orders.fifo}}",
       {"6:27 SPEC020 the name of a FIFO queue, and only that, ends in .fifo"}},
      {"  workloads: {4all: {serve: {image: a}}}",
       {"6:15 SPEC020 the name of a workload starts with a letter, since its Service's does"}},
      {"  nodeGroups: {gpu: {instanceTypes: [g5.xlarge]}}\n  nodePools: {gpu: }",
       {"6:16 SPEC009 note: the pool or group gpu is first defined here",
        "7:15 SPEC009 the pool or group gpu is defined twice"}},
  });
}

TEST(CheckReferences, NameWhatIsThere) {
  const std::string base =
      "  nodePools: {gpu: {families: [g5]}}\n  queues: {tasks: }\n  buckets: {results: }\n  roles: {reader: {}}\n";
  expect_said({
      {base + "  workloads: {a: {serve: {image: a}, pool: gpu, role: reader, scale: {max: 2, on: {queue: tasks}}}}",
       {}},
      {base + "  workloads: {a: {serve: {image: a}, pool: gpo}}",
       {"10:44 SPEC021 there is no node pool or group 'gpo' in nodePools or nodeGroups (did you mean gpu?)"}},
      {base + "  workloads: {a: {serve: {image: a}, role: writer}}",
       {"10:44 SPEC021 there is no role 'writer' in roles"}},
      {base + "  workloads: {a: {serve: {image: a}, caches: [main]}}",
       {"10:47 SPEC021 there is no cache 'main': caches has none"}},
      {base + "  workloads: {a: {serve: {image: a}, scale: {max: 2, on: {queue: task}}}}",
       {"10:66 SPEC021 there is no queue 'task' in queues (did you mean tasks?)"}},
      {"  nodePools: {gpu: {families: [g5], nodeClass: big}}",
       {"6:48 SPEC021 there is no node class 'big' in nodeClasses"}},
      {"  cluster: {mode: auto, autoNodePools: [system]}\n  workloads: {a: {serve: {image: a}, pool: system}}", {}},
      {"  roles: {r: {allow: [{to: queue/tasks, actions: [send]}]}}",
       {"6:34 SPEC021 there is no queue 'tasks': queues has none"}},
      {"  roles: {r: {allow: [{to: \"sqs:asya-*\", actions: [\"sqs:GetQueueUrl\"]}, {to: \"arn:aws:s3:::b\", actions: "
       "[read]}]}}",
       {}},
      {"  queues: {tasks: }\n  roles: {r: {allow: [{to: tasks, actions: [send]}]}}",
       {"7:28 SPEC021 'tasks' is no queue/name, bucket/name, ARN or pattern such as sqs:asya-*"}},
      {"  training: {t: {image: a, fileSystem: fsx}}",
       {"6:40 SPEC021 there is no file system 'fsx': storage.fileSystems has none"}},
      {"  storage: {defaultClass: io2}", {"6:27 SPEC021 there is no StorageClass 'io2' in storage.classes"}},
      {"  edge: {host: a.example.com, accessLogs: logs}", {"6:43 SPEC021 there is no bucket 'logs': buckets has none"}},
      {"  objectives: {llm: {p95: 2s}}", {"6:16 SPEC021 there is no workload 'llm': workloads has none"}},
      {"  manifests: [k8s/*.yaml]\n  objectives: {llm: {p95: 2s}}", {}},
      {"  observability: {alarms: {a: {metric: AWS/SQS/x, threshold: 1, notify: ops}}}",
       {"6:73 SPEC021 there is no topic 'ops': observability.topics has none"}},
  });
}

TEST(CheckRegion, KnowsRegionsAndZones) {
  const auto region = [](std::string_view name) {
    return read_for_test(
               "apiVersion: slipway.dev/v1alpha1\nkind: Platform\nmetadata: {name: a}\nspec: {aws: {region: " +
               std::string(name) + "}}\n")
        .said();
  };
  EXPECT_EQ(region("eu-west-1"), Lines{});
  EXPECT_EQ(region("us-wst-2"), Lines{"4:22 SPEC022 there is no AWS region 'us-wst-2' (did you mean us-west-2?)"});
  EXPECT_EQ(region("us-west-2a"), Lines{"4:22 SPEC022 'us-west-2a' is a zone, not a region (did you mean us-west-2?)"});
  expect_said({
      {"  network: {create: {zones: 5}}", {"6:29 SPEC023 us-west-2 has 4 zones, but 5 are asked for"}},
      {"  network: {create: {zoneNames: [us-west-2a, us-east-1b]}}",
       {"6:46 SPEC023 'us-east-1b' is no zone of us-west-2 (did you mean us-west-2b?)"}},
      {"  network: {create: {zoneNames: [us-west-2a, us-west-2f]}}",
       {"6:46 SPEC023 warning: new accounts have no zone us-west-2f"}},
      {"  network: {create: {zoneNames: [us-west-2a]}}", {"6:34 SPEC023 EKS needs subnets in two zones, one is named"}},
      {"  network: {create: {zones: 3, zoneNames: [us-west-2a, us-west-2b]}}",
       {"6:29 SPEC010 zones says 3, zoneNames lists 2"}},
      {"  network: {create: {zoneNames: [us-west-2a, us-west-2b]}}\n  nodePools: {a: {families: [g5], zones: "
       "[us-west-2c]}}",
       {"7:43 SPEC023 the network has no subnet in us-west-2c"}},
  });
}

TEST(CheckNetwork, KeepsRangesApart) {
  expect_said({
      {"  network: {create: {cidr: 10.0.0.0/8}}",
       {"6:28 SPEC031 cidr 10.0.0.0/8 is no range for a VPC: AWS takes /16 to /28"}},
      {"  network: {create: {podCidr: 10.0.128.0/17}}",
       {"6:31 SPEC031 podCidr 10.0.128.0/17 overlaps with cidr 10.0.0.0/16"}},
      {"  network: {create: {podCidr: 100.64.0.0/16}}", {}},
      {"  network: {create: {}, existing: {vpcId: vpc-0123456789abcdef0, privateSubnetIds: [subnet-11111111, "
       "subnet-22222222]}}",
       {"6:25 SPEC010 a network is either created or an existing one"}},
      {"  network: {existing: {vpcId: vpc-0123456789abcdef0, privateSubnetIds: [subnet-11111111, subnet-11111111]}}",
       {"6:73 SPEC009 note: subnet subnet-11111111 is first defined here",
        "6:90 SPEC009 subnet subnet-11111111 is defined twice"}},
      {"  network: {existing: {vpcId: vpc-0123456789abcdef0, privateSubnetIds: [subnet-11111111]}}",
       {"6:72 SPEC007 spec.network.existing.privateSubnetIds has 1 items, but needs 2 or more"}},
  });
}

TEST(CheckCluster, IsOneThatEksRuns) {
  expect_said({
      {"  cluster: {version: \"1.19\"}", {"6:22 SPEC038 EKS no longer runs Kubernetes 1.19"}},
      {"  cluster: {version: \"1.99\"}", {"6:22 SPEC038 warning: slipway knows EKS up to Kubernetes 1.36, not 1.99"}},
      {"  cluster: {endpoint: {private: false}}",
       {"6:33 SPEC035 nobody reaches the API server: neither private nor public access is on"}},
      {"  cluster: {endpoint: {public: true, publicCidrs: [10.0.0.0/8]}}",
       {"6:52 SPEC031 10.0.0.0/8 is a private range: the internet never comes from there"}},
      {"  cluster: {endpoint: {publicCidrs: [203.0.113.0/24]}}",
       {"6:38 SPEC036 warning: publicCidrs says nothing without public access"}},
      {"  cluster: {mode: auto}\n  autoscaler: {nodes: auto}\n  nodeClasses: {gpu: {amiIds: [ami-12345678]}}",
       {"8:32 SPEC033 class gpu names AMIs, but EKS Auto Mode takes none but its own"}},
      {"  cluster: {autoNodePools: [system]}",
       {"6:29 SPEC033 autoNodePools are EKS Auto Mode's, but cluster.mode is managed"}},
      {"  cluster: {secretsEncryption: {key: none}, logs: {encrypted: true}}",
       {"6:63 SPEC036 logs.encrypted uses the key of secretsEncryption, which is none"}},
  });
}

TEST(CheckInstanceTypes, ExistAndGoTogether) {
  expect_said({
      {"  nodeGroups: {a: {instanceTypes: [g4dn.xlrge]}}",
       {"6:36 SPEC024 there is no instance type 'g4dn.xlrge' (did you mean g4dn.xlarge?)"}},
      {"  nodeGroups: {a: {instanceTypes: [m7i.large, m7g.large]}}",
       {"6:47 SPEC034 m7g.large is arm64, m7i.large is amd64: a node group has one AMI"}},
      {"  nodeGroups: {a: {instanceTypes: [m7i.large, g5.xlarge]}}",
       {"6:47 SPEC034 g5.xlarge is accelerated, m7i.large is not: a node group has one AMI"}},
      {"  nodePools: {a: {families: [g5, g55]}}",
       {"6:34 SPEC025 there is no instance family 'g55' (did you mean g5?)"}},
      {"  nodePools: {a: {families: [g5.xlarge]}}",
       {"6:30 SPEC025 'g5.xlarge' is an instance type, not a family (did you mean g5?)"}},
      {"  nodePools: {a: {families: [g5], sizes: [xlarg]}}",
       {"6:43 SPEC024 no instance type has the size 'xlarg' (did you mean xlarge?)"}},
      {"  nodePools: {a: {families: [g5g]}}",
       {"6:15 SPEC039 no instance type meets all restrictions of this pool: architectures leaves none of those "
        "before"}},
      {"  nodePools: {a: {families: [g5g], architectures: arm64}}", {}},
      {"  nodePools: {a: {families: [g4dn], sizes: [xlarge], minGpus: 8}}",
       {"6:15 SPEC039 no instance type meets all restrictions of this pool: minGpus and maxGpus leave none of those "
        "before"}},
      {"  batch: {b: {instanceTypes: [p4d, p4d.24xlarge, p4e]}}",
       {"6:50 SPEC025 there is no instance family 'p4e' (did you mean p4d?)"}},
  });
}

/// Whoever writes what the fix says is rid of the finding.
TEST(CheckInstanceTypes, TheFixOfAPoolThatBuysNothingHelps) {
  struct Fixed {
    std::string pool, fix, mended;
  };
  for (const Fixed& c : {
           Fixed{"families: [g5g]", "architectures: [arm64]", "families: [g5g], architectures: [arm64]"},
           {"families: [m7i], architectures: [arm64]", "architectures: [amd64]",
            "families: [m7i], architectures: [amd64]"},
           {"families: [p5], sizes: [large]", "sizes: what is left has 48xlarge, 4xlarge",
            "families: [p5], sizes: [48xlarge, 4xlarge]"},
           {"families: [g5], instanceTypes: [g6.xlarge]", "leave families out: instanceTypes says which types",
            "instanceTypes: [g6.xlarge]"},
           {"families: [p5], minGpus: 2, maxGpus: 4", "minGpus and maxGpus around what is left: 1, 8 GPUs",
            "families: [p5], minGpus: 8, maxGpus: 8"},
           {"families: [m7i], minGpus: 1", "leave minGpus out, or take families with GPUs: g6, p5", "families: [m7i]"},
           {"families: [m7i], minGpus: 1", "leave minGpus out, or take families with GPUs: g6, p5",
            "families: [g6, p5], minGpus: 1"},
       }) {
    const auto read = read_spec_for_test("  nodePools: {a: {" + c.pool + "}}");
    ASSERT_EQ(read.diagnostics.all().size(), 1u) << c.pool;
    EXPECT_EQ(read.diagnostics.all().front().id, "SPEC039") << c.pool;
    EXPECT_EQ(read.diagnostics.all().front().fix, c.fix) << c.pool;
    EXPECT_EQ(read_spec_for_test("  nodePools: {a: {" + c.mended + "}}").said(), Lines{}) << c.mended;
  }
}

TEST(CheckLoad, ComesInOneWay) {
  const std::string llm = "  workloads: {llm: {serve: {image: a}}}\n  load: {llm: {arrivals: ";
  expect_said({
      {llm + "{trace: a.csv}}}", {}},
      {llm + "{poisson: 4/s}}}", {}},
      {llm + "{poisson: 4/s, trace: a.csv}}}",
       {"7:36 SPEC010 requests of llm come by trace or by poisson, not both: neither counts"}},
      {llm + "{trace: a.csv, poisson: 4/s}}}",
       {"7:50 SPEC010 requests of llm come by trace or by poisson, not both: neither counts"}},
  });
}

TEST(CheckNodes, HaveSizesAndReservations) {
  expect_said({
      {"  nodeGroups: {a: {instanceTypes: [m7i.large], min: 2}}",
       {"6:53 SPEC028 min is 2, but max is 1 (the default)"}},
      {"  nodeGroups: {a: {instanceTypes: [m7i.large], min: 1, max: 4, desired: 5}}",
       {"6:73 SPEC028 desired is 5, but max is 4"}},
      {"  nodeGroups: {a: {instanceTypes: [m7i.large], min: 2, max: 4, desired: 1}}",
       {"6:73 SPEC028 desired is 1, but min is 2"}},
      {"  nodeGroups: {a: {instanceTypes: [p5.48xlarge], capacity: reserved}}",
       {"6:60 SPEC029 capacity that is booked ahead needs to be named"}},
      {"  nodeGroups: {a: {instanceTypes: [p5.48xlarge], capacity: capacityBlock, reservation: cr-0123456789abcdef0}}",
       {}},
      {"  nodeGroups: {a: {instanceTypes: [p5.48xlarge], reservation: cr-0123456789abcdef0}}",
       {"6:63 SPEC029 a reservation is used with capacity reserved or capacityBlock only"}},
      {"  nodePools: {a: {families: [p5], capacity: [reserved, onDemand]}}",
       {"6:46 SPEC029 capacity that is booked ahead needs to be named"}},
      {"  nodeGroups: {a: {instanceTypes: [m7i.large], labels: {node.kubernetes.io/instance-type: x, nvidia.com/gpu: "
       "\"true\"}}}",
       {"6:57 SPEC037 EKS refuses node labels in kubernetes.io"}},
      {"  nodePools: {a: {disruption: {budgets: [{schedule: \"0 9 * * *\"}]}}}",
       {"6:53 SPEC036 a budget has both schedule and duration, or neither"}},
      {"  nodePools: {a: {disruption: {budgets: [{schedule: \"0 9 * * *\", duration: 90s}]}}}",
       {"6:76 SPEC008 a budget's duration is in whole minutes"}},
      {"  nodePools: {a: {minGpus: 4, maxGpus: 2}}", {"6:40 SPEC028 minGpus is 4, but maxGpus is 2"}},
      {"  nodeGroups: {a: {instanceTypes: [m7i.large], subnetIds: [subnet-11111111]}}",
       {"6:60 SPEC036 subnetIds are those of an existing network, but this one is created"}},
  });
}

TEST(CheckEfa, IsThereWhereItIsAskedFor) {
  expect_said({
      {"  nodeGroups: {a: {instanceTypes: [p5en.48xlarge], efa: true}}", {}},
      {"  nodeGroups: {a: {instanceTypes: [g5.xlarge], efa: true}}",
       {"6:36 SPEC027 g5.xlarge has no Elastic Fabric Adapter"}},
      {"  nodeClasses: {fast: {efa: true}}\n  nodePools: {a: {families: [g4dn], sizes: [xlarge], nodeClass: fast}}",
       {"7:15 SPEC027 nodeClasses.fast has efa, but no type that this pool may buy has it"}},
      {"  nodePools: {a: {families: [p5]}}\n  training: {t: {image: a, pool: a, efa: true}}",
       {"7:42 SPEC027 the job wants EFA, but the nodes of a have none"}},
      {"  nodeClasses: {fast: {efa: true}}\n  nodePools: {a: {families: [p5], nodeClass: fast}}\n  training: {t: "
       "{image: a, pool: a, efa: true}}",
       {}},
      {"  batch: {b: {instanceTypes: [p4d.24xlarge]}}\n  training: {t: {image: a, with: AwsBatch, queue: b, efa: "
       "true}}",
       {"7:59 SPEC027 the job wants EFA, but its queue b has none"}},
  });
}

TEST(CheckVolumes, AreWhatEbsTakes) {
  const auto group = [](std::string_view volumes) {
    return "  nodeGroups: {a: {instanceTypes: [m7i.large], volumes: {" + std::string(volumes) + "}}}";
  };
  expect_said({
      {group("root: {size: 200Gi, iops: 16000, throughput: 1000}"), {}},
      {group("root: {size: 200Gi, iops: 80000, throughput: 2000}"), {}},
      {group("root: {size: 10Gi}"), {"6:71 SPEC030 the AMI needs a root volume of 20 GiB or more, not 10"}},
      {group("data: {size: 100Ti}"), {"6:71 SPEC030 a gp3 volume has 1 to 65536 GiB, not 102400"}},
      {group("data: {size: 20Gi, iops: 16000}"),
       {"6:83 SPEC030 gp3 takes at most 500 iops for each GiB: 10000 for 20 GiB, not 16000"}},
      {group("data: {iops: 2000}"), {"6:71 SPEC030 gp3 takes 3000 to 80000 iops, not 2000"}},
      {group("data: {throughput: 1000}"),
       {"6:77 SPEC030 gp3 takes at most 0.25 MiB/s for each of its iops: 750 for 3000, not 1000"}},
      {group("data: {throughput: 3000, iops: 20000}"),
       {"6:77 SPEC030 gp3 takes a throughput of 125 to 2000 MiB/s, not 3000"}},
      {group("data: {type: io2, size: 5Gi, iops: 10000}"),
       {"6:93 SPEC030 io2 takes at most 1000 iops for each GiB: 5000 for 5 GiB, not 10000"}},
      {group("data: {type: io2, size: 500Gi, iops: 300000}"),
       {"6:95 SPEC030 io2 takes 100 to 256000 iops, not 300000"}},
      {group("data: {type: gp2, iops: 3000}"), {"6:82 SPEC030 gp2 takes no iops: they follow from its size"}},
      {"  storage: {classes: {fast: {type: io2, iops: 300000}}}",
       {"6:47 SPEC030 io2 takes 100 to 256000 iops, not 300000"}},
      {"  storage: {classes: {shared: {type: efs}}}",
       {"6:38 SPEC036 an EFS StorageClass needs a file system to make access points in"}},
      {"  storage: {fileSystems: {a: {type: fsx-lustre}}}", {"6:27 SPEC030 an FSx file system has a fixed size"}},
      {"  storage: {fileSystems: {a: {type: fsx-lustre, size: 1300Gi}}}",
       {"6:55 SPEC030 FSx for Lustre has 1200 GiB or a multiple of 2400 GiB, not 1300"}},
      {"  storage: {fileSystems: {a: {size: 10Gi}}}", {"6:37 SPEC030 EFS has no size: it grows with what is in it"}},
      {"  databases: {a: {storage: 5Gi}}", {"6:28 SPEC030 RDS takes 20 to 65536 GiB of storage, not 5"}},
  });
}

TEST(CheckAutoscalers, DoNotBuyForTheSamePods) {
  expect_said({
      {"  autoscaler: {nodes: clusterAutoscaler}\n  nodePools: {a: }",
       {"7:15 SPEC032 nodePools are Karpenter's, but nothing runs Karpenter here"}},
      {"  autoscaler: {nodes: auto}", {"6:23 SPEC033 autoscaler.nodes: auto needs cluster.mode: auto"}},
      {"  cluster: {mode: auto}\n  autoscaler: {nodes: clusterAutoscaler}",
       {"7:23 SPEC033 Cluster Autoscaler cannot grow what EKS Auto Mode runs"}},
      {"  autoscaler: {nodes: clusterAutoscaler}\n  components: [karpenter]\n  nodePools: {a: }\n"
       "  nodeGroups: {g: {instanceTypes: [m7i.large], max: 4}}",
       {"9:16 SPEC032 warning: Cluster Autoscaler would grow g for the same pods for which Karpenter buys nodes of a: "
        "neither is tainted"}},
      {"  autoscaler: {nodes: clusterAutoscaler}\n  components: [karpenter]\n  nodePools: {a: }\n"
       "  nodeGroups: {g: {instanceTypes: [g5.xlarge], max: 4, taints: [nvidia.com/gpu]}}",
       {}},
      {"  cluster: {mode: auto, autoNodePools: [general-purpose]}\n  autoscaler: {nodes: karpenter}\n  nodePools: {a: "
       "}",
       {"8:15 SPEC032 warning: Auto Mode's general-purpose pool and Karpenter's a would both buy a node for the same "
        "pods: neither is "
        "tainted"}},
      {"  cluster: {mode: auto, autoNodePools: [general-purpose]}\n  autoscaler: {nodes: karpenter}\n"
       "  nodePools: {a: {families: [g5], taints: [nvidia.com/gpu]}}",
       {}},
  });
}

TEST(CheckWorkloads, ScaleOnSomethingThatCanWakeThem) {
  const auto workload = [](std::string_view rest) {
    return "  queues: {q: }\n  caches: {c: }\n  workloads: {a: {serve: {image: a}, " + std::string(rest) + "}}";
  };
  expect_said({
      {workload("scale: {min: 0, max: 5, on: {queue: q}}"), {}},
      {workload("scale: {min: 3, max: 2}"), {"8:59 SPEC028 min is 3, but max is 2"}},
      {workload("scale: {min: 0, on: {cpu: 70}}"),
       {"8:51 SPEC036 at zero replicas nothing uses cpu: something else must wake it"}},
      {workload("scale: {min: 0}"), {"8:51 SPEC036 at zero replicas nothing wakes it: `on` is missing"}},
      {workload("scale: {max: 5}"),
       {"8:51 SPEC036 warning: nothing is named to scale on: there will always be 1 replicas"}},
      {workload("scale: {max: 5, on: {perReplica: 3}}"), {"8:58 SPEC036 nothing to scale on is named"}},
      {workload("scale: {max: 5, on: {queue: q, cpu: 70}}"),
       {"8:58 SPEC010 one item names several things to scale on: queue, cpu"}},
      {workload("scale: {max: 5, on: {redisStream: s, cache: c, consumerGroup: g}}"), {}},
      {workload("scale: {max: 5, on: {redisStream: s}}"),
       {"8:72 SPEC036 a stream lies in a cache",
        "8:72 SPEC036 what waits in a stream is counted for a consumer group"}},
      {"  autoscaler: {pods: hpa}\n" + workload("scale: {min: 0, max: 5, on: {queue: q}}"),
       {"9:51 SPEC036 only KEDA scales to zero",
        "9:66 SPEC036 a HorizontalPodAutoscaler alone scales on cpu, not on queue"}},
      {workload("route: /a"), {"8:45 SPEC036 a route needs a load balancer"}},
      {"  edge: {host: a.example.com}\n  workloads:\n    a: {serve: {image: a}, route: /x}\n    b: {serve: {image: a, "
       "port: 0}, route: /x}\n",
       {"8:35 SPEC009 note: route /x is first defined here", "9:44 SPEC009 route /x is defined twice",
        "9:44 SPEC036 requests need a port, and this workload listens on none"}},
      {"  edge: {host: a.example.org, hostedZone: example.com}",
       {"6:16 SPEC036 a.example.org is not in the zone example.com"}},
      {"  buckets: {logs: }\n  edge: {host: a.example.com, accessLogs: logs}",
       {"7:43 SPEC036 load balancers may not write to logs"}},
      {"  training: {t: {image: a, with: AwsBatch}}", {"6:34 SPEC036 a job of AWS Batch needs a queue"}},
      // A LocalQueue of the cluster: Kueue's.
      {"  training: {t: {image: a, queue: q}}", {}},
      {"  training: {t: {image: a, with: Job, queue: q}}", {}},
      {"  training: {t: {image: a, with: TrainJob, queue: q}}", {}},
      {"  training: {t: {image: a, with: RayJob, queue: q}}", {}},
      {"  rayClusters: {r: {workers: {gpu: {min: 5, max: 2}}}}", {"6:50 SPEC028 gpu: min is 5, replicas 0, max 2"}},
  });
}

}  // namespace
}  // namespace slipway::spec
