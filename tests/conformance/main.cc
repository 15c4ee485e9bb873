#include <exception>
#include <iostream>
#include <vector>

#include "conformance/runner.h"

int main(int count, char** texts) try {
  const std::vector<std::string_view> arguments(texts + 1, texts + std::max(count, 1));
  return slipway::conformance::run(arguments, std::cout, std::cerr);
} catch (const std::exception& failure) {
  std::cerr << "conformance: " << failure.what() << '\n';
  return 3;
}
