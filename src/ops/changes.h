#pragma once

#include <string>
#include <vector>

#include "cluster/apply.h"
#include "ops/terraform.h"
#include "platform/changes.h"
#include "platform/graph.h"

namespace slipway::ops {

using platform::Change;
using platform::Changes;

/// "aws_subnet" and "private" of `aws_subnet.private["a"]`; modules do not occur in what slipway renders.
platform::ResourceId id_of(const std::string& address);

/// Which component and line of platform.yaml a resource of Terraform's comes from: the address without `[…]`.
Change change_of(const platform::Graph& graph, const ResourceChange& change);
Change change_of(const platform::Object& object, Change::Action action,
                 const std::vector<cluster::FieldChange>& fields);

/// The same for a person: "vpc, platform.yaml:12"; "" when the platform has no such resource.
std::string place_of(const platform::Graph& graph, const std::string& address);

/// "Deployment inference/api"
std::string title_of(const kube::ObjectKey& key);
std::string title_of(const platform::Object& object);
/// "keda 2.20.2 in keda"
std::string title_of(const platform::Release& release);

}  // namespace slipway::ops
