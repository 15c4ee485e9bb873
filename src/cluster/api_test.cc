#include "cluster/api.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace slipway::cluster {
namespace {

using io::HttpRequest;
using io::HttpResponse;

/// An API server that says one thing after another.
struct Scripted {
  io::FakeFiles files;
  io::FakeHttp http;
  io::FakeProcesses processes;
  io::FakeClock clock;
  std::vector<Result<HttpResponse>> answers;
  std::size_t next = 0;
  Access access{"dev", "https://k", "default", {}, "", {}};

  Scripted() {
    http.answer = [this](const HttpRequest&) { return answers.at(std::min(next++, answers.size() - 1)); };
  }
  Api api() { return Api(access, {files, http, processes, clock}); }
};

HttpResponse ok(std::string body) { return {200, {}, std::move(body)}; }
HttpResponse refusal(int status, std::string reason, std::vector<io::Header> headers = {}) {
  return {status, std::move(headers),
          R"({"kind":"Status","reason":")" + reason + R"(","message":"said )" + reason + "\"}"};
}
const Failure kSilence{FailureKind::Unreachable, "k: no route"};

TEST(Api, ReadsAgainWhenTheServerIsBusyOrSilent) {
  Scripted server;
  server.answers = {kSilence, refusal(503, "Busy"), refusal(429, "TooMany", {{"Retry-After", "7"}}), ok(R"({"a":1})")};
  const auto answer = server.api().get("/api/v1/nodes");
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->root()["a"].integer(), 1);
  EXPECT_EQ(server.clock.sleeps, (std::vector<std::int64_t>{500, 1000, 7000}));
}

TEST(Api, GivesUpAfterFiveTriesAndSaysWhy) {
  Scripted server;
  server.answers = {kSilence};
  const auto answer = server.api().get("/");
  ASSERT_FALSE(answer);
  EXPECT_EQ(server.http.asked.size(), 5u);
  EXPECT_EQ(answer.error().message, "cannot reach the API server of context dev: k: no route");
  EXPECT_NE(answer.error().fix, "");
}

TEST(Api, WritesAreSentOnceUnlessTheServerDidNotTakeThemUp) {
  for (const auto& [first, times] :
       {std::pair{Result<HttpResponse>(kSilence), 1u}, std::pair{Result<HttpResponse>(refusal(500, "Internal")), 1u},
        std::pair{Result<HttpResponse>(refusal(429, "TooMany")), 2u}}) {
    Scripted server;
    server.answers = {first, ok("{}")};
    (void)server.api().send("POST", "/x", "{}", "application/json");
    EXPECT_EQ(server.http.asked.size(), times);
  }
}

TEST(Api, TellsWhatTheServerSaysAndWhatHelps) {
  Scripted server;
  server.answers = {refusal(403, "Forbidden")};
  const auto answer = server.api().get("/");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().status, 403);
  EXPECT_EQ(answer.error().reason, "Forbidden");
  EXPECT_EQ(answer.error().message, "said Forbidden");
  EXPECT_NE(answer.error().fix.find("auth can-i"), std::string::npos);
}

TEST(Api, WhatIsNoJsonIsNoAnswer) {
  Scripted server;
  server.answers = {ok("login: ")};
  EXPECT_EQ(server.api().get("/").error().reason, "Malformed");
}

TEST(Api, AWebPageIsOfWhoeverStandsBetween) {
  for (const int status : {200, 302, 403, 404, 407, 511})
    for (const char* page : {"<html>login</html>", "\xEF\xBB\xBF\n<!DOCTYPE HTML>\n<HTML>"}) {
      Scripted server;
      server.answers = {io::HttpResponse{status, {}, page}};
      const auto failure = server.api().get("/").error();
      EXPECT_EQ(failure.status, 0) << status;
      EXPECT_NE(failure.message.find("answered with a web page: a proxy or a captive portal"), std::string::npos)
          << failure.message;
      EXPECT_NE(failure.fix.find("HTTPS_PROXY"), std::string::npos) << failure.fix;
    }
  Scripted log;
  log.answers = {ok("<html>of a program</html>")};
  EXPECT_EQ(*log.api().text("/log"), "<html>of a program</html>");
}

