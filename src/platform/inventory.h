#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "platform/graph.h"

namespace slipway::platform {

/// One kind of thing and all of it that will exist.
struct Counted {
  struct Item {
    std::string name;  // "main"; of an object "namespace/name"
    std::string component;
    SourceRange origin;
  };
  std::string kind;  // as people say it: "nat gateway", "NodePool"
  std::string type;  // "aws_nat_gateway", "karpenter.sh/v1 NodePool"
  std::vector<Item> items;
  bool is_setting = false;  // says something about another resource (an attachment, a rule, a bucket's versioning)
};

/// What will exist, by kind, in the order in which the first of each kind is created. What the platform only reads
/// (Terraform's data sources) does not count.
struct Inventory {
  std::vector<Counted> aws, kubernetes, charts;
};

Inventory count(const Graph& graph);

/// "aws_nat_gateway" -> "nat gateway".
std::string kind_of(std::string_view terraform_type);

/// Of everything in `counted`.
std::size_t total(const std::vector<Counted>& counted);

}  // namespace slipway::platform
