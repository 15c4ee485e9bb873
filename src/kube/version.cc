#include "kube/version.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/quote.h"
#include "base/text.h"
#include "kube/go_text.h"

namespace slipway::kube {
namespace {

struct Refusal {
  std::size_t offset;
  std::string message;
  std::string go;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_identifier(char c) { return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-'; }
/// \s of Go's regular expressions.
bool is_space(char c) { return c == '\t' || c == '\n' || c == '\f' || c == '\r' || c == ' '; }
bool has_idle_zero(std::string_view number) { return number.size() > 1 && number[0] == '0'; }

/// Identifiers with points between them; takes what it reads off the text. Empty when there is none.
std::string_view take_identifiers(std::string_view& text) {
  std::size_t end = 0;
  while (true) {
    const std::size_t start = end == 0 ? 0 : end + 1;
    std::size_t at = start;
    while (at < text.size() && is_identifier(text[at])) ++at;
    if (at == start) break;  // a point with nothing after it belongs to no identifier
    end = at;
    if (at == text.size() || text[at] != '.') break;
  }
  const std::string_view taken = text.substr(0, end);
  text.remove_prefix(end);
  return taken;
}

}  // namespace

class VersionReader {
 public:
  VersionReader(std::string_view text, bool semantic) : text_(text), rest_(text) { result_.semantic_ = semantic; }

  Result<Version, Refusal> read() {
    while (!rest_.empty() && is_space(rest_[0])) rest_.remove_prefix(1);
    if (rest_.starts_with('v')) rest_.remove_prefix(1);
    const auto written = take_numbers();
    if (written.empty() || rest_.find('\n') != std::string_view::npos) {
      return refuse(rest_, "expected a version such as 1.36.3", fmt::format("could not parse {} as version", quoted()));
    }
    const bool semantic = result_.semantic_;
    if (semantic ? written.size() != 3 : written.size() < 2) {
      return refuse(written[0],
                    fmt::format("expected {} numbers, found {}", semantic ? "three" : "two or more", written.size()),
                    fmt::format("illegal version string {}", quoted()));
    }
    result_.numbers_.clear();
    for (const std::string_view number : written) {
      if ((semantic || result_.numbers_.empty()) && has_idle_zero(number)) return refuse_zero(number);
      const auto value = go_parse_uint(number);
      if (!value) {
        return refuse(number, "a number of 64 bits at most",
                      fmt::format("illegal non-numeric version component {} in {}: {}", go_quoted(number), quoted(),
                                  go_number_error("ParseUint", number)));
      }
      result_.numbers_.push_back(*value);
    }
    return semantic && !rest_.empty() ? read_extra() : Result<Version, Refusal>(result_);
  }

 private:
  std::vector<std::string_view> take_numbers() {
    std::vector<std::string_view> numbers;
    while (true) {
      const std::size_t start = numbers.empty() ? 0 : 1;  // the point before all but the first
      if (start == 1 && !rest_.starts_with('.')) return numbers;
      std::size_t end = start;
      while (end < rest_.size() && is_digit(rest_[end])) ++end;
      if (end == start) return numbers;
      numbers.push_back(rest_.substr(start, end - start));
      rest_.remove_prefix(end);
    }
  }

  /// -pre.release and +build, and then nothing but space.
  Result<Version, Refusal> read_extra() {
    std::string_view extra = rest_;
    const auto take = [&](char mark) -> std::string_view {
      if (!extra.starts_with(mark)) return "";
      std::string_view after = extra.substr(1);
      const std::string_view taken = take_identifiers(after);
      if (!taken.empty()) extra = after;
      return taken;
    };
    const std::string_view pre_release = take('-'), build = take('+');
    if (!std::ranges::all_of(extra, is_space)) {
      return refuse(extra, "expected -pre.release or +build, of letters, digits and hyphens",
                    fmt::format("could not parse pre-release/metadata ({}) in version {}", rest_, quoted()));
    }
    for (const std::string_view identifier : split(pre_release, '.')) {
      if (go_parse_uint(identifier) && has_idle_zero(identifier)) return refuse_zero(identifier);
    }
    result_.pre_release_ = pre_release;
    result_.build_ = build;
    return result_;
  }

