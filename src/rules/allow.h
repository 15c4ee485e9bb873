#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "rules/rule.h"
#include "spec/platform.h"

namespace slipway::rules {

/// That somebody knows of a finding and says why it may stand.
///
///   image: app:latest  # slipway: allow IMG001 because it is built on the node
///
/// The comment counts for its own line; alone on a line for the next one that is no comment; at the head of a document
/// for the document; at the head of a file, with a blank line behind it, for the file. Several ids with commas between.
/// Other words may stand before it in the comment. What stands in quotes is no comment. In platform.yaml `lint.allow`
/// says the same, with `where` for a file or an object.
struct Allowance {
  std::string name;      // an id or alias, as written
  std::string reason;    // "" when there is none
  SourceRange where;     // of the name
  std::string file;      // whose findings; "" for any
  int from = 0, to = 0;  // lines, both in it
  std::string object;    // a pattern over file or "Kind/namespace/name", `default` left out or not; "" for any
  bool is_used = false;
  bool is_in_text = false;   // a comment within a text, which may be a script: wrong only if it is one
  std::string unknown_word;  // what stands in place of "allow"; then it allows nothing
};

/// Of comments: # in YAML, shell, .env and Terraform files, // in the latter.
std::vector<Allowance> allowances_of(const SourceText& source);
std::vector<Allowance> allowances_of(const spec::Platform& platform);

/// What is known of ids and places, for apply_allowances.
struct AllowanceJudge {
  std::function<bool(std::string_view name)> knows;                          // an id or alias that exists
  std::function<bool(std::string_view name)> was_asked;                      // that could have been said in this run
  std::function<bool(const Diagnostic&, std::string_view name)> answers_to;  // the finding has that id or alias
  std::function<std::string(const Diagnostic&)> object_of;                   // "Deployment/ml/web", "" for none
  std::vector<std::string_view> names;                                       // for near misses
};

/// The findings that nobody allows, and about the allowances:
///
/// LINT001 (warning)  without a reason; it counts all the same
/// LINT002 (warning)  silences nothing
/// LINT003 (warning)  of an id that does not exist, of none, or with another word than allow
Diagnostics apply_allowances(Diagnostics findings, std::vector<Allowance> allowances, const AllowanceJudge& judge,
                             int* allowed = nullptr);

/// Does text match a pattern in which * stands for anything?
bool matches_pattern(std::string_view pattern, std::string_view text);

}  // namespace slipway::rules
