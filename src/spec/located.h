#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/source.h"

namespace slipway::spec {

/// A value of platform.yaml and where it was written; a value that was not written is the documented default.
template <class T>
struct Located {
  T value{};
  SourceRange where{};
  bool written = false;

  Located() = default;
  Located(T initial) : value(std::move(initial)) {}
  const T& operator*() const { return value; }
  const T* operator->() const { return &value; }
};

/// A map of platform.yaml, in the order in which it was written.
template <class T>
struct Named {
  struct Entry {
    Located<std::string> name;
    T value;
  };
  std::vector<Entry> entries;

  auto begin() const { return entries.begin(); }
  auto end() const { return entries.end(); }
  bool empty() const { return entries.empty(); }
  std::size_t size() const { return entries.size(); }
  const T* find(std::string_view name) const {
    for (const auto& entry : entries)
      if (entry.name.value == name) return &entry.value;
    return nullptr;
  }
};

using Text = Located<std::string>;
using Number = Located<std::int64_t>;
using Flag = Located<bool>;
using Texts = std::vector<Text>;
using TextMap = Named<Text>;

}  // namespace slipway::spec
