#include "subject/subject.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "doc/base64.h"
#include "subject/chart_values.h"
#include "subject/sort.h"
#include "subject/subject_reader.h"

namespace slipway::subject {
namespace {

using Strangers = SubjectReader::Strangers;

struct Text {
  std::string name, content;
};

Subject subject_of(const std::vector<Text>& texts, Diagnostics& findings, Strangers strangers = Strangers::Refused) {
  SubjectReader reader({}, findings);
  for (const Text& text : texts) reader.add(std::make_shared<const SourceText>(text.name, text.content), strangers);
  return reader.finish();
}

Subject subject_of(const std::vector<Text>& texts) {
  Diagnostics findings;
  Subject subject = subject_of(texts, findings);
  EXPECT_TRUE(findings.all().empty()) << drawn(findings.all()[0], Colour::Off);
  return subject;
}

constexpr const char* kDeployment = R"(apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: ml}
spec:
  template:
    metadata: {labels: {app: web, tier: front}}
    spec: {containers: [{name: a, image: b}]}
)";

TEST(Subject, FindsObjectsByKindGroupAndName) {
  const Subject subject = subject_of({{"a.yaml", kDeployment},
                                      {"b.yaml",
                                       "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Pod, metadata: "
                                       "{name: p}, spec: {containers: []}}\n"}});
  EXPECT_EQ(subject.objects().size(), 2u);
  EXPECT_EQ(subject.of_kind("Deployment").size(), 1u);
  EXPECT_EQ(subject.of_kind("Deployment", "apps").size(), 1u);
  EXPECT_EQ(subject.of_kind("Deployment", "").size(), 0u);
  EXPECT_NE(subject.find("Deployment", "ml", "web"), nullptr);
  EXPECT_EQ(subject.find("Deployment", "", "web"), nullptr);
  EXPECT_NE(subject.find("Pod", "default", "p"), nullptr);
}

// gcloud and Google's APIs have kinds too, which are nobody's objects: instances, lists of them, in JSON and YAML.
TEST(Subject, WhatGooglesApisAnswerIsNoObject) {
  for (const Strangers strangers : {Strangers::Refused, Strangers::PassedOver})
    for (const char* text : {R"({"kind": "compute#instance", "name": "a", "metadata": {"items": []}})",
                             R"({"kind": "compute#instanceList", "items": [{"kind": "compute#instance"}, {}]})",
                             R"({"kind": "storage#objects", "metadata": {}})"}) {
      Diagnostics findings;
      const Subject subject = subject_of({{"a.json", text}}, findings, strangers);
      EXPECT_TRUE(findings.all().empty()) << text << findings.all()[0].message;
      EXPECT_TRUE(subject.objects().empty()) << text;
    }
  Diagnostics findings;
  const Subject yaml = subject_of({{"a.yaml", "kind: compute#instance\nname: a\n"}}, findings, Strangers::PassedOver);
  EXPECT_TRUE(findings.all().empty() && yaml.objects().empty());
}

/// The ids of what is said, with a mark for its severity.
std::string said_of(const std::string& name, const std::string& text, Strangers strangers = Strangers::Refused,
                    std::size_t* objects = nullptr) {
  Diagnostics findings;
  const Subject subject = subject_of({{name, text}}, findings, strangers);
  if (objects) *objects = subject.objects().size();
  std::string out;
  for (const Diagnostic& one : findings.all())
    out += one.id + (one.severity == Severity::Error ? "! " : one.severity == Severity::Note ? " " : "? ");
  return out;
}

TEST(Subject, JsonThatIsNoObjectIsSaidOfNamedFiles) {
  const std::string object = R"({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}})";
  const struct {
    std::string text;
    const char *named, *in_folder;
    std::size_t objects;
  } kCases[] = {
      {object, "", "", 1},
      {"[" + object + ", {\"a\": 1}]", "SUBJ001! ", "SUBJ001 ", 1},
      {"// a comment\n" + object, "YAML001! ", "YAML001! ", 0},
      {"// a comment\n{\"apiVersion\":\"v1\"}", "SUBJ001! ", "", 0},
      {"\"a text\"", "SUBJ001! ", "", 0},
      {R"({"version": 4, "terraform_version": "1.9", "resources": []})", "TF001! ", "", 0},
      {"{\"@level\": \"info\", \"@message\": \"a\"}\n{\"@level\": \"info\"}\n", "TF001! ", "", 0},
      {R"({"name": "a-package", "version": "1.0.0"})", "SUBJ001 ", "", 0},
      {R"({"Version": "2012-10-17", "Statement": []})", "", "", 0},
      {R"({"widgets": []})", "", "", 0},
      {"[1, 2]", "", "", 0},
  };
  for (const auto& one : kCases) {
    std::size_t objects = 0;
    EXPECT_EQ(said_of("a.json", one.text, Strangers::Refused, &objects), one.named) << one.text;
    EXPECT_EQ(objects, one.objects) << one.text;
    EXPECT_EQ(said_of("a.json", one.text, Strangers::PassedOver, &objects), one.in_folder) << one.text;
    EXPECT_EQ(objects, one.objects) << one.text;
  }
}

TEST(Subject, OnlyKubernetesOwnKindsAreHeldToANameHere) {
  EXPECT_EQ(said_of("a.yaml", "apiVersion: v1\nkind: ConfigMap\n"), "KUBE006! ");
  for (const char* text :
       {"apiVersion: kind.x-k8s.io/v1alpha4\nkind: Cluster\n", "apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: []\n",
        "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {region: a}\n"})
    EXPECT_EQ(said_of("a.yaml", text), "") << text;
  EXPECT_EQ(said_of("a.yaml", "apiVersion: kind.x-k8s.io/v1alpha4\nnodes: []\n"), "KUBE006! ") << "it has no kind";
  const std::string list = "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: a.io/v1, kind: A}\n";
  EXPECT_EQ(said_of("a.yaml", list), "");
  EXPECT_EQ(said_of("a.yaml", list + "- {apiVersion: v1, kind: Pod}\n"), "KUBE006! ");
}

TEST(Subject, ItemsOfATypedListSayWhatTheyAre) {
  Diagnostics findings;
  const Subject subject =
      subject_of({{"a.yaml",
                   "apiVersion: apps/v1\nkind: DeploymentList\nitems:\n- metadata: {name: a}\n- {kind: Other, "
                   "metadata: {name: b}}\n"}},
                 findings);
  ASSERT_EQ(subject.objects().size(), 2u);
  const doc::Node& first = *subject.objects()[0].node;
  EXPECT_EQ(first["apiVersion"].text(), "apps/v1");
  EXPECT_EQ(first["kind"].text(), "Deployment");
  EXPECT_EQ(first["metadata"]["name"].where().line, 4);
  EXPECT_EQ((*subject.objects()[1].node)["kind"].text(), "Other");
}

TEST(Subject, SelectsPodsByTheirTemplatesLabels) {
  const Subject subject = subject_of(
      {{"a.yaml", kDeployment},
       {"b.yaml",
        "apiVersion: v1\nkind: A\nmetadata: {name: s}\nall: {}\none: {matchLabels: {app: web}}\n"
        "none: {matchLabels: {app: web}, matchExpressions: [{key: tier, operator: NotIn, values: [front]}]}\n"}});
  const doc::Node& selectors = *subject.find("A", "", "s")->node;
  EXPECT_EQ(subject.selected("ml", selectors["all"]).size(), 1u);
  EXPECT_EQ(subject.selected("ml", selectors["one"]).size(), 1u);
  EXPECT_EQ(subject.selected("ml", selectors["none"]).size(), 0u);
  EXPECT_EQ(subject.selected("other", selectors["one"]).size(), 0u);
}

// Pods are looked up by the narrowest part of a selector; what is selected is what the selector says of each.
TEST(Subject, SelectsByAnyPartOfASelectorWhatTheWholeSelects) {
  std::string pods, selectors = "apiVersion: v1\nkind: A\nmetadata: {name: s}\nof:\n";
  for (int i = 0; i < 12; ++i)
    pods += "---\napiVersion: v1\nkind: Pod\nmetadata: {name: p" + std::to_string(i) + ", labels: {a: x" +
            std::to_string(i % 3) + ", b: y" + std::to_string(i % 4) + (i % 2 == 0 ? ", c: z" : "") + "}}\nspec: {}\n";
  const std::pair<std::string, std::vector<int>> cases[] = {
      {"{matchLabels: {a: x1, b: y1}}", {1}},
      {"{matchLabels: {b: y1, a: x1}, matchExpressions: [{key: c, operator: Exists}]}", {}},
      {"{matchExpressions: [{key: a, operator: In, values: [x2, x0, x2]}]}", {0, 2, 3, 5, 6, 8, 9, 11}},
      {"{matchExpressions: [{key: a, operator: In, values: [x2, nobody]}, {key: b, operator: NotIn, values: [y2]}]}",
       {5, 8, 11}},
      {"{matchExpressions: [{key: c, operator: DoesNotExist}, {key: a, operator: In, values: [x1]}]}", {1, 7}},
      {"{matchExpressions: [{key: a, operator: NotIn, values: [x0, x1]}]}", {2, 5, 8, 11}},
      {"{matchLabels: {a: nobody}}", {}},
      {"{}", {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}},
  };
  for (const auto& [selector, selected] : cases) selectors += "- " + selector + "\n";
  const Subject subject = subject_of({{"a.yaml", pods}, {"b.yaml", selectors}});
  const doc::Node& all = (*subject.find("A", "", "s")->node)["of"];
  for (std::size_t i = 0; i < std::size(cases); ++i) {
    std::vector<std::string> names, expected;
    for (const PodTemplate* pod : subject.selected("", all.items()[i])) names.push_back(pod->owner->name);
    for (const int pod : cases[i].second) expected.push_back("p" + std::to_string(pod));
    EXPECT_EQ(names, expected) << cases[i].first;
  }
}

TEST(Subject, KnowsThePodsOfEveryKind) {
  struct Case {
    std::string kind, spec, parts;
  };
  const std::string pod = "{spec: {containers: [{name: c, image: i}]}}";
  for (const Case& c : {
           Case{"apps/v1 StatefulSet", "{template: " + pod + "}", "-"},
           {"batch/v1 CronJob", "{jobTemplate: {spec: {template: " + pod + "}}}", "-"},
           {"ray.io/v1 RayCluster",
            "{headGroupSpec: {template: " + pod + "}, workerGroupSpecs: [{groupName: small, template: " + pod + "}]}",
            "head,worker small"},
           {"kubeflow.org/v1 PyTorchJob",
            "{pytorchReplicaSpecs: {Master: {template: " + pod + "}, Worker: {template: " + pod + "}}}",
            "Master,Worker"},
           {"leaderworkerset.x-k8s.io/v1 LeaderWorkerSet", "{leaderWorkerTemplate: {workerTemplate: " + pod + "}}",
            "worker"},
           {"trainer.kubeflow.org/v1alpha1 TrainJob", "{trainer: {image: i, resourcesPerNode: {limits: {a: 1}}}}",
            "node"},
           {"argoproj.io/v1alpha1 Workflow", "{templates: [{name: t, container: {image: i}}, {name: dag, dag: {}}]}",
            "t"},
           {"example.com/v1 Anything", "{template: " + pod + "}", "-"},
           {"example.com/v1 Anything", "{template: {spec: {a: b}}}", ""},
           {"v1 Service", "{}", ""},
       }) {
    const std::size_t space = c.kind.find(' ');
    const Subject subject =
        subject_of({{"a.yaml", "apiVersion: " + c.kind.substr(0, space) + "\nkind: " + c.kind.substr(space + 1) +
                                   "\nmetadata: {name: m}\nspec: " + c.spec + "\n"}});
    std::string parts;
    for (const PodTemplate& one : subject.pods()) {
      parts += (parts.empty() ? "" : ",") + (one.part.empty() ? "-" : one.part);
      EXPECT_EQ((*one.spec)["containers"].items()[0]["image"].text(), "i");
    }
    EXPECT_EQ(parts, c.parts) << c.kind;
    EXPECT_EQ(subject.pods_of(subject.objects()[0]).size(), subject.pods().size());
  }
}

TEST(Subject, ATrainJobsContainerHasTheTrainersAmounts) {
  const Subject subject = subject_of({{"a.yaml", R"(apiVersion: trainer.kubeflow.org/v1alpha1
kind: TrainJob
metadata: {name: m}
spec:
  trainer: {image: i, env: [{name: A, value: b}], resourcesPerNode: {limits: {nvidia.com/gpu: 8}}}
  podTemplateOverrides:
  - targetJobs: [{name: node}]
    spec:
      tolerations: [{operator: Exists}]
      containers: [{name: node, volumeMounts: [{name: shm}]}]
)"}});
  ASSERT_EQ(subject.pods().size(), 1u);
  const doc::Node& spec = *subject.pods()[0].spec;
  EXPECT_EQ(spec["tolerations"].size(), 1u);
  const doc::Node& container = spec["containers"].items()[0];
  EXPECT_EQ(container["resources"]["limits"]["nvidia.com/gpu"].where().to_string(), "a.yaml:5:95");
  EXPECT_EQ(container["volumeMounts"].size(), 1u);
  EXPECT_EQ(container["env"].size(), 1u);
}

TEST(Subject, TakesManifestsOutOfScripts) {
  const Subject subject =
      subject_of({{"a.sh",
                   "#!/bin/bash\nkubectl apply -f - <<EOF\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: "
                   "a\nEOF\n\ncat <<'EOF' > b.yaml\napiVersion: v1\nkind: Pod\nmetadata:\n  name: b\nEOF\n"}});
  ASSERT_EQ(subject.objects().size(), 2u);
  EXPECT_EQ((*subject.objects()[0].node)["metadata"]["name"].where().to_string(), "a.sh:6:9");
  EXPECT_EQ((*subject.objects()[1].node)["metadata"]["name"].where().to_string(), "a.sh:13:9");
}

TEST(Subject, ReadsUserDataWhereItStands) {
  const std::string block =
      "apiVersion: karpenter.k8s.aws/v1\nkind: EC2NodeClass\nmetadata: {name: a}\nspec:\n  userData: |\n";
  const Subject subject = subject_of(
      {{"a.yaml", block + "    #!/bin/bash\n\n    yum install x\n"},
       {"b.yaml",
        block +
            "    MIME-Version: 1.0\n    Content-Type: multipart/mixed; boundary=\"//\"\n\n    --//\n    Content-Type: "
            "application/node.eks.aws\n\n    apiVersion: node.eks.aws/v1alpha1\n    kind: NodeConfig\n    --//\n    "
            "Content-Type: text/x-shellscript\n\n    #!/bin/bash\n    echo a\n    --//--\n"},
       {"c.json",
        R"({"planned_values": {"root_module": {"resources": [{"address": "aws_launch_template.a", "type": "aws_launch_template", "name": "a", "values": {"user_data": ")" +
            doc::encode_base64("#!/bin/sh\ndnf install y\n") + "\"}}]}}}"}});
  ASSERT_EQ(subject.user_data().size(), 3u);
  EXPECT_EQ(subject.user_data()[0].scripts[0].commands[0].where.to_string(), "a.yaml:8:5");
  EXPECT_EQ(subject.user_data()[0].node_class->name, "a");
  EXPECT_EQ(subject.user_data()[1].scripts[0].commands[0].where.to_string(), "b.yaml:18:5");
  ASSERT_EQ(subject.user_data()[1].documents.size(), 1u);
  EXPECT_EQ(subject.user_data()[1].documents[0].root()["kind"].where().to_string(), "b.yaml:13:11");
  EXPECT_EQ(subject.user_data()[2].scripts[0].commands[0].words[0].text, "dnf");
  EXPECT_EQ(subject.user_data()[2].scripts[0].commands[0].where, subject.user_data()[2].where);
  EXPECT_EQ(subject.user_data()[2].resource->name, "a");
}

TEST(Subject, KnowsWhatChartsAreInstalled) {
  const Subject subject = subject_of(
      {{"a.sh",
        "helm repo add kedacore https://kedacore.github.io/charts\nhelm upgrade --install keda kedacore/keda -n keda "
        "--set 'a.b\\.c=1,t[0].key=x,l={--a=1,2},e={}' --set-string 's={2,a\\,b}' --version 2.1\n"},
       {"b.json",
        R"({"planned_values": {"root_module": {"resources": [{"address": "helm_release.k", "type": "helm_release", "name": "k", "values": {"name": "k", "chart": "karpenter", "namespace": "kube-system", "values": ["a: {b: 1}\n"], "set": [{"name": "a.c", "value": "true"}]}}]}}})"},
       {"c.yaml",
        "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: r}\nspec:\n  source: {chart: redis, "
        "repoURL: u, targetRevision: 1.0.0, helm: {valuesObject: {x: z}}}\n"}});
  ASSERT_EQ(subject.releases().size(), 3u);
  const Release& keda = *subject.release("keda");
  EXPECT_EQ(keda.repository, "https://kedacore.github.io/charts");
  EXPECT_EQ(keda.version, "2.1");
  EXPECT_EQ(keda.ns, "keda");
  EXPECT_EQ(keda.where.to_string(), "a.sh:2:1");
  EXPECT_EQ(keda.values.root()["a"]["b.c"].integer(), 1);
  EXPECT_EQ(keda.values.root()["t"].items()[0]["key"].text(), "x");
  ASSERT_EQ(keda.values.root()["l"].items().size(), 2u) << "a list";
  EXPECT_EQ(keda.values.root()["l"].items()[0].text(), "--a=1");
  EXPECT_EQ(keda.values.root()["l"].items()[1].integer(), 2);
  EXPECT_TRUE(keda.values.root()["e"].is_list());
  ASSERT_EQ(keda.values.root()["s"].items().size(), 2u);
  EXPECT_EQ(keda.values.root()["s"].items()[0].text(), "2");
  EXPECT_EQ(keda.values.root()["s"].items()[1].text(), "a,b");
  const Release& karpenter = *subject.release("karpenter");
  EXPECT_EQ(karpenter.values.root()["a"]["b"].integer(), 1);
  EXPECT_TRUE(karpenter.values.root()["a"]["c"].boolean());
  EXPECT_EQ(subject.release("redis")->values.root()["x"].text(), "z");
  EXPECT_EQ(subject.release("other"), nullptr);
}

TEST(Subject, GivesReleasesTheValuesOfFilesThatTheyName) {
  struct Case {
    const char* what;
    std::vector<Text> files;
    std::string a, where;  // the release's value of a; where that stands, "" for nowhere
  };
  const Text one{"k/one.yaml", "a: 1\nb: 1\n"}, two{"k/two.yaml", "b: 2\na: 2\n"};
  const std::string install = "helm install r repo/redis ";
  const auto in = [&](const std::string& flags) { return Text{"k/a.sh", install + flags + "\n"}; };
  const auto application = [](const std::string& helm) {
    return Text{"app.yaml",
                "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: r}\nspec:\n  source:\n"
                "    chart: redis\n    helm:\n" +
                    helm};
  };
  const auto terraform = [](const std::string& values) {
    return Text{"k/main.tf", "resource \"helm_release\" \"r\" {\n  chart = \"redis\"\n  values = " + values + "\n}\n"};
  };
  for (const Case& c : {
           Case{"beside the script", {in("-f one.yaml"), one}, "1", "k/one.yaml:1:4"},
           {"from the working directory", {in("--values k/one.yaml"), one}, "1", "k/one.yaml:1:4"},
           {"with =", {in("--values=one.yaml"), one}, "1", "k/one.yaml:1:4"},
           {"behind a variable", {in("-f \"$DIR/one.yaml\""), one}, "1", "k/one.yaml:1:4"},
           {"the only one of that end",
            {{"b/a.sh", install + "-f ../z/k/one.yaml\n"}, {"q/z/k/one.yaml", "a: 1\n"}},
            "1",
            "q/z/k/one.yaml:1:4"},
           {"a name alone says too little", {{"b/a.sh", install + "-f one.yaml\n"}, one}, "", ""},
           {"two of that end",
            {{"b/a.sh", install + "-f k/one.yaml\n"}, {"x/k/one.yaml", "a: 1\n"}, {"y/k/one.yaml", "a: 2\n"}},
            "",
            ""},
           {"a name that is made", {in("-f one-$ENV.yaml"), one}, "", ""},
           {"the later file wins", {in("-f one.yaml -f two.yaml"), one, two}, "2", "k/two.yaml:2:4"},
           {"with a comma", {in("-f two.yaml,one.yaml"), one, two}, "1", "k/one.yaml:1:4"},
           {"--set wins", {in("--set a=3 -f one.yaml"), one}, "3", "k/a.sh:1:33"},
           {"--set wins over standard input", {in("--set a=3 -f - <<EOF\na: 4\nEOF")}, "3", "k/a.sh:1:33"},
           {"Terraform's file()", {terraform("[file(\"${path.module}/one.yaml\")]"), one}, "1", "k/one.yaml:1:4"},
           {"no templatefile()", {terraform("[templatefile(\"${path.module}/one.yaml\", {})]"), one}, "", ""},
           {"Argo CD's files", {application("      valueFiles: [$values/k/one.yaml]\n"), one}, "1", "k/one.yaml:1:4"},
           {"under its own values",
            {application("      valueFiles: [k/one.yaml]\n      valuesObject: {a: 5}\n"), one},
            "5",
            "app.yaml:9:25"},
       }) {
    Diagnostics unheard;
    const Subject subject = subject_of(c.files, unheard, Strangers::PassedOver);
    ASSERT_NE(subject.release("redis"), nullptr) << c.what;
    const doc::Node& a = subject.release("redis")->values.root()["a"];
    EXPECT_EQ(a.text(), c.a) << c.what;
    EXPECT_EQ(a.where().to_string(), c.where) << c.what;
  }
}

TEST(Subject, AsksOnceWhoseValuesAFileHolds) {
  struct Case {
    const char* what;
    std::vector<Text> files;
    std::string said;  // "" nothing
  };
  for (const Case& c : {
           Case{"none", {{"a.yaml", "a: 1\n"}}, "has neither apiVersion nor kind"},
           {"two", {{"a.yaml", "a: 1\n"}, {"b.yaml", "a: 1\n"}}, "nor has 1 more"},
           {"of a release", {{"a.sh", "helm install r x/y -f a.yaml\n"}, {"a.yaml", "a: 1\n"}}, ""},
           {"by a comment", {{"a.yaml", "# Ours\n# chart: web 1.0.0\na: 1\n"}}, ""},
           {"a comment that comes too late", {{"a.yaml", "a: 1\n# chart: web 1.0.0\n"}}, "has neither"},
           {"by its name", {{"keda-values.yaml", "a: 1\n"}}, ""},
           {"by its chart", {{"c/Chart.yaml", "apiVersion: v2\nname: c\n"}, {"c/values.yaml", "a: 1\n"}}, ""},
           {"what is no values beside a chart",
            {{"c/Chart.yaml", "apiVersion: v2\nname: c\n"}, {"c/ct.yaml", "a: 1\n"}},
            "has neither"},
       }) {
    Diagnostics findings;
    subject_of(c.files, findings);
    ASSERT_EQ(findings.all().size(), c.said.empty() ? 0u : 1u) << c.what;
    if (c.said.empty()) continue;
    EXPECT_EQ(findings.all()[0].severity, Severity::Note);
    EXPECT_NE(findings.all()[0].message.find(c.said), std::string::npos) << c.what << findings.all()[0].message;
  }
}

TEST(Subject, SortsFilesByNameAndContent) {
  struct Case {
    std::string name, text;
    Sort sort;
  };
  for (const Case& c : {Case{"a/b.sh", "", Sort::Script},
                        {"x.tfvars", "", Sort::Terraform},
                        {".env.prod", "", Sort::Env},
                        {"a.env", "", Sort::Env},
                        {"<stdin>", "# a\nA=b\nexport C=d\n", Sort::Env},
                        {"<stdin>", "a: b=c\n", Sort::Manifest},
                        {"<stdin>", " {\"a\": 1}", Sort::Json},
                        {"deploy", "#!/bin/sh\n", Sort::Script},
                        {"a.py", "", Sort::Other}})
    EXPECT_EQ(sort_of(c.name, c.text), c.sort) << c.name << c.text;
}

TEST(Subject, SaysWhatItCannotTakeOnlyOfNamedFiles) {
  struct Case {
    std::string text, id;
  };
  for (const Case& c : {Case{"- a\n", "SUBJ001"},
                        {"a: b\n", "SUBJ001"},
                        {"# nothing\n", "SUBJ002"},
                        {"kind: Pod\nmetadata: {name: a}\n", "KUBE006"}}) {
    Diagnostics named, found;
    subject_of({{"a.yaml", c.text}}, named);
    subject_of({{"a.yaml", c.text}}, found, Strangers::PassedOver);
    ASSERT_EQ(named.all().size(), 1u) << c.text;
    EXPECT_EQ(named.all()[0].id, c.id);
    EXPECT_TRUE(found.all().empty()) << c.text;
  }
}

TEST(Subject, FilesNamedEnvMayBeOfMakeOrTheShell) {
  const auto read = [](const std::string& text) {
    Diagnostics findings;
    const Subject subject = subject_of({{"a.env", text}}, findings, Strangers::PassedOver);
    return fmt::format("{} {} {}", subject.variables().size(), subject.scripts().size(),
                       findings.all().empty() ? "" : findings.all()[0].id);
  };
  EXPECT_EQ(read("A=1\nexport B=2\n"), "2 0 ");
  EXPECT_EQ(read("#!/bin/bash\nA=1\n"), "1 0 ") << "assignments only";
  EXPECT_EQ(read("A ?= 1\nB := 2\n"), "0 0 ");
  EXPECT_EQ(read("A=1\nifeq ($(A),1)\nB=2\nendif\n"), "0 0 ");
  EXPECT_EQ(read("A=1\nif [ -z \"$A\" ]; then\n  B=2\nfi\n"), "0 1 ");
  EXPECT_EQ(read("A=1\nB 2\n"), "1 0 ENV001");
  EXPECT_EQ(read("A=1\nB = 2\n"), "1 0 ENV001");
}

TEST(Subject, TemplatesOfAFolderAreNoYamlYet) {
  const auto read = [](const std::string& text, Strangers strangers) {
    Diagnostics findings;
    subject_of({{"k/a.yaml", text}, {"k/b.yaml", text}}, findings, strangers);
    std::string out;
    for (const Diagnostic& one : findings.all()) out += one.id + " ";
    return out;
  };
  const std::string object = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ";
  for (const char* end :
       {"{{ .Name }}\n", "a\n{{- if .On }}\ndata: {}\n{{- end }}\n", "a\n%{ if on ~}\ndata: {}\n%{ endif }\n",
        "a\ndata: [${ITEMS}]\n", "a\ndata: %DATA%\n", "a\ndata:\n  f: ${six ? \"IPv6\" : \"IPv4\"}\n"}) {
    EXPECT_EQ(read(object + end, Strangers::PassedOver), "SUBJ003 ") << end;
    EXPECT_NE(read(object + end, Strangers::Refused).find("YAML"), std::string::npos) << "named, it is judged: " << end;
  }
  EXPECT_NE(read(object + "a: b: c\n", Strangers::PassedOver).find("YAML"), std::string::npos);
  // A template that a manifest holds makes it none: the error is elsewhere.
  for (const char* held : {"{{- if .On }}", "{% if on %}", "%{ if on ~}", "a: {{ .Name }}"})
    EXPECT_NE(read(object + "a\ndata:\n  t: |\n    " + held + "\n    more\n---\n" + object + "a: b: c\n",
                   Strangers::PassedOver)
                  .find("YAML"),
              std::string::npos)
        << held;
}

TEST(Subject, OfAFolderWhatNamesNoKindNeedNotBeYaml) {
  Diagnostics unheard;
  const auto read = [](const std::string& file, const std::string& text, Strangers strangers) {
    Diagnostics findings;
    subject_of({{file, text}}, findings, strangers);
    std::string out;
    for (const Diagnostic& one : findings.all()) out += fmt::format("{} {} ", one.id, to_string(one.severity));
    return out;
  };
  for (const auto& [file, text] : {std::pair("tsconfig.json", "{\n  /* compiler */\n  \"a\": 1\n}\n"),
                                   {"log.json", "time=1 level=info\n"},
                                   {"play.yaml", "- hosts: all\n  tasks:\n  - a: b: c\n"}}) {
    EXPECT_EQ(read(file, text, Strangers::PassedOver).find("error"), std::string::npos) << file;
    EXPECT_NE(read(file, text, Strangers::Refused).find("error"), std::string::npos) << file;
  }
  EXPECT_EQ(read("a.yaml", "apiVersion: v1\nkind: Pod\nmetadata: a: b\n", Strangers::PassedOver), "YAML001 error ");
  EXPECT_NE(read("a.json", "{\"apiVersion\": \"v1\" \"kind\": \"Pod\"}\n", Strangers::PassedOver).find("error"),
            std::string::npos);
  // Grafana's files say a number, of a form of their own; an object with one is a mistake.
  const std::string numbered = "apiVersion: 1\ndatasources: [{name: a}]\n";
  EXPECT_EQ(read("prometheus.yml", numbered, Strangers::PassedOver), "");
  EXPECT_EQ(read("prometheus.yml", numbered, Strangers::Refused), "SUBJ001 note ");
  const std::string talos = "apiVersion: v1alpha1\nkind: VolumeConfig\nname: EPHEMERAL\n";
  EXPECT_TRUE(subject_of({{"a.yaml", "a: b\n---\n" + talos}, {"a.sh", "cat <<EOF\n" + talos + "EOF\n"}}, unheard)
                  .objects()
                  .empty());
  EXPECT_EQ(subject_of({{"a.yaml", talos + "metadata: {name: a}\n"}}, unheard).objects().size(), 1u) << "meant as one";
  const std::string forgotten = "apiVersion: v1beta1\nkind: ConfigMap\ndata: {a: b}\n";
  EXPECT_EQ(subject_of({{"a.yaml", forgotten}}, unheard).objects().size(), 1u) << "no other program's kind";
  Diagnostics said;
  subject_of({{"a.yaml", "a: b\n---\n" + talos + "---\n" + talos}}, said);
  ASSERT_EQ(said.all().size(), 2u);
  EXPECT_EQ(said.all()[0].message, "this is no Kubernetes object: it has neither apiVersion nor kind");
  EXPECT_EQ(said.all()[1].message,
            "this is no Kubernetes object: it has neither metadata nor spec, and no server has an apiVersion v1alpha1; "
            "nor has 1 more");
  EXPECT_NE(read("a.yml", "apiVersion: 1\nkind: Pod\n", Strangers::PassedOver).find("KUBE001 error"),
            std::string::npos);
}

TEST(Subject, WhatSopsHasEncryptedIsNotJudged) {
  const std::string value = "ENC[AES256_GCM,data:abc=,iv:a=,tag:b=,type:str]";
  const std::vector<Text> files = {{"a.yaml", "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata: {a: \"" +
                                                  value + "\"}\nsops:\n  mac: a\n  version: 3.10.2\n"},
                                   {"a.json", "{\"data\": \"" + value + "\", \"sops\": {\"mac\": \"a\"}}\n"},
                                   {"terraform.tfvars", "{\"data\": \"" + value + "\", \"sops\": {\"mac\": \"a\"}}\n"},
                                   {"a.env", "A=" + value + "\nsops_version=3.10.2\nsops_mac=a b\n"}};
  for (const Text& one : files)
    for (const Strangers strangers : {Strangers::Refused, Strangers::PassedOver}) {
      Diagnostics findings;
      const Subject subject = subject_of({one}, findings, strangers);
      ASSERT_EQ(findings.all().size(), 1u) << one.name;
      EXPECT_EQ(findings.all()[0].id, "SUBJ003");
      EXPECT_TRUE(subject.objects().empty()) << one.name;
    }
  Diagnostics findings;
  const Subject subject = subject_of(
      {{"a.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {sops: \"no\"}\n"}}, findings);
  EXPECT_EQ(subject.objects().size(), 1u) << "a word is no encryption";
}

// SOPS encrypts what a pattern names, of each document of a file by itself, and leaves its marks beside all of them.
TEST(Subject, WhatSopsHasNotEncryptedIsJudged) {
  const std::string marks = "sops:\n  mac: a\n  encrypted_regex: ^(data|stringData)$\n";
  const std::string map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n";
  const std::string secret =
      "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {a: \"ENC[AES256_GCM,data:abc=]\"}\n" + marks;
  Diagnostics findings;
  const Subject subject = subject_of({{"a.yaml", map + marks + "---\n" + secret + "---\n" + secret}}, findings);
  ASSERT_EQ(subject.objects().size(), 1u);
  EXPECT_EQ(subject.objects()[0].kind, "ConfigMap");
  EXPECT_FALSE(subject.objects()[0].node->find("sops")) << "it is gone when somebody applies it";
  ASSERT_EQ(findings.all().size(), 1u);
  EXPECT_EQ(findings.all()[0].where.to_string(), "a.yaml:8:1");
  EXPECT_EQ(findings.all()[0].message, "encrypted by SOPS: it is not judged, nor is one more");
  Diagnostics unheard;
  EXPECT_EQ(subject_of({{"a.yaml", "# ENC[AES256_GCM, is how it begins\n" + map + "data: {a: b}\n" + marks}}, unheard)
                .objects()
                .size(),
            1u);
}

TEST(Subject, KnowsReleasesHoweverTheyAreWritten) {
  for (const char* text :
       {"helm upgrade -i k oci://r/keda -n ns --version 1.0.0 --set a.b=1",
        "helm -n ns upgrade -i k oci://r/keda --version=1.0.0 --set a.b=1",
        "helm --kube-context prod --namespace=ns install --version 1.0.0 --set a.b=1 k oci://r/keda",
        "sudo -u deploy timeout 5m helm -nns install k oci://r/keda --version 1.0.0 --set a.b=1 --timeout 4m"}) {
    const Subject subject = subject_of({{"a.sh", std::string(text) + "\n"}});
    ASSERT_EQ(subject.releases().size(), 1u) << text;
    const Release& keda = subject.releases()[0];
    EXPECT_EQ(keda.name + " " + keda.chart + " " + keda.repository + " " + keda.ns + " " + keda.version,
              "k keda oci://r ns 1.0.0")
        << text;
    EXPECT_EQ(keda.values.root()["a"]["b"].integer(), 1) << text;
  }
}

TEST(Subject, KnowsValuesOfBothVersionsOfTheHelmProvider) {
  for (const char* sets :
       {"set {\n    name = \"a.b\"\n    value = 1\n  }\n  set {\n    name = \"c\"\n    value = \"x\"\n  }",
        "set = [{ name = \"a.b\", value = 1 }, {\n    name = \"c\"\n    value = \"x\"\n  }]"}) {
    const Subject subject =
        subject_of({{"a.tf", "resource \"helm_release\" \"k\" {\n  name = \"k\"\n  chart = \"keda\"\n  " +
                                 std::string(sets) + "\n}\n"}});
    ASSERT_EQ(subject.releases().size(), 1u) << sets;
    const Release& keda = subject.releases()[0];
    EXPECT_EQ(keda.values.root()["a"]["b"].integer(), 1) << sets;
    EXPECT_EQ(keda.values.root()["c"].text(), "x") << sets;
    EXPECT_FALSE(subject.derived<ChartValues>().has_more(keda)) << sets;
  }
}

}  // namespace
}  // namespace slipway::subject
