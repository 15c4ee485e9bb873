#pragma once

#include <memory>
#include <string_view>

#include "doc/node.h"
#include "doc/value.h"

namespace slipway::subject {

/// Values of a chart as Helm lays them together: one file over the other, then what --set puts in. In time that grows
/// with what is laid, however many keys a map has.
class LaidValues {
 public:
  LaidValues();
  ~LaidValues();
  LaidValues(LaidValues&&) noexcept;
  LaidValues& operator=(LaidValues&&) noexcept;

  /// Maps are laid over each other key by key; of all else the later counts.
  void lay(const doc::Map& more);
  /// Puts a value where --set would, "a.b\.c[0].d"; an item of a list beyond its end goes behind the last one.
  void put(std::string_view path, doc::Value value);
  bool empty() const;
  /// All of it; what has no place of its own has that of what is around it, the root `origin`. An absent root when
  /// there is nothing.
  doc::Document document(SourceRange origin) const;

 private:
  struct Part;
  std::unique_ptr<Part> root_;
};

}  // namespace slipway::subject
