#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "rules/rule.h"

namespace slipway::rules {

/// The rows of all files of this folder, in no order; written by the build (table.cmake).
std::vector<const Rule*> rows_of_files();

/// Whether a name is the rule's id or one of its aliases.
bool answers_to(const Rule& rule, std::string_view name);
std::vector<std::string_view> aliases_of(const Rule& rule);
/// The one that answers to the name; nullptr when none does. REQUIRES, of all that take `rules`: sorted by id.
const Rule* find(std::span<const Rule* const> rules, std::string_view name);
/// All that answer to it: several rules may be sides of one mistake.
std::vector<const Rule*> find_all(std::span<const Rule* const> rules, std::string_view name);

/// Runs them one after another. What one says twice of one place is kept once; what it says of a value that is filled
/// in later, and so is not known, is not kept (subject/filled_in.h).
void run(std::span<const Rule* const> rules, const subject::Subject& subject, Diagnostics& findings);

}  // namespace slipway::rules
