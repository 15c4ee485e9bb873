#include "cluster/reasons.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <regex>

#include "cluster/explain.h"

namespace slipway::cluster {
namespace {

using io::HttpResponse;

/// An API server that says one thing, however often it is asked.
struct Stubborn {
  io::FakeFiles files;
  io::FakeHttp http;
  io::FakeProcesses processes;
  io::FakeClock clock;
  Access access{"dev", "https://k", "default", {}, "", {}};

  explicit Stubborn(Result<HttpResponse> answer) {
    http.answer = [answer](const io::HttpRequest&) { return answer; };
  }
  /// What somebody is told who applies Deployment ml/web.
  ApiFailure applied() {
    Api api(access, {files, http, processes, clock});
    const auto answer =
        api.send_again("PATCH", "/apis/apps/v1/namespaces/ml/deployments/web", "{}", "application/yaml");
    return answer ? ApiFailure{} : explained(answer.error(), {"Deployment", "apps", "ml", "web"});
  }
};

HttpResponse refusal(int status, const std::string& reason, const std::string& message) {
  return {status, {}, R"({"kind":"Status","reason":")" + reason + R"(","message":")" + message + "\"}"};
}
Failure silence(const std::string& says, FailureKind kind = FailureKind::Unreachable) {
  return {kind, "k:443: " + says};
}

TEST(Reasons, OfEachThingThatGoesWrong) {
  const std::string away = "cannot reach the API server of context dev: k:443: ";
  struct Case {
    std::string name;
    Result<HttpResponse> answer;
    std::string message, fix;  // parts of what is said
  };
  for (const Case& c : {
           Case{"no such name", silence("Could not resolve host: k"), away + "Could not resolve host: k",
                "aws eks update-kubeconfig --name CLUSTER, or is the VPN up?"},
           Case{"nothing listens", silence("Failed to connect to k port 443 after 0 ms: Couldn't connect to server"),
                away + "Failed", "is the cluster (or the tunnel to it) running?"},
           Case{"a proxy that is away", silence("Failed to connect to p port 3128: Couldn't connect to server"),
                away + "Failed", "is the proxy of HTTPS_PROXY the right one"},
           Case{"an unknown authority",
                silence("SSL certificate problem: unable to get local issuer certificate", FailureKind::Denied),
                away + "SSL", "the cluster was made anew"},
           Case{"an expired certificate",
                silence("SSL certificate problem: certificate has expired", FailureKind::Denied), away + "SSL",
                "is this machine's clock right?"},
           Case{"another's certificate",
                silence("SSL: no alternative certificate subject name matches target host name 'k'",
                        FailureKind::Denied),
                away + "SSL", "tls-server-name in the kubeconfig"},
           Case{"our own certificate", silence("tlsv13 alert certificate required"), away + "tlsv13",
                "the certificates of context dev cannot be used"},
           Case{"half a body", silence("transfer closed with 96 bytes remaining to read"), away + "transfer closed",
                "is the VPN up"},
           Case{"a slow body", silence("Operation timed out after 60001 milliseconds with 12 bytes received"),
                away + "Operation timed out", "is the VPN up"},
           Case{"an endless body", Failure{FailureKind::Malformed, "k answers with more than 256 MiB"},
                "k answers with more than 256 MiB", "is https://k one?"},
           Case{"half of the JSON", HttpResponse{200, {}, R"({"kind":"Depl)"}, "https://k answers with what is no JSON",
                "does a proxy stand between?"},
           Case{"401 of nobody", refusal(401, "Unauthorized", "Unauthorized"), "Deployment ml/web: Unauthorized",
                "context dev says nothing of who you are"},
           Case{"403 of RBAC",
                refusal(403, "Forbidden",
                        R"(deployments.apps \"web\" is forbidden: User \"bob\" cannot patch resource \"deployments\")"),
                "User \"bob\" cannot patch", "bob needs the right: an access entry with AmazonEKSClusterAdminPolicy"},
           Case{"404 of a kind", refusal(404, "NotFound", "the server could not find the requested resource"),
                "Deployment ml/web: the server could not find", "is it in this cluster? context dev"},
           Case{"409 of a race", refusal(409, "Conflict", "the object has been modified"),
                "Deployment ml/web: the object has been modified", "the same command goes on from there"},
           Case{"410", refusal(410, "Expired", "too old resource version"), "too old resource version",
                "the same command asks anew"},
           Case{"413", refusal(413, "RequestEntityTooLarge", "Request entity too large: limit is 3145728"),
                "limit is 3145728", "a ConfigMap or Secret holds 1 MiB"},
           Case{"422",
                refusal(422, "Invalid", R"(Deployment.apps \"web\" is invalid: spec.replicas: Invalid value: -1)"),
                "spec.replicas", "slipway validate"},
           Case{"429", HttpResponse{429, {{"Retry-After", "1"}}, "Too many requests"},
                "HTTP 429 (Too Many Requests) and no word of why", "wait, then go on"},
           Case{"500", refusal(500, "InternalError", "etcdserver: leader changed"), "etcdserver: leader changed",
                "/readyz?verbose"},
           Case{"503 of an APIService", HttpResponse{503, {}, "service unavailable\n"},
                "HTTP 503 (Service Unavailable) and no word of why", "kubectl get apiservices"},
           Case{"a load balancer's 502", HttpResponse{502, {}, "<html>"}, "HTTP 502 (Bad Gateway)", "wait, then go on"},
           Case{"a login page", HttpResponse{302, {{"Location", "https://login"}}, ""}, "HTTP 302 (Found)",
                "does a proxy stand between?"},
           Case{"a webhook that is down",
                refusal(500, "InternalError",
                        R"(Internal error occurred: failed calling webhook \"w.x.com\": failed to call webhook)"),
                "failed calling webhook", "let the control plane reach their port"},
           Case{
               "a namespace that ends",
               refusal(403, "Forbidden", "unable to create new content in namespace ml because it is being terminated"),
               "being terminated", "wait until it is gone"},
           Case{"a quota", refusal(403, "Forbidden", "exceeded quota: q, requested: pods=1"), "exceeded quota: q",
                "kubectl describe quota"},
           Case{"another manager's field",
                HttpResponse{409,
                             {},
                             R"({"kind":"Status","reason":"Conflict","message":"Apply failed","details":{"causes":[
                               {"reason":"FieldManagerConflict","message":"conflict with \"helm\"","field":".spec.paused"}]}})"},
                ".spec.paused is owned by 'helm' (Apply)", "change the release's values"},
       }) {
    const ApiFailure failure = Stubborn(c.answer).applied();
    EXPECT_NE(failure.message.find(c.message), std::string::npos) << c.name << ": " << failure.message;
    EXPECT_NE(failure.fix.find(c.fix), std::string::npos) << c.name << ": " << failure.fix;
  }
}

