#include "ops/verify.h"

#include <gtest/gtest.h>

#include <atomic>

#include "base/percent.h"
#include "cloud/testing/fake_doors.h"

namespace slipway::ops {
namespace {

using Outcome = platform::CheckResult::Outcome;
using Holds = platform::Expectation::Holds;

/// A cluster and an AWS behind one door: answers by what the URL ends with.
struct World : cloud::testing::FakeDoors {
  std::map<std::string, io::HttpResponse> answers;
  platform::Graph graph;
  std::map<std::string, std::string> values;
  std::function<bool()> stop;
  std::vector<std::string> fixes;  // of each check that verified() asked

  World() {
    answers["k/api"] = {
        200, {}, R"({"kind":"APIGroupDiscoveryList","items":[{"metadata":{},"versions":[{"version":"v1","resources":[
      {"resource":"nodes","responseKind":{"kind":"Node"},"scope":"Cluster","verbs":["get","list"]}]}]}]})"};
    answers["k/apis"] = {
        200, {}, R"({"kind":"APIGroupDiscoveryList","items":[{"metadata":{"name":"apps"},"versions":[{"version":"v1",
      "resources":[{"resource":"deployments","responseKind":{"kind":"Deployment"},"scope":"Namespaced","verbs":["get"]}]}]}]})"};
    answer_by_end(answers, {404, {}, R"({"reason":"NotFound","message":"no such thing"})"});
  }
  void expect(std::string claim, std::variant<platform::KubernetesQuestion, platform::AwsQuestion> asks,
              platform::Expectation expects) {
    graph.add(platform::LiveCheck{std::move(claim), std::move(asks), std::move(expects), "part", {}});
  }
  /// "ok True", "FAIL nothing (it is not there)", … each check.
  std::vector<std::string> verified(bool has_cluster = true, bool has_aws = true) {
    cluster::Api api({"dev", "https://k", "default", {}, "", {}}, {files, http, processes, clock});
    cloud::CredentialChain chain(doors());
    cloud::Aws aws(doors(), chain, "eu-west-1");
    const Asked asked{has_cluster ? &api : nullptr,
                      {"no kubeconfig", "make one"},
                      has_aws ? &aws : nullptr,
                      {"no keys", "log in"},
                      values};
    std::vector<std::string> lines, told;
    fixes.clear();
    for (const auto& result : verify(
             graph, asked, [&](const auto& one) { told.push_back(one.check->claim); }, stop)) {
      fixes.push_back(result.fix);
      std::string line = result.outcome == Outcome::Ok ? "ok" : result.outcome == Outcome::Failed ? "FAIL" : "skip";
      if (!result.found.empty()) line += " " + result.found;
      if (!result.why.empty()) line += " (" + result.why + ")";
      lines.push_back(line);
    }
    EXPECT_EQ(told.size(), graph.checks().size());
    for (std::size_t i = 0; i < told.size(); ++i) EXPECT_EQ(told[i], graph.checks()[i].claim) << "in the graph's order";
    return lines;
  }
};

const platform::KubernetesQuestion kWeb{"apps/v1", "Deployment", "ml", "web"};
const platform::Expectation kAvailable{"status.conditions[type=Available].status", Holds::Equals, "True"};

TEST(Verify, AsksTheClusterAndJudgesWhatItSays) {
  World world;
  world.expect("a", kWeb, kAvailable);
  world.expect("b", platform::KubernetesQuestion{"apps/v1", "Deployment", "ml", "gone"}, kAvailable);
  world.expect("c", platform::KubernetesQuestion{"karpenter.sh/v1", "NodePool", "", "gpu"}, kAvailable);
  world.expect("d", platform::KubernetesQuestion{"v1", "Node", "", "", "gpu=true"},
               {"items[].metadata.name", Holds::Exists});
  world.answers["/apis/apps/v1/namespaces/ml/deployments/web"] = {
      200,
      {},
      R"({"kind":"Deployment","metadata":{"name":"web"},"status":{"conditions":[{"type":"Progressing","status":"False"},{"type":"Available","status":"True"}]}})"};
  world.answers["/api/v1/nodes?labelSelector=gpu%3Dtrue"] = {
      200, {}, R"({"kind":"NodeList","items":[{"metadata":{"name":"n1"}}]})"};
  EXPECT_EQ(world.verified(),
            (std::vector<std::string>{"ok True", "FAIL nothing (it is not there)",
                                      "FAIL nothing (the cluster has no kind NodePool.karpenter.sh)", "ok n1"}));
}

