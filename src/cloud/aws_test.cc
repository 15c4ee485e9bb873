#include "cloud/aws.h"

#include <gtest/gtest.h>

#include <regex>

#include "cloud/operations.h"
#include "cloud/reasons.h"
#include "doc/json.h"

namespace slipway::cloud {
namespace {

using io::HttpRequest;
using io::HttpResponse;

/// AWS that says one thing after another.
struct Scripted {
  io::FakeFiles files;
  io::FakeHttp http;
  io::FakeProcesses processes;
  io::FakeClock clock;
  io::FakeEnvironment environment;
  std::vector<Result<HttpResponse>> answers;
  std::size_t next = 0;

  explicit Scripted(std::vector<Result<HttpResponse>> says) : answers(std::move(says)) {
    environment.variables = {{"AWS_ACCESS_KEY_ID", "AKIA"}, {"AWS_SECRET_ACCESS_KEY", "s"}};
    http.answer = [this](const HttpRequest&) { return answers.at(std::min(next++, answers.size() - 1)); };
  }
  Doors doors() { return {files, http, processes, clock, environment}; }
  std::string call(std::string_view service, std::string_view operation, const doc::Map& parameters) {
    CredentialChain chain(doors());
    Aws aws(doors(), chain, "eu-west-1");
    const auto answer = aws.call(service, operation, parameters);
    if (answer) return doc::write_json(answer->root(), doc::JsonLayout::Compact);
    return answer.error().message + (answer.error().fix.empty() ? "" : " | " + answer.error().fix);
  }
};

HttpResponse ok(std::string body) { return {200, {}, std::move(body)}; }

TEST(Aws, KnowsTheTimeOfItsLastAnswer) {
  Scripted scripted({ok(R"({"clusters":[]})"),
                     HttpResponse{404, {{"Date", "Thu, 26 Nov 2026 00:12:00 GMT"}}, R"({"message":"no"})"},
                     ok(R"({"clusters":[]})")});
  CredentialChain chain(scripted.doors());
  Aws aws(scripted.doors(), chain, "eu-west-1");
  const auto now_after = [&] {
    [[maybe_unused]] const auto answer = aws.call("eks", "ListClusters", {});
    return io::utc_time(aws.now());
  };
  EXPECT_EQ(now_after(), "2026-11-26T00:00:00Z") << "which says none";
  EXPECT_EQ(now_after(), "2026-11-26T00:12:00Z");
  scripted.clock.milliseconds += 60'000;
  EXPECT_EQ(now_after(), "2026-11-26T00:13:00Z") << "as far from ours as it said";
}

TEST(Aws, SpeaksToEachServiceInItsOwnWay) {
  struct Case {
    std::string service, operation;
    doc::Map parameters;
    std::string answer;                  // of AWS
    std::string method_url, body, tree;  // what is asked, and what becomes of the answer
  };
  for (const Case& c : {
           Case{"eks",
                "DescribeNodegroup",
                {{"clusterName", "a b"}, {"nodegroupName", "gpu"}},
                R"({"nodegroup":{"status":"ACTIVE"}})",
                "GET https://eks.eu-west-1.amazonaws.com/clusters/a%20b/node-groups/gpu",
                "",
                R"({"nodegroup":{"status":"ACTIVE"}})"},
           Case{"eks",
                "ListPodIdentityAssociations",
                {{"clusterName", "c"}, {"namespace", "n"}},
                R"({"associations":[]})",
                "GET https://eks.eu-west-1.amazonaws.com/clusters/c/pod-identity-associations?namespace=n",
                "",
                R"({"associations":[]})"},
           Case{"eks",
                "DescribePodIdentityAssociation",
                {{"clusterName", "c"}, {"associationId", "a-1"}},
                R"({"association":{"roleArn":"arn:aws:iam::1:role/r"}})",
                "GET https://eks.eu-west-1.amazonaws.com/clusters/c/pod-identity-associations/a-1",
                "",
                R"({"association":{"roleArn":"arn:aws:iam::1:role/r"}})"},
           Case{"ec2",
                "DescribeFlowLogs",
                {{"FlowLogId", doc::List{"fl-1"}}},
                "<DescribeFlowLogsResponse><flowLogSet><item><flowLogStatus>ACTIVE</flowLogStatus></item></flowLogSet>"
                "</DescribeFlowLogsResponse>",
                "POST https://ec2.eu-west-1.amazonaws.com/",
                "Action=DescribeFlowLogs&Version=2016-11-15&FlowLogId.1=fl-1",
                R"({"flowLogSet":[{"flowLogStatus":"ACTIVE"}]})"},
           Case{"sns",
                "ListSubscriptionsByTopic",
                {{"TopicArn", "arn:aws:sns:eu-west-1:1:t"}},
                "<ListSubscriptionsByTopicResponse><ListSubscriptionsByTopicResult><Subscriptions><member><Endpoint>a@b"
                "</Endpoint></member></Subscriptions></ListSubscriptionsByTopicResult>"
                "</ListSubscriptionsByTopicResponse>",
                "POST https://sns.eu-west-1.amazonaws.com/",
                "Action=ListSubscriptionsByTopic&Version=2010-03-31&TopicArn=arn%3Aaws%3Asns%3Aeu-west-1%3A1%3At",
                R"({"Subscriptions":[{"Endpoint":"a@b"}]})"},
           Case{"sqs",
                "GetQueueAttributes",
                {{"QueueUrl", "u"}, {"AttributeNames", doc::List{"All"}}},
                "{}",
                "POST https://sqs.eu-west-1.amazonaws.com/",
                R"({"QueueUrl":"u","AttributeNames":["All"]})",
                "{}"},
           Case{"cloudwatch",
                "DescribeAlarms",
                {{"AlarmNames", doc::List{"a", "b c"}}},
                "<DescribeAlarmsResponse><DescribeAlarmsResult><MetricAlarms><member><AlarmArn>x</AlarmArn></member></"
                "MetricAlarms>"
                "</DescribeAlarmsResult></DescribeAlarmsResponse>",
                "POST https://monitoring.eu-west-1.amazonaws.com/",
                "Action=DescribeAlarms&Version=2010-08-01&AlarmNames.member.1=a&AlarmNames.member.2=b%20c",
                R"({"MetricAlarms":[{"AlarmArn":"x"}]})"},
           Case{"iam",
                "GetRole",
                {{"RoleName", "r"}},
                "<GetRoleResponse><GetRoleResult><Role><AssumeRolePolicyDocument>%7B%22Statement%22%3A%5B%5D%7D</"
                "AssumeRolePolicyDocument>"
                "</Role></GetRoleResult></GetRoleResponse>",
                "POST https://iam.amazonaws.com/",
                "Action=GetRole&Version=2010-05-08&RoleName=r",
                R"({"Role":{"AssumeRolePolicyDocument":{"Statement":[]}}})"},
           Case{"iam",
                "GetPolicyVersion",
                {{"PolicyArn", "arn:p"}, {"VersionId", "v2"}},
                "<GetPolicyVersionResponse><GetPolicyVersionResult><PolicyVersion>"
                "<Document>%7B%22Statement%22%3A%5B%5D%7D</Document><VersionId>v2</VersionId></PolicyVersion>"
                "</GetPolicyVersionResult></GetPolicyVersionResponse>",
                "POST https://iam.amazonaws.com/",
                "Action=GetPolicyVersion&Version=2010-05-08&PolicyArn=arn%3Ap&VersionId=v2",
                R"({"PolicyVersion":{"Document":{"Statement":[]},"VersionId":"v2"}})"},
           Case{"ec2",
                "DescribeSubnets",
                {{"SubnetId", doc::List{"subnet-1"}},
                 {"Filter", doc::List{doc::Map{{"Name", "state"}, {"Value", doc::List{"a", "b"}}}}}},
                "<DescribeSubnetsResponse><requestId>r</requestId><subnetSet><item><subnetId>subnet-1</subnetId></item>"
                "</subnetSet></DescribeSubnetsResponse>",
                "POST https://ec2.eu-west-1.amazonaws.com/",
                "Action=DescribeSubnets&Version=2016-11-15&SubnetId.1=subnet-1&Filter.1.Name=state&Filter.1.Value.1=a&"
                "Filter.1.Value.2=b",
                R"({"requestId":"r","subnetSet":[{"subnetId":"subnet-1"}]})"},
           Case{"eks",
                "DescribeClusterVersions",
                {{"clusterVersions", doc::List{"1.34", "1.35"}}},
                R"({"clusterVersions":[]})",
                "GET https://eks.eu-west-1.amazonaws.com/cluster-versions?clusterVersions=1.34&clusterVersions=1.35",
                "",
                R"({"clusterVersions":[]})"},
           Case{
               "iam",
               "SimulatePrincipalPolicy",
               {{"ContextEntries", doc::List{doc::Map{{"ContextKeyName", "k"}, {"ContextKeyValues", doc::List{"v"}}}}}},
               "<R><SimulatePrincipalPolicyResult><IsTruncated>false</IsTruncated></SimulatePrincipalPolicyResult></R>",
               "POST https://iam.amazonaws.com/",
               "Action=SimulatePrincipalPolicy&Version=2010-05-08&ContextEntries.member.1.ContextKeyName=k&"
               "ContextEntries.member.1.ContextKeyValues.member.1=v",
               R"({"IsTruncated":"false"})"},
           Case{"s3",
                "GetBucketLifecycleConfiguration",
                {{"Bucket", "b"}},
                "<LifecycleConfiguration><Rule><Status>Enabled</Status></Rule></LifecycleConfiguration>",
                "GET https://s3.eu-west-1.amazonaws.com/b?lifecycle=",
                "",
                R"({"Rules":[{"Status":"Enabled"}]})"},
           Case{"s3",
                "GetBucketVersioning",
                {{"Bucket", "b"}},
                "<VersioningConfiguration/>",
                "GET https://s3.eu-west-1.amazonaws.com/b?versioning=",
                "",
                "{}"},
           Case{"s3",
                "GetPublicAccessBlock",
                {{"Bucket", "b"}},
                "<PublicAccessBlockConfiguration><RestrictPublicBuckets>true</RestrictPublicBuckets></"
                "PublicAccessBlockConfiguration>",
                "GET https://s3.eu-west-1.amazonaws.com/b?publicAccessBlock=",
                "",
                R"({"PublicAccessBlockConfiguration":{"RestrictPublicBuckets":"true"}})"},
       }) {
    Scripted aws({ok(c.answer)});
    EXPECT_EQ(aws.call(c.service, c.operation, c.parameters), c.tree);
    ASSERT_EQ(aws.http.asked.size(), 1u);
    EXPECT_EQ(aws.http.asked[0].method + " " + aws.http.asked[0].url, c.method_url);
    EXPECT_EQ(aws.http.asked[0].body, c.body);
  }
}

TEST(Aws, AsksAgainWhenThrottledFailingOrSilent) {
  const HttpResponse throttled{400, {}, R"({"__type":"com.amazon#ThrottlingException","message":"Rate exceeded"})"};
  Scripted aws(
      {Failure{FailureKind::Unreachable, "reset"}, throttled, HttpResponse{503, {}, ""}, ok(R"({"cluster":{}})")});
  EXPECT_EQ(aws.call("eks", "DescribeCluster", {{"name", "c"}}), R"({"cluster":{}})");
  ASSERT_EQ(aws.clock.sleeps.size(), 3u);
  EXPECT_LT(aws.clock.sleeps[0], aws.clock.sleeps[1]);
  EXPECT_LT(aws.clock.sleeps[1], aws.clock.sleeps[2]);
}

TEST(Aws, SaysWhatAwsSaysAndWhatHelps) {
  struct Case {
    HttpResponse answer;
    std::string said;
  };
  for (const Case& c : {
           Case{{403, {{"x-amzn-ErrorType", "AccessDeniedException:http://x"}}, R"({"message":"not yours"})"},
                "eks DescribeCluster: AccessDeniedException: not yours (it needs eks:DescribeCluster) | the identity "
                "lacks the right for this call "
                "(`slipway render --deployer-policy` lists what it needs); aws sts get-caller-identity shows who you "
                "are"},
           Case{{403,
                 {},
                 R"({"__type":"InvalidSignatureException","message":"Signature expired: 1 is now earlier than 2"})"},
                "eks DescribeCluster: InvalidSignatureException: Signature expired: 1 is now earlier than 2 | is this "
                "machine's "
                "clock right, and is the secret key the one that belongs to the key id?"},
           Case{
               {403,
                {{"Date", "Thu, 26 Nov 2026 00:12:00 GMT"}},
                R"({"__type":"InvalidSignatureException","message":"Signature expired"})"},
               "eks DescribeCluster: InvalidSignatureException: Signature expired | this machine's clock is 12 minutes "
               "behind AWS's, and a signature holds for five minutes: timedatectl set-ntp true"},
           Case{{404, {}, "garbage"},
                "eks DescribeCluster: HTTP 404 (Not Found) and no word of why | this is not how AWS answers: does a "
                "proxy stand between?"},
           Case{{503, {}, ""},
                "eks DescribeCluster: HTTP 503 (Service Unavailable) and no word of why | eks is in trouble in "
                "eu-west-1: health.aws.amazon.com says more; wait, then go on"},
           Case{
               {403, {}, "<Response><Err"},
               "eks DescribeCluster: HTTP 403 (Forbidden) and no word of why (it needs eks:DescribeCluster) | AWS says "
               "why when a right is missing: does a proxy forbid it (HTTPS_PROXY)? else the identity lacks that right "
               "(`slipway render --deployer-policy` lists what it needs); aws sts "
               "get-caller-identity shows who you are"},
           Case{{200, {}, "{}"},
                "eks DescribeCluster: the answer has no cluster | this is not how AWS answers: does a proxy stand "
                "between?"},
           Case{{200, {}, "{\"cluster\":"},
                "eks DescribeCluster: the answer cannot be read | this is not how AWS answers: does a proxy stand "
                "between?"},
       }) {
    Scripted aws({c.answer});
    EXPECT_EQ(aws.call("eks", "DescribeCluster", {{"name", "c"}}), c.said);
  }
}

TEST(Aws, TheErrorsOfXmlServicesAreReadToo) {
  Scripted s3(
      {HttpResponse{404, {}, "<Error><Code>NoSuchLifecycleConfiguration</Code><Message>none</Message></Error>"}});
  EXPECT_EQ(s3.call("s3", "GetBucketLifecycleConfiguration", {{"Bucket", "b"}}),
            "s3 GetBucketLifecycleConfiguration: NoSuchLifecycleConfiguration: none | is it in region eu-west-1 and in "
            "this account? aws sts get-caller-identity shows who you are");
}

TEST(Aws, TheErrorsOfEc2StandInAListOfTheirOwn) {
  Scripted ec2({HttpResponse{400,
                             {},
                             "<Response><Errors><Error><Code>InvalidVpcID.NotFound</Code><Message>none</Message></"
                             "Error></Errors></Response>"}});
  EXPECT_EQ(ec2.call("ec2", "DescribeVpcs", {}),
            "ec2 DescribeVpcs: InvalidVpcID.NotFound: none | is it in region eu-west-1 and in this account? aws sts "
            "get-caller-identity shows who you are");
}

/// Each refusal names the right, whatever form it comes in and whether it can be read.
TEST(Aws, ARefusalNamesTheRightThatIsMissing) {
  struct Case {
    const char *service, *operation, *action;
  };
  for (const Case& c : {Case{"ec2", "DescribeVpcs", "ec2:DescribeVpcs"}, Case{"iam", "GetRole", "iam:GetRole"},
                        Case{"elbv2", "DescribeLoadBalancers", "elasticloadbalancing:DescribeLoadBalancers"},
                        Case{"resourcegroupstaggingapi", "GetResources", "tag:GetResources"},
                        Case{"s3", "GetBucketEncryption", "s3:GetEncryptionConfiguration"}})
    for (const char* body :
         {"", "<Response><Errors><Err", R"({"message":7})", "no", "<Error><Code>AccessDenied</Code></Error>",
          R"({"__type":"AccessDeniedException"})",
          "<Response><Errors><Error><Code>UnauthorizedOperation</Code></Error></Errors></Response>"}) {
      Scripted aws({HttpResponse{403, {}, body}});
      const auto said = aws.call(c.service, c.operation, {});
      EXPECT_TRUE(said.starts_with(std::string(c.service) + " " + c.operation + ": ")) << said;
      EXPECT_NE(said.find(std::string("(it needs ") + c.action + ") | "), std::string::npos) << said;
      EXPECT_NE(said.find("--deployer-policy"), std::string::npos) << said;
    }
}

/// Whatever AWS says or does not say, somebody is told what helps.
TEST(Aws, NoFailureIsWithoutAFix) {
  std::vector<Result<HttpResponse>> answers;
  for (const char* code : {"AuthFailure", "OptInRequired", "Throttling", "ServiceUnavailable", "ValidationException",
                           "ExpiredToken", "RequestTimeTooSkewed", "UnrecognizedClientException", "Moonlight"})
    for (const int status : {400, 403, 429, 500, 503})
      answers.push_back(HttpResponse{status, {}, "{\"__type\":\"" + std::string(code) + "\",\"message\":\"said so\"}"});
  for (const int status : {301, 400, 401, 403, 404, 407, 413, 429, 500, 502, 503, 504, 599})
    for (const char* body : {"", "<html>", "{}", "[", R"({"message":7})"})
      answers.push_back(HttpResponse{status, {}, body});
  for (const char* said :
       {"x:443: Could not resolve host: x", "x:443: SSL certificate problem: self-signed certificate",
        "x:443: SSL certificate problem: certificate has expired", "x:443: timed out", "x:443: ?"})
    for (const auto kind : {FailureKind::Unreachable, FailureKind::Denied, FailureKind::Malformed})
      answers.push_back(Failure{kind, said});
  for (const auto& answer : answers) {
    Scripted aws({answer});
    CredentialChain chain(aws.doors());
    const auto got = Aws(aws.doors(), chain, "eu-west-1").call("eks", "DescribeCluster", {{"name", "c"}});
    ASSERT_FALSE(got);
    EXPECT_NE(got.error().fix, "") << got.error().message;
    EXPECT_TRUE(got.error().message.starts_with("eks DescribeCluster: ")) << got.error().message;
    EXPECT_FALSE(std::regex_match(got.error().message, std::regex(".*: HTTP [0-9]+"))) << got.error().message;
  }
}

TEST(Aws, AWebPageIsOfWhoeverStandsBetween) {
  for (const int status : {200, 302, 403, 404, 407, 511}) {
    Scripted aws({HttpResponse{status, {{"Content-Type", "text/html"}}, "<!-- portal --><html>log in</html>"}});
    CredentialChain chain(aws.doors());
    const auto got = Aws(aws.doors(), chain, "eu-west-1").call("eks", "DescribeCluster", {{"name", "c"}});
    ASSERT_FALSE(got);
    EXPECT_EQ(
        got.error().message,
        "eks DescribeCluster: something between here and AWS answered with a web page: a proxy or a captive portal");
    EXPECT_NE(got.error().fix.find("HTTPS_PROXY"), std::string::npos);
    EXPECT_FALSE(is_answer(got.error().status, got.error().code)) << "it says nothing of what was asked";
  }
}

TEST(Aws, EachPartitionHasItsOwnHosts) {
  struct Case {
    std::string region, eks, iam;
  };
  for (const Case& c : {Case{"eu-west-1", "eks.eu-west-1.amazonaws.com", "iam.amazonaws.com"},
                        Case{"cn-north-1", "eks.cn-north-1.amazonaws.com.cn", "iam.cn-north-1.amazonaws.com.cn"},
                        Case{"us-gov-east-1", "eks.us-gov-east-1.amazonaws.com", "iam.us-gov.amazonaws.com"},
                        Case{"moon-base-1", "eks.moon-base-1.amazonaws.com", "iam.amazonaws.com"}}) {
    Scripted aws({ok(R"({"cluster":{}})"), ok("<R/>")});
    CredentialChain chain(aws.doors());
    Aws api(aws.doors(), chain, c.region);
    ASSERT_TRUE(api.call("eks", "DescribeCluster", {{"name", "c"}}));
    ASSERT_TRUE(api.call("iam", "GetRole", {{"RoleName", "r"}}));
    EXPECT_EQ(aws.http.asked.at(0).url, "https://" + c.eks + "/clusters/c");
    EXPECT_EQ(aws.http.asked.at(1).url, "https://" + c.iam + "/");
  }
}

TEST(Aws, AnEndpointOfTheEnvironmentTakesThePlaceOfAwss) {
  Scripted aws({ok(R"({"cluster":{}})")});
  aws.environment.variables["AWS_ENDPOINT_URL"] = "http://127.0.0.1:5000/";
  aws.call("eks", "DescribeCluster", {{"name", "c"}});
  EXPECT_EQ(aws.http.asked[0].url, "http://127.0.0.1:5000/clusters/c");
}

/// Whatever goes wrong where an endpoint of somebody's is asked, it is the first that is to be looked at.
TEST(Aws, AnEndpointThatLeadsNowhereIsNamed) {
  std::vector<Result<HttpResponse>> answers;
  for (const char* said :
       {"localhost:4566: Failed to connect to localhost port 4566: Connection refused",
        "x:443: Could not resolve host: x", "x:443: SSL certificate problem: self-signed certificate",
        "x:443: Operation timed out", "x:443: Empty reply"})
    answers.push_back(Failure{FailureKind::Unreachable, said});
  for (const int status : {200, 404, 503}) answers.push_back(HttpResponse{status, {}, "garbage"});
  answers.push_back(HttpResponse{200, {{"Content-Type", "text/html"}}, "<html>router</html>"});
  for (const auto& answer : answers)
    for (const char* variable : {"AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_EKS"}) {
      Scripted aws({answer});
      aws.environment.variables[variable] = "http://me:hunter2@localhost:4566/";
      CredentialChain chain(aws.doors());
      const auto got = Aws(aws.doors(), chain, "eu-west-1").call("eks", "DescribeCluster", {{"name", "c"}});
      ASSERT_FALSE(got);
      EXPECT_EQ(
          got.error().fix,
          std::string(variable) +
              " sends this to http://me:***@localhost:4566, not to AWS: is what should answer there running? else "
              "take it away, or set AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true");
    }
  // What AWS's like says in AWS's words is answered as AWS's.
  Scripted aws({HttpResponse{400, {}, R"({"__type":"ValidationException","message":"no"})"}});
  aws.environment.variables["AWS_ENDPOINT_URL"] = "http://localhost:4566";
  EXPECT_EQ(aws.call("eks", "DescribeCluster", {{"name", "c"}}).find("AWS_ENDPOINT_URL"), std::string::npos);
}

TEST(EksToken, IsAPresignedQuestionWhoWeAre) {
  Scripted aws({});
  CredentialChain chain(aws.doors());
  const auto token = eks_token(chain, "demo", "eu-west-1", aws.clock.now());
  ASSERT_TRUE(token);
  EXPECT_TRUE(token->starts_with("k8s-aws-v1.aHR0cHM6Ly9zdHMuZXUtd2VzdC0xLmFtYXpvbmF3cy5jb20v")) << *token;
  EXPECT_EQ(token->find('='), std::string::npos);
}

}  // namespace
}  // namespace slipway::cloud
