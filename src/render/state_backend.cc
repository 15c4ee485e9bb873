#include "render/state_backend.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "render/hcl.h"
#include "spec/text_format.h"

namespace slipway::render {
namespace {

constexpr std::size_t kLongestKey = 1024;  // bytes; S3 User Guide, "Naming Amazon S3 objects"
constexpr std::string_view kLock = ".tflock";

std::string usual_key(const platform::Graph& graph) { return graph.setting.platform + "/terraform.tfstate"; }

}  // namespace

File backend_example(const platform::Graph& graph) {
  HclWriter hcl(graph);
  hcl.comment("State in S3, locked by a file beside it. Copy to backend.tf and name a bucket that has versioning on.");
  hcl.block("terraform", "",
            {{"backend \"s3\"", doc::Map{{"bucket", "my-terraform-states"},
                                         {"key", usual_key(graph)},
                                         {"region", graph.setting.region},
                                         {"encrypt", true},
                                         {"use_lockfile", true}}}});
  return {"terraform/backend.tf.example", hcl.take()};
}

Result<StatePlace, ParseError> state_place(std::string_view text, const platform::Graph& graph) {
  const std::size_t slash = text.find('/');
  StatePlace place{std::string(text.substr(0, slash)), usual_key(graph)};
  if (const auto wrong = spec::format::kBucketName.check(place.bucket)) return *wrong;
  if (slash == std::string_view::npos) return place;
  place.key = std::string(text.substr(slash + 1));
  if (place.key.empty() || place.key.front() == '/' || place.key.back() == '/')
    return ParseError{slash + 1, "a key is the whole name of an object, and neither begins nor ends with /"};
  // With the lock's `.tflock` behind it.
  if (place.key.size() + kLock.size() > kLongestKey)
    return ParseError{slash + 1, fmt::format("a key has at most {} bytes", kLongestKey - kLock.size())};
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; };
  if (const auto bad = std::ranges::find_if(place.key, is_control); bad != place.key.end())
    return ParseError{slash + 1 + static_cast<std::size_t>(bad - place.key.begin()),
                      "a key of Terraform's state has no control characters"};
  // S3 keeps such names as they are, and what writes them as a URL's path makes another name of them.
  for (const auto part : split(place.key, '/'))
    if (part == "." || part == "..")
      return ParseError{slash + 1 + static_cast<std::size_t>(part.data() - place.key.data()),
                        "no part of a key is . or ..: it is a name, not a path"};
  // IAM would read them as patterns.
  if (const auto pattern = place.key.find_first_of("*?$"); pattern != std::string::npos)
    return ParseError{slash + 1 + pattern, "a key of Terraform's state has no *, ? or $"};
  return place;
}

std::vector<platform::Statement> state_statements(const StatePlace& place, std::string_view partition) {
  const std::string bucket = fmt::format("arn:{}:s3:::{}", partition, place.bucket);
  const std::string state = fmt::format("{}/{}", bucket, place.key), lock = fmt::format("{}{}", state, kLock);
  return {platform::allow({"s3:ListBucket"}, {bucket}),
          platform::allow({"s3:GetObject", "s3:PutObject"}, {state, lock}),
          platform::allow({"s3:DeleteObject"}, {lock})};
}

}  // namespace slipway::render
