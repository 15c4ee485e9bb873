// Durations: what is read prints to a text that reads as the same duration; ages never overflow.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "kube/duration.h"

namespace {

namespace kube = slipway::kube;

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto read = kube::parse_duration(text);
  const std::string refusal = kube::duration_go_error(text);
  require(read.has_value() == refusal.empty());
  const auto nillable = kube::NillableDuration::parse(text);
  require(nillable.has_value() == (read.has_value() || text == "Never"));
  if (nillable) require(nillable->to_string() == text);
  if (!read) {
    require(read.error().offset <= text.size() && refusal.starts_with("time: "));
    return 0;
  }
  const auto again = kube::parse_duration(kube::to_string(*read));
  require(again.has_value() && *again == *read);
  const kube::Duration whole = kube::rounded(*read, std::chrono::seconds(1));
  const bool extreme = whole == kube::Duration::max() || whole == kube::Duration::min();
  require(extreme || whole % std::chrono::seconds(1) == kube::Duration(0));
  require(!kube::human_duration(*read).empty() && !kube::short_human_duration(*read).empty());
  return 0;
}
