// What other programs print, before anybody reads it.
#include "io/secrets.h"

#include <gtest/gtest.h>

namespace slipway::io {
namespace {

TEST(WithoutSecrets, HidesWhatIsKnownByItsValueWhereverItStands) {
  const std::vector<std::string> values = {"wJalrXUtnFEMI/K7MDENG+key", "wJalrXUtnFEMI", "short"};
  struct Row {
    std::string text, wanted;
  };
  for (const auto& row : {
           Row{"signing with wJalrXUtnFEMI/K7MDENG+key failed", "signing with *** failed"},
           Row{"xwJalrXUtnFEMI/K7MDENG+keywJalrXUtnFEMIx", "x******x"},
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

TEST(WithoutSecrets, TakesWhateverBytes) {
  std::string bytes;
  for (int i = 0; i < 4096; ++i) bytes += static_cast<char>(i * 37);
  EXPECT_FALSE(without_secrets(bytes + "token=").empty());
  EXPECT_EQ(without_secrets(std::string(1 << 16, ':')).size(), std::size_t{1} << 16);
  EXPECT_EQ(without_secrets(std::string(1 << 16, '=')).size(), std::size_t{1} << 16);
}

}  // namespace
}  // namespace slipway::io
