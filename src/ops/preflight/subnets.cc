#include "ops/preflight/subnets.h"

#include <algorithm>
#include <charconv>

#include "cost/arguments.h"

namespace slipway::ops::preflight_checks {

namespace {

constexpr std::int64_t kKeptByAws = 5;

/// Of "10.0.0.0/20" 4091; 0 of what is no range.
std::int64_t usable(std::string_view range) {
  const auto slash = range.find('/');
  int bits = -1;
  if (slash != range.npos) std::from_chars(range.data() + slash + 1, range.data() + range.size(), bits);
  return bits < 0 || bits > 28 ? 0 : (std::int64_t{1} << (32 - bits)) - kKeptByAws;
}

}  // namespace

SubnetsRead private_subnets(const Asking& asking) {
  SubnetsRead read;
  for (const auto* subnet : asking.graph.of_type("aws_subnet")) {
    if (!subnet->id.name.starts_with("private_")) continue;
    const std::string *range = (*subnet)["cidr_block"].string(), *zone = (*subnet)["availability_zone"].string();
    read.subnets[subnet->id.to_string()] = {zone ? *zone : "", range ? usable(*range) : 0, false};
  }
  std::vector<std::string> ids = asking.subnets("private");
  if (ids.empty()) return read;
  for (std::string& id : asking.subnets("public")) ids.push_back(std::move(id));  // so that it is one call for all
  const std::vector<std::string> wanted = asking.subnets("private");
  const auto listed =
      asking.answers.ec2("DescribeSubnets", {{"Filter", doc::List{filter("subnet-id", std::move(ids))}}}, "subnetSet");
  read.failure = listed.failure;
  for (const doc::Node* subnet : listed.items)
    if (const std::string id((*subnet)["subnetId"].text()); std::ranges::find(wanted, id) != wanted.end())
      read.subnets[id] = {std::string((*subnet)["availabilityZone"].text()),
                          number_of((*subnet)["availableIpAddressCount"]), true};
  return read;
}

std::set<std::string> subnets_of(const cost::NodeSource& source, const NodeSubnets& subnets) {
  std::set<std::string> names;
  if (source.kind == cost::NodeSource::Kind::Group)
    if (const doc::List* ids = (*source.resource)["subnet_ids"].list())
      for (const doc::Value& id : ids->items()) {
        if (const std::string* text = id.string(); text && subnets.contains(*text)) names.insert(*text);
        if (const auto made = cost::reference_to(id, "aws_subnet"); made && subnets.contains(made->to_string()))
          names.insert(made->to_string());
        if (const auto* expression = id.expression())  // data.aws_subnet.private_0.id stands for the id that it reads
          for (const auto& [name, subnet] : subnets)
            if (subnet.is_there && expression->text.find(name) != std::string::npos) names.insert(name);
      }
  if (names.empty())
    for (const auto& [name, subnet] : subnets) names.insert(name);
  return names;
}

}  // namespace slipway::ops::preflight_checks
