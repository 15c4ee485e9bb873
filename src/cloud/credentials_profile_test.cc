// Profiles of the config and credentials files.
#include <gtest/gtest.h>

#include "cloud/credentials.h"
#include "cloud/testing/machine.h"

namespace slipway::cloud {
namespace {

using testing::Machine;

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
             "AWS profile a has no credentials to take its role with: environment has none | set AWS_ACCESS_KEY_ID and "
             "AWS_SECRET_ACCESS_KEY; or name a source_profile in its place"},
        Case{a + "source_profile = b\n", "there is no AWS profile b | aws configure list-profiles"},
        Case{a + "source_profile = b\n[profile b]\nregion = x\n",
             "AWS profile a has no credentials to take its role with: profile b has none | give profile b keys, an SSO "
             "session or a credential_process"},
        Case{a + "source_profile = a\nmfa_serial = m\naws_access_key_id = K\naws_secret_access_key = s\n",
             "AWS profile a wants a code of the device m, and there is no terminal to ask at | slipway apply at a "
             "terminal asks for it, and what follows finds the session in the AWS CLI's cache; or eval \"$(aws "
             "configure "
             "export-credentials --profile a --format env)\""},
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
  EXPECT_EQ(
      said_of(config),
      "AWS profile a takes more than 20 roles one after the other | name a source_profile with keys further up the "
      "chain");
}

TEST(CredentialChain, TheProfileIsChosenByTheEnvironment) {
  Machine machine;
  machine.files.files["/home/me/.aws/credentials"] =
      "[default]\naws_access_key_id = D\naws_secret_access_key = s\n[gpu]\naws_access_key_id = B\n"
      "aws_secret_access_key = s\n";
  EXPECT_EQ(machine.found(), "D/s/ of profile default");
  machine.environment.variables["AWS_DEFAULT_PROFILE"] = "gpu";
  EXPECT_EQ(machine.found(), "B/s/ of profile gpu");
  machine.environment.variables["AWS_PROFILE"] = "gpus";
  EXPECT_EQ(machine.found(), "there is no AWS profile gpus | did you mean gpu?");
}

}  // namespace
}  // namespace slipway::cloud
