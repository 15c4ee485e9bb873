#include "components/parts/grants.h"

#include <algorithm>
#include <map>
#include <optional>
#include <span>

#include "base/text.h"
#include "components/parts/data_names.h"
#include "components/parts/iam_statements.h"
#include "components/parts/names.h"

namespace slipway::components {

namespace {

/// What a verb means for a service. `parts`: the actions are for what lies in it (objects of a bucket).
struct Verb {
  std::string_view service, verb;
  bool parts;
  std::string_view actions;  // separated by spaces, without the service
};

constexpr Verb kVerbs[] = {
    {"cloudwatch", "write", false, "PutMetricData"},
    {"ecr", "read", false, "BatchCheckLayerAvailability BatchGetImage GetDownloadUrlForLayer"},
    {"ecr", "write", false,
     "BatchCheckLayerAvailability CompleteLayerUpload InitiateLayerUpload PutImage UploadLayerPart"},
    {"eks", "manage", false,
     "CreatePodIdentityAssociation DeletePodIdentityAssociation DescribePodIdentityAssociation "
     "ListPodIdentityAssociations UpdatePodIdentityAssociation"},
    {"execute-api", "send", false, "ManageConnections"},
    {"iam", "pass", false, "GetRole PassRole"},
    {"s3", "delete", true, "DeleteObject"},
    {"s3", "read", false, "GetBucketLocation ListBucket"},
    {"s3", "read", true, "GetObject"},
    {"s3", "write", true, "AbortMultipartUpload ListMultipartUploadParts PutObject"},
    {"secretsmanager", "connect", false, "DescribeSecret GetSecretValue"},
    {"secretsmanager", "read", false, "DescribeSecret GetSecretValue"},
    {"sns", "send", false, "Publish"},
    {"sqs", "manage", false,
     "CreateQueue DeleteQueue GetQueueAttributes GetQueueUrl ListQueueTags SetQueueAttributes TagQueue UntagQueue"},
    {"sqs", "read", false, "GetQueueAttributes GetQueueUrl"},
    {"sqs", "receive", false, "ChangeMessageVisibility DeleteMessage GetQueueAttributes GetQueueUrl ReceiveMessage"},
    {"sqs", "send", false, "GetQueueUrl SendMessage"},
};

/// Where a grant points.
struct Target {
  std::string service;
  std::vector<doc::Value> whole, parts;  // parts: of what is in it; empty: the service has no such thing
  std::vector<doc::Value> keys = {};     // customers' keys of what it names
  std::vector<platform::Condition> conditions = {};
};

bool matches(std::string_view name, std::string_view pattern) {
  const auto star = pattern.find('*');
  if (star == std::string_view::npos) return name == pattern;
  return name.starts_with(pattern.substr(0, star));
}

Target queue(std::string_view name, const spec::Queue& described) {
  Target target{"sqs", {queue_id(name).attribute("arn")}, {}};
  if (auto key = customer_key("queue", name, described.encryption.value); !key.is_null()) target.keys.push_back(key);
  return target;
}

Target bucket(std::string_view name, const spec::Bucket& described) {
  const auto id = bucket_id(name);
  Target target{"s3", {id.attribute("arn")}, {id.interpolated("arn") + "/*"}};
  if (auto key = customer_key("bucket", name, described.encryption.value); !key.is_null()) target.keys.push_back(key);
  return target;
}

Target pattern_of_service(Expansion& in, std::string_view service, std::string_view pattern) {
  Target target{std::string(service), {}, {}};
  if (service == "s3") {
    const auto bucket_arn = *fill(in, "arn:{partition}:s3:::").string() + std::string(pattern);
    target.whole = {bucket_arn};
    target.parts = {bucket_arn + "/*"};
    for (const auto& [name, described] : in.platform.buckets)
      if (matches(described.bucket_name.value, pattern))
        if (auto key = customer_key("bucket", name.value, described.encryption.value); !key.is_null())
          target.keys.push_back(key);
    return target;
  }
  if (service == "iam") {
    target.whole = {*fill(in, "arn:{partition}:iam::{account}:").string() + std::string(pattern)};
    return target;
  }
  const std::string kind = service == "secretsmanager" ? "secret:" : service == "ecr" ? "repository/" : "";
  target.whole = {arn_of(in, service, kind + std::string(pattern))};
  if (service == "sqs")
    for (const auto& [name, described] : in.platform.queues)
      if (matches(queue_name(in.platform, name.value, described), pattern))
        if (auto key = customer_key("queue", name.value, described.encryption.value); !key.is_null())
          target.keys.push_back(key);
  return target;
}

Target arn_target(std::string_view arn) {
  const auto parts = split(arn, ':');
  Target target{parts.size() > 2 ? std::string(parts[2]) : std::string(), {arn}, {}};
  if (target.service == "s3" && arn.find('/') == std::string_view::npos) target.parts = {std::string(arn) + "/*"};
  return target;
}

std::optional<Target> named(Expansion& in, std::string_view kind, std::string_view name) {
  const auto& platform = in.platform;
  if (kind == "queue")
    if (const auto* described = platform.queues.find(name)) return queue(name, *described);
  if (kind == "bucket")
    if (const auto* described = platform.buckets.find(name)) return bucket(name, *described);
  if (kind == "database" && platform.databases.find(name))
    return Target{"secretsmanager", {database_id(name).attribute("master_user_secret[0].secret_arn")}, {}};
  if (kind == "registry" && platform.registries.find(name))
    return Target{"ecr", {registry_id(name).attribute("arn")}, {}};
  if (kind == "topic" && platform.observability.topics.find(name))
    return Target{"sns", {topic_id(name).attribute("arn")}, {}};
  if (kind == "metrics") {  // CloudWatch's metrics have no ARN: the namespace is a condition
    Target target{"cloudwatch", {"*"}, {}};
    target.conditions.push_back({"StringEquals", "cloudwatch:namespace", {doc::Value(name)}});
    return target;
  }
  return std::nullopt;
}

std::optional<Target> target_of(Expansion& in, std::string_view to) {
  if (to.starts_with("arn:")) return arn_target(to);
  if (to == "*") return Target{"", {"*"}, {}};
  if (to == "cluster")
    return Target{
        "eks",
        {kCluster.attribute("arn"), arn_of(in, "eks", "podidentityassociation/" + in.graph.setting.cluster + "/*")},
        {}};
  if (to == "websocket" && in.platform.edge.web_socket_api.value)
    return Target{"execute-api", {std::string("${aws_apigatewayv2_api.websocket.execution_arn}/*")}, {}};
  const auto colon = to.find(':');
  const auto slash = to.find('/');
  if (colon != std::string_view::npos && colon < slash)
    return pattern_of_service(in, to.substr(0, colon), to.substr(colon + 1));
  if (slash == std::string_view::npos) return std::nullopt;
  return named(in, to.substr(0, slash), to.substr(slash + 1));
}

/// Of actions that a user wrote out: those of S3 that are about objects.
bool is_about_parts(std::string_view action) {
  return action.starts_with("s3:") &&
         (action.find("Object") != std::string_view::npos || action.find("Multipart") != std::string_view::npos ||
          action.find("UploadParts") != std::string_view::npos);
}

class Statements {
 public:
  Statements(Expansion& in, const spec::Grant& grant, const Target& target) : in_(in), grant_(grant), target_(target) {}