  std::string quoted() const { return go_quoted(text_); }
  Refusal refuse(std::string_view part, std::string message, std::string go) const {
    return {static_cast<std::size_t>(part.data() - text_.data()), std::move(message), std::move(go)};
  }
  Refusal refuse_zero(std::string_view number) const {
    return refuse(number, "a number does not start with 0",
                  fmt::format("illegal zero-prefixed version component {} in {}", go_quoted(number), quoted()));
  }

  std::string_view text_, rest_;
  Version result_;
};

namespace {

Result<Version, ParseError> parsed(std::string_view text, bool semantic) {
  auto read = VersionReader(text, semantic).read();
  if (read) return *std::move(read);
  return ParseError{read.error().offset, read.error().message};
}

std::string go_words(std::string_view text, bool semantic) {
  const auto read = VersionReader(text, semantic).read();
  return read ? "" : read.error().go;
}

std::weak_ordering compare_pre_releases(const std::string& a, const std::string& b) {
  if (a == b) return std::weak_ordering::equivalent;
  if (a.empty() || b.empty()) return a.empty() ? std::weak_ordering::greater : std::weak_ordering::less;
  const auto as = split(a, '.'), bs = split(b, '.');
  for (std::size_t i = 0; i < as.size() && i < bs.size(); ++i) {
    const auto x = go_parse_uint(as[i]), y = go_parse_uint(bs[i]);
    const std::weak_ordering order = x && y ? std::weak_ordering(*x <=> *y) : std::weak_ordering(as[i] <=> bs[i]);
    if (order != 0) return order;
  }
  return as.size() <=> bs.size();
}

}  // namespace

Result<Version, ParseError> Version::parse_semantic(std::string_view text) { return parsed(text, true); }
Result<Version, ParseError> Version::parse_generic(std::string_view text) { return parsed(text, false); }

Result<Version, ParseError> Version::parse_major_minor(std::string_view text) {
  auto whole = parse_generic(text);
  if (!whole) return whole;
  Version version;
  version.numbers_ = {whole->major(), whole->minor()};
  return version;
}

std::string Version::semantic_go_error(std::string_view text) { return go_words(text, true); }
std::string Version::generic_go_error(std::string_view text) { return go_words(text, false); }

std::string Version::to_string() const {
  std::string text;
  for (const std::uint64_t number : numbers_) text += fmt::format("{}{}", text.empty() ? "" : ".", number);
  if (!pre_release_.empty()) text += "-" + pre_release_;
  if (!build_.empty()) text += "+" + build_;
  return text;
}

std::weak_ordering operator<=>(const Version& a, const Version& b) {
  for (std::size_t i = 0; i < std::max(a.numbers_.size(), b.numbers_.size()); ++i) {
    const std::uint64_t x = i < a.numbers_.size() ? a.numbers_[i] : 0, y = i < b.numbers_.size() ? b.numbers_[i] : 0;
    if (x != y) return x <=> y;
  }
  if (!a.semantic_ || !b.semantic_) return std::weak_ordering::equivalent;
  return compare_pre_releases(a.pre_release_, b.pre_release_);
}

VersionSkew version_skew(const Version& server, const Version& other) {
  VersionSkew skew;
  skew.same_major = server.major() == other.major();
  if (!skew.same_major) return skew;
  skew.minors = static_cast<std::int64_t>(server.minor() - other.minor());
  skew.kubelet_may_run = skew.minors >= 0 && skew.minors <= 3;
  skew.kubectl_may_speak = skew.minors >= -1 && skew.minors <= 1;
  skew.is_next_upgrade = skew.minors == -1;
  return skew;
}

}  // namespace slipway::kube
