#include "base/finding_secrets.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "base/prose.h"
#include "base/secret_forms.h"
#include "base/steps.h"
#include "base/text.h"

namespace slipway {
namespace {

/// Whether a line may be of a private key's body: base64, and nothing else.
bool is_of_key(std::string_view line) {
  line = trim(line);
  return std::ranges::all_of(line,
                             [](char c) { return secret_forms::is_alnum(c) || c == '+' || c == '/' || c == '='; });
}

/// Where the line before the one that begins at `begin` begins, passing lines of comments. REQUIRES: begin > 0.
std::size_t line_before(std::string_view text, std::size_t begin) {
  constexpr int kMostComments = 8;  // lines between a variable's name and its value
  for (int i = 0; i < kMostComments && begin > 0; ++i) {
    const std::size_t end = begin - 1;
    begin = end == 0 ? 0 : text.rfind('\n', end - 1) + 1;
    if (end - begin > kAroundShown || !trim(text.substr(begin, end - begin)).starts_with('#')) break;
  }
  return begin;
}

/// Of a text of lines the part that tells whether what stands at `begin` is a secret: the line before, which may name
/// it, or the head of the private key that it is within.
std::size_t told_from(std::string_view text, std::size_t begin) {
  constexpr std::size_t kLongestKey = 8192;
  if (begin == 0) return 0;
  const std::size_t before = std::max(line_before(text, begin), begin - std::min(begin, kAroundShown));
  if (!is_of_key(text.substr(begin, text.find('\n', begin) - begin))) return before;
  const std::string_view above = text.substr(begin - std::min(begin, kLongestKey), std::min(begin, kLongestKey));
  const std::size_t head = above.rfind("-----BEGIN ");
  if (head != above.npos && above.find("-----END ", head) == above.npos) return begin - above.size() + head;
  return before;
}

/// Behind the line after the one that ends at `end`, which may name what it shows.
std::size_t told_to(std::string_view text, std::size_t end) {
  if (end >= text.size() || text[end] != '\n') return end;
  return std::min({text.find('\n', end + 1), text.size(), end + 1 + kAroundShown});
}

/// Bytes from `begin` on that go on with what stands before it and may be the end of a token: where a long line is cut
/// nobody sees how it began.
std::size_t cut_token(std::string_view text, std::size_t begin) {
  using secret_forms::is_of_token;
  std::size_t from = begin, to = begin;
  while (from > 0 && begin - from < secret_forms::kLongWord && is_of_token(text[from - 1])) --from;
  if (begin - from < secret_forms::kLongWord) return 0;
  while (to < text.size() && is_of_token(text[to])) ++to;
  return to - begin;
}

}  // namespace

std::vector<SecretPlace> secrets_shown(const SourceText& source, std::size_t begin, std::size_t end,
                                       const KnownSecrets& known) {
  const std::string_view text = source.text();
  const bool is_line_begin = begin == 0 || text[begin - 1] == '\n';
  const std::size_t from = is_line_begin ? told_from(text, begin) : begin;
  std::vector<SecretPlace> out = secret_places(text.substr(from, told_to(text, end) - from));
  for (SecretPlace& place : out)
    place = {std::clamp(place.begin + from, begin, end), std::clamp(place.end + from, begin, end)};
  const std::size_t cut = is_line_begin ? 0 : std::min(cut_token(text, begin), end - begin);
  std::erase_if(out, [&](const SecretPlace& one) { return one.begin == one.end || one.begin < begin + cut; });
  if (cut > 0) out.insert(out.begin(), {begin, begin + cut});
  return united(std::move(out), known.within(source, begin, end));
}

namespace {

/// Where a word ends that goes on at `at`, or begins that ends there; a line may be one word of megabytes.
bool is_of_word(char c) { return static_cast<unsigned char>(c) > ' ' && c != '"' && c != '\''; }
constexpr std::size_t kLongestWord = 65'536;

std::size_t word_end(std::string_view line, std::size_t at) {
  const std::size_t most = std::min(line.size(), at + kLongestWord);
  while (at < most && is_of_word(line[at])) ++at;
  return at;
}

std::size_t word_begin(std::string_view line, std::size_t at) {
  const std::size_t least = at - std::min(at, kLongestWord);
  while (at > least && is_of_word(line[at - 1])) --at;
  return at;
}

/// What looks like a secret on the lines of findings. Of a long line, on which many may stand, a long part is searched
/// at once for all of them.
class SeenSecrets {
 public:
  /// Those that reach into [begin, end) of a line, each whole.
  std::vector<SecretPlace> of(const SourceText& source, std::string_view line, std::size_t begin, std::size_t end) {
    const auto first = static_cast<std::size_t>(line.data() - source.text().data());
    if (source_ != &source || begin < from_ || end > to_ || first > from_ || first + line.size() < to_) {
      constexpr std::size_t kBefore = 4096, kBehind = 65'536;
      source_ = &source;
      from_ = begin - std::min(begin - first, kBefore);
      to_ = std::min(first + line.size(), end + kBehind);
      all_ = secrets_shown(source, from_, to_, {});
      steps_done += to_ - from_;
    }
    std::vector<SecretPlace> out;
    for (auto next = std::ranges::upper_bound(all_, begin, {}, &SecretPlace::end);
         next != all_.end() && next->begin < end; ++next)
      out.push_back(*next);
    return out;
  }

