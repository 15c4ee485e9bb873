#include "cli/consequences.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "base/text.h"
#include "cli/testing/verb_run.h"
#include "components/rules.h"
#include "doc/yaml.h"
#include "rules/run.h"
#include "spec/blueprints.h"

// One mistake in platform.yaml hides nothing else: what is left of it is expanded and judged (issue 13, "neither ever
// stops at the first mistake").
namespace slipway::cli {
namespace {

using testing::run_with;
using testing::Said;

/// Wrong in many ways, of rules about objects alone and about what else is there.
constexpr const char* kFaults = R"(apiVersion: apps/v1
kind: Deployment
metadata: {name: faulty, namespace: faults}
spec:
  replicas: 1
  selector: {matchLabels: {app: faulty}}
  template:
    metadata: {labels: {app: faulty}}
    spec:
      serviceAccountName: nobody
      containers:
      - name: main
        image: app:latest
        resources: {limits: {nvidia.com/gpu: 1, memory: 512m}}
        volumeMounts: [{name: data, mountPath: /data}]
      volumes: [{name: data, persistentVolumeClaim: {claimName: absent}}]
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: none, namespace: faults}
spec: {minAvailable: 1, selector: {matchLabels: {app: faulty}}}
---
apiVersion: v1
kind: Service
metadata: {name: faulty, namespace: faults}
spec: {selector: {app: elsewhere}, ports: [{port: 80, targetPort: http}]}
---
apiVersion: batch/v1
kind: Job
metadata: {name: huge, namespace: faults}
spec:
  template:
    spec:
      restartPolicy: Never
      containers:
      - {name: main, image: "ghcr.io/a/b:1.0", resources: {requests: {cpu: "900"}, limits: {nvidia.com/gpu: 3}}}
---
apiVersion: karpenter.sh/v1
kind: NodePool
metadata: {name: own}
spec:
  template:
    spec:
      nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: absent}
      requirements: [{key: karpenter.sh/capacity-type, operator: In, values: [on_demand]}]
  disruption: {consolidateAfter: 1m, budgets: [{nodes: "0", schedule: "0 9 * * *"}]}
)";

using Finding = std::tuple<std::string, std::string, int, std::string>;  // id and severity, file, line, message

std::set<Finding> findings_of(io::Files& files, const std::string& platform) {
  const Said said = run_with(files, {"lint", "-o", "json", platform, "faults.yaml"});
  Diagnostics unheard;
  const auto report = doc::read_yaml_document(std::make_shared<const SourceText>("out.json", said.out), unheard);
  EXPECT_TRUE(report.root()["findings"].is_list()) << said.out << said.err;
  std::set<Finding> out;
  for (const doc::Node& one : report.root()["findings"].items())
    out.emplace(std::string(one["id"].text()) + " " + std::string(one["severity"].text()),
                std::string(one["file"].text()), one["line"].is_null() ? 0 : static_cast<int>(one["line"].integer()),
                std::string(one["message"].text()));
  return out;
}

bool is_of_reading(const std::string& id) {
  return id.starts_with("SPEC") || id.starts_with("CMP") || id.starts_with("INPUT") || id.starts_with("YAML");
}

std::size_t indent_of(std::string_view line) { return line.find_first_not_of(" -"); }

/// A line of platform.yaml that says a field, in three ways wrong. Empty: not to be had of this line.
struct Mutation {
  const char* name;
  std::string (*of)(std::string_view key, std::string_view value);
};
constexpr Mutation kMutations[] = {
    {"an unknown field", [](auto key, auto value) { return std::string(key) + "Qzx:" + std::string(value); }},
    {"another type",
     [](auto key, auto value) {
       if (value.empty() || value.find('&') != value.npos) return std::string();
       const bool is_number = value.size() > 1 && value[1] >= '0' && value[1] <= '9';
       return std::string(key) + (is_number ? ": {a: b}" : ": 17");
     }},
    {"missing",
     [](auto, auto value) { return std::string(value.empty() || value.find('&') != value.npos ? "" : "#"); }},
};

/// The lines around one: what a mistake in it is a part of.
std::set<int> around(const std::vector<std::string>& lines, std::size_t at) {
  std::set<int> out = {static_cast<int>(at + 1)};
  std::size_t indent = indent_of(lines[at]);
  for (std::size_t i = at; i-- > 0;) {
    const std::size_t here = indent_of(lines[i]);
    if (here == std::string::npos || here >= indent) continue;
    out.insert(static_cast<int>(i + 1));
    indent = here;
  }
  return out;
}