TEST(Verify, FillsInWhatTerraformKnowsOrSkips) {
  World world;
  world.expect("a", platform::AwsQuestion{"s3", "GetBucketVersioning", {{"Bucket", "${aws_s3_bucket.models.id}"}}},
               {"Status", Holds::Equals, "Enabled"});
  EXPECT_EQ(world.verified(),
            (std::vector<std::string>{"skip (what it is called only Terraform knows: give --outputs)"}));
  world.values["aws_s3_bucket_models_id"] = "models-1";
  world.answers["/models-1?versioning="] = {
      200, {}, "<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>"};
  EXPECT_EQ(world.verified(), (std::vector<std::string>{"FAIL Suspended"}));
}

/// What is expected may be known to Terraform alone as well.
TEST(Verify, FillsInWhatItExpects) {
  World world;
  world.expect("a", platform::AwsQuestion{"iam", "GetRole", {{"RoleName", "r"}}},
               {"Role.Arn", Holds::Equals, "${aws_iam_role.r.arn}"});
  EXPECT_EQ(world.verified(),
            (std::vector<std::string>{"skip (what it is called only Terraform knows: give --outputs)"}));
  world.values["aws_iam_role_r_arn"] = "arn:r";
  for (const std::string found : {"arn:r", "arn:s"}) {
    world.answers[".amazonaws.com/"] = {
        200,
        {},
        "<GetRoleResponse><GetRoleResult><Role><Arn>" + found + "</Arn></Role></GetRoleResult></GetRoleResponse>"};
    EXPECT_EQ(world.verified(),
              (std::vector<std::string>{found == "arn:r" ? "ok arn:r" : "FAIL arn:s (found arn:s, expected arn:r)"}));
  }
}

/// EKS lists associations without their roles: the one of the account is found first, then asked.
TEST(Verify, FindsTheIdThatItAsksFor) {
  World world;
  const platform::AwsQuestion role{
      "eks", "DescribePodIdentityAssociation", {{"clusterName", "c"}, {"namespace", "ml"}, {"serviceAccount", "web"}}};
  world.expect("a", role, {"association.roleArn/", Holds::Equals, "demo-web"});
  const std::string list = "/clusters/c/pod-identity-associations?namespace=ml&serviceAccount=web";
  EXPECT_EQ(world.verified(),
            (std::vector<std::string>{"FAIL nothing (eks ListPodIdentityAssociations: no such thing)"}))
      << "no such cluster";
  world.answers[list] = {200, {}, R"({"associations":[]})"};
  EXPECT_EQ(world.verified(), (std::vector<std::string>{"FAIL nothing"}));
  world.answers[list] = {200, {}, R"({"associations":[{"associationId":"a-1"}]})"};
  for (const std::string name : {"demo-web", "other"}) {
    world.answers["/clusters/c/pod-identity-associations/a-1"] = {
        200, {}, R"({"association":{"roleArn":"arn:aws:iam::1:role/)" + name + R"("}})"};
    EXPECT_EQ(world.verified(),
              (std::vector<std::string>{(name == "other" ? "FAIL " : "ok ") + ("arn:aws:iam::1:role/" + name)}));
  }
  world.answers["/clusters/c/pod-identity-associations/a-1"] = {
      403, {}, R"({"__type":"AccessDeniedException","message":"you may not"})"};
  EXPECT_EQ(world.verified().at(0).substr(0, 4), "skip");
  const CommandFlags flags{.aws = " --region eu-west-1", .kubectl = " --context x"};
  EXPECT_EQ(flags.in(platform::command_of(world.graph.checks()[0])),
            "aws --region eu-west-1 eks describe-pod-identity-association --cluster-name c --association-id \"$(aws "
            "--region eu-west-1 eks list-pod-identity-associations --cluster-name c --namespace ml --service-account "
            "web --output text --query 'associations[].associationId')\" --output text --query association.roleArn");
}

