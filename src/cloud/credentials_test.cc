#include "cloud/credentials.h"

#include <gtest/gtest.h>

namespace slipway::cloud {
namespace {

using io::HttpRequest;
using io::HttpResponse;

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
    http.answer = [](const HttpRequest& request) -> Result<HttpResponse> {
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

std::string sts_answer(const std::string& action, const std::string& id, const std::string& until) {
  return "<" + action + "Response><" + action + "Result><Credentials><AccessKeyId>" + id +
         "</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>" + until +
         "</Expiration></Credentials></" + action + "Result></" + action + "Response>";
}

TEST(CredentialChain, TheEnvironmentComesFirst) {
  Machine machine;
  machine.environment.variables["AWS_ACCESS_KEY_ID"] = "AKIA";
  EXPECT_EQ(machine.found(), "AWS_ACCESS_KEY_ID is set and AWS_SECRET_ACCESS_KEY is not | set both");
  machine.environment.variables["AWS_SECRET_ACCESS_KEY"] = "s";
  machine.environment.variables["AWS_SESSION_TOKEN"] = "t";
  EXPECT_EQ(machine.found(), "AKIA/s/t of the environment");
}

TEST(CredentialChain, AProfileIsLaidTogetherFromBothFiles) {
  Machine machine;
  machine.files.files["/home/me/.aws/config"] =
      "[default]\nregion = us-east-1\n[profile gpu]\nregion=us-west-2 # here\ns3 =\n  max_concurrent_requests = 20\n"
      "aws_access_key_id = old\n";
  machine.files.files["/home/me/.aws/credentials"] =
      "[gpu]\r\naws_access_key_id = AKIA\r\naws_secret_access_key = s=1\r\n";
  machine.environment.variables["AWS_PROFILE"] = "gpu";
  EXPECT_EQ(machine.found(), "AKIA/s=1/ of profile gpu");
  machine.environment.variables.erase("AWS_REGION");
  EXPECT_EQ(machine.chain().region(), "us-west-2");
}

TEST(CredentialChain, AFileThatIsNoneIsNotTakenForAnEmptyOne) {
  std::string bytes;
  for (unsigned i = 0; i < 3'000'000; ++i) bytes += static_cast<char>(i * 7919 >> 3);
  const std::string keys = "[default]\naws_access_key_id = AKIA\naws_secret_access_key = hunter2\n";
  struct Row {
    std::string text;
    int line;
  };
  for (const auto& row : {
           Row{"AKIA hunter2\n", 1},
           Row{"[default\naws_access_key_id = AKIA\naws_secret_access_key = hunter2\n", 1},
           Row{"\n# keys\naws_access_key_id = AKIA\n[default]\n", 3},
           Row{keys + "hunter2\n", 4},
           Row{keys + "= hunter2\n", 4},
           Row{"[profile a]\nhunter2\n", 2},
           Row{bytes, 1},
       })
    for (const char* name : {"credentials", "config"}) {
      Machine machine;
      const auto file = std::string("/home/me/.aws/") + name;
      machine.files.files[file] = row.text;
      const auto found = machine.found();
      EXPECT_EQ(found.find(file + ":" + std::to_string(row.line) + " cannot be read"), 0u) << found;
      EXPECT_EQ(found.find("hunter2"), std::string::npos) << "a line may be a key";
    }
  Machine machine;
  machine.files.files["/home/me/.aws/credentials"] = "; mine\n\n" + keys + "\t\nnotes = a\n  and more of it\n[other]\n";
  EXPECT_EQ(machine.found(), "AKIA/hunter2/ of profile default");
}

TEST(CredentialChain, AProfileThatIsNamedOnTheLineGoesBeforeTheEnvironment) {
  Machine machine;
  machine.environment.variables["AWS_ACCESS_KEY_ID"] = "env";
  machine.environment.variables["AWS_SECRET_ACCESS_KEY"] = "s";
  machine.files.files["/home/me/.aws/credentials"] = "[gpu]\naws_access_key_id = AKIA\naws_secret_access_key = s\n";
  machine.profile = "gpu";
  EXPECT_EQ(machine.found(), "AKIA/s/ of profile gpu");
  machine.profile = "gup";
  EXPECT_EQ(machine.found(), "there is no AWS profile gup | did you mean gpu?");
}

TEST(CredentialChain, RolesAreTakenOneAfterTheOther) {
  Machine machine;
  machine.environment.variables["AWS_PROFILE"] = "b";
  machine.files.files["/home/me/.aws/config"] =
      "[profile a]\nrole_arn = arn:aws:iam::1:role/a\nsource_profile = keys\n"
      "[profile b]\nrole_arn = arn:aws:iam::2:role/b\nsource_profile = a\nexternal_id = x y\n"
      "[profile keys]\naws_access_key_id = AKIA\naws_secret_access_key = s\n";
  std::vector<std::string> bodies, signers;
  machine.http.answer = [&](const HttpRequest& request) -> Result<HttpResponse> {
    EXPECT_EQ(request.url, "https://sts.eu-west-1.amazonaws.com/");
    bodies.push_back(request.body);
    for (const auto& header : request.headers)
      if (header.name == "Authorization") signers.push_back(header.value.substr(0, 38));
    return HttpResponse{
        200, {}, sts_answer("AssumeRole", "ASIA" + std::to_string(bodies.size()), "2026-11-26T01:00:00Z")};
  };
  EXPECT_EQ(machine.found(), "ASIA2/s/t of profile b (role arn:aws:iam::2:role/b)");
  ASSERT_EQ(bodies.size(), 2u);
  EXPECT_NE(bodies[0].find("RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fa&RoleSessionName=slipway-"), std::string::npos)
      << bodies[0];
  EXPECT_NE(bodies[1].find("&ExternalId=x%20y"), std::string::npos) << bodies[1];
  EXPECT_EQ(signers.at(0), "AWS4-HMAC-SHA256 Credential=AKIA/20261");
  EXPECT_EQ(signers.at(1), "AWS4-HMAC-SHA256 Credential=ASIA1/2026");
}

/// A Machine whose profile a is chosen by the environment.
std::string said_of(const std::string& config, const std::string& credentials = "") {
  Machine machine;
  machine.environment.variables["AWS_PROFILE"] = "a";
  machine.files.files["/home/me/.aws/config"] = config;
  if (!credentials.empty()) machine.files.files["/home/me/.aws/credentials"] = credentials;
  return machine.found();
}

TEST(CredentialChain, CirclesAndGapsOfProfilesAreSaid) {
  struct Case {
    std::string config, said;
  };
  const std::string a = "[profile a]\nrole_arn = arn:aws:iam::1:role/a\n";
  for (const Case& c :
       {Case{a + "source_profile = a\n",
             "AWS profile a has no end: each of a, a is the source_profile of the one before | give one of them keys"},
        Case{a + "source_profile = b\n[profile b]\nrole_arn = r\nsource_profile = a\n",
             "AWS profile a has no end: each of a, b, a is the source_profile of the one before | give one of them "
             "keys"},
        Case{a, "AWS profile a names a role and not who takes it | add source_profile or credential_source"},
        Case{a + "source_profile = b\ncredential_source = Environment\n",
             "AWS profile a has both source_profile and credential_source | take one of both out"},
        Case{a + "credential_source = Moon\n",
             "AWS profile a has the credential_source Moon, which is none | one of Environment, EcsContainer, "
             "Ec2InstanceMetadata"},
        Case{a + "credential_source = environment\n",
             "AWS profile a has no credentials to take its role with: environment has none"},
        Case{a + "source_profile = b\n", "there is no AWS profile b | did you mean a?"},
        Case{a + "source_profile = b\n[profile b]\nregion = x\n",
             "AWS profile a has no credentials to take its role with: profile b has none | give profile b keys, an SSO "
             "session or a credential_process"},
        Case{a + "source_profile = a\nmfa_serial = m\n",
             "AWS profile a wants a code of a device, which slipway cannot ask for | eval \"$(aws configure "
             "export-credentials --profile a --format env)\" asks for it"},
        Case{"[profile a]\nlogin_session = arn:aws:iam::1:user/me\n",
             "AWS profile a is one of `aws login`, whose keys only the AWS CLI can make | eval \"$(aws configure "
             "export-credentials --profile a --format env)\""},
        Case{"[profile a]\naws_access_key_id = AKIA\n",
             "AWS profile a has aws_access_key_id and no aws_secret_access_key in the same file | aws configure "
             "--profile a"},
        Case{"[profile a]\ncredential_process = get 'keys\n",
             "the credential_process of AWS profile a is no command: a quote has no end | close the quote"},
        Case{"[profile a]\nsso_session = s\nsso_account_id = 1\n",
             "AWS profile a names the sso-session s, which is not there | aws configure sso --profile a"},
        Case{"[profile a]\nsso_session = s\nsso_account_id = 1\nsso_region = x\n[sso-session s]\nsso_region = y\n",
             "AWS profile a and sso-session s say different things of sso_region | take it out of the profile"},
        Case{"[profile a]\nsso_role_name = r\nsso_account_id = 1\nsso_start_url = u\n",
             "AWS profile a is one of SSO and has no sso_region | aws configure sso --profile a"}})
    EXPECT_EQ(said_of(c.config), c.said) << c.config;
}

TEST(CredentialChain, AChainOfRolesHasAnEnd) {
  std::string config = "[profile a]\nrole_arn = r\nsource_profile = 0\n";
  for (int i = 0; i < 1000; ++i)
    config += "[profile " + std::to_string(i) + "]\nrole_arn = r\nsource_profile = " + std::to_string(i + 1) + "\n";
  EXPECT_EQ(said_of(config), "AWS profile a takes more than 20 roles one after the other");
}

/// Each line is what one provider says; the first that says something is taken, in botocore's order.
TEST(CredentialChain, TheOrderIsBotocores) {
  const std::string role = "role_arn = arn:aws:iam::1:role/r\nsource_profile = keys\n";
  const std::string keys = "[keys]\naws_access_key_id = K\naws_secret_access_key = s\n";
  const std::string process = "credential_process = get\n";
  const std::string in_config = "aws_access_key_id = CONFIG\naws_secret_access_key = s\n";
  const std::string in_credentials = "[a]\naws_access_key_id = SHARED\naws_secret_access_key = s\n";
  struct Case {
    std::string name, config, credentials;
    std::map<std::string, std::string> environment;
    bool is_named;  // on the line, not by AWS_PROFILE
    std::string found;
  };
  const std::map<std::string, std::string> env_keys = {{"AWS_ACCESS_KEY_ID", "ENV"}, {"AWS_SECRET_ACCESS_KEY", "s"}};
  const std::map<std::string, std::string> irsa = {{"AWS_WEB_IDENTITY_TOKEN_FILE", "/jwt"}, {"AWS_ROLE_ARN", "irsa"}};
  const std::map<std::string, std::string> pod = {
      {"AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://169.254.170.23/v1/credentials"}};
  for (const Case& c : {
           Case{"keys of the environment go before AWS_PROFILE", "[profile a]\n" + role, keys, env_keys, false,
                "ENV/s/ of the environment"},
           Case{"and a named profile before them", "[profile a]\n" + in_config, "", env_keys, true,
                "CONFIG/s/ of profile a"},
           Case{"a profile's role before the pod's web identity", "[profile a]\n" + role, keys, irsa, false,
                "STS/s/t of profile a (role arn:aws:iam::1:role/r)"},
           Case{"the pod's web identity before the profile's keys", "[profile a]\n" + in_config, in_credentials, irsa,
                false, "STS/s/t of the pod's web identity (role irsa)"},
           Case{"but not before a named profile's", "[profile a]\n" + in_config, in_credentials, irsa, true,
                "SHARED/s/ of profile a"},
           Case{"a token file makes a role a web identity",
                "[profile a]\nrole_arn = w\nweb_identity_token_file = /jwt\nsource_profile = keys\n",
                keys,
                {},
                false,
                "STS/s/t of profile a (role w)"},
           Case{"keys of the credentials file before the program",
                "[profile a]\n" + process + in_config,
                in_credentials,
                {},
                false,
                "SHARED/s/ of profile a"},
           Case{"the program before keys of the config file",
                "[profile a]\n" + process + in_config,
                "",
                {},
                false,
                "PROGRAM/s/ of profile a (credential_process)"},
           Case{"keys of a profile before the container", "[profile a]\n" + in_config, "", pod, false,
                "CONFIG/s/ of profile a"},
           Case{"the container where the profile says nothing", "[profile a]\nregion = x\n", "", pod, false,
                "POD/s/t of the container's identity"},
           Case{"a named profile without keys also falls to it", "[profile a]\nregion = x\n", "", pod, true,
                "POD/s/t of the container's identity"},
           Case{"a role with keys of its own profile",
                "[profile a]\nrole_arn = arn:aws:iam::1:role/r\n"
                "source_profile = a\n" +
                    in_config,
                "",
                {},
                false,
                "STS/s/t of profile a (role arn:aws:iam::1:role/r)"},
           Case{"keys of a source go before its own role",
                "[profile a]\n" + role + "[profile keys]\nrole_arn = other\nsource_profile = a\n",
                keys,
                {},
                false,
                "STS/s/t of profile a (role arn:aws:iam::1:role/r)"},
           Case{"a role by the container",
                "[profile a]\nrole_arn = arn:aws:iam::1:role/r\ncredential_source = EcsContainer\n", "", pod, false,
                "STS/s/t of profile a (role arn:aws:iam::1:role/r)"},
       }) {
    Machine machine;
    machine.environment.variables.insert(c.environment.begin(), c.environment.end());
    if (c.is_named)
      machine.profile = "a";
    else
      machine.environment.variables["AWS_PROFILE"] = "a";
    machine.files.files = {
        {"/home/me/.aws/config", c.config}, {"/home/me/.aws/credentials", c.credentials}, {"/jwt", "token"}};
    machine.processes.answer = [](const io::Command&) -> Result<io::Finished> {
      return io::Finished{0, R"({"Version":1,"AccessKeyId":"PROGRAM","SecretAccessKey":"s"})", ""};
    };
    machine.http.answer = [](const HttpRequest& request) -> Result<HttpResponse> {
      if (request.url.starts_with("http://169.254.170.23"))
        return HttpResponse{200, {}, R"({"AccessKeyId":"POD","SecretAccessKey":"s","Token":"t"})"};
      const bool is_web = request.body.starts_with("Action=AssumeRoleWithWebIdentity");
      return HttpResponse{
          200, {}, sts_answer(is_web ? "AssumeRoleWithWebIdentity" : "AssumeRole", "STS", "2026-11-26T01:00:00Z")};
    };
    EXPECT_EQ(machine.found(), c.found) << c.name;
  }
}

TEST(CredentialChain, WhatARoleIsTakenWithIsSentAsTheProfileSays) {
  Machine machine;
  machine.environment.variables["AWS_PROFILE"] = "a";
  machine.environment.variables["AWS_ROLE_SESSION_NAME"] = "of-web-identities-alone";
  machine.files.files["/home/me/.aws/config"] =
      "[profile \"a\"]\nROLE_ARN = arn:aws:iam::1:role/r\nsource_profile = a\naws_access_key_id: K\n"
      "aws_secret_access_key = s\nrole_session_name = me\nexternal_id = x\nduration_seconds = 900\n";
  machine.http.answer = [](const HttpRequest& request) -> Result<HttpResponse> {
    EXPECT_EQ(request.body,
              "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fr&RoleSessionName=me&"
              "ExternalId=x&DurationSeconds=900");
    return HttpResponse{200, {}, sts_answer("AssumeRole", "STS", "2026-11-26T01:00:00Z")};
  };
  EXPECT_EQ(machine.found(), "STS/s/t of profile a (role arn:aws:iam::1:role/r)");
}

TEST(CredentialChain, WhatHasEndedIsNotTaken) {
  Machine machine;
  machine.environment.variables["AWS_ACCESS_KEY_ID"] = "AKIA";
  machine.environment.variables["AWS_SECRET_ACCESS_KEY"] = "s";
  machine.environment.variables["AWS_CREDENTIAL_EXPIRATION"] = "2026-11-25T23:59:59Z";
  EXPECT_EQ(machine.found(),
            "the AWS credentials of the environment ended at 2026-11-25T23:59:59Z | whatever writes them must write "
            "new ones; if they are new, this machine's clock is wrong");
  machine.environment.variables["AWS_CREDENTIAL_EXPIRATION"] = "soon";
  EXPECT_EQ(machine.found(),
            "AWS_CREDENTIAL_EXPIRATION is no time | aws configure export-credentials --format env writes one");
  machine.environment.variables["AWS_CREDENTIAL_EXPIRATION"] = "2026-11-26T00:04:00+00:00";
  EXPECT_EQ(machine.found(), "AKIA/s/ of the environment");
}

TEST(CredentialChain, WhatCannotBeRenewedIsGoodToItsEnd) {
  Machine machine;
  machine.environment.variables["AWS_WEB_IDENTITY_TOKEN_FILE"] = "/jwt";
  machine.environment.variables["AWS_ROLE_ARN"] = "r";
  machine.files.files["/jwt"] = "token";
  bool is_away = false;
  machine.http.answer = [&](const HttpRequest&) -> Result<HttpResponse> {
    if (is_away) return Failure{FailureKind::Unreachable, "no route"};
    return HttpResponse{200, {}, sts_answer("AssumeRoleWithWebIdentity", "ASIA", "2026-11-26T01:00:00Z")};
  };
  auto chain = machine.chain();
  ASSERT_TRUE(chain.get());
  is_away = true;
  machine.clock.milliseconds += 57 * 60'000;
  EXPECT_TRUE(chain.get()) << "three minutes are left";
  EXPECT_FALSE(chain.renew()) << "AWS has said that they have ended";
  EXPECT_FALSE(chain.get());
}

TEST(CredentialChain, AProcessPrintsKeys) {
  Machine machine;
  machine.environment.variables["AWS_PROFILE"] = "p";
  machine.files.files["/home/me/.aws/config"] =
      "[profile p]\ncredential_process = /opt/get keys --role 'a b' \"c\\d\"\n";
  std::string output =
      R"({"Version":1,"AccessKeyId":"A","SecretAccessKey":"s","SessionToken":"t","Expiration":"2026-11-26T01:00:00Z"})";
  machine.processes.answer = [&](const io::Command& command) -> Result<io::Finished> {
    EXPECT_EQ(command.words, (std::vector<std::string>{"/opt/get", "keys", "--role", "a b", "c\\d"}));
    return io::Finished{0, output, ""};
  };
  EXPECT_EQ(machine.found(), "A/s/t of profile p (credential_process)");
}

/// Its arguments may be secrets: the command is never shown.
TEST(CredentialChain, WhatAProcessDoesWrongIsSaidWithoutItsCommand) {
  struct Case {
    Result<io::Finished> finished;
    std::string said;
  };
  const std::string what = "the credential_process of AWS profile a ";
  const std::string by_hand = " | run it by hand: it stands in ~/.aws/config";
  for (const Case& c : {
           Case{io::Finished{0, "{}", ""}, what + "printed no keys" + by_hand},
           Case{io::Finished{0, R"({"AccessKeyId":"A","SecretAccessKey":"s"})", ""},
                what + "speaks another version than 1, which is all that the AWS CLI knows" + by_hand},
           Case{io::Finished{3, "", "warming up\nno vault\n"}, what + "ended with 3: no vault" + by_hand},
           Case{io::Finished{137, "", "", true}, what + "gave no answer in a minute" + by_hand},
           Case{Failure{FailureKind::NotFound, "get: no such program"},
                what + "cannot be run: get: no such program | install it, or name its path"},
       }) {
    Machine machine;
    machine.environment.variables["AWS_PROFILE"] = "a";
    machine.files.files["/home/me/.aws/config"] = "[profile a]\ncredential_process = get --password hunter2\n";
    machine.processes.answer = [&](const io::Command&) { return c.finished; };
    EXPECT_EQ(machine.found(), c.said);
  }
}

/// Somebody who has logged in to the SSO session corp at some time.
struct SsoMachine : Machine {
  // sha1 of "corp", as the AWS CLI names it
  const std::string cache = "/home/me/.aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json";
  int refreshed = 0;

  SsoMachine() {
    environment.variables["AWS_PROFILE"] = "s";
    files.files["/home/me/.aws/config"] =
        "[profile s]\nsso_session = corp\nsso_account_id = 123\nsso_role_name = Admin\n"
        "[sso-session corp]\nsso_region = eu-west-1\nsso_start_url = https://corp.awsapps.com/start\n";
    http.answer = [this](const HttpRequest& request) -> Result<HttpResponse> {
      if (request.url == "https://oidc.eu-west-1.amazonaws.com/token") {
        ++refreshed;
        EXPECT_EQ(request.body,
                  R"({"clientId":"id","clientSecret":"cs","grantType":"refresh_token","refreshToken":"r1"})");
        return HttpResponse{200, {}, R"({"accessToken":"at2","expiresIn":3600,"refreshToken":"r2"})"};
      }
      EXPECT_EQ(request.url,
                "https://portal.sso.eu-west-1.amazonaws.com/federation/credentials?role_name=Admin&account_id=123");
      const std::string token = request.headers.at(0).value;
      return HttpResponse{200,
                          {},
                          R"({"roleCredentials":{"accessKeyId":"A","secretAccessKey":"s","sessionToken":")" + token +
                              R"(","expiration":1795654800000}})"};
    };
  }
  void logged_in(const std::string& until, const std::string& more = "") {
    files.files[cache] =
        R"({"startUrl":"https://corp.awsapps.com/start","accessToken":"at","expiresAt":")" + until + "\"" + more + "}";
  }
};