/// Of faults.yaml alone, though they say that something is missing: no mistake in a platform's fields explains them.
bool is_of_faults_alone(const Finding& one) {
  const auto& [id, file, line, message] = one;
  constexpr std::string_view kIds[] = {"REF001", "REF002", "SVC002", "KRP035"};
  return file == "faults.yaml" && std::ranges::any_of(kIds, [&](auto known) { return id.starts_with(known); });
}

TEST(Consequences, OneMistakeHidesNothingElse) {
  constexpr std::size_t kStep = 17;  // of a platform's lines one in so many is made wrong
  int tried = 0, kept = 0;
  for (const spec::Blueprint& blueprint : spec::blueprints()) {
    io::FakeFiles files;
    const std::string platform(blueprint.platform.path);
    for (const auto& other : blueprint.others) files.files[std::string(other.path)] = other.text;
    files.files["faults.yaml"] = kFaults;
    files.files[platform] = blueprint.platform.text;
    const std::set<Finding> whole = findings_of(files, platform);
    EXPECT_GT(whole.size(), 8u);
    EXPECT_GE(std::ranges::count_if(whole, is_of_faults_alone), 3);
    std::vector<std::string> lines;
    for (const std::string_view line : split(blueprint.platform.text, '\n')) lines.emplace_back(line);
    for (std::size_t i = blueprint.name.size() % kStep; i < lines.size(); i += kStep)
      for (const Mutation& mutation : kMutations) {
        const std::string& line = lines[i];
        const std::size_t colon = line.find(':');
        if (colon == std::string::npos || !line.starts_with("    ") || line.find('#') < colon) continue;
        const std::string made = mutation.of(line.substr(0, colon), line.substr(colon + 1));
        if (made.empty()) continue;
        std::string text;
        for (std::size_t j = 0; j < lines.size(); ++j) text += (j == i ? made : lines[j]) + "\n";
        files.files[platform] = text;
        const std::set<Finding> now = findings_of(files, platform);
        const auto is_mistake = [&](const Finding& one) {
          const std::string& id = std::get<0>(one);
          return id.starts_with("SPEC") && id.ends_with("error") && !whole.contains(one);
        };
        if (std::ranges::none_of(now, is_mistake)) continue;  // it may be left away
        const bool is_unknown_field =
            std::ranges::any_of(now, [](const Finding& one) { return std::get<0>(one) == "SPEC003 error"; });
        ++tried;
        SCOPED_TRACE(::testing::Message() << blueprint.name << ':' << i + 1 << ": " << mutation.name << ": " << line);
        const std::set<int> part = around(lines, i);
        for (const Finding& one : whole) {
          const auto& [id, file, number, message] = one;
          const bool is_other = is_unknown_field && is_of_faults_alone(one);
          if ((!is_other && Consequences::says_missing(std::string_view(id).substr(0, id.find(' ')))) ||
              (file == platform && part.contains(number)))
            continue;
          kept += now.contains(one);
          EXPECT_TRUE(now.contains(one)) << id << ' ' << file << ':' << number << ": " << message << " is hidden";
        }
        for (const Finding& one : now) {
          const auto& [id, file, number, message] = one;
          EXPECT_TRUE(whole.contains(one) || is_of_reading(id))
              << id << ' ' << file << ':' << number << ": " << message << " only follows";
        }
      }
  }
  EXPECT_GT(tried, 30);
  EXPECT_GT(kept, 5 * tried);
}

