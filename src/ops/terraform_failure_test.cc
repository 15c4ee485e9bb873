// What a person reads when Terraform fails: texts as Terraform, its AWS provider and AWS write them, and whatever
// bytes.
#include "ops/terraform_failure.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "doc/json.h"

namespace slipway::ops {
namespace {

TerraformErrand errand() {
  return {.program = "terraform", .folder = "tree", .region = "eu-west-1", .place_of = [](const std::string& address) {
            return address.starts_with("aws_") ? "queues, platform.yaml:12" : "";
          }};
}

std::string diagnostic(const std::string& summary, const std::string& detail = "", const std::string& address = "",
                       const std::string& file = "") {
  doc::Map one{{"severity", "error"}, {"summary", summary}, {"detail", detail}};
  if (!address.empty()) one.set("address", address);
  if (!file.empty()) one.set("range", doc::Map{{"filename", file}, {"start", doc::Map{{"line", std::int64_t{7}}}}});
  return doc::write_json(doc::Value(doc::Map{{"@level", "error"},
                                             {"@message", "Error: " + summary},
                                             {"type", "diagnostic"},
                                             {"diagnostic", std::move(one)}}),
                         doc::JsonLayout::Compact) +
         "\n";
}

StepFailure failed(const std::string& output, const std::string& errors = "", int status = 1) {
  return terraform_failure(errand(), {.status = status, .output = output, .errors = errors});
}

bool says(const std::string& text, std::string_view what) { return text.find(what) != text.npos; }

/// `operation error …` as the SDK writes it.
std::string refused(const std::string& call, int status, const std::string& rest) {
  return "operation error " + call + ", https response error StatusCode: " + std::to_string(status) +
         ", RequestID: 1b9c-7, " + rest;
}

TEST(TerraformFailure, NamesResourceLineAndWhatAwsSaid) {
  const auto failure =
      failed(diagnostic("creating EC2 Instance: " + refused("EC2: RunInstances", 400,
                                                            "api error VcpuLimitExceeded: You have requested "
                                                            "more vCPU capacity than your limit of 32 allows."),
                        "", "aws_instance.bench[\"a\"]", "bench.tf"));
  EXPECT_EQ(failure.message,
            "aws_instance.bench[\"a\"] (queues, platform.yaml:12): creating EC2 Instance: EC2 RunInstances: "
            "VcpuLimitExceeded: You have requested more vCPU capacity than your limit of 32 allows; HTTP 400 (Bad "
            "Request), request 1b9c-7 (bench.tf:7)");
  EXPECT_EQ(failure.cause, "a quota of the account is reached");
  EXPECT_TRUE(says(failure.fix, "`slipway preflight`")) << failure.fix;
}

TEST(TerraformFailure, ABlockThatIsShownIsAnAddressToo) {
  const auto failure = failed(
      R"({"type":"diagnostic","diagnostic":{"severity":"error","summary":"Unsupported argument","detail":"An argument named \"x\" is not expected here.",)"
      R"("range":{"filename":"queues.tf","start":{"line":3}},"snippet":{"context":"resource \"aws_sqs_queue\" \"q\"","code":"x = 1"}}})");
  EXPECT_EQ(failure.message,
            "aws_sqs_queue.q (queues, platform.yaml:12): Unsupported argument: An argument named \"x\" is not expected "
            "here. (queues.tf:3)");
  EXPECT_TRUE(says(failure.fix, "look at queues, platform.yaml:12")) << failure.fix;
}