constexpr const char* kMayRefresh =
    R"(,"refreshToken":"r1","clientId":"id","clientSecret":"cs","registrationExpiresAt":"2027-01-01T00:00:00Z")";

TEST(CredentialChain, AnSsoSessionGivesTheKeysOfARole) {
  SsoMachine machine;
  EXPECT_EQ(machine.found(), "nobody has logged in to the SSO session of AWS profile s | aws sso login --profile s");
  machine.logged_in("2026-11-26T05:00:00Z");
  EXPECT_EQ(machine.found(), "A/s/at of profile s (SSO)");
  machine.logged_in("2026-11-25T23:59:59Z");
  EXPECT_EQ(machine.found(), "the SSO session of AWS profile s has ended | aws sso login --profile s");
}

TEST(CredentialChain, TheTokenOfAnSsoSessionIsRenewedInTheClisCache) {
  SsoMachine machine;
  machine.logged_in("2026-11-25T20:00:00Z", kMayRefresh);
  EXPECT_EQ(machine.found(), "A/s/at2 of profile s (SSO)");
  EXPECT_EQ(
      machine.files.files[machine.cache],
      R"({"startUrl":"https://corp.awsapps.com/start","accessToken":"at2","expiresAt":"2026-11-26T01:00:00Z",)"
      R"("refreshToken":"r2","clientId":"id","clientSecret":"cs","registrationExpiresAt":"2027-01-01T00:00:00Z"})")
      << "what renews is good for one time: the CLI needs the next";
  EXPECT_EQ(machine.found(), "A/s/at2 of profile s (SSO)");
  EXPECT_EQ(machine.refreshed, 1);
}

