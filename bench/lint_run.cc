// A checker over a folder of manifests, as a process: documents for each second of processor time (median of 7 runs
// after a warm-up) and peak memory. For ours and for peers alike.
//
//   lint_run DOCUMENTS PROGRAM WORDS…

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

struct Run {
  double cpu_seconds;
  long peak_kib;
};

Run run(char** words) {
  const pid_t child = ::fork();
  if (child == 0) {
    const int nowhere = ::open("/dev/null", O_WRONLY);
    ::dup2(nowhere, STDOUT_FILENO);
    ::dup2(nowhere, STDERR_FILENO);
    ::execv(words[0], words);
    ::_exit(127);
  }
  int status = 0;
  rusage used{};
  if (child < 0 || ::wait4(child, &status, 0, &used) != child || !WIFEXITED(status) || WEXITSTATUS(status) > 1) {
    fmt::print(stderr, "lint_run: {} failed\n", words[0]);
    std::exit(3);
  }
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return {seconds(used.ru_utime) + seconds(used.ru_stime), used.ru_maxrss};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    fmt::print(stderr, "usage: lint_run DOCUMENTS PROGRAM WORDS…\n");
    return 2;
  }
  const double documents = std::strtod(argv[1], nullptr);
  run(argv + 2);
  std::vector<double> cpu;
  long peak = 0;
  for (int i = 0; i < 7; ++i) {
    const Run one = run(argv + 2);
    cpu.push_back(one.cpu_seconds);
    peak = std::max(peak, one.peak_kib);
  }
  std::ranges::sort(cpu);
  const std::string program = argv[2];
  const bool is_verb = argc > 4 && argv[3][0] != '-';
  fmt::print("{:<20} {:>7.0f} documents {:>10.1f} ms {:>10.0f} a second {:>8.1f} MiB\n",
             program.substr(program.rfind('/') + 1) + (is_verb ? std::string(" ") + argv[3] : ""), documents,
             cpu[3] * 1e3, documents / cpu[3], static_cast<double>(peak) / 1024);
}
