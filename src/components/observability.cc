#include "components/component.h"
#include "components/parts/chart_values.h"
#include "components/parts/dashboards.h"
#include "components/parts/data_names.h"
#include "components/parts/expected.h"
#include "components/parts/iam_statements.h"
#include "components/parts/pods.h"
#include "platform/fill.h"
#include "platform/iam.h"

namespace slipway::components {

namespace {

/// Alarms and budgets of this account may publish, nobody else.
doc::Map topic_policy(Expansion& in, const platform::ResourceId& id, const spec::Topic& topic) {
  platform::Statement publish = platform::allow({"sns:Publish"}, {id.attribute("arn")},
                                                {{"StringEquals", "aws:SourceAccount", {fill(in, "{account}")}}});
  publish.sid = "AlarmsAndBudgets";
  publish.principals.push_back({"Service", {"cloudwatch.amazonaws.com", "budgets.amazonaws.com"}});
  if (!topic.spot_warnings.value) return platform::policy({publish});
  // EventBridge documents no condition for topics.
  platform::Statement warn = platform::allow({"sns:Publish"}, {id.attribute("arn")});
  warn.sid = "SpotWarnings";
  warn.principals.push_back({"Service", {"events.amazonaws.com"}});
  return platform::policy({publish, warn});
}

/// Karpenter drains the node by itself: this is for people.
void add_spot_warnings(Expansion& in, const platform::ResourceId& topic, SourceRange where) {
  const auto name = topic.name + "_spot_warning";
  const auto rule = in.add(
      "aws_cloudwatch_event_rule", name,
      {{"name", platform::at_most(in.graph.setting.cluster + "-" + topic.name + "-spot", 64)},
       {"description", "Spot interruption warnings for people"},
       {"event_pattern", doc::Map{{"source", chart_values::only("aws.ec2")},
                                  {"detail-type", chart_values::only("EC2 Spot Instance Interruption Warning")}}}},
      where);
  in.add("aws_cloudwatch_event_target", name,
         {{"rule", rule.attribute("name")}, {"target_id", "topic"}, {"arn", topic.attribute("arn")}}, where);
}

void add_topics(Expansion& in) {
  for (const auto& [name, topic] : in.platform.observability.topics) {
    const auto where = topic.where ? topic.where : name.where;
    const auto id = in.add("aws_sns_topic", topic_id(name.value).name,
                           {{"name", in.platform.name.value + "-" + name.value}}, where);
    in.add("aws_sns_topic_policy", id.name, {{"arn", id.attribute("arn")}, {"policy", topic_policy(in, id, topic)}},
           where);
    if (topic.spot_warnings.value) add_spot_warnings(in, id, topic.spot_warnings.where);
    for (std::size_t i = 0; i < topic.email.size(); ++i)
      in.add("aws_sns_topic_subscription", id.name + "_" + std::to_string(i + 1),
             {{"topic_arn", id.attribute("arn")}, {"protocol", "email"}, {"endpoint", topic.email[i].value}},
             topic.email[i].where);
    for (const auto& address : topic.email)  // "PendingConfirmation" until its reader followed the link
      in.add_check(address.value + " is subscribed to topic " + name.value,
                   platform::AwsQuestion{"sns", "ListSubscriptionsByTopic", {{"TopicArn", id.interpolated("arn")}}},
                   {"Subscriptions[Endpoint=" + address.value + "].SubscriptionArn"});
  }
}

/// Container Insights publishes by cluster: an alarm that names no dimension means this one.
doc::Map dimensions(const Expansion& in, std::string_view name_space, const spec::TextMap& written) {
  doc::Map map;
  for (const auto& [name, value] : written) map.set(name.value, value.value);
  if (map.empty() && name_space == "ContainerInsights") map.set("ClusterName", in.graph.setting.cluster);
  return map;
}

/// An alarm as CloudWatch says it, in what people change by hand.
doc::Map as_asked(const doc::Map& arguments) {
  doc::Map said{{"ActionsEnabled", true}};
  constexpr std::pair<const char*, const char*> kNames[] = {{"namespace", "Namespace"},
                                                            {"metric_name", "MetricName"},
                                                            {"comparison_operator", "ComparisonOperator"},
                                                            {"threshold", "Threshold"},
                                                            {"period", "Period"},
                                                            {"evaluation_periods", "EvaluationPeriods"},
                                                            {"alarm_actions", "AlarmActions"},
                                                            {"statistic", "Statistic"},
                                                            {"extended_statistic", "ExtendedStatistic"},
                                                            {"treat_missing_data", "TreatMissingData"}};
  for (const auto& [argument, name] : kNames) {
    const auto* value = arguments.find(argument);
    const auto* number = value ? value->expression() : nullptr;
    if (value) said.set(name, number ? doc::Value(number->text) : *value);
  }
  doc::List dimensions;
  if (const auto* map = arguments.find("dimensions"))
    for (const auto& [name, value] : map->map()->entries())
      dimensions.add(doc::Map{{"Name", std::string(name)}, {"Value", value}});
  said.set("Dimensions", std::move(dimensions));
  return said;
}

void add_alarms(Expansion& in) {
  for (const auto& [name, alarm] : in.platform.observability.alarms) {
    const auto slash = alarm.metric.value.rfind('/');
    const auto name_space = alarm.metric.value.substr(0, slash);
    doc::Map arguments{{"alarm_name", in.platform.name.value + "-" + name.value},
                       {"namespace", name_space},
                       {"metric_name", alarm.metric.value.substr(slash + 1)},
                       {"dimensions", dimensions(in, name_space, alarm.dimensions)},
                       {"comparison_operator", alarm.comparison.value},
                       {"threshold", doc::Expression{alarm.threshold.value}},
                       {"period", pods::seconds(alarm.period.value)},
                       {"evaluation_periods", alarm.evaluation_periods.value},
                       {"treat_missing_data", alarm.missing_data.value}};
    const bool is_percentile = !alarm.statistic.value.empty() && alarm.statistic.value[0] == 'p';
    arguments.set(is_percentile ? "extended_statistic" : "statistic", alarm.statistic.value);
    if (!alarm.notify.value.empty()) {
      const auto topic = chart_values::only(topic_id(alarm.notify.value).attribute("arn"));
      arguments.set("alarm_actions", topic);
      arguments.set("ok_actions", topic);
    }
    in.add_check(
        "alarm " + name.value + " is set",
        platform::AwsQuestion{
            "cloudwatch", "DescribeAlarms", {{"AlarmNames", doc::List{in.platform.name.value + "-" + name.value}}}},
        includes("MetricAlarms[]", as_asked(arguments)));
    in.add("aws_cloudwatch_metric_alarm", platform::local_name(name.value), std::move(arguments),
           alarm.where ? alarm.where : name.where);
  }
}

/// "{cluster}" and "{region}" that stand alone are this platform's.
doc::Value filled(const Expansion& in, const doc::Node& node) {
  if (node.is_list()) {
    doc::List list;
    for (const auto& item : node.items()) list.add(filled(in, item));
    return list;
  }
  if (node.is_map()) {
    doc::Map map;
    for (const auto& member : node.members()) map.set(member.key.text(), filled(in, member.value));
    return map;
  }
  if (node.is_string() && node.text() == "{cluster}") return in.graph.setting.cluster;
  if (node.is_string() && node.text() == "{region}") return in.graph.setting.region;
  return doc::Value(node);
}

void add_dashboard(Expansion& in, const std::string& name, doc::Value widgets, SourceRange where) {
  in.add("aws_cloudwatch_dashboard", platform::local_name(name),
         {{"dashboard_name", in.platform.name.value + "-" + name},
          {"dashboard_body", doc::Map{{"widgets", std::move(widgets)}}}},
         where);
}

void expand(Expansion& in) {
  const auto& observability = in.platform.observability;
  add_topics(in);
  add_alarms(in);
  for (const auto& [name, dashboard] : observability.dashboards)
    if (dashboard.widgets)
      add_dashboard(in, name.value, filled(in, *dashboard.widgets), dashboard.where ? dashboard.where : name.where);
  if (observability.token_metering.value)
    if (auto widgets = token_widgets(in.platform, in.graph.setting.region); !widgets.empty())
      add_dashboard(in, "tokens", std::move(widgets), observability.token_metering.where);
  if (observability.cost_metering.value)
    add_dashboard(in, "cost", cost_widgets(in.platform, in.graph.setting.region), observability.cost_metering.where);
}

bool wanted(const spec::Platform& platform) {
  const auto& wishes = platform.observability;
  return !wishes.topics.empty() || !wishes.alarms.empty() || !wishes.dashboards.empty() ||
         wishes.token_metering.value || wishes.cost_metering.value;
}

}  // namespace

extern const Component observability = {
    "observability", "topics, alarms and dashboards in CloudWatch", Stage::Watching, {}, wanted, nullptr, expand};

}  // namespace slipway::components