// What makes nothing has no consequences: a field that nobody knows, whatever its text says, a key beside `spec`, and
// two fields of which one may stand.
TEST(Consequences, WhatMadeNothingHidesNothingAtAll) {
  const std::string head = R"(apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: demo}
spec:
  aws: {region: us-west-2}
  components: [metrics-server]
  nodeGroups:
    system: {instanceTypes: [m7i.large], min: 2, max: 3}
  nodePools:
    general: {families: [m7i], capacity: [onDemand]}
  namespaces: {app: {podSecurity: restricted}}
)";
  const auto with = [&](const std::string& of_entry, const std::string& rest) {
    return head + "  workloads:\n    ok: {namespace: app, serve: {image: \"ghcr.io/x/y:1.0\", port: 8080}" + of_entry +
           "}\n" + rest;
  };
  io::FakeFiles files;
  files.files["faults.yaml"] = kFaults;
  files.files["platform.yaml"] = with("", "");
  const std::set<Finding> whole = findings_of(files, "platform.yaml");
  EXPECT_GE(std::ranges::count_if(whole, is_of_faults_alone), 3);
  for (const std::string& wrong :
       {with(", notes: \"no\"", ""), with(", notes: faults", ""),
        with(", notes: \"says that there is no main or faults claim, and nobody elsewhere\"", ""),
        with(", notes: [the, default, app, of, system, {pod: nobody}]", ""), with("", "  notes: \"no pod\"\n"),
        with("", "statuss: {a: b}\n"), with("", "statuss: {faulty: nobody}\n"), with("", "notes: \"no\"\n"),
        with("", "  network: {create: {}, existing: {vpcId: vpc-1}}\n")}) {
    files.files["platform.yaml"] = wrong;
    const std::set<Finding> now = findings_of(files, "platform.yaml");
    EXPECT_TRUE(std::ranges::any_of(now, [](const Finding& one) {
      return std::get<0>(one).ends_with(" error") && std::get<0>(one).starts_with("SPEC");
    })) << wrong;
    for (const Finding& one : whole) {
      if (std::get<1>(one) != "faults.yaml") continue;
      EXPECT_TRUE(now.contains(one)) << std::get<0>(one) << ' ' << std::get<3>(one) << " is hidden by\n" << wrong;
    }
  }
}

// Values in the wrong order, keys that nobody reads: what a file says is no less so for what platform.yaml lacks.
TEST(Consequences, OnlyRulesAboutWhatIsNotThereMayBeSilent) {
  for (const std::string_view id : Consequences::rules_of_what_is_missing())
    EXPECT_NE(rules::find(components::rules(), id), nullptr) << id << " is no rule";
  io::FakeFiles files;
  const auto scaled = [](const std::string& replicas, const std::string& kind) {
    return "apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: {name: s, namespace: n}\nspec:\n"
           "  scaleTargetRef: {name: w}\n  " +
           replicas + "\n  triggers:\n  - type: " + kind +
           "\n    metadata: {queueURL: \"https://sqs.us-west-2.amazonaws.com/111122223333/q\", awsRegion: us-west-2, "
           "queueLength: many}\n";
  };
  files.files["faults.yaml"] = scaled("minReplicaCount: 5\n  maxReplicaCount: 2", "aws-sqs-queue") + "---\n" +
                               scaled("minReplicaCount: 0", "aws-sqs-queu");
  const std::string platform =
      "apiVersion: slipway.dev/v1alpha1\nkind: Platform\nmetadata: {name: demo}\nspec:\n"
      "  aws: {region: us-west-2}\n  nodeGroups: {system: {instanceTypes: [m7i.large], min: 2, max: 3}}\n"
      "  components: [keda";
  files.files["platform.yaml"] = platform + "]\n";
  const std::set<Finding> whole = findings_of(files, "platform.yaml");
  files.files["platform.yaml"] = platform + ", nobodys-component]\n";  // nobody knows what is left out
  const std::set<Finding> now = findings_of(files, "platform.yaml");
  for (const char* id : {"SCA002", "KED012", "KED013"}) {
    const auto is_it = [&](const Finding& one) { return std::get<0>(one).starts_with(id); };
    EXPECT_EQ(std::ranges::count_if(whole, is_it), std::ranges::count_if(now, is_it)) << id;
    EXPECT_GE(std::ranges::count_if(now, is_it), 1) << id;
  }
}

