#include "kube/image.h"

#include <gtest/gtest.h>

namespace slipway::kube {
namespace {

const std::string kSha = "sha256:" + std::string(64, 'a');

TEST(ImageReference, IsReadWithItsRegistry) {
  struct Case {
    std::string text, whole, familiar;
  };
  for (const Case& c : {
           Case{"nginx", "docker.io/library/nginx", "nginx"},
           {"index.docker.io/a/b:1", "docker.io/a/b:1", "a/b:1"},
           {"ghcr.io/org/app:v1", "ghcr.io/org/app:v1", "ghcr.io/org/app:v1"},
           {"localhost:5000/app", "localhost:5000/app", "localhost:5000/app"},
           {"localhost:5000", "docker.io/library/localhost:5000", "localhost:5000"},
           {"reg/app", "docker.io/reg/app", "reg/app"},
           {"Reg/app", "Reg/app", "Reg/app"},
           {"[::1]:80/app", "[::1]:80/app", "[::1]:80/app"},
           {"my_reg.io/app", "my_reg.io/app", "my_reg.io/app"},
           {"nginx:1@" + kSha, "docker.io/library/nginx:1@" + kSha, "nginx:1@" + kSha},
       }) {
    const auto image = ImageReference::parse(c.text);
    ASSERT_TRUE(image) << c.text;
    EXPECT_EQ(image->to_string(), c.whole);
    EXPECT_EQ(image->familiar(), c.familiar);
  }
  EXPECT_EQ(ImageReference::parse("my_reg.io/app")->domain, "");
}

TEST(ImageReference, RefusesInTheLibrarysWords) {
  struct Case {
    std::string text, message;
  };
  for (const Case& c : {
           Case{"", "invalid reference format"},
           {"app:", "invalid reference format"},
           {"a__b_-c", "invalid reference format"},
           {"Nginx", "invalid reference format: repository name (library/Nginx) must be lowercase"},
           {"ghcr.io/app:v1@SHA256:" + std::string(64, 'a'), "invalid checksum digest format"},
           {"app@sha256:" + std::string(32, 'a'), "invalid checksum digest length"},
           {"app@md5:" + std::string(32, 'a'), "unsupported digest algorithm"},
           {"app@sha256:" + std::string(64, 'A'), "invalid checksum digest format"},
           {std::string(64, 'a'),
            "invalid repository name (" + std::string(64, 'a') + "), cannot specify 64-byte hexadecimal strings"},
           {"x.y/" + std::string(256, 'a'), "repository name must not be more than 255 characters"},
       })
    EXPECT_EQ(ImageReference::parse(c.text).error().message, c.message) << c.text;
}

TEST(ImageReference, LatestIsAlwaysPulled) {
  EXPECT_EQ(default_pull_policy("nginx"), "Always");
  EXPECT_EQ(default_pull_policy("nginx:latest"), "Always");
  EXPECT_EQ(default_pull_policy("nginx:1"), "IfNotPresent");
  EXPECT_EQ(default_pull_policy("nginx@" + kSha), "IfNotPresent");
  EXPECT_EQ(default_pull_policy("!"), "IfNotPresent");
}

}  // namespace
}  // namespace slipway::kube
