#include "base/secret_forms.h"

#include <gtest/gtest.h>

#include <string>

namespace slipway::secret_forms {
namespace {

TEST(SecretForms, AreKnownByTheirBeginning) {
  const std::string letters(36, 'a');
  const struct {
    std::string text;
    std::size_t beginning, size;
  } kCases[] = {
      {"ghp_" + letters, 4, 40},
      {"ghp_" + letters + " x", 4, 40},
      {"sk-" + letters, 3, 39},
      {"sk-ant-" + letters, 7, 43},
      {"hvs." + letters, 4, 40},
      {"ghp_short", 0, 0},
      {"sk-learn-and-some-more-words", 0, 0},
      {"x ghp_" + letters, 0, 0},
      {"", 0, 0},
  };
  for (const auto& one : kCases) {
    EXPECT_EQ(known_secret(one.text).beginning, one.beginning) << one.text;
    EXPECT_EQ(known_secret(one.text).size, one.size) << one.text;
  }
}

TEST(SecretForms, OfAwsAreFortyCharactersOfBase64) {
  EXPECT_TRUE(is_aws_secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYQx8Za3Lk1P"));
  for (const char* name : {"deepseek-ai/DeepSeek-R1-Distill-Llama-8B", "/home/ray/anaconda3/lib:$LD_LIBRARY_PATH",
                           "ReadCapacityUnits=1,WriteCapacityUnits=1", "/fsx/peft_ft/model_artifacts/llama3.1-8B"}) {
    EXPECT_EQ(std::string_view(name).size(), 40u) << name;
    EXPECT_FALSE(is_aws_secret(name)) << name;
  }
}

TEST(SecretForms, OfWebhooksAndKeysOfAws) {
  EXPECT_EQ(hook_address("hooks.slack.com/services/T0/B0/abc"), 25u);
  EXPECT_EQ(hook_address("discord.com/api/webhooks/1/a"), 25u);
  EXPECT_EQ(hook_address("hooks.example.com/services/"), 0u);
  EXPECT_EQ(access_key_id("AKIA" + std::string(16, 'A')), 20u);
  EXPECT_EQ(access_key_id("AKIA" + std::string(17, 'A')), 0u);
  EXPECT_EQ(access_key_id("AKIA-is-how-they-begin"), 0u);
}

}  // namespace
}  // namespace slipway::secret_forms
