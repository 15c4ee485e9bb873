#include "base/shell_word.h"

#include <gtest/gtest.h>

namespace slipway {
namespace {

TEST(ShellWord, IsOneWordToAShell) {
  struct Case {
    const char *word, *written;
  };
  for (const Case& c :
       {Case{"keda-operator", "keda-operator"}, Case{"a=b,c:d/e.f%20", "a=b,c:d/e.f%20"}, Case{"", "''"},
        Case{"my platform", "'my platform'"}, Case{"it's", R"('it'\''s')"}, Case{"$(reboot)", "'$(reboot)'"},
        Case{"*", "'*'"}, Case{"oci://public.ecr.aws/karpenter", "oci://public.ecr.aws/karpenter"}, Case{"~", "'~'"}})
    EXPECT_EQ(shell_word(c.word), c.written);
}

TEST(ShellWord, NeverBreaksTheLine) { EXPECT_EQ(shell_word("a\nb").find('\n'), std::string::npos); }

}  // namespace
}  // namespace slipway
