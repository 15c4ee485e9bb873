#include "components/parts/addresses.h"

#include <bit>
#include <cstdint>

#include "kube/ip_address.h"

namespace slipway::components {

namespace {

constexpr int kSmallestSubnet = 28;

struct Range {
  std::uint32_t first = 0;
  int prefix = 0;
};

std::optional<Range> read_range(std::string_view text) {
  const auto read = kube::read_cidr(text);
  if (!read || !read->cidr.is_v4) return std::nullopt;
  const auto& bytes = read->cidr.network.bytes;  // IPv4 is in the last four
  std::uint32_t first = 0;
  for (std::size_t i = 12; i < 16; ++i) first = first << 8 | bytes[i];
  return Range{first, read->cidr.prefix};
}

/// Part `index` of those that are `bits` longer in prefix. REQUIRES: prefix + bits in 1…32.
Range part_of(Range whole, int bits, std::size_t index) {
  const int prefix = whole.prefix + bits;
  return {whole.first + (static_cast<std::uint32_t>(index) << (32 - prefix)), prefix};
}

std::string text_of(Range range) {
  std::string text;
  for (int shift = 24; shift >= 0; shift -= 8)
    text += std::to_string(range.first >> shift & 255) + (shift > 0 ? "." : "/");
  return text + std::to_string(range.prefix);
}

/// The bits that number `count` parts.
int bits_for(std::size_t count) { return static_cast<int>(std::bit_width(count - 1)); }

std::vector<std::string> parts(Range whole, int bits, std::size_t count) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < count; ++i) texts.push_back(text_of(part_of(whole, bits, i)));
  return texts;
}

}  // namespace

std::optional<SubnetPlan> plan_subnets(std::string_view vpc, std::string_view pods, std::size_t zones) {
  const auto whole = read_range(vpc);
  if (!whole || zones == 0) return std::nullopt;
  SubnetPlan plan;
  const int bits = bits_for(zones + 1);
  const int public_bits = std::max(bits_for(zones), std::min(8 - bits, kSmallestSubnet - whole->prefix - bits));
  if (whole->prefix + bits + public_bits > kSmallestSubnet) return std::nullopt;
  plan.private_ranges = parts(*whole, bits, zones);
  plan.public_ranges = parts(part_of(*whole, bits, zones), public_bits, zones);
  if (pods.empty()) return plan;
  const auto pod_range = read_range(pods);
  if (!pod_range || pod_range->prefix + bits_for(zones) > kSmallestSubnet) return std::nullopt;
  plan.pod_ranges = parts(*pod_range, bits_for(zones), zones);
  return plan;
}

}  // namespace slipway::components
