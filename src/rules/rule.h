#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/diagnostic.h"
#include "subject/subject.h"

namespace slipway::rules {

class Findings;

/// One thing that `slipway lint` knows to be wrong. A row; the check says where.
struct Rule {
  std::string_view id;  // stable, by subject: "KRP007", "GPU002", "KEDA004", "IAM003", "TF012", "SH001"
  /// Other names it answers to, in comments that silence it too: "X-004-21 X-004-22".
  std::string_view aliases;
  Severity severity;          // Error: refused, or the spec depends on it; Warning: silent or costs; Note
  std::string_view title;     // "a NodePool of an API version that is no longer served": its line in `slipway rules`
  std::string_view why;       // what happens on a real cluster, in a few sentences
  std::string_view fix;       // what to do
  std::string_view evidence;  // where that is known from: project, version, file or page
  void (*check)(const subject::Subject& subject, Findings& findings);
};

/// What one rule found. The id, and unless said otherwise the severity and the fix, are the rule's.
class Findings {
 public:
  Findings(const Rule& rule, Diagnostics& into) : rule_(&rule), into_(&into) {}

  /// `hint` stands beside the caret (the numbers); a `fix` takes the place of the rule's.
  void say(SourceRange where, std::string message, std::string hint = {}, std::string fix = {},
           std::vector<FixIt> fixes = {});
  /// With another severity than the rule's: when context makes it worse, or better.
  void say(Severity severity, SourceRange where, std::string message, std::string hint = {}, std::string fix = {},
           std::vector<FixIt> fixes = {});

 private:
  const Rule* rule_;
  Diagnostics* into_;
};

/// The rules of this folder, by id. Those of single components stand in the components' own files: components::rules()
/// gives all.
std::span<const Rule* const> all();

}  // namespace slipway::rules
