#include "base/known_secrets.h"

#include <algorithm>

namespace slipway {

void KnownSecrets::add(const SourceRange& where) {
  if (!where || where.line < 1 || where.column < 1) return;
  const std::string& text = where.source->text();
  const std::string_view line = where.source->line(where.line);
  if (line.data() == nullptr) return;
  std::size_t begin = static_cast<std::size_t>(line.data() - text.data()) + static_cast<std::size_t>(where.column - 1);
  const std::size_t line_end = begin - static_cast<std::size_t>(where.column - 1) + line.size();
  std::size_t end = where.length > 0 ? begin + static_cast<std::size_t>(where.length) : line_end;
  end = std::min(end, text.size());
  if (begin >= end) return;
  Places& all = places_[where.source];
  auto next = all.upper_bound(begin);
  if (next != all.begin() && std::prev(next)->second > begin) --next;
  while (next != all.end() && next->first < end) {
    begin = std::min(begin, next->first);
    end = std::max(end, next->second);
    next = all.erase(next);
  }
  all.emplace_hint(next, begin, end);
}

std::vector<SecretPlace> KnownSecrets::within(const SourceText& source, std::size_t begin, std::size_t end) const {
  std::vector<SecretPlace> out;
  const auto found = places_.find(&source);
  if (found == places_.end()) return out;
  const Places& all = found->second;
  auto next = all.upper_bound(begin);
  if (next != all.begin() && std::prev(next)->second > begin) --next;
  for (; next != all.end() && next->first < end; ++next)
    out.push_back({std::max(next->first, begin), std::min(next->second, end)});
  return out;
}

std::vector<SecretPlace> KnownSecrets::of(const SourceText& source) const {
  return within(source, 0, source.text().size());
}

std::vector<SecretPlace> united(std::vector<SecretPlace> places, const std::vector<SecretPlace>& more) {
  if (more.empty()) return places;
  places.insert(places.end(), more.begin(), more.end());
  std::ranges::sort(places, {}, &SecretPlace::begin);
  std::vector<SecretPlace> out;
  for (const SecretPlace& one : places)
    if (!out.empty() && one.begin < out.back().end)
      out.back().end = std::max(out.back().end, one.end);
    else
      out.push_back(one);
  return out;
}

std::string masked(std::string_view text, const std::vector<SecretPlace>& places, LineBreaks breaks) {
  std::string out;
  std::size_t at = 0;
  for (const SecretPlace& one : places) {
    out.append(text, at, one.begin - at) += kSecretMask;
    if (breaks == LineBreaks::Stay)
      out.append(static_cast<std::size_t>(std::ranges::count(text.substr(one.begin, one.end - one.begin), '\n')), '\n');
    at = one.end;
  }
  return out.append(text, at);
}

}  // namespace slipway
