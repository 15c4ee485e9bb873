#pragma once

#include <string>
#include <vector>

#include "cli/session.h"
#include "ops/steps.h"

namespace slipway::cli {

/// Steps as a person follows them, on standard error: a line when each ends, and on a terminal one that changes while
/// it is being done (how far, how long it will take), never longer than the terminal is wide at that moment. Without
/// a terminal that can do so a line at its begin as well:
/// `chart/keda  release keda 2.20.2 in keda (7 of 19)`, `chart/keda  ok 41 s: installed`.
class StepLines final : public ops::Watcher {
 public:
  explicit StepLines(Session& session) : session_(session) {}

  /// Columns as wide as the names of these want them. What does not fit into a line goes on below it.
  void fit(const std::vector<ops::Step>& steps);
  void begun(const ops::Step& step, std::size_t index, std::size_t count, std::int64_t left) override;
  void told(const std::string& line) override;
  void ended(const ops::Step& step, ops::Journal::State state, const std::string& said,
             std::int64_t milliseconds) override;
  /// What a person must know meanwhile, in full, with a terminal or without.
  void notice(const std::string& text);
  /// What is done before there are steps, or between them; "" when it is over.
  void at(const std::string& what);

 private:
  bool is_live() const { return session_.err_columns && !session_.quiet; }
  void draw(const std::string& line);
  std::size_t width() const;

  Session& session_;
  std::size_t name_width_ = 24;
  std::string now_;   // "[7/19] chart/keda"
  std::string left_;  // "about 4m left"
};

/// "3m12s", "41 s"
std::string duration_text(std::int64_t milliseconds);

}  // namespace slipway::cli
