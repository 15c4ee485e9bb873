#pragma once

#include "subject/subject.h"

namespace slipway::rules {

/// What the class of an Ingress says for the load balancers of all that have it, which goes before their annotations:
/// the spec of its IngressClassParams, an absent Node where it has none. nullptr where nobody here sees what it says,
/// and of classes of other controllers than the AWS Load Balancer Controller and EKS Auto Mode.
///
/// Source: AWS Load Balancer Controller, docs/guide/ingress/ingress_class.md.
const doc::Node* class_params(const subject::Subject& subject, const kube::Object& ingress);

}  // namespace slipway::rules
