#include "subject/script.h"

#include <algorithm>
#include <array>
#include <deque>
#include <utility>

#include "base/steps.h"
#include "subject/command_flags.h"
#include "subject/text_places.h"

namespace slipway::subject {
namespace {

constexpr std::size_t kMostCommands = 100'000;
constexpr int kDeepest = 8;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }
bool is_operator(char c) { return c == ';' || c == '|' || c == '&' || c == '(' || c == ')'; }
bool is_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

/// How long the `NAME=` or `NAME+=` at the start is; 0 when there is none.
std::size_t assignment_length(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size() && is_name(text[at])) ++at;
  if (at == 0 || (text[0] >= '0' && text[0] <= '9')) return 0;
  if (text.substr(at).starts_with("=")) return at + 1;
  return text.substr(at).starts_with("+=") ? at + 2 : 0;
}

/// Stands before commands and is none.
bool is_keyword(std::string_view word) {
  constexpr std::array<std::string_view, 13> kWords = {"if",    "then",  "else", "elif", "fi", "do", "done",
                                                       "while", "until", "esac", "!",    "{",  "}"};
  return std::ranges::find(kWords, word) != kWords.end();
}

/// Takes the exit code of what follows.
bool tests(std::string_view keyword) {
  return keyword == "if" || keyword == "elif" || keyword == "while" || keyword == "until" || keyword == "!";
}

bool is_arithmetic(char c) { return std::string_view("<>=!&|+-*/%?:~^,").find(c) != std::string_view::npos; }

std::string_view program_of(std::string_view word) {
  const std::size_t slash = word.rfind('/');
  return slash != word.npos && slash + 1 < word.size() && word.find('$') == word.npos ? word.substr(slash + 1) : word;
}

bool declares(std::string_view word) {
  return word == "export" || word == "local" || word == "declare" || word == "readonly" || word == "typeset";
}

std::size_t common_indentation(std::string_view text) {
  std::size_t least = text.size();
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    const std::size_t indent = line.find_first_not_of(' ');
    if (indent != line.npos) least = std::min(least, indent);
    text.remove_prefix(std::min(line.size() + 1, text.size()));
  }
  return least;
}

class ScriptReader {
 public:
  ScriptReader(const SourceText& source, SourceRange instead)
      : text_(source.text()), places_(source), instead_(instead) {
    // What stands indented in a block of another file is indented as a whole.
    if (source.first_line() > 1) indent_ = common_indentation(text_);
  }

  std::vector<ShellCommand> read() {
    read_all();
    std::vector<ShellCommand> commands;
    commands.reserve(out_.size());
    for (Placed& one : out_) commands.push_back(std::move(one.command));
    return commands;
  }

  std::vector<bool> read_tested() {
    read_all();
    std::vector<bool> tested;
    tested.reserve(out_.size());
    for (const Placed& one : out_) tested.push_back(one.is_tested);
    return tested;
  }

  std::vector<ShellFunction> read_functions() {
    read_all();
    const auto commands_before = [this](std::size_t offset) {
      return static_cast<std::size_t>(std::ranges::lower_bound(out_, offset, {}, &Placed::at) - out_.begin());
    };
    std::vector<ShellFunction> functions;
    for (Body& body : bodies_)
      functions.push_back({std::move(body.name), commands_before(body.from), commands_before(body.to)});
    return functions;
  }

 private:
  void read_all() {
    parts_.push_back({0, text_.size(), 0, false});
    // Substitutions wait until what they stand in is read; commands are put in order at the end.
    while (!parts_.empty() && out_.size() < kMostCommands) {
      const Part part = parts_.front();
      parts_.pop_front();
      depth_ = part.depth;
      part_is_tested_ = part.is_tested;
      read_part(part.from, part.to);
    }
    std::ranges::stable_sort(out_, {}, &Placed::at);
  }

