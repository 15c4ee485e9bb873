#include "ops/journal.h"

#include <fmt/core.h>
#include <sqlite3.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace slipway::ops {
namespace {

constexpr int kApplicationId = 0x736c6970;  // "slip"
constexpr int kVersion = 1;
constexpr const char* kTables = R"(
CREATE TABLE run (id INTEGER PRIMARY KEY, verb TEXT NOT NULL, who TEXT NOT NULL, version TEXT NOT NULL,
                  begun INTEGER NOT NULL, ended INTEGER NOT NULL DEFAULT 0, state TEXT NOT NULL DEFAULT 'begun',
                  said TEXT NOT NULL DEFAULT '', part TEXT NOT NULL DEFAULT '');
CREATE TABLE step (id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES run(id), step TEXT NOT NULL,
                   inputs TEXT NOT NULL, begun INTEGER NOT NULL, ended INTEGER NOT NULL DEFAULT 0,
                   state TEXT NOT NULL DEFAULT 'begun', said TEXT NOT NULL DEFAULT '');
CREATE INDEX step_by_name ON step (step, id);
CREATE INDEX step_by_run ON step (run, id);
CREATE TABLE remembered (name TEXT PRIMARY KEY, value TEXT NOT NULL);
)";

/// Journals of before there were parts; whoever made them goes on reading and writing them.
constexpr const char* kAddPart = "ALTER TABLE run ADD COLUMN part TEXT NOT NULL DEFAULT ''";

constexpr const char* kMoveAway =
    "move it away: what was done is found by asking, but which Jobs have run is forgotten; or --state DIR";

constexpr std::array kStates = {Journal::State::Begun, Journal::State::Done, Journal::State::Failed,
                                Journal::State::Interrupted};

Journal::State state_of(std::string_view text) {
  for (const auto state : kStates)
    if (to_string(state) == text) return state;
  return Journal::State::Failed;
}

}  // namespace

std::string_view to_string(Journal::State state) {
  constexpr std::string_view kWords[] = {"begun", "done", "failed", "interrupted"};
  return kWords[static_cast<int>(state)];
}

constexpr const char* kOfRun = "run.id, verb, who, version, run.begun, run.ended, run.state, run.said, part";