/// What a managed policy says stands in its default version, whichever that is by now.
TEST(Verify, ReadsTheVersionOfAPolicyThatCounts) {
  World world;
  world.expect("a", platform::AwsQuestion{"iam", "GetPolicyVersion", {{"PolicyArn", "${aws_iam_policy.p.arn}"}}},
               {"PolicyVersion.Document.Statement=", Holds::Equals,
                R"([{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"${aws_sqs_queue.q.arn}"}])"});
  world.values = {{"aws_iam_policy_p_arn", "arn:p"}, {"aws_sqs_queue_q_arn", "arn:q"}};
  const auto document = [](const std::string& resource) {
    return R"([{"Action":["sqs:SendMessage"],"Effect":"Allow","Resource":")" + resource + "\"}]";
  };
  std::string resource = "arn:q";
  world.http.answer = [&](const io::HttpRequest& request) -> Result<io::HttpResponse> {
    const auto has = [&](const char* word) { return request.body.find(word) != std::string::npos; };
    EXPECT_TRUE(has("PolicyArn=arn%3Ap")) << request.body;
    if (has("Action=GetPolicy&"))
      return io::HttpResponse{
          200,
          {},
          "<R><GetPolicyResult><Policy><DefaultVersionId>v3</DefaultVersionId></Policy></GetPolicyResult></R>"};
    EXPECT_TRUE(has("Action=GetPolicyVersion") && has("VersionId=v3")) << request.body;
    return io::HttpResponse{200,
                            {},
                            "<R><GetPolicyVersionResult><PolicyVersion><Document>" +
                                percent_escaped("{\"Statement\":" + document(resource) + "}") +
                                "</Document></PolicyVersion></GetPolicyVersionResult></R>"};
  };
  EXPECT_EQ(world.verified(false), (std::vector<std::string>{"ok " + document("arn:q")}));
  resource = "*";
  EXPECT_EQ(world.verified(false).at(0).substr(0, 4 + 2 + document("*").size()), "FAIL " + document("*") + " ");
}

/// What an object says may be known to Terraform alone as well.
TEST(Verify, FillsInWhatAnObjectSays) {
  World world;
  world.expect("a", kWeb, {"spec=", Holds::Equals, R"({"cidr":"${data.aws_vpc.main.cidr_block}"})"});
  world.answers["/apis/apps/v1/namespaces/ml/deployments/web"] = {
      200, {}, R"({"kind":"Deployment","metadata":{"name":"web"},"spec":{"cidr":"10.0.0.0/16"}})"};
  EXPECT_EQ(world.verified(),
            (std::vector<std::string>{"skip (what it is called only Terraform knows: give --outputs)"}));
  world.values["data_aws_vpc_main_cidr_block"] = "10.0.0.0/16";
  EXPECT_EQ(world.verified(), (std::vector<std::string>{R"(ok {"cidr":"10.0.0.0/16"})"}));
  world.values["data_aws_vpc_main_cidr_block"] = "10.1.0.0/16";
  EXPECT_EQ(world.verified(),
            (std::vector<std::string>{
                R"(FAIL {"cidr":"10.0.0.0/16"} (found {"cidr":"10.0.0.0/16"}, expected {"cidr":"10.1.0.0/16"}))"}));
}

