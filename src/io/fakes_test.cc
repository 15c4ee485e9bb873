// Doors that many threads use have fakes that many threads may use: what one forgot would be a test that fails one day.
#include <gtest/gtest.h>

#include <functional>
#include <thread>
#include <vector>

#include "io/clock.h"
#include "io/http.h"
#include "io/process.h"

namespace slipway::io {
namespace {

constexpr int kThreads = 8, kTimes = 500;

void at_once(const std::function<void()>& use) {
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i)
    threads.emplace_back([&] {
      for (int k = 0; k < kTimes; ++k) use();
    });
  for (auto& thread : threads) thread.join();
}

TEST(Fakes, OfTimeCountEachSleepOfEachThread) {
  FakeClock clock;
  const auto began = clock.now();
  at_once([&] { clock.sleep(2); });
  EXPECT_EQ(clock.sleeps.size(), std::size_t{kThreads * kTimes});
  EXPECT_EQ(clock.now() - began, 2 * kThreads * kTimes);
}

TEST(Fakes, OfServersRememberEachRequestOfEachThread) {
  FakeHttp http;
  int answered = 0;
  http.answer = [&](const HttpRequest&) -> Result<HttpResponse> { return ++answered, HttpResponse{200}; };
  at_once([&] { EXPECT_TRUE(http.send({.url = "https://a"})); });
  EXPECT_EQ(http.asked.size(), std::size_t{kThreads * kTimes});
  EXPECT_EQ(answered, kThreads * kTimes);
}

TEST(Fakes, OfProgramsRememberEachRunOfEachThread) {
  FakeProcesses processes;
  int answered = 0;
  processes.answer = [&](const Command&) -> Result<Finished> { return ++answered, Finished{}; };
  at_once([&] { EXPECT_TRUE(processes.run({.words = {"helm"}})); });
  EXPECT_EQ(processes.ran.size(), std::size_t{kThreads * kTimes});
  EXPECT_EQ(answered, kThreads * kTimes);
}

}  // namespace
}  // namespace slipway::io
