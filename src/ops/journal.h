#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "io/files.h"

struct sqlite3;
struct sqlite3_stmt;

namespace slipway::ops {

/// What was done to one platform, when and by whom: a SQLite file that also `sqlite3 journal.db` reads. Each step is
/// written down before it is begun and when it has ended, and is on the disk when the call returns; what was begun and
/// never ended was killed. Holds names, hashes and what steps said of themselves, never a secret.
class Journal {
 public:
  enum class State { Begun, Done, Failed, Interrupted };

  struct Run {
    std::int64_t id = 0;
    std::string verb, who, version;     // "apply", "arn:aws:iam::…:user/ada (ada@laptop)", slipway's own
    std::int64_t begun = 0, ended = 0;  // milliseconds since 1970; 0: it never ended
    State state = State::Begun;
    std::string said = {};
    std::string part = {};  // as it was asked for, "--only keda" or "--from 70-workloads"; "": of all of the platform
  };
  struct Entry {
    std::int64_t run = 0;
    std::string step, inputs;  // "chart/keda"; a hash of all that it was done from
    std::int64_t begun = 0, ended = 0;
    State state = State::Begun;
    std::string said;
  };

  struct Unusable {
    std::string message, fix;
  };
  /// Makes it when it is not there. ":memory:" is one that nobody keeps. Fails when it is another program's file, of a
  /// later slipway, is damaged, or cannot be written.
  static Result<std::unique_ptr<Journal>, Unusable> open(const std::string& path);
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  Result<std::int64_t> begin_run(const Run& run);  // its id
  Result<io::Done> end_run(std::int64_t id, State state, const std::string& said, std::int64_t ended);
  Result<io::Done> begin_step(std::int64_t run, const std::string& step, const std::string& inputs, std::int64_t begun);
  Result<io::Done> end_step(std::int64_t run, const std::string& step, State state, const std::string& said,
                            std::int64_t ended);

  /// The newest first.
  Result<std::vector<Run>> runs(int limit);
  /// The newest of this verb.
  Result<std::optional<Run>> last_run_of(const std::string& verb);
  /// The newest of all of the platform.
  Result<std::optional<Run>> last_whole_run();
  /// The newest in which the step was begun.
  Result<std::optional<Run>> last_run_with(const std::string& step);
  /// In the order in which they were begun.
  Result<std::vector<Entry>> steps(std::int64_t run);
  /// How the step went last; nullopt: it was never begun.
  Result<std::optional<Entry>> last(const std::string& step);
  /// Whether it was ever done since the last destroy that came to its end, from these inputs; "" from whichever.
  Result<bool> was_done(const std::string& step, const std::string& inputs = "");
  /// Milliseconds that it took when it was last done and did something.
  Result<std::optional<std::int64_t>> usual(const std::string& step);

  /// What is to be remembered beside steps ("applied job ml/train" → its hash).
  Result<io::Done> remember(const std::string& name, const std::string& value);
  Result<io::Done> forget(const std::string& name);
  Result<io::Done> forget_all(const std::string& prefix);
  Result<std::optional<std::string>> remembered(const std::string& name);

 private:
  class Statement;
  explicit Journal(sqlite3* database) : database_(database) {}
  Failure failure() const;
  Unusable unusable() const;

  sqlite3* database_;
};

std::string_view to_string(Journal::State state);  // "begun", "done", "failed", "interrupted"

}  // namespace slipway::ops
