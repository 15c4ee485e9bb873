// Does memory grow with the platforms that one process has rendered? Reads and renders every platform.yaml below
// FOLDER, again and again, until there were 100; prints what the process held after 20 and after 100, and fails when
// that is more than a tenth more.
//
//   render_growth FOLDER

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "cli/load.h"
#include "render/tree.h"

namespace {

using namespace slipway;

/// What the process holds now, in KiB.
long resident() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmRSS:")) return std::stol(line.substr(6));
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    fmt::print(stderr, "usage: render_growth FOLDER\n");
    return 2;
  }
  std::vector<std::string> platforms;
  for (const auto& file : std::filesystem::recursive_directory_iterator(argv[1]))
    if (file.path().filename() == "platform.yaml") platforms.push_back(file.path().string());
  std::ranges::sort(platforms);
  io::DiskFiles files;
  long settled = 0;
  for (std::size_t count = 0; count < 100; ++count) {
    cli::StringOutput out, err;
    cli::Session session{.files = files, .out = out, .err = err, .year = 2026, .month = 11, .day = 25};
    const auto loaded = cli::load(session, platforms[count % platforms.size()]);
    if (!loaded || loaded->findings.has_errors() || render::render(loaded->graph, {}).empty()) return 1;
    if (count == 19) settled = resident();
  }
  const long last = resident();
  fmt::print("{:<44} {:>6.1f} MiB after 20, {:.1f} MiB after 100\n", "platforms rendered in one process",
             static_cast<double>(settled) / 1024, static_cast<double>(last) / 1024);
  return last * 10 > settled * 11 ? 1 : 0;
}
