#pragma once

#include "base/diagnostic.h"
#include "subject/subject.h"

namespace slipway::subject {

/// Whether what stands at two places comes into one cluster at one time.
enum class Together {
  Surely,    // one file, one here document, one platform, folders that one kustomization puts together
  Probably,  // files of one folder: of examples people apply one; folders that have no name in common: parts of a whole
  /// Folders with objects of the same names, overlays of one base, as k8s/dev and k8s/prod; two plans; two charts; here
  /// documents, of which a script writes one after or instead of another.
  Hardly,
};
Together together(const Subject& subject, const SourceRange& a, const SourceRange& b);

/// Where another object before this one has its kind, group, namespace and name: the first that has; else nullptr.
const kube::Object* first_like(const Subject& subject, const kube::Object& object);

/// Error, Warning, Note: how sure a finding is that takes two objects which meet.
Severity severity_of(Together how);

}  // namespace slipway::subject
