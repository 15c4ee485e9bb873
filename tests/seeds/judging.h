#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace slipway::seeds {

/// A row of fixtures/expected.csv: where a mistake of a seed can be seen.
struct Row {
  std::string id, severity, kind, file, excerpt, needs;
  int line = 0;  // 0: no file shows it
};

/// A finding of `slipway lint -o json`, as far as judging needs it.
struct Finding {
  std::string id, severity, file, message;
  std::vector<std::string> aliases;
  int line = 0;
};

/// `slipway lint` in this process, in the folder; its JSON read.
std::vector<Finding> lint(const std::string& folder, const std::vector<std::string>& words);

std::vector<std::vector<std::string>> read_csv(const std::string& path);
std::vector<Row> read_rows(const std::string& folder);

/// How rows are to be judged (fixtures/README.md): the files linted together, the flags that say the context, the lines
/// that count (of what is absent all of its object).
std::vector<std::string> words_for(const std::string& folder, const Row& row);
std::set<int> right_lines(const std::string& folder, const Row& row);

struct Score {
  std::vector<std::string> found, fully_found, missing;  // ids
  std::vector<std::string> missing_rows;  // "X-004-01 004-main.tf:7 …", of ids that are not fully found
  int of = 0;                             // ids that a linter can see
};
Score score(const std::string& folder, const std::string& only_ids_with = "");

/// The folders of corrected files, each a platform, with the region it is in.
std::vector<std::pair<std::string, std::vector<std::string>>> corrected_platforms();
/// Errors in the blueprints of examples/.
std::vector<std::string> complaints_about_examples();
/// Errors and warnings in a folder that should have none, as lines of text.
std::vector<std::string> complaints(const std::string& folder, const std::vector<std::string>& words);

}  // namespace slipway::seeds
