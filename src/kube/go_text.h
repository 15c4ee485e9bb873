#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::kube {

/// What Go's standard library makes of text, where Kubernetes and its libraries lean on it. Follows Go 1.26
/// strconv/atoi.go, strings/strings.go and time/format.go.

/// strconv.ParseInt and strconv.Atoi in base ten, 64 bits: an optional sign, then digits.
std::optional<std::int64_t> go_parse_int(std::string_view text);
/// What Go leaves where the error is not looked at: what does not fit is the nearest that does, what is no number is 0.
std::int64_t go_parse_int_anyway(std::string_view text);
/// strconv.ParseUint in base ten, 64 bits: digits alone.
std::optional<std::uint64_t> go_parse_uint(std::string_view text);
/// Why they refuse a text: `strconv.Atoi: parsing "x": invalid syntax`.
/// REQUIRES: that go_parse_int, or go_parse_uint for the function "ParseUint", refuses it.
std::string go_number_error(std::string_view function, std::string_view text);

/// strings.TrimSpace: without Unicode's white space at both ends.
std::string_view go_trim_space(std::string_view text);
/// strings.Fields: what stands between white space.
std::vector<std::string_view> go_fields(std::string_view text);
/// As package time quotes what it refuses: all but printable ASCII as \x bytes.
std::string go_time_quoted(std::string_view text);
/// int64(number) on amd64: truncated; what does not fit, and NaN, is the most negative number.
std::int64_t go_int64(double number);
/// A double in Go's shortest form with format 'g': "1e-09", "+Inf".
std::string go_shortest(double number);

}  // namespace slipway::kube
