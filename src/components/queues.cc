#include "components/component.h"
#include "components/parts/data_names.h"
#include "components/parts/expected.h"
#include "components/parts/iam_statements.h"
#include "components/parts/keys.h"
#include "platform/fill.h"
#include "platform/iam.h"

namespace slipway::components {

namespace {

/// Longer than any source queue keeps its messages (SQS allows 14 days), so that nothing ends before it is looked at.
constexpr std::int64_t kDeadLetterDays = 14;
constexpr std::int64_t kSecondsADay = 86'400;

doc::Map queue_arguments(const spec::Queue& queue, const std::string& full_name, std::string_view name,
                         std::int64_t days) {
  doc::Map arguments{{"name", full_name}};
  if (queue.fifo.value) arguments.set("fifo_queue", true);
  arguments.set("visibility_timeout_seconds", queue.visibility_timeout_seconds.value);
  arguments.set("receive_wait_time_seconds", queue.receive_wait_seconds.value);
  arguments.set("message_retention_seconds", days * kSecondsADay);
  if (auto key = customer_key("queue", name, queue.encryption.value); !key.is_null()) {
    arguments.set("kms_master_key_id", std::move(key));
    arguments.set("kms_data_key_reuse_period_seconds", queue.key_reuse_seconds.value);
  } else {
    arguments.set("sqs_managed_sse_enabled", true);
  }
  return arguments;
}

/// Nobody speaks to the queue but over TLS.
void require_tls(Expansion& in, const platform::ResourceId& queue, SourceRange where) {
  platform::Statement deny;
  deny.sid = "RequireTls";
  deny.effect = platform::Effect::Deny;
  deny.principals.push_back({"*", {}});
  deny.actions = {"sqs:*"};
  deny.resources = {queue.attribute("arn")};
  deny.conditions.push_back({"Bool", "aws:SecureTransport", {"false"}});
  in.add("aws_sqs_queue_policy", queue.name,
         {{"queue_url", queue.attribute("url")}, {"policy", platform::policy({deny})}}, where);
}

void add_dead_letter(Expansion& in, const std::string& name, const spec::Queue& queue,
                     const platform::ResourceId& source, SourceRange where) {
  const auto id =
      in.add("aws_sqs_queue", dead_letter_id(name).name,
             queue_arguments(queue, dead_letter_name(in.platform, name, queue), name, kDeadLetterDays), where);
  in.add("aws_sqs_queue_redrive_policy", source.name,
         {{"queue_url", source.attribute("url")},
          {"redrive_policy",
           doc::Map{{"deadLetterTargetArn", id.attribute("arn")}, {"maxReceiveCount", queue.max_receives.value}}}},
         where);
  doc::List sources;
  sources.add(source.attribute("arn"));
  in.add("aws_sqs_queue_redrive_allow_policy", id.name,
         {{"queue_url", id.attribute("url")},
          {"redrive_allow_policy", doc::Map{{"redrivePermission", "byQueue"}, {"sourceQueueArns", sources}}}},
         where);
  require_tls(in, id, where);
}

void expand(Expansion& in) {
  const auto& queues = in.platform.queues;
  const double share =
      static_cast<double>(in.platform.usage.queue_million_requests.value) / static_cast<double>(queues.size());
  for (const auto& [name, queue] : queues) {
    const auto where = queue.where ? queue.where : name.where;
    const auto full_name = queue_name(in.platform, name.value, queue);
    if (queue.encryption.value == "create") add_key(in, "queue", name.value, "messages of " + full_name, where);
    const auto id = in.add("aws_sqs_queue", queue_id(name.value).name,
                           queue_arguments(queue, full_name, name.value, queue.retention_days.value), where);
    if (share > 0) in.find(id.type, id.name)->facts.set("millionRequestsPerMonth", share);
    require_tls(in, id, where);
    const auto key = customer_key("queue", name.value, queue.encryption.value);
    const doc::Map encryption{
        {key.is_null() ? "SqsManagedSseEnabled" : "KmsMasterKeyId", key.is_null() ? doc::Value(true) : key}};
    const auto ask = [&](const std::string& claim, const platform::ResourceId& of, const doc::Map& attributes) {
      doc::List names;
      for (const auto& [attribute, value] : attributes.entries()) names.add(attribute);
      in.add_check(claim,
                   platform::AwsQuestion{"sqs",
                                         "GetQueueAttributes",
                                         {{"QueueUrl", of.interpolated("url")}, {"AttributeNames", std::move(names)}}},
                   includes("Attributes", attributes));
    };
    const auto whose = "queue " + name.value;
    ask(whose + " is there", id, {{"QueueArn", id.attribute("arn")}});
    ask(whose + (key.is_null() ? " is encrypted" : " is encrypted with its key"), id, encryption);
    if (!queue.dead_letter.value) continue;
    add_dead_letter(in, name.value, queue, id, where);
    const auto dead_letters = dead_letter_id(name.value);
    ask(whose + " puts aside what fails", id,
        {{"RedrivePolicy", doc::Map{{"deadLetterTargetArn", dead_letters.attribute("arn")},
                                    {"maxReceiveCount", queue.max_receives.value}}}});
    auto kept = encryption;
    ask("what " + whose + " puts aside is encrypted and kept", dead_letters,
        kept.set("MessageRetentionPeriod", kDeadLetterDays * kSecondsADay));
  }
}

bool wanted(const spec::Platform& platform) { return !platform.queues.empty(); }

}  // namespace

extern const Component queues = {
    "queues", "SQS queues with dead letters and encryption", Stage::Data, {}, wanted, nullptr, expand};

}  // namespace slipway::components
