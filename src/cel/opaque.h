#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "cel/type.h"
#include "kube/quantity.h"

namespace slipway::cel {

/// An address as Go's netip has it: never an IPv4 address in IPv6's clothes.
struct Ip {
  bool v4 = true;
  std::array<std::uint8_t, 16> bytes{};  // the first four of IPv4
  int bits() const { return v4 ? 32 : 128; }
  std::string to_string() const;
  friend bool operator==(const Ip&, const Ip&) = default;
};

struct IpPrefix {
  Ip address;
  int length = 0;
  std::string to_string() const;
  friend bool operator==(const IpPrefix&, const IpPrefix&) = default;
};

/// The parts of a URL that expressions can ask for, and its text as Go prints it again.
struct Url {
  std::string scheme, host, hostname, port, escaped_path;
  std::vector<std::pair<std::string, std::vector<std::string>>> query;  // keys in the order of their first use
  std::string text;
};

/// Semantic Versioning as blang/semver reads it.
struct Semver {
  std::uint64_t major = 0, minor = 0, patch = 0;
  std::vector<std::string> pre_release;
};

/// By precedence: below zero when a comes first.
int compare(const Semver& a, const Semver& b);

struct NamedFormat {
  std::size_t index = 0;  // of formats.h
};

/// A value that has no fields and no literal.
struct OpaqueValue {
  std::variant<kube::Quantity, Ip, IpPrefix, Url, Semver, NamedFormat> value;
  bool by_pointer = false;  // a quantity that was reckoned: cel-go's library takes it for unlike any other
  const Type* type() const;
};

}  // namespace slipway::cel
