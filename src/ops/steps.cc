#include "ops/steps.h"

#include <fmt/core.h>

#include <numeric>

#include "ops/said.h"

namespace slipway::ops {

StepsOutcome run_steps(const std::vector<Step>& steps, Journal& journal, std::int64_t run, io::Clock& clock,
                       const io::Interrupts& interrupts, Watcher& watcher) {
  std::vector<std::int64_t> usual;
  for (const Step& step : steps) {
    const auto known = journal.usual(step.name);
    usual.push_back(known && *known ? **known : std::int64_t{1000} * step.usual_seconds);
  }
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const Step& step = steps[i];
    if (interrupts.count() > 0) return {step.name, {.message = "stopped", .is_interruption = true}, true};
    const auto begun = clock.now();
    if (const auto written = journal.begin_step(run, step.name, step.inputs, begun); !written)
      return {step.name,
              disk_failure(written.error(), "nothing of this step was done, and the same command goes on from here")};
    watcher.begun(step, i, steps.size(),
                  std::accumulate(usual.begin() + static_cast<std::ptrdiff_t>(i), usual.end(), std::int64_t{0}));
    const auto done = step.run([&](const std::string& line) { watcher.told(line); });
    using State = Journal::State;
    const auto state = done ? State::Done : done.error().is_interruption ? State::Interrupted : State::Failed;
    const auto& said = done ? *done : done.error().message;
    const auto ended = clock.now();
    watcher.ended(step, state, said, ended - begun);
    const auto written = journal.end_step(run, step.name, state, said, ended);
    if (!done && !written) {
      auto failure = done.error();
      failure.message += fmt::format("; and that could not be written down: {}", written.error().message);
      return {step.name, std::move(failure)};
    }
    if (!done) return {step.name, done.error()};
    if (!written)
      return {step.name,
              disk_failure(written.error(), "the step itself was done, and the same command goes on after it")};
  }
  return {};
}

}  // namespace slipway::ops