TEST(TerraformFailure, OfWhatIsKnownAndOfWhatIsNotThereIsCauseAndFix) {
  struct Row {
    std::string summary, cause, fix;
  };
  const std::string who = "User: arn:aws:iam::1:user/ada is not authorized to perform: ";
  for (const auto& row : {
           // Whoever stands between.
           Row{"Retrieving AWS account details: validating provider credentials: retrieving caller identity from "
               "STS: " +
                   refused("STS: GetCallerIdentity", 200,
                           "deserialization failed, failed to decode response body, expected element type "
                           "<GetCallerIdentityResponse> but have <html>"),
               "captive portal", "HTTPS_PROXY"},
           Row{"reading EKS Cluster (demo): " +
                   refused("EKS: DescribeCluster", 403,
                           "deserialization failed, failed to decode response body, invalid character '<' looking for "
                           "beginning of value"),
               "captive portal", "HTTPS_PROXY"},
           Row{"Failed to query available provider packages: could not connect to registry: discovery URL returned an "
               "unsupported Content-Type \"text/html\"",
               "the provider's registry) answered with a web page", "HTTPS_PROXY"},
           Row{"reading EKS Cluster (demo): " +
                   refused("EKS: DescribeCluster", 503,
                           "deserialization failed, failed to decode response body, invalid character '<' looking for "
                           "beginning of value"),
               "EKS", "health.aws.amazon.com"},
           // By the table.
           Row{"creating SQS Queue (q): " +
                   refused("SQS: CreateQueue", 403,
                           "api error AccessDenied: " + who +
                               "sqs:CreateQueue on resource: "
                               "arn:aws:sqs:eu-west-1:1:q because no identity-based policy allows "
                               "the sqs:CreateQueue action"),
               "lacks a right (it needs sqs:CreateQueue)", "--deployer-policy"},
           Row{"creating IAM Role: " + refused("IAM: CreateRole", 403,
                                               "api error AccessDenied: " + who +
                                                   "iam:CreateRole on resource: arn:aws:iam::1:role/x with an explicit "
                                                   "deny in a service control policy"),
               "organization forbids it", "whoever manages the organization"},
           Row{"creating EC2 Instance: " + refused("EC2: RunInstances", 403,
                                                   "api error UnauthorizedOperation: You are not authorized to perform "
                                                   "this operation. Encoded authorization failure message: 8Zx9"),
               "in a message in code", "decode-authorization-message"},
           Row{"creating EKS Cluster (demo): " + refused("EKS: CreateCluster", 400,
                                                         "UnsupportedAvailabilityZoneException: Cannot create cluster "
                                                         "because us-east-1e does not have capacity"),
               "no room for control planes", "platform.yaml"},
           Row{"waiting for EKS Node Group (demo:system) create: unexpected state 'CREATE_FAILED', wanted target "
               "'ACTIVE'. last error: NodeCreationFailure: Instances failed to join the kubernetes cluster",
               "did not reach the cluster", "NAT gateway"},
           Row{"waiting for RDS DB Instance (app) create: timeout while waiting for state to become 'available' (last "
               "state: 'creating', timeout: 40m0s)",
               "longer than Terraform waits", "goes on from here"},
           Row{"creating S3 Bucket (models): " +
                   refused("S3: CreateBucket", 409, "HostID: ab/c=, BucketAlreadyExists: "),
               "some account in the world", "name it otherwise"},
           Row{"creating EC2 NAT Gateway: " + refused("EC2: CreateNatGateway", 400,
                                                      "api error Resource.AlreadyAssociated: elastic IP address "
                                                      "[eipalloc-1] is already associated"),
               "in use", "describe-addresses"},
           Row{"deleting EC2 VPC (vpc-1): " + refused("EC2: DeleteVpc", 400,
                                                      "api error DependencyViolation: The vpc 'vpc-1' has dependencies "
                                                      "and cannot be deleted."),
               "still uses it", "slipway destroy"},
           Row{"Retrieving AWS account details: AWS account ID not previously found and failed retrieving via all "
               "available methods. No valid credential sources found",
               "finds no AWS credentials", "log in"},
           Row{"Error acquiring the state lock: Error message: resource temporarily unavailable Lock Info: ID: 7f",
               "another Terraform", "force-unlock"},
           Row{"Error acquiring the state lock: Error message: operation error DynamoDB: PutItem, https response error "
               "StatusCode: 400, RequestID: 1, ConditionalCheckFailedException: The conditional request failed",
               "another Terraform", "force-unlock"},
           // No lock is in the way: to take one away would help nobody.
           Row{"Error acquiring the state lock: Error message: 2 problems: - Unsupported state file format: The state "
               "file could not be parsed as JSON: syntax error at byte offset 2.",
               "state is damaged", "terraform.tfstate.backup"},
           Row{"Error acquiring the state lock: Error message: operation error S3: PutObject, exceeded maximum number "
               "of attempts, 25, request send failed: dial tcp: lookup s3.eu-west-1.amazonaws.com: no such host",
               "no DNS here knows s3.eu-west-1.amazonaws.com (S3 in eu-west-1)", "HTTPS_PROXY"},
           Row{"Error acquiring the state lock: Error message: operation error S3: PutObject, https response error "
               "StatusCode: 403, RequestID: 1, api error AccessDenied: Access Denied",
               "lacks a right", "--deployer-policy"},
           Row{"Error acquiring the state lock: Error message: open .terraform.tfstate.lock.info: read-only file "
               "system",
               "no lock can be made", "may it be written"},
           // By its kind.
           Row{"creating X: " + refused("Shiny: MakeIt", 403, "api error NewDenialException: no"),
               "may not do MakeIt of Shiny", "--deployer-policy"},
           Row{"creating X: " + refused("Shiny: MakeIt", 400, "api error StrangeParameterException: Size must be odd"),
               "Shiny does not take what MakeIt asks for", "look at queues, platform.yaml:12"},
           Row{"creating X: " + refused("Shiny: MakeIt", 400, "StrangeParameterException: Size must be odd"),
               "Shiny does not take what MakeIt asks for", "look at queues, platform.yaml:12"},
           Row{"reading X: " + refused("Shiny: Find", 404, "api error NoSuchShine: it is not there"), "is gone",
               "Terraform looks anew"},
           Row{"creating X: " + refused("Shiny: MakeIt", 409, "api error BusyException: wait"),
               "at work on the same thing", "wait a minute"},
           Row{"creating EC2 VPC: " + refused("EC2: CreateVpc", 400, "api error RequestLimitExceeded: no"),
               "more often", "wait"},
           Row{"creating X: " + refused("Shiny: MakeIt", 429, "api error SlowDown: slow down"), "more often",
               "wait a minute"},
           Row{"creating X: " + refused("Shiny: MakeIt", 500, "api error InternalFailure: sorry"),
               "itself is in trouble", "nothing is wrong with platform.yaml"},
           Row{"reading X: operation error Shiny: Find, exceeded maximum number of attempts, 25, https response error "
               "StatusCode: 0, RequestID: , request send failed, Post \"https://shiny.eu-west-1.amazonaws.com/\": EOF",
               "no answer of Shiny came", "HTTPS_PROXY"},
           Row{"creating X: " + refused("Shiny: MakeIt", 403, "api error SignatureDoesNotMatch: no"),
               "does not take the credentials", "clock"},
           Row{"creating X: StrangeThing: it is odd\n\tstatus code: 400, request id: 0f-1", "AWS does not take what",
               "look at queues, platform.yaml:12"},
           Row{"Invalid value for \"x\" parameter", "does not take what was rendered for aws_x.y", "`terraform plan`"},
       }) {
    const auto failure = failed(diagnostic(row.summary, "", "aws_x.y"));
    EXPECT_TRUE(says(failure.cause, row.cause)) << row.summary << "\n" << failure.cause;
    EXPECT_TRUE(says(failure.fix, row.fix)) << row.summary << "\n" << failure.fix;
    EXPECT_FALSE(failure.is_interruption);
  }
}

