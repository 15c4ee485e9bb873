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
           {"", "1:1 nothing, where a bucket's ARN is expected"},
           {"a bucket", "1:1 no ARN"},
           {"https://my-bucket.s3.amazonaws.com", "1:1 a web address, where an ARN is expected"},
           {"https://example.com/my-bucket", "1:1 no ARN"},
           {"arn:aws:s3:::abc,arn:aws:s3:::def", "1:17 one ARN in each word"},
           {"ARN:aws:s3:::abc", "1:1 an ARN begins with small letters"},
           {"arn:aws:S3:::abc", "1:9 an ARN begins with small letters"},
           {"arn:aws:s3", "1:11 an ARN has six parts with colons between them"},
           {"arn:aws", "1:8 an ARN has six parts with colons between them"},
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

/// What was probably meant is there to be taken, whole and right: said again as it is, it is a bucket.
TEST(BucketArn, TheFixIsWhatWasMeant) {
  struct Case {
    const char *text, *meant;
  };
  for (const Case& c : {
           Case{"my-bucket", "arn:aws:s3:::my-bucket"},
           {"My-Bucket", "arn:aws:s3:::my-bucket"},
           {"my-bucket/models/", "arn:aws:s3:::my-bucket"},
           {"s3://my-bucket", "arn:aws:s3:::my-bucket"},
           {"s3://my-bucket/models/llama", "arn:aws:s3:::my-bucket"},
           {"https://my-bucket.s3.amazonaws.com", "arn:aws:s3:::my-bucket"},
           {"https://my-bucket.s3.eu-west-1.amazonaws.com/models/a", "arn:aws:s3:::my-bucket"},
           {"https://my.bucket.s3-eu-west-1.amazonaws.com/a", "arn:aws:s3:::my.bucket"},
           {"https://s3.eu-west-1.amazonaws.com/my-bucket/models", "arn:aws:s3:::my-bucket"},
           {"https://s3.amazonaws.com/my-bucket", "arn:aws:s3:::my-bucket"},
           {"https://eu-west-1.console.aws.amazon.com/s3/buckets/my-bucket?region=eu-west-1", "arn:aws:s3:::my-bucket"},
           {"arn:aws:s3:my-bucket", "arn:aws:s3:::my-bucket"},
           {"arn:aws:s3::my-bucket", "arn:aws:s3:::my-bucket"},
           {"arn:asw:s3:::my-bucket", "arn:aws:s3:::my-bucket"},
           {"ARN:AWS:S3:::my-bucket", "arn:aws:s3:::my-bucket"},
           {"arn:aws:S3:::my-bucket", "arn:aws:s3:::my-bucket"},
           {"arn:aws:s3:::My-Bucket", "arn:aws:s3:::my-bucket"},
           {"arn:aws:s3:eu-west-1:111122223333:my-bucket", "arn:aws:s3:::my-bucket"},
           {"arn:aws:s3:eu-west-1:111122223333:bucket/my-bucket", "arn:aws:s3:::my-bucket"},
           {"arn:aws:s3:::my-bucket/", "arn:aws:s3:::my-bucket"},
           {"arn:aws:s3:::my-bucket/*", "arn:aws:s3:::my-bucket"},
           {"arn:aws:s3:::my-bucket/models/llama.bin", "arn:aws:s3:::my-bucket"},
           {"arn:aws-cn:s3:::my-bucket", "arn:aws:s3:::my-bucket"},
       }) {
    Words words;
    Diagnostics diagnostics;
    EXPECT_FALSE(is_bucket_arn(words.add("argument 2", c.text), "aws", diagnostics)) << c.text;
    const std::string fix = diagnostics.all().front().fix;
    const auto at = fix.find("write arn:");
    ASSERT_NE(at, std::string::npos) << c.text << ": " << fix;
    const auto meant = fix.substr(at + 6, fix.find_first_of("; ", at + 6) - at - 6);
    EXPECT_EQ(meant, c.meant) << c.text << ": " << fix;
    EXPECT_EQ(said(meant), "") << c.text;
  }
}

/// What it is instead, and where that goes: the command that says more, the field that takes it.
TEST(BucketArn, OfWhatIsNoBucketTheFixLeadsOn) {
  const auto fix = [](const char* text) {
    Words words;
    Diagnostics diagnostics;
    is_bucket_arn(words.add("argument 2", text), "aws", diagnostics);
    return diagnostics.all().front().fix;
  };
  const auto expect = [&](const char* text, std::string_view part) {
    EXPECT_NE(fix(text).find(part), std::string::npos) << text << ": " << fix(text);
  };
  expect("arn:aws:s3:eu-west-1:111122223333:accesspoint/mine",
         "aws s3control get-access-point --region eu-west-1 --account-id 111122223333 --name mine --query Bucket");
  expect("arn:aws:s3:eu-west-1:111122223333:accesspoint/a;b", "give the ARN of the bucket behind it");
  EXPECT_EQ(fix("arn:aws:s3:eu-west-1:111122223333:accesspoint/a;b").find("s3control"), std::string::npos);
  for (const char* text : {"arn:aws:sqs:eu-west-1:111122223333:work", "arn:aws:kms:eu-west-1:111122223333:key/1",
                           "arn:aws:iam::111122223333:role/x", "arn:aws:ec2:eu-west-1:111122223333:volume/vol-1"})
    expect(text, "roles: NAME: allow: [{to: ARN");
  expect("arn:aws:s3:::my-bucket/models/a", "--prefix 'models/a' --workload NAME");
  expect("arn:aws", "write arn:aws:s3:::NAME");
  expect("arn:aws:s3", "write arn:aws:s3:::NAME");
  expect("arn:aws-cn:s3:::my-bucket", "a bucket of partition aws");
  expect("arn:nonsense:s3:::my-bucket", "one of aws, aws-cn");
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
