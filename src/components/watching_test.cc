#include "components/testing/expanded.h"

/// Topics, alarms, dashboards, meters and budgets.
namespace slipway::components {
namespace {

using testing::Expanded;
using testing::Names;

TEST(Observability, TopicsTakeWhatAlarmsOfThisAccountPublish) {
  const Expanded e(
      "aws: {region: us-west-2, accountId: \"111122223333\"}\n"
      "observability: {topics: {oncall: {email: [a@example.com, b@example.com]}}}");
  EXPECT_EQ(e.argument("aws_sns_topic.oncall", "name"), "demo-oncall");
  EXPECT_EQ(e.names("aws_sns_topic_subscription"), (Names{"oncall_1", "oncall_2"}));
  EXPECT_EQ(e.argument("aws_sns_topic_policy.oncall", "policy.Statement.0.Condition"),
            R"({"StringEquals":{"aws:SourceAccount":"111122223333"}})");
}

TEST(Observability, TopicsMayHearOfSpotWarnings) {
  const Expanded e("observability: {topics: {oncall: {spotWarnings: true}}}");
  EXPECT_EQ(e.argument("aws_cloudwatch_event_rule.oncall_spot_warning", "event_pattern"),
            R"({"source":["aws.ec2"],"detail-type":["EC2 Spot Instance Interruption Warning"]})");
  EXPECT_EQ(e.argument("aws_cloudwatch_event_target.oncall_spot_warning", "arn"), "aws_sns_topic.oncall.arn");
  EXPECT_EQ(e.argument("aws_sns_topic_policy.oncall", "policy.Statement.1.Principal.Service"), "events.amazonaws.com");
  const Expanded quiet("observability: {topics: {oncall: {}}}");
  EXPECT_EQ(quiet.names("aws_cloudwatch_event_rule"), Names{});
}

TEST(Observability, AlarmsOfContainerInsightsMeanThisCluster) {
  const Expanded e(
      "observability: {topics: {oncall: {}}, alarms: {hot: {metric: ContainerInsights/node_gpu_temperature, "
      "statistic: Maximum, threshold: \"85\", notify: oncall}}}");
  EXPECT_EQ(e.argument("aws_cloudwatch_metric_alarm.hot", "dimensions"), R"({"ClusterName":"demo"})");
  EXPECT_EQ(e.argument("aws_cloudwatch_metric_alarm.hot", "threshold"), "85");
  EXPECT_EQ(e.argument("aws_cloudwatch_metric_alarm.hot", "treat_missing_data"), "notBreaching");
  EXPECT_EQ(e.argument("aws_cloudwatch_metric_alarm.hot", "alarm_actions.0"), "aws_sns_topic.oncall.arn");
}

TEST(Observability, AlarmsOnPercentilesSayItInTheirOwnArgument) {
  const Expanded e(
      "observability: {alarms: {slow: {metric: App/Latency, statistic: p95, threshold: \"2000\", period: 1m}}}");
  EXPECT_EQ(e.argument("aws_cloudwatch_metric_alarm.slow", "extended_statistic"), "p95");
  EXPECT_EQ(e.argument("aws_cloudwatch_metric_alarm.slow", "statistic"), "");
  EXPECT_EQ(e.argument("aws_cloudwatch_metric_alarm.slow", "period"), "60");
}

TEST(Observability, DashboardsAreNativeWithThisClusterFilledIn) {
  const Expanded e(
      "observability: {dashboards: {gpu: {widgets: [{type: metric, properties: {region: \"{region}\", metrics: "
      "[[ContainerInsights, node_gpu_utilization, ClusterName, \"{cluster}\"]]}}]}}}");
  EXPECT_EQ(e.argument("aws_cloudwatch_dashboard.gpu", "dashboard_body.widgets.0.properties"),
            R"({"region":"us-west-2","metrics":[["ContainerInsights","node_gpu_utilization","ClusterName","demo"]]})");
}

constexpr const char* kMetered =
    "observability: {tokenMetering: true, costMetering: true}\n"
    "nodePools: {gpu: {instanceTypes: [g5.xlarge], capacity: [spot, onDemand]}}\n"
    "workloads: {llm: {namespace: agents, serve: {image: \"l:1\"}, pool: gpu, resources: {nvidia.com/gpu: 1}}, "
    "api: {serve: {image: \"a:1\"}}}";

TEST(TokenMetering, LetsModelsPublishInOneNamespaceByModel) {
  const Expanded e(kMetered);
  EXPECT_EQ(e.argument("aws_iam_role_policy.llm_tokens", "policy.Statement.0.Condition"),
            R"({"StringEquals":{"cloudwatch:namespace":"demo/Tokens"}})");
  EXPECT_EQ(e.argument("aws_eks_pod_identity_association.llm_tokens_agents_llm", "service_account"), "llm");
  const auto env = e.field("Deployment", "llm", "spec.template.spec.containers.0.env");
  EXPECT_NE(env.find(R"({"name":"TOKEN_METRICS_NAMESPACE","value":"demo/Tokens"})"), std::string::npos);
  EXPECT_NE(env.find(R"({"name":"MODEL_NAME","value":"llm"})"), std::string::npos);
  EXPECT_EQ(e.field("Deployment", "api", "spec.template.spec.containers.0.env").find("TOKEN"), std::string::npos);
}

TEST(TokenMetering, DrawsWhatAMillionTokensCost) {
  const Expanded e(kMetered);
  EXPECT_EQ(e.argument("aws_cloudwatch_dashboard.tokens", "dashboard_body.widgets.1.properties.metrics.0.0.expression"),
            "FILL(m1, 0) / ((m2 + m3) / 1000000)");
  EXPECT_EQ(e.argument("aws_cloudwatch_dashboard.tokens", "dashboard_body.widgets.1.properties.metrics.1.3"), "gpu");
}

TEST(CostMeter, KnowsThePriceOfWhateverThePoolsMayBuy) {
  const Expanded e(kMetered);
  const auto prices = e.field("ConfigMap", "cost-meter", "data.prices.txt");
  EXPECT_EQ(prices.substr(0, prices.find('\n')), "g5.xlarge on-demand 1006000");
  EXPECT_EQ(e.field("CronJob", "cost-meter", "spec.concurrencyPolicy"), "Forbid");
  EXPECT_EQ(e.argument("aws_iam_role_policy.cost_meter", "policy.Statement.1.Condition"),
            R"({"StringEquals":{"cloudwatch:namespace":"demo/Cost"}})");
}

TEST(Budgets, WarnAtAShareAndWhenTheMonthIsForecastToExceed) {
  const Expanded e("budgets: {month: {limit: 6000 USD, notifyEmail: [a@example.com], alertPercent: 80}}");
  EXPECT_EQ(e.argument("aws_budgets_budget.month", "limit_amount"), "6000");
  EXPECT_EQ(e.argument("aws_budgets_budget.month", "notification.0.threshold"), "80");
  EXPECT_EQ(e.argument("aws_budgets_budget.month", "notification.1.notification_type"), "FORECASTED");
}

}  // namespace
}  // namespace slipway::components
