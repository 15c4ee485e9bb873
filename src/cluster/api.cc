#include "cluster/api.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "doc/base64.h"
#include "doc/json.h"
#include "kube/decode/go_time.h"

namespace slipway::cluster {

namespace {

constexpr int kTries = 5;
constexpr std::int64_t kPage = 500;
constexpr std::int64_t kRenewBefore = 30'000;  // milliseconds before a token ends

bool is_busy(int status) { return status == 429 || status == 500 || (status >= 502 && status <= 504); }

/// 1, 2, 4 … seconds, or what the server asks for, at most a minute.
std::int64_t pause(int tried, std::string_view retry_after) {
  int seconds = 0;
  std::from_chars(retry_after.data(), retry_after.data() + retry_after.size(), seconds);
  if (seconds > 0) return std::min(seconds, 60) * 1000;
  return std::int64_t{500} << tried;
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~").find(c) != std::string_view::npos;
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

doc::Document parsed(const std::string& text, Diagnostics& mistakes) {
  return doc::read_json(std::make_shared<const SourceText>("answer", text), mistakes);
}

std::string advice(int status, const Access& access) {
  if (status == 401)
    return access.credentials.exec ? "the token of `" + access.credentials.exec->command +
                                         "` is not taken: is its identity one of the cluster's access entries? (aws "
                                         "eks list-access-entries)"
                                   : "the credentials of context " + access.context + " are not (or no longer) taken";
  if (status == 403)
    return "ask whoever manages the cluster for the right, or take another context; `kubectl auth can-i --list` "
           "shows what there is";
  return "";
}

ApiFailure failure_of(const io::HttpResponse& response, const Access& access) {
  Diagnostics mistakes;
  const doc::Document status = parsed(response.body, mistakes);
  ApiFailure failure{response.status, std::string(status.root()["reason"].text()),
                     std::string(status.root()["message"].text()), advice(response.status, access)};
  if (failure.message.empty()) failure.message = fmt::format("{} answers with HTTP {}", access.server, response.status);
  return failure;
}

ApiFailure no_answer(const Failure& failure, const Access& access) {
  const bool is_trust = failure.kind == FailureKind::Denied;
  return {0, is_trust ? "Untrusted" : "Unreachable",
          "cannot reach the API server of context " + access.context + ": " + failure.message,
          is_trust ? "the cluster was made anew, or something stands between: aws eks update-kubeconfig"
                   : "is the VPN up, and is the endpoint public or are you in its VPC?"};
}

}  // namespace

bool ApiResource::can(std::string_view verb) const { return std::ranges::find(verbs, verb) != verbs.end(); }

std::string ApiResource::path(std::string_view ns, std::string_view name) const {
  std::string path = group.empty() ? "/api/" + version : "/apis/" + group + "/" + version;
  if (is_namespaced && !ns.empty()) path += "/namespaces/" + escaped(ns);
  path += "/" + resource;
  if (!name.empty()) path += "/" + escaped(name);
  return path;
}

Api::Api(Access access, Doors doors) : access_(std::move(access)), doors_(doors) {}

Result<Api::Proof, ApiFailure> Api::ask_plugin(bool anew) {
  const std::lock_guard lock(mutex_);
  const ExecPlugin& plugin = *access_.credentials.exec;
  if (!anew && proof_ && (proof_->until == 0 || proof_->until - kRenewBefore > doors_.clock.now())) return *proof_;
  doc::Map spec{{"interactive", false}};
  if (plugin.wants_cluster_info) {
    doc::Map cluster{{"server", access_.server}, {"config", nullptr}};
    if (!access_.authorities_base64.empty()) cluster.set("certificate-authority-data", access_.authorities_base64);
    if (!access_.tls.server_name.empty()) cluster.set("tls-server-name", access_.tls.server_name);
    spec.set("cluster", std::move(cluster));
  }
  io::Command command{{plugin.command}, plugin.environment};
  command.words.insert(command.words.end(), plugin.args.begin(), plugin.args.end());
  command.environment["KUBERNETES_EXEC_INFO"] = doc::write_json(
      doc::Value(doc::Map{{"apiVersion", plugin.api_version}, {"kind", "ExecCredential"}, {"spec", std::move(spec)}}),
      doc::JsonLayout::Compact);
  command.seconds = 60;
  const auto finished = doors_.processes.run(command);
  const std::string said = "the credential plugin of context " + access_.context;
  if (!finished)
    return ApiFailure{0, "Plugin", said + " cannot be run: " + finished.error().message,
                      plugin.install_hint.empty() ? "install it, or name its full path" : plugin.install_hint};
  if (finished->was_too_slow) return ApiFailure{0, "Plugin", said + " gave no answer in a minute", ""};
  if (finished->status != 0) {
    const auto last = trim(finished->errors);
    const auto line = last.rfind('\n');
    return ApiFailure{0, "Plugin",
                      fmt::format("{} ended with {}: {}", said, finished->status,
                                  printable(line == last.npos ? last : last.substr(line + 1))),
                      "run it by hand: " + join(command.words, " ")};
  }
  Diagnostics mistakes;
  const doc::Document answer = parsed(finished->output, mistakes);
  const doc::Node& status = answer.root()["status"];
  Proof proof{std::string(status["token"].text()), std::string(status["clientCertificateData"].text()),
              std::string(status["clientKeyData"].text())};
  if (proof.token.empty() && proof.certificate.empty())
    return ApiFailure{0, "Plugin", said + " printed no credentials", "run it by hand: " + join(command.words, " ")};
  if (const auto until = kube::parse_time(status["expirationTimestamp"].text(), kube::TimeLayout::Seconds))
    proof.until = *until / 1'000'000;
  proof_ = proof;
  return proof;
}

Result<io::HttpRequest, ApiFailure> Api::prepare(const std::string& method, const std::string& path_and_query) {
  const Credentials& who = access_.credentials;
  io::HttpRequest request{
      .method = method, .url = access_.server + path_and_query, .tls = access_.tls, .proxy = access_.proxy};
  request.headers.push_back({"Accept", "application/json"});
  std::string token = who.token;
  if (!who.token_file.empty()) {
    const auto read = doors_.files.read(who.token_file);
    if (read) token = std::string(trim(*read));
    if (token.empty())
      return ApiFailure{0, "Credentials",
                        "cannot read the token of context " + access_.context + " from " + who.token_file, ""};
  }
  if (who.exec) {
    const auto proof = ask_plugin(false);
    if (!proof) return proof.error();
    token = proof->token;
    if (!proof->certificate.empty()) {
      request.tls.certificate = proof->certificate;
      request.tls.key = proof->key;
    }
  }
  if (!token.empty())
    request.headers.push_back({"Authorization", "Bearer " + token});
  else if (!who.username.empty())
    request.headers.push_back({"Authorization", "Basic " + doc::encode_base64(who.username + ":" + who.password)});
  if (!who.as.empty()) request.headers.push_back({"Impersonate-User", who.as});
  if (!who.as_uid.empty()) request.headers.push_back({"Impersonate-Uid", who.as_uid});
  for (const std::string& group : who.as_groups) request.headers.push_back({"Impersonate-Group", group});
  return request;
}

Result<doc::Document, ApiFailure> Api::exchange(io::HttpRequest request, int tries) {
  const bool is_get = request.method == "GET";
  bool was_renewed = false;
  for (int tried = 0;; ++tried) {
    const auto response = doors_.http.send(request);
    const bool is_last = tried + 1 >= tries;
    if (!response) {
      if (is_last || !is_get || response.error().kind != FailureKind::Unreachable)
        return no_answer(response.error(), access_);
      doors_.clock.sleep(pause(tried, ""));
      continue;
    }
    if (response->status >= 200 && response->status < 300) {
      Diagnostics mistakes;
      doc::Document document = parsed(response->body, mistakes);
      if (!mistakes.has_errors()) return document;
      return ApiFailure{response->status, "Malformed", access_.server + " answers with what is no JSON",
                        "is the kubeconfig's server an API server, or does a proxy stand between?"};
    }
    if (response->status == 401 && access_.credentials.exec && !was_renewed) {
      was_renewed = true;
      const auto proof = ask_plugin(true);
      if (!proof) return proof.error();
      for (io::Header& header : request.headers)
        if (header.name == "Authorization") header.value = "Bearer " + proof->token;
      continue;
    }
    const bool may_try_again = response->status == 429 || (is_get && is_busy(response->status));
    if (is_last || !may_try_again) return failure_of(*response, access_);
    doors_.clock.sleep(pause(tried, response->header("Retry-After")));
  }
}

Result<doc::Document, ApiFailure> Api::get(const std::string& path_and_query) {
  auto request = prepare("GET", path_and_query);
  if (!request) return request.error();
  return exchange(std::move(request).value(), kTries);
}

Result<doc::Document, ApiFailure> Api::send(const std::string& method, const std::string& path_and_query,
                                            const std::string& body, const std::string& content_type) {
  auto prepared = prepare(method, path_and_query);
  if (!prepared) return prepared.error();
  io::HttpRequest request = std::move(prepared).value();
  request.body = body;
  if (!content_type.empty()) request.headers.push_back({"Content-Type", content_type});
  return exchange(std::move(request), kTries);
}

Result<std::size_t, ApiFailure> Api::list(const ApiResource& resource, std::string_view ns,
                                          std::string_view label_selector,
                                          const std::function<void(const doc::Node&)>& take) {
  std::vector<doc::Document> pages;
  std::string token;
  for (bool began_again = false, is_over = false; !is_over;) {
    std::string query = fmt::format("?limit={}", kPage);
    if (!label_selector.empty()) query += "&labelSelector=" + escaped(label_selector);
    if (!token.empty()) query += "&continue=" + escaped(token);
    auto page = get(resource.path(ns) + query);
    if (!page) {
      if (page.error().status != 410 || began_again) return page.error();
      // The token is older than what the server remembers: what was read would not go with what comes.
      began_again = true;
      pages.clear();
      token.clear();
      continue;
    }
    token = page->root()["metadata"]["continue"].text();
    is_over = token.empty();
    pages.push_back(std::move(page).value());
  }
  std::size_t count = 0;
  for (const doc::Document& page : pages)
    for (const doc::Node& item : page.root()["items"].items()) {
      take(item);
      ++count;
    }
  return count;
}

Result<std::vector<ApiResource>, ApiFailure> Api::discover(std::vector<std::string>* silent_groups) {
  std::vector<ApiResource> all;
  for (const char* root : {"/api", "/apis"}) {
    auto prepared = prepare("GET", root);
    if (!prepared) return prepared.error();
    io::HttpRequest request = std::move(prepared).value();
    for (io::Header& header : request.headers)
      if (header.name == "Accept")
        header.value = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
    const auto answer = exchange(std::move(request), kTries);
    if (!answer) return answer.error();
    if (answer->root()["kind"].text() != "APIGroupDiscoveryList")
      return ApiFailure{200, "Malformed",
                        access_.server + " does not tell what it serves as Kubernetes 1.30 and later do", ""};
    for (const doc::Node& group : answer->root()["items"].items()) {
      const std::string_view group_name = group["metadata"]["name"].text();
      std::vector<std::string_view> kinds;  // taken of an earlier, preferred version
      for (const doc::Node& version : group["versions"].items()) {
        if (version["freshness"].text() == "Stale" && silent_groups) silent_groups->emplace_back(group_name);
        for (const doc::Node& resource : version["resources"].items()) {
          const std::string_view name = resource["resource"].text();
          if (std::ranges::find(kinds, name) != kinds.end()) continue;
          kinds.push_back(name);
          ApiResource one{std::string(group_name),
                          std::string(version["version"].text()),
                          std::string(name),
                          std::string(resource["responseKind"]["kind"].text()),
                          resource["scope"].text() == "Namespaced",
                          {}};
          for (const doc::Node& verb : resource["verbs"].items()) one.verbs.emplace_back(verb.text());
          all.push_back(std::move(one));
        }
      }
    }
  }
  return all;
}

}  // namespace slipway::cluster