/// A creation whose answer was lost is done, and Terraform does not know it: whoever reads that needs the whole
/// command.
TEST(TerraformFailure, WhatStandsAlreadyIsImportedByItsAddressAndName) {
  struct Row {
    std::string address, summary, code, command;
  };
  for (const auto& row : {
           Row{"aws_iam_role.api", "creating IAM Role (demo-api)", "EntityAlreadyExists",
               "`terraform import aws_iam_role.api demo-api` takes it over"},
           Row{"aws_cloudwatch_log_group.api", "creating CloudWatch Logs Log Group (/aws/demo)",
               "ResourceAlreadyExistsException", "`terraform import aws_cloudwatch_log_group.api /aws/demo`"},
           Row{"aws_iam_policy.api", "creating IAM Policy (demo-api)", "EntityAlreadyExists",
               "`terraform import aws_iam_policy.api ID`"},  // of an ARN
           Row{"aws_iam_role.api", "creating IAM Role", "EntityAlreadyExists",
               "`terraform import aws_iam_role.api ID`"},
           Row{"aws_iam_role.api", "creating IAM Role (a; b)", "EntityAlreadyExists",
               "`terraform import aws_iam_role.api ID`"},
       }) {
    const auto failure = failed(
        diagnostic(row.summary + ": " + refused("IAM: Create", 409, row.code + ": it is there"), "", row.address));
    EXPECT_TRUE(says(failure.cause, "whose answer was lost")) << failure.cause;
    EXPECT_TRUE(says(failure.fix, row.command)) << failure.fix;
    EXPECT_TRUE(failure.stands_already) << row.code << ": whoever takes it over goes by that, not by words";
  }
  for (const char* other : {"BucketAlreadyExists: of some account", "DependencyViolation: it is in use"})
    EXPECT_FALSE(failed(diagnostic("creating it: " + refused("S3: Create", 409, other))).stands_already) << other;
}