TEST(Api, OfAPluginThatPrintsWithoutAnEndTheBeginIsKept) {
  struct Row {
    io::Finished finished;
    const char* message;
  };
  for (const auto& row :
       {Row{{0, std::string(3u << 20, '{'), ""}, "printed a mebibyte or more"},
        Row{{0, "<html>", ""}, "printed no credentials"}, Row{{1, "", std::string(3u << 20, 'x')}, "ended with 1: xxx"},
        Row{{1, "", std::string(3u << 20, '\xff')}, "ended with 1: "}}) {
    Scripted server;
    server.access.credentials.exec = ExecPlugin{"aws", {}, {}, "client.authentication.k8s.io/v1", "", false};
    server.processes.answer = [&](const io::Command& command) -> Result<io::Finished> {
      EXPECT_LE(command.most, 1u << 20);
      EXPECT_EQ(command.seconds, 60);
      EXPECT_TRUE(command.what.starts_with("the credential plugin of context ")) << "whoever waits is told";
      return row.finished;
    };
    const auto failure = server.api().get("/").error();
    EXPECT_NE(failure.message.find(row.message), std::string::npos) << failure.message.substr(0, 200);
    EXPECT_LE(failure.message.size(), 5000u);
  }
}

std::string credential(const std::string& token, const std::string& until) {
  return R"({"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":")" + token +
         R"(","expirationTimestamp":")" + until + "\"}}";
}

TEST(Api, AsksAPluginOnceUntilItsTokenEnds) {
  Scripted server;
  server.access.credentials.exec =
      ExecPlugin{"aws", {"eks", "get-token"}, {{"AWS_PROFILE", "gpu"}}, "client.authentication.k8s.io/v1", "", false};
  int asked = 0;
  server.processes.answer = [&](const io::Command& command) -> Result<io::Finished> {
    EXPECT_EQ(command.words, (std::vector<std::string>{"aws", "eks", "get-token"}));
    EXPECT_EQ(command.environment.at("AWS_PROFILE"), "gpu");
    EXPECT_NE(command.environment.at("KUBERNETES_EXEC_INFO").find("\"kind\":\"ExecCredential\""), std::string::npos);
    return io::Finished{0, credential("t" + std::to_string(++asked), "2026-11-26T00:15:00Z"), ""};
  };
  server.answers = {ok("{}")};
  auto api = server.api();
  EXPECT_TRUE(api.get("/"));
  EXPECT_TRUE(api.get("/"));
  EXPECT_EQ(asked, 1);
  server.clock.milliseconds += 14 * 60'000 + 40'000;  // less than half a minute before its end
  EXPECT_TRUE(api.get("/"));
  EXPECT_EQ(asked, 2);
  EXPECT_NE(std::ranges::find(server.http.asked.back().headers, io::Header{"Authorization", "Bearer t2"}),
            server.http.asked.back().headers.end());
}

TEST(Api, ARefusedTokenIsRenewedOnce) {
  Scripted server;
  server.access.credentials.exec = ExecPlugin{"aws", {}, {}, "client.authentication.k8s.io/v1", "", false};
  int asked = 0;
  server.processes.answer = [&](const io::Command&) -> Result<io::Finished> {
    return io::Finished{0, credential("t" + std::to_string(++asked), ""), ""};
  };
  server.answers = {refusal(401, "Unauthorized"), refusal(401, "Unauthorized")};
  const auto answer = server.api().get("/");
  ASSERT_FALSE(answer);
  EXPECT_EQ(asked, 2);
  EXPECT_NE(answer.error().fix.find("access entries"), std::string::npos);
}

TEST(Api, SaysWhyAPluginHelpsNot) {
  struct Case {
    Result<io::Finished> finished;
    std::string said;
  };
  for (const Case& c : {Case{Failure{FailureKind::NotFound, "aws: no such file"}, "cannot be run: aws: no such file"},
                        Case{io::Finished{255, "", "\nUnable to locate credentials.\n"},
                             "ended with 255: Unable to locate credentials."},
                        Case{io::Finished{7, "", "\n"}, "ended with 7 and said nothing"},
                        Case{io::Finished{1, "", "bad --token=hunter2\n"}, "ended with 1: bad --token=***"},
                        Case{io::Finished{0, "{}", ""}, "printed no credentials"},
                        Case{io::Finished{0, "garbage", ""}, "printed no credentials"},
                        Case{io::Finished{0, R"({"status":{"clientCertificateData":"C"}})", ""},
                             "printed one of certificate and key without the other"},
                        Case{io::Finished{0, R"({"apiVersion":"v2","status":{"token":"t"}})", ""},
                             "speaks 'v2' and the kubeconfig says client.authentication.k8s.io/v1"},
                        Case{io::Finished{137, "", "", true}, "gave no answer in a minute"}}) {
    Scripted server;
    server.access.credentials.exec = ExecPlugin{"aws", {}, {}, "client.authentication.k8s.io/v1", "", false};
    server.processes.answer = [&](const io::Command&) { return c.finished; };
    const auto answer = server.api().get("/");
    ASSERT_FALSE(answer);
    EXPECT_NE(answer.error().message.find(c.said), std::string::npos) << answer.error().message;
    EXPECT_TRUE(server.http.asked.empty());
  }
}

