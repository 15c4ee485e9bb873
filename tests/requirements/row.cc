#include "requirements/row.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <memory>

#include "doc/write_yaml.h"
#include "doc/yaml.h"

namespace slipway::requirements {
namespace {

constexpr std::string_view kId = "REQ001", kField = "REQ002", kCheck = "REQ003", kStateRule = "REQ004";

std::string text_of(const doc::Node& node) { return std::string(node.text()); }

/// What stands under `spec:`: written out as a text, or as the map itself.
std::string spec_text(const doc::Node& node) { return node.is_map() ? doc::write_yaml(node) : text_of(node); }

std::optional<State> read_state(std::string_view text) {
  for (const State state : kStates)
    if (text == to_string(state)) return state;
  return std::nullopt;
}

bool is_pass(State state) { return state != State::NotForATool && state != State::Missing; }

class RowReader {
 public:
  RowReader(RowFile& file, std::string blueprint, Diagnostics& diagnostics)
      : file_(file), blueprint_(std::move(blueprint)), diagnostics_(diagnostics) {}

  void read(const doc::Node& node, const std::string& theme) {
    Row row{.id = text_of(node["id"]), .title = text_of(node["title"]), .theme = theme, .where = node["id"].where()};
    row.which.blueprint = blueprint_;
    row.reason = text_of(node["reason"]);
    const auto state = read_state(node["state"].text());
    if (!state) diagnostics_.error(std::string(kField), node["state"].where(), row.id + " has no such state");
    row.state = state.value_or(State::Missing);
    for (const auto& member : node.members()) read_field(member, row);
    require(row);
    file_.rows.push_back(std::move(row));
  }

 private:
  void read_field(const doc::Member& member, Row& row) {
    const auto name = member.key.text();
    if (name == "in") row.which.blueprint = text_of(member.value);
    if (name == "with") row.which.with = spec_text(member.value);
    if (name == "spec") row.which = {"", spec_text(member.value), ""};
    if (name == "env") row.which = {"", "", text_of(member.value)};
    if (name == "corrections")
      for (const auto& item : member.value.items()) row.corrections.push_back(text_of(item));
    if (name == "shows")
      for (const auto& item : member.value.items()) read_check(item, row);
    constexpr std::string_view known[] = {"id",   "title", "state",       "in",    "with",
                                          "spec", "env",   "corrections", "shows", "reason"};
    if (std::ranges::find(known, name) == std::end(known))
      diagnostics_.error(std::string(kField), member.key.where(),
                         fmt::format("{} has an unknown field '{}'", row.id, name));
  }

  void read_check(const doc::Node& node, Row& row) {
    auto check = parse_check(node.text());
    if (!check)
      diagnostics_.error(std::string(kCheck), node.where(), check.error().message);
    else
      row.shows.push_back({std::move(check).value(), text_of(node), node.where()});
  }

  /// What a state asks of its row.
  void require(const Row& row) {
    const auto say = [&](std::string_view what) {
      diagnostics_.error(std::string(kStateRule), row.where,
                         fmt::format("{}, {}, {}", row.id, to_string(row.state), what));
    };
    if (row.title.empty()) say("has no title");
    if (is_pass(row.state) && row.shows.empty()) say("shows nothing");
    if (!is_pass(row.state) && row.reason.empty()) say("gives no reason");
    if (!is_pass(row.state) && !row.shows.empty()) say("shows something");
    if ((row.state == State::Corrected) == row.corrections.empty()) say("and corrections do not fit together");
    const bool asks_rendered = std::ranges::any_of(row.shows, [](const auto& c) { return c.check.asks_rendered(); });
    if (row.state == State::Rendered && !asks_rendered) say("asks nothing of what is rendered");
  }

  RowFile& file_;
  std::string blueprint_;
  Diagnostics& diagnostics_;
};

/// Every id of the seed once, and no other.
void check_ids(const RowFile& file, const doc::Node& where, Diagnostics& diagnostics) {
  std::map<std::string, int> times;
  for (const auto& row : file.rows) ++times[row.id];
  for (int number = 1; number <= file.requirements; ++number) {
    const auto id = fmt::format("R-{}-{:02}", file.seed, number);
    const int count = times[id];
    times.erase(id);
    if (count != 1)
      diagnostics.error(std::string(kId), where.where(), fmt::format("{} has {} rows, not one", id, count));
  }
  for (const auto& row : file.rows)
    if (times.contains(row.id)) diagnostics.error(std::string(kId), row.where, row.id + " is not in the catalogue");
}

}  // namespace

std::string_view to_string(State state) {
  switch (state) {
    case State::Rendered:
      return "rendered";
    case State::Checked:
      return "checked";
    case State::Simulated:
      return "simulated";
    case State::Corrected:
      return "corrected";
    case State::NotForATool:
      return "not for a tool";
    case State::Missing:
      break;
  }
  return "missing";
}

RowFile read_rows(std::shared_ptr<const SourceText> source, Diagnostics& diagnostics) {
  const auto document = doc::read_yaml_document(std::move(source), diagnostics);
  const auto& root = document.root();
  RowFile file{.seed = text_of(root["seed"]), .document = text_of(root["document"])};
  file.requirements = static_cast<int>(root["requirements"].is_null() ? 0 : root["requirements"].integer());
  RowReader reader(file, text_of(root["blueprint"]), diagnostics);
  for (const auto& theme : root["themes"].items())
    for (const auto& row : theme["rows"].items()) reader.read(row, text_of(theme["theme"]));
  check_ids(file, root["requirements"], diagnostics);
  return file;
}

}  // namespace slipway::requirements
