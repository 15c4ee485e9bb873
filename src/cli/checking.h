#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/known_secrets.h"
#include "cli/edited_files.h"
#include "cli/fixes.h"
#include "cli/result.h"
#include "cli/subjects.h"
#include "rules/allow.h"
#include "subject/object_places.h"

namespace slipway::cli {

enum class Depth { Accepted, Wise };  // validate; lint

/// What `validate` and `lint` share: their flags, and the way from files to findings to one of six forms.
class Checking {
 public:
  explicit Checking(Depth depth) : depth_(depth) {}
  void declare(Flags& flags);
  ExitCode run(Session& session);

 private:
  struct Found {
    Judged judged;
    Diagnostics findings;
    int allowed = 0;
    int left_out = 0;                   // of findings: notes tell of them
    KnownSecrets earlier_secrets = {};  // of the files that --was names
  };
  std::optional<Found> find(Session& session);
  Diagnostics found_by_rules(const subject::Subject& subject) const;
  /// Of what allowances may silence among `wanted`. REQUIRES: this and the places outlive it.
  rules::AllowanceJudge allowance_judge(Session& session, const Judged& judged, const Diagnostics& wanted,
                                        const subject::ObjectPlaces& places) const;
  /// Whether what other files say of those that were named may be known. Files that are named one by one, as a
  /// pre-commit hook names those that were changed, may be some of many.
  bool is_whole_there(Session& session, const Judged& judged) const;
  /// The sources live on with what was judged: findings point into them.
  bool read_crds(Session& session, std::vector<doc::Document>& crds,
                 std::vector<std::shared_ptr<const SourceText>>& sources, Diagnostics& findings);
  /// What --was names, with its documents; of what cannot be read `findings` say it. False after a complaint.
  bool read_before(Session& session, std::vector<doc::Document>& documents, std::vector<kube::Object>& before,
                   std::vector<std::shared_ptr<const SourceText>>& sources, Diagnostics& findings);
  bool check_names(Session& session) const;
  bool is_asked_for(std::string_view id) const;
  /// Mends in `files`, over which the session looks, until nothing is left that can be: what was below a mistake shows
  /// when that is mended. By name; `found` is then what is left. nullopt after a complaint.
  std::optional<std::vector<FixedFile>> fix(Session& session, EditedFiles& files, Found& found);
  /// Writes the files, but with --diff, and shows the changes.
  ExitCode show_fixes(Session& session, const std::vector<FixedFile>& fixed,
                      const std::vector<std::string>& read) const;
  /// What is not to be shown of the files, whatever is found, asked for, allowed or known there.
  static KnownSecrets secrets_of(const Found& found);
  std::string text(Session& session, const Found& found, KnownSecrets secrets, int in_baseline, double seconds) const;

  Depth depth_;
  std::vector<std::string> files_, only_, skip_, crds_, was_;
  std::string output_ = "table", baseline_;
  bool write_baseline_ = false, fix_ = false, diff_ = false;
  ContextFlags context_;
  ResultFlags result_;
};

}  // namespace slipway::cli