TEST(TerraformFailure, TextThatIsNoJsonIsReadAsAPersonWould) {
  for (const char* text :
       {"\nError: Failed to query available provider packages\n\nCould not retrieve the list of "
        "available versions\nfor provider hashicorp/aws\n",
        "╷\n│ Error: Failed to query available provider packages\n│ \n│ Could not retrieve the list of "
        "available versions\n│ for provider hashicorp/aws\n╵\n"}) {
    const auto failure = failed("", text);
    EXPECT_EQ(failure.message,
              "Failed to query available provider packages: Could not retrieve the list of available versions for "
              "provider hashicorp/aws");
    EXPECT_EQ(failure.cause, "the provider's registry cannot be reached");
  }
}

TEST(TerraformFailure, WhatIsSaidBesideADiagnosticIsNoPartOfIt) {
  const auto failure = failed("Error: a lock\n" + diagnostic("creating VPC: no", "", "aws_vpc.main") + "and then\n");
  EXPECT_EQ(failure.message.find("and then"), std::string::npos) << failure.message;
}

TEST(TerraformFailure, ColoursAreNoText) {
  const auto failure = failed("",
                              "\x1b[31m\x1b[31m╷\x1b[0m\x1b[0m\n\x1b[31m│\x1b[0m \x1b[0m\x1b[1m\x1b[31mError: "
                              "\x1b[0m\x1b[0m\x1b[1mState read error\x1b[0m\n\x1b[31m│\x1b[0m \x1b[0m\n"
                              "\x1b[31m│\x1b[0m \x1b[0m\x1b[0mno file\n\x1b[31m╵\x1b[0m\x1b[0m\n");
  EXPECT_EQ(failure.message, "State read error: no file");
  EXPECT_EQ(failed(diagnostic("\x1b[1mbold\x1b[0m", "\x1b]8;;https://x\x1b\\link\x1b]8;;\x07")).message, "bold: link");
}

TEST(TerraformFailure, WhatNamesNothingNamesTheCommand) {
  const auto said = [](const std::string& output, const std::string& errors, int status) {
    auto asked = errand();
    asked.verb = "init";
    return terraform_failure(asked, {.status = status, .output = output, .errors = errors}).message;
  };
  EXPECT_EQ(said("", "Zorp: quux\n", 1), "terraform init: Zorp: quux");
  EXPECT_EQ(said("", "Error: no registry\n", 1), "terraform init: no registry");
  EXPECT_EQ(said("", "", 1), "terraform init ended with status 1 and said nothing");
  EXPECT_EQ(said("", "", 137), "terraform init was ended by signal 9");
  EXPECT_EQ(said(diagnostic("odd", "", "aws_x.y"), "", 1), "aws_x.y (queues, platform.yaml:12): odd");
}

TEST(TerraformFailure, WhoeverSaysNothingIsKnownByItsEnd) {
  struct Row {
    int status;
    std::string message, cause, fix;
  };
  for (const auto& row : {
           Row{137, "terraform was ended by signal 9", "too little memory", "2 GiB"},
           Row{139, "terraform was ended by signal 11", "crashed", "terraform version"},
           Row{143, "terraform was ended by signal 15", "asked it to stop", "goes on from here"},
           Row{3, "terraform ended with status 3 and said nothing", "says no more than that",
               "TF_LOG_PATH=terraform.log before it writes all that it does to tree/terraform.log"},
       }) {
    const auto failure = failed("", "", row.status);
    EXPECT_EQ(failure.message, row.message);
    EXPECT_TRUE(says(failure.cause, row.cause)) << failure.cause;
    EXPECT_TRUE(says(failure.fix, row.fix)) << failure.fix;
  }
  EXPECT_TRUE(failed("", "", 130).is_interruption);
  EXPECT_TRUE(
      failed(R"({"@level":"info","@message":"Interrupt received.\nPlease wait","type":"log"})").is_interruption);
  EXPECT_FALSE(failed(diagnostic("creating X: the spot instance was Interrupted by AWS")).is_interruption)
      << "AWS's word, no person's";
}

TEST(TerraformFailure, ManyErrorsAreCountedAndEachCureIsSaidOnce) {
  std::string output;
  for (int i = 0; i < 20; ++i)
    output += diagnostic("creating X: api error AccessDenied: " + std::to_string(i), "", "aws_a." + std::to_string(i));
  output += diagnostic("creating VPC: VpcLimitExceeded: no", "", "aws_vpc.main");
  const auto failure = failed(output);
  EXPECT_EQ(std::ranges::count(failure.message, '\n'), 8);
  EXPECT_TRUE(failure.message.ends_with("\nand 13 more errors")) << failure.message;
  EXPECT_EQ(failure.cause,
            "aws_a.0: the identity that applies lacks a right; aws_vpc.main: a quota of the account is reached");
}

