#include "requirements/summary.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <string_view>
#include <vector>

namespace slipway::requirements {
namespace {

using Tally = std::map<State, int>;

int total(const Tally& tally) {
  int sum = 0;
  for (const auto& [state, count] : tally) sum += count;
  return sum;
}

Tally tally_of(std::span<const RowFile> files) {
  Tally tally;
  for (const auto& file : files)
    for (const auto& row : file.rows) ++tally[row.state];
  return tally;
}

int passing(Tally tally) { return total(tally) - tally[State::NotForATool] - tally[State::Missing]; }

std::string table_head(std::string_view first) {
  std::string head = fmt::format("| {} | requirements |", first), line = "|---|---:|";
  for (const State state : kStates) {
    head += fmt::format(" {} |", to_string(state));
    line += "---:|";
  }
  return head + "\n" + line + "\n";
}

std::string table_row(std::string_view name, Tally tally) {
  std::string row = fmt::format("| {} | {} |", name, total(tally));
  for (const State state : kStates) row += fmt::format(" {} |", tally[state]);
  return row + "\n";
}

std::string list_of(std::span<const RowFile> files, State state) {
  std::string list;
  for (const auto& file : files)
    for (const auto& row : file.rows)
      if (row.state == state) list += fmt::format("| {} | {} | {} |\n", row.id, row.title, row.reason);
  return list.empty() ? "none\n" : "| id | what | why |\n|---|---|---|\n" + list;
}

}  // namespace

std::string counts(std::span<const RowFile> files) {
  auto tally = tally_of(files);
  return fmt::format("requirements: {} pass, {} not for a tool, {} missing", passing(tally), tally[State::NotForATool],
                     tally[State::Missing]);
}

std::string summary_page(std::span<const RowFile> files) {
  std::string page =
      "# Requirements\n\nThe blueprints come from five documents. What these ask for is a list of 896 requirements, "
      "and each has a row in "
      "[`tests/requirements/rows/`](../tests/requirements/README.md) that says how it is accounted for. A row that "
      "passes "
      "holds questions to what slipway renders or says, which are asked on every test run.\n\n"
      "Generated from these rows (`./dev golden` rewrites it).\n\n";
  page += counts(files) + "\n\n## By document\n\n" + table_head("document");
  std::vector<std::string> themes;
  std::map<std::string, Tally> by_theme;
  for (const auto& file : files) {
    page += table_row(file.seed + " " + file.document, tally_of({&file, 1}));
    for (const auto& row : file.rows) {
      if (std::ranges::find(themes, row.theme) == themes.end()) themes.push_back(row.theme);
      ++by_theme[row.theme][row.state];
    }
  }
  page += table_row("all", tally_of(files)) + "\n## By theme\n\n" + table_head("theme");
  for (const auto& theme : themes) page += table_row(theme, by_theme[theme]);
  page += "\n## Missing\n\n" + list_of(files, State::Missing);
  page += "\n## Not for a tool\n\n" + list_of(files, State::NotForATool);
  return page;
}

}  // namespace slipway::requirements
