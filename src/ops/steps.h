#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "io/clock.h"
#include "io/interrupts.h"
#include "ops/journal.h"

namespace slipway::ops {

/// Why a step could not be done.
struct StepFailure {
  std::string message;           // what went wrong, in the words of whoever said so
  std::string fix = {};          // what is likely to help; "" when nobody knows
  bool is_interruption = false;  // the person wanted it so
  std::string cause = {};        // why, as far as can be told; "" when the message says it
  bool is_transient = false;     // the wire broke, or the other side was busy: it may go well the next time
  bool stands_already = false;   // AWS has something of a name that was to be made
};

/// One thing to do. It may be begun again after it was killed at any point.
struct Step {
  std::string name;       // "chart/karpenter"
  std::string title;      // "release karpenter 1.14.1 into kube-system"
  std::string inputs;     // a hash of all that it is done from
  int usual_seconds = 5;  // until the journal knows
  /// Says what it did: "3 created, 12 unchanged". `told` hears what it is at, or waits for.
  std::function<Result<std::string, StepFailure>(const std::function<void(const std::string&)>& told)> run;
};

/// Who watches steps being done.
class Watcher {
 public:
  virtual ~Watcher() = default;
  /// `left`: milliseconds that this and the steps after it usually take.
  virtual void begun(const Step& step, std::size_t index, std::size_t count, std::int64_t left) = 0;
  virtual void told(const std::string& line) = 0;
  virtual void ended(const Step& step, Journal::State state, const std::string& said, std::int64_t milliseconds) = 0;
};

/// Does the steps one after the other, each written to the journal before and after, until one fails or somebody
/// interrupts; then the failure's message names nothing but what went wrong, and `failed` the step.
struct StepsOutcome {
  std::string failed = {};  // name of the step that failed or that was next at an interruption; "": all were done
  StepFailure failure = {};
  bool is_between_steps = false;  // it was interrupted before `failed` was begun
};
StepsOutcome run_steps(const std::vector<Step>& steps, Journal& journal, std::int64_t run, io::Clock& clock,
                       const io::Interrupts& interrupts, Watcher& watcher);

}  // namespace slipway::ops
