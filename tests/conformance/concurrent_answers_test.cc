// Decisions taken at once on several threads are those taken alone, to the byte.
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "conformance/case_file.h"
#include "conformance/family.h"
#include "doc/json.h"

namespace slipway::conformance {
namespace {

TEST(ConcurrentAnswers, AreThoseGivenAlone) {
  constexpr std::size_t kThreads = 4;
  std::vector<std::vector<std::string>> answers(kThreads);
  std::vector<std::string> alone;
  const auto answer_all = [](std::vector<std::string>& out) {
    read_cases(
        "tests/conformance/cases/karpenter/crowd.jsonl.gz",
        [&](const Case& one) {
          const Family* family = find_family("karpenter", one.rules);
          out.push_back(doc::write_json(family->answer(one.input), doc::JsonLayout::Compact));
        },
        [&](const std::string& complaint) { out.push_back(complaint); });
  };
  answer_all(alone);  // reads the catalogue, too, which all share
  ASSERT_GT(alone.size(), 10u);
  std::vector<std::thread> threads;
  for (std::vector<std::string>& out : answers) threads.emplace_back(answer_all, std::ref(out));
  for (std::thread& one : threads) one.join();
  for (const auto& one : answers) EXPECT_EQ(one, alone);
}

}  // namespace
}  // namespace slipway::conformance
