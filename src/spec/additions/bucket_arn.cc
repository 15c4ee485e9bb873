#include "spec/additions/bucket_arn.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/text.h"
#include "spec/additions/ids.h"
#include "spec/additions/words.h"
#include "spec/text_format.h"

/// Names and ARNs as the S3 User Guide has them in 2026: "General purpose bucket naming rules" (reserved suffixes),
/// "Directory bucket naming rules", "Access point ARNs", and the Service Authorization Reference for S3,
/// S3 Express, S3 Object Lambda, S3 on Outposts, S3 Tables and S3 Vectors.
namespace slipway::spec::additions {
namespace {

constexpr std::array<std::string_view, 8> kPartitions = {"aws",       "aws-cn",    "aws-us-gov", "aws-iso",
                                                         "aws-iso-b", "aws-iso-e", "aws-iso-f",  "aws-eusc"};

struct Other {
  std::string_view mark, what;
  std::string fix;
};

constexpr std::size_t kService = 3;  // how many parts of an ARN end with its service

constexpr std::string_view kBucketBehindIt = "give the ARN of the bucket behind it, and its prefix with --prefix";
constexpr std::string_view kNotMounted = "only general-purpose buckets can be mounted by arn:aws:s3:::NAME";

/// By the ARN's service.
const Other kServices[] = {
    {"s3express", "a directory bucket of S3 Express One Zone",
     "copy what is needed to a general-purpose bucket, or grant s3express:CreateSession in roles"},
    {"s3-object-lambda", "an Object Lambda access point", std::string(kBucketBehindIt)},
    {"s3-outposts", "a bucket of S3 on Outposts", std::string(kNotMounted)},
    {"s3tables", "a table bucket", std::string(kNotMounted)},
    {"s3vectors", "a vector bucket", std::string(kNotMounted)},
};

/// By the end of the name.
const Other kSuffixes[] = {
    {"-s3alias", "the alias of an access point", std::string(kBucketBehindIt)},
    {"--ol-s3", "the alias of an Object Lambda access point", std::string(kBucketBehindIt)},
    {".mrap", "a Multi-Region Access Point", std::string(kBucketBehindIt)},
    {"--x-s3", "a directory bucket of S3 Express One Zone", kServices[0].fix},
    {"--table-s3", "a table bucket", std::string(kNotMounted)},
};

/// "BUCKET/KEY" of a web address of S3 (virtual-hosted, by path, or of the console); "" when it is none.
std::string named_by(std::string_view address) {
  const auto scheme = address.find("://");
  if (scheme == address.npos) return "";
  address.remove_prefix(scheme + 3);
  address = address.substr(0, address.find_first_of("?#"));
  const auto slash = std::min(address.find('/'), address.size());
  const auto host = address.substr(0, slash);
  const auto path = address.substr(std::min(slash + 1, address.size()));
  for (const std::string_view console : {"s3/buckets/", "s3/object/"})
    if (host.ends_with("console.aws.amazon.com") && path.starts_with(console))
      return std::string(path.substr(console.size()));
  if (host.find(".amazonaws.com") == host.npos) return "";
  if (host.starts_with("s3.") || host.starts_with("s3-")) return std::string(path);
  const auto service = std::min(host.find(".s3."), host.find(".s3-"));
  if (service == host.npos) return "";
  return fmt::format("{}{}{}", host.substr(0, service), path.empty() ? "" : "/", path);
}

class BucketArn {
 public:
  BucketArn(const Text& word, std::string_view partition, Diagnostics& diagnostics)
      : word_(word), partition_(partition), diagnostics_(diagnostics) {}

  bool check() {
    const std::string_view text = word_.value;
    if (text.empty()) return wrong(0, 0, "nothing, where a bucket's ARN is expected", shape());
    if (const auto comma = text.find(','); comma != text.npos)
      return wrong(comma, 1, "one ARN in each word", "write a space in place of each comma");
    if (text.starts_with("s3://")) return wrong(0, 5, "an S3 address, where an ARN is expected", meant(text.substr(5)));
    if (!ascii_lower(text).starts_with("arn:")) return is_none(text);
    const auto parts = split(text, ':');
    if (parts.size() < 6)
      // Of arn:aws, or arn:aws:s3, nothing names a bucket yet.
      return wrong(text.size(), 0, "an ARN has six parts with colons between them",
                   parts.size() > kService ? meant(parts.back()) : shape());
    const auto head = text.substr(0, at(parts[3]));
    if (const auto small = ascii_lower(head); small != head) {
      const auto capital = std::ranges::mismatch(head, small).in1 - head.begin();
      return wrong(static_cast<std::size_t>(capital), 1, "an ARN begins with small letters",
                   "write " + printable(small + std::string(text.substr(head.size()))));
    }
    if (std::ranges::find(kPartitions, parts[1]) == kPartitions.end()) return is_of_no_partition(parts);
    for (const Other& other : kServices)
      if (parts[2] == other.mark) return is_other(parts[2], other);
    if (parts[2] != "s3")
      return wrong(at(parts[2]), parts[2].size(), fmt::format("an ARN of '{}', not of S3", printable(parts[2])),
                   fmt::format("{}; rights to what is no bucket are written into platform.yaml: roles: NAME: allow: "
                               "[{{to: ARN, actions: […]}}]",
                               shape()));
    const std::string_view name = text.substr(at(parts[5]));
    for (const std::string_view kind : {"accesspoint", "storage-lens", "job", "access-grants"})
      if (name.starts_with(kind) &&
          (name.size() == kind.size() || name[kind.size()] == '/' || name[kind.size()] == ':'))
        return kind == "accesspoint" ? is_access_point(parts, name) : is_other(name, {kind, "no bucket", shape()});
    if (!parts[3].empty() || !parts[4].empty()) {
      const auto extra = parts[3].empty() ? parts[4] : parts[3];
      return wrong(at(extra), extra.size(), "the ARN of a bucket has no region and no account",
                   meant(name.starts_with("bucket/") ? name.substr(7) : name));
    }
    return is_named(name) && is_ours(parts[1], name);
  }