  struct Part {
    std::size_t from, to;
    int depth;
    bool is_tested;
  };
  struct Placed {
    std::size_t at;
    ShellCommand command;
    bool is_tested;
  };
  struct Body {
    std::string name;  // of the function
    std::size_t from, to;
  };
  struct Here {
    std::string end;
    bool strips_tabs, is_literal;
    std::size_t command;  // in out_
  };

  SourceRange range(std::size_t from, std::size_t to) const { return instead_ ? instead_ : places_.range(from, to); }

  void read_part(std::size_t from, std::size_t to) {
    at_ = from;
    end_ = to;
    part_begin_ = out_.size();
    marked_ = {};
    named_.clear();
    braces_.clear();
    begin();
    while (at_ < end_ && out_.size() < kMostCommands) step();
    finish(false);
    heres_.clear();
  }

  void begin() {
    command_ = {};
    starts_ = end_;
    has_word_ = false;
    is_tested_ = part_is_tested_;
    has_options_ended_ = false;
    runner_.clear();
  }

  bool in_test() const {
    return !command_.words.empty() && command_.words[0].text == "[[" && command_.words.back().text != "]]";
  }

  /// `function name`, and nothing yet of its body.
  bool is_function_head() const { return command_.words.size() == 2 && command_.words[0].text == "function"; }

  /// A function of this name begins, which runs nothing.
  void name_function() {
    named_ = command_.words.back().text;
    begin();
  }

  void read_brace(std::string_view brace) {
    constexpr std::size_t kOfNone = std::string::npos;
    if (brace == "{") {
      braces_.push_back(named_.empty() ? kOfNone : bodies_.size());
      if (!named_.empty()) bodies_.push_back({std::exchange(named_, {}), at_, end_});
    } else if (brace == "}" && !braces_.empty()) {
      if (braces_.back() != kOfNone) bodies_[braces_.back()].to = at_;
      braces_.pop_back();
    }
  }

  void finish(bool pipes) {
    if (is_function_head()) return name_function();
    const bool is_tested = is_tested_;
    const bool says =
        !command_.words.empty() || !command_.assignments.empty() || !command_.redirects.empty() || command_.has_here;
    if (says) {
      out_.push_back({starts_, std::move(command_), is_tested});
      named_.clear();
    }
    begin();
    command_.has_input = pipes;
    if (pipes) is_tested_ = is_tested;
  }

  /// Of the pipeline that ended last, and what is in it.
  void mark_tested() {
    if (std::exchange(marked_, {out_.size(), parts_.size()}) == std::pair(out_.size(), parts_.size())) return;
    std::size_t begin = at_;
    for (std::size_t i = out_.size(); i > part_begin_; --i) {
      count_step();
      begin = out_[i - 1].at;
      out_[i - 1].is_tested = true;
      if (!out_[i - 1].command.has_input) break;
    }
    for (auto part = parts_.rbegin(); part != parts_.rend() && begin <= part->from && part->from < at_; ++part)
      part->is_tested = true;
  }

  void step() {
    const char c = text_[at_];
    if (is_blank(c)) {
      ++at_;
    } else if (c == '\\' && at_ + 1 < end_ && text_[at_ + 1] == '\n') {
      at_ += 2;
    } else if (c == '\\' && at_ + 2 < end_ && text_[at_ + 1] == '\r' && text_[at_ + 2] == '\n') {
      at_ += 3;
    } else if (c == '\n') {
      finish(false);
      ++at_;
      read_here_documents();
    } else if (c == '#') {
      at_ = std::min(text_.find('\n', at_), end_);
    } else if (c == ';' || (!in_test() && is_operator(c))) {
      read_operator(c);
    } else if (!in_test() && (c == '<' || c == '>') && !(at_ + 1 < end_ && text_[at_ + 1] == '(')) {
      read_redirect(at_);
    } else {
      read_one_word();
    }
  }

