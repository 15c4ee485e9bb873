#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::cel {

/// The named formats of the API server's format library (pkg/cel/library/format.go).
struct Format {
  std::string_view function;  // format.NAME
  std::string_view name;
  std::size_t pattern_size;  // what its check counts as, for costs
  std::vector<std::string> (*check)(std::string_view text);
};
const Format& format_at(std::size_t index);
std::optional<std::size_t> find_format(std::string_view function);

}  // namespace slipway::cel
