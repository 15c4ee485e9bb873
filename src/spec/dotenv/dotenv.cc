#include "spec/dotenv/dotenv.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "base/steps.h"
#include "base/text.h"

namespace slipway::spec {
namespace {

constexpr std::size_t kMaxValueBytes = 64u << 10;
constexpr std::size_t kMaxVariables = 10'000;
constexpr std::size_t kMaxReports = 100;

bool is_name_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_name(char c) { return is_name_start(c) || (c >= '0' && c <= '9'); }
bool is_blank(char c) { return c == ' ' || c == '\t'; }

std::size_t name_length(std::string_view text) {
  if (text.empty() || !is_name_start(text[0])) return 0;
  return static_cast<std::size_t>(std::ranges::find_if_not(text, is_name) - text.begin());
}

class DotenvReader {
 public:
  DotenvReader(const SourceText& source, Diagnostics& diagnostics) : source_(source), diagnostics_(diagnostics) {}

  std::vector<EnvVariable> read() {
    rest_ = source_.text();
    if (rest_.starts_with("\xEF\xBB\xBF")) {
      rest_.remove_prefix(3);
      column_offset_ = 3;
    }
    while (!rest_.empty() && variables_.size() < kMaxVariables && reports_ < kMaxReports) {
      ++line_number_;
      take_line(0);
      read_line();
      column_offset_ = 0;
      line_number_ += static_cast<int>(std::ranges::count(line_, '\n'));
      if (end_ == std::string_view::npos) break;
      rest_.remove_prefix(end_ + 1);
    }
    return std::move(variables_);
  }

 private:
  /// Whole lines, up to the end of the one in which this offset of them is.
  void take_line(std::size_t offset) {
    end_ = rest_.find('\n', offset);
    line_ = rest_.substr(0, end_);
    if (line_.ends_with('\r')) line_.remove_suffix(1);
  }

  SourceRange range(std::size_t at, std::size_t length) const {
    const std::string_view before = line_.substr(0, at);
    steps_done += before.size();
    const std::size_t last = before.rfind('\n');
    const std::size_t column = last == std::string_view::npos ? at + column_offset_ : at - last - 1;
    return {&source_, line_number_ + static_cast<int>(std::ranges::count(before, '\n')), static_cast<int>(column) + 1,
            static_cast<int>(length)};
  }

  bool refuse(const char* rule, std::size_t at, std::size_t length, std::string message, std::string fix = {}) {
    if (++reports_ <= kMaxReports) diagnostics_.error(rule, range(at, length), std::move(message), std::move(fix));
    return false;
  }

  void skip_blanks() {
    while (at_ < line_.size() && is_blank(line_[at_])) ++at_;
  }

  void read_line() {
    at_ = 0;
    skip_blanks();
    if (at_ == line_.size() || line_[at_] == '#') return;
    if (line_.substr(at_).starts_with("export") && at_ + 6 < line_.size() && is_blank(line_[at_ + 6])) {
      at_ += 6;
      skip_blanks();
    }
    const std::size_t start = at_;
    const std::size_t length = name_length(line_.substr(at_));
    if (length == 0) {
      refuse("ENV001", at_, line_.size() - at_, "expected NAME=value");
      return;
    }
    const std::string name(line_.substr(at_, length));
    at_ += length;
    if (at_ < line_.size() && line_[at_] != '=') {
      const auto equals = line_.find('=', at_);
      const bool blanks = equals != std::string_view::npos && trim(line_.substr(at_, equals - at_)).empty();
      refuse("ENV001", at_, 1, blanks ? "no space may stand before =" : "expected = after the name",
             blanks ? fmt::format("write {}=…", name) : "");
      return;
    }
    if (at_ == line_.size()) {
      refuse("ENV001", start, length, fmt::format("{} is given no value: = is missing", name));
      return;
    }
    const std::size_t value_start = ++at_;
    EnvVariable variable{name, {}, range(start, length), {}};
    if (!read_value(variable.value)) return;
    variable.value_where = range(value_start, at_ - value_start);
    if (skip_blanks(); at_ < line_.size() && (line_[at_] != '#' || !is_blank(line_[at_ - 1]))) {
      const bool nothing_yet = trim(line_.substr(value_start, at_ - value_start)).empty();
      refuse("ENV001", at_, line_.size() - at_,
             nothing_yet ? "no space may stand after =" : "a value with spaces needs quotes",
             fmt::format("write {}=\"…\"", name));
      return;
    }
    define(std::move(variable));
  }

  void define(EnvVariable variable) {
    const auto [entry, is_new] = index_.try_emplace(variable.name, variables_.size());
    if (is_new) {
      variables_.push_back(std::move(variable));
      return;
    }
    EnvVariable& before = variables_[entry->second];
    if (++reports_ <= kMaxReports)
      diagnostics_.warning("ENV004", variable.name_where,
                           fmt::format("{} is set twice: this value counts", variable.name),
                           fmt::format("it is {} at {}", before.value == variable.value ? "the same" : "another",
                                       before.name_where.to_string()));
    before = std::move(variable);
  }

  /// Parts with and without quotes, up to a blank or the end.
  bool read_value(std::string& value) {
    while (at_ < line_.size() && !is_blank(line_[at_])) {
      const char c = line_[at_];
      bool good = true;
      if (c == '\'') {
        good = read_single_quoted(value);
      } else if (c == '"') {
        good = read_double_quoted(value);
      } else if (c == '$' || c == '`') {
        good = read_reference(value);
      } else if (c == '\\' && at_ + 1 < line_.size()) {
        value += line_[at_ + 1];
        at_ += 2;
      } else if (std::string_view(";&|<>()").find(c) != std::string_view::npos) {
        return refuse("ENV001", at_, 1, fmt::format("bash would not take {} as part of the value", c),
                      "put the value in quotes");
      } else {
        value += c;
        ++at_;
      }
      if (!good) return false;
      if (value.size() > kMaxValueBytes)
        return refuse("ENV003", at_, 0, fmt::format("the value is longer than {} bytes", kMaxValueBytes));
    }
    return true;
  }

