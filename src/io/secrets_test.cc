// What other programs print, before anybody reads it.
#include "io/secrets.h"

#include <gtest/gtest.h>

#include <random>

namespace slipway::io {
namespace {

TEST(WithoutSecrets, HidesWhatIsKnownByItsValueWhereverItStands) {
  const std::vector<std::string> values = {"wJalrXUtnFEMI/K7MDENG+key", "wJalrXUtnFEMI", "short"};
  struct Row {
    std::string text, wanted;
  };
  for (const auto& row : {
           Row{"signing with wJalrXUtnFEMI/K7MDENG+key failed", "signing with *** failed"},
           Row{"xwJalrXUtnFEMI/K7MDENG+keywJalrXUtnFEMIxy", "x******xy"},
           Row{"?key=wJalrXUtnFEMI%2FK7MDENG%2Bkey&b", "?key=***&b"},
           Row{R"({"detail":"wJalrXUtnFEMI"})", R"({"detail":"***"})"},
           Row{"short words of any text stay", "short words of any text stay"},
       })
    EXPECT_EQ(without_secrets(row.text, values), row.wanted);
}

TEST(WithoutSecrets, HidesWhatItsNameOrItsFormGivesAway) {
  struct Row {
    std::string text, wanted;
  };
  for (const auto& row : {
           Row{"--set auth.password=hunter2,b=c", "--set auth.password=***,b=c"},
           Row{"password: hunter2 and more", "password: *** and more"},
           Row{"the password: hunter", "the password: ***"},
           Row{R"(adminPassword = "correct")", R"(adminPassword = "***")"},
           Row{R"({"token":"abc","b":1})", R"({"token":"***","b":1})"},
           Row{R"({"detail":"{\"client_secret\": \"abc\"}"})", R"({"detail":"{\"client_secret\": \"***\"}"})"},
           Row{"AWS_SECRET_ACCESS_KEY=abc/def+g== x", "AWS_SECRET_ACCESS_KEY=*** x"},
           Row{"?X-Amz-Security-Token=IQoJb3&X-Amz-Signature=0f9a&X-Amz-Date=2026",
               "?X-Amz-Security-Token=***&X-Amz-Signature=***&X-Amz-Date=2026"},
           Row{"Authorization: Bearer abcdefgh12345678", "Authorization: Bearer ***"},
           Row{"got eyJhbGciOiJSUzI1NiIsImtpZCI6.eyJh.b-_c, no", "got ***, no"},
           Row{"token k8s-aws-v1.aHR0cHM6Ly9zdHMu was refused", "token *** was refused"},
           Row{"clone https://bob:hunter@git.example.com/a failed", "clone https://bob:***@git.example.com/a failed"},
           Row{"a -----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY----- b",
               "a -----BEGIN RSA PRIVATE KEY-----***-----END RSA PRIVATE KEY----- b"},
           Row{"-----BEGIN PRIVATE KEY-----\\nMIIE", "-----BEGIN PRIVATE KEY-----***"},
       })
    EXPECT_EQ(without_secrets(row.text), row.wanted);
}

TEST(WithoutSecrets, HidesWhateverFormItHas) {
  const std::string aws = "wJalrXUtnFEMIK7MDENG9bPxRfiCYzEXAMPLEKE/", letters(36, 'a');
  struct Row {
    std::string text, wanted;
  };
  for (const auto& row : {
           // Headers and schemes: short ones, those without a digit, any case.
           Row{"Authorization: Bearer swordfish was refused", "Authorization: Bearer *** was refused"},
           Row{"Bearer swordfish was refused", "Bearer *** was refused"},
           Row{"BEARER swordfish, no", "BEARER ***, no"},
           Row{"authorization: bearer abc", "authorization: bearer ***"},
           Row{"Authorization: Basic dXNlcjpwYXNz was refused", "Authorization: Basic *** was refused"},
           Row{"Authorization: token swordfish was refused", "Authorization: token *** was refused"},
           Row{R"({"Authorization":"Basic dXNlcjpwYXNz"})", R"({"Authorization":"Basic ***"})"},
           Row{R"({"Proxy-Authorization":"swordfish"})", R"({"Proxy-Authorization":"***"})"},
           Row{"Authorization: AWS4-HMAC-SHA256 Credential=AKIA/2026, Signature=0f9a",
               "Authorization: "
               "AWS4-HMAC-SHA256 Credential=AKIA/2026, Signature=***"},
           // In a sentence.
           Row{"Password is swordfish", "Password is ***"},
           Row{"the password is swordfish.", "the password is ***."},
           Row{"your admin password was: 'sword fish' before", "your admin password was: '***' before"},
           Row{"token is abc", "token is ***"},
           Row{"invalid password \"swordfish\" for bob", "invalid password \"***\" for bob"},
           Row{"password hunter2 is wrong", "password *** is wrong"},
           Row{"token a1b2c3 has expired", "token *** has expired"},
           Row{"token sha256~abcdefgh", "token ***"},
           Row{"password: swordfish and more", "password: *** and more"},
           // On a command line, and in settings.
           Row{"run --password swordfish --user bob", "run --password *** --user bob"},
           Row{"run --token swordfish", "run --token ***"},
           Row{"password=swordfish", "password=***"},
           Row{"PASSWORD=swordfish x", "PASSWORD=*** x"},
           Row{R"(password = "sword, fish; and \"more\"" # x)", R"(password = "***" # x)"},
           Row{R"({"detail":"{\"password\": \"a, b\"}"})", R"({"detail":"{\"password\": \"***\"}"})"},
           Row{R"({"auth":"dXNlcjpwYXNz"})", R"({"auth":"***"})"},
           Row{"client-key-data: LS0tLS1C", "client-key-data: ***"},
           Row{"AccountKey=abc+def/==;EndpointSuffix=x", "AccountKey=***;EndpointSuffix=x"},
           // Addresses.
           Row{"https://bob:p@ss@git.example.com/a", "https://bob:***@git.example.com/a"},
           Row{"https://bob:p/s(s)@git.example.com/a", "https://bob:***@git.example.com/a"},
           Row{"redis://:swordfish@cache:6379/0", "redis://:***@cache:6379/0"},
           Row{"https://abcdefghij0123456789@git.example.com", "https://***@git.example.com"},
           Row{"https://x.example.com/p?access_token=abc&b=c", "https://x.example.com/p?access_token=***&b=c"},
           Row{"https://hooks.slack.com/services/T0/B0/abc failed", "https://hooks.slack.com/services/*** failed"},
           // By themselves.
           Row{"key " + aws + " failed", "key *** failed"},
           Row{"(" + aws + ")", "(***)"},
           Row{"AKIAIOSFODNN7EXAMPLE is not authorized", "*** is not authorized"},
           Row{"access key ASIAIOSFODNN7EXAMPLE, expired", "access key ***, expired"},
           Row{"AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE", "AWS_ACCESS_KEY_ID=***"},
           Row{R"({"aws_access_key_id":"AKIAIOSFODNN7EXAMPLE"})", R"({"aws_access_key_id":"***"})"},
           Row{R"({"detail":"with\nAKIAIOSFODNN7EXAMPLE\tand"})", R"({"detail":"with\n***\tand"})"},
           Row{"?X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20261126%2Feu-west-1",
               "?X-Amz-Credential=***%2F20261126%2Feu-west-1"},
           Row{"&r=https%3A%2F%2Fk%3DASIAIOSFODNN7EXAMPLE", "&r=https%3A%2F%2Fk%3D***"},
           Row{"Credential=ASIAIOSFODNN7EXAMPLE/20261126/eu-west-1/sts", "Credential=***/20261126/eu-west-1/sts"},
           Row{"got\\nghp_" + letters, "got\\n***"},
           Row{"got IQoJb3JpZ2luX2VjEJr//////////wEaCXVz.", "got ***"},
           Row{"FwoGZXIvYXdzEJr//////////wEaD", "***"},
           Row{"ghp_" + letters + " x", "*** x"},
           Row{"gho_" + letters + ".", "***."},
           Row{"github_pat_11ABCDEFG0abcdefghij_klm", "***"},
           Row{"glpat-abcdefghij0123456789", "***"},
           Row{"hf_" + letters, "***"},
           Row{"nvapi-abcdefghij-0123_456789", "***"},
           Row{"xoxb-1234567890-abcdefghij", "***"},
           Row{"xapp-1-A0123456789-abcdefg", "***"},
           Row{"dckr_pat_abcdefghij0123456789", "***"},
           Row{"data LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQ== x", "data *** x"},
           Row{"-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n-----END OPENSSH PRIVATE KEY-----",
               "-----BEGIN OPENSSH PRIVATE KEY-----***-----END OPENSSH PRIVATE KEY-----"},
       })
    EXPECT_EQ(without_secrets(row.text), row.wanted);
}

TEST(WithoutSecrets, LeavesWhatTerraformHelmAndKubernetesSay) {
  for (const char* text : {
           "Error: MasterUserPassword must be at least 8 characters",
           "password must be at least 8 characters",
           "Password is required",
           "Password is too short: 8 characters or more",
           "the password was not changed",
           "the flag --password is required",
           "--token must be set",
           "Bearer token is missing",
           "bearer authentication is off",
           "Basic authentication is not supported",
           "Basic auth failed",
           "WWW-Authenticate: Bearer realm=\"https://auth.example.com/token\",scope=\"pull\"",
           "Authorization: header is missing",
           "The security token included in the request is invalid",
           "The security token included in the request is expired",
           "ExpiredTokenException: The provided token has expired.",
           "token is expired",
           "invalid bearer token, token lookup failed",
           "failed to fetch oauth token: unexpected status: 401 Unauthorized",
           "Unable to generate token: context deadline exceeded",
           "error: token: required",
           "password: required",
           R"("password": conflicts with password_wo)",
           R"("password": one of `password,password_wo` must be specified)",
           "secrets \"db\" not found",
           "Secret \"db\" not found",
           "Secret ml2/db not found",
           "couldn't find key token in Secret ml/db",
           "MountVolume.SetUp failed for volume \"token\" : secret \"db-1a2b3c\" not found",
           "  12:   password = var.db_password",
           "encryption_key = arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
           "token = local.token",
           "password = (sensitive value)",
           "PWD=/home/bob",
           "unexpected token } in JSON",
           "invalid character '<' looking for beginning of value",
           "sha256:4bc453b53cb3d914b45f4b250294236adba2c0e09ff6f03793949e7e39fd4cc1",
           "commit 2fd4e1c67a2d28fced849ee1bb76e7391b93eb12",
           "RequestID: 7fe2fdcd-0e7d-4e1f-8a8e-2f0b1f9c8d7e, HostID: abc",
           "git::ssh://git@github.com/org/repo.git",
           "https://user@example.com/x",
           "https://[2001:db8::1]:8443/path@x",
           "arn:aws:iam::111122223333:role/AmazonEKSAutoClusterRole",
           "HF_HUB_ENABLE_HF_TRANSFER, hf_transfer and hf_hub_download_something_long",
           "skip-ahead-with-a-long-flag and sk-learn-something-longer-than-that",
           "eks-pod-identity-agent, signature: unchanged",
           "serviceaccount token volume projected",
           "password = null",
           "role AROAIOSFODNN7EXAMPLE:session, user AIDAIOSFODNN7EXAMPLE",
           "xAKIAIOSFODNN7EXAMPLE AKIAIOSFODNN7EXAMPLEX AKIAIOSFODNN7EXAMPL AKIAiosfodnn7example",
       })
    EXPECT_EQ(without_secrets(text), text);
}

TEST(WithoutSecrets, IsLinearInWhateverIsHostile) {
  for (const char* piece : {"authorization=AWS4-", "token is ", "https://", "://a:", "Bearer ", "password \"", "eyJ",
                            "password=\\\"", "hf_", "=a", "token=var.", " token", "-----BEGIN PRIVATE KEY"}) {
    std::string text;
    while (text.size() < 1u << 18) text += piece;
    EXPECT_FALSE(without_secrets(text).empty()) << piece;
  }
}

TEST(WithoutSecrets, LeavesWhatOnlySoundsLikeOne) {
  for (const char* text : {
           "",
           "ExpiredToken: The security token included in the request is expired",
           "Error: Invalid token: unexpected end of file",
           "arn:aws:secretsmanager:eu-west-1:111122223333:secret:app/db-AbC123",
           "Secret ml/db: is forbidden: User \"bob\" cannot get resource \"secrets\"",
           "max_tokens=512",
           "password =",
           "if token == nil",
           "https://git.example.com:8443/a@b",
           "-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----",
           R"({"secret":{"secretName":"db"},"token":[1],"password":null,"secret_key":true,"token":17})",
           "SignatureDoesNotMatch: The request signature we calculated does not match",
           "a bearer token",
       })
    EXPECT_EQ(without_secrets(text), text);
}

TEST(WithoutSecrets, KnowsWhichVariablesHoldOne) {
  for (const char* name : {"AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "TF_VAR_password", "adminPassword", "api-key"})
    EXPECT_TRUE(is_secret_name(name)) << name;
  for (const char* name : {"", "AWS_PROFILE", "AWS_ACCESS_KEY_ID", "tokens", "secretName"})
    EXPECT_FALSE(is_secret_name(name)) << name;
  FakeEnvironment environment;
  environment.variables = {{"AWS_SECRET_ACCESS_KEY", "a"}, {"AWS_SESSION_TOKEN", ""}, {"AWS_PROFILE", "b"}};
  EXPECT_EQ(secrets_in(environment), std::vector<std::string>{"a"});
}

/// Whether it is {"a":"…","b":"…"}.
bool is_pair_of_strings(std::string_view json) {
  for (const std::string_view before : {"{\"a\":\"", ",\"b\":\""}) {
    if (!json.starts_with(before)) return false;
    json.remove_prefix(before.size());
    std::size_t at = 0;
    while (at < json.size() && json[at] != '"') at += json[at] == '\\' ? 2 : 1;
    if (at >= json.size()) return false;
    json.remove_prefix(at + 1);
  }
  return json == "}";
}

TEST(WithoutSecrets, LeavesJsonJson) {
  constexpr const char* kPieces[] = {"password",
                                     "token",
                                     "is",
                                     "secret",
                                     " ",
                                     "  ",
                                     ":",
                                     "=",
                                     "'",
                                     "\\\"",
                                     "\\\\",
                                     "\\n",
                                     "`",
                                     "hunter2",
                                     ",",
                                     "}",
                                     "{",
                                     "--",
                                     "Bearer",
                                     "Authorization",
                                     "https://",
                                     "bob:",
                                     "@h/",
                                     "eyJhbGciOiJSUzI1NiIs",
                                     "\\\\\\\"",
                                     "-----BEGIN PRIVATE KEY-----",
                                     "-----END PRIVATE KEY-----",
                                     "wJalrXUtnFEMIK7MDENG9bPxRfiCYzEXAMPLEKE/"};
  std::mt19937 random(12);
  const auto any = [&](std::size_t below) { return std::uniform_int_distribution<std::size_t>(0, below - 1)(random); };
  for (int round = 0; round < 20'000; ++round) {
    std::string texts[2];
    for (auto& text : texts)
      for (auto count = any(8); count > 0; --count) text += kPieces[any(std::size(kPieces))];
    const auto json = "{\"a\":\"" + texts[0] + "\",\"b\":\"" + texts[1] + "\"}";
    ASSERT_TRUE(is_pair_of_strings(json)) << json;
    ASSERT_TRUE(is_pair_of_strings(without_secrets(json))) << json << "\n" << without_secrets(json);
  }
}

TEST(WithoutSecrets, OfLinesShowsNoneOfAKey) {
  LinesWithoutSecrets lines({"swordfish"});
  std::vector<std::string> shown;
  for (const char* line : {"begun", "-----BEGIN RSA PRIVATE KEY-----", "MIIE", "", "-----END RSA PRIVATE KEY----- end",
                           "-----BEGIN CERTIFICATE-----", "MIIC", "-----END CERTIFICATE-----", "a swordfish",
                           "-----BEGIN PRIVATE KEY-----MIIE-----END PRIVATE KEY-----", "done"})
    shown.push_back(lines.next(line));
  EXPECT_EQ(shown, (std::vector<std::string>{"begun", "-----BEGIN RSA PRIVATE KEY-----***", "", "",
                                             "-----END RSA PRIVATE KEY----- end", "-----BEGIN CERTIFICATE-----", "MIIC",
                                             "-----END CERTIFICATE-----", "a ***",
                                             "-----BEGIN PRIVATE KEY-----***-----END PRIVATE KEY-----", "done"}));
}

TEST(WithoutSecrets, TakesWhateverBytes) {
  std::string bytes;
  for (int i = 0; i < 4096; ++i) bytes += static_cast<char>(i * 37);
  EXPECT_FALSE(without_secrets(bytes + "token=").empty());
  EXPECT_EQ(without_secrets(std::string(1 << 16, ':')).size(), std::size_t{1} << 16);
  EXPECT_EQ(without_secrets(std::string(1 << 16, '=')).size(), std::size_t{1} << 16);
}

}  // namespace
}  // namespace slipway::io
