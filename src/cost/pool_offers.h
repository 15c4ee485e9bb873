#pragma once

#include <map>
#include <string>
#include <string_view>

#include "cost/node_source.h"
#include "decide/karpenter/pool_choices.h"
#include "model/model.h"

namespace slipway::cost {

/// A NodePool of a model as a source of nodes: what it may buy, within which limits, and, of a static pool, the nodes
/// that always stand. `built_in`: Auto Mode's own pools, by name.
NodeSource read_pool(const model::Model& model, std::size_t index, const std::vector<karpenter::PoolChoice>& choices,
                     const platform::Graph& graph, const std::map<std::string, const platform::Resource*>& built_in,
                     const Prices& prices);
/// The same where no price of the region is known, so that nothing can be asked.
NodeSource pool_without_prices(const platform::Object& object, const platform::Graph& graph);

/// So many more nodes of a type at a level.
void add_nodes(NodeSource& pool, Level level, std::string_view type, std::string_view capacity_type, std::int64_t count,
               const Prices& prices);

}  // namespace slipway::cost
