// Credentials of IAM Identity Center, with the token that `aws sso login` has left in its cache.
#include "base/percent.h"
#include "base/text.h"
#include "catalog/service_names.h"
#include "cloud/credential_answers.h"
#include "cloud/credentials.h"
#include "cloud/reasons.h"
#include "cloud/sha1.h"
#include "doc/json.h"

namespace slipway::cloud {

namespace {

constexpr std::int64_t kRenewTokenBefore = 15 * 60'000;

/// The cache's file with what a new token says; what that leaves out stays.
std::string with_new_token(const doc::Node& cached, const doc::Node& made, std::int64_t until) {
  doc::Value whole(cached);
  doc::Map* map = whole.map();
  map->set("accessToken", std::string(made["accessToken"].text()));
  map->set("expiresAt", io::utc_time(until));
  if (const auto next = made["refreshToken"].text(); !next.empty()) map->set("refreshToken", std::string(next));
  return doc::write_json(whole, doc::JsonLayout::Compact);
}

}  // namespace

/// A legacy profile's is named by its start URL, and not renewed.
Result<std::string, CallFailure> CredentialChain::sso_token(const std::string& name, const Settings& session) {
  const std::string log_in = "aws sso login --profile " + name;
  const std::string named = setting(session, "sso_session");
  const std::string path = doors_.environment.text("HOME") + "/.aws/sso/cache/" +
                           sha1_hex(named.empty() ? setting(session, "sso_start_url") : named) + ".json";
  const auto text = doors_.files.read(path);
  if (!text) {
    if (text.error().kind == FailureKind::NotFound)
      return broken("nobody has logged in to the SSO session of AWS profile " + name, log_in);
    return broken("the SSO session of AWS profile " + name + ": " + text.error().message, log_in);
  }
  const doc::Document cached = json_of(*text);
  const doc::Node& root = cached.root();
  const std::string token(root["accessToken"].text());
  const std::int64_t now = doors_.clock.now(), until = milliseconds(root["expiresAt"].text());
  const bool may_renew = !named.empty() && !root["refreshToken"].text().empty() && !root["clientId"].text().empty() &&
                         milliseconds(root["registrationExpiresAt"].text()) > now;
  if (!token.empty() && until > now + (may_renew ? kRenewTokenBefore : 0)) return token;
  const CallFailure over = broken("the SSO session of AWS profile " + name + " has ended", log_in);
  if (!may_renew) return over;
  const auto tls = trust();
  if (!tls) return tls.error();
  std::string url = endpoint("sso-oidc").url;
  if (url.empty()) url = catalog::service_url("oidc", setting(session, "sso_region"));
  const doc::Map asked{{"clientId", std::string(root["clientId"].text())},
                       {"clientSecret", std::string(root["clientSecret"].text())},
                       {"grantType", "refresh_token"},
                       {"refreshToken", std::string(root["refreshToken"].text())}};
  // Once: a token that renews may be good for one time.
  const auto response = doors_.http.send({.method = "POST",
                                          .url = url + "/token",
                                          .headers = {{"Content-Type", "application/json"}},
                                          .body = doc::write_json(doc::Value(asked), doc::JsonLayout::Compact),
                                          .tls = *tls});
  if (response && io::is_web_page(*response) && (token.empty() || until <= now))
    return broken(
        "the SSO session of AWS profile " + name + " has ended and cannot be renewed: " + io::web_page_in_words("AWS"),
        std::string(io::kThroughPortal));
  const doc::Document made = json_of(response && response->status == 200 ? response->body : "{}");
  const std::string renewed(made.root()["accessToken"].text());
  if (renewed.empty()) {
    if (!token.empty() && until > now) return token;
    return over;
  }
  // Unwritten it is the CLI that must log in the next time, and not we that fail now.
  [[maybe_unused]] const auto written =
      doors_.files.write(path, with_new_token(root, made.root(), now + made.root()["expiresIn"].integer() * 1000));
  return renewed;
}

CredentialChain::Found CredentialChain::of_sso(const std::string& name, const Settings& settings) {
  Settings session = settings;
  if (const auto named = setting(settings, "sso_session"); !named.empty()) {
    const auto found = files().sso_sessions.find(named);
    if (found == files().sso_sessions.end())
      return broken("AWS profile " + name + " names the sso-session " + named + ", which is not there",
                    "aws configure sso --profile " + name);
    for (const auto& [key, value] : found->second)
      if (const auto [known, is_new] = session.emplace(key, value); !is_new && known->second != value)
        return broken("AWS profile " + name + " and sso-session " + named + " say different things of " + key,
                      "take it out of the profile");
  }
  for (const char* needed : {"sso_account_id", "sso_role_name", "sso_start_url", "sso_region"})
    if (setting(session, needed).empty())
      return broken("AWS profile " + name + " is one of SSO and has no " + needed,
                    "aws configure sso --profile " + name);
  const auto token = sso_token(name, session);
  if (!token) return token.error();
  const auto tls = trust();
  if (!tls) return tls.error();
  const Endpoint named_endpoint = endpoint("sso");
  std::string url = named_endpoint.url;
  if (url.empty()) url = catalog::service_url("portal.sso", setting(session, "sso_region"));
  const auto response = send_again(
      [&] {
        return io::HttpRequest{
            .url = url + "/federation/credentials?role_name=" + percent_escaped(setting(session, "sso_role_name")) +
                   "&account_id=" + percent_escaped(setting(session, "sso_account_id")),
            .headers = {{"x-amz-sso_bearer_token", *token}},
            .tls = *tls};
      },
      "SSO for AWS profile " + name, named_endpoint);
  if (!response) return response.error();
  const doc::Document document = json_of(response->body);
  const doc::Node& keys = document.root()["roleCredentials"];
  if (response->status != 200 || keys["accessKeyId"].text().empty() || keys["secretAccessKey"].text().empty()) {
    std::string said = said_by(document.root());
    if (said.empty()) said = ": " + io::status_in_words(response->status);
    return CallFailure{
        response->status, "SSO", "SSO gives no keys to AWS profile " + name + said,
        response->status == 403 || response->status == 404
            ? "is sso_role_name a permission set that you have in account " + setting(session, "sso_account_id") + "?"
            : "aws sso login --profile " + name};
  }
  return Found(
      std::optional(Credentials{{std::string(keys["accessKeyId"].text()), std::string(keys["secretAccessKey"].text()),
                                 std::string(keys["sessionToken"].text())},
                                keys["expiration"].integer(),
                                "profile " + name + " (SSO)"}));
}

}  // namespace slipway::cloud
