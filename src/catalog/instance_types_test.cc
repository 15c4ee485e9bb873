#include "catalog/instance_types.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace slipway::catalog {
namespace {

TEST(InstanceTypes, AreAllThereByName) {
  const auto all = instance_types();
  EXPECT_EQ(all.size(), 1435u);
  EXPECT_TRUE(std::ranges::is_sorted(all, {}, &InstanceType::name));
  int gpus = 0, with_gpus = 0, efa = 0;
  for (const InstanceType& type : all) {
    gpus += type.gpus;
    with_gpus += !type.gpu_name.empty();
    efa += type.efa_interfaces;
  }
  EXPECT_EQ(with_gpus, 81);
  EXPECT_EQ(efa, 503);
  EXPECT_GT(gpus, 190);
}

TEST(InstanceTypes, SayWhatTheSourcesSay) {
  const InstanceType& p5 = *find_instance_type("p5.48xlarge");
  EXPECT_EQ(p5.family, "p5");
  EXPECT_EQ(p5.category, "p");
  EXPECT_EQ(p5.arch, "amd64");
  EXPECT_EQ(p5.vcpus, 192);
  EXPECT_EQ(p5.memory_mib, 2'097'152);
  EXPECT_EQ(p5.gpus, 8);
  EXPECT_EQ(p5.gpu_name, "h100");
  EXPECT_EQ(p5.total_gpu_memory_mib(), 8 * 81'920);
  EXPECT_EQ(p5.efa_interfaces, 32);
  EXPECT_EQ(p5.network_cards, 32);
  EXPECT_EQ(p5.max_pods, 100);
  EXPECT_EQ(find_instance_type("inf2.48xlarge")->accelerators, 12);
  EXPECT_TRUE(find_instance_type("inf2.48xlarge")->is_accelerated());
  EXPECT_FALSE(find_instance_type("m5.large")->is_accelerated());
}

TEST(InstanceTypes, DoNotKnowIsNotZero) {
  const InstanceType& mac = *find_instance_type("mac2.metal");
  EXPECT_FALSE(mac.vcpus.has_value());
  EXPECT_TRUE(mac.bare_metal);
}

TEST(InstanceTypes, AFractionOfAGpuCountsNoneButHasItsSlice) {
  const InstanceType& slice = *find_instance_type("g6f.large");
  EXPECT_EQ(slice.gpus, 0);
  EXPECT_EQ(slice.gpu_name, "l4");
  EXPECT_EQ(slice.total_gpu_memory_mib(), 2861);
}

TEST(InstanceTypes, UnknownNamesHaveANearMiss) {
  EXPECT_EQ(find_instance_type("g5.3xlarge"), nullptr);
  EXPECT_EQ(instance_type_like("g4dm.xlarge"), "g4dn.xlarge");
  EXPECT_EQ(instance_type_like("g5.2xlareg"), "g5.2xlarge");
  EXPECT_EQ(instance_type_like("p5.48xlage"), "p5.48xlarge");
  EXPECT_EQ(instance_type_like("something-else-entirely"), std::nullopt);
  EXPECT_EQ(family_like("g4dnn"), "g4dn");
}

TEST(InstanceTypes, AFamilyIsItsOwnSizesOnly) {
  const auto family = types_of_family("m7i");
  EXPECT_FALSE(family.empty());
  for (const InstanceType& type : family) EXPECT_EQ(type.family, "m7i") << type.name;
  std::size_t expected = 0;
  for (const InstanceType& type : instance_types()) expected += type.family == "m7i";
  EXPECT_EQ(family.size(), expected);
  EXPECT_FALSE(types_of_family("m7i-flex").empty());
  EXPECT_TRUE(types_of_family("m7").empty());
  EXPECT_TRUE(types_of_family("").empty());
}

}  // namespace
}  // namespace slipway::catalog
