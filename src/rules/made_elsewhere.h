#pragma once

#include <string_view>

#include "subject/subject.h"

namespace slipway::rules {

/// Whether an object that is not there by its namespace may be there all the same: a namespace such as `${NAMESPACE}`
/// is filled in before the cluster reads it and may be any, of what asks as of what is there.
bool may_be_in_filled_namespace(const subject::Subject& subject, std::string_view kind, std::string_view ns,
                                std::string_view name);

/// Whether a kustomization applies an object of that name together with `owner`, where several kustomizations send one
/// of the two to namespaces of their own: then what stands in the files is none of these namespaces.
bool may_be_kustomized_beside(const subject::Subject& subject, const kube::Object& owner, std::string_view kind,
                              std::string_view name);

/// Whether a chart makes an object without a namespace: a StorageClass, a PriorityClass, an IngressClass.
enum class MadeByChart {
  No,
  Perhaps,   // of a chart that is installed nobody here knows what it makes
  Probably,  // values of a chart call something so, where they do not ask for a class of that name
};
MadeByChart made_by_chart(const subject::Subject& subject, std::string_view name);

}  // namespace slipway::rules
