#include <gtest/gtest.h>

#include "base/unified_diff.h"
#include "doc/yaml.h"
#include "spec/additions/buckets.h"
#include "spec/additions/component_uses.h"
#include "spec/additions/edited_texts.h"
#include "spec/additions/node_pool.h"
#include "spec/additions/words.h"
#include "spec/additions/workload_entry.h"
#include "spec/reader.h"
#include "spec/rows.h"

namespace slipway::spec::additions {
namespace {

constexpr const char* kHead =
    "apiVersion: slipway.dev/v1alpha1\nkind: Platform\nmetadata: {name: p}\nspec:\n  aws: {region: eu-west-1}\n";

/// A platform out of texts: platform.yaml, and what it includes.
struct Files {
  std::map<std::string, std::string> included;
  std::optional<Platform> platform;
  Diagnostics diagnostics;
  Words words;

  explicit Files(const std::string& spec, std::map<std::string, std::string> more = {}) : included(std::move(more)) {
    Diagnostics findings;
    auto document =
        doc::read_yaml_document(std::make_shared<const SourceText>("platform.yaml", kHead + spec), findings);
    platform = read_platform(
        std::move(document),
        [this](const std::string& path) -> Result<std::shared_ptr<const SourceText>> {
          return std::make_shared<const SourceText>(path, included.at(path));
        },
        findings);
    for (const auto& one : findings.all())
      if (one.severity == Severity::Error) ADD_FAILURE() << drawn(one, Colour::Off);
  }
  Text word(const std::string& name, const std::string& text) { return words.add(name, text); }
  Texts all(const std::string& name, const std::vector<std::string>& texts) {
    Texts out;
    for (const auto& text : texts) out.push_back(words.add(name, text));
    return out;
  }

