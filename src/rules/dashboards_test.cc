#include "rules/testing/plans.h"

namespace slipway::rules {
namespace {

using testing::Files;
using testing::hold;
using testing::planned;
using testing::script;

Files widget(const std::string& metrics) {
  return {{"d.json", "{\"widgets\": [{\"properties\": {\"metrics\": [\n" + metrics + "\n]}}]}"}};
}

TEST(Dashboards, MetricsThatArePublished) {
  hold({
      {"CW001", widget(R"(["ContainerInsights", "dcgm_gpu_utilization", "ClusterName", "a"])"),
       "d.json:2 warning: nothing publishes ContainerInsights/dcgm_gpu_utilization",
       widget(R"(["ContainerInsights", "node_gpu_utilization", "ClusterName", "a"])")},
      {"CW001",
       widget("[\"ContainerInsights\", \"node_gpu_utilization\", \"ClusterName\", \"a\"],\n[\".\", "
              "\"DCGM_FI_DEV_FB_USED\"]"),
       "d.json:3", widget("[\"Own\", \"dcgm_fb_used\"],\n[\".\", \"dcgm_fb_free\"]")},
      {"CW001", script("aws cloudwatch put-metric-alarm --namespace ContainerInsights --metric-name dcgm_fb_used\n"),
       "the alarm never has data",
       script("aws cloudwatch put-metric-alarm --namespace Own --metric-name dcgm_fb_used\n")},
      {"CW002", widget(R"(["ContainerInsights", "node_gpu_utilization", {"stat": "Average"}])"), "ClusterName at least",
       widget(R"(["ContainerInsights", "node_gpu_utilization", "ClusterName", "a", {"stat": "Average"}])")},
  });
}

TEST(Dashboards, UnitsAndIds) {
  const auto alarm = [](const std::string& metric) {
    return planned(
        {{"aws_cloudwatch_metric_alarm.a", R"({"namespace": "ContainerInsights", "metric_name": ")" + metric +
                                               R"(", "threshold": 90, "dimensions": {"ClusterName": "a"}})"}});
  };
  hold({
      {"CW003", alarm("DCGM_FI_DEV_FB_USED"), "counts MiB: 90 of them are always exceeded",
       alarm("node_gpu_memory_utilization")},
      {"CW004", widget(R"-([{"expression": "m1 / (m2 / 1000000)"}])-"), "no metric of this widget has the id m1",
       widget(R"([{"expression": "SUM(METRICS()) / m1"}], ["Own", "Cost", {"id": "m1"}])")},
  });
}

TEST(Dashboards, GpuMetricsWithoutWhatTheyAreOf) {
  hold({{"CW001", widget(R"(["ContainerInsights", "gpu_utilization", "ClusterName", "a"])"),
         "nothing publishes ContainerInsights/gpu_utilization",
         widget(R"(["ContainerInsights", "pod_gpu_utilization", "ClusterName", "a"])")}});
}

}  // namespace
}  // namespace slipway::rules
