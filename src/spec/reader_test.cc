#include "spec/reader.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "spec/said_for_test.h"

namespace slipway::spec {
namespace {

using Lines = std::vector<std::string>;

TEST(Reader, SaysWhenThereIsNoPlatform) {
  struct Case {
    std::string text, said;
  };
  for (const Case& c : {
           Case{"", "0:0 SPEC001 the file is empty"},
           {"# nothing but a comment\n", "0:0 SPEC001 the file is empty"},
           {"- a\n- b\n", "1:1 SPEC001 a platform is a map, found a list"},
           {"hello\n", "1:1 SPEC001 a platform is a map, found the string 'hello'"},
           {"apiVersion: apps/v1\nkind: Deployment\n", "2:7 SPEC002 this is a Deployment, not a Platform"},
           {"kind: Platfrom\n", "1:7 SPEC002 this is a Platfrom, not a Platform (did you mean Platform?)"},
       }) {
    const auto read = read_for_test(c.text);
    EXPECT_FALSE(read.platform) << c.text;
    EXPECT_EQ(read.said(), Lines{c.said}) << c.text;
    EXPECT_EQ(read.diagnostics.all()[0].where.source, read.source.get()) << c.text;
  }
}

TEST(Reader, GoesOnWhenAFileForgetsToSayWhatItIs) {
  const auto read = read_for_test("metadata: {name: a}\nspec: {aws: {region: us-west-2}}\n");
  ASSERT_TRUE(read.platform);
  EXPECT_EQ(read.platform->name.value, "a");
  EXPECT_EQ(read.said(),
            (Lines{"1:1 SPEC005 Platform needs the field apiVersion", "1:1 SPEC005 Platform needs the field kind"}));
}

TEST(Reader, RefusesAnotherVersionOfTheForm) {
  const auto read = read_for_test(
      "apiVersion: slipway.dev/v1\nkind: Platform\nmetadata: {name: a}\nspec: {aws: {region: us-west-2}}\n");
  EXPECT_EQ(read.said(), Lines{"1:13 SPEC006 apiVersion knows no 'slipway.dev/v1'"});
  EXPECT_EQ(read.diagnostics.all()[0].fix, "use slipway.dev/v1alpha1");
}

/// The least that can be said; everything else is the documented default.
TEST(Reader, FillsInDefaults) {
  const auto read = read_spec_for_test("");
  ASSERT_TRUE(read.platform);
  EXPECT_EQ(read.said(), Lines{});
  const Platform& platform = *read.platform;
  EXPECT_EQ(platform.cluster.name.value, "test");
  EXPECT_FALSE(platform.cluster.name.written);
  EXPECT_EQ(platform.cluster.version.value, "1.35");
  ASSERT_TRUE(platform.network.create);
  EXPECT_EQ(platform.network.create->cidr.value, "10.0.0.0/16");
  EXPECT_EQ(platform.cluster.logs.types.size(), 5u);
  EXPECT_EQ(platform.autoscaler.nodes.value, NodeAutoscaler::Karpenter);
}

TEST(Reader, FillsInWhatFollowsFromOtherFields) {
  const auto read = read_for_test(R"(apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: test}
spec:
  aws: {region: us-west-2}
  cluster: {mode: auto}
  nodeGroups: {system: {instanceTypes: [m7i.large], min: 2, max: 4}}
  queues: {tasks: , orders: {fifo: true}}
  roles: {reader: {}}
  workloads: {llm: {serve: {image: llm:v1}}}
)");
  EXPECT_EQ(read.said(), Lines{});
  const Platform& platform = *read.platform;
  EXPECT_EQ(platform.autoscaler.nodes.value, NodeAutoscaler::Auto);
  EXPECT_EQ(platform.node_groups.find("system")->desired.value, 2);
  EXPECT_EQ(platform.queues.find("tasks")->queue_name.value, "test-tasks");
  EXPECT_EQ(platform.queues.find("orders")->queue_name.value, "test-orders.fifo");
  EXPECT_EQ(platform.roles.find("reader")->role_name.value, "test-reader");
  EXPECT_EQ(platform.workloads.find("llm")->service_account.value, "llm");
}

TEST(Reader, KeepsPositionsAndWhatWasWritten) {
  const auto read = read_spec_for_test("  nodePools:\n    gpu:\n      families: [g5, g6]\n");
  const auto& entry = read.platform->node_pools.entries.at(0);
  EXPECT_EQ(entry.name.where.to_string(), "platform.yaml:7:5");
  EXPECT_EQ(entry.value.where.to_string(), "platform.yaml:7:5");
  EXPECT_EQ(entry.value.families.at(1).where.to_string(), "platform.yaml:8:22");
  EXPECT_TRUE(entry.value.families.at(1).written);
  EXPECT_FALSE(entry.value.weight.written);
}

TEST(Reader, ReadsShortForms) {
  const auto read = read_spec_for_test(R"(  components:
    - metrics-server
    - kuberay: {version: 1.4.2}
    - argo-cd:
  network: {create: {flowLogs: true}}
  nodePools:
    gpu:
      families: [g5]
      capacity: spot
      taints: [CriticalAddonsOnly, "nvidia.com/gpu=true:NoExecute", "a:PreferNoSchedule", {key: b, value: c}, "d=e"]
      disruption: {budgets: [10%, 3, {nodes: "0", reasons: [Drifted]}]}
  nodeClasses: {default: {volumes: {root: 200Gi}}}
  workloads:
    llm:
      serve: {image: llm:v1, readiness: /ready}
      env: {PORT: 8080, DEBUG: yes, VERSION: 1.30, EMPTY: }
      scale: {on: {cpu: 70}, max: 3}
)");
  EXPECT_EQ(read.said(), Lines{});
  const Platform& platform = *read.platform;
  ASSERT_EQ(platform.components.size(), 3u);
  EXPECT_EQ(platform.components[0].name.value, "metrics-server");
  EXPECT_EQ(platform.components[0].options, nullptr);
  EXPECT_EQ((*platform.components[1].options)["version"].text(), "1.4.2");
  EXPECT_EQ(platform.components[2].options, nullptr);
  EXPECT_TRUE(platform.network.create->flow_logs.enabled.value);
  const NodePool& pool = *platform.node_pools.find("gpu");
  ASSERT_EQ(pool.capacity.size(), 1u);
  EXPECT_EQ(pool.capacity[0].value, Capacity::Spot);
  Lines taints;
  for (const Taint& taint : pool.taints)
    taints.push_back(taint.key.value + "=" + taint.value.value + ":" + taint.effect.value);
  EXPECT_EQ(taints, (Lines{"CriticalAddonsOnly=true:NoSchedule", "nvidia.com/gpu=true:NoExecute", "a=:PreferNoSchedule",
                           "b=c:NoSchedule", "d=e:NoSchedule"}));
  ASSERT_EQ(pool.disruption.budgets.size(), 3u);
  EXPECT_EQ(pool.disruption.budgets[1].nodes.value, "3");
  EXPECT_EQ(platform.node_classes.find("default")->volumes.root.size.value, "200Gi");
  const Workload& workload = *platform.workloads.find("llm");
  EXPECT_EQ(workload.serve.readiness->path.value, "/ready");
  EXPECT_EQ(workload.scale.on.at(0).cpu.value, 70);
  Lines env;
  for (const auto& [name, value] : workload.env) env.push_back(name.value + "=" + value.value);
  EXPECT_EQ(env, (Lines{"PORT=8080", "DEBUG=yes", "VERSION=1.30", "EMPTY="}));
}

TEST(Reader, PassesNativePartsThrough) {
  const auto read = read_spec_for_test(R"(  nodePools:
    gpu:
      requirements: [{key: karpenter.k8s.aws/instance-gpu-memory, operator: Gt, values: ["20000"]}]
  workloads: {llm: {serve: {image: a}, scale: {behavior: {scaleUp: {stabilizationWindowSeconds: 0}}}}}
)");
  EXPECT_EQ(read.said(), Lines{});
  EXPECT_EQ(read.platform->node_pools.find("gpu")->requirements->items()[0]["operator"].text(), "Gt");
  EXPECT_EQ((*read.platform->workloads.find("llm")->scale.behavior)["scaleUp"]["stabilizationWindowSeconds"].integer(),
            0);
}

/// A mistyped field becomes another only where that takes its value, or will when it is mended, and is not there yet.
TEST(Reader, RenamesOnlyToFieldsThatTakeTheValue) {
  struct Case {
    const char *pool, *fixes;
  };
  for (const Case& c : {
           Case{"famlies: [g5]", "families "},
           {"famlies: g5", "families "},
           {"famlies: {a: b}", ""},
           {"families: [g5], famlies: [g6]", ""},
           {"wight: 7", "weight "},
           {"wight: \"7\"", "weight "},
           {"wight: heavy", ""},
           {"limts: {cpu: 4}", "limits "},
           {"limts: [a]", ""},
           {"requirement: [{key: a, operator: Exists}]", "requirements "},
           {"requirement: {a: b}", ""},
       }) {
    const auto read = read_spec_for_test(fmt::format("  nodePools: {{a: {{{}}}}}\n", c.pool));
    std::string fixes;
    for (const Diagnostic& one : read.diagnostics.all())
      for (const FixIt& fix : one.fixes) fixes += fix.replacement + " ";
    EXPECT_EQ(fixes, c.fixes) << c.pool;
  }
}

/// One mistake each, in the spec's lines from 6 on.
TEST(Reader, SaysWhatIsWrongAndWhere) {
  struct Case {
    std::string spec, said;
  };
  for (const Case& c : {
           // Unknown fields
           Case{"  netwrk: {}", "6:3 SPEC003 unknown field 'netwrk' in spec (did you mean network?)"},
           {"  cluster: {endpoint: {pubilc: true}}",
            "6:24 SPEC003 unknown field 'pubilc' in spec.cluster.endpoint (did you mean public?)"},
           {"  nodePools: {a: {consolidateAfter: 5m}}",
            "6:19 SPEC003 unknown field 'consolidateAfter' in spec.nodePools.a"},
           {"  nodePools: {a: {disruption: {consolidateAfter: 5m}}}",
            "6:32 SPEC003 unknown field 'consolidateAfter' in spec.nodePools.a.disruption (here it is called after)"},
           {"  cluster: {nodeGroups: {}}",
            "6:13 SPEC003 unknown field 'nodeGroups' in spec.cluster (it stands at spec.nodeGroups)"},
           {"  training: {t: {image: x, schedule: x}}", "6:28 SPEC003 unknown field 'schedule' in spec.training.t"},
           {"  nodePools: {a: {schedule: x}}",
            "6:19 SPEC003 unknown field 'schedule' in spec.nodePools.a (it stands at "
            "spec.nodePools.<name>.disruption.budgets[].schedule)"},
           {"  zzz: 1", "6:3 SPEC003 unknown field 'zzz' in spec"},
           // Wrong types
           {"  nodePools: [a]", "6:14 SPEC004 spec.nodePools takes a map of names, found a list"},
           {"  nodePools: []", "6:14 SPEC004 spec.nodePools takes a map of names, found an empty list (write {})"},
           {"  components: {}",
            "6:15 SPEC004 spec.components takes a list of names, each with or without options, found a map (write [])"},
           {"  nodePools: {a: 3}", "6:18 SPEC004 spec.nodePools.a takes a map, found the number 3"},
           {"  nodePools: {a: {weight: heavy}}",
            "6:27 SPEC004 spec.nodePools.a.weight takes a whole number, found the string 'heavy'"},
           {"  nodePools: {a: {weight: \"7\"}}",
            "6:27 SPEC004 spec.nodePools.a.weight takes a whole number, found the string '7' (write 7)"},
           {"  nodePools: {a: {weight: 1.5}}",
            "6:27 SPEC004 spec.nodePools.a.weight takes a whole number, found the number 1.5"},
           {"  nodePools: {a: {families: g5}}",
            "6:29 SPEC004 spec.nodePools.a.families takes a list of strings, found the string 'g5' (write [g5])"},
           {"  nodePools: {a: {families: [g5, 6]}}",
            "6:34 SPEC004 spec.nodePools.a.families[1] takes a string, found the number 6 (write \"6\")"},
           {"  nodePools: {a: {requirements: {}}}",
            "6:33 SPEC004 spec.nodePools.a.requirements takes a list, found a map"},
           {"  cluster: {version: 1.30}",
            "6:22 SPEC004 spec.cluster.version takes a Kubernetes version such as \"1.35\", found the number 1.30 "
            "(write \"1.30\")"},
           {"  cluster: {deletionProtection: \"yes\"}",
            "6:33 SPEC004 spec.cluster.deletionProtection takes true or false, found the string 'yes' (write true)"},
           {"  network: {create: {flowLogs: 7}}",
            "6:32 SPEC004 spec.network.create.flowLogs takes a map or true or false, found the number 7"},
           {"  components: metrics-server",
            "6:15 SPEC004 spec.components takes a list of names, each with or without options, found the string "
            "'metrics-server'"},
           {"  components: [{a: {}, b: {}}]",
            "6:24 SPEC004 each item of spec.components[0] is one component, found the string 'b' in the same item"},
           {"  components: [3]",
            "6:16 SPEC004 spec.components[0] takes a component's name, or a name with options, found the number 3"},
           {"  components: [{a: 3}]", "6:20 SPEC004 spec.components[0] takes a map of options, found the number 3"},
           // Missing
           {"  nodeGroups: {a: {max: 2}}", "6:16 SPEC005 spec.nodeGroups.a needs the field instanceTypes"},
           {"  nodeGroups: {a: }", "6:16 SPEC005 spec.nodeGroups.a needs the field instanceTypes"},
           {"  roles: {a: {allow: [{actions: [send]}]}}", "6:23 SPEC005 spec.roles.a.allow[0] needs the field to"},
           // Words
           {"  cluster: {mode: atuo}", "6:19 SPEC006 spec.cluster.mode knows no 'atuo' (did you mean auto?)"},
           {"  nodePools: {a: {capacity: [spot, on-demand]}}",
            "6:36 SPEC006 spec.nodePools.a.capacity[1] knows no 'on-demand' (did you mean onDemand?)"},
           {"  nodePools: {a: {taints: [\"x=y:NO_SCHEDULE\"]}}",
            "6:33 SPEC006 spec.nodePools.a.taints[0].effect knows no 'NO_SCHEDULE' (did you mean NoSchedule?)"},
           {"  buckets: {a: {encryption: kms}}", "6:29 SPEC006 spec.buckets.a.encryption knows no 'kms'"},
           // Ranges
           {"  queues: {a: {retentionDays: 15}}",
            "6:31 SPEC007 spec.queues.a.retentionDays is 15, but must be 1 to 14"},
           {"  nodeGroups: {a: {instanceTypes: [m7i.large], max: 0}}",
            "6:53 SPEC007 spec.nodeGroups.a.max is 0, but must be 1 or more"},
           {"  nodePools: {a: {weight: 99999999999999999999}}",
            "6:27 SPEC004 spec.nodePools.a.weight takes a whole number, found the number 99999999999999999999"},
           {"  nodePools: {a: {weight: 9999999999999999999}}",
            "6:27 SPEC007 spec.nodePools.a.weight is 9999999999999999999, but must be 0 to 100"},
           {"  nodePools: {a: {capacity: []}}",
            "6:29 SPEC007 spec.nodePools.a.capacity has 0 items, but needs 1 or more"},
           // Values
           {"  nodePools: {a: {limits: {memory: 16GiB}}}",
            "6:38 SPEC008 spec.nodePools.a.limits.memory '16GiB' is not a quantity such as 500m or 16Gi: unknown "
            "suffix 'GiB': did you mean 16Gi?"},
           {"  nodePools: {a: {disruption: {after: 5 minutes}}}",
            "6:40 SPEC008 spec.nodePools.a.disruption.after '5 minutes' is not a duration such as 5m or 720h, or "
            "Never: unknown unit "
            "' minutes': use s, m or h"},
           {"  network: {create: {cidr: \"10.0.0.1/16\"}}",
            "6:29 SPEC008 spec.network.create.cidr '10.0.0.1/16' is not an IPv4 range such as 10.0.0.0/16: bits are "
            "set beyond the prefix"},
           {"  cluster: {secretsEncryption: {key: \"arn:aws:s3:::x\"}}",
            "6:43 SPEC008 spec.cluster.secretsEncryption.key 'arn:aws:s3:::x' is not the ARN of a KMS key: it is an "
            "ARN of another "
            "service: arn:aws:kms:…:key/… is meant"},
           {"  queues: {Tasks: }",
            "6:12 SPEC008 spec.queues 'Tasks' is not a name of a-z, 0-9 and -: only a-z, 0-9 and - may be in it"},
       })
    EXPECT_EQ(read_spec_for_test(c.spec).said(), Lines{c.said}) << c.spec;
}

TEST(Reader, NeverStopsAtTheFirstMistake) {
  const auto read = read_for_test(R"(apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {nme: x}
spec:
  aws: {region: 5}
  cluster: {mode: manual, version: two}
  nodePools: {a: {weight: -1}, b: {weight: 101}}
)");
  EXPECT_EQ(read.diagnostics.count(Severity::Error), 6);  // `nme` is `name`: not missing as well
  ASSERT_TRUE(read.platform);
  EXPECT_EQ(read.platform->cluster.version.value, "1.35") << "what is wrong keeps its default";
}

TEST(Reader, NamesTheSameComponentTwice) {
  EXPECT_EQ(read_spec_for_test("  components:\n    - a\n    - a: {}\n").said(),
            (Lines{"7:7 SPEC009 note: component a is first defined here", "8:7 SPEC009 component a is defined twice"}));
}

TEST(Reader, TakesNothingForAbsent) {
  const auto read = read_spec_for_test(
      "  components:\n  nodePools:\n  cluster:\n  queues: {a: }\n  nodeClasses: {gpu: {volumes: }}\n");
  EXPECT_EQ(read.said(), Lines{});
  EXPECT_EQ(read.platform->queues.size(), 1u);
}

TEST(Reader, HoldsALoadAgainstItsForm) {
  const auto load = [](const std::string& text) {
    return read_spec_for_test("  workloads: {w: {serve: {image: x}}}\n  load: {w: " + text + "}\n").said();
  };
  EXPECT_EQ(load("{arrivals: {poisson: 0.01/s}, service: {coldStart: 30s, seconds: 4, p99: 1.5, "
                 "prefillTokensPerSecond: 8000, decodeTokensPerSecond: 60}}"),
            Lines{});
  EXPECT_EQ(load("{arrivals: {trace: traces/a.csv}}"), Lines{});
  for (const std::string wrong :
       {"{arrivals: {poison: 4/s}}", "{arrivals: {poisson: -4/s}}", "{arrivals: {poisson: 4}}", "{service: {p195: 4s}}",
        "{service: {seconds: -4}}", "{service: {coldStart: soon}}", "{service: {decodeTokensPerSecond: -60}}",
        "{arrivals: 4/s}"})
    EXPECT_EQ(load(wrong).size(), 1u) << wrong;
}

/// What stands behind an anchor is one text, however many aliases there are: a mistake in it is said once, of every
/// kind; the same mistake written twice is two.
TEST(Reader, SaysAMistakeBehindAnAnchorOnce) {
  struct Shared {
    std::string field, wrong, id;
  };
  for (const Shared& c : {Shared{"volumes", "{root: {size: 9Xi}}", "SPEC008"},
                          {"volumes", "{root: {sise: 9Gi}}", "SPEC003"},
                          {"volumes", "{root: {iops: many}}", "SPEC004"},
                          {"volumes", "{root: {iops: -1}}", "SPEC007"},
                          {"volumes", "{root: {size: 100Gi, type: gp9}}", "SPEC006"},
                          {"sysctls", "{\"{{\": \"1\"}", "SPEC008"},
                          {"labels", "{a: \"b c\"}", "SPEC008"},
                          {"instanceTypes", "[m7i.lrge]", "SPEC024"},
                          {"taints", "[\"a=b:Never\"]", ""}}) {
    const auto said = [&](const std::string& first, const std::string& second) {
      const auto group = [&](const std::string& value) {
        return (c.field == "instanceTypes" ? "{" : "{instanceTypes: [m7i.large], ") + c.field + ": " + value + "}\n";
      };
      return read_spec_for_test("  nodeGroups:\n    a: " + group(first) + "    b: " + group(second)).said();
    };
    const auto once = said("&shared " + c.wrong, "*shared"), twice = said(c.wrong, c.wrong);
    ASSERT_EQ(once.size(), 1u) << c.field << ": " << c.wrong << "\n" << (once.empty() ? "" : once.back());
    EXPECT_NE(once.front().find(c.id), std::string::npos) << once.front();
    EXPECT_EQ(twice.size(), 2u) << c.field << ": " << c.wrong;
  }
}

}  // namespace
}  // namespace slipway::spec
