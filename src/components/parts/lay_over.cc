#include "components/parts/lay_over.h"

namespace slipway::components {

void lay_over(doc::Map& made, const doc::Node& written) {
  for (const auto& member : written.members()) {
    auto* below = made.find(member.key.text());
    if (below && below->map() && member.value.is_map())
      lay_over(*below->map(), member.value);
    else
      made.set(member.key.text(), doc::Value(member.value));
  }
}

}  // namespace slipway::components
