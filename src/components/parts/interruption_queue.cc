#include "components/parts/interruption_queue.h"

#include "platform/fill.h"
#include "platform/iam.h"

namespace slipway::components {

namespace {

struct Event {
  const char *name, *source, *detail_type;
};

/// What Karpenter 1.14.1 reacts to (its CloudFormation template, 2026-08-21).
constexpr Event kEvents[] = {
    {"scheduled-change", "aws.health", "AWS Health Event"},
    {"spot-interruption", "aws.ec2", "EC2 Spot Instance Interruption Warning"},
    {"rebalance", "aws.ec2", "EC2 Instance Rebalance Recommendation"},
    {"state-change", "aws.ec2", "EC2 Instance State-change Notification"},
    {"reservation-interruption", "aws.ec2", "EC2 Capacity Reservation Instance Interruption Warning"},
};

doc::Map queue_policy(const platform::ResourceId& queue) {
  auto send = platform::allow({"sqs:SendMessage"}, {queue.attribute("arn")});
  send.sid = "AllowEventsToBeSent";
  send.principals = {{"Service", {"events.amazonaws.com", "sqs.amazonaws.com"}}};
  auto plain = platform::allow({"sqs:*"}, {queue.attribute("arn")}, {{"Bool", "aws:SecureTransport", {"false"}}});
  plain.sid = "DenyWithoutTls";
  plain.effect = platform::Effect::Deny;
  plain.principals = {{"*", {}}};
  return platform::policy({send, plain});
}

void add_rule(Expansion& in, const std::string& user, const platform::ResourceId& queue, const Event& event) {
  const auto local = platform::local_name(user + "_" + event.name);
  doc::List sources, types;
  sources.add(event.source);
  types.add(event.detail_type);
  const auto rule =
      in.add("aws_cloudwatch_event_rule", local,
             {{"name", platform::at_most(in.graph.setting.cluster + "-" + user + "-" + event.name, 64)},
              {"description", std::string(event.detail_type) + " for " + user},
              {"event_pattern", doc::Map{{"source", std::move(sources)}, {"detail-type", std::move(types)}}}});
  in.add("aws_cloudwatch_event_target", local,
         {{"rule", rule.attribute("name")}, {"target_id", user + "-queue"}, {"arn", queue.attribute("arn")}});
}

}  // namespace

InterruptionQueue add_interruption_queue(Expansion& in, const std::string& user) {
  const auto name = platform::at_most(in.graph.setting.cluster + "-" + user, 80);
  const auto queue = in.add("aws_sqs_queue", platform::local_name(user),
                            {{"name", name}, {"message_retention_seconds", 300}, {"sqs_managed_sse_enabled", true}});
  in.add("aws_sqs_queue_policy", platform::local_name(user),
         {{"queue_url", queue.attribute("id")}, {"policy", queue_policy(queue)}});
  for (const auto& event : kEvents) add_rule(in, user, queue, event);
  return {queue, name};
}

}  // namespace slipway::components
