#include "base/secret_places.h"

#include <algorithm>
#include <cstddef>
#include <initializer_list>

#include "base/ascii.h"
#include "base/percent.h"
#include "base/prose.h"
#include "base/secret_forms.h"

namespace slipway {
namespace {

using namespace secret_forms;

constexpr std::size_t kShortestValue = 8;  // shorter ones are words of any text
constexpr std::size_t kMostName = 64;
constexpr std::size_t kMostUser = 256;
constexpr std::size_t kMostItem = 256;  // of what holds a variable of a container, before and behind its value

bool is_of_name(char c) { return is_alnum(c) || c == '_' || c == '-' || c == '.'; }
bool is_quote(char c) { return c == '"' || c == '\'' || c == '`' || c == '\\'; }
bool is_space(char c) { return c == ' ' || c == '\t'; }
bool is_of_value(char c) {
  return static_cast<unsigned char>(c) > ' ' && !is_quote(c) &&
         std::string_view(",;&<>(){}[]").find(c) == std::string_view::npos;
}

bool is_of_mark(char c) { return is_of_name(c) || std::string_view("!&:/,<>").find(c) != std::string_view::npos; }

/// `value`, and what people type in its place: one letter too many, too few or another, or two in each other's place.
bool is_value_key(std::string_view name) {
  constexpr std::string_view kValue = "value";
  if (name.size() + 1 < kValue.size() || name.size() > kValue.size() + 1) return false;
  int odd = 0;
  std::string left(kValue);
  for (const char c : ascii_lower(name))
    if (const auto at = left.find(c); at == left.npos)
      ++odd;
    else
      left.erase(at, 1);
  return odd <= 1 && left.size() <= 1;
}

/// Of `name`, what is_secret_name() compares: its letters and digits, the last kMostName, without digits at the end.
std::string bare_name(std::string_view name) {
  std::string bare;
  for (const char c : ascii_lower(name.substr(name.size() > kMostName ? name.size() - kMostName : 0)))
    if (is_alnum(c)) bare += c;
  while (!bare.empty() && is_digit(bare.back())) bare.pop_back();  // DB_PASSWORD2
  return bare;
}

bool ends_with_any(std::string_view text, std::initializer_list<std::string_view> ends) {
  return std::ranges::any_of(ends, [&](std::string_view end) { return text.ends_with(end); });
}

bool is_password_name(std::string_view bare) { return ends_with_any(bare, {"password", "passwd", "passphrase"}); }

/// Nothing but `${NAME}`, `$(NAME)` or `{{ .name }}`: what puts the secret in its place later.
bool is_template(std::string_view word) {
  return (word.starts_with("${") && word.find('}') == word.size() - 1) ||
         (word.starts_with("$(") && word.find(')') == word.size() - 1) ||
         (word.starts_with("{{") && word.find("}}") == word.size() - 2);
}

/// Begins with what stands for a value in Terraform's language, or names one in AWS.
bool is_reference(std::string_view word) {
  return std::ranges::any_of(std::initializer_list<std::string_view>{"arn:", "var.", "local.", "data.", "module."},
                             [&](std::string_view begin) { return word.starts_with(begin); });
}

class Search {
 public:
  Search(std::string_view text, std::span<const std::string> values) : text_(text) {
    for (const auto& value : values) {
      if (value.size() < kShortestValue) continue;
      values_.push_back(value);
      if (auto encoded = percent_escaped(value); encoded != value) values_.push_back(std::move(encoded));
    }
    // Of two that begin alike the longer is hidden whole.
    std::ranges::sort(values_, {}, [](const std::string& value) { return -static_cast<std::ptrdiff_t>(value.size()); });
  }

  std::vector<SecretPlace> places() {
    while (at_ < text_.size())
      if (is_inside_word())
        ++at_;
      else if (!hide_value() && !hide_private_key() && !hide_known_beginning() && !hide_aws_secret() &&
               !hide_bearer() && !hide_of_url() && !hide_named() && !hide_said())
        ++at_;
    return std::move(out_);
  }