  void read_operator(char c) {
    if (c == '&' && at_ + 1 < end_ && text_[at_ + 1] == '>') return read_redirect(at_);
    if (c == '(' && at_ + 1 < end_ && text_[at_ + 1] == '(' && command_.words.empty()) {
      read_arithmetic();
      return;
    }
    // `name() {` defines a function and runs nothing
    const bool may_be_head = command_.words.size() == 1 || is_function_head();
    if (c == '(' && may_be_head && at_ + 1 < end_ && text_[at_ + 1] == ')') {
      name_function();
      at_ += 2;
      return;
    }
    const bool pipes = c == '|' && !(at_ + 1 < end_ && text_[at_ + 1] == '|');
    const bool is_pair = (c == '|' || c == '&') && at_ + 1 < end_ && text_[at_ + 1] == c;
    finish(pipes);
    if (is_pair) mark_tested();
    while (at_ < end_ && text_[at_] == c) ++at_;
    if (pipes && at_ < end_ && text_[at_] == '&') ++at_;
    // a command may go on behind the end of the line
    if (pipes) {
      std::size_t next = at_;
      while (next < end_ && (is_blank(text_[next]) || text_[next] == '\n')) ++next;
      if (heres_.empty()) at_ = next;
    }
  }

  /// `(( a != 16 ))`: names, numbers and operators are words of a command called "((".
  void read_arithmetic() {
    const auto take = [&](std::size_t from, std::string text) {
      command_.words.push_back({std::move(text), range(from, at_)});
      command_.values.emplace_back();
    };
    has_word_ = true;
    starts_ = at_;
    command_.where = range(at_, at_ + 2);
    at_ += 2;
    take(at_ - 2, "((");
    while (at_ < end_ && !std::string_view(text_).substr(at_).starts_with("))")) {
      const std::size_t from = at_;
      std::string word;
      if (text_[at_] == '$' || text_[at_] == '`') {
        read_dollar(word);
        if (word == "$")
          while (at_ < end_ && is_name(text_[at_])) word += text_[at_++];
      } else if (is_name(text_[at_])) {
        while (at_ < end_ && is_name(text_[at_])) word += text_[at_++];
      } else if (is_arithmetic(text_[at_])) {
        while (at_ < end_ && is_arithmetic(text_[at_])) word += text_[at_++];
      } else {
        ++at_;
      }
      if (!word.empty()) take(from, std::move(word));
    }
    at_ = std::min(at_ + 2, end_);
  }

  void read_redirect(std::size_t from) {
    if (starts_ == end_) starts_ = from;
    std::size_t op = from;
    while (op < end_ && (text_[op] == '&' || text_[op] == '<' || text_[op] == '>' || text_[op] == '-') &&
           op - from < 3) {
      if (text_[op] == '-' && !std::string_view(text_).substr(from, op - from).ends_with("<<")) break;
      ++op;
    }
    std::string name = text_.substr(from, op - from);
    at_ = op;
    if (at_ < end_ && text_[at_] == '|' && name == ">") ++at_;
    while (at_ < end_ && is_blank(text_[at_])) ++at_;
    const std::size_t begin = at_;
    bool quoted = false;
    Word target = read_word(&quoted);
    if (target.text.empty() && at_ == begin) return;
    if (name == "<<" || name == "<<-") {
      command_.has_here = true;
      heres_.push_back({target.text, name == "<<-", quoted, out_.size()});
    } else if (name == "<<<") {
      command_.has_here = true;
      command_.here_document = target.text;
      command_.here_where = target.where;
    } else {
      command_.redirects.push_back({std::move(name), std::move(target)});
    }
  }

  void read_here_documents() {
    for (const Here& here : heres_) {
      const std::size_t begin = at_;
      std::string body;
      bool ended = false;
      while (at_ < end_ && !ended) {
        std::size_t stop = std::min(text_.find('\n', at_), end_);
        std::string_view line(text_.data() + at_, stop - at_);
        at_ = std::min(stop + 1, end_);
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (here.strips_tabs) line.remove_prefix(std::min(line.find_first_not_of('\t'), line.size()));
        line.remove_prefix(std::min({line.find_first_not_of(' '), indent_, line.size()}));
        ended = line == here.end;
        if (!ended) body.append(line).append("\n");
      }
      if (here.command >= out_.size()) continue;
      ShellCommand& command = out_[here.command].command;
      command.here_document = std::move(body);
      command.here_where = range(begin, begin);
      command.here_is_literal = here.is_literal;
    }
    heres_.clear();
  }