// A reference to what nobody makes is said beside any mistake; one to what was left out is no mistake of its own.
TEST(Consequences, ReferencesAreAskedForBesideMistakes) {
  const auto said = [](const std::string& queue, const std::string& more) {
    io::FakeFiles files;
    files.files["faults.yaml"] = kFaults;
    files.files["platform.yaml"] =
        "apiVersion: slipway.dev/v1alpha1\nkind: Platform\nmetadata: {name: demo}\nspec:\n"
        "  aws: {region: us-west-2}\n  components: [metrics-server]\n"
        "  nodeGroups: {system: {instanceTypes: [m7i.large], min: 2, max: 3}}\n  queues: {my-prompts: " +
        queue + "}\n  workloads:\n    ok: {serve: {image: \"ghcr.io/x/y:1.0\", port: 8080}" + more +
        ", env: {Q: \"${aws_sqs_queue.nope.url}\", P: \"${aws_sqs_queue.my_prompts.url}\"}}\n";
    std::string out;
    for (const auto& [id, file, line, message] : findings_of(files, "platform.yaml"))
      if (id.starts_with("CMP009")) out += message.substr(message.rfind('.') + 1) + ' ';
    return out;
  };
  EXPECT_EQ(said("{}", ""), "nope ");
  EXPECT_EQ(said("{}", ", colour: red"), "nope ");
  EXPECT_EQ(said("{}", ", replicas: {a: b}"), "nope ");
  EXPECT_EQ(said("17", ""), "nope ") << "the queue is left out";
}

constexpr const char* kPlatform = R"(apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: demo}
spec:
  aws: {region: us-west-2}
  components: [karpentr, nobodys-component]
  nodeGroups:
    system: {instanceTypes: [m7i.large], min: 2, max: 3}
  nodePools:
    general: {families: [m7i], capacity: [onDemand], nodeClas: default}
  workloads:
    first: {namespace: app, serve: {image: "first:latest", port: 8080}, replicas: {a: b}}
    second: {namespace: app, serve: {image: "second:latest", port: 8080}}
    third: {namespace: app, serve: {image: "third:latest", port: 8080}}
  namespaces: {app: {podSecurity: restricted}}
  lint: {allow: [{rule: IMG001, where: "*/app/second"}]}
)";

TEST(Consequences, ASlipIsReadAsWhatWasMeantAndTheRestIsJudged) {
  io::FakeFiles files;
  files.files["platform.yaml"] = kPlatform;
  const Said said = run_with(files, {"lint", "platform.yaml"});
  EXPECT_EQ(said.code, ExitCode::FindingsReported);
  for (const char* id : {"CMP001", "SPEC003", "SPEC005", "INPUT003"})
    EXPECT_TRUE(testing::says(said.out, id)) << id << '\n' << said.out;
  EXPECT_TRUE(testing::says(said.out, "the image third:latest")) << said.out;
  EXPECT_FALSE(testing::says(said.out, "the image second:latest")) << "an allowance without a reason counts";
  using Words = std::vector<std::string>;
  for (const Words& verb : {Words{"plan", "platform.yaml"}, Words{"render", "platform.yaml", "-o", "out"}}) {
    const Said refused = run_with(files, verb);
    EXPECT_EQ(refused.code, ExitCode::FindingsReported) << verb[0] << refused.out << refused.err;
    EXPECT_EQ(files.files.size(), 1u) << verb[0];
  }
}

TEST(Consequences, NameFilesThatAreLeftOut) {
  for (const auto& [broken, named] : {std::pair("a: [b\n", "without base.yaml"), {"- 1\n", "without base.yaml"}}) {
    io::FakeFiles files;
    std::string text = kPlatform;
    text.replace(text.find("spec:\n"), 6, "spec:\n  include: [base.yaml]\n");
    files.files = {{"platform.yaml", text}, {"base.yaml", broken}};
    const Said said = run_with(files, {"validate", "platform.yaml"});
    EXPECT_TRUE(testing::says(said.out, named)) << said.out;
    EXPECT_TRUE(testing::says(said.out, "SPEC003")) << said.out;
  }
}

TEST(Consequences, WithoutARegionThatIsSaidOnce) {
  for (const char* wrong : {"region: atlantis", "regiom: us-west-2, nothing: 1", "tags: {a: b}"}) {
    io::FakeFiles files;
    std::string text = kPlatform;
    text.replace(text.find("region: us-west-2"), 17, wrong);
    files.files["platform.yaml"] = text;
    files.files["faults.yaml"] = kFaults;
    const Said said = run_with(files, {"lint", "platform.yaml", "faults.yaml"});
    const bool is_guessed = std::string_view(wrong).starts_with("regiom");
    EXPECT_EQ(testing::says(said.out, "nothing was asked of what this platform makes"), !is_guessed) << said.out;
    EXPECT_TRUE(testing::says(said.out, "IMG001") && testing::says(said.out, "KRP035")) << said.out;
  }
}

}  // namespace
}  // namespace slipway::cli
