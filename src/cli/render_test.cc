#include <gtest/gtest.h>

#include "cli/verbs.h"

namespace slipway::cli {
namespace {

constexpr const char* kPlatform =
    "apiVersion: slipway.dev/v1alpha1\nkind: Platform\nmetadata: {name: demo}\nspec:\n"
    "  aws: {region: us-west-2}\n  nodeGroups:\n    system: {instanceTypes: [m6i.large], min: 1, max: 3}\n";

struct Outcome {
  ExitCode code;
  std::string out, err;
};

Outcome render(io::FakeFiles& files, const std::vector<std::string>& words) {
  StringOutput out, err;
  Session session{.files = files, .out = out, .err = err};
  const auto verb = make_render();
  Flags flags;
  verb->declare(flags);
  EXPECT_EQ(flags.parse(words), "");
  const auto code = verb->run(session);
  return {code, out.text, err.text};
}

io::FakeFiles with_platform() {
  io::FakeFiles files;
  files.files["platform.yaml"] = kPlatform;
  return files;
}

TEST(Render, WritesTheWholeTreeAndThenNothing) {
  auto files = with_platform();
  const auto first = render(files, {"-o", "out"});
  EXPECT_EQ(first.code, ExitCode::Ok) << first.err;
  EXPECT_TRUE(first.out.starts_with("out: ") && first.out.ends_with(" new\n")) << first.out;
  for (const char* path : {"out/README.md", "out/terraform/vpc.tf", "out/terraform/outputs.tf", "out/.slipway/files"})
    EXPECT_TRUE(files.files.contains(path)) << path;

  const auto before = files.files;
  const auto second = render(files, {"-o", "out/"});
  EXPECT_TRUE(second.out.ends_with(" unchanged\n") && second.out.find(',') == std::string::npos) << second.out;
  EXPECT_EQ(files.files, before) << "the same platform, the same bytes";
}

TEST(Render, WritesNothingWhereAFolderDeeperDownIsClosed) {
  auto files = with_platform();
  files.files["out/kubernetes/x"] = "of others\n";
  files.denied = {"out/kubernetes"};
  const auto before = files.files;
  const auto outcome = render(files, {"-o", "out"});
  EXPECT_EQ(outcome.code, ExitCode::WorldFailed);
  EXPECT_NE(outcome.err.find("out/kubernetes/order.yaml: no right to change files in kubernetes"), std::string::npos)
      << outcome.err;
  EXPECT_EQ(files.files, before);
}

TEST(Render, SaysWhatIsWrongWithWhereTheTreeIsInGit) {
  auto files = with_platform();
  const auto before = files.files;
  struct Case {
    std::vector<std::string> words;
    const char* complaint;
  };
  for (const auto& c : {Case{{"--delivery", "flux", "--git-url", "https://x/\ny: z"}, "--git-url 'https://x/"},
                        Case{{"--delivery", "argocd", "--git-revision", "a b"}, "--git-revision 'a b' is no name"},
                        Case{{"--delivery", "flux", "--git-path", "../x"}, "--git-path '../x' leads out"},
                        Case{{"--git-path", "x"}, "--delivery argocd or flux"}}) {
    auto words = c.words;
    words.insert(words.end(), {"-o", "out"});
    const auto outcome = render(files, words);
    EXPECT_EQ(outcome.code, ExitCode::WrongUsage);
    EXPECT_NE(outcome.err.find(c.complaint), std::string::npos) << outcome.err;
  }
  EXPECT_EQ(files.files, before);
  EXPECT_NE(
      render(files, {"--delivery", "flux", "-o", "out"}).err.find("no --git-url: the tree says https://git.example"),
      std::string::npos);
}

TEST(Render, CheckSaysWhetherTheTreeIsUpToDate) {
  auto files = with_platform();
  const auto before = files.files;
  EXPECT_EQ(render(files, {"-o", "out", "--check"}).code, ExitCode::FindingsReported);
  EXPECT_EQ(files.files, before);
  render(files, {"-o", "out"});
  EXPECT_EQ(render(files, {"-o", "out", "--check"}).code, ExitCode::Ok);
  files.files["out/terraform/vpc.tf"] += "# mine\n";
  const auto edited = render(files, {"-o", "out", "--check"});
  EXPECT_EQ(edited.code, ExitCode::FindingsReported);
  EXPECT_NE(edited.err.find("out/terraform/vpc.tf: edited since slipway wrote it"), std::string::npos) << edited.err;
}

TEST(Render, StopsBeforeAnythingIsLost) {
  auto files = with_platform();
  render(files, {"-o", "out"});
  files.files["out/terraform/vpc.tf"] += "# mine\n";
  files.files["platform.yaml"] += "  components: [metrics-server]\n";
  const auto before = files.files;
  const auto stopped = render(files, {"-o", "out"});
  EXPECT_EQ(stopped.code, ExitCode::WrongUsage);
  EXPECT_NE(stopped.err.find("\n  out/terraform/vpc.tf: edited since slipway wrote it\n"), std::string::npos)
      << stopped.err;
  EXPECT_EQ(files.files, before) << "not even the other files are written";

  EXPECT_EQ(render(files, {"-o", "out", "--yes"}).code, ExitCode::Ok);
  EXPECT_EQ(files.files["out/terraform/vpc.tf"].find("# mine"), std::string::npos);
}

TEST(Render, ListSaysWhatWouldBecomeOfEachFileAndWritesNothing) {
  auto files = with_platform();
  const auto before = files.files;
  const auto fresh = render(files, {"-o", "out", "--list"});
  EXPECT_NE(fresh.out.find("new        terraform/vpc.tf\n"), std::string::npos);
  EXPECT_EQ(fresh.code, ExitCode::Ok);
  EXPECT_EQ(files.files, before);
  EXPECT_EQ(render(files, {"-o", "out", "--list", "--check"}).code, ExitCode::FindingsReported);
  render(files, {"-o", "out"});
  files.files["out/terraform/vpc.tf"] += "# mine\n";
  const auto edited = files.files;
  const auto listed = render(files, {"-o", "out", "--list", "--yes"});
  EXPECT_NE(listed.out.find("changed    terraform/vpc.tf\n"), std::string::npos) << listed.out;
  EXPECT_NE(listed.err.find("out/terraform/vpc.tf"), std::string::npos) << "what render would stop at is said";
  EXPECT_EQ(files.files, edited);
}

TEST(Render, DeployerPolicyTakesTheBucketOfTheState) {
  auto files = with_platform();
  const auto with = render(files, {"--deployer-policy", "--state-bucket", "team-states"});
  EXPECT_EQ(with.code, ExitCode::Ok);
  EXPECT_NE(with.out.find("arn:aws:s3:::team-states/demo/terraform.tfstate.tflock"), std::string::npos);
  EXPECT_EQ(render(files, {"--deployer-policy", "--state-bucket", "Team"}).code, ExitCode::WrongUsage);
  EXPECT_EQ(render(files, {"-o", "out", "--state-bucket", "team-states"}).err,
            "slipway: --state-bucket goes with --deployer-policy\n  = fix: --deployer-policy, or leave --state-bucket "
            "away\n");
}

TEST(Render, SaysWhatKeepsItFromWriting) {
  auto files = with_platform();
  EXPECT_EQ(render(files, {}).code, ExitCode::WrongUsage);
  EXPECT_EQ(render(files, {"-o", "platform.yaml"}).err,
            "slipway: platform.yaml is a file, not a folder\n  = fix: -o with the name of a folder\n");
  files.links = {"out/terraform"};
  const auto blocked = render(files, {"-o", "out", "--yes"});
  EXPECT_EQ(blocked.code, ExitCode::WrongUsage);
  EXPECT_NE(blocked.err.find("terraform is a link or a device"), std::string::npos);

  files.links.clear();
  files.denied = {"out/.slipway/stage"};
  EXPECT_EQ(render(files, {"-o", "out"}).code, ExitCode::WorldFailed);
  EXPECT_EQ(files.files.size(), 1u) << "nothing is half-written";
}

TEST(Render, DoesNotRenderWhatHasMistakes) {
  auto files = with_platform();
  files.files["platform.yaml"] += "  components: [karpenterr]\n";
  EXPECT_EQ(render(files, {"-o", "out"}).code, ExitCode::FindingsReported);
  EXPECT_EQ(files.files.size(), 1u);
}

TEST(Render, FillsInWhatTerraformPrinted) {
  auto files = with_platform();
  files.files["platform.yaml"] += "  manifests: [vpc.yaml]\n";
  files.files["vpc.yaml"] =
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: vpc}\ndata: {id: '${aws_vpc.main.id}'}\n";
  files.files["outputs.json"] = R"({"kubernetes": {"value": {"aws_vpc_main_id": "vpc-123"}}})";
  const auto outcome = render(files, {"-o", "out", "--outputs", "outputs.json"});
  EXPECT_EQ(outcome.code, ExitCode::Ok) << outcome.err;
  const auto text = files.files["out/kubernetes/25-configuration/default.vpc.yaml"];
  EXPECT_NE(text.find("id: vpc-123\n"), std::string::npos) << text;