/// Its arguments may be secrets.
TEST(Api, WhatAPluginIsCalledWithIsNotShown) {
  Scripted server;
  server.access.credentials.exec =
      ExecPlugin{"kubelogin", {"--secret", "hunter2"}, {}, "client.authentication.k8s.io/v1", "", false};
  for (const auto& finished :
       {Result<io::Finished>(io::Finished{1, "hunter2", "no"}), Result<io::Finished>(io::Finished{0, "hunter2", ""}),
        Result<io::Finished>(io::Finished{137, "hunter2", "", true})}) {
    server.processes.answer = [&](const io::Command&) { return finished; };
    const auto answer = server.api().get("/");
    ASSERT_FALSE(answer);
    EXPECT_EQ((answer.error().message + answer.error().fix).find("hunter2"), std::string::npos)
        << answer.error().message << answer.error().fix;
    EXPECT_EQ(answer.error().fix, "kubectl get --raw /version runs it too");
  }
  server.access.credentials.exec->install_hint = "brew install kubelogin";
  server.processes.answer = [](const io::Command&) {
    return Result<io::Finished>(Failure{FailureKind::NotFound, "kubelogin: no such program"});
  };
  EXPECT_EQ(server.api().get("/").error().fix, "brew install kubelogin");
}

TEST(Api, APluginThatWantsToIsToldOfTheCluster) {
  Scripted server;
  server.access.tls.authorities = "PEM";
  server.access.tls.server_name = "k8s";
  server.access.proxy = "socks5h://p:1";
  server.access.credentials.exec = ExecPlugin{"p", {}, {}, "client.authentication.k8s.io/v1", "", true, R"({"a":1})"};
  std::string told;
  server.processes.answer = [&](const io::Command& command) -> Result<io::Finished> {
    told = command.environment.at("KUBERNETES_EXEC_INFO");
    return io::Finished{0, credential("t", ""), ""};
  };
  server.answers = {ok("{}")};
  ASSERT_TRUE(server.api().get("/"));
  EXPECT_EQ(told,
            R"({"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","spec":{"interactive":false,)"
            R"("cluster":{"server":"https://k","tls-server-name":"k8s","certificate-authority-data":"UEVN",)"
            R"("proxy-url":"socks5://p:1","config":{"a":1}}}})");
}

TEST(Api, AsksInTheNameOfAnother) {
  Scripted server;
  server.access.credentials.as = "bob";
  server.access.credentials.as_uid = "7";
  server.access.credentials.as_groups = {"a", "b"};
  server.access.credentials.as_extra = {{"example.com/scope", {"x", "y"}}};
  server.answers = {ok("{}")};
  ASSERT_TRUE(server.api().get("/"));
  const auto& headers = server.http.asked.at(0).headers;
  for (const io::Header& header :
       {io::Header{"Impersonate-User", "bob"}, io::Header{"Impersonate-Uid", "7"}, io::Header{"Impersonate-Group", "b"},
        io::Header{"Impersonate-Extra-example.com%2Fscope", "x"},
        io::Header{"Impersonate-Extra-example.com%2Fscope", "y"}})
    EXPECT_NE(std::ranges::find(headers, header), headers.end()) << header.name;
}

TEST(Api, ATokenSourceIsAskedAgainBeforeItsTokenEndsAndOnceWhenItIsRefused) {
  Scripted server;
  int asked = 0;
  server.access.credentials.token_source = [&]() -> Result<Token> {
    return Token{"t" + std::to_string(++asked), server.clock.now() + 60'000};
  };
  server.answers = {ok("{}"), ok("{}"), ok("{}"), refusal(401, "Unauthorized"), ok("{}"), refusal(401, "Unauthorized")};
  auto api = server.api();
  EXPECT_TRUE(api.get("/"));
  EXPECT_TRUE(api.get("/"));
  EXPECT_EQ(asked, 1);
  server.clock.milliseconds += 31'000;
  EXPECT_TRUE(api.get("/"));
  EXPECT_EQ(asked, 2);
  EXPECT_TRUE(api.get("/")) << "the first answer is 401, the second is not";
  EXPECT_EQ(asked, 3);
  const auto& headers = server.http.asked.back().headers;
  EXPECT_EQ(std::ranges::count(headers, "Authorization", &io::Header::name), 1);
  EXPECT_NE(std::ranges::find(headers, io::Header{"Authorization", "Bearer t3"}), headers.end());
  const auto refused = api.get("/");
  EXPECT_EQ(refused.error().status, 401);
  EXPECT_NE(refused.error().fix.find("it let us in until now"), std::string::npos) << refused.error().fix;
}

TEST(Api, ATokenSourceThatFailsSaysWhy) {
  Scripted server;
  server.access.credentials.token_source = [] { return Result<Token>(Failure{FailureKind::Denied, "sso is over"}); };
  EXPECT_EQ(server.api().get("/").error().message, "no token for context dev: sso is over");
  EXPECT_TRUE(server.http.asked.empty());
}

TEST(Api, IsAsPatientAsItIsToldToBe) {
  Scripted server;
  server.answers = {kSilence};
  auto api = server.api();
  api.be_patient(30'000);
  const auto began = server.clock.now();
  EXPECT_EQ(api.send_again("PATCH", "/x", "{}", "application/apply-patch+yaml").error().reason, "Unreachable");
  EXPECT_GE(server.clock.now() - began, 25'000);
  EXPECT_LE(server.clock.now() - began, 30'000);
  server.http.asked.clear();
  (void)api.send("POST", "/x", "{}", "application/json");
  EXPECT_EQ(server.http.asked.size(), 1u) << "what must not be done twice is not";
}

TEST(Api, IsPatientOnceWithAServerThatIsAway) {
  Scripted server;
  server.answers = {kSilence};
  auto api = server.api();
  api.be_patient(90'000);
  const auto waits = [&] {
    const auto began = server.clock.now();
    EXPECT_FALSE(api.get("/x"));
    return server.clock.now() - began;
  };
  EXPECT_GE(waits(), 80'000);
  EXPECT_LE(waits(), 5'000) << "what was left of it";
  EXPECT_LE(waits(), 5'000);
  server.answers = {ok("{}"), kSilence};
  server.next = 0;
  EXPECT_TRUE(api.get("/x"));
  EXPECT_GE(waits(), 80'000) << "it was there in between";
}

/// A server that comes up answers that it is busy at first.
TEST(Api, IsPatientAnewWithAServerThatIsBackAndBusy) {
  Scripted server;
  server.answers = {kSilence};
  auto api = server.api();
  api.be_patient(90'000);
  EXPECT_FALSE(api.get("/x")) << "away for all of it";
  server.answers = {refusal(503, "ServiceUnavailable"), refusal(503, "ServiceUnavailable"), ok("{}")};
  server.next = 0;
  EXPECT_TRUE(api.get("/x"));
}

TEST(Api, ForgetsThatAServerWasAwayWhenNobodyHasAskedItSince) {
  Scripted server;
  server.answers = {kSilence};
  auto api = server.api();
  api.be_patient(90'000);
  EXPECT_FALSE(api.get("/x"));
  server.clock.sleep(20 * 60'000);  // a chart is released
  server.answers = {kSilence, ok("{}")};
  server.next = 0;
  EXPECT_TRUE(api.get("/x")) << "one that is lost on the way is sent again";
}

TEST(Api, StopsTryingWhenTold) {
  Scripted server;
  server.answers = {kSilence};
  auto api = server.api();
  api.be_patient(600'000);
  const auto began = server.clock.now();
  api.stop_when([&] { return server.clock.now() - began > 10'000; });
  EXPECT_FALSE(api.get("/"));
  EXPECT_LT(server.clock.now() - began, 11'000);
}

TEST(Api, StreamsLineByLineHoweverTheyCome) {
  Scripted server;
  server.answers = {ok("{\"a\":1}\n{\"b\":2}\n{\"cut")};
  std::vector<std::string> lines;
  const auto whole = server.api().stream("/watch", server.clock.now() + 1000, [&](std::string_view line) {
    lines.emplace_back(line);
    return true;
  });
  EXPECT_TRUE(whole);
  EXPECT_EQ(lines, (std::vector<std::string>{"{\"a\":1}", "{\"b\":2}"}));
  server.answers = {refusal(410, "Expired")};
  server.next = 0;
  EXPECT_EQ(
      server.api().stream("/watch", server.clock.now() + 1000, [](std::string_view) { return true; }).error().status,
      410);
}

TEST(Api, KeepsWhatTheServerWarnsOf) {
  Scripted server;
  server.answers = {HttpResponse{200, {{"Warning", R"(299 - "policy/v1beta1 is \"old\"")"}}, "{}"}};
  const auto answer = server.api().send_again("PATCH", "/x", "{}", "application/apply-patch+yaml");
  EXPECT_EQ(answer->warnings, (std::vector<std::string>{R"(policy/v1beta1 is "old")"}));
}

TEST(Api, ATokenOfAFileIsReadEachTime) {
  Scripted server;
  server.access.credentials.token_file = "/token";
  server.answers = {ok("{}")};
  auto api = server.api();
  EXPECT_EQ(api.get("/").error().reason, "Credentials");
  const auto says = [&](std::string_view what) { return api.get("/").error().message.find(what) != std::string::npos; };
  server.files.files["/token"] = " \n";
  EXPECT_TRUE(says("/token is empty"));
  server.files.denied = {"/token"};
  EXPECT_TRUE(says("cannot read /token: ")) << "what is in the way";
  server.files.denied.clear();
  server.files.files["/token"] = "one\n";
  EXPECT_TRUE(api.get("/"));
  server.files.files["/token"] = "two\n";
  EXPECT_TRUE(api.get("/"));
  EXPECT_NE(std::ranges::find(server.http.asked.back().headers, io::Header{"Authorization", "Bearer two"}),
            server.http.asked.back().headers.end());
}

TEST(Api, ListsPageByPageAndFromTheStartWhenAPageIsTooOld) {
  const auto page = [](const std::string& token, const std::string& name) {
    return ok(R"({"metadata":{"continue":")" + token + R"("},"items":[{"metadata":{"name":")" + name + "\"}}]}");
  };
  Scripted server;
  server.answers = {page("p2", "old"), refusal(410, "Expired"), page("p2", "a"), page("", "b")};
  const ApiResource pods{"", "v1", "pods", "Pod", true, {"list"}};
  std::vector<std::string> names;
  const auto count = server.api().list(pods, "ml", "app=web,tier in (a)", [&](const doc::Node& pod) {
    names.emplace_back(pod["metadata"]["name"].text());
  });
  ASSERT_TRUE(count);
  EXPECT_EQ(names, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(server.http.asked.at(0).url,
            "https://k/api/v1/namespaces/ml/pods?limit=500&labelSelector=app%3Dweb%2Ctier%20in%20%28a%29");
  EXPECT_NE(server.http.asked.at(3).url.find("&continue=p2"), std::string::npos);
}

TEST(Api, AListWithoutAnEndIsGivenUp) {
  Scripted server;
  server.answers = {ok(R"({"metadata":{"continue":"same"},"items":[{}]})")};
  const ApiResource pods{"", "v1", "pods", "Pod", true, {}};
  const auto listed = server.api().list(pods, "ml", "", [](const doc::Node&) {});
  ASSERT_FALSE(listed);
  EXPECT_EQ(listed.error().message, "https://k gives a list of pods without an end");
  EXPECT_EQ(server.http.asked.size(), 2u);
}

TEST(Api, DiscoversThePreferredVersionOfEachKind) {
  Scripted server;
  server.answers = {
      ok(R"({"kind":"APIGroupDiscoveryList","items":[{"metadata":{},"versions":[{"version":"v1","resources":[
         {"resource":"pods","responseKind":{"kind":"Pod"},"scope":"Namespaced","verbs":["get","list"]}]}]}]})"),
      ok(R"({"kind":"APIGroupDiscoveryList","items":[
         {"metadata":{"name":"autoscaling"},"versions":[
           {"version":"v2","resources":[{"resource":"hpas","responseKind":{"kind":"HPA"},"scope":"Namespaced","verbs":[]}]},
           {"version":"v1","resources":[{"resource":"hpas","responseKind":{"kind":"HPA"},"scope":"Namespaced","verbs":[]}]}]},
         {"metadata":{"name":"metrics.k8s.io"},"versions":[{"version":"v1beta1","freshness":"Stale"}]}]})")};
  std::vector<std::string> silent;
  const auto all = server.api().discover(&silent);
  ASSERT_TRUE(all) << all.error().message;
  ASSERT_EQ(all->size(), 2u);
  EXPECT_EQ(all->at(0).path("ml", "web"), "/api/v1/namespaces/ml/pods/web");
  EXPECT_TRUE(all->at(0).can("list"));
  EXPECT_EQ(all->at(1).api_version(), "autoscaling/v2");
  EXPECT_EQ(silent, (std::vector<std::string>{"metrics.k8s.io"}));
}

}  // namespace
}  // namespace slipway::cluster