  std::vector<platform::Statement> run() {
    for (const auto& action : grant_.actions) {
      if (action.value.find(':') != std::string::npos)
        (is_about_parts(action.value) && !target_.parts.empty() ? parts_ : whole_).push_back(action.value);
      else
        take(action);
    }
    std::vector<platform::Statement> statements;
    add(statements, whole_, target_.whole);
    add(statements, parts_, target_.parts);
    if (!target_.keys.empty() && !key_actions_.empty())
      statements.push_back(platform::allow(key_actions_, target_.keys));
    return statements;
  }

 private:
  void take(const spec::Text& verb) {
    bool known = false;
    for (const auto& row : kVerbs) {
      if (row.service != target_.service || row.verb != verb.value) continue;
      known = true;
      for (const auto action : split(row.actions, ' '))
        (row.parts ? parts_ : whole_).push_back(std::string(row.service) + ":" + std::string(action));
    }
    if (!known) return report(verb);
    if (verb.value == "send" || verb.value == "write") need_key("kms:GenerateDataKey");
    if (verb.value != "manage" && verb.value != "delete") need_key("kms:Decrypt");
  }

  void need_key(std::string_view action) {
    if (std::ranges::find(key_actions_, action) == key_actions_.end()) key_actions_.emplace_back(action);
  }

  void report(const spec::Text& verb) {
    std::vector<std::string_view> verbs;
    for (const auto& row : kVerbs)
      if (row.service == target_.service && (verbs.empty() || verbs.back() != row.verb)) verbs.push_back(row.verb);
    std::string takes;
    for (const auto known : verbs) takes += (takes.empty() ? "" : ", ") + std::string(known);
    const auto near = near_miss(verb.value, verbs);
    in_.diagnostics.add({"CMP120",
                         Severity::Error,
                         verb.where,
                         "'" + verb.value + "' is nothing that can be done with " + grant_.to.value,
                         near ? "did you mean " + std::string(*near) + "?" : "",
                         takes.empty() ? "write IAM actions, such as " + target_.service + ":Describe…"
                                       : "it takes " + takes + ", or IAM actions",
                         {}});
  }

  void add(std::vector<platform::Statement>& statements, std::vector<std::string> actions,
           const std::vector<doc::Value>& resources) {
    std::ranges::sort(actions);
    const auto [first, last] = std::ranges::unique(actions);
    actions.erase(first, last);
    if (!actions.empty()) statements.push_back(platform::allow(std::move(actions), resources, target_.conditions));
  }

  Expansion& in_;
  const spec::Grant& grant_;
  const Target& target_;
  std::vector<std::string> whole_, parts_, key_actions_;
};

}  // namespace

std::string arn_of(Expansion& in, std::string_view service, std::string_view resource) {
  return *fill(in, "arn:{partition}:").string() + std::string(service) + *fill(in, ":{region}:{account}:").string() +
         std::string(resource);
}

std::vector<platform::Statement> statements_for(Expansion& in, const std::vector<spec::Grant>& grants) {
  std::vector<platform::Statement> all;
  for (const auto& grant : grants) {
    const auto target = target_of(in, grant.to.value);
    if (!target) {
      in.diagnostics.error(
          "CMP121", grant.to.where, "nothing is known as '" + grant.to.value + "'",
          "write queue/NAME, bucket/NAME, database/NAME, registry/NAME, topic/NAME, metrics/NAMESPACE, "
          "cluster, SERVICE:PATTERN or an ARN");
      continue;
    }
    for (auto& statement : Statements(in, grant, *target).run()) all.push_back(std::move(statement));
  }
  return all;
}

}  // namespace slipway::components
