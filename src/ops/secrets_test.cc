// No secret leaves the place where it must be: one whole life of a platform, with a word that nobody may say in every
// place that holds secrets.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <mutex>

#include "ops/testing/runs.h"

namespace slipway::ops {
namespace {

namespace graphs = testing::graphs;
using testing::FakeWorld;

// Each secret is one word, as it is and as base64 has it: of the end of a text, so that any text before it may be.
constexpr const char* kWords[] = {"hunter2", "aHVudGVyMg"};

/// What people and other programs get to see, where it was seen.
struct Seen {
  std::vector<std::pair<std::string, std::string>> texts;
  std::mutex mutex;  // the cluster is asked by many threads

  void add(const std::string& where, const std::string& text) {
    const std::lock_guard lock(mutex);
    texts.emplace_back(where, text);
  }
  void add(const Changes& changes) {
    for (const Change& change : changes.all) {
      add("changes", change.what + " " + change.why);
      for (const auto& detail : change.details) add("changes of " + change.what, detail);
    }
    for (const auto& one : changes.refused) add("refusals", one);
    for (const auto& one : changes.unseen) add("what is unseen", one);
  }
  void add(const StepFailure& failure) { add("failure", failure.message + " | " + failure.fix); }
};

struct Listening final : Watcher {
  explicit Listening(Seen& s) : seen(s) {}
  Seen& seen;
  void begun(const Step& step, std::size_t, std::size_t, std::int64_t) override {
    seen.add("step", step.name + " " + step.title + " " + step.inputs);
  }
  void told(const std::string& line) override { seen.add("told", line); }
  void ended(const Step& step, Journal::State, const std::string& said, std::int64_t) override {
    seen.add("end of " + step.name, said);
  }
};

/// The world's programs, with what they are called with: `ps` shows that to everybody.
struct Overheard final : io::Processes {
  Overheard(io::Processes& p, Seen& s) : programs(p), seen(s) {}
  io::Processes& programs;
  Seen& seen;
  std::string helm_says, helm_error;  // beside what it does; what it fails with

  Result<io::Finished> run(const io::Command& command) override {
    for (const auto& word : command.words) seen.add("a word of " + command.words.at(0), word);
    const bool is_upgrade = command.words.at(0) == "helm" && command.words.at(1) == "upgrade";
    if (is_upgrade && command.on_line)
      for (const auto& line : {std::string("NAME: karpenter"), std::string("NOTES:"), helm_says}) command.on_line(line);
    if (is_upgrade && !helm_error.empty()) return io::Finished{1, helm_says, helm_error};
    return programs.run(command);
  }
};

/// The world's network: what the cluster is asked with belongs to its objects and its token, and to nothing else.
struct Wiretap final : io::Http {
  Wiretap(io::Http& h, Seen& s) : http(h), seen(s) {}
  io::Http& http;
  Seen& seen;
  void note(const io::HttpRequest& request) {
    seen.add("URL", request.url);
    for (const auto& header : request.headers)
      if (header.name != "X-Amz-Security-Token") seen.add("header " + header.name, header.value);
    if (request.url.find("/secrets") == std::string::npos) seen.add("body to " + request.url, request.body);
  }
  Result<io::HttpResponse> send(const io::HttpRequest& request) override {
    note(request);
    return http.send(request);
  }
  Result<io::HttpResponse> stream(const io::HttpRequest& request,
                                  const std::function<bool(std::string_view)>& take) override {
    note(request);
    return http.stream(request, take);
  }
};

platform::Object secret_with(const std::string& password) {
  return graphs::read(
      "{apiVersion: v1, kind: Secret, metadata: {name: db, namespace: ml}, stringData: {password: " + password + "}}");
}

/// The graph of all tests, with a Secret and a chart that hold the password.
void fill(platform::Graph& graph, const std::string& password) {
  testing::fill(graph);
  graph.add(secret_with(password));
  graph.add(platform::Release{.name = "grafana",
                              .namespace_ = "ml",
                              .chart = "grafana",
                              .repository = "oci://charts.example.com",
                              .version = "1.2.3",
                              .values = doc::Map{{"adminPassword", password}},
                              .component = "charts",
                              .origin = {},
                              .brings = {}});
}

class Walk {
 public:
  Walk() : journal_file_((std::filesystem::temp_directory_path() / ("slipway-secrets-" + std::to_string(::getpid())))) {
    std::filesystem::remove(journal_file_);
    world.journal = std::move(Journal::open(journal_file_)).value();
    environment.variables = {{"AWS_ACCESS_KEY_ID", "AKIA"},
                             {"AWS_SECRET_ACCESS_KEY", "key-hunter2"},
                             {"AWS_SESSION_TOKEN", "token-hunter2"},
                             {"TF_VAR_password", "hunter2"}};
  }
  ~Walk() {
    world.journal.reset();
    std::filesystem::remove(journal_file_);
  }

  /// Plans and does it, as far as it goes.
  void apply() { work<Apply>(ApplyWish{.waits = false}); }
  void destroy() { work<Destroy>(Destroy::Wish{}); }

