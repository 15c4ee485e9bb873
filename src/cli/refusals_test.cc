// Whatever a verb finds shut — a file, AWS, the API server, a program — what it prints says what helps.
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <set>

#include "base/text.h"
#include "cli/testing/live_world.h"
#include "cloud/testing/machine.h"
#include "doc/json.h"
#include "ops/testing/asked_elsewhere.h"

namespace slipway::cli {
namespace {

using testing::Said;
using testing::says;

struct World : testing::LiveWorld {
  void TestBody() override {}

  World() {
    environment.variables["HOME"] = "/home/ada";
    environment.variables["AWS_EC2_METADATA_DISABLED"] = "true";
    auto& kept = world.disk().files;
    kept["platform.yaml"].insert(kept["platform.yaml"].find("  aws:"), "  include: [parts/base.yaml]\n");
    world.server.offer({"networking.k8s.io", "v1", "NetworkPolicy", "networkpolicies"});
    kept["platform.yaml"] += "  manifests: [k8s/*.yaml]\n  namespaces: {ml: {}}\n";
    kept["parts/base.yaml"] =
        "apiVersion: slipway.dev/v1alpha1\nkind: Platform\nmetadata: {name: demo}\nspec:\n  buckets: {models: {}}\n";
    kept["k8s/settings.yaml"] =
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: ml}\ndata: {a: b}\n";
    kept["kc"] =
        "apiVersion: v1\nkind: Config\ncurrent-context: dev\ncontexts: [{name: dev, context: {cluster: c, user: u}}]\n"
        "users: [{name: u, user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: get-token}}}]\n"
        "clusters: [{name: c, cluster: {server: \"" +
        world.server.access().server + "\", certificate-authority: ca.pem}}]\n";
    kept["ca.pem"] = "authority";
    kept["values.json"] = "[]";
    kept["crds.yaml"] = "{}";
    kept["outputs.json"] = R"({"kubernetes":{"value":{}}})";
    kept["values.env"] = "CLUSTER_NAME=demo\nAWS_REGION=eu-west-1\n";
    kept["/home/ada/.aws/credentials"] = "[ci]\naws_access_key_id = AKIA\naws_secret_access_key = s\n";
    kept["/home/ada/.aws/config"] =
        "[profile role]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = ci\n"
        "[profile made]\ncredential_process = get-keys\n"
        "[profile web]\nrole_arn = arn:aws:iam::1:role/r\nweb_identity_token_file = /web-token\n";
    kept["/web-token"] = "w";
    wire.instead = [](const io::HttpRequest& request) -> std::optional<io::HttpResponse> {
      for (const char* action : {"AssumeRole", "AssumeRoleWithWebIdentity"})
        if (request.body.starts_with(std::string("Action=") + action + "&"))
          return io::HttpResponse{200, {}, cloud::testing::sts_answer(action, "ASIA", "2030-01-01T00:00:00Z")};
      return std::nullopt;
    };
    programs.instead = [](const io::Command& command) -> std::optional<io::Finished> {
      if (command.words[0] == "get-keys")
        return io::Finished{0, R"({"Version":1,"AccessKeyId":"AKIA","SecretAccessKey":"s"})", ""};
      if (command.words[0] != "get-token") return std::nullopt;
      return io::Finished{0,
                          R"({"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential",)"
                          R"("status":{"token":"t"}})",
                          ""};
    };
  }
};

/// What is not said: a fix behind each complaint, finding and check, the words of a status; the first lines of each.
std::vector<std::string> lacks(const Said& said) {
  std::vector<std::string> found;
  constexpr std::string_view kNoFix = "the same command goes on from here; with -v it says what it is at";
  constexpr std::string_view kNoFailure = "is asked all the same";  // of what was never applied
  std::string block;  // a complaint, or a finding, from its first line to the next one's
  const auto end_block = [&] {
    if (!block.empty() && !says(block, kNoFailure) && (!says(block, "fix: ") || says(block, kNoFix)))
      found.push_back(block);
    block.clear();
  };
  for (const auto line : split(said.err, '\n')) {
    const bool is_complaint = line.starts_with("slipway: ");
    const bool is_finding = !line.starts_with(' ') && line.find(": error: ") != line.npos;
    const bool goes_on = line.starts_with("slipway: ") && block.starts_with("slipway: ") && !says(block, "  = fix: ");
    if ((is_complaint && !goes_on) || is_finding) end_block();
    if (is_complaint || is_finding || (!block.empty() && line.starts_with(' '))) block += std::string(line) + "\n";
  }
  end_block();
  const bool is_failure = said.code == ExitCode::WrongUsage || said.code == ExitCode::WorldFailed;
  const bool is_drift = says(said.out, "\nnot compared: ") && said.out.ends_with(")\n");  // the fix is within
  if (is_failure && !is_drift && !says(said.err, "fix: ") && !says(said.out, "\"fix\""))
    found.push_back("nothing: " + said.err + said.out);
  for (const auto* text : {&said.err, &said.out})
    for (auto at = text->find("HTTP "); at != text->npos; at = text->find("HTTP ", at + 5))
      if (const auto after = text->find_first_not_of("0123456789 \n", at + 5);
          after != at + 5 && (after == text->npos || (*text)[after] != '('))
        found.push_back("a bare " + text->substr(at, 20));
  if (says(said.out.substr(0, 80), "slipway.dev/preflight") || says(said.out.substr(0, 80), "slipway.dev/verify")) {
    Diagnostics ignored;
    const auto document = doc::read_json(std::make_shared<const SourceText>("out", said.out), ignored);
    for (const auto& check : document.root()["checks"].items())
      if (check["outcome"].text() != "ok" && check["fix"].text().empty() && check["command"].text().empty())
        found.push_back("no fix: " + std::string(check["claim"].text()) + ": " + std::string(check["why"].text()));
  }
  return found;
}

struct Verb {
  std::vector<std::string> words;
  /// What there is before: nothing, a platform that is applied, or one that this leaves as it is.
  enum class Of { Nothing, Applied, Looked };
  Of of = Of::Nothing;
};

using Of = Verb::Of;

Said run_of(World& world, const Verb& verb) {
  constexpr std::string_view kWithState[] = {"add", "apply", "destroy", "status", "verify"};
  const bool has_state = std::ranges::find(kWithState, verb.words[0]) != std::end(kWithState);
  return has_state ? world.run(verb.words) : world.run_as_is(verb.words);
}

int ways_of(const std::string& what) {
  if (what.starts_with("run ")) return testing::RefusingProcesses::kWays;
  if (what.find("://") != what.npos) return testing::RefusingHttp::kWays;
  return testing::RefusingFiles::kWays;
}

/// Each request of each verb is refused, by one way of its door after the other in turn.
void expect_help(const std::vector<Verb>& verbs) {
  std::size_t next = 0, met = 0, noticed = 0;
  std::set<std::string> told;  // each once
  const auto tell = [&](const std::string& where, const Said& said) {
    for (const auto& one : lacks(said))
      if (told.insert(one).second) ADD_FAILURE() << where << "\n" << one;
  };
  for (const Verb& verb : verbs) {
    const bool changes = verb.of != Of::Looked;
    const auto prepared = [&] {
      auto world = std::make_unique<World>();
      if (verb.of != Of::Nothing) world->apply();
      world->refusals.forget();
      return world;
    };
    auto world = prepared();
    const auto text_of = [&](const Said& said) { return world->refusals.without_home(said.out + said.err); };
    const auto well = run_of(*world, verb);
    const std::string wells = text_of(well);
    tell(join(verb.words, " "), well);
    const auto asked = world->refusals.asked();
    met += asked.size();
    for (const auto& what : asked) {
      if (changes) world = prepared();
      world->refusals.refused = what;
      world->refusals.by = static_cast<int>(next++ % static_cast<std::size_t>(ways_of(what)));
      const auto said = run_of(*world, verb);
      noticed += text_of(said) != wells;
      tell(join(verb.words, " ") + " [" + what + ", " + std::to_string(world->refusals.by) + "]", said);
    }
  }
  EXPECT_GE(met, 2 * verbs.size());
  EXPECT_GT(noticed, met / 2) << "the refusals are met";
}

TEST(Refusals, OfWhatIsNotApplied) {
  expect_help({{{"init", "--from", "ray-on-eks", "--out", "out/platform.yaml"}},
               {{"init", "--from", "values.env", "--out", "out.yaml"}},
               {{"plan", "--out", "plan.txt"}},
               {{"preflight", "-o", "json"}},
               {{"apply", "--yes", "--no-wait", "--no-preflight"}}});
}

TEST(Refusals, OfVerbsThatReadFilesAlone) {
  expect_help({{{"lint", "--out", "lint.txt"}},
               {{"lint", "platform.yaml", "k8s", "--baseline", "baseline.json", "--write-baseline"}},
               {{"lint", "k8s", "--fix"}},
               {{"validate", "k8s", "--crd", "crds.yaml", "--out", "validate.txt"}},
               {{"validate", "k8s", "--was", "k8s"}},
               {{"solve", "--out", "solve.txt"}},
               {{"render", "-o", "rendered", "--outputs", "outputs.json"}},
               {{"render", "--deployer-policy", "-o", "rights"}},
               {{"expand", "--out", "expanded.yaml"}},
               {{"schema", "--out", "schema.json"}},
               {{"components", "--out", "components.txt"}},
               {{"rules", "--out", "rules.txt"}},
               {{"catalog", "prices", "--out", "prices.txt"}}});
}

TEST(Refusals, OfWhoAsks) {
  std::vector<Verb> verbs;
  for (const char* profile : {"ci", "role", "made", "web"})
    verbs.push_back({{"token", "--cluster", "demo", "--region", "eu-west-1", "--profile", profile}});
  expect_help(verbs);
}

TEST(Refusals, OfVerbsThatLook) {
  expect_help({{{"status"}, Of::Looked},
               {{"status", "--journal"}, Of::Looked},
               {{"verify", "-o", "json"}, Of::Looked},
               {{"verify", "--out", "verify.txt", "--kubeconfig", "kc", "--outputs", "outputs.json"}, Of::Looked},
               {{"snapshot", "--kubeconfig", "kc", "--out", "cluster.json"}, Of::Looked}});
}

TEST(Refusals, OfVerbsThatChange) {
  expect_help({{{"apply", "--yes", "--no-wait", "--kubeconfig", "kc"}, Of::Applied},
               {{"add", "bucket", "arn:aws:s3:::others", "--yes"}, Of::Applied},
               {{"destroy", "--yes", "--name", "demo"}, Of::Applied}});
}

/// What nobody can do is said with what can be done.
TEST(Refusals, OfWhatIsTyped) {
  World world;
  world.apply();
  for (const auto& words : std::vector<std::vector<std::string>>{
           {"token"},
           {"token", "--cluster", "demo"},
           {"token", "--cluster", "de/mo", "--region", "eu-west-1"},
           {"token", "--cluster", "demo", "--region", "eu west"},
           {"init", "--from", "nothing"},
           {"init", "--from", "no/file.env"},
           {"init", "--from", "k8s"},
           {"init", "--from", "ray-on-eks", "--name", "No_Name"},
           {"init", "--from", "ray-on-eks", "--region", "us-wst-2"},
           {"init", "--from", "ray-on-eks", "--region", "nowhere"},
           {"init", "--from", "ray-on-eks", "--out", "platform.yaml"},
           {"init", "--from", "values.env", "--out", "platform.yaml"},
           {"init", "--from", "values.env", "--name", "x", "--out", "new.yaml"},
           {"plan", "--out", "platform.yaml"},
           {"plan", "no/file.yaml"},
           {"plan", "k8s"},
           {"preflight", "no/file.yaml"},
           {"snapshot"},
           {"snapshot", "--context", "dev"},
           {"nothing"},
           {"lnit"},
           {"lint", "--nothing"},
           {"lint", "no/file.yaml"},
           {"lint", "no/*.yaml"},
           {"lint", "--only", "NOTHING"},
           {"lint", "--kubernetes", "x"},
           {"lint", "--date", "x"},
           {"lint", "--region", "us-wst-2"},
           {"lint", "--assume", "x"},
           {"lint", "--assume", "x=y"},
           {"lint", "--assume", "internet=maybe"},
           {"lint", "--write-baseline"},
           {"lint", "--baseline", "kc"},
           {"lint", "--baseline", "no/file"},
           {"lint", "--baseline", "b", "--write-baseline", "--out", "x"},
           {"lint", "--baseline", "kc", "--write-baseline"},
           {"lint", "-", "--fix"},
           {"validate", "--was", "no/file.yaml"},
           {"validate", "--crd", "no/file.yaml"},
           {"solve", "no/file.yaml"},
           {"solve", "-", "--diff", "a", "b"},
           {"solve", "--region", "us-wst-2"},
           {"solve", "--zones", "mars-1a"},
           {"solve", "--reserved", "x"},
           {"solve", "--cluster", "no/file"},
           {"render"},
           {"render", "-o", "kc"},
           {"render", "-o", "t", "--git-url", "x"},
           {"render", "-o", "t", "--delivery", "flux", "--git-url", "x"},
           {"render", "-o", "t", "--outputs", "no/file"},
           {"render", "-o", "t", "--outputs", "values.json"},
           {"render", "--deployer-policy", "--check"},
           {"render", "--deployer-policy", "--state-bucket", "X"},
           {"rules", "xyzzy"},
           {"catalog"},
           {"catalog", "nothing"},
           {"catalog", "types", "nothing"},
           {"catalog", "types", "--vcpus", "x"},
           {"catalog", "types", "--region", "us-east-1", "--region", "us-west-2"},
           {"catalog", "prices", "nothing"},
           {"expand", "no/file.yaml"},
           {"plan", "--date", "x"},
           {"apply", "-"},
           {"apply", "no/file.yaml"},
           {"apply", "k8s"},
           {"apply", "--only", "nothing"},
           {"apply", "--from", "nothing"},
           {"status", "--only", "nothing"},
           {"status", "--runs", "3"},
           {"status", "--state", "no/folder"},
           {"verify", "--component", "nothing"},
           {"verify", "--outputs", "no/file"},
           {"verify", "--outputs", "k8s"},
           {"verify", "--outputs", "kc"},
           {"verify", "--state", "no/folder"},
           {"destroy"},
           {"destroy", "-"},
           {"destroy", "--yes"},
           {"destroy", "--yes", "--name", "other"},
           {"add"},
           {"add", "bukcet", "x"},
           {"add", "nodepool"},
           {"add", "nodepool", "a", "b"},
           {"add", "bucket", "arn:aws:s3:::abc"},
           {"add", "bucket", "arn:aws:s3:::abc", "--image", "x"},
           {"add", "bucket", "arn:aws:s3:::abc", "--set", "x=y"},
           {"add", "bucket", "arn:aws:s3:::abc", "--file", "-"},
           {"add", "bucket", "arn:aws:s3:::abc", "--plan-only", "--edit-only"},
           {"add", "bucket", "arn:aws:s3:::abc", "--file", "no/file.yaml"},
           {"add", "bucket", "no bucket", "--yes"},
           {"add", "bucket", "arn:aws:s3:::abc", "--workload", "nobody"},
           {"add", "bucket", "arn:aws:s3:::abc", "--service-account", "a/b", "--prefix", std::string(1025, 'x')},
           {"add", "nodepool", "n", "--types", "m6i.large", "--max", "1", "--label", "x"},
           {"add", "nodepool", "n", "--types", "m6i.large", "--max", "1", "--node-class", "x"},
           {"add", "nodepool", "n", "--types", "m6i.large", "--max", "1", "--set", "x"},
           {"add", "nodepool", "n", "--types", "m6i.large", "--max", "1", "--set", "max.of=1"},
           {"add", "nodepool", "n", "--types", "m6i.large", "--max", "1", "--set", "a[=1"},
           {"add", "component", "nothing"}}) {
    const bool has_state = words[0] == "apply" || words[0] == "destroy" || (words.size() == 1 && words[0] == "status");
    const auto said = has_state ? world.run(words) : world.run_as_is(words);
    EXPECT_EQ(said.code, ExitCode::WrongUsage) << join(words, " ") << "\n" << said.out << said.err;
    for (const auto& one : lacks(said)) ADD_FAILURE() << join(words, " ") << "\n" << one;
  }
}

/// Whatever has a name, and whichever verb is told it: a slip of it is answered with what was meant.
TEST(Refusals, EachNameThatIsTypedWrongIsAnsweredWithWhatWasMeant) {
  World world;
  world.apply();
  struct Row {
    std::vector<std::string> words;
    std::string meant;
  };
  std::vector<Row> rows = {
      {{"aply"}, "apply"},
      {{"help", "aply"}, "apply"},
      {{"apply", "--onyl", "x"}, "--only"},
      {{"apply", "--only", "eks-clutser"}, "eks-cluster"},
      {{"apply", "--from", "verfy"}, "verify"},
      {{"token", "--cluster", "a", "--region", "eu-west-1", "--profile", "rloe"}, "role"},
      {{"status", "--only", "eks-clutser"}, "eks-cluster"},
      {{"status", "-o", "jsn"}, "json"},
      {{"verify", "--component", "eks-clutser"}, "eks-cluster"},
      {{"verify", "--component", "karpentr"}, "karpenter"},
      {{"verify", "--kubeconfig", "kc", "--context", "dve"}, "dev"},
      {{"snapshot", "--kubeconfig", "kc", "--context", "dve"}, "dev"},
      {{"destroy", "--yes", "--name", "dmeo"}, "demo"},
      {{"add", "noedpool", "x"}, "nodepool"},
      {{"add", "component", "karpentr"}, "karpenter"},
      {{"add", "nodepool", "n", "--max", "1", "--types", "m6i.lrage"}, "m6i.large"},
      {{"add", "nodepool", "n", "--max", "1", "--types", "m6i.large", "--capacity", "spt"}, "spot"},
      {{"add", "workload", "w", "--image", "x", "--kind", "servce"}, "service"},
      {{"add", "workload", "w", "--image", "x", "--pool", "systme"}, "system"},
      {{"init", "--from", "ray-on-ek"}, "ray-on-eks"},
      {{"init", "--from", "ray-on-eks", "--region", "us-wst-2"}, "us-west-2"},
      {{"catalog", "types", "--region", "us-wst-2"}, "us-west-2"},
      {{"lint", "--only", "API02"}, "API002"},
      {{"render", "-o", "t", "--delivery", "flx"}, "flux"}};
  for (const char* verb :
       {"plan", "lint", "validate", "preflight", "apply", "verify", "status", "destroy", "expand", "solve"})
    rows.push_back({{verb, "platfrom.yaml"}, "platform.yaml"});
  rows.push_back({{"add", "bucket", "arn:aws:s3:::abc", "--file", "platfrom.yaml"}, "platform.yaml"});
  rows.push_back({{"solve", "--cluster", "values.jsno"}, "values.json"});
  rows.push_back({{"lint", "k8s/setings.yaml"}, "k8s/settings.yaml"});
  for (const Row& row : rows) {
    const auto said = world.run_as_is(row.words);
    EXPECT_NE(said.code, ExitCode::Ok) << join(row.words, " ");
    EXPECT_TRUE(says(said.err, "did you mean " + row.meant) || says(said.err, "did you mean '" + row.meant) ||
                says(said.err, "is called " + row.meant))
        << join(row.words, " ") << "\n"
        << said.err;
  }
}

TEST(Refusals, EachCommandThatIsShownAsksWhatWasNamed) {
  const std::vector<std::string> cluster = {"--kubeconfig", "my kc", "--context", "dev"};
  const auto with = [&](std::vector<std::string> words, bool has_profile, bool has_cluster) {
    if (has_profile) words.insert(words.end(), {"--profile", "ci"});
    if (has_cluster) words.insert(words.end(), cluster.begin(), cluster.end());
    return words;
  };
  const std::vector<Verb> verbs = {
      {with({"verify", "-o", "json", "--run-probes"}, true, true), Of::Looked},
      {with({"preflight", "-o", "json"}, true, false), Of::Looked},
      {with({"snapshot", "--out", "cluster.json"}, false, true), Of::Looked},
      {with({"status"}, true, true), Of::Looked},
      {with({"token", "--cluster", "demo", "--region", "eu-west-1"}, true, false), Of::Looked},
      {with({"apply", "--yes", "--no-wait"}, true, true), Of::Applied},
      {with({"add", "bucket", "arn:aws:s3:::others", "--yes"}, true, true), Of::Applied},
      {with({"destroy", "--yes", "--name", "demo"}, true, true), Of::Applied}};
  std::size_t shown = 0, next = 0;
  for (const auto& verb : verbs) {
    const auto prepared = [&] {
      auto world = std::make_unique<World>();
      auto& kept = world->world.disk().files;
      kept["my kc"] = kept["kc"];
      const std::string plugin = "command: get-token";
      kept["my kc"].insert(kept["my kc"].find(plugin) + plugin.size(),
                           ", args: [--cluster-name, demo, --region, eu-west-1, --profile, ci]");
      world->apply();
      world->refusals.forget();
      return world;
    };
    auto world = prepared();
    const ops::CommandFlags named{" --region eu-west-1 --profile ci", " --kubeconfig 'my kc' --context dev",
                                  "terraform -chdir", "demo"};
    // Of a cluster whose kubeconfig cannot be read nobody knows region and name.
    const ops::CommandFlags unknown{" --region REGION", named.kubectl, named.terraform, ""};
    const auto judge = [&](const std::string& where, const ops::CommandFlags& flags) {
      const auto said = run_of(*world, verb);
      EXPECT_EQ(ops::testing::asked_elsewhere(said.out + said.err, flags), "") << verb.words[0] << " " << where;
      shown += says(said.out + said.err, "kubectl --kubeconfig") || says(said.out + said.err, "aws --region");
    };
    judge("well", named);
    const auto asked = world->refusals.asked();
    for (const auto& what : asked) {
      if (verb.of != Of::Looked) world = prepared();
      world->refusals.refused = what;
      world->refusals.by = static_cast<int>(next++ % static_cast<std::size_t>(ways_of(what)));
      const bool is_known = verb.words[0] != "snapshot" || what != "read my kc";
      judge("[" + what + ", " + std::to_string(world->refusals.by) + "]", is_known ? named : unknown);
    }
  }
  EXPECT_GT(shown, 30u) << "there are commands";
}

}  // namespace
}  // namespace slipway::cli