  void read_one_word() {
    const std::size_t from = at_;
    // "2>file": the number belongs to the redirection
    std::size_t digits = from;
    while (digits < end_ && text_[digits] >= '0' && text_[digits] <= '9') ++digits;
    if (!in_test() && digits > from && digits < end_ && (text_[digits] == '<' || text_[digits] == '>')) {
      at_ = digits;
      read_redirect(digits);
      return;
    }
    bool quoted = false;
    const std::size_t parts = parts_.size();
    Word word = read_word(&quoted);
    if (at_ == from) {
      ++at_;
      return;
    }
    if (!quoted && command_.words.empty() && is_keyword(word.text)) {
      is_tested_ |= tests(word.text);
      read_brace(word.text);
      return;
    }
    if (!quoted && word.text == "{" && is_function_head()) {
      name_function();
      read_brace(word.text);
      return;
    }
    if (command_.words.empty() && is_before_command(word.text)) return;
    const bool before = command_.words.empty() || declares(command_.words[0].text);
    if (!has_word_) {
      has_word_ = true;
      starts_ = from;
      command_.where = word.where;
    }
    if (before && assignment_length(std::string_view(text_).substr(from, at_ - from)) > 0) {
      if (at_ < end_ && text_[at_] == '(' && word.text.ends_with("=")) {  // an array
        const std::size_t open = at_;
        at_ = past_closing(at_ + 1, ')');
        word.text.append(text_, open, at_ - open);
      }
      command_.assignments.push_back(std::move(word));
      return;
    }
    if (command_.words.empty()) word.text = program_of(word.text);
    if (is_glued(word.text)) {
      const std::size_t value = word.text[2] == '=' ? 3 : 2;
      Word behind{word.text.substr(value), word.where};
      word.text.resize(2);
      command_.words.push_back(std::move(word));
      command_.words.push_back(std::move(behind));
      command_.values.resize(command_.words.size());
      return;
    }
    const std::size_t equals = word.text.starts_with("-") ? word.text.find('=') : std::string::npos;
    if (is_command_line(from)) {
      parts_.resize(parts);  // its substitutions are read with it
      parts_.push_back({from + 1, at_ - 1, depth_ + 1, is_tested_});
    }
    has_options_ended_ |= word.text == "--";
    command_.values.push_back(equals == std::string::npos ? Word() : Word{word.text.substr(equals + 1), word.where});
    command_.words.push_back(std::move(word));
  }

  /// Programs that run others, with their own flags and words: `sudo -u ubuntu`, `timeout 5m`.
  bool is_before_command(std::string_view word) {
    if (!runner_.empty()) {
      const bool is_value = runner_flag_takes_word_;
      runner_flag_takes_word_ = false;
      if (is_value) return true;
      if (word.starts_with('-')) {
        runner_flag_takes_word_ = takes_word(runner_, word);
        return true;
      }
      if (runner_words_ > 0) {
        --runner_words_;
        return true;
      }
    }
    const std::string_view program = program_of(word);
    const auto own = words_before_command(program);
    if (!own) return false;
    runner_ = program;
    runner_words_ = *own;
    runner_flag_takes_word_ = false;
    return true;
  }

  /// `bash -c '…'`, where the word in quotes begins.
  bool is_command_line(std::size_t from) const {
    constexpr std::string_view kShells[] = {"sh", "bash", "dash", "ash", "zsh"};
    if (depth_ >= kDeepest || command_.words.size() < 2 || at_ < from + 2) return false;
    const std::string_view flag = command_.words.back().text;
    return std::ranges::find(kShells, command_.words[0].text) != std::end(kShells) && flag.starts_with('-') &&
           !flag.starts_with("--") && flag.ends_with('c') && (text_[from] == '\'' || text_[from] == '"') &&
           text_[at_ - 1] == text_[from];
  }

