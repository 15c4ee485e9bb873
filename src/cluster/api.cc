#include "cluster/api.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>

#include "base/percent.h"
#include "base/text.h"
#include "cluster/reasons.h"
#include "doc/base64.h"
#include "doc/json.h"
#include "io/file_advice.h"
#include "io/secrets.h"
#include "io/trouble.h"
#include "kube/decode/go_time.h"

namespace slipway::cluster {

namespace {

constexpr int kTries = 5;
constexpr std::int64_t kRenewBefore = 30'000;  // milliseconds before a token ends

constexpr std::int64_t kLongestPause = 5'000, kRemembered = 2 * kLongestPause;
constexpr std::int64_t kSlice = 200;  // milliseconds between two looks whether to stop
constexpr std::size_t kLongestLine = 64u << 20;

bool is_busy(int status) { return status == 429 || status == 500 || (status >= 502 && status <= 504); }

/// 0.5, 1, 2, 4, 5 … seconds, or what the server asks for, at most a minute.
std::int64_t pause_after(int tried, std::string_view retry_after) {
  int seconds = 0;
  std::from_chars(retry_after.data(), retry_after.data() + retry_after.size(), seconds);
  if (seconds > 0) return std::min(seconds, 60) * 1000;
  return std::min(std::int64_t{500} << std::min(tried, 10), kLongestPause);
}

/// A refusal of a change that ends by itself: the object was changed or made meanwhile, its namespace is ending, the
/// token controller has not made its service account yet, a CustomResourceDefinition's handler starts.
bool is_unsettled(const ApiFailure& failure, int tried) {
  const auto says = [&](std::string_view part) { return failure.message.find(part) != std::string::npos; };
  if (failure.status == 409)
    return std::ranges::none_of(failure.causes, [](const auto& one) { return one.reason == "FieldManagerConflict"; });
  if (failure.status == 403) return says("because it is being terminated") || says("error looking up service account");
  return failure.status == 404 && tried < 4 &&
         (says("the server could not find the requested resource") || failure.reason.empty());
}

constexpr std::size_t kPageBegin = 256;                      // bytes by which a web page is known
constexpr std::size_t kMostOfPlugin = std::size_t{1} << 20;  // certificates and a token are some KiB
constexpr std::size_t kMostSaid = 1000;                      // bytes of a plugin's complaint

/// Not for a pod's log, which may be any page.
bool asks_for_json(const io::HttpRequest& request) {
  return std::ranges::any_of(request.headers, [](const auto& one) {
    return one.name == "Accept" && one.value.starts_with("application/json");
  });
}

/// A 500 that no second try mends: the body does not fit the schema (apimachinery v0.36 util/managedfields).
bool is_hopeless(const ApiFailure& failure) {
  return failure.status == 500 && failure.message.starts_with("failed to create typed");
}

doc::Document parsed(const std::string& text, Diagnostics& mistakes) {
  return doc::read_json(std::make_shared<const SourceText>("answer", text), mistakes);
}

/// What stays in keys of Impersonate-Extra-…, as client-go v0.36 transport/round_trippers.go escapes them.
constexpr std::string_view kPlainInHeaders = "!#$&'*+-.^_`|~";

/// Of headers `Warning: 299 - "text"`, as RFC 7234 writes them.
std::vector<std::string> warnings_of(const io::HttpResponse& response) {
  std::vector<std::string> warnings;
  for (const io::Header& header : response.headers) {
    if (header.name != "Warning" && header.name != "warning") continue;
    const auto begin = header.value.find('"'), end = header.value.rfind('"');
    if (begin == std::string::npos || end <= begin) continue;
    std::string text;
    for (std::size_t i = begin + 1; i < end; ++i) {
      if (header.value[i] == '\\' && i + 1 < end) ++i;
      text += header.value[i];
    }
    warnings.push_back(std::move(text));
  }
  return warnings;
}

io::Header bearer(const std::string& token) { return {"Authorization", "Bearer " + token}; }

constexpr std::string_view kJson = "application/json";

}  // namespace

bool Api::is_of(const Proof& proof, const io::HttpRequest& request) {
  if (!proof.certificate.empty() && request.tls.certificate != proof.certificate) return false;
  return proof.token.empty() || std::ranges::find(request.headers, bearer(proof.token)) != request.headers.end();
}

void Api::put(const Proof& proof, io::HttpRequest& request) {
  std::erase_if(request.headers, [](const io::Header& header) { return header.name == "Authorization"; });
  if (!proof.token.empty()) request.headers.push_back(bearer(proof.token));
  if (proof.certificate.empty()) return;
  request.tls.certificate = proof.certificate;
  request.tls.key = proof.key;
}

Api::Api(Access access, Doors doors) : access_(std::move(access)), doors_(doors) {}

ApiFailure Api::failure_of(const io::HttpResponse& response) const {
  Diagnostics mistakes;
  const doc::Document status = parsed(response.body, mistakes);
  ApiFailure failure{response.status, std::string(status.root()["reason"].text()),
                     std::string(status.root()["message"].text()), ""};
  failure.fix = advice(failure, access_, io::clock_skew(response, doors_.clock.now()),
                       was_let_in_ ? LetIn::Before : LetIn::Never);
  for (const doc::Node& cause : status.root()["details"]["causes"].items())
    failure.causes.push_back({std::string(cause["reason"].text()), std::string(cause["message"].text()),
                              std::string(cause["field"].text())});
  if (failure.message.empty())
    failure.message = access_.server + " answers with " + io::status_in_words(response.status) +
                      (failure.reason.empty() ? " and no word of why" : ": " + failure.reason);
  return failure;
}

ApiFailure Api::no_answer(const Failure& failure) const {
  const bool is_trust = failure.kind == FailureKind::Denied;
  return {0, is_trust ? "Untrusted" : "Unreachable",
          "cannot reach the API server of context " + access_.context + ": " + failure.message,
          advice_for_silence(failure, access_)};
}

ApiFailure Api::web_page() const {
  return {0, "WebPage",
          fmt::format("cannot reach the API server of context {}: {}", access_.context,
                      io::web_page_in_words(access_.server)),
          std::string(io::kThroughPortal)};
}

void Api::pause(std::int64_t milliseconds) {
  if (!stop_) return doors_.clock.sleep(milliseconds);
  for (; milliseconds > 0 && !stop_(); milliseconds -= kSlice) doors_.clock.sleep(std::min(milliseconds, kSlice));
}

Result<Api::Proof, ApiFailure> Api::ask_plugin() const {
  const ExecPlugin& plugin = *access_.credentials.exec;
  doc::Map spec{{"interactive", false}};
  if (plugin.wants_cluster_info) {
    Diagnostics none;
    doc::Map cluster{{"server", access_.server}};
    if (!access_.tls.server_name.empty()) cluster.set("tls-server-name", access_.tls.server_name);
    if (!access_.tls.is_verified) cluster.set("insecure-skip-tls-verify", true);
    if (!access_.tls.authorities.empty())
      cluster.set("certificate-authority-data", doc::encode_base64(access_.tls.authorities));
    if (!access_.proxy.empty())
      cluster.set("proxy-url",
                  access_.proxy.starts_with("socks5h") ? "socks5" + access_.proxy.substr(7) : access_.proxy);
    cluster.set("config", doc::Value(parsed(plugin.cluster_config, none).root()));
    spec.set("cluster", std::move(cluster));
  }
  io::Command command{{plugin.command}, plugin.environment};
  command.words.insert(command.words.end(), plugin.args.begin(), plugin.args.end());
  command.environment["KUBERNETES_EXEC_INFO"] = doc::write_json(
      doc::Value(doc::Map{{"apiVersion", plugin.api_version}, {"kind", "ExecCredential"}, {"spec", std::move(spec)}}),
      doc::JsonLayout::Compact);
  command.seconds = 60;
  command.most = kMostOfPlugin;
  const std::string said = "the credential plugin of context " + access_.context;
  command.what = said;
  const auto finished = doors_.processes.run(command);
  if (!finished)
    return ApiFailure{
        0, "Plugin", said + " cannot be run: " + finished.error().message,
        finished.error().kind != FailureKind::NotFound
            ? "may it be run? chmod +x it, or name another: aws eks update-kubeconfig --name CLUSTER writes one"
        : plugin.install_hint.empty() ? "install it, or name its full path"
                                      : plugin.install_hint};
  // Its arguments and its output may be secrets and are not shown; of its errors the last line is.
  const std::string by_hand = "kubectl get --raw /version runs it too";
  if (finished->was_too_slow) return ApiFailure{0, "Plugin", said + " gave no answer in a minute", by_hand};
  if (finished->status != 0) {
    const auto last = trim(finished->errors);
    const auto line = last.rfind('\n');
    std::vector<std::string> secrets;
    for (const auto& [name, value] : plugin.environment)
      if (io::is_secret_name(name)) secrets.push_back(value);
    const auto why = printable(
        io::without_secrets((line == last.npos ? last : last.substr(line + 1)).substr(0, kMostSaid), secrets));
    return ApiFailure{0, "Plugin",
                      why.empty() ? fmt::format("{} ended with {} and said nothing", said, finished->status)
                                  : fmt::format("{} ended with {}: {}", said, finished->status, why),
                      by_hand};
  }
  if (finished->output.size() >= kMostOfPlugin)
    return ApiFailure{0, "Plugin", said + " printed a mebibyte or more, which is no credentials", by_hand};
  Diagnostics mistakes;
  const doc::Document answer = parsed(finished->output, mistakes);
  const doc::Node& status = answer.root()["status"];
  Proof proof{std::string(status["token"].text()), std::string(status["clientCertificateData"].text()),
              std::string(status["clientKeyData"].text())};
  if (proof.token.empty() && proof.certificate.empty())
    return ApiFailure{0, "Plugin", said + " printed no credentials", by_hand};
  if (proof.certificate.empty() != proof.key.empty())
    return ApiFailure{0, "Plugin", said + " printed one of certificate and key without the other", by_hand};
  if (answer.root()["apiVersion"].text() != plugin.api_version)
    return ApiFailure{
        0, "Plugin",
        fmt::format("{} speaks '{}' and the kubeconfig says {}", said, printable(answer.root()["apiVersion"].text()),
                    plugin.api_version),
        "give the exec entry the apiVersion that the plugin speaks: aws eks update-kubeconfig --name CLUSTER"};
  if (const auto until = kube::parse_time(status["expirationTimestamp"].text(), kube::TimeLayout::Seconds))
    proof.until = *until / 1'000'000;
  return proof;
}

Result<Api::Proof, ApiFailure> Api::prove(const io::HttpRequest* refused) {
  const std::lock_guard lock(mutex_);
  if (proof_) {
    const bool is_over = proof_->until != 0 && proof_->until - kRenewBefore <= doors_.clock.now();
    // Another thread may have renewed it since the refused request was made.
    const bool is_refused = refused && is_of(*proof_, *refused);
    if (!is_over && !is_refused) return *proof_;
  }
  if (const auto& source = access_.credentials.token_source) {
    const auto token = source();
    if (!token)
      return ApiFailure{0, "Credentials", "no token for context " + access_.context + ": " + token.error().message,
                        "aws sts get-caller-identity shows who you are, and whether you are anybody"};
    proof_ = Proof{token->text, "", "", token->until};
    return *proof_;
  }
  auto proof = ask_plugin();
  if (proof) proof_ = *proof;
  return proof;
}

Result<io::HttpRequest, ApiFailure> Api::prepare(const std::string& method, const std::string& path_and_query) {
  const Credentials& who = access_.credentials;
  io::HttpRequest request{
      .method = method, .url = access_.server + path_and_query, .tls = access_.tls, .proxy = access_.proxy};
  request.headers.push_back({"Accept", "application/json"});
  request.headers.push_back({"User-Agent", "slipway"});  // as audit logs show who it was
  std::string token = who.token;
  if (!who.token_file.empty()) {
    const auto read = doors_.files.read(who.token_file);
    if (!read)
      return ApiFailure{0, "Credentials", "the token of context " + access_.context + ": " + read.error().message,
                        io::file_advice(read.error()) + " (tokenFile in the kubeconfig)"};
    token = std::string(trim(*read));
    if (token.empty())
      return ApiFailure{0, "Credentials",
                        "the token of context " + access_.context + ": " + who.token_file + " is empty",
                        "wait until whoever writes it has done so, or name another (tokenFile in the kubeconfig)"};
  }
  if (renews()) {
    const auto proof = prove(nullptr);
    if (!proof) return proof.error();
    put(*proof, request);
  } else if (!token.empty())
    request.headers.push_back({"Authorization", "Bearer " + token});
  else if (!who.username.empty())
    request.headers.push_back({"Authorization", "Basic " + doc::encode_base64(who.username + ":" + who.password)});
  if (!who.as.empty()) request.headers.push_back({"Impersonate-User", who.as});
  if (!who.as_uid.empty()) request.headers.push_back({"Impersonate-Uid", who.as_uid});
  for (const std::string& group : who.as_groups) request.headers.push_back({"Impersonate-Group", group});
  for (const auto& [key, values] : who.as_extra)
    for (const std::string& value : values)
      request.headers.push_back({"Impersonate-Extra-" + percent_escaped(key, kPlainInHeaders), value});
  return request;
}

Result<io::HttpResponse, ApiFailure> Api::exchange(io::HttpRequest request, Retry retry) {
  const std::int64_t began = doors_.clock.now();
  if (began - asked_last_ > kRemembered) away_since_ = 0;  // it may have been there meanwhile
  bool was_renewed = false;
  for (int tried = 0;; ++tried) {
    const auto is_over = [&](std::int64_t wait) {
      if (is_stopped()) return true;
      if (patience_ == 0 || retry == Retry::Never) return tried + 1 >= kTries;
      const std::int64_t away_since = away_since_;
      return doors_.clock.now() + wait > (away_since > 0 ? away_since : began) + patience_;
    };
    const std::int64_t tried_at = doors_.clock.now();
    auto response = doors_.http.send(request);
    if (response) away_since_ = 0;
    if (!response) {
      if (std::int64_t answered = 0; response.error().kind == FailureKind::Unreachable) {
        away_since_.compare_exchange_strong(answered, tried_at);
        asked_last_ = doors_.clock.now();
      }
      const std::int64_t wait = pause_after(tried, "");
      if (retry == Retry::Never || response.error().kind != FailureKind::Unreachable || is_over(wait))
        return no_answer(response.error());
      pause(wait);
      continue;
    }
    if (asks_for_json(request) && io::is_web_page(*response)) return web_page();
    if (response->status >= 200 && response->status < 300) {
      was_let_in_ = true;
      return std::move(response).value();
    }
    if (response->status == 401 && renews() && !was_renewed) {
      was_renewed = true;
      const auto proof = prove(&request);
      if (!proof) return proof.error();
      put(*proof, request);
      continue;
    }
    ApiFailure failure = failure_of(*response);
    const bool may_try_again = response->status == 429 ||
                               (retry != Retry::Never && is_busy(response->status) && !is_hopeless(failure)) ||
                               (retry == Retry::WhenUnsettled && is_unsettled(failure, tried));
    const std::int64_t wait = pause_after(tried, response->header("Retry-After"));
    if (!may_try_again || is_over(wait)) return failure;
    pause(wait);
  }
}

Result<Answer, ApiFailure> Api::read(const Result<io::HttpResponse, ApiFailure>& response) const {
  if (!response) return response.error();
  Diagnostics mistakes;
  doc::Document document = parsed(response->body, mistakes);
  if (!mistakes.has_errors()) return Answer{response->status, std::move(document), warnings_of(*response)};
  return ApiFailure{response->status, "Malformed", access_.server + " answers with what is no JSON",
                    "is the kubeconfig's server an API server, or does a proxy stand between?"};
}

Result<doc::Document, ApiFailure> Api::get(const std::string& path_and_query) { return get_as(path_and_query, kJson); }

Result<doc::Document, ApiFailure> Api::get_as(const std::string& path_and_query, std::string_view accept) {
  auto prepared = prepare("GET", path_and_query);
  if (!prepared) return prepared.error();
  io::HttpRequest request = std::move(prepared).value();
  request.headers.at(0).value = accept;
  auto answer = read(exchange(std::move(request), Retry::WhenBusy));
  if (!answer) return answer.error();
  return std::move(answer).value().document;
}

Result<std::string, ApiFailure> Api::text(const std::string& path_and_query) {
  auto prepared = prepare("GET", path_and_query);
  if (!prepared) return prepared.error();
  io::HttpRequest request = std::move(prepared).value();
  request.headers.at(0).value = "*/*";
  auto response = exchange(std::move(request), Retry::WhenBusy);
  if (!response) return response.error();
  return std::move(response).value().body;
}

Result<Answer, ApiFailure> Api::change(const std::string& method, const std::string& path_and_query,
                                       const std::string& body, const std::string& content_type, Retry retry) {
  auto prepared = prepare(method, path_and_query);
  if (!prepared) return prepared.error();
  io::HttpRequest request = std::move(prepared).value();
  request.body = body;
  if (!content_type.empty()) request.headers.push_back({"Content-Type", content_type});
  return read(exchange(std::move(request), retry));
}

Result<doc::Document, ApiFailure> Api::send(const std::string& method, const std::string& path_and_query,
                                            const std::string& body, const std::string& content_type) {
  auto answer = change(method, path_and_query, body, content_type, Retry::Never);
  if (!answer) return answer.error();
  return std::move(answer).value().document;
}

Result<Answer, ApiFailure> Api::send_again(const std::string& method, const std::string& path_and_query,
                                           const std::string& body, const std::string& content_type) {
  return change(method, path_and_query, body, content_type, method == "PATCH" ? Retry::WhenUnsettled : Retry::WhenBusy);
}

Result<bool, ApiFailure> Api::stream(const std::string& path_and_query, std::int64_t ends_at,
                                     const std::function<bool(std::string_view)>& take,
                                     const std::function<bool()>& stop) {
  auto prepared = prepare("GET", path_and_query);
  if (!prepared) return prepared.error();
  io::HttpRequest request = std::move(prepared).value();
  request.seconds = 0;
  bool is_ended = false, is_too_long = false, is_page = false, has_begun = false;
  request.stop = [&] {
    return is_ended = is_ended || is_stopped() || (stop && stop()) || doors_.clock.now() >= ends_at;
  };
  for (bool was_renewed = false;; was_renewed = true) {
    std::string rest;  // of a line that has not ended
    const auto response = doors_.http.stream(request, [&](std::string_view piece) {
      is_page = is_page || (!has_begun && io::is_web_page({200, {}, std::string(piece.substr(0, kPageBegin))}));
      has_begun = true;
      if (is_page) return false;
      for (auto end = piece.find('\n'); end != piece.npos; end = piece.find('\n')) {
        rest += piece.substr(0, end);
        piece.remove_prefix(end + 1);
        if (!rest.empty() && !take(rest)) is_ended = true;
        rest.clear();
        if (is_ended) return false;
      }
      rest += piece;
      is_too_long = rest.size() > kLongestLine;
      return !is_too_long;
    });
    if (is_too_long)
      return ApiFailure{0, "Malformed", access_.server + " sends a line without an end",
                        "is the kubeconfig's server an API server, or does a proxy stand between?"};
    if (is_page) return web_page();
    if (is_ended) return true;
    if (!response) return no_answer(response.error());
    if (io::is_web_page(*response)) return web_page();
    if (response->status == 200) return true;
    if (response->status != 401 || !renews() || was_renewed) return failure_of(*response);
    const auto proof = prove(&request);
    if (!proof) return proof.error();
    put(*proof, request);
  }
}

}  // namespace slipway::cluster
