#include "render/git_address.h"

#include <gtest/gtest.h>

/// Where a GitOps controller reads the tree, as a user may get it wrong.
namespace slipway::render {
namespace {

std::string about(const Git& git, Delivery delivery = Delivery::ArgoCd) { return complaint_about(git, delivery); }

TEST(GitAddress, TakesWhatControllersTake) {
  EXPECT_EQ(about({}), "");
  for (const char* url : {"https://github.com/acme/platform", "https://git.test:8443/a/b.git", "http://10.0.0.1/p",
                          "ssh://git@git.test/p", "ssh://git@git.test:2222/p.git", "https://[2001:db8::1]:443/p",
                          "https://dev.azure.com/acme/my%20project/_git/p"})
    for (const auto delivery : {Delivery::ArgoCd, Delivery::Flux}) EXPECT_EQ(about({.url = url}, delivery), "") << url;
  EXPECT_EQ(about({.url = "git@github.com:acme/platform.git"}), "");
  EXPECT_EQ(about({.url = "git@github.com:acme/platform.git"}, Delivery::Flux),
            "--git-url 'git@github.com:acme/platform.git' is no URL to Flux: write "
            "ssh://git@github.com/acme/platform.git");
  for (const char* branch : {"main", "release/1.2", "a-b_c", "v1.35", "@x"})
    EXPECT_EQ(about({.revision = branch}), "") << branch;
  for (const char* path : {"", ".", "./clusters/a/", "/clusters/a", "my folder", "a/..b"})
    EXPECT_EQ(about({.path = path}), "") << path;
}

TEST(GitAddress, SaysWhatIsWrongWithAUrl) {
  struct Case {
    const char *url, *complaint;
  };
  for (const Case& c : {Case{"", "is empty"},
                        {"platform", "is no URL"},
                        {"github.com/acme/platform", "is no URL"},
                        {"/srv/git/platform", "is no URL"},
                        {"@github.com:p", "is no URL"},
                        {"git@:p", "is no URL"},
                        {"git@github.com:", "is no URL"},
                        {"file:///srv/p", "begins with none of"},
                        {"https:///acme", "names no host"},
                        {"https://", "names no host"},
                        {"https://git_host/p", "names no host"},
                        {"https://git.test:port/p", "names no host"},
                        {"https://git.test:/p", "names no host"},
                        {"https://git.test/a b", "has a character"},
                        {"https://git.test/p\nkind: Secret", "has a character"},
                        {"https://git.test/\x1b[2J", "has a character"},
                        {"https://git.test/`id`", "has a character"}})
    EXPECT_NE(about({.url = c.url}).find(c.complaint), std::string::npos) << c.url << ": " << about({.url = c.url});
  EXPECT_EQ(about({.url = "https://git.test/p\nkind: Secret"}).find('\n'), std::string::npos);
}

/// The tree is read by everybody who reads the repository.
TEST(GitAddress, TakesNoPasswordAndRepeatsNone) {
  for (const char* url :
       {"https://bot:hunter2@git.test/p", "https://hunter2@git.test/p", "ssh://git:hunter2@git.test/p"}) {
    const auto text = about({.url = url});
    EXPECT_TRUE(text.starts_with("--git-url holds a name or password")) << text;
    EXPECT_EQ(text.find("hunter2"), std::string::npos) << text;
  }
}

TEST(GitAddress, SaysWhatNoBranchOrFolderIsCalled) {
  for (const char* branch : {"",  "a b",   "a..b", "-x", "a/",  "/a", "a//b", ".a",  "a/.b", "a.lock", "a.lock/b", "a.",
                             "@", "a@{1}", "a~1",  "a^", "a:b", "a?", "a*",   "a[b", "a\\b", "a\nb",   "a\x7f"})
    EXPECT_TRUE(about({.revision = branch}).starts_with("--git-revision '")) << branch;
  for (const char* path : {"..", "a/../..", "../b", "a\nb", "a\\b"})
    EXPECT_TRUE(about({.path = path}).starts_with("--git-path '")) << path;
}

}  // namespace
}  // namespace slipway::render
