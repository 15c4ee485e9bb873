#include "catalog/efa_layouts.h"

#include <algorithm>

#include "base/text.h"
#include "catalog/csv.h"
#include "catalog/embedded.h"
#include "catalog/instance_types.h"

namespace slipway::catalog {
namespace {

std::string_view word(EfaLayoutKind kind) { return kind == EfaLayoutKind::Recommended ? "recommended" : "alternative"; }

/// "0:0:interface 0:1:efa-only"
std::vector<EfaInterface> read_interfaces(std::string_view text) {
  std::vector<EfaInterface> interfaces;
  for (const std::string_view item : split(text, ' ')) {
    const auto parts = split(item, ':');
    if (parts.size() == 3)
      interfaces.push_back({csv_int(parts[0]).value_or(0), csv_int(parts[1]).value_or(0), parts[2]});
  }
  return interfaces;
}

/// One EFA device per card. With a card more than EFA devices, card 0 has none.
std::vector<EfaInterface> by_rule(int cards, int efas, EfaLayoutKind kind) {
  std::vector<EfaInterface> interfaces;
  const bool recommended = kind == EfaLayoutKind::Recommended;
  const bool efa_on_card_zero = efas >= cards;
  if (!recommended && !efa_on_card_zero) return {};
  interfaces.push_back({0, 0, recommended ? "interface" : "efa"});
  if (recommended && efa_on_card_zero) interfaces.push_back({0, 1, "efa-only"});
  for (int card = 1; card < cards; ++card) interfaces.push_back({card, recommended ? 0 : 1, "efa-only"});
  return interfaces;
}

}  // namespace

std::optional<EfaLayout> efa_layout(std::string_view instance_type, EfaLayoutKind kind) {
  bool is_listed = false;
  CsvReader table(embedded::efa_layouts());
  while (table.next()) {
    if (table[0] != instance_type) continue;
    is_listed = true;
    if (table[1] == word(kind)) return EfaLayout{read_interfaces(table[2]), std::string(table[3])};
  }
  const InstanceType* type = find_instance_type(instance_type);
  if (is_listed || type == nullptr || type->efa_interfaces == 0) return std::nullopt;
  EfaLayout layout{by_rule(type->network_cards.value_or(type->efa_interfaces), type->efa_interfaces, kind),
                   "layout rule: one EFA device for each network card"};
  if (layout.interfaces.empty()) return std::nullopt;
  return layout;
}

}  // namespace slipway::catalog
