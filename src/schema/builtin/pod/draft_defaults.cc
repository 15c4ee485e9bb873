#include "schema/builtin/pod/draft_defaults.h"

#include <string>

#include "kube/quantity.h"

namespace slipway::schema::builtin {
namespace {

bool is_written(const doc::Node& node, std::string_view text) { return node.is_string() && node.text() == text; }

}  // namespace

void make_canonical(doc::Draft& holder, std::string_view key) {
  const doc::Node& written = holder[key];
  if (written.is_null()) return;
  const std::string text = quantity_of(written).to_string();
  if (!is_written(written, text)) holder.set(key, text);
}

void store_amounts(doc::Draft& holder, std::string_view key) {
  holder.in(key, [](doc::Draft& amounts) {
    const doc::Node written = amounts.node();  // the members of the first tree: it is shared, so they stay
    for (const doc::Member& member : written.members()) {
      kube::Quantity amount = quantity_of(member.value);
      amount.round_up(kube::Scale::Milli);
      const std::string text = amount.to_string();
      if (!is_written(member.value, text)) amounts.set(member.key.text(), text);
    }
  });
}

}  // namespace slipway::schema::builtin
