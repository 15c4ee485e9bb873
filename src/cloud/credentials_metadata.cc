// Credentials that the machine gives: a container's or pod's address, an instance's metadata.
#include <fmt/core.h>

#include <algorithm>
#include <charconv>

#include "base/shell_word.h"
#include "base/text.h"
#include "cloud/credential_answers.h"
#include "cloud/credentials.h"
#include "cloud/reasons.h"

namespace slipway::cloud {

namespace {

/// Where an address that gives out keys may be: what the SDKs accept beside https.
bool is_local(std::string_view url) {
  for (const std::string_view host : {"http://169.254.170.2", "http://169.254.170.23", "http://[fd00:ec2::23]",
                                      "http://127.0.0.1", "http://localhost", "http://[::1]"})
    if (url.starts_with(host)) {
      const auto rest = url.substr(host.size());
      if (rest.empty() || rest[0] == '/' || rest[0] == ':') return true;
    }
  return false;
}

bool is_word(const std::string& text, std::string_view word) {
  return std::ranges::equal(text, word, [](char a, char b) { return (a | 32) == b; });
}

int number_or(const std::string& text, int otherwise) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() && number > 0 ? std::min(number, 60) : otherwise;
}

}  // namespace

CredentialChain::Found CredentialChain::of_container() {
  const auto& environment = doors_.environment;
  const std::string relative = environment.text("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
  const std::string url =
      relative.empty() ? environment.text("AWS_CONTAINER_CREDENTIALS_FULL_URI") : "http://169.254.170.2" + relative;
  if (url.empty()) return Found(std::nullopt);
  if (!url.starts_with("https://") && !is_local(url))
    return broken("AWS_CONTAINER_CREDENTIALS_FULL_URI is neither https nor an address of this machine",
                  "unset it: EKS and ECS set it themselves");
  std::string token = environment.text("AWS_CONTAINER_AUTHORIZATION_TOKEN");
  const std::string token_file = environment.text("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
  if (!token_file.empty()) {
    const auto read = doors_.files.read(token_file);
    if (!read)
      return broken("the pod's identity token: " + read.error().message,
                    "is AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE the file that the pod has?");
    token = trim(*read);
  }
  if (token.find_first_of("\r\n") != token.npos)
    return broken("the container's authorization token has more than one line", "is it the right file?");
  const auto response = send_again(
      [&] {
        io::HttpRequest request{
            .url = url, .headers = {{"Accept", "application/json"}}, .seconds = 10, .connect_seconds = 2};
        if (!token.empty()) request.headers.push_back({"Authorization", token});
        return request;
      },
      "for the container's credentials", {});
  if (!response)
    return CallFailure{0, "Credentials", response.error().message,
                       response.error().code == "WebPage"
                           ? "no proxy may stand there: NO_PROXY=169.254.170.23,169.254.170.2"
                           : "is the Pod Identity agent running on this node?"};
  const doc::Document answer = json_of(response->body);
  auto read = response->status == 200 ? read_keys(answer.root(), "Token", "the container's identity") : std::nullopt;
  if (read) return Found(std::move(read));
  std::string said = said_by(answer.root());
  if (said.empty())
    said = ": " + (response->status == 200 ? "no keys" : io::status_in_words(response->status)) + " from " + url;
  return CallFailure{response->status, "Credentials", "the container's credentials" + said,
                     "is there a Pod Identity association for the pod's service account? aws eks "
                     "list-pod-identity-associations"};
}

CredentialChain::Found CredentialChain::of_instance() {
  const auto& environment = doors_.environment;
  instance_said_.clear();
  if (is_word(environment.text("AWS_EC2_METADATA_DISABLED"), "true")) return Found(std::nullopt);
  const auto said = [&](const char* variable, const char* in_profile) {
    const std::string set = environment.text(variable);
    return set.empty() ? setting(settings(), in_profile) : set;
  };
  std::string base = said("AWS_EC2_METADATA_SERVICE_ENDPOINT", "ec2_metadata_service_endpoint");
  if (base.empty())
    base = is_word(said("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "ec2_metadata_service_endpoint_mode"), "ipv6")
               ? "http://[fd00:ec2::254]"
               : "http://169.254.169.254";
  while (base.ends_with('/')) base.pop_back();
  const int seconds = number_or(said("AWS_METADATA_SERVICE_TIMEOUT", "metadata_service_timeout"), 1);
  const int tries = number_or(said("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "metadata_service_num_attempts"), 1);
  const auto ask = [&](const std::string& method, const std::string& path, io::Header header) {
    for (int tried = 1;; ++tried) {
      auto response = doors_.http.send({.method = method,
                                        .url = base + path,
                                        .headers = {header},
                                        .seconds = seconds + 1,
                                        .connect_seconds = seconds});
      if ((response && response->status < 500) || tried >= tries) return response;
    }
  };
  const auto token = ask("PUT", "/latest/api/token", {"X-aws-ec2-metadata-token-ttl-seconds", "21600"});
  if (!token) return Found(std::nullopt);  // this is no instance, or a container more than its hops away
  if (io::is_web_page(*token)) {
    instance_said_ = " (a proxy answers where its metadata service should: NO_PROXY=169.254.169.254)";
    return Found(std::nullopt);
  }
  if (token->status != 200) {
    instance_said_ = " (its metadata service refuses: " + io::status_in_words(token->status) + ")";
    return Found(std::nullopt);
  }
  const std::string folder = "/latest/meta-data/iam/security-credentials/";
  const auto role = ask("GET", folder, {"X-aws-ec2-metadata-token", token->body});
  if (!role || role->status != 200 || trim(role->body).empty()) {
    instance_said_ = " (which has no instance profile)";
    return Found(std::nullopt);
  }
  const std::string name(trim(std::string_view(role->body).substr(0, role->body.find('\n'))));
  const auto keys = ask("GET", folder + name, {"X-aws-ec2-metadata-token", token->body});
  const doc::Document answer = json_of(keys ? keys->body : "");
  auto read =
      keys && keys->status == 200 ? read_keys(answer.root(), "Token", "the instance's role " + name) : std::nullopt;
  if (read) return Found(std::move(read));
  return broken("the instance's role " + name + " gives no keys" + said_by(answer.root()),
                "may ec2.amazonaws.com take the role? aws iam get-role --role-name " + shell_word(name) +
                    " shows its trust policy");
}

}  // namespace slipway::cloud