 private:
  /// No secret begins between two letters but one that is given; what an escape ends in is no letter of the word.
  bool is_inside_word() const {
    return values_.empty() && at_ > 0 && is_alnum(text_[at_]) && is_alnum(text_[at_ - 1]) &&
           !(at_ >= 2 && text_[at_ - 2] == '\\') && !(at_ >= 3 && text_[at_ - 3] == '%');
  }
  bool begins(std::string_view what) const { return text_.substr(at_).starts_with(what); }
  /// Behind no letter or digit but those of an escape, as JSON (`\n`) and URLs (`%3D`) write them.
  bool is_word_begin() const {
    if (at_ == 0 || !is_alnum(text_[at_ - 1])) return true;
    if (at_ >= 2 && text_[at_ - 2] == '\\' && std::string_view("bfnrt").find(text_[at_ - 1]) != std::string_view::npos)
      return true;
    const auto is_hex = [](char c) { return is_digit(c) || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f'); };
    return at_ >= 3 && text_[at_ - 3] == '%' && is_hex(text_[at_ - 2]) && is_hex(text_[at_ - 1]);
  }
  std::size_t run_end(std::size_t from, bool (*is_of)(char)) const {
    while (from < text_.size() && is_of(text_[from])) ++from;
    return from;
  }
  bool hide(std::size_t begin, std::size_t end) {
    out_.push_back({begin, end});
    at_ = end;
    return true;
  }

  bool hide_value() {
    for (const auto& value : values_)
      if (begins(value)) return hide(at_, at_ + value.size());
    return false;
  }

  bool hide_private_key() {
    constexpr std::string_view kBegin = "-----BEGIN ", kEnd = "-----END ";
    if (!begins(kBegin)) return false;
    const auto name_end = text_.find("-----", at_ + kBegin.size());
    if (name_end == text_.npos || name_end - at_ > kMostName ||
        text_.substr(at_, name_end - at_).find("PRIVATE KEY") == text_.npos)
      return false;
    auto end = text_.find('"', name_end);  // of what holds the key, or of the key itself
    if (const auto foot = text_.substr(name_end, end - name_end).find(kEnd); foot != text_.npos) end = name_end + foot;
    while (end != text_.npos && end > name_end + 5 && text_[end - 1] == '\\') --end;
    return hide(name_end + 5, end == text_.npos ? text_.size() : end);
  }

  bool hide_known_beginning() {
    if (!is_word_begin()) return false;
    const auto rest = text_.substr(at_);
    for (const auto size : {known_secret(rest).size, access_key_id(rest)})
      if (size > 0) return hide(at_, at_ + size);
    const auto address = hook_address(rest);
    if (address == 0) return false;
    return hide(at_ + address, run_end(at_ + address, is_of_token));
  }

  bool hide_aws_secret() {
    const auto is_of_base64 = [](char c) { return is_alnum(c) || c == '/' || c == '+'; };
    if (at_ > 0 && (is_of_token(text_[at_ - 1]) && text_[at_ - 1] != '=')) return false;
    const auto end = run_end(at_, is_of_base64);
    if (!is_aws_secret(text_.substr(at_, end - at_)) || (end < text_.size() && is_of_token(text_[end]))) return false;
    return hide(at_, end);
  }

  bool hide_bearer() {
    if ((text_[at_] | 0x20) != 'b' || !is_word_begin()) return false;
    for (const std::string_view scheme : {"bearer ", "basic "}) {
      if (text_.size() - at_ < scheme.size() || ascii_lower(text_.substr(at_, scheme.size())) != scheme) continue;
      const auto begin = at_ + scheme.size(), end = run_end(begin, is_of_token);
      const auto word = text_.substr(begin, end - begin);
      if (end == begin || is_prose(word)) return false;
      if (scheme == "basic " && (word.size() < kShortestValue || !is_telling(begin, end))) return false;
      return hide(begin, end);
    }
    return false;
  }

  /// `https://user:password@host`, whatever the password has; `https://token@host`.
  bool hide_of_url() {
    if (!begins("://") || begins("://[")) return false;
    const auto begin = at_ + 3, most = std::min(text_.size(), begin + kMostUser);
    std::size_t colon = text_.npos, slash = text_.npos, last = text_.npos;
    for (auto i = begin; i < most; ++i) {
      const char c = text_[i];
      if (static_cast<unsigned char>(c) <= ' ' || is_quote(c) || c == '<' || c == '>') break;
      if (c == ':' && colon == text_.npos) colon = i;
      if (c == '@' && (slash == text_.npos || is_password_to(colon, slash))) last = i;
      if ((c == '/' || c == '?' || c == '#') && slash == text_.npos) {
        if (last != text_.npos) break;
        slash = i;
      }
    }
    if (last == text_.npos) return false;
    const bool has_password = colon < last;
    if (has_password ? colon + 1 == last : !looks_random(text_.substr(begin, last - begin))) return false;
    const auto from = has_password ? colon + 1 : begin;
    return hide(from, last);
  }
  /// What stands between the first colon of an address and its first slash is no port.
  bool is_password_to(std::size_t colon, std::size_t slash) const {
    if (colon == text_.npos || colon > slash) return false;
    const auto port = text_.substr(colon + 1, slash - colon - 1);
    return !std::ranges::all_of(port, is_digit);
  }

  enum class Quote { None, Opens, Closes };
  /// Whether a quote, however often escaped, stands at `begin`; one that opens something is passed. What comes behind
  /// one that closes is no more of the same text: in `{"a":"the password ","b":1}`.
  Quote pass_quote(std::size_t& begin) const {
    auto at = begin;
    while (at < text_.size() && at - begin < 4 && text_[at] == '\\') ++at;
    if (at >= text_.size() || text_[at] == '\\' || !is_quote(text_[at])) return Quote::None;
    if (at + 1 >= text_.size() || std::string_view(" \t\r\n,:}])").find(text_[at + 1]) != std::string_view::npos)
      return Quote::Closes;
    begin = at + 1;
    return Quote::Opens;
  }
  /// Where what was opened before `begin` is closed, or its line or the text around it ends.
  std::size_t quote_end(std::size_t begin) const {
    const char quote = text_[begin - 1];
    const bool is_escaped = begin > 1 && text_[begin - 2] == '\\';
    auto at = begin;
    for (; at < text_.size() && text_[at] != quote && text_[at] != '"' && text_[at] != '\n'; ++at)
      if (text_[at] == '\\') {
        const bool is_before_quote = at + 1 < text_.size() && is_quote(text_[at + 1]) && text_[at + 1] != '\\';
        if (is_before_quote && (is_escaped || quote != '"')) break;
        if (at + 1 < text_.size()) ++at;
      }
    return at;
  }

  /// The name that ends at `end`; "" when there is none.
  std::string_view name_before(std::size_t end) const {
    auto begin = end;
    while (begin > 0 && end - begin < kMostName && is_of_name(text_[begin - 1])) --begin;
    return text_.substr(begin, end - begin);
  }

  /// The name of the container's variable whose `value` stands at text_[key, end), beside it in braces or on the lines
  /// around it, whatever else stands there; only one of a secret.
  std::string_view variable_around(std::size_t key, std::size_t end) const {
    const std::size_t first = item_begin(key);
    const std::string_view item = text_.substr(first, item_end(end) - first);
    constexpr std::string_view kName = "name";
    for (std::size_t at = 0; (at = item.find(kName, at)) != item.npos; at += kName.size()) {
      if (at > 0 && is_of_name(item[at - 1]) && !(at > 1 && item[at - 2] == '\\')) continue;
      std::size_t behind = first + at + kName.size();
      const auto pass = [&](std::string_view over) {
        while (behind < text_.size() && over.find(text_[behind]) != over.npos) ++behind;
      };
      pass("\"'\\ ");
      if (behind >= text_.size() || text_[behind] != ':') continue;
      ++behind;
      behind = behind_marks(behind);
      pass("\"'\\");
      const auto name = text_.substr(behind, std::min(run_end(behind, is_of_name) - behind, kMostName));
      if (is_secret_name(name)) return name;
    }
    return {};
  }
  /// Where what holds a key begins: a brace, or a line's dash.
  std::size_t item_begin(std::size_t key) const {
    const std::size_t least = key - std::min(key, kMostItem);
    for (std::size_t at = key; at > least; --at) {
      if (text_[at - 1] == '{') return at;
      if (text_[at - 1] != '-' || at >= text_.size() || !is_space(text_[at])) continue;
      std::size_t line = at - 1;
      while (line > least && is_space(text_[line - 1])) --line;
      if (line == 0 || text_[line - 1] == '\n' || (line > 1 && is_break(line - 2))) return at;
    }
    return least;
  }
  /// Where it ends: a brace, or the next line with a dash.
  std::size_t item_end(std::size_t from) const {
    const std::size_t most = std::min(text_.size(), from + kMostItem);
    for (std::size_t at = from; at < most; ++at) {
      if (text_[at] == '}') return at;
      if (text_[at] != '\n' && !is_break(at)) continue;
      const std::size_t line = run_end(at + (text_[at] == '\n' ? 1 : 2), is_space);
      if (line + 1 < text_.size() && text_[line] == '-' && is_space(text_[line + 1])) return at;
    }
    return most;
  }
  /// Whether a line break as JSON writes it stands there: a text of YAML within one of JSON.
  bool is_break(std::size_t at) const {
    return at + 1 < text_.size() && text_[at] == '\\' && (text_[at + 1] == 'n' || text_[at + 1] == 'r');
  }
  /// Behind spaces, and what YAML may say of a value before it: `!!str`, `&anchor`.
  std::size_t behind_marks(std::size_t from) const {
    std::size_t at = after_spaces(from);
    for (int marks = 0; marks < 2 && at > from && at < text_.size() && (text_[at] == '!' || text_[at] == '&');
         ++marks) {
      const std::size_t end = run_end(at, is_of_mark);
      if (end >= text_.size() || !is_space(text_[end])) break;
      at = after_spaces(end);
    }
    return at;
  }

  /// `password=…`, `"token":"…"`, `secret_key = "…"`, `token: …`
  bool hide_named() {
    const char sign = text_[at_];
    if (sign != '=' && sign != ':') return false;
    auto name_end = at_;
    bool is_quoted_name = false;
    while (name_end > 0 && at_ - name_end < 4 && (is_quote(text_[name_end - 1]) || is_space(text_[name_end - 1])))
      is_quoted_name |= is_quote(text_[--name_end]);
    auto name = name_before(name_end);
    if (name.empty()) return false;
    const bool is_variable = is_value_key(name);
    if (is_variable) name = variable_around(name_end - name.size(), at_ + 1);
    const auto bare = bare_name(name);
    const bool is_header = bare.ends_with("authorization");
    if (!is_header && !is_secret_name(name)) return false;
    auto begin = sign == ':' ? behind_marks(at_ + 1) : after_spaces(at_ + 1);
    const bool is_apart = begin > at_ + 1;
    const auto quote = pass_quote(begin);
    if (quote == Quote::Closes) return false;
    const bool is_quoted = quote == Quote::Opens;
    // Before the value is read: of `token:token:…` each would be read to the end.
    if (sign == ':' && !is_quoted_name && !is_quoted && !is_apart) return false;
    if (is_header) return hide_header(begin, is_quoted);
    if (!is_quoted && is_reference(text_.substr(begin))) return false;
    auto end = is_quoted ? quote_end(begin) : run_end(begin, is_of_value);
    if (is_variable && !is_quoted && sign == ':') end = scalar_end(end);
    if (end == begin || (!is_quoted && (text_[begin] == '=' || text_[begin] == '>'))) return false;
    const auto word = text_.substr(begin, end - begin);
    if (is_quoted ? is_template(word) : word == "null" || word == "$") return false;
    const bool is_number_of_variable = is_variable && is_digit(word.front());  // others are counts: "maxToken": 512
    if (is_quoted_name && !is_quoted && is_json(word) && !is_number_of_variable) return false;
    if (sign == ':' && !is_quoted && (is_quoted_name || is_apart) && is_prose(word)) return false;
    if (sign == ':' && !is_quoted_name && !is_quoted && !is_password_name(bare) && !looks_random(word) &&
        !is_telling(begin, end))
      return false;
    return hide(begin, end);
  }

  /// Where a plain scalar of YAML ends whose first word ends there: it may have several.
  std::size_t scalar_end(std::size_t end) const {
    const std::size_t most = std::min(text_.size(), end + kMostItem);
    std::size_t at = end;
    while (at < most && is_space(text_[at])) {
      const std::size_t word = run_end(at, is_space);
      if (word >= most || text_[word] == '#') break;
      const std::size_t behind = run_end(word, is_of_value);
      if (behind == word) break;
      at = end = behind;
    }
    return end;
  }

  /// `Authorization: Bearer …`, with or without a scheme.
  bool hide_header(std::size_t begin, bool is_quoted) {
    if (text_.substr(begin).starts_with("AWS4-")) return false;  // a signature, which its name gives away
    auto from = begin;
    bool has_scheme = false;
    for (const std::string_view scheme : {"bearer ", "basic ", "token ", "negotiate "})
      if (!has_scheme && ascii_lower(text_.substr(begin, scheme.size())) == scheme) {
        has_scheme = true;
        from = begin + scheme.size();
      }
    const auto end = run_end(from, is_of_token);
    const auto word = text_.substr(from, end - from);
    if (end == from || is_prose(word)) return false;
    if (!has_scheme && !is_quoted && !looks_random(word)) return false;
    return hide(from, end);
  }

  /// `--password hunter`, `the password is hunter`, `password "hunter"`, `token a1b2c3`
  bool hide_said() {
    if (!is_space(text_[at_])) return false;
    const auto name = name_before(at_);
    if (name.empty() || !is_secret_name(name)) return false;
    auto begin = after_spaces(at_);
    bool is_said = name.starts_with('-');
    for (const std::string_view verb : {"is", "was", "are"})
      if (!is_said && text_.substr(begin).starts_with(verb)) {
        auto behind = begin + verb.size();
        if (behind < text_.size() && text_[behind] == ':') ++behind;
        if (behind >= text_.size() || !is_space(text_[behind])) continue;
        begin = after_spaces(behind);
        is_said = true;
      }
    const auto quote = pass_quote(begin);
    if (quote == Quote::Closes) return false;
    const bool is_quoted = quote == Quote::Opens;
    auto end = is_quoted ? quote_end(begin) : run_end(begin, is_of_value);
    while (end > begin && !is_quoted && (text_[end - 1] == '.' || text_[end - 1] == '!' || text_[end - 1] == ':'))
      --end;
    const auto word = text_.substr(begin, end - begin);
    if (word.empty() || word.starts_with('-') || word.starts_with('=') || is_prose(word) || is_reference(word))
      return false;
    const auto bare = bare_name(name);
    const bool is_hidden =
        is_said || (is_password_name(bare) && is_quoted) || (!bare.ends_with("secret") && looks_random(word));
    if (!is_hidden) return false;
    return hide(begin, end);
  }
  std::size_t after_spaces(std::size_t from) const { return std::min(run_end(from, is_space), from + 4); }

  /// What JSON has without quotes.
  static bool is_json(std::string_view word) {
    return word == "true" || word == "false" || word == "null" ||
           word.find_first_not_of("0123456789.-+eE") == word.npos;
  }

  bool is_telling(std::size_t begin, std::size_t end) const {
    const auto word = text_.substr(begin, end - begin);
    return word.size() >= kLongWord || word.find_first_of("0123456789") != word.npos || end == text_.size() ||
           text_[end] == '\n' || text_[end] == '\\' || text_[end] == '"';
  }

  std::string_view text_;
  std::vector<std::string> values_;
  std::size_t at_ = 0;
  std::vector<SecretPlace> out_;
};

}  // namespace

bool is_secret_name(std::string_view name) {
  const auto bare = bare_name(name);
  if (bare == "auth" || bare == "dockerconfigjson") return true;
  return is_password_name(bare) ||
         ends_with_any(bare, {"token", "secret", "secretaccesskey", "secretkey", "apikey", "privatekey", "signature",
                              "clientkeydata", "accountkey", "signingkey", "encryptionkey", "sharedkey"});
}

std::vector<SecretPlace> secret_places(std::string_view text, std::span<const std::string> values) {
  return Search(text, values).places();
}

}  // namespace slipway
