#include "base/finding_secrets.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "base/secret_forms.h"
#include "base/text.h"

namespace slipway {
namespace {

/// The finding whose place is a secret itself, however it looks (rules/written_secrets.cc).
constexpr std::string_view kOfSecret = "SEC001";

/// Whether a line may be of a private key's body: base64, and nothing else.
bool is_of_key(std::string_view line) {
  line = trim(line);
  return std::ranges::all_of(line,
                             [](char c) { return secret_forms::is_alnum(c) || c == '+' || c == '/' || c == '='; });
}

/// Of a text of lines the part that tells whether what stands at `begin` is a secret: the line before, which may name
/// it, or the head of the private key that it is within.
std::size_t told_from(std::string_view text, std::size_t begin) {
  constexpr std::size_t kLongestKey = 8192;
  if (begin == 0) return 0;
  const std::size_t line = text.rfind('\n', begin - 1);
  const std::size_t before = line == text.npos || line == 0 ? 0 : text.rfind('\n', line - 1) + 1;
  if (!is_of_key(text.substr(begin, text.find('\n', begin) - begin)))
    return std::max(before, begin - std::min(begin, kAroundShown));
  const std::string_view above = text.substr(begin - std::min(begin, kLongestKey), std::min(begin, kLongestKey));
  const std::size_t head = above.rfind("-----BEGIN ");
  if (head != above.npos && above.find("-----END ", head) == above.npos) return begin - above.size() + head;
  return std::max(before, begin - std::min(begin, kAroundShown));
}

}  // namespace

std::vector<SecretPlace> secrets_shown(const Diagnostic& diagnostic, std::size_t begin, std::size_t end, std::size_t at,
                                       std::size_t behind) {
  const std::string_view text = diagnostic.where.source->text();
  const bool is_line_begin = begin == 0 || text[begin - 1] == '\n';
  const std::size_t from = is_line_begin ? told_from(text, begin) : begin;
  std::vector<SecretPlace> out = secret_places(text.substr(from, end - from));
  for (SecretPlace& place : out) place = {std::max(place.begin + from, begin), std::max(place.end + from, begin)};
  std::erase_if(out, [](const SecretPlace& place) { return place.begin == place.end; });
  if (diagnostic.id != kOfSecret) return out;
  std::erase_if(out, [&](const SecretPlace& one) { return one.end > at && one.begin < behind; });
  out.push_back({at, behind});
  std::ranges::sort(out, {}, &SecretPlace::begin);
  return out;
}

namespace {

/// The secrets around the place of a finding, as texts.
std::vector<std::string_view> texts_around(const Diagnostic& finding) {
  constexpr std::size_t kShortest = 4;
  const SourceRange& where = finding.where;
  if (!where || where.line < 1) return {};
  const std::string_view text = where.source->text(), line = where.source->line(where.line);
  if (line.empty()) return {};
  const auto first = static_cast<std::size_t>(line.data() - text.data());
  const std::size_t column = std::min(static_cast<std::size_t>(std::max(where.column, 1) - 1), line.size());
  const std::size_t at = first + column, begin = at - std::min(column, kAroundShown);
  const std::size_t end = std::min(first + line.size(), at + kAroundShown);
  const std::size_t behind = where.length > 0 ? std::min(end, at + static_cast<std::size_t>(where.length)) : end;
  std::vector<std::string_view> out;
  for (const SecretPlace& place : secrets_shown(finding, begin, end, at, behind))
    if (place.end - place.begin >= kShortest) out.push_back(text.substr(place.begin, place.end - place.begin));
  return out;
}

void hide(std::string& text, std::string_view secret) {
  for (std::size_t at = 0; (at = text.find(secret, at)) != text.npos; at += kSecretMask.size())
    text.replace(at, secret.size(), kSecretMask);
}

}  // namespace

void hide_secrets(Diagnostic& finding) {
  for (const std::string_view secret : texts_around(finding)) {
    for (std::string* text : {&finding.message, &finding.hint, &finding.fix}) hide(*text, secret);
    if (std::ranges::any_of(finding.fixes,
                            [&](const FixIt& fix) { return fix.replacement.find(secret) != std::string::npos; }))
      finding.fixes.clear();  // all of them, or none
  }
}

Diagnostics without_secrets(Diagnostics findings) {
  Diagnostics out;
  for (Diagnostic& one : findings.take()) {
    hide_secrets(one);
    out.add(std::move(one));
  }
  return out;
}

}  // namespace slipway
