#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "requirements/asked_platform.h"

namespace slipway::requirements {

/// A question to what slipway makes of a platform, and the answer that shows a requirement. In one line:
///
///     SUBJECT [PATH] [count|distinct] TEST
///
///     aws_vpc.main enable_dns_hostnames = true
///     aws_subnet.private_* count >= 2
///     NodePool/gpu spec.limits[nvidia.com/gpu] = 4
///     role asya_actor s3:GetObject contains "${aws_s3_bucket.results.arn}/*"
///
/// README.md lists the subjects and tests. A name with `*` asks each that there is: every one of them must pass, with
/// `some` before the subject one at least.
struct Check {
  bool some = false;
  std::string subject;   // "aws_vpc.main", "NodePool/gpu", "values"
  std::string argument;  // of subjects of two words: "keda" in `values keda`
  std::string path;
  enum class Fold { None, Count, Distinct } fold = Fold::None;
  std::string test;  // =, !=, <, <=, >, >=, contains, lacks, matches, after, exists, absent
  doc::Value expected;
  std::string expected_text;

  /// Does it ask the rendered tree, rather than what slipway says?
  bool asks_rendered() const;
};

/// The error says what is wrong with the line.
Result<Check, ParseError> parse_check(std::string_view line);

/// nullopt when the answer is the one expected; otherwise what was found.
std::optional<std::string> run(const Check& check, AskedPlatform& platform);

}  // namespace slipway::requirements
