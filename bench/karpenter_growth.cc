// How time and memory of a provisioning decision grow with the pods: one size a process, so that its peak is its own.
// Prints, in processor time: reading the objects, looking up and numbering, placing, writing the claims; memory of the
// loaded objects and what the decision adds to it at its peak.
//
//   karpenter_growth PODS FOLDER      FOLDER: that of peer/karpenter/prepare; PODS 0 prints the head of the table
#include <sys/resource.h>

#include <cstdlib>
#include <ctime>

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

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    fmt::print(stderr, "usage: karpenter_growth PODS FOLDER\n");
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
