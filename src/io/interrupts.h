#pragma once

#include <atomic>

namespace slipway::io {

/// The door to the person who wants us to stop: SIGINT (Ctrl-C) and SIGTERM.
class Interrupts {
 public:
  virtual ~Interrupts() = default;
  /// From now on they are counted; before, they end the program.
  virtual void listen() = 0;
  /// How many came. 1: stop after the step in hand; 2: what other programs are at is to be stopped as well.
  virtual int count() const = 0;
};

class SystemInterrupts final : public Interrupts {
 public:
  void listen() override;
  int count() const override;
};

struct FakeInterrupts final : Interrupts {
  std::atomic<int> came = 0;
  void listen() override {}
  int count() const override { return came; }
};

}  // namespace slipway::io
