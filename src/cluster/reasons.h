#pragma once

#include <cstdint>
#include <string>

#include "cluster/api.h"

namespace slipway::cluster {

/// What helps against a refusal that says nothing of an object: never nothing. `skew` is io::clock_skew's. Whoever was
/// let in before and is not now has mostly a session of AWS's that has ended.
enum class LetIn { Never, Before };
std::string advice(const ApiFailure& failure, const Access& access, std::int64_t skew, LetIn let_in = LetIn::Never);

/// The same where no answer came.
std::string advice_for_silence(const Failure& failure, const Access& access);

/// Whether a refusal tells something of what was asked. False: it is of who asks, of how often, of the server's own
/// trouble, or no answer at all (`status` 0, or 200 with what cannot be read).
bool is_answer(const ApiFailure& failure);

}  // namespace slipway::cluster
