#include <optional>
#include <tuple>

#include "kube/go_text.h"
#include "kube/version.h"

namespace slipway::kube {
namespace {

struct ApiVersion {
  int stage = 2;  // alpha, beta, stable
  std::int64_t major = 0, minor = 0;
  friend std::strong_ordering operator<=>(const ApiVersion&, const ApiVersion&) = default;
};

std::optional<std::int64_t> number(std::string_view digits) {
  if (digits.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  return go_parse_int(digits);
}

/// v1, v2beta3, v1alpha1.
std::optional<ApiVersion> read(std::string_view text) {
  if (!text.starts_with('v')) return std::nullopt;
  text.remove_prefix(1);
  const std::size_t word = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto major = number(text.substr(0, word));
  if (!major) return std::nullopt;
  ApiVersion version{2, *major, 0};
  text.remove_prefix(word);
  if (text.empty()) return version;
  const std::string_view stage = text.starts_with("alpha") ? "alpha" : "beta";
  if (!text.starts_with(stage)) return std::nullopt;
  const auto minor = number(text.substr(stage.size()));
  if (!minor) return std::nullopt;
  return ApiVersion{stage == "alpha" ? 0 : 1, *major, *minor};
}

}  // namespace

std::strong_ordering compare_api_versions(std::string_view a, std::string_view b) {
  const auto x = read(a), y = read(b);
  if (x && y) return *x <=> *y;
  if (x || y) return x ? std::strong_ordering::greater : std::strong_ordering::less;
  return b <=> a;
}

}  // namespace slipway::kube
