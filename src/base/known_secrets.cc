#include "base/known_secrets.h"

#include <algorithm>

#include "base/text.h"

namespace slipway {
namespace {

constexpr std::size_t kShortest = 4;  // shorter ones are in any line

std::size_t indentation_of(std::string_view line) { return std::min(line.find_first_not_of(" \t"), line.size()); }

}  // namespace

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

void KnownSecrets::add_to_files(std::span<const std::shared_ptr<const SourceText>> files) {
  std::unordered_map<std::string_view, const SourceText*> by_name;
  for (const auto& file : files) by_name.try_emplace(file->name(), file.get());
  std::vector<SourceRange> more;
  for (const auto& [source, places] : places_) {
    const auto file = by_name.find(source->name());
    if (file == by_name.end() || file->second == source) continue;
    const std::string_view text = source->text();
    int line = source->first_line();
    std::size_t line_begin = 0;  // of that one
    std::size_t looked = 0;      // up to where line breaks were looked for
    for (const auto& [begin, end] : places) {
      for (std::size_t stop; (stop = text.substr(0, begin).find('\n', looked)) != text.npos; ++line)
        line_begin = looked = stop + 1;
      looked = begin;
      int of_piece = line;
      std::size_t piece_line = line_begin;
      for (std::size_t at = begin; at < end; ++of_piece) {
        const std::size_t stop = std::min(text.substr(0, end).find('\n', at), end), line_of_piece = piece_line;
        const std::string_view piece = trim(text.substr(at, stop - at)), there = file->second->line(of_piece);
        const auto column = static_cast<std::size_t>(piece.data() - text.data()) - line_of_piece;
        at = piece_line = stop + 1;
        if (piece.empty()) continue;
        const auto add_at = [&](std::size_t from) {
          more.push_back({file->second, of_piece, static_cast<int>(from) + 1, static_cast<int>(piece.size())});
        };
        // Indentation may have been taken away, so that its column is another.
        const std::size_t indented = indentation_of(there);
        const std::size_t taken = indented - std::min(indented, indentation_of(text.substr(line_of_piece)));
        if (there.substr(std::min(column, there.size())).starts_with(piece)) {
          add_at(column);
        } else if (there.substr(std::min(column + taken, there.size())).starts_with(piece)) {
          add_at(column + taken);
        } else if (piece.size() >= kShortest) {
          for (std::size_t from = 0; (from = there.find(piece, from)) != there.npos; from += piece.size()) add_at(from);
        }
      }
    }
  }
  for (const SourceRange& one : more) add(one);
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

SecretPlace KnownSecrets::around(const SourceText& source, std::size_t at) const {
  const auto found = places_.find(&source);
  if (found == places_.end()) return {at, at};
  const auto next = found->second.lower_bound(at);
  if (next == found->second.begin() || std::prev(next)->second <= at) return {at, at};
  return {std::prev(next)->first, std::prev(next)->second};
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
