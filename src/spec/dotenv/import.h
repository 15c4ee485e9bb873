#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/diagnostic.h"
#include "base/source.h"

namespace slipway::spec {

/// platform.yaml for the cluster that a `.env` file of the "EKS essential components and GPU nodes" design describes:
/// its section 5.1, and the variables of the cluster it extends. Commented: each line names the variable it comes from.
/// What the design gets wrong is put right and said (P5 network cards, subnets of three zones, drivers at boot).
///
/// `today` ("2026-11-25") decides whether EKS still makes clusters of the version that it names.
///
/// Errors and warnings stand at the file's lines: those of read_dotenv, and ENV010 unknown variable, ENV011 not a
/// boolean, whole number, id …, ENV012 out of range, ENV013 missing, ENV014 follows from the instance type or is AWS's
/// to choose, ENV015 what it costs, ENV016 says nothing as things are,
/// ENV017 what the platform's own checks find. The text is complete only when no error was
/// said.
std::string import_dotenv(const std::shared_ptr<const SourceText>& source, std::string_view today,
                          Diagnostics& diagnostics);

}  // namespace slipway::spec
