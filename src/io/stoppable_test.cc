#include "io/stoppable.h"

#include <gtest/gtest.h>

namespace slipway::io {
namespace {

TEST(Stoppable, DoorsLetNobodyWaitOnceTheyAreStopped) {
  bool is_stopped = false;
  FakeHttp behind;
  bool is_asked_to_stop = false;
  behind.answer = [&](const HttpRequest& request) -> Result<HttpResponse> {
    is_stopped = true;  // while it is under way
    is_asked_to_stop = request.stop();
    return Failure{FailureKind::Unreachable, "aborted"};
  };
  const auto stop = [&] { return is_stopped; };
  StoppableHttp http(behind, stop);
  EXPECT_FALSE(http.send({.url = "https://x"}));
  EXPECT_TRUE(is_asked_to_stop);
  EXPECT_FALSE(http.send({.url = "https://x"}));
  EXPECT_FALSE(http.stream({.url = "https://x"}, [](std::string_view) { return true; }));
  EXPECT_EQ(behind.asked.size(), 1u) << "no other is begun";

  FakeClock time;
  StoppableClock clock(time, stop);
  clock.sleep(10'000);
  EXPECT_TRUE(time.sleeps.empty());
  is_stopped = false;
  clock.sleep(500);
  EXPECT_EQ(time.sleeps, (std::vector<std::int64_t>{200, 200, 100}));
}

TEST(Stoppable, WhoWouldStopARequestStillMay) {
  FakeHttp behind;
  behind.answer = [](const HttpRequest& request) -> Result<HttpResponse> {
    return HttpResponse{request.stop() ? 299 : 200, {}, ""};
  };
  StoppableHttp http(behind, [] { return false; });
  EXPECT_EQ(http.send({.url = "https://x"})->status, 200);
  HttpRequest request{.url = "https://x"};
  request.stop = [] { return true; };
  EXPECT_EQ(http.send(request)->status, 299);
}

}  // namespace
}  // namespace slipway::io
