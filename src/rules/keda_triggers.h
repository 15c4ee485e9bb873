#pragma once

#include <set>
#include <string_view>

#include "subject/subject.h"

namespace slipway::rules {

/// Calls `say(object, trigger)` for each trigger of ScaledObjects, then of ScaledJobs.
template <class Say>
void each_trigger(const subject::Subject& subject, Say say) {
  for (const std::string_view kind : {"ScaledObject", "ScaledJob"})
    for (const kube::Object* object : subject.of_kind(kind, "keda.sh"))
      for (const doc::Node& trigger : (*object->node)["spec"]["triggers"].items()) say(*object, trigger);
}

/// Name and namespace of the Service that a URL names inside the cluster; of any other host both are empty.
/// "metrics.corp" may be of a company's network: it is a Service's where there is such a namespace.
struct InCluster {
  std::string_view service, ns;
};
/// `ns` is of the object that asks. REQUIRES: both texts outlive what is returned.
InCluster in_cluster(std::string_view url, std::string_view ns, const std::set<std::string_view>& namespaces);

/// Of all that is here: those that objects name, that are objects, and that charts are installed in.
std::set<std::string_view> namespaces_of(const subject::Subject& subject);

}  // namespace slipway::rules
