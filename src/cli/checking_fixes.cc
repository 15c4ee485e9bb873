// --fix and --diff of `validate` and `lint`.
#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "base/known_secrets.h"
#include "base/text.h"
#include "base/unified_diff.h"
#include "cli/checking.h"
#include "cli/refusal.h"

namespace slipway::cli {
namespace {

/// Of the file of that name, as it was judged.
std::vector<SecretPlace> known_in(const Judged& judged, const KnownSecrets& secrets, const std::string& name) {
  for (const auto& source : judged.sources)
    if (source->name() == name) return secrets.of(*source);
  return {};
}

/// What anybody may read.
std::string shown_of(const std::string& text, const std::vector<SecretPlace>& known) {
  return masked(text, united(secret_places(text), known), LineBreaks::Stay);
}

}  // namespace

std::optional<std::vector<FixedFile>> Checking::fix(Session& session, EditedFiles& files, Found& found) {
  constexpr int kRounds = 10;  // what is mended shows what is wrong below it
  std::map<std::string, FixedFile> all;
  for (int round = 0; round < kRounds; ++round) {
    std::vector<FixedFile> fixed = apply_fixes(found.findings, found.judged.sources);
    if (fixed.empty()) break;
    const KnownSecrets secrets = secrets_of(found);
    for (FixedFile& one : fixed) {
      files.edit(one.name == "<stdin>" ? "-" : one.name, one.text);
      const auto [at, is_first] = all.try_emplace(one.name, one);
      if (is_first) at->second.known_before = known_in(found.judged, secrets, one.name);
      if (is_first) continue;
      at->second.text = std::move(one.text);
      at->second.fixes += one.fixes;
    }
    auto left = find(session);
    if (!left) return std::nullopt;
    found = *std::move(left);
  }
  std::vector<FixedFile> out;
  if (all.empty()) return out;
  const KnownSecrets secrets = secrets_of(found);
  for (auto& [name, one] : all)
    if (one.text != one.before) {
      one.known_after = known_in(found.judged, secrets, name);
      out.push_back(std::move(one));
    }
  return out;
}

ExitCode Checking::show_fixes(Session& session, const std::vector<FixedFile>& fixed,
                              const std::vector<std::string>& read) const {
  const bool is_table = output_ == "table";  // other forms are for programs: standard output holds nothing else
  const bool to_file = diff_ && !result_.out.empty() && result_.out != "-";
  const bool on_terminal = !to_file && (is_table ? session.out_is_terminal : session.err_is_terminal);
  const Colour colour = to_file ? Colour::Off : is_table ? session.out_colour() : session.err_colour();
  std::string shown;
  std::optional<Failure> failed;
  int fixes = 0, files = 0;
  for (const FixedFile& one : fixed) {
    if (!diff_) {
      const auto kept = session.files.kept(one.name);
      if (kept.read_only) {
        failed = Failure{FailureKind::Denied, fmt::format("cannot write {}: it is read-only", one.name)};
        break;
      }
      if (kept.has_other_names && !session.quiet)
        session.err.write(
            fmt::format("note: {} has a second name (a hard link), which keeps the old text\n", printable(one.name)));
      if (const auto written = session.files.write(one.name, one.text); !written) {
        failed = written.error();
        break;  // what was done before it is said all the same
      }
    }
    // A file that is asked for is for `patch`; all else may be read by anybody, as the log of a run in CI.
    const std::string before = to_file ? one.before : shown_of(one.before, one.known_before);
    const std::string after = to_file ? one.text : shown_of(one.text, one.known_after);
    shown += unified_diff(one.name, before, after, on_terminal ? DiffText::Printable : DiffText::Exact, colour);
    fixes += one.fixes;
    ++files;
  }
  if (!is_table)
    session.err.write(session.quiet ? "" : shown);
  else if (!diff_)
    session.out.write(shown);
  else if (const auto written = result_.write(session, shown, read); written != ExitCode::Ok)
    return written;
  if (!session.quiet)
    session.err.write(fmt::format("{} {} fix{} in {} file{}\n", diff_ ? "would make" : "made", fixes,
                                  fixes == 1 ? "" : "es", files, files == 1 ? "" : "s"));
  if (failed) {
    complain_of_file(session, *failed);
    return ExitCode::WorldFailed;
  }
  return diff_ && fixes > 0 ? ExitCode::FindingsReported : ExitCode::Ok;
}

}  // namespace slipway::cli
