#pragma once

#include <gtest/gtest.h>

#include <string>

#include "cloud/credentials.h"

namespace slipway::cloud::testing {

/// A machine: its files, variables, and what answers to its requests.
struct Machine {
  io::FakeFiles files;
  io::FakeHttp http;
  io::FakeProcesses processes;
  io::FakeClock clock;
  io::FakeEnvironment environment;
  std::string profile;

  Machine() {
    environment.variables = {{"HOME", "/home/me"}, {"AWS_EC2_METADATA_DISABLED", "true"}, {"AWS_REGION", "eu-west-1"}};
    http.answer = [](const io::HttpRequest& request) -> Result<io::HttpResponse> {
      ADD_FAILURE() << "nobody should ask " << request.url;
      return Failure{FailureKind::Unreachable, "no"};
    };
  }
  CredentialChain chain() { return CredentialChain({files, http, processes, clock, environment}, profile); }
  /// "KEY/SECRET/TOKEN of SOURCE", or what is wrong.
  std::string found() {
    auto asked = chain();
    const auto got = asked.get();
    if (!got) return got.error().message + (got.error().fix.empty() ? "" : " | " + got.error().fix);
    return got->keys.id + "/" + got->keys.secret + "/" + got->keys.token + " of " + got->source;
  }
};

/// What STS answers to an action that gives keys, "s" and "t" beside the id.
inline std::string sts_answer(const std::string& action, const std::string& id, const std::string& until) {
  return "<" + action + "Response><" + action + "Result><Credentials><AccessKeyId>" + id +
         "</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>" + until +
         "</Expiration></Credentials></" + action + "Result></" + action + "Response>";
}

}  // namespace slipway::cloud::testing
