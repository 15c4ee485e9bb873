#pragma once

#include <optional>
#include <string>
#include <vector>

#include "doc/value.h"
#include "ops/journal.h"

/// What was done, run by run and step by step, as `slipway status --journal` prints it.
namespace slipway::cli {

struct JournalRun {
  ops::Journal::Run run;
  std::vector<ops::Journal::Entry> steps;
};

/// For people, the oldest run first. `worker`: who is at the last run now; "": nobody is, and if it did not end it was
/// killed. `columns`: lines are broken at, as a terminal wants it; nullopt: each is whole, for logs.
std::string journal_table(const std::vector<JournalRun>& runs, const std::string& worker,
                          std::optional<std::size_t> columns);

/// docs/schemas/journal.schema.json says what is in it.
std::string journal_json(const std::vector<JournalRun>& runs);
/// One run of it, without its steps.
doc::Map run_json(const ops::Journal::Run& run);

/// "apply", "apply --only keda"
std::string title_of(const ops::Journal::Run& run);

/// "done after 3m12s", "was killed", "is at work"
std::string outcome_of(const ops::Journal::Run& run, const std::string& worker);

}  // namespace slipway::cli
