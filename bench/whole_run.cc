// Whole runs of the program as a user has them: a process from start to end. Prints wall and processor time (median of
// 11 after one warm-up) and peak memory (largest) of each command, by the operating system's own accounting.
//
//   whole_run PROGRAM FOLDER…      each FOLDER holds a platform.yaml; `plan`, then `render` into an empty folder

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace {

struct Run {
  double wall_ms, cpu_ms;
  long peak_kib;
  int exit_code;
};

std::optional<Run> run(const std::string& program, const std::vector<std::string>& words) {
  std::vector<char*> arguments = {const_cast<char*>(program.c_str())};
  for (const auto& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const auto begin = std::chrono::steady_clock::now();
  const pid_t child = ::fork();
  if (child < 0) return std::nullopt;
  if (child == 0) {
    const int nowhere = ::open("/dev/null", O_WRONLY);
    ::dup2(nowhere, STDOUT_FILENO);
    ::dup2(nowhere, STDERR_FILENO);
    ::execv(program.c_str(), arguments.data());
    ::_exit(127);
  }
  int status = 0;
  rusage used{};
  if (::wait4(child, &status, 0, &used) != child || !WIFEXITED(status)) return std::nullopt;
  const auto ms = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_usec) / 1e3;
  };
  const std::chrono::duration<double, std::milli> wall = std::chrono::steady_clock::now() - begin;
  return Run{wall.count(), ms(used.ru_utime) + ms(used.ru_stime), used.ru_maxrss, WEXITSTATUS(status)};
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    fmt::print(stderr, "usage: whole_run PROGRAM FOLDER…\n");
    return 2;
  }
  std::string folder = (std::filesystem::temp_directory_path() / "slipway-bench-XXXXXX").string();
  if (!::mkdtemp(folder.data())) return 3;
  const std::string tree = folder + "/tree";
  for (const std::string verb : {"plan", "render"}) {
    fmt::print("{:<44} {:>9} {:>9} {:>10}\n", "slipway " + verb, "wall", "cpu", "peak");
    for (int i = 2; i < argc; ++i) {
      std::vector<std::string> words = {verb, std::string(argv[i]) + "/platform.yaml"};
      if (verb == "render") words.insert(words.end(), {"-o", tree});
      std::vector<double> wall, cpu;
      long peak = 0;
      for (int round = 0; round < 12; ++round) {
        std::filesystem::remove_all(tree);
        const auto once = run(argv[1], words);
        if (!once || once->exit_code != 0) {
          fmt::print(stderr, "whole_run: {} {} failed\n", verb, words[1]);
          return 1;
        }
        if (round == 0) continue;
        wall.push_back(once->wall_ms);
        cpu.push_back(once->cpu_ms);
        peak = std::max(peak, once->peak_kib);
      }
      fmt::print("{:<44} {:>6.1f} ms {:>6.1f} ms {:>6.1f} MiB\n", argv[i], median(wall), median(cpu),
                 static_cast<double>(peak) / 1024);
    }
  }
  std::filesystem::remove_all(folder);
  return 0;
}
