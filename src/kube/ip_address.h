#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace slipway::kube {

/// An IPv4 address (as the IPv6 address that maps it: ::ffff:a.b.c.d, as Go's net.IP holds it) or an IPv6 address.
struct IpAddress {
  std::array<std::uint8_t, 16> bytes{};

  bool is_v4() const;
  /// "10.0.0.1"; "2001:db8::1": lower case, the first longest run of zero groups left out (RFC 5952).
  std::string to_string() const;
  friend bool operator==(const IpAddress&, const IpAddress&) = default;
};

/// How strictly a text was written, beyond being readable at all.
struct ReadIp {
  IpAddress address;
  bool leading_zeros = false;  // "010.0.0.1", "::00001": other programs read something else, or nothing
  bool mapped = false;         // "::ffff:1.2.3.4"
};

/// Follows k8s.io/utils/net.ParseIPSloppy (Go's net.ParseIP of old), with netip.ParseAddr's verdict beside. No zones.
std::optional<ReadIp> read_ip(std::string_view text);

struct Cidr {
  IpAddress network;  // the bits beyond the prefix cleared
  int prefix = 0;     // of 32 for IPv4, of 128 for IPv6
  bool is_v4 = false;
  /// "10.0.0.0/16"
  std::string to_string() const;
  friend bool operator==(const Cidr&, const Cidr&) = default;
};

struct ReadCidr {
  Cidr cidr;
  IpAddress address;           // as written: may have bits beyond the prefix
  bool leading_zeros = false;  // in the address or in the prefix length
  bool mapped = false;
};

/// Follows k8s.io/utils/net.ParseCIDRSloppy, with netip.ParsePrefix's verdict beside.
std::optional<ReadCidr> read_cidr(std::string_view text);

}  // namespace slipway::kube
