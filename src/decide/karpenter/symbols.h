#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace slipway::karpenter {

/// A label key or value as a small number: equal texts have equal symbols. Their order says nothing; where order counts
/// (ties go to the lowest name) the texts are compared.
enum class Symbol : std::uint32_t {};

class Symbols {
 public:
  Symbol intern(std::string_view text);
  const std::string& text(Symbol symbol) const { return entries_[static_cast<std::size_t>(symbol)].text; }
  /// The value as Go's strconv.Atoi reads it; nullopt when it is no integer.
  std::optional<std::int64_t> integer(Symbol symbol) const {
    return entries_[static_cast<std::size_t>(symbol)].integer;
  }
  bool less(Symbol a, Symbol b) const { return text(a) < text(b); }
  /// By text, ascending.
  std::vector<Symbol> sorted(std::vector<Symbol> symbols) const;
  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    std::string text;
    std::optional<std::int64_t> integer;
  };
  std::deque<Entry> entries_;  // never moves: the map's keys point into it
  std::unordered_map<std::string_view, Symbol> index_;
};

}  // namespace slipway::karpenter
