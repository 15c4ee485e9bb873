#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/source.h"

namespace slipway {

enum class Severity { Note, Warning, Error };
std::string_view to_string(Severity severity);

/// Replace what stands at `where` by `replacement`: only when it is surely what was meant.
struct FixIt {
  SourceRange where;
  std::string replacement;
};

/// One thing wrong with what the user gave us. Message: lower case, no full stop, says the fact and lets the caret
/// talk. `hint` stands beside the caret (the near miss, the numbers); `fix` says in words what to do.
struct Diagnostic {
  std::string id;  // stable ("YAML001"): users silence by it, docs explain it
  Severity severity = Severity::Error;
  SourceRange where;
  std::string message;
  std::string hint = {};
  std::string fix = {};
  std::vector<FixIt> fixes = {};
};

/// Collects; never stops at the first.
class Diagnostics {
 public:
  void add(Diagnostic diagnostic) { all_.push_back(std::move(diagnostic)); }
  void error(std::string id, SourceRange where, std::string message, std::string fix = {}) {
    add({std::move(id), Severity::Error, where, std::move(message), {}, std::move(fix), {}});
  }
  void warning(std::string id, SourceRange where, std::string message, std::string fix = {}) {
    add({std::move(id), Severity::Warning, where, std::move(message), {}, std::move(fix), {}});
  }
  void note(std::string id, SourceRange where, std::string message, std::string fix = {}) {
    add({std::move(id), Severity::Note, where, std::move(message), {}, std::move(fix), {}});
  }

  const std::vector<Diagnostic>& all() const { return all_; }
  /// All of them, which are gone then.
  std::vector<Diagnostic> take() { return std::exchange(all_, {}); }
  int count(Severity severity) const;
  bool has_errors() const { return count(Severity::Error) > 0; }
  /// In reading order (file, line, column), ties as they were added.
  void sort();

 private:
  std::vector<Diagnostic> all_;
};

enum class Colour { Off, On };

/// As a compiler prints it: position, severity, message, [id]; the line with a caret under it; `= fix:`.
/// Control characters in the user's text are shown as spaces; lines longer than `width` are cut around the caret.
std::string drawn(const Diagnostic& diagnostic, Colour colour, int width = 80);

}  // namespace slipway
