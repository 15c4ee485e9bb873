// Objects applied to a real API server: ours (src/cluster) and `kubectl apply --server-side` of the same, turn and turn
// about, each round into a namespace of its own; then the same again, when nothing changes. Wall time, as both mostly
// wait for the server; the best of five rounds, as all else on the machine only adds. Fails when more than kInFlight
// requests were under way at once.
//
//   apply_run KUBECONFIG OBJECTS KUBECTL…      (tests/real/apiserver/start --bare, its `kube kubectl`)

#include <fmt/core.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "cluster/apply.h"
#include "cluster/apply_set.h"
#include "doc/json.h"
#include "doc/yaml.h"
#include "io/environment.h"

namespace {

using namespace slipway;

constexpr int kRounds = 5;
constexpr double kFar = 2;  // as long as kubectl: on a busy machine both swing by a fifth

/// Counts the requests that are under way.
struct CountingHttp final : io::Http {
  io::CurlHttp http;
  std::atomic<int> now = 0, most = 0, all = 0;

  Result<io::HttpResponse> send(const io::HttpRequest& request) override {
    ++all;
    const int count = ++now;
    for (int seen = most; count > seen && !most.compare_exchange_weak(seen, count);) {
    }
    auto response = http.send(request);
    --now;
    return response;
  }
  Result<io::HttpResponse> stream(const io::HttpRequest& request,
                                  const std::function<bool(std::string_view)>& take) override {
    return http.stream(request, take);
  }
};

/// Half ConfigMaps, a quarter ServiceAccounts, a quarter Deployments.
std::string manifests(const std::string& ns, int count) {
  std::string text = fmt::format("apiVersion: v1\nkind: Namespace\nmetadata: {{name: {}}}\n", ns);
  for (int i = 1; i < count; ++i) {
    text += "---\n";
    if (i % 4 == 0)
      text += fmt::format(
          "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web-{}\n  namespace: {}\n  labels: {{app: "
          "web-{}}}\n"
          "spec:\n  replicas: 3\n  selector: {{matchLabels: {{app: web-{}}}}}\n  template:\n"
          "    metadata: {{labels: {{app: web-{}}}}}\n    spec:\n      containers:\n      - name: web\n"
          "        image: registry.example.com/web:1.{}\n        ports: [{{containerPort: 8080}}]\n"
          "        resources: {{requests: {{cpu: 250m, memory: 256Mi}}, limits: {{memory: 512Mi}}}}\n"
          "        env:\n        - {{name: INDEX, value: \"{}\"}}\n        readinessProbe: {{httpGet: {{path: /ready, "
          "port: 8080}}}}\n",
          i, ns, i, i, i, i, i);
    else if (i % 4 == 2)
      text += fmt::format("apiVersion: v1\nkind: ServiceAccount\nmetadata: {{name: user-{}, namespace: {}}}\n", i, ns);
    else
      text += fmt::format(
          "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: settings-{}, namespace: {}}}\ndata:\n  index: \"{}\"\n"
          "  settings.yaml: |\n    level: info\n    workers: 8\n    endpoint: https://api.example.com/v1\n",
          i, ns, i);
  }
  return text;
}

double seconds_since(std::chrono::steady_clock::time_point began) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
}

[[noreturn]] void fail(const std::string& why) {
  fmt::print(stderr, "apply_run: {}\n", why);
  std::exit(3);
}

struct Ours {
  double seconds = 0;
  int requests = 0, most_in_flight = 0;
};

Ours apply(const std::string& kubeconfig, const std::string& text, const std::string& set,
           cluster::Applied::Outcome expected) {
  const auto began = std::chrono::steady_clock::now();
  io::DiskFiles files;
  io::SystemProcesses processes;
  io::SystemClock clock;
  io::SystemEnvironment environment;
  CountingHttp http;
  Diagnostics mistakes;
  const auto config = cluster::read_kubeconfig(files, environment, kubeconfig, "", mistakes);
  if (!config.access) fail("cannot read " + kubeconfig);
  cluster::Api api(*config.access, {files, http, processes, clock});
  cluster::Kinds kinds(api);
  const auto stream = doc::read_yaml(std::make_shared<const SourceText>("manifests", text), mistakes);
  std::vector<const doc::Node*> objects;
  std::vector<kube::ObjectKey> keys;
  for (const doc::Document& document : stream) {
    objects.push_back(&document.root());
    keys.push_back(kube::read_object(document.root(), mistakes).key());
  }
  cluster::ApplySet apply_set(api, kinds, set, "bench");
  if (auto failure = apply_set.widen(keys)) fail(failure->message);
  const auto before = apply_set.members();
  if (!before) fail(before.error().message);
  for (const auto& one : cluster::apply_all(api, kinds, objects, {.set_id = apply_set.id(), .before = &*before}))
    if (one.outcome != expected) fail(one.key.to_string() + " " + one.failure.message);
  if (http.most > cluster::kInFlight) fail(fmt::format("{} requests in flight", http.most.load()));
  return {seconds_since(began), http.all, http.most};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) {
    fmt::print(stderr, "usage: apply_run KUBECONFIG OBJECTS KUBECTL…\n");
    return 2;
  }
  const std::string kubeconfig = argv[1];
  const int count = std::atoi(argv[2]);
  std::string kubectl;
  for (int i = 3; i < argc; ++i) kubectl += std::string(argv[i]) + " ";
  const auto folder = std::filesystem::temp_directory_path() /
                      fmt::format("apply-run-{}", std::chrono::steady_clock::now().time_since_epoch().count());
  std::filesystem::create_directories(folder);
  io::DiskFiles files;
  std::vector<double> ours[2], theirs[2];
  Ours last[2];
  for (int round = 0; round < kRounds; ++round) {
    const std::string mine = fmt::format("ours-{}", round), other = fmt::format("kubectl-{}", round);
    const std::string text = manifests(mine, count);
    const std::string file = (folder / (other + ".yaml")).string();
    if (!files.write(file, manifests(other, count))) fail("cannot write " + file);
    const std::string command = fmt::format("{} --kubeconfig {} apply --server-side -f {} >{}/log 2>&1", kubectl,
                                            kubeconfig, file, folder.string());
    for (int again = 0; again < 2; ++again) {
      using Outcome = cluster::Applied::Outcome;
      last[again] = apply(kubeconfig, text, mine, again ? Outcome::Unchanged : Outcome::Created);
      ours[again].push_back(last[again].seconds);
      const auto began = std::chrono::steady_clock::now();
      if (std::system(command.c_str()) != 0) fail("kubectl failed: " + folder.string() + "/log");
      theirs[again].push_back(seconds_since(began));
    }
  }
  std::filesystem::remove_all(folder);
  for (int again = 0; again < 2; ++again) {
    const double a = *std::ranges::min_element(ours[again]), b = *std::ranges::min_element(theirs[again]);
    fmt::print("{:<34} {:>9.0f} ms {:>9.0f} ms {:>7.1f}x  {} requests, {} in flight at most\n",
               fmt::format("{} objects, {}", count, again ? "nothing changed" : "all new"), a * 1e3, b * 1e3, b / a,
               last[again].requests, last[again].most_in_flight);
    if (a > kFar * b) fail(fmt::format("{:.1f} times as long as kubectl", a / b));
  }
  return 0;
}
