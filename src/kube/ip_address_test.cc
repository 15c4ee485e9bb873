#include "kube/ip_address.h"

#include <gtest/gtest.h>

namespace slipway::kube {
namespace {

TEST(IpAddress, IsWrittenTheCanonicalWay) {
  struct Case {
    std::string_view text, canonical;
  };
  for (const Case& c : {
           Case{"10.0.0.1", "10.0.0.1"},
           {"::", "::"},
           {"::1", "::1"},
           {"1::", "1::"},
           {"2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},  // the first of two longest runs
           {"1:0:2:0:0:3:4:5", "1:0:2::3:4:5"},
           {"1:0:2:3:4:5:6:7", "1:0:2:3:4:5:6:7"},  // one group alone is written
           {"0:0:0:0:0:0:0:1", "::1"},
           {"1:2:3:4:5:6:7:0", "1:2:3:4:5:6:7:0"},
           {"::1.2.3.4", "::102:304"},
           {"::ffff:1.2.3.4", "1.2.3.4"},
           {"1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"},
       }) {
    const auto read = read_ip(c.text);
    ASSERT_TRUE(read) << c.text;
    EXPECT_EQ(read->address.to_string(), c.canonical);
  }
}

TEST(IpAddress, RefusesWhatIsNone) {
  for (const std::string_view text : {"",
                                      "1",
                                      "1.2.3",
                                      "1.2.3.4.5",
                                      "1.2.3.256",
                                      "1.2.3.",
                                      "1..2.3",
                                      "a.b.c.d",
                                      ":",
                                      ":1",
                                      "1:",
                                      ":::",
                                      "1::2::3",
                                      "1:2:3:4:5:6:7",
                                      "1:2:3:4:5:6:7:8:9",
                                      "1:2:3:4:5:6:7::8",
                                      "12345::",
                                      "g::",
                                      "::1%eth0",
                                      "1.2.3.4:5",
                                      "1:2:3:4:5:6:7:1.2.3.4",
                                      "99999999999.1.1.1"})
    EXPECT_FALSE(read_ip(text)) << text;
}

TEST(IpAddress, TellsHowItWasWritten) {
  EXPECT_TRUE(read_ip("1.02.3.4")->leading_zeros);
  EXPECT_TRUE(read_ip("::00001")->leading_zeros);
  EXPECT_FALSE(read_ip("::0001")->leading_zeros);
  EXPECT_TRUE(read_ip("::ffff:1.2.3.4")->mapped);
  EXPECT_TRUE(read_ip("::ffff:102:304")->mapped);
  EXPECT_FALSE(read_ip("1.2.3.4")->mapped);
}

TEST(Cidr, ClearsTheBitsBeyondThePrefix) {
  struct Case {
    std::string_view text, network;
  };
  for (const Case& c : {Case{"10.1.2.3/8", "10.0.0.0/8"},
                        {"10.1.2.3/32", "10.1.2.3/32"},
                        {"10.1.2.3/0", "0.0.0.0/0"},
                        {"2001:db8:ffff::1/33", "2001:db8:8000::/33"}})
    EXPECT_EQ(read_cidr(c.text)->cidr.to_string(), c.network);
  for (const std::string_view text :
       {"10.0.0.0", "10/8", "10.0.0.0/", "10.0.0.0/33", "::/129", "10.0.0.0/8x", "10.0.0.0/-1"})
    EXPECT_FALSE(read_cidr(text)) << text;
}

}  // namespace
}  // namespace slipway::kube
