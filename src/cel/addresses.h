#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "cel/opaque.h"

namespace slipway::cel {

// Texts as Go 1.26 net/netip, net/url and blang/semver v4 read them, with their words for what they refuse.

Result<Ip, ParseError> parse_address(std::string_view text);  // as the library's ip(): neither zones nor mapped IPv4
Result<IpPrefix, ParseError> parse_prefix(std::string_view text);
bool prefix_contains(const IpPrefix& prefix, const Ip& address);
bool prefixes_overlap(const IpPrefix& a, const IpPrefix& b);
IpPrefix masked(IpPrefix prefix);

/// As the library's url(): must be absolute, or a rooted path.
Result<Url, ParseError> parse_url(std::string_view text);

enum class Normalize : bool { No, Yes };
Result<Semver, ParseError> parse_semver(std::string_view text, Normalize normalize);

}  // namespace slipway::cel