TEST(CredentialChain, SsoIsAskedInThePartitionOfItsRegion) {
  for (const auto& [region, domain] :
       {std::pair<std::string, std::string>{"us-gov-west-1", "amazonaws.com"}, {"cn-north-1", "amazonaws.com.cn"}}) {
    SsoMachine machine;
    std::string& config = machine.files.files["/home/me/.aws/config"];
    config.replace(config.find("eu-west-1"), 9, region);
    machine.logged_in("2026-11-25T20:00:00Z", kMayRefresh);
    machine.http.answer = [](const HttpRequest& request) -> Result<HttpResponse> {
      return HttpResponse{request.url.ends_with("/token") ? 200 : 403, {}, R"({"accessToken":"at2","expiresIn":3600})"};
    };
    (void)machine.found();
    ASSERT_EQ(machine.http.asked.size(), 2u);
    EXPECT_EQ(machine.http.asked[0].url, "https://oidc." + region + "." + domain + "/token");
    EXPECT_TRUE(machine.http.asked[1].url.starts_with("https://portal.sso." + region + "." + domain + "/"));
  }
}

TEST(CredentialChain, ATokenThatCannotBeRenewedIsGoodToItsEnd) {
  SsoMachine machine;
  const auto portal = machine.http.answer;
  machine.http.answer = [&](const HttpRequest& request) -> Result<HttpResponse> {
    if (request.url.ends_with("/token")) return HttpResponse{400, {}, R"({"error":"invalid_grant"})"};
    return portal(request);
  };
  machine.logged_in("2026-11-26T00:10:00Z", kMayRefresh);
  EXPECT_EQ(machine.found(), "A/s/at of profile s (SSO)");
  machine.logged_in("2026-11-25T00:00:00Z", kMayRefresh);
  EXPECT_EQ(machine.found(), "the SSO session of AWS profile s has ended | aws sso login --profile s");
}

