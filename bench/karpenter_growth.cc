// How time and memory of a provisioning decision grow with the pods: one size a process, so that its peak is its own.
// Prints, in processor time: reading the objects, looking up and numbering, placing, writing the claims; memory of the
// loaded objects and what the decision adds to it at its peak.
//
//   karpenter_growth PODS FOLDER      FOLDER: that of peer/karpenter/prepare; PODS 0 prints the head of the table
//   karpenter_growth PODS FOLDER OUT  writes the mix as a folder of manifests instead, for `slipway solve`: a hundred
//                                     pods a file, the pool without its limits, which would bind with EC2's types
#include <sys/resource.h>

#include <cstdlib>
#include <ctime>
#include <fstream>

#include "decide/karpenter/solve.h"
#include "karpenter_mix.h"

namespace {

using namespace slipway;

double processor_ms() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

/// The largest so far.
double peak_mib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

constexpr std::string_view kPool = R"(apiVersion: karpenter.sh/v1
kind: NodePool
metadata: {name: default}
spec: {template: {spec: {nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: default}}}}
---
apiVersion: karpenter.k8s.aws/v1
kind: EC2NodeClass
metadata: {name: default}
spec:
  amiSelectorTerms: [{alias: al2023@latest}]
  role: nodes
  subnetSelectorTerms: [{tags: {cluster: bench}}]
  securityGroupSelectorTerms: [{tags: {cluster: bench}}]
)";

void write_manifests(const bench::Mix& mix, const std::string& folder) {
  std::filesystem::create_directories(folder);
  std::ofstream(folder + "/pool.yaml") << kPool;
  std::size_t written = 0;
  std::ofstream file;
  const auto write = [&](const doc::Node& object) {
    if (object["kind"].text() != "Pod") return;
    if (written % 100 == 0) {
      file.close();
      file.open(fmt::format("{}/pods-{:04}.yaml", folder, written / 100));
    }
    ++written;
    file << "---\n" << doc::write_json(object, doc::JsonLayout::Compact) << '\n';
  };
  for (const doc::Document& document : mix.documents) {
    const doc::Node* input = document.root().find("input");
    if (!input)
      write(document.root());
    else
      for (const doc::Node& object : (*input)["objects"].items()) write(object);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3 && argc != 4) {
    fmt::print(stderr, "usage: karpenter_growth PODS FOLDER [OUT]\n");
    return 2;
  }
  const int pods = std::atoi(argv[1]);
  if (pods == 0) {
    fmt::print("{:<20} {:>8} {:>11} {:>11} {:>11} {:>11} {:>12} {:>12}\n", "karpenter: growth", "claims", "read",
               "number", "place", "write", "objects", "decision");
    return 0;
  }
  const std::string file = bench::mix_file(pods, argv[2]);
  if (file.empty()) return 0;  // no Go: it was not drawn
  double last = processor_ms();
  const auto lap = [&] {
    const double now = processor_ms(), took = now - last;
    last = now;
    return took;
  };
  bench::Mix mix;
  bench::read_mix(file, mix);
  const double read = lap(), loaded = peak_mib();
  if (argc == 4) {
    write_manifests(mix, argv[3]);
    return 0;
  }
  karpenter::Solver solver(mix.cluster, {});
  const double number = lap();
  solver.place();
  const double place = lap();
  const karpenter::Decision decision = solver.decision();
  const double write = lap();
  fmt::print("{:<20} {:>8} {:>8.1f} ms {:>8.1f} ms {:>8.1f} ms {:>8.1f} ms {:>8.0f} MiB {:>8.0f} MiB\n",
             fmt::format("{} pods", pods), decision.claims.size(), read, number, place, write, loaded,
             peak_mib() - loaded);
  return 0;
}
