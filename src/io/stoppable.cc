#include "io/stoppable.h"

#include <algorithm>

namespace slipway::io {
namespace {

constexpr std::int64_t kSlice = 200;  // milliseconds of a sleep between two looks

Failure stopped() { return {FailureKind::Unreachable, "stopped"}; }

}  // namespace

HttpRequest StoppableHttp::stoppable(const HttpRequest& request) const {
  HttpRequest other = request;
  other.stop = [this, its_own = request.stop] { return stop_() || (its_own && its_own()); };
  return other;
}

Result<HttpResponse> StoppableHttp::send(const HttpRequest& request) {
  if (stop_()) return stopped();
  return http_.send(stoppable(request));
}

Result<HttpResponse> StoppableHttp::stream(const HttpRequest& request,
                                           const std::function<bool(std::string_view)>& take) {
  if (stop_()) return stopped();
  return http_.stream(stoppable(request), take);
}

void StoppableClock::sleep(std::int64_t milliseconds) {
  for (; milliseconds > 0 && !stop_(); milliseconds -= kSlice) clock_.sleep(std::min(milliseconds, kSlice));
}

}  // namespace slipway::io
