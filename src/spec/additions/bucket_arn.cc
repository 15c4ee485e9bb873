#include "spec/additions/bucket_arn.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

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
  std::string_view mark, what, fix;
};

constexpr std::string_view kBucketBehindIt = "give the ARN of the bucket behind it, and its prefix with --prefix";
constexpr std::string_view kNotMounted = "only general-purpose buckets can be mounted by arn:aws:s3:::NAME";

/// By the ARN's service.
constexpr Other kServices[] = {
    {"s3express", "a directory bucket of S3 Express One Zone",
     "copy what is needed to a general-purpose bucket, or grant s3express:CreateSession in roles"},
    {"s3-object-lambda", "an Object Lambda access point", kBucketBehindIt},
    {"s3-outposts", "a bucket of S3 on Outposts", kNotMounted},
    {"s3tables", "a table bucket", kNotMounted},
    {"s3vectors", "a vector bucket", kNotMounted},
};

/// By the end of the name.
constexpr Other kSuffixes[] = {
    {"-s3alias", "the alias of an access point", kBucketBehindIt},
    {"--ol-s3", "the alias of an Object Lambda access point", kBucketBehindIt},
    {".mrap", "a Multi-Region Access Point", kBucketBehindIt},
    {"--x-s3", "a directory bucket of S3 Express One Zone", kServices[0].fix},
    {"--table-s3", "a table bucket", kNotMounted},
};

class BucketArn {
 public:
  BucketArn(const Text& word, std::string_view partition, Diagnostics& diagnostics)
      : word_(word), partition_(partition), diagnostics_(diagnostics) {}

  bool check() {
    const std::string_view text = word_.value;
    if (text.starts_with("s3://")) return wrong(0, 5, "an S3 address, where an ARN is expected", meant(text.substr(5)));
    if (!text.starts_with("arn:")) {
      const bool is_name = !format::kBucketName.check(text);
      return wrong(0, text.size(), is_name ? "a bucket's name, where its ARN is expected" : "no ARN",
                   is_name ? meant(text) : "an ARN such as arn:aws:s3:::my-bucket is expected");
    }
    const auto parts = split(text, ':');
    if (parts.size() < 6) return wrong(text.size(), 0, "an ARN has six parts with colons between them", kShape);
    if (std::ranges::find(kPartitions, parts[1]) == kPartitions.end())
      return wrong(at(parts[1]), parts[1].size(), fmt::format("no partition '{}'", printable(parts[1])),
                   "one of " + join(std::vector<std::string>(kPartitions.begin(), kPartitions.end()), ", "));
    for (const Other& other : kServices)
      if (parts[2] == other.mark) return is_other(parts[2], other);
    if (parts[2] != "s3")
      return wrong(at(parts[2]), parts[2].size(), fmt::format("an ARN of '{}', not of S3", printable(parts[2])),
                   kShape);
    const std::string_view name = text.substr(at(parts[5]));
    for (const std::string_view kind : {"accesspoint", "storage-lens", "job", "access-grants"})
      if (name.starts_with(kind) &&
          (name.size() == kind.size() || name[kind.size()] == '/' || name[kind.size()] == ':'))
        return is_other(name, {kind, kind == "accesspoint" ? "an access point" : "no bucket", kBucketBehindIt});
    if (!parts[3].empty() || !parts[4].empty()) {
      const auto extra = parts[3].empty() ? parts[4] : parts[3];
      return wrong(at(extra), extra.size(), "the ARN of a bucket has no region and no account",
                   fmt::format("write arn:{}:s3:::{}", parts[1], printable(name)));
    }
    return is_named(name) && is_ours(parts[1]);
  }

 private:
  static constexpr std::string_view kShape =
      "write arn:aws:s3:::NAME (arn:aws-cn:…, arn:aws-us-gov:… in those partitions)";

  std::size_t at(std::string_view part) const { return static_cast<std::size_t>(part.data() - word_.value.data()); }

  bool wrong(std::size_t offset, std::size_t length, std::string message, std::string_view fix) {
    diagnostics_.error(id::kNotThis, part_of(word_, offset, length), std::move(message), std::string(fix));
    return false;
  }
  bool is_other(std::string_view part, const Other& other) {
    return wrong(at(part), part.size(), fmt::format("this is {}, not a general-purpose bucket", other.what), other.fix);
  }
  /// What an S3 address or a bare name stands for.
  std::string meant(std::string_view rest) const {
    const auto slash = rest.find('/');
    const auto name = rest.substr(0, slash);
    if (format::kBucketName.check(name)) return std::string(kShape);
    const auto prefix = slash == std::string_view::npos ? std::string_view() : rest.substr(slash + 1);
    return fmt::format("write arn:{}:s3:::{}{}", partition_.empty() ? "aws" : partition_, name,
                       prefix.empty() ? "" : fmt::format(" --prefix '{}'", printable(prefix)));
  }

  bool is_named(std::string_view name) {
    const auto offset = at(name);
    if (const auto star = name.find_first_of("*?"); star != std::string_view::npos)
      return wrong(offset + star, 1, "no wildcard: pods would reach buckets that nobody named",
                   "name each bucket, as many as there are");
    if (const auto slash = name.find('/'); slash != std::string_view::npos)
      return wrong(offset + slash, name.size() - slash, "this is an object or a prefix, not a bucket", meant(name));
    for (const Other& other : kSuffixes)
      if (name.ends_with(other.mark)) return is_other(name, other);
    const auto error = format::kBucketName.check(name);
    return !error || wrong(offset + error->offset, 0, "no name of a bucket: " + error->message, kShape);
  }

  bool is_ours(std::string_view partition) {
    if (partition_.empty() || partition == partition_) return true;
    return wrong(4, partition.size(),
                 fmt::format("the platform's region is in partition {}: nothing there reaches a bucket of {}",
                             partition_, partition),
                 fmt::format("a bucket of partition {} is expected", partition_));
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
