// No secret is printed: each live verb in each of its formats, in a world that holds a word nobody may say wherever
// secrets are: credentials, Secrets, variables of containers, values that Terraform marks sensitive, and its outputs.
#include <fstream>
#include <iterator>

#include "cli/testing/live_world.h"
#include "doc/json.h"

namespace slipway::cli {
namespace {

using testing::Said;
using testing::says;

constexpr const char* kWords[] = {"hunter2", "aHVudGVyMg"};  // as it is, and as the end of a text is in base64

/// Terraform's values: a resource that is changed, one that somebody changed, and outputs; each with what Terraform
/// marks as secret in it.
constexpr const char* kChange =
    R"({"address":"aws_db_instance.app","mode":"managed","type":"aws_db_instance","name":"app","change":{"actions":["update"],)"
    R"("before":{"password":"old-hunter2","size":1,"users":[{"name":"a","password":"hunter2"}],"env":{"TOKEN":"hunter2"},"master":{"a":"hunter2"}},)"
    R"("after":{"password":"hunter2","size":2,"users":[{"name":"b","password":"new-hunter2"}],"env":{"TOKEN":"2-hunter2"}},)"
    R"("after_unknown":{"master":{"a":true},"token":true},)"
    R"("before_sensitive":{"password":true,"users":[{"password":true}],"env":true,"master":{"a":true}},)"
    R"("after_sensitive":{"password":true,"users":[{"password":true}],"env":{"TOKEN":true}}}})";
constexpr const char* kOutputChanges =
    R"({"secret":{"actions":["update"],"before":"hunter2","after":"new-hunter2","before_sensitive":true,"after_sensitive":true}})";
constexpr const char* kPlanned =
    R"({"root_module":{"resources":[{"address":"aws_db_instance.app","values":{"password":"hunter2"},"sensitive_values":{"password":true}}]}})";

struct PrintedSecrets : testing::LiveWorld {
  std::vector<std::pair<std::string, std::string>> printed;  // by which words

  PrintedSecrets() {
    environment.variables = {{"AWS_ACCESS_KEY_ID", "AKIA"},
                             {"AWS_SECRET_ACCESS_KEY", "key-hunter2"},
                             {"AWS_SESSION_TOKEN", "token-hunter2"},
                             {"TF_VAR_password", "hunter2"}};
    auto& files = world.disk().files;
    // The diff of `add` shows the file's own lines around the change, as `patch` wants them: the password stands far
    // off.
    auto& platform = files["platform.yaml"];
    platform.insert(platform.find("  aws:"),
                    "  charts:\n"
                    "    grafana:\n"
                    "      values: {adminPassword: hunter2}\n"
                    "      repository: oci://charts.example.com/grafana\n"
                    "      version: 1.2.3\n"
                    "      namespace: ml\n");
    platform +=
        "  buckets: {models: {}}\n"
        "  namespaces: {ml: {}}\n"
        "  manifests: [k8s/api.yaml]\n";
    write_api("hunter2");
    world.server.offer({"networking.k8s.io", "v1", "NetworkPolicy", "networkpolicies"});
    world.server.put(
        "/api/v1/namespaces/ml/secrets/db",
        R"({"apiVersion":"v1","kind":"Secret","metadata":{"name":"db","namespace":"ml"},"data":{"password":"aHVudGVyMg=="}})");
    programs.beside = [](const io::Command& command, io::Finished& finished) {
      if (command.words.at(0) == "helm") return;
      const auto& verb = command.words.at(1);
      if (verb == "show") {
        add(finished.output, "resource_changes", kChange);
        add(finished.output, "resource_drift", kChange);
        finished.output.insert(finished.output.rfind('}'), std::string(R"(,"output_changes":)") + kOutputChanges +
                                                               R"(,"planned_values":)" + kPlanned);
      }
      if (verb == "output") {
        const std::string more =
            R"("secret":{"sensitive":true,"type":"string","value":"hunter2"},"checked":{"sensitive":true,"value":{"a":"hunter2"}},)";
        finished.output.insert(finished.output.find('{') + 1, more);
      }
      if (verb == "plan" && finished.status == 0) finished.status = 2;
    };
  }
  static void add(std::string& json, const std::string& list, const std::string& item) {
    const auto at = json.find("\"" + list + "\":[");
    ASSERT_NE(at, std::string::npos);
    const auto begin = at + list.size() + 4;
    json.insert(begin, item + (json[begin] == ']' ? "" : ","));
  }
  static std::string api(const std::string& token) {
    return R"({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "api", "namespace": "ml"},
      "spec": {"replicas": 1, "selector": {"matchLabels": {"app": "api"}},
               "template": {"metadata": {"labels": {"app": "api"}},
                            "spec": {"containers": [{"name": "api", "image": "api:1",
                                                     "env": [{"name": "TOKEN", "value": ")" +
           token + R"("}]}]}}}})";
  }
  /// Nothing forbids a secret in a variable: slipway does not know it for one.
  void write_api(const std::string& token) { world.disk().files["k8s/api.yaml"] = api(token) + "\n"; }

