#include "io/secrets.h"

#include <algorithm>
#include <cstddef>

#include "base/percent.h"

namespace slipway::io {
namespace {

constexpr std::string_view kMask = "***";
constexpr std::size_t kShortestValue = 8;  // shorter ones are words of any text
constexpr std::size_t kLongWord = 20;
constexpr std::size_t kMostName = 64;
constexpr std::size_t kMostUser = 256;

bool is_alnum(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_of_name(char c) { return is_alnum(c) || c == '_' || c == '-' || c == '.'; }
bool is_quote(char c) { return c == '"' || c == '\'' || c == '`' || c == '\\'; }
bool is_space(char c) { return c == ' ' || c == '\t'; }
bool is_of_value(char c) {
  return static_cast<unsigned char>(c) > ' ' && !is_quote(c) &&
         std::string_view(",;&<>(){}[]").find(c) == std::string_view::npos;
}
bool is_of_token(char c) { return is_of_name(c) || std::string_view("/+=~").find(c) != std::string_view::npos; }

/// What begins so, and is of some length, is a secret by itself.
constexpr std::string_view kBeginnings[] = {"eyJ",         "k8s-aws-v1.", "ghp_", "gho_",  "ghs_",
                                            "github_pat_", "glpat-",      "hvs.", "xoxb-", "xoxp-"};

class Masked {
 public:
  Masked(std::string_view text, std::span<const std::string> values) : text_(text) {
    for (const auto& value : values) {
      if (value.size() < kShortestValue) continue;
      values_.push_back(value);
      if (auto encoded = percent_escaped(value); encoded != value) values_.push_back(std::move(encoded));
    }
    // Of two that begin alike the longer is hidden whole.
    std::ranges::sort(values_, {}, [](const std::string& value) { return -static_cast<std::ptrdiff_t>(value.size()); });
  }

  std::string whole() {
    while (at_ < text_.size())
      if (!hide_value() && !hide_private_key() && !hide_known_beginning() && !hide_bearer() && !hide_of_url() &&
          !hide_named())
        out_ += text_[at_++];
    return std::move(out_);
  }

 private:
  bool begins(std::string_view what) const { return text_.substr(at_).starts_with(what); }
  bool is_word_begin() const { return at_ == 0 || !is_alnum(text_[at_ - 1]); }
  std::size_t run_end(std::size_t from, bool (*is_of)(char)) const {
    while (from < text_.size() && is_of(text_[from])) ++from;
    return from;
  }
  bool hide_to(std::size_t end) {
    out_ += kMask;
    at_ = end;
    return true;
  }

  bool hide_value() {
    for (const auto& value : values_)
      if (begins(value)) return hide_to(at_ + value.size());
    return false;
  }

  bool hide_private_key() {
    constexpr std::string_view kBegin = "-----BEGIN ", kEnd = "-----END ";
    if (!begins(kBegin)) return false;
    const auto name_end = text_.find("-----", at_ + kBegin.size());
    if (name_end == text_.npos || name_end - at_ > kMostName ||
        text_.substr(at_, name_end - at_).find("PRIVATE KEY") == text_.npos)
      return false;
    const auto end = text_.find(kEnd, name_end);
    out_ += text_.substr(at_, name_end + 5 - at_);
    return hide_to(end == text_.npos ? text_.size() : end);
  }

  bool hide_known_beginning() {
    if (!is_word_begin()) return false;
    for (const auto beginning : kBeginnings) {
      if (!begins(beginning)) continue;
      const auto end = run_end(at_, is_of_token);
      if (end - at_ >= kLongWord) return hide_to(end);
    }
    return false;
  }

  bool hide_bearer() {
    if (!is_word_begin()) return false;
    for (const std::string_view scheme : {"Bearer ", "bearer ", "Basic "}) {
      if (!begins(scheme)) continue;
      const auto begin = at_ + scheme.size(), end = run_end(begin, is_of_token);
      if (end - begin < kShortestValue || !is_telling(begin, end)) return false;
      out_ += scheme;
      return hide_to(end);
    }
    return false;
  }

  /// `https://user:password@host`
  bool hide_of_url() {
    if (!begins("://")) return false;
    std::size_t colon = text_.npos, i = at_ + 3;
    for (; i < text_.size() && i - at_ < kMostUser && is_of_value(text_[i]) && text_[i] != '/' && text_[i] != '@'; ++i)
      if (text_[i] == ':' && colon == text_.npos) colon = i;
    if (i >= text_.size() || text_[i] != '@' || colon == text_.npos || colon + 1 == i) return false;
    out_ += text_.substr(at_, colon + 1 - at_);
    return hide_to(i);
  }

  /// `password=…`, `"token":"…"`, `secret_key = "…"`, `token: …`
  bool hide_named() {
    const char sign = text_[at_];
    if (sign != '=' && sign != ':') return false;
    auto name_end = at_;
    bool is_quoted_name = false;
    while (name_end > 0 && at_ - name_end < 4 && (is_quote(text_[name_end - 1]) || is_space(text_[name_end - 1])))
      is_quoted_name |= is_quote(text_[--name_end]);
    auto name_begin = name_end;
    while (name_begin > 0 && name_end - name_begin < kMostName && is_of_name(text_[name_begin - 1])) --name_begin;
    if (name_begin == name_end || !is_secret_name(text_.substr(name_begin, name_end - name_begin))) return false;
    auto begin = at_ + 1;
    bool is_quoted = false, is_apart = false;
    for (; begin < text_.size() && begin - at_ < 6 && (is_quote(text_[begin]) || is_space(text_[begin])); ++begin) {
      is_quoted |= is_quote(text_[begin]);
      is_apart |= is_space(text_[begin]);
    }
    // Before the value is read: of `token:token:…` each would be read to the end.
    if (sign == ':' && !is_quoted_name && !is_quoted && !is_apart) return false;
    const auto end = run_end(begin, is_of_value);
    if (end == begin || text_[begin] == '=' || text_[begin] == '>') return false;
    const auto word = text_.substr(begin, end - begin);
    if (is_quoted_name && !is_quoted && is_json(word)) return false;
    if (sign == ':' && !is_quoted_name && !is_quoted && !is_telling(begin, end)) return false;
    out_ += text_.substr(at_, begin - at_);
    return hide_to(end);
  }

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
  std::string out_;
};

}  // namespace

bool is_secret_name(std::string_view name) {
  std::string bare;
  for (const char c : name.substr(name.size() > kMostName ? name.size() - kMostName : 0))
    if (is_alnum(c)) bare += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  for (const std::string_view end : {"password", "passwd", "passphrase", "token", "secret", "secretaccesskey",
                                     "secretkey", "apikey", "privatekey", "signature"})
    if (bare.ends_with(end)) return true;
  return false;
}

std::string without_secrets(std::string_view text, std::span<const std::string> values) {
  return Masked(text, values).whole();
}

std::vector<std::string> secrets_in(const Environment& environment) {
  std::vector<std::string> values;
  for (const char* name : {"AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN",
                           "AWS_CONTAINER_AUTHORIZATION_TOKEN", "AWS_BEARER_TOKEN_BEDROCK", "GITHUB_TOKEN", "GH_TOKEN",
                           "GITLAB_TOKEN", "CI_JOB_TOKEN", "VAULT_TOKEN", "TF_HTTP_PASSWORD"})
    if (auto value = environment.text(name); !value.empty()) values.push_back(std::move(value));
  return values;
}

}  // namespace slipway::io
