#include "cloud/sha1.h"

#include <gtest/gtest.h>

namespace slipway::cloud {
namespace {

TEST(Sha1, IsWhatSha1sumPrints) {
  struct Case {
    std::string bytes, digest;
  };
  for (const Case& c : {
           Case{"", "da39a3ee5e6b4b0d3255bfef95601890afd80709"},
           Case{"abc", "a9993e364706816aba3e25717850c26c9cd0d89d"},
           Case{"corp", "ee0bfd2552fbd840c02cc48b6e823320543c450f"},
           Case{std::string(55, 'a'), "c1c8bbdc22796e28c0e15163d20899b65621d65a"},
           Case{std::string(56, 'a'), "c2db330f6083854c99d4b5bfb6e8f29f201be699"},
           Case{std::string(64, 'a'), "0098ba824b5c16427bd7a1122a5a442a25ec644d"},
           Case{std::string(1000, 'a'), "291e9a6c66994949b57ba5e650361e98fc36b1ba"},
       })
    EXPECT_EQ(sha1_hex(c.bytes), c.digest) << c.bytes.size();
}

}  // namespace
}  // namespace slipway::cloud
