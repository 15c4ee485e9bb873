#pragma once

#include <string>

#include "doc/arena.h"
#include "doc/node.h"

namespace slipway::ops {

/// A live object without what may be secret and decides nothing, in `arena`:
///
/// - values of variables (`env`), of headers of probes and hooks, command lines and their arguments; texts in which
///   programs are begun or configured: `userData`, Ray's `entrypoint`, `runtimeEnvYAML`, `serveConfigV2`;
/// - what a driver is given that only it reads: `parameters` of storage classes and of devices, `volumeAttributes` of
///   CSI volumes, `options` of flexVolumes;
/// - texts of fields whose names say that they are secret (`redis-password`, io/secrets.h);
/// - annotations, but for those by which schedulers, autoscalers and controllers of storage decide;
/// - the user, the password and what stands behind `?` of a URL, and of a probe's path; what a container said at its
///   end; whatever else io/secrets.h finds in a text;
/// - `managedFields`.
///
/// Labels stay: they select.
doc::Node without_secrets(const doc::Node& object, doc::Arena& arena);

}  // namespace slipway::ops
