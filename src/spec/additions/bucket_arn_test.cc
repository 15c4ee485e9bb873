#include "spec/additions/bucket_arn.h"

#include <gtest/gtest.h>

#include "spec/additions/words.h"

namespace slipway::spec::additions {
namespace {

/// "column message", or "" for a bucket.
std::string said(const std::string& text, std::string_view partition = "aws") {
  Words words;
  const Text word = words.add("argument 2", text);
  Diagnostics diagnostics;
  const bool good = is_bucket_arn(word, partition, diagnostics);
  EXPECT_NE(good, diagnostics.has_errors()) << text;
  if (good) return "";
  const Diagnostic& first = diagnostics.all().front();
  EXPECT_EQ(first.id, "ADD001");
  EXPECT_FALSE(first.fix.empty()) << text;
  return std::to_string(first.where.line) + ":" + std::to_string(first.where.column) + " " + first.message;
}

TEST(BucketArn, TakesAGeneralPurposeBucketOfEveryPartition) {
  for (const char* partition :
       {"aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-eusc"})
    EXPECT_EQ(said("arn:" + std::string(partition) + ":s3:::my-bucket", partition), "");
  for (const char* name : {"abc", "a.b-c", "1-2", "my.bucket.with.dots"})
    EXPECT_EQ(said("arn:aws:s3:::" + std::string(name)), "") << name;
  EXPECT_EQ(said("arn:aws:s3:::" + std::string(63, 'a')), "");
  EXPECT_EQ(said("arn:aws-cn:s3:::abc", ""), "") << "a region that nobody knows has any partition";
}

TEST(BucketArn, SaysWhatItIsInstead) {
  struct Case {
    const char* text;
    const char* said;
  };
  for (const Case& c : {
           Case{"my-bucket", "1:1 a bucket's name, where its ARN is expected"},
           {"s3://my-bucket/models", "1:1 an S3 address, where an ARN is expected"},
           {"", "1:1 no ARN"},
           {"https://my-bucket.s3.amazonaws.com", "1:1 no ARN"},
           {"arn:aws:s3", "1:11 an ARN has six parts with colons between them"},
           {"arn:awz:s3:::abc", "1:5 no partition 'awz'"},
           {"arn:aws:sqs:eu-west-1:111122223333:abc", "1:9 an ARN of 'sqs', not of S3"},
           {"arn:aws:s3:::*", "1:14 no wildcard: pods would reach buckets that nobody named"},
           {"arn:aws:s3:::models-*", "1:21 no wildcard: pods would reach buckets that nobody named"},
           {"arn:aws:s3:::models/llama", "1:20 this is an object or a prefix, not a bucket"},
           {"arn:aws:s3:eu-west-1::abc", "1:12 the ARN of a bucket has no region and no account"},
           {"arn:aws:s3::111122223333:abc", "1:13 the ARN of a bucket has no region and no account"},
           {"arn:aws:s3:::Models", "1:14 no name of a bucket: only a-z, 0-9, - and . may be in it"},
           {"arn:aws:s3:::ab", "1:14 no name of a bucket: it has 3 to 63 characters"},
           {"arn:aws:s3:::a..b", "1:15 no name of a bucket: two dots follow each other"},
           {"arn:aws:s3:::192.168.5.4", "1:14 no name of a bucket: it looks like an IP address"},
           {"arn:aws:s3:::xn--abc", "1:14 no name of a bucket: S3 takes no name that begins with xn--"},
           {"arn:aws:s3:::models'; rm", "1:20 no name of a bucket: only a-z, 0-9, - and . may be in it"},
           {"arn:aws:s3:::mod\nels", "1:17 no name of a bucket: only a-z, 0-9, - and . may be in it"},
           {"arn:aws:s3:::mod\xC3\xA9ls", "1:17 no name of a bucket: only a-z, 0-9, - and . may be in it"},
           {"arn:aws:s3express:us-west-2:111122223333:bucket/x--usw2-az1--x-s3",
            "1:9 this is a directory bucket of S3 Express One Zone, not a general-purpose bucket"},
           {"arn:aws:s3:::x--usw2-az1--x-s3",
            "1:14 this is a directory bucket of S3 Express One Zone, not a general-purpose bucket"},
           {"arn:aws:s3:us-west-2:111122223333:accesspoint/mine",
            "1:35 this is an access point, not a general-purpose bucket"},
           {"arn:aws:s3:us-west-2:111122223333:accesspoint:mine",
            "1:35 this is an access point, not a general-purpose bucket"},
           {"arn:aws:s3::111122223333:accesspoint/mfzwi23gnjvgw.mrap",
            "1:26 this is an access point, not a general-purpose bucket"},
           {"arn:aws:s3:::mine-abcdefgh-s3alias",
            "1:14 this is the alias of an access point, not a general-purpose bucket"},
           {"arn:aws:s3-object-lambda:us-west-2:111122223333:accesspoint/mine",
            "1:9 this is an Object Lambda access point, not a general-purpose bucket"},
           {"arn:aws:s3tables:us-west-2:111122223333:bucket/mine",
            "1:9 this is a table bucket, not a general-purpose bucket"},
           {"arn:aws-cn:s3:::abc",
            "1:5 the platform's region is in partition aws: nothing there reaches a bucket of aws-cn"},
       })
    EXPECT_EQ(said(c.text), c.said) << c.text;
}

TEST(PartOf, IsAPlaceInAWordOfSeveralLines) {
  Words words;
  const Text word = words.add("--set", "a\nbc=d");
  EXPECT_EQ(part_of(word, 3).to_string(), "--set:2:2");
  EXPECT_EQ(part_of(word, 0).to_string(), "--set:1:1");
  EXPECT_EQ(part_of(Text("nobody wrote it"), 3), SourceRange{});
}

}  // namespace
}  // namespace slipway::spec::additions
