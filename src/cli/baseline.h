#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/diagnostic.h"
#include "subject/object_places.h"

namespace slipway::cli {

/// Findings that were there before: hidden until they are gone. A finding is known again by its id, its file, its
/// object and the text of its line, so that lines may move. Files are called as they are seen from the baseline's
/// folder: however a file is named, and wherever slipway runs, it is the same.
class Baseline {
 public:
  /// nullopt when the text is no baseline.
  static std::optional<Baseline> read(const std::string& name, std::string text);
  /// The text of one that holds these findings, sorted, a line each.
  static std::string written(const std::string& name, const Diagnostics& findings, const subject::ObjectPlaces& places);

  /// The findings that are new; as many of each as it holds are left out.
  Diagnostics without_known(const Diagnostics& findings, const subject::ObjectPlaces& places, int* known) const;

 private:
  std::string name_;
  std::map<std::string, int, std::less<>> counts_;  // by fingerprint
};

}  // namespace slipway::cli
