#pragma once

#include <span>

#include "base/diagnostic.h"
#include "schema/verdict.h"
#include "subject/subject.h"

namespace slipway::admission {

/// Would the API server take the objects? Each of its errors at the place that it names (API001 to API011; what its
/// decoder refuses KUBE001, KUBE002, KUBE007, KUBE008), all of an object at once: where the real one stops at an
/// unknown field, what else is wrong is said as well. API012 a version that is no longer served, API013 (note, once for
/// each kind) a kind that is not known here, API014 an object that is defined twice, API015
/// a kind that no release of the group has, API016 (note) a CEL rule that slipway cannot evaluate,
/// API018 a version that is not served yet, API019 (note) a kind of which fields and their types alone are known,
/// API020 a version that the kind's own definition, which is here, does not serve, API021 what the server takes and
/// Karpenter's controller then refuses of NodePools and NodeOverlays, API022 what other controllers refuse of
/// their own objects, by a webhook or, after the server has stored it, in its status (a note where a kustomization
/// patches it).
///
/// `before`: how objects are now. One of the same version, kind, namespace and name is updated, not made; API017 (note)
/// when that one would not be accepted itself (earlier_objects.h). Of kinds into which
/// the server writes fields that no file repeats (Job, Pod, PersistentVolumeClaim) these stay, as kubectl apply has it.
void judge_objects(const subject::Subject& subject, std::span<const kube::Object> before, schema::Judge& judge,
                   Diagnostics& findings);

}  // namespace slipway::admission
