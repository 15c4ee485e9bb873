// What an API server, or whoever answers in its place, sends: discovery, lists, objects, watches and refusals. Whatever
// the bytes, asking and waiting end, and a failure says something and what helps.
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <string>

#include "cluster/api.h"
#include "cluster/explain.h"
#include "cluster/kinds.h"
#include "cluster/wait.h"

using namespace slipway;

namespace {

void require(const cluster::ApiFailure& failure) {
  if (failure.message.empty() || failure.fix.empty()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  constexpr int kStatuses[] = {200, 200, 200, 200, 403, 404, 409, 410, 422, 500, 302, 429};
  const int status = kStatuses[data[0] % std::size(kStatuses)];
  const std::string body(reinterpret_cast<const char*>(data) + 1, size - 1);
  io::FakeFiles files;
  io::FakeHttp http;
  io::FakeProcesses processes;
  io::FakeClock clock;
  http.answer = [&](const io::HttpRequest& request) {
    // Deployments are offered, whatever else is.
    if (request.url.ends_with("/apis"))
      return io::HttpResponse{200, {}, R"({"kind":"APIGroupDiscoveryList","items":[{"metadata":{"name":"apps"},
        "versions":[{"version":"v1","resources":[{"resource":"deployments","responseKind":{"kind":"Deployment"},
        "scope":"Namespaced","verbs":["get","list","watch"]}]}]}]})"};
    return io::HttpResponse{status, {{"Retry-After", "1"}}, body};
  };
  cluster::Access access;
  access.context = "dev";
  access.server = "https://k";
  access.credentials.exec = cluster::ExecPlugin{"p", {}, {}, "client.authentication.k8s.io/v1", "", true};
  processes.answer = [&](const io::Command&) -> Result<io::Finished> {
    return io::Finished{
        0, status == 403 ? body : R"({"apiVersion":"client.authentication.k8s.io/v1","status":{"token":"t"}})", ""};
  };
  cluster::Api api(access, {files, http, processes, clock});
  const kube::ObjectKey web{"Deployment", "apps", "ml", "web"};
  const auto offered = api.discover();
  if (!offered) require(offered.error());
  const auto changed = api.send_again("PATCH", "/apis/apps/v1/namespaces/ml/deployments/web", "{}", "application/yaml");
  if (!changed) require(cluster::explained(changed.error(), web));
  const cluster::ApiResource deployments{"apps", "v1", "deployments", "Deployment", true, {}};
  int left = 1000;
  const auto listed = api.list(deployments, "ml", "", [&](const doc::Node&) { --left; });
  if (!listed) require(listed.error());
  cluster::Kinds kinds(api);
  const auto waited =
      cluster::wait_until_ready(api, kinds, {web}, {.milliseconds = 30'000}, [](std::size_t, const auto&) {});
  if (!waited) require(waited.error());
  return 0;
}
