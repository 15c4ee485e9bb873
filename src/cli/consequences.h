#pragma once

#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "base/diagnostic.h"
#include "cli/load.h"

namespace slipway::cli {

/// What follows of a platform's mistakes, and is no mistake of its own. Where a part of platform.yaml is left out of
/// what is judged (load_to_judge), something may seem to be missing, or to be as its default is; findings that only say
/// so are not said.
class Consequences {
 public:
  /// Of nothing that is left out.
  Consequences() = default;
  explicit Consequences(const Loaded& platform);

  /// Whether a finding of a rule, or CMP009, follows of what is left out: it is about an entry of which something is,
  /// or says that there is none of what was left out.
  bool holds(const Diagnostic& finding) const;
  /// Whether anything is.
  bool any() const { return is_any_; }

  /// Whether the rule says that something is not there, or is so only by what else is.
  static bool says_missing(std::string_view id);
  static std::vector<std::string_view> rules_of_what_is_missing();

 private:
  using Place = std::tuple<std::string_view, int, int>;  // file, line, column
  static Place place_of(const SourceRange& where);
  void note_word(std::string_view text);
  void find_dependents(const doc::Node& spec);
  /// Of CMP009: whether what makes the resource may be what is left out.
  bool is_of_left_out(const Diagnostic& unmade) const;

  std::set<Place> heads_;       // of what something was left out of
  std::set<Place> dependents_;  // of entries that name such
  std::set<std::string, std::less<>>
      words_;  // keys and names in what was left out, and names of what it was left out of
  std::set<std::string, std::less<>> names_;  // of these entries alone
  bool is_any_ = false;
  bool is_unknown_ = false;  // nobody knows what was left out: a file, a component
  bool is_of_nodes_ = false;
  bool is_of_resources_ = false;  // what is left out may make AWS resources of any name
};

/// INPUT003 (note), once: what of a platform was not asked because of its mistakes. Nothing when all was.
void say_left_out(const Loaded& platform, Diagnostics& findings);

}  // namespace slipway::cli
