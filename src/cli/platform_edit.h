#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "cli/load.h"
#include "cli/session.h"
#include "spec/additions/addition.h"
#include "spec/additions/edited_texts.h"

namespace slipway::cli {

/// An edit of a platform's files, looked at before anything is written: the files are read again as they would be, and
/// all of it is expanded and priced again.
class PlatformEdit {
 public:
  /// `before`: the platform as it is, without errors.
  PlatformEdit(Session& session, std::string path, Loaded& before)
      : session_(session), path_(std::move(path)), before_(before) {}

  /// Shows the change of the files, the findings that come with it, what will exist more and what that costs. Ok when
  /// it may be written, FindingsReported when errors come with it.
  ExitCode show(const std::vector<spec::additions::EditedText>& texts);
  /// Before anybody is asked: a file that nobody may write stops it (WorldFailed); that one has a second name is said.
  ExitCode look_at_files(const std::vector<spec::additions::EditedText>& texts);
  /// Writes the texts: all of them or none. Nothing is written when any file of the platform has changed since it was
  /// read.
  ExitCode write(const std::vector<spec::additions::EditedText>& texts);
  /// The components that make what is new or otherwise; after show().
  const std::set<std::string>& components() const { return components_; }

 private:
  bool has_changed_meanwhile();

  Session& session_;
  std::string path_;
  Loaded& before_;
  std::set<std::string> components_;
};

/// What is found after an edit and was not before. Lines may have moved: a finding is known again by its id, what it
/// says, and the text of its line.
Diagnostics new_findings(const Diagnostics& before, const Diagnostics& after);

}  // namespace slipway::cli