  /// Of all that was seen and is left, what holds a secret.
  std::vector<std::string> leaks() {
    world.journal.reset();  // all of it is in the file then
    std::ifstream file(journal_file_, std::ios::binary);
    seen.add("journal", std::string(std::istreambuf_iterator<char>(file), {}));
    for (const auto& [path, text] : world.disk().files)
      if (path.find("/tree/") == std::string::npos) seen.add(path, text);  // what is rendered is what was written
    std::vector<std::string> found;
    for (const auto& [where, text] : seen.texts)
      for (const char* word : kWords)
        if (text.find(word) != std::string::npos) found.push_back(where + ": " + text.substr(0, 200));
    return found;
  }

  FakeWorld world;
  Seen seen;
  io::FakeEnvironment environment;
  std::string helm_says = "the password is hunter2", helm_error;

 private:
  template <class Verb, class Wish>
  void work(Wish wish) {
    const auto doors = world.doors();
    Overheard programs(doors.processes, seen);
    programs.helm_says = helm_says;
    programs.helm_error = helm_error;
    Wiretap http(doors.http, seen);
    const auto process = world.process({doors.files, http, programs, doors.clock, environment});
    Verb verb(process->site, *world.journal, wish);
    const auto changes = verb.plan([&](const std::string& line) { seen.add("told", line); });
    if (!changes) return seen.add(changes.error());
    seen.add(*changes);
    const auto run = world.journal->begin_run({.verb = "apply", .who = "me", .version = "0", .begun = 1});
    Listening watcher(seen);
    const auto outcome = run_steps(steps_of(verb), *world.journal, *run, world.server.clock, world.interrupts, watcher);
    seen.add(outcome.failure);
    failed = outcome.failed;
    [[maybe_unused]] const auto ended = world.journal->end_run(*run, Journal::State::Done, outcome.failure.message, 2);
  }
  static std::vector<Step> steps_of(Apply& apply) { return apply.steps(); }
  static std::vector<Step> steps_of(Destroy& destroy) { return destroy.steps(); }

  const std::string journal_file_;

 public:
  std::string failed;
};

TEST(Secrets, AreNowhereInAWholeLifeOfAPlatform) {
  Walk walk;
  fill(walk.world.graph, "hunter2");
  walk.apply();
  EXPECT_EQ(walk.failed, "");
  EXPECT_NE(walk.world.server.find("/api/v1/namespaces/ml/secrets/db")->root()["stringData"]["password"].text(), "")
      << "it is where it belongs";
  walk.world.graph = {};
  fill(walk.world.graph, "hunter2-changed");
  walk.apply();
  EXPECT_EQ(walk.failed, "");
  walk.destroy();
  EXPECT_EQ(walk.failed, "");
  EXPECT_GT(walk.seen.texts.size(), 100u);
  EXPECT_EQ(walk.leaks(), std::vector<std::string>());
}

TEST(Secrets, AreNotInWhatIsSaidOfFailures) {
  {
    Walk walk;
    fill(walk.world.graph, "hunter2");
    walk.helm_error = "Error: INSTALLATION FAILED: context deadline exceeded";
    walk.apply();
    EXPECT_EQ(walk.failed, "chart/karpenter");
    EXPECT_EQ(walk.leaks(), std::vector<std::string>());
  }
  {
    Walk walk;
    fill(walk.world.graph, "hunter2");
    walk.environment.variables["AWS_CREDENTIAL_EXPIRATION"] = "2020-01-01T00:00:00Z";
    walk.apply();
    EXPECT_EQ(walk.leaks(), std::vector<std::string>());
  }
  // What programs print of what they were given.
  for (const char* said : {"signing with key-hunter2 failed", "X-Amz-Security-Token=token-hunter2&x", "token: hunter2",
                           "at https://ada:hunter2@proxy.example.com", "env: TF_VAR_password=hunter2"}) {
    Walk terraform;
    fill(terraform.world.graph, "hunter2");
    terraform.world.terraform_errors = {said};
    terraform.apply();
    EXPECT_EQ(terraform.failed, "aws");
    EXPECT_EQ(terraform.leaks(), std::vector<std::string>()) << said;
    Walk helm;
    fill(helm.world.graph, "hunter2");
    helm.helm_error = std::string("Error: ") + said;
    helm.helm_says = said;
    helm.apply();
    EXPECT_EQ(helm.failed, "chart/karpenter");
    EXPECT_EQ(helm.leaks(), std::vector<std::string>()) << said;
  }
}

/// The test sees what it looks for.
TEST(Secrets, TheWalkFindsOne) {
  Walk walk;
  fill(walk.world.graph, "hunter2");
  walk.world.graph.add(
      graphs::read("{apiVersion: v1, kind: ConfigMap, metadata: {name: hunter2, namespace: ml}, data: {a: b}}"));
  walk.apply();
  EXPECT_FALSE(walk.leaks().empty());
}

}  // namespace
}  // namespace slipway::ops
