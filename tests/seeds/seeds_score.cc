// seeds_score: how many of the seeds' mistakes lint finds, which it misses, and what it says of the corrected
// files. For whoever writes rules; seeds_test holds the numbers.
#include <fmt/core.h>

#include <filesystem>
#include <string>

#include "judging.h"

using namespace slipway::seeds;

int main(int argc, char** argv) {
  const std::string only = argc > 1 ? argv[1] : "";
  const std::string folder = SLIPWAY_SOURCE_DIR "/tests/seeds/fixtures";
  const Score all = score(folder, only);
  for (const std::string& row : all.missing_rows) fmt::print("missing {}\n", row);
  for (const auto& [name, words] : corrected_platforms())
    for (const std::string& line : complaints(folder + "/corrected", words)) fmt::print("corrected: {}\n", line);
  for (const std::string& line : complaints_about_examples()) fmt::print("example: {}\n", line);
  fmt::print("{} of {} ids found, {} fully\n", all.found.size(), all.of, all.fully_found.size());
}
