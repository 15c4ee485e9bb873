#include "decide/karpenter/symbols.h"

#include <algorithm>

#include "kube/go_text.h"

namespace slipway::karpenter {

Symbol Symbols::intern(std::string_view text) {
  if (const auto known = index_.find(text); known != index_.end()) return known->second;
  const auto symbol = static_cast<Symbol>(entries_.size());
  entries_.push_back({std::string(text), kube::go_parse_int(text)});
  index_.emplace(entries_.back().text, symbol);
  return symbol;
}

std::vector<Symbol> Symbols::sorted(std::vector<Symbol> symbols) const {
  std::sort(symbols.begin(), symbols.end(), [this](Symbol a, Symbol b) { return less(a, b); });
  return symbols;
}

}  // namespace slipway::karpenter