 private:
  const SourceText* source_ = nullptr;
  std::size_t from_ = 0, to_ = 0;
  std::vector<SecretPlace> all_;
};

/// The secrets around the place of a finding, each whole: of a part nobody finds the secret in a message.
std::vector<SecretPlace> secrets_around(const SourceRange& where, const KnownSecrets& known, SeenSecrets& seen) {
  if (!where || where.line < 1) return {};
  const std::string_view text = where.source->text(), line = where.source->line(where.line);
  if (line.empty()) return {};
  const auto first = static_cast<std::size_t>(line.data() - text.data());
  constexpr std::size_t kName = 128;  // what a word is called stands before it
  const std::size_t at = std::min(static_cast<std::size_t>(std::max(where.column, 1) - 1), line.size());
  std::size_t begin = word_begin(line, at - std::min(at, kAroundShown));
  begin -= std::min(begin, kName);
  const std::size_t end = first + word_end(line, std::min(line.size(), at + kAroundShown));
  // One within another too: a message may quote either.
  std::vector<SecretPlace> out =
      known.within(*where.source, std::max(first, known.around(*where.source, first + begin).begin),
                   std::min(first + line.size(), known.around(*where.source, end).end));
  const std::vector<SecretPlace> others = seen.of(*where.source, line, first + begin, end);
  out.insert(out.end(), others.begin(), others.end());
  return out;
}

/// Whether letters go on before or behind text[at, at + size): another word that holds the same.
bool is_within_word(std::string_view text, std::size_t at, std::size_t size) {
  using secret_forms::is_alnum;
  const std::size_t end = at + size;
  return (at > 0 && is_alnum(text[at - 1]) && is_alnum(text[at])) ||
         (end < text.size() && is_alnum(text[end - 1]) && is_alnum(text[end]));
}

bool is_quoted(std::string_view text, std::size_t at, std::size_t size) {
  return at > 0 && at + size < text.size() && (text[at - 1] == '"' || text[at - 1] == '\'') &&
         text[at + size] == text[at - 1];
}

/// Whether nothing but letters and what stands between them in names: whatever else it holds, it is hidden always.
bool is_common_word(std::string_view word) {
  return std::ranges::all_of(word,
                             [](char c) {
                               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' ||
                                      c == '.';
                             }) &&
         !secret_forms::looks_random(word);
}

/// What stands around a place without its secrets, as everybody is shown it.
class Around {
 public:
  Around(const SourceRange& where, const KnownSecrets& known) : where_(where), known_(known) {}

  /// Whether the word is there as a key, or in a name: `password: …`, `--from-literal=password=…`, `name:
  /// argo-server-sso`. In the words of a message it is that then, and no secret.
  bool names(std::string_view word) {
    if (shown_.empty()) read();
    for (std::size_t at = 0; (at = shown_.find(word, at)) != shown_.npos; at += word.size())
      if (!is_within_word(shown_, at, word.size()) && (is_key(at + word.size()) || is_name(at))) return true;
    return false;
  }

