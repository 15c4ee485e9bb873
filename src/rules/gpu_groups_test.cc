#include "rules/testing/plans.h"

namespace slipway::rules {
namespace {

using testing::Files;
using testing::hold;
using testing::Planned;
using testing::planned;
using testing::reference;

Files group(const std::string& values, std::vector<Planned> more = {}) {
  more.insert(more.begin(), {"aws_eks_node_group.gpu", "{\"node_group_name\": \"gpu\", " + values + "}"});
  return planned(more);
}

TEST(GpuGroups, SpotSeldomHasTheLargestMachines) {
  const auto spot = [](const std::string& types, const std::string& capacity = "SPOT") {
    return group("\"capacity_type\": \"" + capacity + "\", \"instance_types\": [" + types + "]");
  };
  hold({{"NG017", spot(R"("p5.48xlarge")"), "note: group gpu waits for Spot capacity of p5.48xlarge",
         spot(R"("p5.48xlarge")", "ON_DEMAND")},
        {"NG017", spot(R"("p4d.24xlarge", "p5.48xlarge")"), "p4d.24xlarge", spot(R"("p5.48xlarge", "g6e.xlarge")")}});
}

TEST(GpuGroups, GpuNodesHaveRoomForImages) {
  const std::string types = R"("instance_types": ["g6e.xlarge"], "ami_type": "AL2023_x86_64_NVIDIA")";
  const auto disk = [&](const std::string& size) { return group(types + ", \"disk_size\": " + size); };
  hold({{"NG018", disk("20"), "note: GPU nodes of group gpu have a volume of 20 GiB", disk("100")},
        {"NG018", disk("40"), "40 GiB", group(R"("instance_types": ["m7i.large"], "disk_size": 20)")}});
  const auto mapped = [](const std::string& ami, const std::string& device, int gib) {
    Planned node_group{"aws_eks_node_group.gpu", R"({"instance_types": ["g6e.xlarge"], "ami_type": ")" + ami + "\"}",
                       R"({"launch_template": [{"id": )" + reference("aws_launch_template.gpu", "id") + "}]}"};
    return planned(
        {node_group,
         {"aws_launch_template.gpu",
          fmt::format(R"({{"block_device_mappings": [{{"device_name": "{}", "ebs": [{{"volume_size": {}}}]}}]}})",
                      device, gib)}});
  };
  hold({{"NG018", mapped("AL2023_x86_64_NVIDIA", "/dev/xvda", 20), "20 GiB",
         mapped("AL2023_x86_64_NVIDIA", "/dev/xvda", 200)},
        {"NG018", mapped("BOTTLEROCKET_x86_64_NVIDIA", "/dev/xvdb", 20), "20 GiB",
         mapped("BOTTLEROCKET_x86_64_NVIDIA", "/dev/xvda", 4)}});
}

TEST(GpuGroups, EfaNodesStandTogether) {
  const auto placed = [](const std::string& strategy, const std::string& name, const std::string& interface = "") {
    std::vector<Planned> all = {
        {"aws_placement_group.p", R"({"name": ")" + name + R"(", "strategy": ")" + strategy + "\"}"}};
    if (!interface.empty())
      all.push_back({"aws_launch_template.t",
                     R"({"network_interfaces": [{"interface_type": ")" + interface +
                         R"("}], "placement": [{"group_name": ")" + name + "\"}]}",
                     R"({"placement": [{"group_name": )" + reference("aws_placement_group.p", "name") + "}]}"});
    return planned(all);
  };
  hold({{"LT013", placed("spread", "efa"), "warning: the placement group efa keeps EFA nodes apart",
         placed("cluster", "efa")},
        {"LT013", placed("partition", "gpu-efa-nodes"), "keeps EFA nodes apart", placed("spread", "kafka")},
        {"LT013", placed("spread", "training", "efa"), "keeps EFA nodes apart", placed("spread", "training")},
        {"LT013", placed("spread", "training", "efa-only"), "keeps", placed("spread", "efa", "interface")}});
}

}  // namespace
}  // namespace slipway::rules
