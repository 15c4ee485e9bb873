#pragma once

#include "subject/subject.h"

namespace slipway::rules {

/// Whether what stands at two places comes into one cluster at one time.
enum class Together {
  Surely,    // one file, one here document, one platform
  Probably,  // files of one folder: of examples people apply one
  Hardly,  // folders, as k8s/dev and k8s/prod; here documents, of which a script writes one after or instead of another
};
Together together(const subject::Subject& subject, const SourceRange& a, const SourceRange& b);

/// Error, Warning, Note: how sure a finding is that takes two objects which meet.
Severity severity_of(Together how);

}  // namespace slipway::rules
