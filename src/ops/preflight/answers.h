#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <set>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "cloud/aws.h"

namespace slipway::ops::preflight_checks {

/// What AWS says, each call once: who asks the same again gets the same answer. May be used by many threads.
class Answers {
 public:
  explicit Answers(cloud::Aws& aws) : aws_(aws) {}
  using Answer = Result<doc::Document, cloud::CallFailure>;

  /// Lives as long as this.
  const Answer& ask(std::string_view service, std::string_view operation, const doc::Map& parameters = {});

  /// All pages of a list, at most kMostPages.
  struct Listed {
    std::vector<const doc::Node*> items;
    const cloud::CallFailure* failure = nullptr;  // of the page that failed; items are those before it
    bool is_whole = true;
    explicit operator bool() const { return failure == nullptr; }
  };
  static constexpr int kMostPages = 20;
  /// `list` is the member that holds the items; a page's next one is at `next` of the answer and goes into `token`.
  Listed list(std::string_view service, std::string_view operation, doc::Map parameters, std::string_view list,
              std::string_view next, std::string_view token);
  /// The same as EC2 pages.
  Listed ec2(std::string_view operation, doc::Map parameters, std::string_view list_name);

  /// Actions, as IAM names them, that AWS let whoever asks not do: "ec2:DescribeSubnets". REQUIRES: nobody asks now.
  std::set<std::string> refused() const;

 private:
  struct Kept {
    std::string action;
    std::once_flag once;
    std::optional<Answer> answer;
  };
  cloud::Aws& aws_;
  std::mutex mutex_;
  std::map<std::string, Kept> kept_;  // by service, operation and parameters
};

/// {"Name": name, "Value": [values]}, as EC2 filters.
doc::Map filter(std::string_view name, std::vector<std::string> values);
/// A whole number of an answer; `otherwise` when it is none.
std::int64_t number_of(const doc::Node& node, std::int64_t otherwise = 0);
/// The value of a tag in EC2's tagSet; "" without it.
std::string_view tag_of(const doc::Node& tagged, std::string_view key);

}  // namespace slipway::ops::preflight_checks