 private:
  std::size_t at(std::string_view part) const { return static_cast<std::size_t>(part.data() - word_.value.data()); }

  bool wrong(std::size_t offset, std::size_t length, std::string message, std::string_view fix) {
    diagnostics_.error(id::kNotThis, part_of(word_, offset, length), std::move(message), std::string(fix));
    return false;
  }
  bool is_other(std::string_view part, const Other& other) {
    return wrong(at(part), part.size(), fmt::format("this is {}, not a general-purpose bucket", other.what), other.fix);
  }
  std::string arn_of(std::string_view name) const {
    return fmt::format("arn:{}:s3:::{}", partition_.empty() ? "aws" : partition_, name);
  }
  std::string shape() const { return fmt::format("write {}", arn_of("NAME")); }
  /// What an S3 address, a bare name, or what stands in a bucket stands for.
  std::string meant(std::string_view rest) const {
    const auto slash = rest.find('/');
    const auto written = rest.substr(0, slash);
    const auto name = format::kBucketName.check(written) ? ascii_lower(written) : std::string(written);
    if (format::kBucketName.check(name)) return shape();
    auto prefix = slash == rest.npos ? std::string_view() : rest.substr(slash + 1);
    if (prefix.find_first_of("*?") != prefix.npos) prefix = {};
    return fmt::format("write {}{}", arn_of(name),
                       prefix.empty()
                           ? ""
                           : fmt::format("; for what is below '{0}' alone: {1} --prefix '{0}' --workload NAME",
                                         printable(prefix), arn_of(name)));
  }

  /// What does not even begin as one.
  bool is_none(std::string_view text) {
    if (const auto named = named_by(text); !named.empty())
      return wrong(0, text.size(), "a web address, where an ARN is expected", meant(named));
    const bool is_name = !format::kBucketName.check(text.substr(0, text.find('/')));
    return is_name ? wrong(0, text.size(), "a bucket's name, where its ARN is expected", meant(text))
                   : wrong(0, text.size(), "no ARN", meant(text));
  }

  bool is_of_no_partition(const std::vector<std::string_view>& parts) {
    const auto near = near_miss(parts[1], kPartitions);
    const auto rest = std::string_view(word_.value).substr(at(parts[2]));
    return wrong(at(parts[1]), parts[1].size(), fmt::format("no partition '{}'", printable(parts[1])),
                 near ? fmt::format("write arn:{}:{}", *near, printable(rest))
                      : "one of " + join(std::vector<std::string>(kPartitions.begin(), kPartitions.end()), ", "));
  }

  /// The command that says which bucket is behind it, if all of the ARN can stand in one.
  bool is_access_point(const std::vector<std::string_view>& parts, std::string_view resource) {
    constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyz0123456789-";
    const auto name = resource.substr(std::min(resource.size(), std::string_view("accesspoint/").size()));
    const bool is_plain = !name.empty() && name.find_first_not_of(kPlain) == name.npos && !parts[3].empty() &&
                          parts[3].find_first_not_of(kPlain) == parts[3].npos &&
                          parts[4].find_first_not_of("0123456789") == parts[4].npos;
    const std::string fix(kBucketBehindIt);
    return is_other(resource,
                    {"", "an access point",
                     is_plain ? fmt::format("{}: aws s3control get-access-point --region {} --account-id {} --name {} "
                                            "--query Bucket says which that is",
                                            fix, parts[3], parts[4], name)
                              : fix});
  }

  bool is_named(std::string_view name) {
    const auto offset = at(name);
    const auto star = name.find_first_of("*?"), slash = name.find('/');
    if (star != std::string_view::npos && star < slash)
      return wrong(offset + star, 1, "no wildcard: pods would reach buckets that nobody named",
                   "name each bucket, as many as there are");
    if (slash != std::string_view::npos)
      return wrong(offset + slash, name.size() - slash, "this is an object or a prefix, not a bucket", meant(name));
    for (const Other& other : kSuffixes)
      if (name.ends_with(other.mark)) return is_other(name, other);
    const auto error = format::kBucketName.check(name);
    return !error || wrong(offset + error->offset, 0, "no name of a bucket: " + error->message, meant(name));
  }

  bool is_ours(std::string_view partition, std::string_view name) {
    if (partition_.empty() || partition == partition_) return true;
    return wrong(4, partition.size(),
                 fmt::format("the platform's region is in partition {}: nothing there reaches a bucket of {}",
                             partition_, partition),
                 fmt::format("copy what is needed to a bucket of partition {}; where {} is one of its own: write {}",
                             partition_, name, arn_of(name)));
  }

  const Text& word_;
  std::string_view partition_;
  Diagnostics& diagnostics_;
};

}  // namespace

bool is_bucket_arn(const Text& word, std::string_view partition, Diagnostics& diagnostics) {
  return BucketArn(word, partition, diagnostics).check();
}

}  // namespace slipway::spec::additions