TEST(CredentialChain, WhySsoGivesNoKeysIsSaid) {
  SsoMachine machine;
  machine.logged_in("2026-11-26T05:00:00Z");
  machine.http.answer = [](const HttpRequest&) { return HttpResponse{403, {}, R"({"message":"No access"})"}; };
  EXPECT_EQ(machine.found(),
            "SSO gives no keys to AWS profile s: No access | is sso_role_name a permission set that you have in "
            "account 123?");
  machine.http.answer = [](const HttpRequest&) { return HttpResponse{401, {}, ""}; };
  EXPECT_EQ(machine.found(), "SSO gives no keys to AWS profile s: HTTP 401 (Unauthorized) | aws sso login --profile s");
}

TEST(CredentialChain, APodsIdentityIsAskedForAtItsAddress) {
  Machine machine;
  machine.environment.variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = "http://169.254.170.23/v1/credentials";
  machine.environment.variables["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = "/token";
  machine.files.files["/token"] = "jwt\n";
  machine.http.answer = [&](const HttpRequest& request) -> Result<HttpResponse> {
    EXPECT_EQ(request.headers.back(), (io::Header{"Authorization", "jwt"}));
    return HttpResponse{
        200, {}, R"({"AccessKeyId":"A","SecretAccessKey":"s","Token":"t","Expiration":"2026-11-26T01:00:00Z"})"};
  };
  EXPECT_EQ(machine.found(), "A/s/t of the container's identity");
  for (const char* elsewhere :
       {"http://evil.example.com/", "http://169.254.170.23.evil.com/", "http://127.0.0.1@evil.com/"}) {
    machine.environment.variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = elsewhere;
    EXPECT_EQ(machine.found(),
              "AWS_CONTAINER_CREDENTIALS_FULL_URI is neither https nor an address of this machine | unset it: EKS and "
              "ECS set it themselves");
  }
}

TEST(CredentialChain, TheContainersAddressIsAskedThreeTimesAndSaysWhatIsWrong) {
  Machine machine;
  machine.environment.variables["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = "/v2/id";
  int asked = 0;
  std::vector<Result<HttpResponse>> answers = {
      Failure{FailureKind::Unreachable, "reset"}, HttpResponse{503, {}, ""},
      HttpResponse{200, {}, R"({"AccessKeyId":"A","SecretAccessKey":"s","Token":"t"})"}};
  machine.http.answer = [&](const HttpRequest& request) {
    EXPECT_EQ(request.url, "http://169.254.170.2/v2/id");
    return answers.at(static_cast<std::size_t>(asked++));
  };
  EXPECT_EQ(machine.found(), "A/s/t of the container's identity");
  EXPECT_EQ(asked, 3);
  machine.http.answer = [](const HttpRequest&) {
    return HttpResponse{404, {}, R"({"code":"NoAssociation","message":"none for ml/web"})"};
  };
  EXPECT_EQ(machine.found(),
            "the container's credentials: NoAssociation: none for ml/web | is there a Pod Identity association for the "
            "pod's service account? aws eks list-pod-identity-associations");
  machine.environment.variables["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = "a\nX-Evil: b";
  EXPECT_EQ(machine.found(), "the container's authorization token has more than one line | is it the right file?");
}

TEST(CredentialChain, AWebIdentityOfTheEnvironmentBecomesARole) {
  Machine machine;
  machine.environment.variables["AWS_WEB_IDENTITY_TOKEN_FILE"] = "/jwt";
  machine.environment.variables["AWS_ROLE_ARN"] = "arn:aws:iam::1:role/irsa";
  machine.files.files["/jwt"] = "token";
  machine.http.answer = [&](const HttpRequest& request) -> Result<HttpResponse> {
    EXPECT_NE(request.body.find("WebIdentityToken=token"), std::string::npos);
    for (const auto& header : request.headers) EXPECT_NE(header.name, "Authorization") << "nothing to sign with";
    return HttpResponse{200, {}, sts_answer("AssumeRoleWithWebIdentity", "ASIA", "2026-11-26T01:00:00Z")};
  };
  EXPECT_EQ(machine.found(), "ASIA/s/t of the pod's web identity (role arn:aws:iam::1:role/irsa)");
}

TEST(CredentialChain, TheInstanceIsAskedLastAndByVersionTwo) {
  Machine machine;
  machine.environment.variables.erase("AWS_EC2_METADATA_DISABLED");
  machine.http.answer = [&](const HttpRequest& request) -> Result<HttpResponse> {
    const std::string path = request.url.substr(std::string("http://169.254.169.254").size());
    if (path == "/latest/api/token") return HttpResponse{request.method == "PUT" ? 200 : 405, {}, "imds"};
    EXPECT_EQ(request.headers.at(0), (io::Header{"X-aws-ec2-metadata-token", "imds"}));
    if (path == "/latest/meta-data/iam/security-credentials/") return HttpResponse{200, {}, "node"};
    return HttpResponse{
        200, {}, R"({"AccessKeyId":"A","SecretAccessKey":"s","Token":"t","Expiration":"2026-11-26T06:00:00Z"})"};
  };
  EXPECT_EQ(machine.found(), "A/s/t of the instance's role node");
  machine.http.answer = [](const HttpRequest&) { return Failure{FailureKind::Unreachable, "no route"}; };
  EXPECT_TRUE(machine.found().starts_with("there are no AWS credentials")) << machine.found();
}

TEST(CredentialChain, TheInstancesAddressIsWhereTheEnvironmentSays) {
  struct Case {
    std::map<std::string, std::string> environment;
    std::string url;  // "": nobody is asked
    int connect_seconds, tries;
  };
  for (const Case& c : {
           Case{{}, "http://169.254.169.254/latest/api/token", 1, 1},
           Case{{{"AWS_EC2_METADATA_DISABLED", "TRUE"}}, "", 0, 0},
           Case{{{"AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "IPv6"}}, "http://[fd00:ec2::254]/latest/api/token", 1, 1},
           Case{{{"AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://127.0.0.1:1338/"},
                 {"AWS_METADATA_SERVICE_TIMEOUT", "3"},
                 {"AWS_METADATA_SERVICE_NUM_ATTEMPTS", "4"}},
                "http://127.0.0.1:1338/latest/api/token",
                3,
                4},
           Case{{{"AWS_METADATA_SERVICE_TIMEOUT", "-1"}}, "http://169.254.169.254/latest/api/token", 1, 1},
       }) {
    Machine machine;
    machine.environment.variables.erase("AWS_EC2_METADATA_DISABLED");
    machine.environment.variables.insert(c.environment.begin(), c.environment.end());
    machine.http.answer = [&](const HttpRequest& request) -> Result<HttpResponse> {
      EXPECT_EQ(request.url, c.url);
      EXPECT_EQ(request.connect_seconds, c.connect_seconds);
      return Failure{FailureKind::Unreachable, "no route"};
    };
    EXPECT_TRUE(machine.found().starts_with("there are no AWS credentials")) << machine.found();
    EXPECT_EQ(machine.http.asked.size(), static_cast<std::size_t>(c.tries)) << c.url;
  }
}

TEST(CredentialChain, WhyAnInstanceGivesNoneIsSaid) {
  Machine machine;
  machine.environment.variables.erase("AWS_EC2_METADATA_DISABLED");
  std::map<std::string, HttpResponse> answers = {{"token", {403, {}, ""}}};
  machine.http.answer = [&](const HttpRequest& request) {
    return answers.at(request.url.substr(request.url.rfind('/') + 1));
  };
  EXPECT_NE(machine.found().find("instance (its metadata service refuses: HTTP 403 (Forbidden)) | "), std::string::npos)
      << machine.found();
  answers = {{"token", {200, {}, "<html>log in</html>\r\nX: y"}}};
  EXPECT_NE(machine.found().find("(a proxy answers where its metadata service should: NO_PROXY=169.254.169.254)"),
            std::string::npos)
      << machine.found();
  answers = {{"token", {200, {}, "imds"}}, {"", {404, {}, "<html>"}}};
  EXPECT_NE(machine.found().find("instance (which has no instance profile) | "), std::string::npos) << machine.found();
  answers[""] = {200, {}, "node"};
  answers["node"] = {200, {}, R"({"Code":"AssumeRoleUnauthorizedAccess","Message":"EC2 cannot assume the role node"})"};
  EXPECT_EQ(machine.found(),
            "the instance's role node gives no keys: AssumeRoleUnauthorizedAccess: EC2 cannot assume the role node | "
            "may ec2.amazonaws.com take the role? aws iam get-role shows its trust policy");
}

TEST(CredentialChain, KeysAreKeptUntilFiveMinutesBeforeTheirEnd) {
  Machine machine;
  machine.environment.variables["AWS_WEB_IDENTITY_TOKEN_FILE"] = "/jwt";
  machine.environment.variables["AWS_ROLE_ARN"] = "r";
  machine.files.files["/jwt"] = "token";
  int asked = 0;
  machine.http.answer = [&](const HttpRequest&) -> Result<HttpResponse> {
    ++asked;
    return HttpResponse{200, {}, sts_answer("AssumeRoleWithWebIdentity", "ASIA", "2026-11-26T01:00:00Z")};
  };
  auto chain = machine.chain();
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(chain.get());
  EXPECT_EQ(asked, 1);
  machine.clock.milliseconds += 56 * 60'000;
  ASSERT_TRUE(chain.get());
  EXPECT_EQ(asked, 2);
}

TEST(CredentialChain, WhatARoleIsRefusedForIsSaid) {
  Machine machine;
  machine.environment.variables["AWS_WEB_IDENTITY_TOKEN_FILE"] = "/jwt";
  machine.environment.variables["AWS_ROLE_ARN"] = "r";
  machine.files.files["/jwt"] = "token";
  machine.http.answer = [](const HttpRequest&) {
    return HttpResponse{
        403,
        {},
        "<ErrorResponse><Error><Code>AccessDenied</Code><Message>Not authorized</Message></Error></ErrorResponse>"};
  };
  EXPECT_EQ(
      machine.found(),
      "the pod's web identity (role r): AccessDenied: Not authorized | does the role's trust policy let you in (and "
      "its external_id, if it wants one)? aws iam get-role shows it");
  machine.http.answer = [](const HttpRequest&) { return HttpResponse{200, {}, "<html>log in"}; };
  EXPECT_EQ(machine.found(),
            "cannot ask STS for the pod's web identity (role r): something between here and AWS answered with a web "
            "page: a proxy or a captive portal | log in to it in a browser of this machine, or name the right "
            "HTTPS_PROXY; then the same command");
  machine.http.answer = [](const HttpRequest&) { return HttpResponse{502, {}, "<html>bad gateway"}; };
  EXPECT_EQ(machine.found(),
            "the pod's web identity (role r): STS answers with HTTP 502 (Bad Gateway) and no word of why | sts is in "
            "trouble: health.aws.amazon.com says more; wait, then go on");
  machine.http.answer = [](const HttpRequest&) {
    return Result<HttpResponse>(Failure{FailureKind::Unreachable, "sts:443: Could not resolve host: sts"});
  };
  EXPECT_EQ(machine.found(),
            "cannot ask STS for the pod's web identity (role r): sts:443: Could not resolve host: sts | is there a "
            "network, and is the region one of AWS's? a proxy is named in HTTPS_PROXY");
}

TEST(CredentialChain, StsIsAskedAgainWhenItThrottles) {
  Machine machine;
  machine.environment.variables["AWS_WEB_IDENTITY_TOKEN_FILE"] = "/jwt";
  machine.environment.variables["AWS_ROLE_ARN"] = "r";
  machine.environment.variables["AWS_REGION"] = "cn-north-1";
  machine.files.files["/jwt"] = "token";
  int asked = 0;
  machine.http.answer = [&](const HttpRequest& request) {
    EXPECT_EQ(request.url, "https://sts.cn-north-1.amazonaws.com.cn/");
    if (++asked == 1)
      return HttpResponse{
          400, {}, "<ErrorResponse><Error><Code>Throttling</Code><Message>Rate</Message></Error></ErrorResponse>"};
    return HttpResponse{200, {}, sts_answer("AssumeRoleWithWebIdentity", "ASIA", "2026-11-26T01:00:00Z")};
  };
  EXPECT_EQ(machine.found(), "ASIA/s/t of the pod's web identity (role r)");
  EXPECT_EQ(machine.clock.sleeps.size(), 1u);
}

TEST(CredentialChain, TheProfileIsChosenByTheEnvironment) {
  Machine machine;
  machine.files.files["/home/me/.aws/credentials"] =
      "[default]\naws_access_key_id = D\naws_secret_access_key = s\n[b]\naws_access_key_id = B\n"
      "aws_secret_access_key = s\n";
  EXPECT_EQ(machine.found(), "D/s/ of profile default");
  machine.environment.variables["AWS_DEFAULT_PROFILE"] = "b";
  EXPECT_EQ(machine.found(), "B/s/ of profile b");
  machine.environment.variables["AWS_PROFILE"] = "c";
  EXPECT_EQ(machine.found(), "there is no AWS profile c | did you mean b?");
}

TEST(CredentialChain, WhereAServiceIsAskedHasAnOrder) {
  Machine machine;
  machine.environment.variables["AWS_PROFILE"] = "a";
  machine.files.files["/home/me/.aws/config"] =
      "[profile a]\nendpoint_url = http://profile/\nservices = lab\n"
      "[services lab]\ns3 =\n  endpoint_url = http://lab-s3\nelastic_load_balancing_v2 =\n  endpoint_url = "
      "http://lab-lb\n";
  EXPECT_EQ(machine.chain().endpoint("eks"), "http://profile");
  EXPECT_EQ(machine.chain().endpoint("s3"), "http://lab-s3");
  EXPECT_EQ(machine.chain().endpoint("elbv2"), "http://lab-lb");
  machine.environment.variables["AWS_ENDPOINT_URL"] = "http://all";
  EXPECT_EQ(machine.chain().endpoint("s3"), "http://all");
  machine.environment.variables["AWS_ENDPOINT_URL_RESOURCE_GROUPS_TAGGING_API"] = "http://tags";
  machine.environment.variables["AWS_ENDPOINT_URL_SERVICE_QUOTAS"] = "http://quotas";
  EXPECT_EQ(machine.chain().endpoint("resourcegroupstaggingapi"), "http://tags");
  EXPECT_EQ(machine.chain().endpoint("service-quotas"), "http://quotas");
  machine.environment.variables["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = "true";
  EXPECT_EQ(machine.chain().endpoint("s3"), "");
}

TEST(CredentialChain, AwsIsTrustedAsTheBundleSays) {
  Machine machine;
  machine.environment.variables["AWS_CA_BUNDLE"] = "/ca.pem";
  EXPECT_EQ(machine.chain().trust().error().message, "AWS_CA_BUNDLE: " + machine.files.read("/ca.pem").error().message);
  machine.files.files["/ca.pem"] = "PEM";
  EXPECT_EQ(machine.chain().trust()->authorities, "PEM");
  machine.environment.variables.erase("AWS_CA_BUNDLE");
  EXPECT_EQ(machine.chain().trust()->authorities, "") << "the system's";
  machine.files.files["/home/me/.aws/config"] = "[default]\nca_bundle = /ca.pem\n";
  EXPECT_EQ(machine.chain().trust()->authorities, "PEM");
}

}  // namespace
}  // namespace slipway::cloud