  /// `-napp`, `-l=app=x`: a flag of one letter and its value in one word.
  bool is_glued(std::string_view word) const {
    return word.size() > 2 && word[0] == '-' && word[1] != '-' && !command_.words.empty() && !has_options_ended_ &&
           takes_word(command_.words[0].text, word.substr(0, 2));
  }

  Word read_word(bool* quoted) {
    const std::size_t from = at_;
    std::string word;
    while (at_ < end_) {
      const char c = text_[at_];
      if (is_blank(c) || c == '\n') break;
      if ((c == '<' || c == '>') && at_ + 1 < end_ && text_[at_ + 1] == '(' && at_ == from) {
        take_substitution(word, at_ + 2, ')');
        continue;
      }
      if (c == ';' || (!in_test() && (is_operator(c) || c == '<' || c == '>'))) break;
      if (c == '\\') {
        if (at_ + 1 >= end_) {
          ++at_;
        } else if (text_[at_ + 1] == '\n') {
          at_ += 2;
        } else {
          word += text_[at_ + 1];
          at_ += 2;
          *quoted = true;
        }
      } else if (c == '\'') {
        const std::size_t close = std::min(text_.find('\'', at_ + 1), end_);
        word.append(text_, at_ + 1, close - at_ - 1);
        at_ = std::min(close + 1, end_);
        *quoted = true;
      } else if (c == '"') {
        read_double_quoted(word);
        *quoted = true;
      } else if (c == '$' || c == '`') {
        read_dollar(word);
      } else {
        word += c;
        ++at_;
      }
    }
    return {std::move(word), range(from, at_)};
  }

  void read_double_quoted(std::string& word) {
    ++at_;
    while (at_ < end_ && text_[at_] != '"') {
      const char c = text_[at_];
      if (c == '\\' && at_ + 1 < end_) {
        const char next = text_[at_ + 1];
        if (next != '"' && next != '\\' && next != '$' && next != '`' && next != '\n') word += c;
        if (next != '\n') word += next;
        at_ += 2;
      } else if (c == '$' || c == '`') {
        read_dollar(word);
      } else {
        word += c;
        ++at_;
      }
    }
    if (at_ < end_) ++at_;
  }

  /// $NAME, ${…}, $(…), $((…)), `…`: kept as written; commands in it are read later.
  void read_dollar(std::string& word) {
    if (text_[at_] == '`') return take_substitution(word, at_ + 1, '`');
    const char next = at_ + 1 < end_ ? text_[at_ + 1] : '\0';
    if (next == '{') {
      const std::size_t from = at_;
      at_ = past_closing(at_ + 2, '}');
      word.append(text_, from, at_ - from);
    } else if (next == '(') {
      take_substitution(word, at_ + 2, ')');
    } else {
      word += text_[at_++];
    }
  }

  void take_substitution(std::string& word, std::size_t inside, char close) {
    const std::size_t from = at_;
    at_ = past_closing(inside, close);
    word.append(text_, from, at_ - from);
    const bool arithmetic = inside < end_ && text_[inside] == '(' && close == ')';
    if (depth_ < kDeepest && !arithmetic && at_ > inside) parts_.push_back({inside, at_ - 1, depth_ + 1, is_tested_});
  }

  /// Behind the bracket that closes what was opened before `from`; quotes are respected. The end when nothing does.
  std::size_t past_closing(std::size_t from, char close) const {
    const char open = close == ')' ? '(' : close == '}' ? '{' : '\0';
    int depth = 1;
    bool in_double = false;
    for (std::size_t i = from; i < end_; ++i) {
      const char c = text_[i];
      if (c == '\\') {
        ++i;
      } else if (c == '"' && close == ')') {
        in_double = !in_double;
      } else if (c == '\'' && close == ')' && !in_double) {
        i = std::min(text_.find('\'', i + 1), end_);
      } else if (c == close) {
        if (--depth == 0) return i + 1;
      } else if (c == open && open != '\0') {
        ++depth;
      }
    }
    return end_;
  }

