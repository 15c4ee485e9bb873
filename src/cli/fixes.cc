#include "cli/fixes.h"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>

#include "base/text.h"
#include "doc/json.h"
#include "doc/yaml.h"
#include "subject/sort.h"
#include "subject/terraform_plan.h"
#include "subject/text_places.h"

namespace slipway::cli {
namespace {

struct Replacement {
  std::size_t from, to;
  std::string text;
};

/// A file that is mended: what is asked of it for each of its edits is looked up once.
struct Mended {
  const SourceText& source;
  const subject::TextPlaces places{source};
  const bool has_carriage_returns = source.text().find("\r\n") != std::string::npos;
};

/// The replacement in the file's text; nullopt when its line has no such columns.
std::optional<Replacement> located(const FixIt& fix, const Mended& file) {
  const SourceText& source = file.source;
  const subject::TextPlaces& places = file.places;
  if (fix.where.line < 1 || fix.where.line > places.last_line() || fix.where.column < 1) return std::nullopt;
  const std::size_t begin = places.begin_of(fix.where.line);
  const std::size_t from = begin + static_cast<std::size_t>(fix.where.column - 1);
  std::size_t to = from + static_cast<std::size_t>(fix.where.length);
  if (from > begin + places.line(fix.where.line).size() || to > source.text().size()) return std::nullopt;
  const std::string_view whole = source.text();
  const std::string_view old = whole.substr(from, to - from);
  const std::string_view before = trim(whole.substr(begin, from - begin));
  const auto last_word = before.substr(before.find_last_of(" \t") + 1);  // npos + 1 is 0
  if (last_word.starts_with('!')) return std::nullopt;                   // a tag says what the value is
  const auto is_quote = [](char c) { return c == '"' || c == '\''; };
  std::string text = fix.replacement;
  // A file has one kind of line ends, those that it had.
  if (file.has_carriage_returns)
    for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 2))
      if (at == 0 || text[at - 1] != '\r') text.insert(at, 1, '\r');
  // Quotes stay: JSON and flow maps need them. But where the same is to stand there as before, they are the mistake.
  if (old.size() >= 2 && is_quote(old.front()) && old.back() == old.front() && !text.empty() &&
      !is_quote(text.front()) && old.substr(1, old.size() - 2) != text)
    text = old.front() + text + old.front();
  // A line of which nothing is left goes as a whole.
  const std::size_t line_end = begin + places.line(fix.where.line).size();
  if (text.empty() && before.empty() && to <= line_end && line_end < whole.size() &&
      trim(whole.substr(to, line_end - to)).empty())
    return Replacement{begin, whole.find('\n', line_end) + 1, {}};
  return Replacement{from, to, std::move(text)};
}

/// Here documents whose tabs the shell takes away: places in them are not those of the file.
bool has_stripped_documents(const SourceText& source) {
  return source.name().ends_with(".sh") && source.text().find("<<-") != std::string_view::npos;
}

/// The edits of a file, none of which meets another of another finding.
class Edits {
 public:
  /// All of one finding's, or none where one of them meets what is there.
  bool add(const std::vector<Replacement>& made) {
    if (std::ranges::any_of(made, [&](const Replacement& one) { return meets(one); })) return false;
    for (const Replacement& one : made) {
      ends_.emplace(one.from, one.to);
      all_.push_back(one);
    }
    return true;
  }
  std::vector<Replacement> in_order() && {
    std::ranges::stable_sort(all_, {}, &Replacement::from);
    return std::move(all_);
  }

 private:
  bool meets(const Replacement& one) const {
    const auto next = ends_.lower_bound(one.from);
    if (next != ends_.end() && (next->first == one.from || next->first < one.to)) return true;
    return next != ends_.begin() && std::prev(next)->second > one.from;
  }

  std::multimap<std::size_t, std::size_t> ends_;  // by begin
  std::vector<Replacement> all_;
};

bool is_plan(const std::shared_ptr<const SourceText>& source) {
  if (!source->name().ends_with(".json")) return false;
  Diagnostics unheard;
  const auto documents = doc::read_yaml(source, unheard);  // as the subject's reader does, past a byte order mark
  return documents.size() == 1 && subject::TerraformPlan::looks_like_one(documents[0].root());
}

std::string replaced(std::string_view text, std::size_t offset, const std::vector<Replacement>& all) {
  std::string out;
  std::size_t at = 0;
  for (const Replacement& one : all) {
    if (one.from < offset || one.from - offset > text.size()) continue;
    out.append(text.substr(at, one.from - offset - at)).append(one.text);
    at = std::min(one.to - offset, text.size());
  }
  return out.append(text.substr(at));
}

/// Errors that reading the text as YAML or JSON gives; 0 for what is neither.
int reading_errors(const std::string& name, const std::string& text) {
  const subject::Sort sort = subject::sort_of(name, text);
  if (sort != subject::Sort::Manifest && sort != subject::Sort::Json) return 0;
  Diagnostics diagnostics;
  doc::read_yaml(std::make_shared<const SourceText>(name, text), diagnostics);
  return diagnostics.count(Severity::Error);
}

}  // namespace

namespace {

/// What the findings that are wholly in the file do to it; nullopt when that is nothing, or would break it.
std::optional<FixedFile> mended(const std::shared_ptr<const SourceText>& source,
                                const std::vector<const Diagnostic*>& findings) {
  const Mended file{.source = *source};
  Edits edits;
  FixedFile fixed{source->name(), "", "", 0};
  for (const Diagnostic* finding : findings) {
    std::vector<Replacement> made;
    for (const FixIt& fix : finding->fixes)
      if (fix.where && fix.where.source->name() == source->name())
        if (auto one = located(fix, file)) made.push_back(*std::move(one));
    const bool changes = std::ranges::any_of(made, [&](const Replacement& one) {
      return std::string_view(source->text()).substr(one.from, one.to - one.from) != one.text;
    });
    if (made.size() == finding->fixes.size() && changes && edits.add(made)) ++fixed.fixes;
  }
  if (fixed.fixes == 0) return std::nullopt;
  fixed.text = replaced(source->text(), 0, std::move(edits).in_order());
  if (reading_errors(source->name(), fixed.text) > reading_errors(source->name(), source->text())) return std::nullopt;
  fixed.before = source->text();
  return fixed;
}

}  // namespace

std::vector<FixedFile> apply_fixes(const Diagnostics& findings,
                                   const std::vector<std::shared_ptr<const SourceText>>& sources) {
  std::map<std::string_view, std::vector<const Diagnostic*>> of_file;
  for (const Diagnostic& finding : findings.all())
    if (!finding.fixes.empty() && finding.fixes.front().where)
      of_file[finding.fixes.front().where.source->name()].push_back(&finding);
  std::vector<FixedFile> out;
  for (const auto& source : sources) {
    const auto found = of_file.find(source->name());
    if (found == of_file.end() || has_stripped_documents(*source)) continue;
    if (is_plan(source)) continue;  // printed by Terraform: the mistake would come back with the next plan
    if (auto fixed = mended(source, found->second)) out.push_back(*std::move(fixed));
    of_file.erase(found);  // of a name that is given twice the first counts
  }
  return out;
}

}  // namespace slipway::cli
