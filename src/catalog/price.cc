#include "catalog/price.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "catalog/csv.h"
#include "catalog/embedded.h"

namespace slipway::catalog {

TableSource source_of(std::string_view file) {
  CsvReader table(embedded::sources());
  while (table.next())
    if (table[0] == file) return {table[1], table[2]};
  assert(false && "data/sources.csv does not name the file");
  return {};
}

std::string_view unchecked(std::string_view source) {
  return source.starts_with("general knowledge") ? "the figure was not checked against a source" : "";
}

std::string_view short_source(std::string_view source) {
  std::size_t end = source.size();
  for (const std::string_view stop : {", as ", " through ", ": ", "; ", " ("}) end = std::min(end, source.find(stop));
  return source.substr(0, end);
}

Money factor_of(Money a, Money b) {
  assert(b > Money());
  return Money::micros(std::llround(a.approximate() / b.approximate() * 10'000) * 100);
}

}  // namespace slipway::catalog
