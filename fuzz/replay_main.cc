// Runs a fuzz target over files and folders of inputs, without a fuzzer: replay of what was found before.
// Without the fuzzer's compiler, `--mutate SECONDS [--seed N]` also changes those inputs at random.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void run(const std::string& input) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
}

/// Small changes of texts: bytes, pieces of other inputs, repeated and lost parts.
class Mutator {
 public:
  Mutator(const std::vector<std::string>& inputs, std::uint64_t seed) : inputs_(inputs), state_(seed) {}

  std::string next() {
    std::string text = inputs_[below(inputs_.size())];
    for (std::uint64_t i = 1 + below(5); i > 0; --i) {
      const std::size_t at = below(text.size() + 1);
      const std::string& other = inputs_[below(inputs_.size())];
      switch (below(5)) {
        case 0:
          text.insert(at, 1, static_cast<char>(below(256)));
          break;
        case 1:
          text.insert(at, 1, " \n\t:-#'\"{}[],&*!|>%?\\0.~<=@"[below(27)]);
          break;
        case 2:
          text.erase(at, 1 + below(8));
          break;
        case 3:
          text.insert(at, other.substr(below(other.size() + 1), below(40)));
          break;
        default:
          text.insert(at, text.substr(at, below(20)));
      }
    }
    return text;
  }

 private:
  std::uint64_t below(std::uint64_t limit) {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15;  // SplitMix64
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return (z ^ (z >> 31)) % limit;
  }

  const std::vector<std::string>& inputs_;
  std::uint64_t state_;
};

/// The input stays in the file when the target dies of it.
void mutate(const std::vector<std::string>& inputs, long seconds, std::uint64_t seed, const char* program) {
  const fs::path last = fs::path(program).string() + ".last-input";
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
  Mutator mutator(inputs, seed);
  std::size_t count = 0;
  for (; std::chrono::steady_clock::now() < end; ++count) {
    const std::string input = mutator.next();
    std::ofstream(last, std::ios::binary | std::ios::trunc) << input;
    run(input);
  }
  fs::remove(last);
  std::printf("%zu inputs\n", count);
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<fs::path> files;
  long seconds = 0;
  std::uint64_t seed = 1;
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == "--mutate" && i + 1 < argc) {
      seconds = std::strtol(argv[++i], nullptr, 10);
    } else if (argument == "--seed" && i + 1 < argc) {
      seed = std::strtoull(argv[++i], nullptr, 10);
    } else if (fs::is_directory(argument)) {
      for (const auto& entry : fs::directory_iterator(argument)) files.push_back(entry.path());
    } else if (fs::is_regular_file(argument)) {
      files.emplace_back(argument);
    } else {
      std::fprintf(stderr, "%s: no such file: %s\n", argv[0], argv[i]);
      return 2;
    }
  }
  if (files.empty()) {
    std::fprintf(stderr, "usage: %s FILE|DIR… [--mutate SECONDS [--seed N]]\n", argv[0]);
    return 2;
  }
  std::ranges::sort(files);
  std::vector<std::string> inputs;
  for (const fs::path& file : files) run(inputs.emplace_back(read(file)));
  std::printf("%zu files\n", inputs.size());
  if (seconds > 0) mutate(inputs, seconds, seed, argv[0]);
  return 0;
}
