#pragma once

#include <string>

#include "components/component.h"

namespace slipway::components {

/// The ARN of the load balancer's certificate, as text of an annotation: the one that the spec names; one made here,
/// validated by a record in the hosted zone when there is one (else it waits for somebody to write that record); empty
/// for none.
std::string certificate_of(Expansion& in, const spec::Edge& edge);

/// The id of the hosted zone, which the spec gives as id ("Z0123…") or as name; null when it gives none.
doc::Value hosted_zone_id(Expansion& in, const spec::Edge& edge);

}  // namespace slipway::components