/// One statement, bound in the order of its question marks; it ends with this.
class Journal::Statement {
 public:
  Statement(sqlite3* database, const std::string& sql) {
    ok_ = ::sqlite3_prepare_v2(database, sql.c_str(), -1, &statement_, nullptr) == SQLITE_OK;
  }
  ~Statement() { ::sqlite3_finalize(statement_); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  Statement& with(std::string_view text) {
    if (ok_) ::sqlite3_bind_text(statement_, ++bound_, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
    return *this;
  }
  Statement& with(std::int64_t number) {
    if (ok_) ::sqlite3_bind_int64(statement_, ++bound_, number);
    return *this;
  }
  /// SQLITE_ROW, SQLITE_DONE or an error.
  int step() { return ok_ ? ::sqlite3_step(statement_) : SQLITE_ERROR; }

  std::string text(int column) const {
    const auto* text = reinterpret_cast<const char*>(::sqlite3_column_text(statement_, column));
    return text ? std::string(text, static_cast<std::size_t>(::sqlite3_column_bytes(statement_, column))) : "";
  }
  std::int64_t number(int column) const { return ::sqlite3_column_int64(statement_, column); }
  Entry entry() const { return {number(0), text(1), text(2), number(3), number(4), state_of(text(5)), text(6)}; }
  /// Of kOfRun.
  Run run() const {
    return {number(0), text(1), text(2), text(3), number(4), number(5), state_of(text(6)), text(7), text(8)};
  }

 private:
  sqlite3_stmt* statement_ = nullptr;
  int bound_ = 0;
  bool ok_ = false;
};

Journal::~Journal() { ::sqlite3_close(database_); }

Failure Journal::failure() const {
  const char* file = ::sqlite3_db_filename(database_, "main");
  const int code = ::sqlite3_errcode(database_), number = ::sqlite3_system_errno(database_);
  const bool is_damaged = code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
  // Of input and output the system knows more than SQLite says: "File too large".
  const char* said = code == SQLITE_IOERR && number != 0 ? std::strerror(number) : ::sqlite3_errmsg(database_);
  return {is_damaged ? FailureKind::Malformed : FailureKind::Denied,
          fmt::format("the journal {}: {}", file && *file ? file : "in memory", said)};
}

Journal::Unusable Journal::unusable() const { return {failure().message, kMoveAway}; }

Result<std::unique_ptr<Journal>, Journal::Unusable> Journal::open(const std::string& path) {
  sqlite3* database = nullptr;
  const int opened = ::sqlite3_open_v2(path.c_str(), &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
  std::unique_ptr<Journal> journal(new Journal(database));
  if (opened != SQLITE_OK) {
    const int number = database ? ::sqlite3_system_errno(database) : 0;
    if (number == EACCES || number == EPERM)
      return Unusable{fmt::format("the journal {}: {}", path, std::strerror(number)),
                      "work as the user who applied it, or have the right to read and write it and its folder given"};
    return Unusable{fmt::format("the journal {}: {}", path, ::sqlite3_errstr(opened)), kMoveAway};
  }
  const auto run = [&](const char* sql) { return ::sqlite3_exec(database, sql, nullptr, nullptr, nullptr); };
  ::sqlite3_busy_timeout(database, 5000);
  Statement id(database, "PRAGMA application_id"), version(database, "PRAGMA user_version"),
      tables(database, "SELECT count(*) FROM sqlite_master");
  if (id.step() != SQLITE_ROW || version.step() != SQLITE_ROW || tables.step() != SQLITE_ROW)
    return journal->unusable();
  const bool is_new = tables.number(0) == 0;
  if (!is_new && id.number(0) != kApplicationId)
    return Unusable{fmt::format("{} is another program's database", path), kMoveAway};
  if (version.number(0) > kVersion) {
    // Moved away, it would hide what that slipway knows.
    Statement by(database, "SELECT version FROM run ORDER BY id DESC LIMIT 1");
    const auto writer = by.step() == SQLITE_ROW && !by.text(0).empty() ? "slipway " + by.text(0) : "a later slipway";
    return Unusable{fmt::format("{} was written by {}, in a form that this one does not know", path, writer),
                    fmt::format("work on this platform with {}, or a later one", writer)};
  }
  if (run("PRAGMA journal_mode = TRUNCATE; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;") != SQLITE_OK)
    return journal->unusable();
  if (is_new) {
    const auto create = fmt::format("BEGIN; {} PRAGMA application_id = {}; PRAGMA user_version = {}; COMMIT;", kTables,
                                    kApplicationId, kVersion);
    if (run(create.c_str()) != SQLITE_OK) return journal->unusable();
  }
  const auto has_parts = [&] {
    Statement parts(database, "SELECT count(*) FROM pragma_table_info('run') WHERE name = 'part'");
    return parts.step() == SQLITE_ROW && parts.number(0) > 0;
  };
  // Another slipway may add it at this moment.
  if (!has_parts() && run(kAddPart) != SQLITE_OK && !has_parts()) return journal->unusable();
  return journal;
}

Result<std::int64_t> Journal::begin_run(const Run& run) {
  Statement insert(database_, "INSERT INTO run (verb, part, who, version, begun) VALUES (?, ?, ?, ?, ?)");
  insert.with(run.verb).with(run.part).with(run.who).with(run.version).with(run.begun);
  if (insert.step() != SQLITE_DONE) return failure();
  return std::int64_t{::sqlite3_last_insert_rowid(database_)};
}

Result<io::Done> Journal::end_run(std::int64_t id, State state, const std::string& said, std::int64_t ended) {
  Statement update(database_, "UPDATE run SET state = ?, said = ?, ended = ? WHERE id = ?");
  if (update.with(to_string(state)).with(said).with(ended).with(id).step() != SQLITE_DONE) return failure();
  return io::Done{};
}

Result<io::Done> Journal::begin_step(std::int64_t run, const std::string& step, const std::string& inputs,
                                     std::int64_t begun) {
  Statement insert(database_, "INSERT INTO step (run, step, inputs, begun) VALUES (?, ?, ?, ?)");
  if (insert.with(run).with(step).with(inputs).with(begun).step() != SQLITE_DONE) return failure();
  return io::Done{};
}

Result<io::Done> Journal::end_step(std::int64_t run, const std::string& step, State state, const std::string& said,
                                   std::int64_t ended) {
  Statement update(database_,
                   "UPDATE step SET state = ?, said = ?, ended = ? WHERE id = "
                   "(SELECT max(id) FROM step WHERE run = ? AND step = ?)");
  if (update.with(to_string(state)).with(said).with(ended).with(run).with(step).step() != SQLITE_DONE) return failure();
  return io::Done{};
}

Result<std::vector<Journal::Run>> Journal::runs(int limit) {
  Statement select(database_, fmt::format("SELECT {} FROM run ORDER BY id DESC LIMIT ?", kOfRun));
  select.with(std::int64_t{limit});
  std::vector<Run> all;
  int status = 0;
  while ((status = select.step()) == SQLITE_ROW) all.push_back(select.run());
  if (status != SQLITE_DONE) return failure();
  return all;
}

Result<std::optional<Journal::Run>> Journal::last_run_of(const std::string& verb) {
  const auto all = runs(1000);
  if (!all) return all.error();
  for (const Run& run : *all)
    if (run.verb == verb) return std::optional(run);
  return std::optional<Run>();
}

Result<std::optional<Journal::Run>> Journal::last_whole_run() {
  Statement select(database_, fmt::format("SELECT {} FROM run WHERE part = '' ORDER BY id DESC LIMIT 1", kOfRun));
  const int status = select.step();
  if (status == SQLITE_ROW) return std::optional(select.run());
  if (status != SQLITE_DONE) return failure();
  return std::optional<Run>();
}

Result<std::optional<Journal::Run>> Journal::last_run_with(const std::string& step) {
  Statement select(database_, fmt::format("SELECT {} FROM step JOIN run ON run.id = step.run WHERE step = ? "
                                          "ORDER BY step.id DESC LIMIT 1",
                                          kOfRun));
  const int status = select.with(step).step();
  if (status == SQLITE_ROW) return std::optional(select.run());
  if (status != SQLITE_DONE) return failure();
  return std::optional<Run>();
}

Result<std::vector<Journal::Entry>> Journal::steps(std::int64_t run) {
  Statement select(database_,
                   "SELECT run, step, inputs, begun, ended, state, said FROM step WHERE run = ? ORDER BY id");
  select.with(run);
  std::vector<Entry> all;
  int status = 0;
  while ((status = select.step()) == SQLITE_ROW) all.push_back(select.entry());
  if (status != SQLITE_DONE) return failure();
  return all;
}

Result<std::optional<Journal::Entry>> Journal::last(const std::string& step) {
  Statement select(database_,
                   "SELECT run, step, inputs, begun, ended, state, said FROM step WHERE step = ? ORDER BY id DESC "
                   "LIMIT 1");
  const int status = select.with(step).step();
  if (status == SQLITE_ROW) return std::optional(select.entry());
  if (status != SQLITE_DONE) return failure();
  return std::optional<Entry>();
}

Result<bool> Journal::was_done(const std::string& step, const std::string& inputs) {
  Statement select(database_,
                   "SELECT count(*) FROM step WHERE step = ? AND state = 'done' AND (inputs = ? OR ? = '') AND run > "
                   "(SELECT coalesce(max(id), 0) FROM run WHERE verb = 'destroy' AND state = 'done')");
  if (select.with(step).with(inputs).with(inputs).step() != SQLITE_ROW) return failure();
  return select.number(0) > 0;
}

Result<std::optional<std::int64_t>> Journal::usual(const std::string& step) {
  Statement select(database_,
                   "SELECT ended - begun FROM step WHERE step = ? AND state = 'done' ORDER BY id DESC LIMIT 1");
  const int status = select.with(step).step();
  if (status == SQLITE_ROW) return std::optional(select.number(0));
  if (status != SQLITE_DONE) return failure();
  return std::optional<std::int64_t>();
}

Result<io::Done> Journal::remember(const std::string& name, const std::string& value) {
  Statement insert(database_, "INSERT OR REPLACE INTO remembered (name, value) VALUES (?, ?)");
  if (insert.with(name).with(value).step() != SQLITE_DONE) return failure();
  return io::Done{};
}

Result<io::Done> Journal::forget(const std::string& name) {
  Statement remove(database_, "DELETE FROM remembered WHERE name = ?");
  if (remove.with(name).step() != SQLITE_DONE) return failure();
  return io::Done{};
}

Result<io::Done> Journal::forget_all(const std::string& prefix) {
  Statement remove(database_, "DELETE FROM remembered WHERE substr(name, 1, length(?)) = ?");
  if (remove.with(prefix).with(prefix).step() != SQLITE_DONE) return failure();
  return io::Done{};
}

Result<std::optional<std::string>> Journal::remembered(const std::string& name) {
  Statement select(database_, "SELECT value FROM remembered WHERE name = ?");
  const int status = select.with(name).step();
  if (status == SQLITE_ROW) return std::optional(select.text(0));
  if (status != SQLITE_DONE) return failure();
  return std::optional<std::string>();
}

}  // namespace slipway::ops