/// Of a document that no line holds, a person sees where it is another.
TEST(Verify, SaysWhereALongDocumentDiffers) {
  World world;
  const std::string image(400, 'i');
  world.expect("a", kWeb, {"spec=", Holds::Equals, R"({"image":")" + image + R"(","replicas":2})"});
  world.answers["/apis/apps/v1/namespaces/ml/deployments/web"] = {
      200, {}, R"({"kind":"Deployment","metadata":{"name":"web"},"spec":{"replicas":3,"image":")" + image + "\"}}"};
  EXPECT_EQ(world.verified(), (std::vector<std::string>{"FAIL replicas: 3 instead of 2"}));
}

TEST(Verify, WhatMayNotBeAskedIsSkippedAndNotCalledWrong) {
  World world;
  world.expect("a", kWeb, kAvailable);
  world.answers["/apis/apps/v1/namespaces/ml/deployments/web"] = {
      403, {}, R"({"reason":"Forbidden","message":"you may not get deployments"})"};
  world.expect("b", platform::AwsQuestion{"eks", "DescribeCluster", {{"name", "c"}}},
               {"cluster.status", Holds::Exists});
  world.answers["/clusters/c"] = {403, {}, R"({"__type":"AccessDeniedException","message":"no"})"};
  EXPECT_EQ(world.verified(),
            (std::vector<std::string>{"skip (you may not get deployments)",
                                      "skip (eks DescribeCluster: AccessDeniedException: no (it needs "
                                      "eks:DescribeCluster))"}));
  EXPECT_NE(world.fixes[0].find("kubectl auth can-i"), std::string::npos) << world.fixes[0];
  EXPECT_NE(world.fixes[1].find("--deployer-policy"), std::string::npos) << world.fixes[1];
}

TEST(Verify, SilenceSaysNothingOfWhatIsThere) {
  World world;
  world.expect("a", platform::AwsQuestion{"eks", "DescribeCluster", {{"name", "c"}}},
               {"cluster.status", Holds::Exists});
  world.answers["/clusters/c"] = {503, {}, ""};
  EXPECT_EQ(
      world.verified(),
      (std::vector<std::string>{"skip (eks DescribeCluster: HTTP 503 (Service Unavailable) and no word of why)"}));
  world.http.answer = [](const io::HttpRequest&) { return Failure{FailureKind::Unreachable, "no route"}; };
  EXPECT_EQ(world.verified(false), (std::vector<std::string>{"skip (no route)"}));
}

TEST(Verify, AServiceThatDoesNotAnswerIsNotWaitedForByEachCheck) {
  World world;
  for (int i = 0; i < 100; ++i)
    world.expect("a", platform::AwsQuestion{"eks", "DescribeNodegroup", {{"clusterName", "c"}, {"nodegroupName", "g"}}},
                 {"nodegroup.status", Holds::Exists});
  std::atomic<int> asked = 0;
  world.http.answer = [&](const io::HttpRequest&) {
    ++asked;
    return Failure{FailureKind::Unreachable, "no route"};
  };
  EXPECT_EQ(world.verified(false), std::vector<std::string>(100, "skip (no route)"));
  EXPECT_LE(asked, 8 * 5) << "those under way at once, five times each";
}

