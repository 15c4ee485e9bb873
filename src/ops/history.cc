#include "ops/history.h"

namespace slipway::ops {

using State = Journal::State;

History history_of(Journal& journal) {
  const auto hash = journal.remembered(kAppliedHash);
  const auto apply = journal.last_run_of("apply"), destroy = journal.last_run_of("destroy");
  if (!hash || !apply || !destroy) return History::Begun;
  if (*hash) return History::Applied;
  if (!*apply && !*destroy) return History::Never;
  const bool is_newest = *destroy && (!*apply || (*destroy)->id > (*apply)->id);
  return is_newest && (*destroy)->state == State::Done ? History::Gone : History::Begun;
}

bool is_unended(Journal& journal) {
  const auto runs = journal.runs(1);
  const auto aws = journal.last("aws");
  const auto whole = journal.remembered(kUnended);
  if (!runs || !aws || !whole) return true;
  return (!runs->empty() && runs->front().state != State::Done) || (*aws && (*aws)->state != State::Done) ||
         whole->has_value();
}

}  // namespace slipway::ops
