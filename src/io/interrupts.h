#pragma once

#include <atomic>

namespace slipway::io {

/// The door to the person who wants us to stop: SIGINT (Ctrl-C), SIGTERM, and SIGHUP where whoever started us did not
/// have it ignored (nohup).
class Interrupts {
 public:
  virtual ~Interrupts() = default;
  /// From now on they are counted, and each is answered at once on standard error with what it does to that which we
  /// are at; before, they end the program.
  enum class At { Steps, Probes };
  virtual void listen(At at) = 0;
  /// How many came. 1: stop after the step in hand; 2: what other programs are at is to be stopped as well.
  virtual int count() const = 0;
};

class SystemInterrupts final : public Interrupts {
 public:
  void listen(At at) override;
  int count() const override;
};

struct FakeInterrupts final : Interrupts {
  std::atomic<int> came = 0;
  void listen(At) override {}
  int count() const override { return came; }
};

}  // namespace slipway::io
