// Credentials that STS gives for others.

#include "base/percent.h"
#include "base/text.h"
#include "catalog/service_names.h"
#include "cloud/credential_answers.h"
#include "cloud/credentials.h"
#include "cloud/reasons.h"
#include "cloud/xml.h"

namespace slipway::cloud {

namespace {

constexpr int kTries = 3;

std::string advice_for_role(const std::string& code, const std::string& message, const io::HttpResponse& response,
                            std::int64_t now) {
  if (message.find("MultiFactorAuthentication") != message.npos)
    return "each code is good once, and for half a minute: the same command asks for the next one; is mfa_serial of "
           "the profile the device that showed it?";
  if (code == "AccessDenied")
    return "does the role's trust policy let you in (and its external_id, if it wants one)? aws iam get-role "
           "--role-name NAME shows it";
  if (code == "ExpiredTokenException" || code == "InvalidIdentityToken")
    return "the web identity's token is over, or its issuer is no OIDC provider of the account: aws iam "
           "list-open-id-connect-providers";
  if (code == "ValidationError")
    return "correct the profile: role_arn, role_session_name, duration_seconds (no longer than the role allows; an "
           "hour "
           "when one role takes another)";
  return advice(
      {.status = response.status, .code = code, .service = "sts", .region = {}, .skew = io::clock_skew(response, now)});
}

}  // namespace

Result<io::HttpResponse, CallFailure> CredentialChain::send_again(const Request& make, const std::string& whom,
                                                                  const Endpoint& endpoint) {
  for (int tried = 1;; ++tried) {
    auto response = doors_.http.send(make());
    const bool is_last = tried >= kTries;
    if (!response && (is_last || response.error().kind != FailureKind::Unreachable))
      return CallFailure{0, "Unreachable", "cannot ask " + whom + ": " + response.error().message,
                         advice_for_silence(response.error(), endpoint)};
    const bool is_busy = response && (response->status == 429 || response->status >= 500 ||
                                      response->body.find("<Code>Throttling") != std::string::npos);
    if (response && io::is_web_page(*response))
      return CallFailure{0, "WebPage", "cannot ask " + whom + ": " + io::web_page_in_words("AWS"),
                         advice_for_another(endpoint)};
    if (response && (is_last || !is_busy)) return std::move(response).value();
    doors_.clock.sleep(pause_after(tried, doors_.clock.now()));
  }
}

CredentialChain::Found CredentialChain::of_web_identity(const std::string& role, const std::string& token_file,
                                                        const std::string& session, const std::string& source) {
  if (role.empty())
    return broken("a web identity token is there and no role to take with it", "set AWS_ROLE_ARN, or role_arn");
  const auto token = doors_.files.read(token_file);
  if (!token)
    return broken("the web identity token: " + token.error().message,
                  "is AWS_WEB_IDENTITY_TOKEN_FILE (web_identity_token_file of the profile) the right file?");
  const std::string name = session.empty() ? "slipway-" + std::to_string(doors_.clock.now() / 1000) : session;
  return ask_sts("Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=" + percent_escaped(role) +
                     "&RoleSessionName=" + percent_escaped(name) +
                     "&WebIdentityToken=" + percent_escaped(std::string(trim(*token))),
                 nullptr, source + " (role " + role + ")");
}

CredentialChain::Found CredentialChain::ask_sts(const std::string& query, const Keys* keys, const std::string& source) {
  const std::string here = region();
  const Endpoint named = endpoint("sts");
  std::string url = named.url;
  if (url.empty()) url = here.empty() ? "https://sts.amazonaws.com" : catalog::service_url("sts", here);
  const auto tls = trust();
  if (!tls) return tls.error();
  const auto make = [&] {
    io::HttpRequest request{.method = "POST",
                            .url = url + "/",
                            .headers = {{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}},
                            .body = query,
                            .tls = *tls};
    if (keys) sign(request, *keys, {here.empty() ? "us-east-1" : here, "sts", doors_.clock.now()});
    return request;
  };
  const auto response = send_again(make, "STS for " + source, named);
  if (!response) return response.error();
  const auto read = read_xml(response->body);
  const doc::Value answer = read ? *read : doc::Value();
  if (response->status != 200) {
    const doc::Value& error = answer["ErrorResponse"]["Error"];
    const std::string* code = error["Code"].string();
    const std::string* message = error["Message"].string();
    const std::string word = code ? *code : "";
    return CallFailure{
        response->status, word,
        source + ": " +
            (message ? word + ": " + *message
                     : "STS answers with " + io::status_in_words(response->status) + " and no word of why"),
        word.empty() && !named.url.empty()
            ? advice_for_another(named)
            : advice_for_role(word, message ? *message : "", *response, doors_.clock.now())};
  }
  const bool is_web = query.starts_with("Action=AssumeRoleWithWebIdentity");
  const doc::Value& made =
      is_web ? answer["AssumeRoleWithWebIdentityResponse"]["AssumeRoleWithWebIdentityResult"]["Credentials"]
             : answer["AssumeRoleResponse"]["AssumeRoleResult"]["Credentials"];
  const auto text = [&](const char* key) {
    const std::string* value = made[key].string();
    return value ? *value : std::string();
  };
  Credentials out{
      {text("AccessKeyId"), text("SecretAccessKey"), text("SessionToken")}, milliseconds(text("Expiration")), source};
  if (out.keys.id.empty() || out.keys.secret.empty())
    return broken("STS gives no keys for " + source,
                  named.url.empty() ? "is there a proxy in between?" : advice_for_another(named));
  return Found(std::optional(std::move(out)));
}

}  // namespace slipway::cloud