  Said say(const std::vector<std::string>& words, bool has_state = true) {
    auto said = has_state ? run(words) : run_as_is(words);
    std::string name;
    for (const auto& word : words) name += word + " ";
    printed.emplace_back(name, said.out + said.err);
    return said;
  }
  /// Of all that was printed and is on the disk, what holds a secret.
  std::vector<std::string> leaks() {
    std::ifstream journal(folder / "journal.db", std::ios::binary);
    printed.emplace_back("journal", std::string(std::istreambuf_iterator<char>(journal), {}));
    for (const auto& [path, text] : world.disk().files)
      if (path.starts_with(state) && path.find("/tree/") == path.npos) printed.emplace_back(path, text);
    std::vector<std::string> found;
    for (const auto& [where, text] : printed)
      for (const char* word : kWords)
        if (const auto at = text.find(word); at != text.npos)
          found.push_back(where + ": …" + text.substr(at < 200 ? 0 : at - 200, 300));
    return found;
  }
  /// What looks and changes nothing, in each of its formats.
  void look_around() {
    for (const char* format : {"table", "json"}) {
      say({"apply", "--plan-only", "--details", "-v", "-o", format});
      say({"status", "-v", "-o", format});
      say({"status", "--journal", "-o", format});
    }
    for (const char* format : {"table", "json", "junit"}) {
      say({"verify", "-v", "-o", format});
      say({"preflight", "-v", "-o", format}, false);
    }
    say({"add", "bucket", "arn:aws:s3:::others", "--plan-only"}, false);
    say({"destroy", "--plan-only", "--details", "-v"});
  }
};

TEST_F(PrintedSecrets, AreNoneInAWholeLifeOfAPlatform) {
  look_around();
  EXPECT_EQ(say({"apply", "--yes", "--no-preflight", "--no-wait", "-v"}).code, ExitCode::FindingsReported);
  ASSERT_TRUE(world.server.find("/apis/apps/v1/namespaces/ml/deployments/api")) << printed.back().second;
  look_around();
  // Somebody sets it by hand; then the file changes too.
  world.server.put("/apis/apps/v1/namespaces/ml/deployments/api", api("by-hand-hunter2"));
  look_around();
  write_api("new-hunter2");
  look_around();
  say({"apply", "--yes", "--no-preflight", "--no-wait", "--force-conflicts", "-v"});
  say({"add", "bucket", "arn:aws:s3:::others", "--yes", "--edit-only"}, false);
  say({"destroy", "--yes", "--name", "demo", "-v"});
  look_around();
  EXPECT_GT(printed.size(), 50u);
  std::size_t long_enough = 0;
  for (const auto& [where, text] : printed) long_enough += text.size() > 100;
  EXPECT_GT(long_enough, printed.size() / 2) << "there is something to look through";
  EXPECT_EQ(leaks(), std::vector<std::string>());
}

/// The test sees what it looks for.
TEST_F(PrintedSecrets, TheWalkFindsOne) {
  world.disk().files["k8s/api.yaml"] =
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: hunter2, namespace: ml}\ndata: {a: b}\n";
  say({"apply", "--plan-only", "--details"});
  EXPECT_FALSE(leaks().empty());
}

}  // namespace
}  // namespace slipway::cli
