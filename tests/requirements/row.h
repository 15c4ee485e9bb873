#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "requirements/check.h"

namespace slipway::requirements {

enum class State { Rendered, Checked, Simulated, Corrected, NotForATool, Missing };
inline constexpr State kStates[] = {State::Rendered,  State::Checked,     State::Simulated,
                                    State::Corrected, State::NotForATool, State::Missing};
std::string_view to_string(State state);  // as rows write it: "not for a tool"

struct RowCheck {
  Check check;
  std::string text;  // as it is written
  SourceRange where;
};

/// How one requirement of the catalogue is accounted for.
struct Row {
  std::string id;  // R-002-47
  std::string title, theme;
  State state = State::Missing;
  Which which = {};
  std::vector<RowCheck> shows = {};
  std::vector<std::string> corrections = {};  // X-…, of a corrected one
  std::string reason = {};
  SourceRange where;
};

/// The rows of one seed document.
struct RowFile {
  std::string seed;      // "002"
  std::string document;  // its subject
  int requirements = 0;  // how many the catalogue has of it
  std::vector<Row> rows = {};
};

/// Reads rows/*.yaml. What a row may not be (README.md) is an error at its place; so are ids that are not those of the
/// seed, 1 to `requirements`, each once.
RowFile read_rows(std::shared_ptr<const SourceText> source, Diagnostics& diagnostics);

}  // namespace slipway::requirements
