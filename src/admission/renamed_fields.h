#pragma once

#include <string_view>

#include "base/diagnostic.h"
#include "kube/object.h"
#include "subject/subject.h"

namespace slipway::admission {

/// A field of a custom resource that another has taken the place of.
struct RenamedField {
  std::string_view now;           // path of the other
  std::string_view chart, since;  // the release of a chart that brought it: "2.2"; "" where the API's version did
};

/// nullptr where nothing is known to have taken its place.
const RenamedField* renamed_field(std::string_view api_version, std::string_view kind, std::string_view field);

/// Says in the finding of an unknown field what took its place. Where only a release of a chart did, whether that
/// release is installed decides: without one that is known the finding is a warning.
void say_renamed(const RenamedField& field, const subject::Subject& subject, Diagnostic& finding);

/// Whether the files install a release of its chart that still has the field.
bool is_still_served(const RenamedField& field, const subject::Subject& subject);

}  // namespace slipway::admission
