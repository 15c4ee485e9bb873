#pragma once

#include <string>

#include "doc/arena.h"
#include "doc/node.h"

namespace slipway::ops {

/// A live object without what may be secret and decides nothing, in `arena`:
///
/// - values of variables (`env`), of headers of probes and hooks, command lines and their arguments; texts in which
///   programs are begun or configured: `userData`, Ray's `entrypoint`, `runtimeEnvYAML`, `serveConfigV2`;
/// - where volumes have their data: of a CSI volume its driver stays, of others only which kind it is;
/// - what a driver is given that only it reads: `parameters` of storage classes and of devices;
/// - texts of fields whose names say that they are secret (`redis-password`, io/secrets.h);
/// - annotations, but for those that the decision verbs read;
/// - labels of whatever is neither pod, node, node claim nor namespace: those of templates stay, as they select;
/// - the user, the password and what stands behind `?` of a URL, and of a probe's path; what a container said at its
///   end; whatever else io/secrets.h finds in a text;
/// - `managedFields`.
///
/// REQUIRES: the object says its kind.
doc::Node without_secrets(const doc::Node& object, doc::Arena& arena);

}  // namespace slipway::ops