  const std::string& text_;
  TextPlaces places_;
  SourceRange instead_;
  std::size_t indent_ = 0;
  std::size_t at_ = 0, end_ = 0;
  int depth_ = 0;
  ShellCommand command_;
  std::size_t starts_ = 0;
  bool has_word_ = false;
  bool is_tested_ = false, part_is_tested_ = false;
  bool has_options_ended_ = false;
  std::size_t part_begin_ = 0;                  // in out_
  std::pair<std::size_t, std::size_t> marked_;  // how many commands and parts there were when a pipeline was marked
  std::string runner_;                          // sudo, of `sudo -u ubuntu aws`
  int runner_words_ = 0;                        // that are still to come
  bool runner_flag_takes_word_ = false;
  std::vector<Here> heres_;
  std::string named_;                // the function whose body is still to come
  std::vector<Body> bodies_;         // of functions, in braces
  std::vector<std::size_t> braces_;  // that are open: in bodies_, npos of groups
  std::deque<Part> parts_;
  std::vector<Placed> out_;
};

/// Where "--" is: what stands behind it is of another program.
std::size_t options_end(const std::vector<Word>& words) {
  return static_cast<std::size_t>(std::ranges::find(words, "--", &Word::text) - words.begin());
}

}  // namespace

bool ShellCommand::starts_with(std::initializer_list<std::string_view> first_words) const {
  auto next = first_words.begin();
  for (std::size_t i = 0; i < words.size() && next != first_words.end(); ++i) {
    if (words[i].text == *next)
      ++next;
    else if (!words[i].text.starts_with("-"))
      return false;
    else if (takes_word(words[0].text, words[i].text))
      ++i;
  }
  return next == first_words.end();
}

const Word* ShellCommand::flag(std::string_view name) const {
  const std::size_t end = options_end(words);
  for (std::size_t i = 0; i < end; ++i) {
    if (words[i].text != name) continue;
    return i + 1 < end && !words[i + 1].text.starts_with("-") ? &words[i + 1] : &words[i];
  }
  for (std::size_t i = 0; i < end; ++i)
    if (words[i].text.starts_with(name) && words[i].text.size() > name.size() && words[i].text[name.size()] == '=')
      return &values[i];
  return nullptr;
}

std::vector<Word> ShellCommand::flags(std::string_view name) const {
  std::vector<Word> out;
  const std::size_t end = options_end(words);
  for (std::size_t i = 0; i < end; ++i) {
    const std::string& text = words[i].text;
    if (text == name && i + 1 < end) {
      out.push_back(words[i + 1]);
    } else if (text.starts_with(name) && text.size() > name.size() && text[name.size()] == '=') {
      out.push_back(words[i]);
      out.back().text.erase(0, name.size() + 1);
    }
  }
  return out;
}

const Word* ShellCommand::word(std::string_view text) const {
  const auto found = std::ranges::find(words, text, &Word::text);
  return found == words.end() ? nullptr : &*found;
}

std::vector<const Word*> operands(const ShellCommand& command) {
  std::vector<const Word*> out;
  const std::vector<Word>& words = command.words;
  const std::size_t end = options_end(words);
  for (std::size_t i = 0; i < end; ++i)
    if (!words[i].text.starts_with('-'))
      out.push_back(&words[i]);
    else if (takes_word(words[0].text, words[i].text))
      ++i;
  return out;
}

const ShellCommand* Script::find(std::initializer_list<std::string_view> first_words) const {
  for (const ShellCommand& command : commands)
    if (command.starts_with(first_words)) return &command;
  return nullptr;
}

std::vector<bool> tested_commands(const Script& script) { return ScriptReader(*script.source, {}).read_tested(); }

std::vector<ShellFunction> functions_of(const Script& script) {
  return ScriptReader(*script.source, {}).read_functions();
}

Script read_script(std::shared_ptr<const SourceText> source, SourceRange instead) {
  Script script{source->name(), source, ScriptReader(*source, instead).read()};
  return script;
}

}  // namespace slipway::subject
