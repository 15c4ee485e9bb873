#include "cli/platform_edit.h"

#include <fmt/core.h>

#include <map>
#include <tuple>

#include "base/shell_word.h"
#include "base/text.h"
#include "base/unified_diff.h"
#include "cli/edited_files.h"
#include "cli/refusal.h"
#include "cost/bill.h"
#include "io/file_advice.h"
#include "platform/graph_change.h"
#include "report/addition.h"

namespace slipway::cli {

Diagnostics new_findings(const Diagnostics& before, const Diagnostics& after) {
  using Key = std::tuple<std::string, std::string, std::string, std::string>;
  const auto key_of = [](const Diagnostic& one) -> Key {
    if (!one.where) return {one.id, one.message, "", ""};
    return {one.id, one.message, one.where.source->name(), std::string(trim(one.where.source->line(one.where.line)))};
  };
  std::map<Key, int> known;
  for (const Diagnostic& one : before.all()) ++known[key_of(one)];
  Diagnostics found;
  for (const Diagnostic& one : after.all())
    if (auto same = known.find(key_of(one)); same == known.end() || same->second-- <= 0) found.add(one);
  return found;
}

ExitCode PlatformEdit::show(const std::vector<spec::additions::EditedText>& texts) {
  std::string shown;
  std::map<std::string, std::string> edited;
  for (const auto& text : texts) {
    shown += unified_diff(text.name, text.before, text.after,
                          session_.out_is_terminal ? DiffText::Printable : DiffText::Exact, session_.out_colour());
    edited.emplace(text.name, text.after);
  }
  session_.out.write(shown);

  EditedFiles files(session_.files, std::move(edited));
  StringOutput unheard;
  Session reading{.files = files, .out = unheard, .err = unheard};
  auto after = load(reading, path_);
  if (!after) {
    session_.err.write(unheard.text);
    return ExitCode::WorldFailed;
  }
  const cost::Day day{session_.year, session_.month, session_.day};
  const auto old_bill = cost::price(before_.graph, day, before_.findings);
  const auto new_bill = cost::price(after->graph, day, after->findings);
  auto found = new_findings(before_.findings, after->findings);
  if (found.has_errors()) {
    session_.err.write(session_.findings(found, after->files_read(), session_.err_colour()));
    refuse(session_, "nothing was written: these errors would come with it",
           "say it otherwise, or mend them in platform.yaml first");
    return ExitCode::FindingsReported;
  }
  const auto change = platform::changes(before_.graph, after->graph);
  for (const auto* list : {&change.added, &change.changed})
    for (const auto& thing : *list) components_.insert(thing.component);
  session_.out.write('\n' +
                     report::addition_table({change, old_bill, new_bill}, session_.out_colour(), session_.width));
  if (!session_.quiet && !found.all().empty())
    session_.err.write("\nnew findings:\n" + session_.findings(found, after->files_read(), session_.err_colour()));
  return ExitCode::Ok;
}

ExitCode PlatformEdit::look_at_files(const std::vector<spec::additions::EditedText>& texts) {
  for (const auto& text : texts) {
    const auto kept = session_.files.kept(text.name);
    if (kept.read_only) {
      refuse(session_, fmt::format("{} is read-only: nothing was written", text.name),
             fmt::format("chmod u+w {0} as its owner (`ls -l {0}` shows who that is)", shell_word(text.name)));
      return ExitCode::WorldFailed;
    }
    if (kept.has_other_names && !session_.quiet)
      session_.err.write(
          fmt::format("note: {} has a second name (a hard link), which keeps the old text\n", printable(text.name)));
  }
  return ExitCode::Ok;
}

bool PlatformEdit::has_changed_meanwhile() {
  for (const auto& source : before_.sources) {
    const auto now = session_.files.read(source->name());
    if (now && *now == source->text()) continue;
    refuse(session_, fmt::format("{} has changed since it was read: nothing was written", source->name()),
           "the same command, which reads it as it is now");
    return true;
  }
  return false;
}

ExitCode PlatformEdit::write(const std::vector<spec::additions::EditedText>& texts) {
  // In a folder that takes no files nobody can have the lock: what has changed since is looked for all the same.
  std::unique_ptr<io::Lock> lock;
  if (session_.files.takes_files(io::beside(path_, "."))) {
    auto taken = session_.files.lock(path_ + ".lock");
    if (!taken) {
      complain_of_file(session_, {taken.error().kind, taken.error().message + ": nothing was written"},
                       io::file_advice(taken.error()));
      return ExitCode::WorldFailed;
    }
    lock = std::move(taken).value();
  }
  if (has_changed_meanwhile()) return ExitCode::WorldFailed;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto written = session_.files.write(texts[i].name, texts[i].after);
    if (written) continue;
    complain_of_file(session_, written.error());
    for (std::size_t back = i; back-- > 0;)
      if (const auto restored = session_.files.write(texts[back].name, texts[back].before); !restored)
        refuse(session_, fmt::format("{} keeps its part of the change: {}", texts[back].name, restored.error().message),
               "take that out by hand (the change is shown above), or add it again when the disk lets you");
    return ExitCode::WorldFailed;
  }
  return ExitCode::Ok;
}

}  // namespace slipway::cli
