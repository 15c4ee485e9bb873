#pragma once

#include <set>
#include <string_view>

#include "base/source.h"
#include "subject/subject.h"

namespace slipway::subject {

/// All of a place that together() looks at, but whether it is of the same file: places of one neighbourhood are hardly
/// together with the same others. For whoever asks it of many places with many.
struct Neighbourhood {
  const HereDocument* here = nullptr;
  std::string_view plan;                    // the file, of one of several plans
  std::string_view folder;                  // of those that have objects of the same names as another
  const std::string_view* chart = nullptr;  // the folder of the chart that it is of
  std::set<int> roots;                      // the outermost kustomizations that take it
  friend bool operator==(const Neighbourhood&, const Neighbourhood&) = default;
};
Neighbourhood neighbourhood_of(const Subject& subject, const SourceRange& place);

}  // namespace slipway::subject
