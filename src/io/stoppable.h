#pragma once

#include <functional>

#include "io/clock.h"
#include "io/http.h"

namespace slipway::io {

/// Doors at which nobody is kept once `stop` says so: a request under way ends within about a second as Unreachable, no
/// other is begun, and a sleep ends. REQUIRES: the doors behind them live as long; `stop` may be asked by many threads.
class StoppableHttp final : public Http {
 public:
  StoppableHttp(Http& http, std::function<bool()> stop) : http_(http), stop_(std::move(stop)) {}
  Result<HttpResponse> send(const HttpRequest& request) override;
  Result<HttpResponse> stream(const HttpRequest& request, const std::function<bool(std::string_view)>& take) override;

 private:
  HttpRequest stoppable(const HttpRequest& request) const;

  Http& http_;
  std::function<bool()> stop_;
};

class StoppableClock final : public Clock {
 public:
  StoppableClock(Clock& clock, std::function<bool()> stop) : clock_(clock), stop_(std::move(stop)) {}
  std::int64_t now() override { return clock_.now(); }
  void sleep(std::int64_t milliseconds) override;

 private:
  Clock& clock_;
  std::function<bool()> stop_;
};

}  // namespace slipway::io
