#include "components/rules.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "base/ascii.h"
#include "base/text.h"
#include "cli/refusal.h"
#include "cli/result.h"
#include "cli/rule_pages.h"
#include "cli/verbs.h"
#include "doc/json.h"
#include "rules/allow.h"
#include "rules/other_ids.h"
#include "rules/run.h"

namespace slipway::cli {
namespace {

/// A rule, or another id, as people read about it.
struct Entry {
  std::string_view id, aliases;
  Severity severity;
  std::string_view title, why, fix, evidence;
  bool is_rule;
};

std::vector<Entry> entries() {
  std::vector<Entry> out;
  for (const rules::Rule* one : components::rules())
    out.push_back({one->id, one->aliases, one->severity, one->title, one->why, one->fix, one->evidence, true});
  for (const rules::OtherId& one : rules::other_ids())
    out.push_back({one.id, "", one.severity, one.title, one.why, one.fix, rules::evidence_of(one.id), false});
  std::ranges::stable_sort(out, {}, &Entry::id);
  return out;
}

bool answers_to(const Entry& entry, std::string_view name) {
  const auto aliases = split(entry.aliases, ' ');
  return entry.id == name || (!name.empty() && std::ranges::count(aliases, name) > 0);
}

std::string page(const Entry& one) {
  std::string out = wrapped(fmt::format("{} ({}): {}", one.id, to_string(one.severity), one.title), 0, 80);
  const auto part = [&](std::string_view head, std::string_view text) {
    if (!text.empty()) out += fmt::format("\n{}\n{}", head, wrapped(text, 2, 80));
  };
  part("why", one.why);
  part("fix", one.fix);
  part("evidence", one.evidence);
  part("also known as", one.aliases);
  if (one.is_rule) out += fmt::format("\nto let it stand\n  # slipway: allow {} because …\n", one.id);
  return out;
}

std::string table(const std::vector<Entry>& all) {
  std::string out = fmt::format("{:<10} {:<8} {}\n", "ID", "SEVERITY", "WHAT IS WRONG");
  for (const Entry& one : all) {
    const std::string lines = wrapped(one.title, 20, 80);
    out += fmt::format("{:<10} {:<8} {}", one.id, to_string(one.severity), lines.substr(20));
  }
  return out;
}

std::string json(const std::vector<Entry>& all) {
  doc::List list;
  for (const Entry& one : all) {
    doc::List aliases;
    for (const std::string_view alias : split(one.aliases, ' '))
      if (!alias.empty()) aliases.add(alias);
    list.add(doc::Map{{"id", one.id},
                      {"aliases", std::move(aliases)},
                      {"severity", std::string(to_string(one.severity))},
                      {"title", one.title},
                      {"why", one.why},
                      {"fix", one.fix},
                      {"evidence", one.evidence},
                      {"isRule", one.is_rule}});
  }
  return doc::write_json(
      doc::Value(doc::Map{{"schemaVersion", "slipway.dev/rules/v1alpha1"}, {"rules", std::move(list)}}),
      doc::JsonLayout::Indented);
}

bool has(std::string_view text, std::string_view lower_word) {
  return ascii_lower(text).find(lower_word) != std::string::npos;
}

/// What is about all of these words: by id and title; where no title has them, by the rest of the page.
std::vector<Entry> about(const std::vector<Entry>& all, std::string_view words) {
  std::vector<std::string> asked;
  for (const std::string_view word : split(words, ' '))
    if (!word.empty()) asked.push_back(ascii_lower(word));
  std::vector<Entry> found;
  for (const bool is_whole_page : {false, true}) {
    if (!found.empty() || asked.empty()) break;
    std::ranges::copy_if(all, std::back_inserter(found), [&](const Entry& one) {
      return std::ranges::all_of(asked, [&](const std::string& word) {
        return ascii_lower(one.id).starts_with(word) || has(one.title, word) ||
               (is_whole_page && (has(one.why, word) || has(one.fix, word) || has(one.evidence, word)));
      });
    });
  }
  return found;
}

class Rules final : public Verb {
 public:
  void declare(Flags& flags) override {
    flags.argument("ID", id_, "explain this one: an id or an alias; or list those like KRP*, or about a word: kueue");
    flags.choice("-o,--output", output_, {"table", "json"}, "how to print it");
    result_.declare_out(flags);
  }

  ExitCode run(Session& session) override {
    std::vector<Entry> all = entries();
    bool is_list = id_.empty();
    if (!id_.empty()) {
      std::vector<Entry> named;
      std::ranges::copy_if(all, std::back_inserter(named), [&](const Entry& one) {
        return answers_to(one, id_) || rules::matches_pattern(id_, one.id);
      });
      is_list = id_.find('*') != id_.npos;
      if (named.empty()) {
        named = about(all, id_);
        is_list = true;
      }
      if (named.empty()) {
        std::vector<std::string_view> known;
        for (const Entry& one : all) {
          known.push_back(one.id);
          for (const std::string_view alias : split(one.aliases, ' '))
            if (!alias.empty()) known.push_back(alias);
        }
        const auto near = near_miss(id_, known);
        return refuse(session, fmt::format("there is no rule {}", id_),
                      near ? fmt::format("did you mean {}?", *near) : "`slipway rules` lists them");
      }
      all = std::move(named);
    }
    if (output_ == "json") return result_.write(session, json(all));
    if (is_list) return result_.write(session, table(all));
    std::string text;
    for (const Entry& one : all) text += (text.empty() ? "" : "\n") + page(one);
    return result_.write(session, text);
  }

 private:
  std::string id_, output_ = "table";
  ResultFlags result_;
};

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '<' || c == '*' || c == '_' || c == '[' || c == '|') out += '\\';
    out += c;
  }
  return out;
}

}  // namespace

std::string rules_page() {
  std::string out =
      "# Rules\n\nGenerated from the rows of the rules themselves (`./dev golden` rewrites it). `slipway rules ID` "
      "prints one. "
      "How to let a finding stand: [the guide](../guide/lint.md).\n";
  const std::vector<Entry> all = entries();
  for (const bool rules : {true, false}) {
    out += rules ? "\n## What lint knows to be wrong\n"
                 : "\n## What else is said\n\nOf texts that cannot be read, objects that the API server refuses, a "
                   "platform.yaml that does not fit together, predictions that leave something out.\n\n| id | | what | "
                   "why | fix |\n|---|---|---|---|---|\n";
    for (const Entry& one : all) {
      if (one.is_rule != rules) continue;
      if (!rules) {
        out += fmt::format("| {} | {} | {} | {} | {} |\n", one.id, to_string(one.severity), escaped(one.title),
                           escaped(one.why), escaped(one.fix));
        continue;
      }
      out +=
          fmt::format("\n### {}\n\n{}: **{}**{}\n\n{}\n\nFix: {}.\n\nEvidence: {}\n", one.id, to_string(one.severity),
                      escaped(one.title), one.aliases.empty() ? "" : fmt::format(" ({})", one.aliases),
                      escaped(one.why), escaped(one.fix), escaped(one.evidence));
    }
  }
  return out;
}

std::unique_ptr<Verb> make_rules() { return make_verb<Rules>(); }

}  // namespace slipway::cli
