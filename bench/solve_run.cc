// `slipway solve` of a folder of manifests as a whole process, and the sum of its parts in this one: reading files,
// parsing, making the cluster, deciding and summing up, printing. Processor time, medians of 11 after one warm-up.
//
//   solve_run PROGRAM FILES PODS      FILES small manifests of a Deployment each, and one file of PODS bare pods

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include "doc/yaml.h"
#include "io/files.h"
#include "model/collection.h"
#include "provision/outcome.h"
#include "report/solve.h"

namespace {

using namespace slipway;

constexpr std::string_view kPools = R"(apiVersion: karpenter.sh/v1
kind: NodePool
metadata: {name: general}
spec:
  template:
    spec:
      nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: default}
      requirements:
      - {key: karpenter.k8s.aws/instance-category, operator: In, values: [c, m, r]}
      - {key: karpenter.k8s.aws/instance-generation, operator: Gt, values: ["4"]}
      - {key: karpenter.sh/capacity-type, operator: In, values: [spot, on-demand]}
---
apiVersion: karpenter.k8s.aws/v1
kind: EC2NodeClass
metadata: {name: default}
spec:
  amiSelectorTerms: [{alias: al2023@latest}]
)";

std::string pod_spec(int i) {
  return fmt::format(
      "{{containers: [{{name: c, image: \"registry/app:{}\", resources: {{requests: {{cpu: {}m, memory: {}Mi}}}}}}]}}",
      i, 100 + i % 17 * 150, 128 << i % 6);
}

void write(const std::string& path, const std::string& text) { std::ofstream(path, std::ios::binary) << text; }

void make_folder(const std::string& folder, int files, int pods) {
  write(folder + "/pools.yaml", std::string(kPools));
  for (int i = 0; i < files; ++i)
    write(fmt::format("{}/app-{:05}.yaml", folder, i),
          fmt::format(
              "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: app-{0}\n  labels: {{app: app-{0}}}\nspec:\n"
              "  replicas: {1}\n  selector:\n    matchLabels: {{app: app-{0}}}\n  template:\n    metadata:\n"
              "      labels: {{app: app-{0}}}\n    spec: {2}\n---\napiVersion: v1\nkind: Service\nmetadata:\n"
              "  name: app-{0}\nspec:\n  selector: {{app: app-{0}}}\n  ports: [{{port: 80}}]\n",
              i, 1 + i % 3, pod_spec(i)));
  std::string all;
  for (int i = 0; i < pods; ++i)
    all +=
        fmt::format("apiVersion: v1\nkind: Pod\nmetadata: {{name: pod-{0}, labels: {{app: batch}}}}\nspec: {1}\n---\n",
                    i, pod_spec(i));
  write(folder + "/pods.yaml", all);
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

double now_ms() {
  timespec time{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

struct Process {
  double cpu_ms = 0, peak_mib = 0;
  int exit_code = -1;
};

Process process(const std::string& program, const std::string& folder) {
  Process out;
  const pid_t child = ::fork();
  if (child < 0) return out;
  if (child == 0) {
    const int nowhere = ::open("/dev/null", O_WRONLY);
    ::dup2(nowhere, STDOUT_FILENO);
    ::dup2(nowhere, STDERR_FILENO);
    ::execl(program.c_str(), program.c_str(), "solve", folder.c_str(), "--region", "us-east-1",
            static_cast<char*>(nullptr));
    ::_exit(127);
  }
  int status = 0;
  rusage used{};
  if (::wait4(child, &status, 0, &used) != child || !WIFEXITED(status)) return out;
  const auto ms = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_usec) / 1e3;
  };
  return {ms(used.ru_utime) + ms(used.ru_stime), static_cast<double>(used.ru_maxrss) / 1024, WEXITSTATUS(status)};
}

/// One pass through the parts; what each took.
struct Parts {
  std::vector<std::vector<double>> times = std::vector<std::vector<double>>(5);

  void run(const std::string& folder) {
    double begin = now_ms();
    std::size_t part = 0;
    const auto done = [&] {
      const double end = now_ms();
      times[part++].push_back(end - begin);
      begin = now_ms();
    };
    io::DiskFiles files;
    std::vector<std::shared_ptr<const SourceText>> sources;
    const std::vector<std::string> names = files.list(folder, {".yaml", ".yml", ".json"}).value();
    for (const std::string& file : names)
      sources.push_back(std::make_shared<const SourceText>(file, files.read(file).value()));
    done();
    Diagnostics findings;
    model::Collection collection;
    for (const auto& source : sources)
      for (doc::Document& document : doc::read_yaml(source, findings))
        collection.add(std::move(document), model::Collection::Strangers::PassedOver, findings);
    done();
    model::Setting setting;
    setting.place = {
        "us-east-1", {"us-east-1a", "us-east-1b", "us-east-1c", "us-east-1d", "us-east-1e", "us-east-1f"}, {}};
    const model::Model model = model::read(collection.objects(), setting, findings);
    done();
    const auto outcome = provision::run(model, setting, {});
    done();
    const std::string text = report::solve_table({outcome, findings}, {}, Colour::Off, 80);
    done();
    if (text.empty() || outcome.pending_pods > 0) std::abort();
  }
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    fmt::print(stderr, "usage: solve_run PROGRAM FILES PODS\n");
    return 2;
  }
  std::string folder = (std::filesystem::temp_directory_path() / "slipway-bench-XXXXXX").string();
  if (!::mkdtemp(folder.data())) return 3;
  make_folder(folder, std::atoi(argv[2]), std::atoi(argv[3]));
  std::vector<double> whole;
  double peak = 0;
  Parts parts;
  bool failed = false;
  for (int round = 0; round < 12 && !failed; ++round) {
    const Process once = process(argv[1], folder);
    failed = once.exit_code != 0;
    parts.run(folder);
    if (round == 0) {
      parts = {};
      continue;
    }
    whole.push_back(once.cpu_ms);
    peak = std::max(peak, once.peak_mib);
  }
  std::filesystem::remove_all(folder);
  if (failed) {
    fmt::print(stderr, "solve_run: solve failed\n");
    return 1;
  }
  fmt::print("{:<44} {:>9} {:>10}\n", fmt::format("slipway solve, {} files and {} pods", argv[2], argv[3]), "cpu",
             "peak");
  fmt::print("{:<44} {:>6.1f} ms {:>6.1f} MiB\n", "the whole process", median(whole), peak);
  double sum = 0;
  constexpr const char* kNames[] = {"read files", "parse", "make the cluster", "decide and sum up", "print"};
  for (std::size_t i = 0; i < parts.times.size(); ++i) {
    fmt::print("  {:<42} {:>6.1f} ms\n", kNames[i], median(parts.times[i]));
    sum += median(parts.times[i]);
  }
  fmt::print("  {:<42} {:>6.1f} ms\n", "sum of the parts", sum);
  return 0;
}
