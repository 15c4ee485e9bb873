#include "components/parts/security_groups.h"

#include "components/parts/names.h"
#include "components/parts/network.h"
#include "platform/fill.h"

namespace slipway::components {

platform::ResourceId add_group_for_nodes(Expansion& in, std::string_view local_name, std::string_view what,
                                         std::int64_t port, SourceRange origin) {
  const auto group = in.add("aws_security_group", local_name,
                            {{"name", platform::at_most(in.graph.setting.cluster + "-" + std::string(local_name), 255)},
                             {"description", what},
                             {"vpc_id", network_of(in.platform).vpc_id}},
                            origin);
  const auto let_in = [&](std::string_view from, doc::Value source) {
    in.add("aws_vpc_security_group_ingress_rule", std::string(local_name) + "_" + std::string(from),
           {{"security_group_id", group.attribute("id")},
            {"referenced_security_group_id", std::move(source)},
            {"ip_protocol", "tcp"},
            {"from_port", port},
            {"to_port", port},
            {"description", "pods on " + std::string(from)}},
           origin);
  };
  if (in.find(kNodeSecurityGroup.type, kNodeSecurityGroup.name)) let_in("nodes", kNodeSecurityGroup.attribute("id"));
  let_in("cluster", cluster_security_group());
  return group;
}

}  // namespace slipway::components
