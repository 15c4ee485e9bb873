#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "io/process.h"
#include "ops/steps.h"

namespace slipway::ops {

/// Of what went wrong: why, as far as can be told, and what is likely to help. Neither is ever empty in what
/// terraform_failure.h and helm_failure.h give.
struct Cure {
  std::string cause, fix;
  bool stands_already = false;  // AWS has something of a name that was to be made
  friend bool operator==(const Cure&, const Cure&) = default;
};

/// A row of a table of what programs are known to say.
struct KnownWords {
  std::string_view said, cause, fix;
  bool stands_already = false;  // as of Cure
};
/// The cure of the first row whose words stand in `text`; an empty one when there is none.
template <class Rows>
Cure known_cure(const Rows& rows, std::string_view text) {
  for (const KnownWords& row : rows)
    if (text.find(row.said) != text.npos) return {std::string(row.cause), std::string(row.fix), row.stands_already};
  return {};
}

/// The text without what tells a terminal of colours, links and titles (ECMA-48's control sequences).
std::string without_colours(std::string_view text);

/// What others said, in one line that cannot drive a terminal: colours are left out, control characters and runs of
/// spaces are one space, and of more than `most` bytes the rest is "…", no character cut in two.
std::string one_line(std::string_view text, std::size_t most);

/// "terraform was ended by signal 9"; "terraform ended with status 3 and said nothing".
std::string end_of(std::string_view program, const io::Finished& finished);
/// Why a program did not come to an end of its own: a signal, a time that was over; empty when it did. `next`: what the
/// same command does when it is begun again.
Cure cure_of_end(std::string_view program, const io::Finished& finished, std::string_view next);

/// A program that could not be run at all, or whose end is unknown. `needed`: what there must be of it.
StepFailure not_run(std::string_view program, const Failure& failure, std::string_view needed);

/// A file of our own that cannot be read or written; `next` as above.
StepFailure disk_failure(const Failure& failure, std::string_view next = "the same command goes on from here");

/// Message and fix in one, where there is but one line for both.
std::string said_with_fix(const StepFailure& failure);

}  // namespace slipway::ops