/// Of who asks or how often: whatever is answered with it may be as it should.
TEST(Verify, RefusalsOfWhoAsksOrHowOftenSayNothingOfWhatIsThere) {
  struct Row {
    int status;
    const char* code;
  };
  for (const Row& row :
       {Row{400, "Throttling"}, Row{400, "ThrottlingException"}, Row{400, "RequestLimitExceeded"},
        Row{400, "TooManyRequestsException"}, Row{429, "TooManyRequests"}, Row{400, "ExpiredTokenException"},
        Row{400, "ExpiredToken"}, Row{400, "UnrecognizedClientException"}, Row{401, "AuthFailure"},
        Row{403, "InvalidClientTokenId"}, Row{403, "SignatureDoesNotMatch"}, Row{400, "IncompleteSignature"},
        Row{403, "AccessDenied"}, Row{401, "OptInRequired"}, Row{400, ""}}) {
    World world;
    world.expect("a", platform::AwsQuestion{"eks", "DescribeCluster", {{"name", "c"}}},
                 {"cluster.status", Holds::Exists});
    world.answers["/clusters/c"] = {row.status, {}, std::string(R"({"__type":")") + row.code + R"(","message":"no"})"};
    EXPECT_EQ(world.verified().at(0).substr(0, 4), "skip") << row.status << " " << row.code;
  }
  for (const Row& row : {Row{404, "ResourceNotFoundException"}, Row{400, "InvalidParameterException"},
                         Row{403, "AccessPointNotFound"}, Row{400, "DBInstanceNotFound"}}) {
    World world;
    world.expect("a", platform::AwsQuestion{"eks", "DescribeCluster", {{"name", "c"}}},
                 {"cluster.status", Holds::Exists});
    world.answers["/clusters/c"] = {row.status, {}, std::string(R"({"__type":")") + row.code + R"(","message":"no"})"};
    EXPECT_EQ(world.verified().at(0).substr(0, 4), "FAIL") << row.status << " " << row.code;
  }
  for (const auto& [status, outcome] : {std::pair{400, "FAIL"},
                                        {401, "skip"},
                                        {403, "skip"},
                                        {404, "FAIL"},
                                        {410, "FAIL"},
                                        {429, "skip"},
                                        {500, "skip"},
                                        {503, "skip"}}) {
    World world;
    world.expect("a", kWeb, kAvailable);
    world.answers["/apis/apps/v1/namespaces/ml/deployments/web"] = {
        status, {}, R"({"kind":"Status","reason":"x","message":"no"})"};
    EXPECT_EQ(world.verified().at(0).substr(0, 4), outcome) << status;
  }
}

TEST(Verify, WhoIsNotThereIsSaid) {
  World world;
  world.expect("a", kWeb, kAvailable);
  world.expect("b", platform::AwsQuestion{"eks", "DescribeCluster", {{"name", "c"}}},
               {"cluster.status", Holds::Exists});
  EXPECT_EQ(world.verified(false, false), (std::vector<std::string>{"skip (no kubeconfig)", "skip (no keys)"}));
  EXPECT_EQ(world.fixes, (std::vector<std::string>{"make one", "log in"}));
}

/// Something that answers everything, and is neither an API server nor AWS, has said nothing of the platform.
TEST(Verify, WhatIsNoSuchObjectWasNoAnswer) {
  const auto with_all = [](World& world) {
    world.expect("a", kWeb, kAvailable);
    world.expect("b", platform::KubernetesQuestion{"v1", "Node", "", ""}, {"items[].metadata.name", Holds::Exists});
    world.expect("c", platform::KubernetesQuestion{"karpenter.sh/v1", "NodePool", "", "gpu"}, kAvailable);
    world.expect("d", platform::AwsQuestion{"eks", "DescribeCluster", {{"name", "c"}}},
                 {"cluster.status", Holds::Exists});
    world.expect("e", platform::AwsQuestion{"s3", "GetBucketVersioning", {{"Bucket", "b"}}},
                 {"Status", Holds::Equals, "Enabled"});
    world.expect("f", platform::AwsQuestion{"kms", "DescribeKey", {{"KeyId", "k"}}},
                 {"KeyMetadata.KeyState", Holds::Equals, "Enabled"});
  };
  for (const char* body :
       {"{}", "[]", "null", "7", "\"ok\"", "", "no", R"({"kind":"Status","status":"Success"})", R"({"items":[]})",
        R"({"kind":"Deployment","metadata":{"name":"another"}})", R"({"message":"welcome"})", "<html></html>"}) {
    World world;
    with_all(world);
    world.http.answer = [&](const io::HttpRequest&) { return io::HttpResponse{200, {}, body}; };
    for (const auto& line : world.verified()) EXPECT_TRUE(line.starts_with("skip (")) << body << ": " << line;
    for (const auto& fix : world.fixes) EXPECT_NE(fix, "") << body;
  }
  // Of a server that tells what it serves, and then answers whatever it is asked.
  for (const char* body : {"{}", "[]", "null", R"({"kind":"Deployment"})", R"({"kind":"NodeList","items":{"a":1}})",
                           R"({"items":[]})", R"({"kind":"Pod","metadata":{"name":"web"}})"}) {
    World world;
    world.expect("a", kWeb, kAvailable);
    world.expect("b", platform::KubernetesQuestion{"v1", "Node", "", ""}, {"items[].metadata.name", Holds::Exists});
    world.answers["/apis/apps/v1/namespaces/ml/deployments/web"] = world.answers["/api/v1/nodes"] = {200, {}, body};
    EXPECT_EQ(world.verified(), (std::vector<std::string>{"skip (https://k answers with what is no Deployment)",
                                                          "skip (https://k answers with what is no Node)"}))
        << body;
  }
}

/// Whoever is behind a portal, or without a network, hears what helps: for each check, whomever it asks.
TEST(Verify, NoSkipForLackOfAnAnswerIsWithoutAFix) {
  const std::vector<Result<io::HttpResponse>> answers = {
      io::HttpResponse{200, {{"Content-Type", "text/html"}}, "<html>log in</html>"},
      io::HttpResponse{511, {}, "<html>log in</html>"},
      io::HttpResponse{403, {}, ""},
      io::HttpResponse{503, {}, ""},
      Failure{FailureKind::Unreachable, "x:443: Could not resolve host: x"},
      Failure{FailureKind::Unreachable, "x:443: Operation timed out"},
      Failure{FailureKind::Denied, "x:443: SSL certificate problem: self-signed certificate"}};
  for (const auto& answer : answers)
    for (const bool knows_kinds : {false, true}) {
      World world;
      world.expect("a", kWeb, kAvailable);
      world.expect("b", platform::AwsQuestion{"eks", "DescribeCluster", {{"name", "c"}}},
                   {"cluster.status", Holds::Exists});
      world.expect("c", platform::AwsQuestion{"ec2", "DescribeVpcs", {}}, {"vpcSet", Holds::Exists});
      world.http.answer = [&, known = world.answers](const io::HttpRequest& request) -> Result<io::HttpResponse> {
        for (const auto& [end, kinds] : known)
          if (knows_kinds && request.url.ends_with(end)) return kinds;
        return answer;
      };
      const auto lines = world.verified();
      for (std::size_t i = 0; i < lines.size(); ++i) {
        EXPECT_TRUE(lines[i].starts_with("skip (")) << lines[i];
        EXPECT_NE(world.fixes[i], "") << lines[i];
      }
    }
}

TEST(Verify, WhatWasNotAnsweredWhenSomebodyStoppedItIsSkipped) {
  World world;
  for (int i = 0; i < 30; ++i) world.expect("a", kWeb, kAvailable);
  std::atomic<int> asked = 0;
  world.stop = [&] { return asked >= 12; };
  world.http.answer = [&, usual = world.http.answer](const io::HttpRequest& request) -> Result<io::HttpResponse> {
    if (++asked > 12) return Failure{FailureKind::Unreachable, "stopped"};
    if (!request.url.ends_with("/web")) return usual(request);
    return io::HttpResponse{200, {}, R"({"kind":"Deployment","metadata":{"name":"web"},
      "status":{"conditions":[{"type":"Available","status":"True"}]}})"};
  };
  const auto lines = world.verified();
  EXPECT_EQ(lines.front(), "ok True");
  EXPECT_EQ(lines.back(), "skip (stopped before it was asked)");
  for (const auto& line : lines) EXPECT_TRUE(line == "ok True" || line == lines.back()) << line;
  EXPECT_LE(asked, 12 + 8 * 5) << "at most those under way";
}

}  // namespace
}  // namespace slipway::ops