TEST(TerraformFailure, IsTransientWhenAllOfItIs) {
  const std::string reset =
      "reading EC2 VPC (vpc-1): operation error EC2: DescribeVpcs, exceeded maximum number of attempts, 25, https "
      "response error StatusCode: 0, RequestID: , request send failed, Post \"https://ec2.eu-west-1.amazonaws.com/\": "
      "read tcp 10.0.0.1:1->10.0.0.2:443: read: connection reset by peer";
  const std::string denied = "AccessDenied: not authorized";
  EXPECT_TRUE(failed(diagnostic(reset)).is_transient);
  EXPECT_FALSE(failed(diagnostic("creating VPC: no")).is_transient);
  EXPECT_TRUE(failed(diagnostic("unexpected EOF")).is_transient);
  EXPECT_TRUE(failed(diagnostic(refused("EC2: X", 503, "api error Unavailable: later"))).is_transient);
  EXPECT_TRUE(failed(diagnostic(refused("Route 53: X", 400, "api error PriorRequestNotComplete: wait"))).is_transient);
  EXPECT_FALSE(failed(diagnostic(reset) + diagnostic(denied)).is_transient);
  EXPECT_FALSE(failed(diagnostic(refused("EC2: X", 400, "api error Wrong: no"))).is_transient);
  EXPECT_FALSE(failed(diagnostic("unexpected EOF"), "", 130).is_transient) << "somebody wanted it so";
  std::string many;
  for (int i = 0; i < 30; ++i) many += diagnostic(std::to_string(i) + ": unexpected EOF");
  EXPECT_FALSE(failed(many + diagnostic(denied)).is_transient) << "also of those that are not shown";
}

/// Nothing but whole characters, none of which drives a terminal.
bool is_harmless(const std::string& text) {
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text[i] != '\n' && (static_cast<unsigned char>(text[i]) < 0x20 || text[i] == 0x7f)) return false;
  return true;
}

TEST(TerraformFailure, WhateverItPrintsAndHoweverItEnds) {
  const std::vector<std::string> pieces = {
      diagnostic("creating X: " + refused("EC2: RunInstances", 400, "api error XYZ: message"), "d", "aws_x.y", "x.tf"),
      diagnostic(""),
      diagnostic("\x1b[31mred\x1b[0m\r\n\t", std::string(20'000, 'x'), std::string(5'000, 'a')),
      diagnostic("operation error "),
      diagnostic("operation error : , StatusCode: 99999999999999, RequestID: "),
      diagnostic(": : status code: , request id: "),
      diagnostic("\xff\xfe€"),
      R"({"type":"diagnostic","diagnostic":{"severity":"error"}})"
      "\n",
      R"({"type":"diagnostic","diagnostic":[]})"
      "\n",
      R"({"type":"diagnostic"})"
      "\n",
      R"({"@level":"error","@message":"odd"})"
      "\n",
      "{\n",
      "[]\n",
      "\n",
      "Error: \n",
      "Error: €\n\n\xe2\x82\n",
      "╷\n│ Error:",
      std::string(1, '\0'),
      "\x1b]0;title\x07",
      std::string(3'000, '{') + "\n"};
  std::mt19937 random(12);
  const auto any = [&](std::size_t below) { return std::uniform_int_distribution<std::size_t>(0, below - 1)(random); };
  for (int round = 0; round < 3000; ++round) {
    io::Finished finished{.status = static_cast<int>(any(260)), .output = {}, .errors = {}};
    for (std::string* stream : {&finished.output, &finished.errors})
      for (auto count = any(6); count > 0; --count) {
        auto piece = pieces[any(pieces.size())];
        for (auto changed = any(4); changed > 0 && !piece.empty() && round % 2 == 1; --changed)
          piece[any(piece.size())] = static_cast<char>(any(256));
        *stream += piece;
      }
    finished.was_too_slow = any(20) == 0;
    const auto failure = terraform_failure(errand(), finished);
    for (const std::string* text : {&failure.message, &failure.cause, &failure.fix}) {
      ASSERT_FALSE(text->empty()) << round;
      ASSERT_LE(text->size(), kMostSaid) << round;
      ASSERT_TRUE(is_harmless(*text)) << round << ": " << *text;
    }
    ASSERT_EQ(failure.cause.find('\n'), std::string::npos);
    ASSERT_EQ(failure.fix.find('\n'), std::string::npos);
  }
}

}  // namespace
}  // namespace slipway::ops