  const auto before = files.files;
  const auto emptied = render(files, {"-o", "out"});
  EXPECT_EQ(emptied.code, ExitCode::WrongUsage);
  EXPECT_NE(emptied.err.find("--outputs FILE, or --yes"), std::string::npos) << emptied.err;
  EXPECT_EQ(files.files, before);
  EXPECT_EQ(render(files, {"-o", "out", "--yes"}).code, ExitCode::Ok);

  files.files["outputs.json"] = R"({"kubernetes": {"value": {"aws_vpc_main_arn": "arn"}}})";
  EXPECT_NE(render(files, {"-o", "out", "--outputs", "outputs.json"}).err.find("has no value for aws_vpc_main_id"),
            std::string::npos);
}

TEST(Render, KeepsToTheDeliveryItWasRenderedWith) {
  auto files = with_platform();
  files.files["platform.yaml"] += "  components: [keda]\n";
  EXPECT_EQ(render(files, {"-o", "out", "--delivery", "argocd"}).code, ExitCode::Ok);
  const auto before = files.files;
  const auto changed = render(files, {"-o", "out"});
  EXPECT_EQ(changed.code, ExitCode::WrongUsage);
  EXPECT_NE(changed.err.find("out was rendered with --delivery argocd"), std::string::npos) << changed.err;
  EXPECT_EQ(files.files, before);
  EXPECT_EQ(render(files, {"-o", "out", "--yes"}).code, ExitCode::Ok);
}

TEST(Render, RefusesOutputsThatAreNone) {
  auto files = with_platform();
  EXPECT_EQ(render(files, {"-o", "out", "--outputs", "missing.json"}).code, ExitCode::WrongUsage);
  files.files["outputs.json"] = "[]";
  const auto outcome = render(files, {"-o", "out", "--outputs", "outputs.json"});
  EXPECT_EQ(outcome.code, ExitCode::WrongUsage);
  EXPECT_NE(outcome.err.find("terraform output -json"), std::string::npos) << outcome.err;
  files.files["outputs.json"] = "{";
  EXPECT_EQ(render(files, {"-o", "out", "--outputs", "outputs.json"}).code, ExitCode::WrongUsage);
  EXPECT_FALSE(files.files.contains("out/README.md"));
}

}  // namespace
}  // namespace slipway::cli
