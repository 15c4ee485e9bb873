#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "cost/bill.h"

// For the tests of this folder: small graphs in code and their bills.
namespace slipway::cost {

inline Money usd(std::string_view text) { return Money::parse(text).value(); }

class Platform {
 public:
  explicit Platform(std::string region = "us-east-1", std::string autoscaler = "Karpenter 1.14.1") {
    graph.setting.platform = graph.setting.cluster = "test";
    graph.setting.version = "1.35";
    graph.setting.region = region;
    graph.setting.zones = {region + "a", region + "b"};
    graph.setting.node_autoscaler = std::move(autoscaler);
  }

  Platform& add(std::string type, std::string name, doc::Map arguments = {}, doc::Map facts = {}) {
    graph.add(
        platform::Resource{{std::move(type), std::move(name)}, std::move(arguments), "test", {}, {}, std::move(facts)});
    return *this;
  }
  Platform& add(doc::Map object) {
    graph.add(platform::Object{doc::freeze(std::move(object), {}), "test", {}});
    return *this;
  }

  Bill bill(Day today = {2026, 11, 25}) {
    diagnostics = {};
    return price(graph, today, diagnostics);
  }
  /// The only line.
  Line line() {
    const Bill all = bill();
    EXPECT_EQ(all.lines.size(), 1u);
    return all.lines.empty() ? Line{} : all.lines.front();
  }
  Line line(std::string_view name) {
    for (const auto& line : bill().lines)
      if (line.name == name) return line;
    ADD_FAILURE() << "no line " << name;
    return {};
  }
  /// "COST002 no price known for …", a line each.
  std::string said() const {
    std::string text;
    for (const auto& each : diagnostics.all()) text += each.id + ' ' + each.message + '\n';
    return text;
  }

  platform::Graph graph;
  Diagnostics diagnostics;
};

/// A pool of Karpenter on the class "default", which has the default volumes.
inline doc::Map node_pool(std::string name, doc::List requirements, doc::Map limits) {
  return {{"apiVersion", "karpenter.sh/v1"},
          {"kind", "NodePool"},
          {"metadata", doc::Map{{"name", std::move(name)}}},
          {"spec",
           doc::Map{{"template", doc::Map{{"spec", doc::Map{{"nodeClassRef", doc::Map{{"group", "karpenter.k8s.aws"},
                                                                                      {"kind", "EC2NodeClass"},
                                                                                      {"name", "default"}}},
                                                            {"requirements", std::move(requirements)}}}}},
                    {"limits", std::move(limits)}}}};
}
inline doc::Map requirement(std::string key, std::string op, doc::List values) {
  return {{"key", std::move(key)}, {"operator", std::move(op)}, {"values", std::move(values)}};
}
inline doc::Map node_class(std::string size = "20Gi") {
  return {{"apiVersion", "karpenter.k8s.aws/v1"},
          {"kind", "EC2NodeClass"},
          {"metadata", doc::Map{{"name", "default"}}},
          {"spec",
           doc::Map{{"amiSelectorTerms", doc::List{doc::Map{{"alias", "al2023@latest"}}}},
                    {"blockDeviceMappings", doc::List{doc::Map{{"deviceName", "/dev/xvda"},
                                                               {"ebs", doc::Map{{"volumeSize", std::move(size)}}}}}}}}};
}
/// A Deployment of one container; `pod` is added to the pod's spec.
inline doc::Map deployment(std::string name, int replicas, doc::Map requests, doc::Map pod = {}) {
  pod.set("containers",
          doc::List{doc::Map{{"name", "main"}, {"resources", doc::Map{{"requests", std::move(requests)}}}}});
  return {{"apiVersion", "apps/v1"},
          {"kind", "Deployment"},
          {"metadata", doc::Map{{"name", std::move(name)}}},
          {"spec", doc::Map{{"replicas", replicas}, {"template", doc::Map{{"spec", std::move(pod)}}}}}};
}

}  // namespace slipway::cost