  /// The lines that come, "-" those that go, the notes, and what is wrong.
  std::string outcome(const Addition& addition) {
    std::string out;
    for (const auto& said : addition.said) out += "note: " + said + "\n";
    std::vector<EditedText> texts;
    if (!diagnostics.has_errors()) texts = edited_texts(*platform, addition.edits, diagnostics);
    for (const auto& one : diagnostics.all())
      out += one.where.to_string() + ": " + one.id + " " + one.message +
             (one.hint.empty() ? "" : " (" + one.hint + ")") + (one.fix.empty() ? "" : " = " + one.fix) + "\n";
    for (const auto& text : texts) {
      if (text.name != "platform.yaml") out += "in " + text.name + "\n";
      const LineDiff diff = compare_lines(text.before, text.after);
      for (std::size_t i = 0; i < diff.before.size(); ++i)
        if (diff.gone[i]) out += "-" + std::string(diff.before[i]);
      for (std::size_t i = 0; i < diff.after.size(); ++i)
        if (diff.come[i]) out += std::string(diff.after[i]);
    }
    return out;
  }
};

std::string buckets(const std::string& spec, const std::vector<std::string>& arns,
                    std::map<std::string, std::string> more = {}) {
  Files files(spec, std::move(more));
  return files.outcome(add_buckets(*files.platform, {.arns = files.all("argument", arns)}, files.diagnostics));
}

TEST(AddBuckets, ExtendsTheListWhereItStands) {
  EXPECT_EQ(buckets("  storage:\n    mountableBuckets:   # ours\n      - arn:aws:s3:::one   # first\n  edge: {}\n",
                    {"arn:aws:s3:::two", "arn:aws:s3:::one", "arn:aws:s3:::three", "arn:aws:s3:::two"}),
            "note: arn:aws:s3:::one is mountable already\n      - arn:aws:s3:::two\n      - arn:aws:s3:::three\n");
  EXPECT_EQ(buckets("  storage: {mountableBuckets: [arn:aws:s3:::one]}\n", {"arn:aws:s3:::two"}),
            "-  storage: {mountableBuckets: [arn:aws:s3:::one]}\n"
            "  storage: {mountableBuckets: [arn:aws:s3:::one, arn:aws:s3:::two]}\n");
  EXPECT_EQ(buckets("  edge: {}\n", {"arn:aws:s3:::two"}),
            "  storage:\n    mountableBuckets:\n    - arn:aws:s3:::two\n");
  EXPECT_EQ(buckets("  storage:\n", {"arn:aws:s3:::two"}), "    mountableBuckets:\n    - arn:aws:s3:::two\n");
  EXPECT_EQ(buckets("  storage: {mountableBuckets: [arn:aws:s3:::one]}\n", {"arn:aws:s3:::one"}),
            "note: arn:aws:s3:::one is mountable already\n");
}

TEST(AddBuckets, EditsTheIncludedFileThatHasTheList) {
  const std::string include = "  include: [base.yaml, more.yaml]\n";
  EXPECT_EQ(buckets(include, {"arn:aws:s3:::two"},
                    {{"base.yaml", "spec:\n  storage:\n    mountableBuckets:\n    - arn:aws:s3:::one\n"},
                     {"more.yaml", "spec: {}\n"}}),
            "in base.yaml\n    - arn:aws:s3:::two\n");
  // Neither has the list: the one that has `storage`.
  EXPECT_EQ(buckets(include, {"arn:aws:s3:::two"},
                    {{"base.yaml", "spec: {}\n"}, {"more.yaml", "spec:\n  storage:\n    defaultClass: gp3\n"}}),
            "in more.yaml\n    mountableBuckets:\n    - arn:aws:s3:::two\n");
  // Nobody has any of it: platform.yaml.
  EXPECT_EQ(buckets(include, {"arn:aws:s3:::two"}, {{"base.yaml", "spec: {}\n"}, {"more.yaml", "spec: {}\n"}}),
            "  storage:\n    mountableBuckets:\n    - arn:aws:s3:::two\n");
}

TEST(AddBuckets, TakesTenThousand) {
  std::vector<std::string> arns;
  for (int i = 0; i < 10000; ++i) arns.push_back("arn:aws:s3:::bucket-" + std::to_string(i));
  const std::string out = buckets("  storage:\n    mountableBuckets:\n    - arn:aws:s3:::bucket-7\n", arns);
  EXPECT_TRUE(out.starts_with("note: arn:aws:s3:::bucket-7 is mountable already\n    - arn:aws:s3:::bucket-0\n"));
  EXPECT_TRUE(out.ends_with("    - arn:aws:s3:::bucket-9999\n"));
}

TEST(AddBuckets, LeaveWhatAnAliasNamesAsItIsAndSayWhereItStands) {
  const std::string roles = "  roles: {r: {managedPolicies: &a [arn:aws:s3:::one], assumedBy: [ec2.amazonaws.com]}}\n";
  EXPECT_EQ(
      buckets(roles + "  storage:\n    mountableBuckets: *a\n", {"arn:aws:s3:::two"}),
      "platform.yaml:8:23: ADD005 cannot add spec.storage.mountableBuckets: '*a' stands here: write it out in its "
      "place, or edit what '&a' names = edit the file by hand\n");
  EXPECT_EQ(buckets("  storage:\n    mountableBuckets: &a [arn:aws:s3:::one]\n"
                    "  roles: {r: {managedPolicies: *a, assumedBy: [ec2.amazonaws.com]}}\n",
                    {"arn:aws:s3:::two"}),
            "platform.yaml:7:23: ADD005 cannot add spec.storage.mountableBuckets: '&a' names this, and it would change "
            "wherever '*a' stands too = edit the file by hand\n");
}

constexpr const char* kWorkloads =
    "  roles:\n    web: {allow: [{to: 'arn:aws:s3:::one', actions: [read]}]}\n"
    "  workloads:\n    web:\n      role: web\n      serve: {image: 'x:1'}\n    plain:\n      serve: {image: 'x:1'}\n";

TEST(AddBuckets, GivesRightsToOneWorkloadAlone) {
  struct Case {
    std::vector<std::string> arns;
    const char *prefix, *workload, *account;
    bool read_only;
    const char* said;
  };
  for (const Case& c : {
           Case{{"arn:aws:s3:::two"},
                "",
                "web",
                "",
                true,
                "-    web: {allow: [{to: 'arn:aws:s3:::one', actions: [read]}]}\n"
                "    web: {allow: [{to: 'arn:aws:s3:::one', actions: [read]}, {to: arn:aws:s3:::two, actions: "
                "[read]}]}\n"},
           {{"arn:aws:s3:::one"}, "", "web", "", true, "note: role web may read arn:aws:s3:::one already\n"},
           {{"arn:aws:s3:::one"},
            "",
            "",
            "default/web",
            false,
            "-    web: {allow: [{to: 'arn:aws:s3:::one', actions: [read]}]}\n"
            "    web: {allow: [{to: 'arn:aws:s3:::one', actions: [read, write]}]}\n"},
           {{"arn:aws:s3:::two"},
            "",
            "plain",
            "",
            false,
            "    plain:\n      allow:\n      - {to: arn:aws:s3:::two, actions: [read, write]}\n      role: plain\n"},
           {{"arn:aws:s3:::two"},
            "llama",
            "",
            "ml/trainer",
            true,
            "note: objects outside of llama/ stay closed; their names can be listed\n"
            "    trainer:\n      serviceAccounts: [ml/trainer]\n      allow:\n"
            "      - {to: arn:aws:s3:::two, actions: [s3:GetBucketLocation, s3:ListBucket]}\n"
            "      - {to: arn:aws:s3:::two/llama/*, actions: [s3:GetObject]}\n"},
           {{"arn:aws:s3:::two"},
            "",
            "wbe",
            "",
            false,
            "--workload:1:1: SPEC021 there is no workload 'wbe' in this platform (did you mean web?)\n"},
           {{"arn:aws:s3:::two"},
            "",
            "",
            "ml/web/x",
            false,
            "--service-account:1:7: ADD001 no service account: only a-z, 0-9 and - may be in it = write "
            "NAMESPACE/NAME\n"},
           {{"arn:aws:s3:::two"},
            "/llama",
            "web",
            "",
            false,
            "--prefix:1:1: ADD001 keys of objects do not begin with a slash = write llama\n"},
           {{"arn:aws:s3:::two"},
            "llama*",
            "web",
            "",
            false,
            "--prefix:1:6: ADD001 no wildcard: a prefix is taken as it is = name what objects begin with\n"},
           {{"arn:aws:s3:::two"},
            "${x}",
            "web",
            "",
            false,
            "--prefix:1:1: ADD001 a character that policies read as something else = name a prefix without it\n"},
           {{"arn:aws:s3:::two"},
            "",
            "web",
            "default/web",
            false,
            "--service-account:1:1: ADD006 --workload and --service-account name the same thing = give one of them\n"},
           {{"arn:aws:s3:::two"},
            "llama",
            "",
            "",
            false,
            "--prefix:1:1: ADD006 the S3 CSI driver has one role for all that it mounts: it knows no narrower right "
            "= say whose it is, --workload NAME or --service-account NAMESPACE/NAME: its own role gets it\n"},
       }) {
    Files files(kWorkloads);
    BucketsWanted wanted{.arns = files.all("argument", c.arns)};
    if (*c.prefix) wanted.prefix = files.word("--prefix", c.prefix);
    if (*c.workload) wanted.workload = files.word("--workload", c.workload);
    if (*c.account) wanted.service_account = files.word("--service-account", c.account);
    wanted.read_only.value = c.read_only;
    EXPECT_EQ(files.outcome(add_buckets(*files.platform, wanted, files.diagnostics)), c.said);
  }
}

TEST(AddNodePool, HasWhatAPoolOfGpusNeeds) {
  Files files("  nodePools:\n    general:\n      families: [m7i]\n      limits: {cpu: 10}\n");
  EXPECT_EQ(files.outcome(add_node_pool(*files.platform,
                                        {.name = files.word("argument 3", "gpu"),
                                         .families = files.all("--families", {"g5"}),
                                         .capacity = files.all("--capacity", {"spot", "on-demand"}),
                                         .devices = files.word("--gpu", "8"),
                                         .labels = files.all("--label", {"team=a: b"}),
                                         .set = files.all("--set", {"weight=10"})},
                                        files.diagnostics)),
            "    gpu:\n      families: [g5]\n      capacity: [spot, onDemand]\n      labels: {team: \"a: b\"}\n"
            "      taints: [nvidia.com/gpu=true:NoSchedule]\n      limits: {nvidia.com/gpu: 8}\n"
            "      disruption: {after: 10m}\n      weight: 10\n");
}

TEST(AddNodePool, AsksForWhatNobodyCanGuess) {
  constexpr const char* kPools =
      "  nodeClasses: {a: {}, b: {}}\n  nodePools:\n"
      "    one: {nodeClass: a, families: [g5], limits: {nvidia.com/gpu: 1}}\n"
      "    two: {nodeClass: b, families: [g6], limits: {nvidia.com/gpu: 1}}\n";
  struct Case {
    const char* name;
    std::vector<std::string> types, capacity;
    const char *gpu, *max;
    const char* said;
  };
  for (const Case& c : {
           Case{"x",
                {},
                {},
                "",
                "",
                "argument 3:1:1: ADD004 a pool that says nothing may buy any type, the dearest GPUs as well "
                "= --families m7i,c7i or --types g5.xlarge\n"},
           {"x",
            {"g5.xlarge"},
            {},
            "4",
            "",
            "argument 3:1:1: ADD003 its nodes could be of class a or b = say which: --node-class NAME\n"},
           {"x",
            {"m7i.large"},
            {},
            "4",
            "",
            "--gpu:1:1: ADD006 none of these types has a GPU = leave --gpu away, or name other types\n"},
           {"x",
            {"m7i.lrage"},
            {},
            "",
            "",
            "--types:1:1: SPEC024 no instance type 'm7i.lrage' (did you mean m7i.large?)\n"},
           {"x",
            {"m7i.large"},
            {"spt"},
            "",
            "",
            "--capacity:1:1: SPEC006 capacity cannot be 'spt' (did you mean spot?)\n"},
           {"x",
            {"m7i.large"},
            {},
            "",
            "2",
            "--max:1:1: ADD006 --max counts nodes of a managed group, and this is Karpenter's pool = limit it by --gpu "
            "or "
            "--limits\n"},
           {"X_y",
            {"m7i.large"},
            {},
            "",
            "",
            "argument 3:1:1: ADD001 this is no name for one of nodePools: only a-z, 0-9 and - may be in it = a name of "
            "a-z, 0-9 and - is expected\n"},
           {"one",
            {"m7i.large"},
            {},
            "",
            "",
            "argument 3:1:1: ADD002 nodePools.one is there already, and is not this = change it at platform.yaml:8:10, "
            "or "
            "take another name\n"},
       }) {
    Files files(kPools);
    NodePoolWanted wanted{.name = files.word("argument 3", c.name),
                          .types = files.all("--types", c.types),
                          .capacity = files.all("--capacity", c.capacity)};
    if (*c.gpu) wanted.devices = files.word("--gpu", c.gpu);
    if (*c.max) wanted.most_nodes = files.word("--max", c.max);
    EXPECT_EQ(files.outcome(add_node_pool(*files.platform, wanted, files.diagnostics)), c.said) << c.name;
  }
}

TEST(AddNodePool, IsAManagedGroupWhereNothingRunsKarpenter) {
  constexpr const char* kGroups =
      "  autoscaler: {nodes: clusterAutoscaler}\n  nodeGroups: {system: {instanceTypes: [m7i.large]}}\n";
  struct Case {
    const char *type, *gpu, *max;
    const char* said;
  };
  for (const Case& c : {
           Case{
               "g5.12xlarge", "9", "",
               "note: nothing runs Karpenter here: it becomes a managed node group\n"
               "-  nodeGroups: {system: {instanceTypes: [m7i.large]}}\n"
               "  nodeGroups: {system: {instanceTypes: [m7i.large]}, x: {instanceTypes: [g5.12xlarge], min: 0, max: 2, "
               "taints: [nvidia.com/gpu=true:NoSchedule], volumes: {root: {size: 200Gi}}}}\n"},
           {"m7i.large", "", "",
            "note: nothing runs Karpenter here: it becomes a managed node group\n"
            "argument 3:1:1: ADD004 say how many nodes it may have at most = --max N\n"},
           {"g5.12xlarge", "1000000000", "",
            "note: nothing runs Karpenter here: it becomes a managed node group\n"
            "--gpu:1:1: ADD001 --gpu is a whole number from 1 to 400000 = EKS has no cluster of more than 100,000 "
            "nodes, and one of these has 4\n"},
           {"g5.12xlarge", "2", "",
            "note: nothing runs Karpenter here: it becomes a managed node group\n"
            "--gpu:1:1: ADD006 one node has 4 of them already = --gpu 4, or smaller types\n"},
       }) {
    Files files(kGroups);
    NodePoolWanted wanted{.name = files.word("argument 3", "x"), .types = files.all("--types", {c.type})};
    if (*c.gpu) wanted.devices = files.word("--gpu", c.gpu);
    if (*c.max) wanted.most_nodes = files.word("--max", c.max);
    EXPECT_EQ(files.outcome(add_node_pool(*files.platform, wanted, files.diagnostics)), c.said) << c.type;
  }
}

TEST(AddComponents, NamesWhatIsNotOnAlready) {
  static const StructType& options = type_of(static_cast<const Probe*>(nullptr));  // any with a required field
  const ComponentChoice choices[] = {{"keda", "", nullptr}, {"meter", "", &options}, {"metrics-server", "", nullptr}};
  struct Case {
    std::vector<std::string> names, set;
    const char* said;
  };
  for (const Case& c : {
           Case{{"keda", "keda"}, {}, "    - keda\n"},
           {{"metrics-server"}, {}, "note: metrics-server is there already (platform.yaml:7:7)\n"},
           {{"metrics-server"},
            {"version=1"},
            "argument:1:1: ADD002 metrics-server is there already, with other options = change them at "
            "platform.yaml:7:7\n"},
           {{"meter"},
            {},
            "argument:1:1: ADD004 meter needs path: HTTP path on the container's port. = --set path=…\n"},
           {{"meter"}, {"path=/x", "periodSeconds=5"}, "    - meter:\n        path: /x\n        periodSeconds: 5\n"},
           {{"meter"},
            {"path=/x", "values.a.b=[1]"},
            "    - meter:\n        path: /x\n        values:\n          a:\n            b:\n              - 1\n"},
           {{"mter"}, {}, "argument:1:1: CMP001 unknown component 'mter' (did you mean meter?)\n"},
           {{"keda", "meter"},
            {"path=/x"},
            "--set:1:1: ADD006 --set is for one component, and several are named = add them one by one\n"
            "--set:1:1: SPEC003 keda has no field 'path' = it has version, values\n"},
       }) {
    Files files("  components:\n    - metrics-server\n");
    const auto off = [](std::string_view) -> std::optional<SourceRange> { return std::nullopt; };
    EXPECT_EQ(files.outcome(add_components(*files.platform,
                                           {.names = files.all("argument", c.names), .set = files.all("--set", c.set)},
                                           choices, off, files.diagnostics)),
              c.said);
  }
}

TEST(AddWorkload, BecomesAnEntryOfItsKind) {
  constexpr const char* kPools =
      "  nodePools:\n    gpu:\n      families: [g5]\n      limits: {nvidia.com/gpu: 1}\n  workloads:\n    web: {serve: "
      "{image: 'x:1'}}\n";
  struct Case {
    const char *kind, *image, *replicas, *gpu;
    std::vector<std::string> set;
    const char* said;
  };
  for (const Case& c : {
           Case{"",
                "x:1",
                "1-4",
                "",
                {"scale.on=[{cpu: 60}]"},
                "note: it runs in namespace default; --namespace NAME takes another\n"
                "    new:\n      serve: {image: x:1}\n      scale:\n        min: 1\n        max: 4\n"
                "        \"on\": [{cpu: 60}]\n"},
           {"training",
            "x:1",
            "2",
            "8",
            {},
            "note: it runs on gpu, the only pool with GPUs\n"
            "note: it runs in namespace default; --namespace NAME takes another\n  training:\n    new:\n      with: "
            "TrainJob\n      "
            "image: x:1\n"
            "      nodes: 2\n      resources: {nvidia.com/gpu: 8}\n      pool: gpu\n"},
           {"job",
            "x: 1\n# y",
            "",
            "",
            {},
            "note: it runs in namespace default; --namespace NAME takes another\n"
            "  training:\n    new: {with: Job, image: \"x: 1\\n# y\"}\n"},
           {"ray-cluster",
            "",
            "0-3",
            "",
            {},
            "note: it runs in namespace ray; --namespace NAME takes another\n"
            "  rayClusters:\n    new:\n      head: {resources: {cpu: 2, memory: 8Gi}}\n"
            "      workers: {workers: {min: 0, replicas: 0, max: 3}}\n"},
           {"", "x:1", "", "", {"namespace=web"}, "    new:\n      serve: {image: x:1}\n      namespace: web\n"},
           {"cronjob",
            "x:1",
            "",
            "",
            {},
            "--kind:1:1: SPEC006 no kind of workload 'cronjob' = service, training, job or ray-cluster\n"},
           {"", "", "", "", {}, "argument 3:1:1: ADD004 a service needs an image = --image REGISTRY/NAME:TAG\n"},
           {"", "x:1", "4-1", "", {}, "--replicas:1:1: ADD001 the fewest come first = write 1-4\n"},
           {"",
            "x:1",
            "many",
            "",
            {},
            "--replicas:1:1: ADD001 a whole number from 0 to 1000000000 is expected = write 2, or 1-4 for what "
            "scales\n"},
       }) {
    Files files(kPools);
    WorkloadWanted wanted{.name = files.word("argument 3", "new"), .set = files.all("--set", c.set)};
    if (*c.kind) wanted.kind = files.word("--kind", c.kind);
    if (*c.image) wanted.image = files.word("--image", c.image);
    if (*c.replicas) wanted.replicas = files.word("--replicas", c.replicas);
    if (*c.gpu) wanted.devices = files.word("--gpu", c.gpu);
    EXPECT_EQ(files.outcome(add_workload(*files.platform, wanted, files.diagnostics)), c.said) << c.kind << c.image;
  }
}

/// What no node has, no pod gets: refused by the largest there is.
TEST(AddWorkload, AsksForNoMoreThanAnyNodeHas) {
  struct Case {
    const char *gpu, *cpu, *memory;
    const char* said;
  };
  for (const Case& c : {
           Case{"17", "", "",
                "--gpu:1:1: ADD001 a whole number from 1 to 16 is expected = no instance type has more than "
                "p2.16xlarge, with 16: a pod runs on one node\n"},
           {"", "897", "",
            "--cpu:1:1: ADD001 897 is more than any node has = the largest instance type, u7i-12tb.224xlarge, has "
            "896\n"},
           {"", "", "33Ti",
            "--memory:1:1: ADD001 33Ti is more than any node has = the largest instance type, u7in-32tb.224xlarge, has "
            "32Ti\n"},
           {"", "896", "32Ti",
            "    new:\n      namespace: default\n      serve: {image: x:1}\n"
            "      resources: {cpu: 896, memory: 32Ti}\n      pool: gpu\n"},
           {"", "many", "",
            "    new:\n      namespace: default\n      serve: {image: x:1}\n      resources: {cpu: many}\n"
            "      pool: gpu\n"},
       }) {
    Files files("  workloads:\n    web: {serve: {image: 'x:1'}}\n");
    WorkloadWanted wanted{.name = files.word("argument 3", "new"),
                          .image = files.word("--image", "x:1"),
                          .name_space = files.word("--namespace", "default"),
                          .pool = files.word("--pool", "gpu")};
    if (*c.gpu) wanted.devices = files.word("--gpu", c.gpu);
    if (*c.cpu) wanted.cpu = files.word("--cpu", c.cpu);
    if (*c.memory) wanted.memory = files.word("--memory", c.memory);
    EXPECT_EQ(files.outcome(add_workload(*files.platform, wanted, files.diagnostics)), c.said) << c.gpu << c.cpu;
  }
}

}  // namespace
}  // namespace slipway::spec::additions
