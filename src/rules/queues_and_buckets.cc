#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "rules/plans/policy.h"
#include "rules/rule.h"

namespace slipway::rules {

namespace {

using doc::Node;
using subject::Subject;

std::string_view last_part(std::string_view arn) {
  return arn.substr(arn.rfind(':') == std::string_view::npos ? 0 : arn.rfind(':') + 1);
}

/// Whether a statement's resources take in the queue of that name.
bool covers_queue(const PolicyStatement& statement, std::string_view name) {
  return std::ranges::any_of(statement.resources, [&](const std::string& resource) {
    return resource == "*" || (resource.starts_with("arn:") && matches_wildcards(last_part(resource), name));
  });
}

/// Whether somebody may use a key by what stands in no policy.
bool has_grants(const Plan& plan) { return !plan.of("aws_kms_grant").empty(); }

void check_key_rights(const Subject& subject, Findings& findings) {
  for (const Plan& plan : plans(subject)) {
    if (has_grants(plan)) continue;
    std::map<std::string_view, const PlannedResource*> encrypted;  // queues with a customer key, by name
    for (const PlannedResource* queue : plan.of("aws_sqs_queue")) {
      const std::string_view key = (*queue)["kms_master_key_id"].text();
      const bool is_linked = !Plan::references(*queue, {"kms_master_key_id"}).empty();
      if ((!key.empty() && key != "alias/aws/sqs") || is_linked) encrypted[(*queue)["name"].text()] = queue;
    }
    if (encrypted.empty()) continue;
    std::map<std::string_view, std::set<std::string>> lacking;  // roles, by queue
    for (const Role& role : roles(plan)) {
      if (role.has_unknown_policies) continue;
      for (const Role::Inline& policy : role.policies) {
        std::vector<std::string_view> missing;
        std::string_view queue_name;
        for (const auto& [name, queue] : encrypted)
          for (const PolicyStatement& statement : policy.document.statements) {
            if (!statement.allows || !covers_queue(statement, name)) continue;
            const bool sends = statement.grants("sqs:SendMessage"), receives = statement.grants("sqs:ReceiveMessage");
            for (const std::string_view action : {"kms:Decrypt", "kms:GenerateDataKey"}) {
              const bool is_needed = action == "kms:Decrypt" ? sends || receives : sends;
              if (!is_needed || role.grants(action)) continue;
              lacking[name].insert(role.name.empty() ? "a role whose name is made up" : role.name);
              if (std::ranges::find(missing, action) == missing.end()) missing.push_back(action);
            }
            if (!missing.empty()) queue_name = name;
          }
        if (missing.empty()) continue;
        std::string text(missing.front());
        if (missing.size() > 1) text += " and " + std::string(missing.back());
        findings.say(policy.text->where(), fmt::format("queue {} is encrypted with a customer key: {} lacks {}",
                                                       queue_name, role.name.empty() ? "this role" : role.name, text));
      }
    }
    // Where the key is named, too: another key mends it as well.
    for (const auto& [name, lack] : lacking)
      findings.say(place(*encrypted[name], (*encrypted[name])["kms_master_key_id"]),
                   fmt::format("the key of queue {} is not for all who use the queue", name),
                   fmt::format("{} may not use it", fmt::join(lack, ", ")));
  }
}

/// A bucket whose objects are encrypted with a customer key, and the keys of the plan that it may be.
struct EncryptedBucket {
  const PlannedResource* encryption;
  std::vector<const PlannedResource*> keys;
};

/// By name.
std::map<std::string_view, EncryptedBucket> encrypted_buckets(const Plan& plan) {
  std::map<std::string_view, EncryptedBucket> out;
  const std::initializer_list<std::string_view> to_key = {"rule", "apply_server_side_encryption_by_default",
                                                          "kms_master_key_id"};
  for (const PlannedResource* each : plan.of("aws_s3_bucket_server_side_encryption_configuration")) {
    const Node& by_default = at(*each->values, {"rule", "apply_server_side_encryption_by_default"});
    const std::string_view key = by_default["kms_master_key_id"].text();
    if (!by_default["sse_algorithm"].text().starts_with("aws:kms") || key.find("alias/aws/") != key.npos) continue;
    if (key.empty() && Plan::references(*each, to_key).empty()) continue;  // AWS's own key
    std::string_view name = (*each)["bucket"].text();
    for (const PlannedResource* bucket : plan.linked(*each, {"bucket"}))
      if (name.empty()) name = (*bucket)["bucket"].text();
    if (!name.empty()) out.insert({name, {each, plan.linked(*each, to_key)}});
  }
  return out;
}

/// Whether the key's own policy may give the role its rights: it names somebody besides the account, or is not known.
bool may_say_more(const PlannedResource& key) {
  if (key.type != "aws_kms_key") return true;
  const Node& text = key["policy"];
  if (text.is_absent()) return !(*key.expressions)["policy"].is_absent();
  const PolicyDocument policy = read_policy(text);
  return !policy.is_known || std::ranges::any_of(policy.statements, [](const PolicyStatement& statement) {
    return std::ranges::any_of(statement.principals, [](const auto& principal) {
      return principal.first == "AWS" && !principal.second.ends_with(":root");
    });
  });
}

/// How a statement's resources take in objects of the bucket: by a name that is the bucket's, or as all there are.
enum class Covers { Nothing, Everything, Bucket };

Covers covered_by(const PolicyStatement& statement, std::string_view bucket) {
  const auto names = [&](const std::string& resource) {
    return resource.starts_with("arn:") && matches_wildcards(last_part(resource), std::string(bucket) + "/object");
  };
  if (std::ranges::any_of(statement.resources, names)) return Covers::Bucket;
  return std::ranges::find(statement.resources, "*") == statement.resources.end() ? Covers::Nothing
                                                                                  : Covers::Everything;
}

void check_object_rights(const Subject& subject, Findings& findings) {
  for (const Plan& plan : plans(subject)) {
    const auto encrypted = encrypted_buckets(plan);
    if (encrypted.empty() || !plan.of("aws_kms_key_policy").empty() || has_grants(plan)) continue;
    for (const Role& role : roles(plan)) {
      if (role.has_unknown_policies) continue;
      for (const Role::Inline& policy : role.policies)
        for (const auto& [name, bucket] : encrypted) {
          if (std::ranges::any_of(bucket.keys, [](const PlannedResource* key) { return may_say_more(*key); })) continue;
          const auto may = [&](std::string_view action) {
            Covers most = Covers::Nothing;
            for (const PolicyStatement& statement : policy.document.statements)
              if (statement.allows && statement.grants(action)) most = std::max(most, covered_by(statement, name));
            return most;
          };
          const Covers puts = may("s3:PutObject"), gets = may("s3:GetObject");
          const bool lacks_data_key = puts != Covers::Nothing && !role.grants("kms:GenerateDataKey");
          const std::string_view missing = lacks_data_key ? "kms:GenerateDataKey"
                                           : gets != Covers::Nothing && !role.grants("kms:Decrypt") ? "kms:Decrypt"
                                                                                                    : "";
          // The policy of a key that is made elsewhere may let the role use it, too; and who may use all buckets need
          // not mean this one.
          const bool is_sure = !bucket.keys.empty() && (lacks_data_key ? puts : gets) == Covers::Bucket;
          if (!missing.empty())
            findings.say(is_sure ? Severity::Error : Severity::Warning, policy.text->where(),
                         fmt::format("bucket {} is encrypted with a customer key: {} lacks {}", name,
                                     role.name.empty() ? "this role" : role.name, missing));
        }
    }
  }
}

/// What a person says of the load: --assume service-time=300s.
long long stated_seconds(const Subject& subject, std::string_view fact) {
  std::string_view text = subject.context().fact(fact);
  if (text.ends_with("s")) text.remove_suffix(1);
  long long seconds = 0;
  for (const char c : text) {
    if (c < '0' || c > '9' || seconds > 100'000'000) return -1;
    seconds = seconds * 10 + (c - '0');
  }
  return text.empty() ? -1 : seconds;
}

void check_visibility(const Subject& subject, Findings& findings) {
  // Who reads a queue is known by name or URL in the environment of its pods, or by a scaler's trigger.
  struct Reader {
    std::string_view owner;
    long long grace = 30;
    bool has_gpu = false;
  };
  std::map<std::string_view, Reader> readers;
  for (const subject::PodTemplate& pod : subject.pods())
    for (const Node& container : (*pod.spec)["containers"].items())
      for (const Node& variable : container["env"].items()) {
        const std::string_view value = variable["value"].text();
        if (variable["name"].text().find("QUEUE") == std::string_view::npos || value.empty()) continue;
        Reader& reader = readers[value.substr(value.rfind('/') == std::string_view::npos ? 0 : value.rfind('/') + 1)];
        reader.owner = pod.owner->name;
        reader.grace = std::max(reader.grace, number_or((*pod.spec)["terminationGracePeriodSeconds"], 30));
        reader.has_gpu |= container["resources"]["limits"].find("nvidia.com/gpu") != nullptr;
      }
  const long long stated = stated_seconds(subject, "service-time");
  for (const Plan& plan : plans(subject))
    for (const PlannedResource* queue : plan.of("aws_sqs_queue")) {
      const Node& visibility = (*queue)["visibility_timeout_seconds"];
      const auto reader = readers.find((*queue)["name"].text());
      if (reader == readers.end() || !visibility.is_scalar() || visibility.is_null()) continue;
      const long long seconds = number_or(visibility, 30);
      if (stated >= 0) {
        if (seconds <= stated + reader->second.grace)
          findings.say(visibility.where(), fmt::format("visible again after {} s: {} takes up to {} s and {} s to stop",
                                                       seconds, reader->second.owner, stated, reader->second.grace));
      } else if (reader->second.has_gpu && seconds <= 300 + reader->second.grace) {
        // A GPU worker loads its model before its first message: minutes.
        findings.say(
            visibility.where(),
            fmt::format("visible again after {} s: a cold start and one message of {} on a GPU may take longer",
                        seconds, reader->second.owner));
      }
    }
}

void check_dead_letters(const Subject& subject, Findings& findings) {
  for (const Plan& plan : plans(subject)) {
    std::map<std::string_view, const PlannedResource*> by_name;
    for (const PlannedResource* queue : plan.of("aws_sqs_queue")) by_name[(*queue)["name"].text()] = queue;
    for (const PlannedResource* queue : plan.of("aws_sqs_queue")) {
      const doc::Document policy = subject::embedded((*queue)["redrive_policy"]);
      const std::string_view target = policy.root()["deadLetterTargetArn"].text();
      if (target.empty()) continue;
      const auto dead = by_name.find(last_part(target));
      if (dead == by_name.end()) continue;
      const long long kept = number_or((*queue)["message_retention_seconds"], 345'600);
      const long long kept_dead = number_or((*dead->second)["message_retention_seconds"], 345'600);
      if (kept_dead > kept) continue;
      findings.say(place(*dead->second, (*dead->second)["message_retention_seconds"]),
                   fmt::format("dead letters of {} keep their age: after {} days there they may be gone within hours",
                               (*queue)["name"].text(), kept / 86'400));
    }
  }
}

void check_events(const Subject& subject, Findings& findings) {
  for (const Plan& plan : plans(subject)) {
    std::set<const PlannedResource*> written;  // queues with a policy, whatever it says
    for (const PlannedResource* policy : plan.of("aws_sqs_queue_policy"))
      for (const PlannedResource* queue : plan.linked(*policy, {"queue_url"})) written.insert(queue);
    std::set<const PlannedResource*> said;
    for (const PlannedResource* target : plan.of("aws_cloudwatch_event_target"))
      for (const PlannedResource* queue : plan.linked(*target, {"arn"})) {
        const bool has_own = !(*queue)["policy"].is_absent() || !(*queue->expressions)["policy"].is_absent();
        if (queue->type != "aws_sqs_queue" || has_own || written.contains(queue) || !said.insert(queue).second)
          continue;
        findings.say(queue->where(), fmt::format("EventBridge sends to {} and may not: the queue has no policy",
                                                 (*queue)["name"].text()));
      }
  }
}

void check_lifecycle(const Subject& subject, Findings& findings) {
  for (const Plan& plan : plans(subject)) {
    std::set<std::string_view> versioned;
    std::set<const PlannedResource*> versioned_buckets;
    for (const PlannedResource* versioning : plan.of("aws_s3_bucket_versioning")) {
      if (at(*versioning->values, {"versioning_configuration", "status"}).text() != "Enabled") continue;
      versioned.insert((*versioning)["bucket"].text());
      for (const PlannedResource* bucket : plan.linked(*versioning, {"bucket"})) versioned_buckets.insert(bucket);
    }
    for (const PlannedResource* lifecycle : plan.of("aws_s3_bucket_lifecycle_configuration")) {
      bool is_versioned = !(*lifecycle)["bucket"].text().empty() && versioned.contains((*lifecycle)["bucket"].text());
      for (const PlannedResource* bucket : plan.linked(*lifecycle, {"bucket"}))
        is_versioned |= versioned_buckets.contains(bucket);
      long long days = 0, noncurrent = 0;
      bool ends_uploads = false, ends_noncurrent = false;
      for (const Node& rule : blocks(*lifecycle->values, "rule")) {
        if (rule["status"].text() == "Disabled") continue;
        days = std::max(days, number_or(block(rule, "expiration")["days"], 0));
        noncurrent =
            std::max(noncurrent, number_or(block(rule, "noncurrent_version_expiration")["noncurrent_days"], 0));
        ends_uploads |= !block(rule, "abort_incomplete_multipart_upload").is_absent();
        ends_noncurrent |= !block(rule, "noncurrent_version_expiration").is_absent();
      }
      if (days == 0) continue;
      const SourceRange where = place(*lifecycle, (*lifecycle)["rule"]);
      if (is_versioned && !ends_noncurrent) {
        findings.say(
            where,
            fmt::format(
                "versions are on and old ones never end: what expires after {} days is stored and paid for ever", days),
            {}, "add noncurrent_version_expiration");
      } else if (!ends_uploads) {
        findings.say(
            where, is_versioned
                       ? fmt::format("incomplete uploads are stored and paid for ever; objects for {} + {} days", days,
                                     noncurrent)
                       : std::string("incomplete uploads are stored and paid for ever"));
      }
    }
  }
}

const Rule kRules[] = {
    {"QUEUE001", "X-000-28", Severity::Error, "an encrypted queue and a role without rights to its key",
     "With a customer key, sending needs kms:GenerateDataKey and kms:Decrypt, receiving kms:Decrypt. Without them the "
     "first "
     "message is denied.",
     "allow both on the key's ARN", "SQS developer guide, key management", check_key_rights},
    {"QUEUE002", "X-000-24", Severity::Warning, "a visibility timeout shorter than the work",
     "A message that is visible again before its worker is done is given to a second worker: the work is paid twice, "
     "and "
     "delivered twice.",
     "longer than the slowest message, cold start and grace period, or extend it while working "
     "(ChangeMessageVisibility)",
     "SQS developer guide, visibility timeout", check_visibility},
    {"QUEUE003", "", Severity::Warning, "dead letters that do not outlive their queue",
     "A message moved to a dead-letter queue keeps the time at which it was first sent. With the same retention it may "
     "be "
     "deleted before anybody looked.",
     "message_retention_seconds = 1209600 (14 days) on the dead-letter queue",
     "SQS developer guide, dead-letter queues (retention)", check_dead_letters},
    {"QUEUE004", "", Severity::Warning, "events sent to a queue that takes none",
     "EventBridge delivers to SQS only where the queue's policy lets events.amazonaws.com send. Without it every event "
     "is dropped, and nothing says so: Karpenter's interruption "
     "queue stays empty.",
     "an aws_sqs_queue_policy that allows sqs:SendMessage to events.amazonaws.com (and sqs.amazonaws.com)",
     "karpenter-provider-aws getting started, cloudformation.yaml; EventBridge user guide", check_events},
    {"BUCKET002", "X-000-28", Severity::Error, "an encrypted bucket and a role without rights to its key",
     "With a customer key S3 asks for a data key in the name of whoever writes, and decrypts it for whoever reads: "
     "without kms:GenerateDataKey or kms:Decrypt the request is denied.",
     "allow it on the key's ARN: kms:GenerateDataKey to write, kms:Decrypt to read (and to upload in parts)",
     "S3 user guide, UsingKMSEncryption (permissions)", check_object_rights},
    {"BUCKET001", "X-000-31", Severity::Warning, "an expiry that leaves something behind",
     "Expiry in a versioned bucket makes versions noncurrent, and parts of uploads that were never finished belong to "
     "no "
     "version. Both are billed until a rule ends them.",
     "abort_incomplete_multipart_upload { days_after_initiation = 7 } beside the expiry",
     "S3 user guide, lifecycle configuration elements", check_lifecycle},
};

}  // namespace

std::span<const Rule> queue_rules() { return kRules; }

}  // namespace slipway::rules