  /// Where the quote that opens here is closed; npos where it is not.
  std::size_t closing_of(std::string_view text, std::size_t open) const {
    for (std::size_t at = open + 1; at < text.size(); ++at) {
      count_step();
      if (text[at] == text[open]) return at;
      if (text[at] == '\\' && text[open] == '"') ++at;
    }
    return std::string_view::npos;
  }

  /// Takes the lines over which a value in quotes reaches. Of a quote that was left open the next one closes the value
  /// in the midst of another: then the mistake is here.
  bool take_quoted_lines() {
    if (closing_of(line_, at_) != std::string_view::npos) return true;
    const std::size_t close = closing_of(rest_, at_);
    const bool is_end =
        close != std::string_view::npos &&
        (close + 1 == rest_.size() || std::string_view(" \t\r\n").find(rest_[close + 1]) != std::string_view::npos);
    if (!is_end) return refuse("ENV001", at_, 1, "this quote is not closed on its line");
    take_line(close);
    return true;
  }

  bool read_single_quoted(std::string& value) {
    if (!take_quoted_lines()) return false;
    const auto end = line_.find('\'', at_ + 1);
    value += line_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    return true;
  }

  bool read_double_quoted(std::string& value) {
    if (!take_quoted_lines()) return false;
    const std::size_t start = at_++;
    while (at_ < line_.size() && line_[at_] != '"') {
      const char c = line_[at_];
      if (line_.substr(at_).starts_with("\\\n")) {  // the line goes on
        at_ += 2;
      } else if (c == '\\' && at_ + 1 < line_.size() &&
                 std::string_view("\"\\$`").find(line_[at_ + 1]) != std::string_view::npos) {
        value += line_[at_ + 1];
        at_ += 2;
      } else if (c == '$' || c == '`') {
        if (!read_reference(value)) return false;
        if (value.size() > kMaxValueBytes)
          return refuse("ENV003", start, 0, fmt::format("the value is longer than {} bytes", kMaxValueBytes));
      } else {
        value += c;
        ++at_;
      }
    }
    if (at_ == line_.size()) return refuse("ENV001", start, 1, "this quote is not closed on its line");
    ++at_;
    return true;
  }

  bool read_reference(std::string& value) {
    const std::string_view rest = line_.substr(at_);
    if (rest[0] == '`' || rest.starts_with("$("))
      return refuse("ENV001", at_, 2, "commands are not run: write their result");
    if (rest.starts_with("${")) {
      const auto end = rest.find('}');
      if (end == std::string_view::npos) return refuse("ENV001", at_, 2, "this brace is not closed");
      const std::string_view inside = rest.substr(2, end - 2);
      const std::string_view name = inside.substr(0, name_length(inside));
      std::string_view tail = inside.substr(name.size());
      const bool has_default = tail.starts_with(":-") || tail.starts_with('-');
      if (name.empty() || (!tail.empty() && !has_default) || inside.find('$') != std::string_view::npos)
        return refuse("ENV001", at_, end + 1, "only ${NAME} and ${NAME:-default} are understood");
      const bool default_if_empty = tail.starts_with(':');
      tail.remove_prefix(tail.empty() ? 0 : default_if_empty ? 2 : 1);
      const std::size_t from = at_;
      at_ += end + 1;
      const EnvVariable* known = find(name);
      if (has_default && (!known || (default_if_empty && known->value.empty()))) {
        value += tail;
        return true;
      }
      return replace(name, known, from, end + 1, value);
    }
    const std::size_t length = name_length(rest.substr(1));
    if (length == 0) {  // a lone dollar is itself
      value += '$';
      ++at_;
      return true;
    }
    const std::size_t from = at_;
    at_ += length + 1;
    return replace(rest.substr(1, length), find(rest.substr(1, length)), from, length + 1, value);
  }

  bool replace(std::string_view name, const EnvVariable* known, std::size_t at, std::size_t length,
               std::string& value) {
    if (known) {
      value += known->value;
      return true;
    }
    Diagnostic diagnostic{"ENV002", Severity::Error, range(at, length),
                          fmt::format("{} is not defined before this line", name)};
    std::vector<std::string_view> names;
    for (const EnvVariable& variable : variables_) names.push_back(variable.name);
    if (const auto near = near_miss(name, names)) diagnostic.hint = fmt::format("did you mean {}?", *near);
    diagnostic.fix = "define it above; what a shell has exported does not count here";
    if (++reports_ <= kMaxReports) diagnostics_.add(std::move(diagnostic));
    return false;
  }

  const EnvVariable* find(std::string_view name) const {
    const auto found = index_.find(name);
    return found == index_.end() ? nullptr : &variables_[found->second];
  }

  const SourceText& source_;
  Diagnostics& diagnostics_;
  std::vector<EnvVariable> variables_;
  std::map<std::string, std::size_t, std::less<>> index_;
  std::string_view rest_;  // from the line in hand on
  std::string_view line_;  // several, where a value in quotes reaches over them
  std::size_t end_ = 0;    // of the line in rest_; npos: the text's
  int line_number_ = 0;
  std::size_t column_offset_ = 0, at_ = 0, reports_ = 0;
};

}  // namespace

std::vector<EnvVariable> read_dotenv(const std::shared_ptr<const SourceText>& source, Diagnostics& diagnostics) {
  return DotenvReader(*source, diagnostics).read();
}

}  // namespace slipway::spec
