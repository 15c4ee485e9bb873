#include "rules/run.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "base/text.h"
#include "subject/filled_in.h"

namespace slipway::rules {

std::span<const Rule* const> all() {
  static const std::vector<const Rule*> sorted = [] {
    std::vector<const Rule*> rows = rows_of_files();
    std::ranges::sort(rows, {}, &Rule::id);
    return rows;
  }();
  return sorted;
}

std::vector<std::string_view> aliases_of(const Rule& rule) {
  std::vector<std::string_view> out;
  for (const std::string_view alias : split(rule.aliases, ' '))
    if (!alias.empty()) out.push_back(alias);
  return out;
}

bool answers_to(const Rule& rule, std::string_view name) {
  if (rule.id == name) return true;
  std::string_view rest = rule.aliases;
  while (!rest.empty()) {
    const std::string_view alias = rest.substr(0, rest.find(' '));
    if (alias == name && !name.empty()) return true;
    rest.remove_prefix(std::min(alias.size() + 1, rest.size()));
  }
  return false;
}

std::vector<const Rule*> find_all(std::span<const Rule* const> rules, std::string_view name) {
  std::vector<const Rule*> out;
  std::ranges::copy_if(rules, std::back_inserter(out), [&](const Rule* rule) { return answers_to(*rule, name); });
  return out;
}

const Rule* find(std::span<const Rule* const> rules, std::string_view name) {
  // By id first: rules come in the order of their ids.
  const auto by_id = std::ranges::lower_bound(rules, name, {}, &Rule::id);
  if (by_id != rules.end() && (*by_id)->id == name) return *by_id;
  const auto found = std::ranges::find_if(rules, [&](const Rule* rule) { return answers_to(*rule, name); });
  return found == rules.end() ? nullptr : *found;
}

namespace {

/// Rules that look for just such text (what was to be replaced, what no shell replaces), or that ask themselves
/// whether what they judge, a tag or a secret, is filled in.
bool looks_for_fillings(const Rule& rule) {
  constexpr std::string_view kIds[] = {"IMG001", "POD007", "POD015", "SEC001", "SEC002"};
  return std::ranges::find(kIds, rule.id) != std::end(kIds);
}

/// Findings before it is known whether somebody fills in what they judge: that is asked of many at once.
class Unasked {
 public:
  Unasked(const subject::Subject& subject, Diagnostics& findings) : filled_(subject), findings_(findings) {}
  ~Unasked() { ask(); }

  void add(const Rule& rule, Diagnostic finding) {
    constexpr std::size_t kMost = 1024;
    all_.push_back(std::move(finding));
    rules_.push_back(&rule);
    if (all_.size() == kMost) ask();
  }

 private:
  void ask() {
    const std::vector<subject::Filler> fillers = filled_.of_all(all_);
    for (std::size_t i = 0; i < all_.size(); ++i)
      if (fillers[i] == subject::Filler::Nobody ||
          (fillers[i] == subject::Filler::SomeTool && looks_for_fillings(*rules_[i])))
        findings_.add(std::move(all_[i]));
    all_.clear();
    rules_.clear();
  }

  subject::FilledIn filled_;
  Diagnostics& findings_;
  std::vector<Diagnostic> all_;
  std::vector<const Rule*> rules_;  // of each of them
};

}  // namespace

void run(std::span<const Rule* const> rules, const subject::Subject& subject, Diagnostics& findings) {
  Unasked unasked(subject, findings);
  for (const Rule* rule : rules) {
    Diagnostics said;
    Findings into(*rule, said);
    rule->check(subject, into);
    std::set<std::tuple<std::string_view, int, int, std::string_view>> seen;
    std::vector<bool> is_new;
    for (const Diagnostic& one : said.all()) {
      const std::string_view file = one.where ? std::string_view(one.where.source->name()) : std::string_view();
      is_new.push_back(seen.emplace(file, one.where.line, one.where.column, one.message).second);
    }
    std::size_t i = 0;
    for (Diagnostic& one : said.take())
      if (is_new[i++]) unasked.add(*rule, std::move(one));
  }
}

}  // namespace slipway::rules
