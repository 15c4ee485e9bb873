#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

namespace slipway::io {

/// The door to time. May be used by many threads.
class Clock {
 public:
  virtual ~Clock() = default;
  /// Milliseconds since 1970, UTC.
  virtual std::int64_t now() = 0;
  virtual void sleep(std::int64_t milliseconds) = 0;
};

class SystemClock final : public Clock {
 public:
  std::int64_t now() override;
  void sleep(std::int64_t milliseconds) override;
};

/// Sleeping only moves its hand; each sleep is written down.
struct FakeClock final : Clock {
  std::int64_t milliseconds = 1'795'651'200'000;  // 2026-11-26T00:00:00Z
  std::vector<std::int64_t> sleeps;

  std::int64_t now() override {
    const std::lock_guard lock(mutex_);
    return milliseconds;
  }
  void sleep(std::int64_t more) override {
    const std::lock_guard lock(mutex_);
    sleeps.push_back(more);
    milliseconds += more;
  }

 private:
  std::mutex mutex_;
};

/// "2026-11-26T09:17:51Z"
std::string utc_time(std::int64_t milliseconds);

}  // namespace slipway::io