TEST(Reasons, NoFailureIsWithoutAFixNorABareNumber) {
  for (const int status :
       {300, 302, 400, 401, 403, 404, 405, 407, 409, 410, 413, 415, 422, 429, 500, 501, 502, 503, 504})
    for (const char* body :
         {"", "{}", "<html>", "[", R"({"reason":"Why"})", R"({"message":"that"})", R"({"message":7})"}) {
      const ApiFailure failure = Stubborn(HttpResponse{status, {}, body}).applied();
      EXPECT_NE(failure.fix, "") << status << body;
      EXPECT_FALSE(std::regex_match(failure.message, std::regex(".*HTTP [0-9]+"))) << failure.message;
    }
}

TEST(Reasons, WhoIsNotTakenIsToldByWhatHeShowed) {
  struct Case {
    std::string name, fix;
    std::function<void(Access&)> set;
    std::vector<io::Header> headers = {};
  };
  for (const Case& c : {
           Case{"a token", "the credentials of context dev are not", [](Access& a) { a.credentials.token = "t"; }},
           Case{"a password", "no user names and passwords since 1.19",
                [](Access& a) { a.credentials.username = "bob"; }},
           Case{"a certificate", "the credentials of context dev are not", [](Access& a) { a.tls.certificate = "C"; }},
           Case{"our own token", "list-access-entries",
                [](Access& a) { a.credentials.token_source = [] {
                                  return Token{"t", 0};
                                }; }},
           Case{"our own token and a clock that is wrong",
                "this machine's clock is 20 minutes behind the API server's",
                [](Access& a) { a.credentials.token_source = [] {
                                  return Token{"t", 0};
                                }; },
                {{"Date", "Thu, 26 Nov 2026 00:20:00 GMT"}}},
       }) {
    Stubborn server(HttpResponse{401, c.headers, R"({"reason":"Unauthorized","message":"Unauthorized"})"});
    c.set(server.access);
    EXPECT_NE(server.applied().fix.find(c.fix), std::string::npos) << c.name << ": " << server.applied().fix;
  }
}

}  // namespace
}  // namespace slipway::cluster
