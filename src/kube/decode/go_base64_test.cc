#include "kube/decode/go_base64.h"

#include <gtest/gtest.h>

namespace slipway::kube {
namespace {

TEST(GoBase64, TakesWhatGoTakes) {
  for (const std::string_view text : {"", "aGk=", "aGkh", "aA==", "aG\nk=\r\n", "+/+/", "aB=="})
    EXPECT_EQ(base64_error(text), std::nullopt) << text;
}

TEST(GoBase64, NamesTheByte) {
  struct Case {
    std::string_view text;
    int byte;
  };
  for (const Case& c : {
           Case{"not base64", 3},
           {"a", 0},
           {"aGk", 0},
           {"aGkhaG", 4},
           {"aGk=x", 4},
           {"a=", 1},
           {"=", 0},
           {"aA=", 3},
           {"aA=x", 2},
           {"aGk=\naGk=", 5},
           {"é", 0},
       })
    EXPECT_EQ(base64_error(c.text), "illegal base64 data at input byte " + std::to_string(c.byte)) << c.text;
}

}  // namespace
}  // namespace slipway::kube
