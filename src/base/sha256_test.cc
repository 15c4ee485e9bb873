#include "base/sha256.h"

#include <gtest/gtest.h>

namespace slipway {
namespace {

/// The examples of FIPS 180-4, and every length around a block against what sha256sum says of their concatenation.
TEST(Sha256, IsWhatSha256sumPrints) {
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(sha256_hex(std::string(1'000'000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  std::string all;
  for (std::size_t length = 54; length <= 66; ++length) all += sha256_hex(std::string(length, 'x')) + "\n";
  EXPECT_EQ(sha256_hex(all), "f2d96a01a5bd7c8c5f9a4248b236a71d2ccb8d92c691452cf70f2097e24a3fd2");
}

}  // namespace
}  // namespace slipway
