#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/source.h"
#include "doc/node.h"
#include "doc/value.h"

namespace slipway::platform {

/// A read of the Kubernetes API: one object by its name, or the list that a label selector chooses.
struct KubernetesQuestion {
  std::string api_version, kind;  // "apps/v1", "Deployment"
  std::string ns;                 // "" for what stands in no namespace, or for all of them
  std::string name;               // "": each that there is
  std::string selector = {};      // "eks.amazonaws.com/nodegroup=system"
};

/// A read of an AWS API in its own words: {"s3", "GetBucketVersioning", {{"Bucket", …}}}. Services are named as the AWS
/// SDKs name them; texts may hold references (ResourceId::interpolated()).
struct AwsQuestion {
  std::string service, operation;
  doc::Map parameters;
};

/// What the answer must say. The path is members by name, "quoted" where they hold a dot, `[]` each item of a list,
/// `[type=Ready]` the items whose member (or path) is that: `status.conditions[type=Ready].status`. Behind `items[]`
/// each object listed must have it: `items[].status.allocatable."nvidia.com/gpu"`. `roleArn/` is its name, behind "/".
struct Expectation {
  enum class Holds : std::uint8_t {
    Equals,      // each value found, and at least one; of JSON: its items and members in any order, and no other
    EachEquals,  // the same; no item is fine (a pool at zero has no nodes)
    AtLeast,     // each value found is a number, not below; and at least one. Of a path: as many, and not none
    EachAtLeast,
    EqualsMember,  // as the value at the path `value`: desired and ready
    Contains,      // the text somewhere in what is found, as JSON; of JSON: each of its items and members
    Exists,        // something is found
  };
  std::string path;  // `Statement=`: of JSON exactly, where what is empty or false says more than nothing
  Holds holds = Holds::Exists;
  std::string value = {};
};

/// Something that is true of a running platform, and how to see it. Components say it of what they add; README.md of a
/// rendered tree lists the commands.
struct LiveCheck {
  std::string claim;  // "each GPU node offers nvidia.com/gpu"
  std::variant<KubernetesQuestion, AwsQuestion> asks;
  Expectation expects;
  std::string component = {};
  SourceRange origin = {};
};

/// The answer, judged. `found`, for people: what is there; of a failure, what is wrong, with what the condition says.
struct Judgement {
  bool holds;
  std::string found;
};
Judgement judge(const Expectation& expects, const doc::Node& answer);

/// What became of a check. `why` of one that was skipped, or could not be asked: "" otherwise. `command` shows a person
/// the same, names filled in as far as they are known.
struct CheckResult {
  enum class Outcome : std::uint8_t { Ok, Failed, Skipped };
  const LiveCheck* check;
  Outcome outcome;
  std::string found;
  std::string why = {};
  std::string command = {};
  std::string fix = {};  // Skipped: what is likely to help, when anything is known to
};

/// The line that shows a person the same: `kubectl get deployment keda-operator --namespace keda --output …`,
/// `aws s3api get-bucket-versioning --bucket …`. References stay as they are, in double quotes.
std::string command_of(const LiveCheck& check);

/// "is True", "is at least 1 for each": what is expected, in words.
std::string to_string(const Expectation& expects);

}  // namespace slipway::platform