 private:
  void read() {
    const std::string_view text = where_.source->text(), line = where_.source->line(where_.line);
    const auto first = static_cast<std::size_t>(line.data() - text.data());
    const std::size_t begin = first - std::min(first, kAroundShown);
    const std::size_t from = begin == 0 ? 0 : std::min(text.find('\n', begin) + 1, first);  // whole lines
    const std::size_t to = std::min(first + std::min(line.size(), kAroundShown), text.size());
    std::vector<SecretPlace> places = secrets_shown(*where_.source, from, to, known_);
    for (SecretPlace& one : places) one = {one.begin - from, one.end - from};
    shown_ = "\n" + masked(text.substr(from, to - from), places, LineBreaks::Stay);
  }
  bool is_key(std::size_t end) const {
    if (end < shown_.size() && (shown_[end] == '"' || shown_[end] == '\'')) ++end;
    return end < shown_.size() && (shown_[end] == ':' || shown_[end] == '=');
  }
  bool is_name(std::size_t at) const {
    const std::size_t begin = shown_.find_last_of("\n,{", at);
    const std::string_view before = std::string_view(shown_).substr(begin, at - begin);
    return before.find("name: ") != before.npos || before.find("namespace: ") != before.npos;
  }

  const SourceRange& where_;
  const KnownSecrets& known_;
  std::string shown_;
};

/// `***` in place of each of these secrets; where no quotes are around one that `is_shown`, it stays.
template <class IsShown>
void hide(std::string& text, std::string_view source, const std::vector<SecretPlace>& secrets, IsShown is_shown) {
  constexpr std::size_t kShortest = 4;  // shorter ones are in any text
  const auto hide_one = [&](std::string_view secret) {
    if (secret.size() < kShortest) return;
    for (std::size_t at = 0; (at = text.find(secret, at)) != text.npos;) {
      if (is_within_word(text, at, secret.size()) ||
          (!is_quoted(text, at, secret.size()) && is_common_word(secret) && is_shown(secret))) {
        at += secret.size();
        continue;
      }
      text.replace(at, secret.size(), kSecretMask);
      at += kSecretMask.size();
    }
  };
  for (const SecretPlace& place : secrets) {
    const std::string_view secret = source.substr(place.begin, place.end - place.begin);
    hide_one(secret);
    if (secret.size() > 2 && is_quoted(secret, 1, secret.size() - 2))
      hide_one(secret.substr(1, secret.size() - 2));  // as one who read it says it
  }
}

}  // namespace

void hide_secrets(std::string& text, const SourceRange& where, const std::vector<SecretPlace>& secrets,
                  const KnownSecrets& known) {
  Around around(where, known);
  // What a secret is called is nobody's.
  hide(text, where.source->text(), secrets,
       [&](std::string_view word) { return (is_prose(word) && is_secret_name(word)) || around.names(word); });
}

namespace {

void hide_seen(Diagnostic& finding, const KnownSecrets& known, SeenSecrets& seen) {
  const std::vector<SecretPlace> secrets = secrets_around(finding.where, known, seen);
  if (secrets.empty()) return;
  for (std::string* text : {&finding.message, &finding.hint, &finding.fix})
    hide_secrets(*text, finding.where, secrets, known);
  if (std::ranges::any_of(finding.fixes, [&](const FixIt& fix) {
        std::string shown = fix.replacement;
        hide(shown, finding.where.source->text(), secrets, [](std::string_view) { return false; });
        return shown != fix.replacement;
      }))
    finding.fixes.clear();  // all of them, or none
}

}  // namespace

void hide_secrets(Diagnostic& finding, const KnownSecrets& known) {
  SeenSecrets seen;
  hide_seen(finding, known, seen);
}

Diagnostics without_secrets(Diagnostics findings, const KnownSecrets& known) {
  Diagnostics out;
  SeenSecrets seen;
  for (Diagnostic& one : findings.take()) {
    hide_seen(one, known, seen);
    out.add(std::move(one));
  }
  return out;
}

}  // namespace slipway
