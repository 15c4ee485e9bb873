#pragma once

#include <functional>
#include <string>
#include <vector>

#include "cluster/api.h"
#include "cluster/changes.h"
#include "cluster/in_flight.h"
#include "cluster/kinds.h"
#include "cluster/members.h"
#include "doc/node.h"
#include "kube/object.h"

namespace slipway::cluster {

inline constexpr std::string_view kFieldManager = "slipway";

/// What others own and we set as well. Take: it becomes ours (--force-conflicts). TakeFromPeople: what somebody did by
/// hand (kubectl, k9s), as drift, but nothing of a controller's.
enum class Conflicts { Report, TakeFromPeople, Take };
enum class ApplyMode { Real, DryRun };

struct ApplyOptions {
  std::string set_id = {};  // value of the label kPartOf that each object gets; "": none
  ApplyMode mode = ApplyMode::Real;
  Conflicts conflicts = Conflicts::Report;
  /// Those of the set as they were just before, when the caller has asked; nullptr: asked here, by one list a kind.
  const Members* before = nullptr;
  /// Once true, what has not begun is Skipped.
  std::function<bool()> stop = {};
};

/// What became of one object.
struct Applied {
  enum class Outcome { Created, Changed, Unchanged, Failed, Skipped };
  Outcome outcome = Outcome::Skipped;
  kube::ObjectKey key = {};                // its namespace filled in
  std::string uid = {};                    // "" when it failed or was skipped; a dry run's creation has a made-up one
  doc::Document object = {};               // as it is now; in a dry run as it would be
  std::vector<FieldChange> changes = {};   // of a Changed: what differs
  ApiFailure failure = {};                 // of a Failed: explained, with what to do
  std::vector<std::string> warnings = {};  // that the server gave: deprecated versions, what Pod Security would refuse
};

/// Server-side apply (PATCH, field manager `slipway`) of whole objects, at most kInFlight at once; results in the order
/// of the objects, `on_result` as each is known, one at a time, from any thread. Namespaces and
/// CustomResourceDefinitions go before the rest. Each request is tried again as Api::send_again says: applying twice is
/// applying once. Unknown fields are refused (fieldValidation=Strict).
///
/// An object that is known to be there as we would make it (no_change.h) is not sent at all: an apply that changes
/// nothing costs one list a kind.
///
/// Unchanged: no field that we set (or no longer set) differs from before; others may have changed the rest. An object
/// that exists without the set's label is Changed. Objects of kinds that the server does not have are tried again for
/// some seconds (their CustomResourceDefinitions may just have come), then Failed with reason "NoKind". Objects need a
/// name.
std::vector<Applied> apply_all(Api& api, Kinds& kinds, const std::vector<const doc::Node*>& objects,
                               const ApplyOptions& options,
                               const std::function<void(std::size_t index, const Applied&)>& on_result = {});

}  // namespace slipway::cluster
