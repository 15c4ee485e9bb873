#pragma once

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

}  // namespace slipway::rules
