#include "kube/names.h"

#include <gtest/gtest.h>

namespace slipway::kube {
namespace {

TEST(Names, EachCheckTakesAndRefuses) {
  struct Case {
    Messages (*check)(std::string_view);
    std::string_view good, bad;
  };
  for (const Case& c : {
           Case{check_dns1123_label, "my-app-1", "my.app"},
           {check_dns1123_label, "1app", "-app"},
           {check_dns1123_subdomain, "my.app", "my..app"},
           {check_dns1123_subdomain, "a-1.b", "a-.b"},
           {check_dns1123_subdomain_with_underscore, "_a.b_c", "a_.b"},
           {check_dns1035_label, "app1", "1app"},
           {check_wildcard_dns1123_subdomain, "*.example.com", "*"},
           {check_label_key, "example.com/My_Name", "a/b/c"},
           {check_label_key, "name", "example.com/"},
           {check_label_value, "", "a b"},
           {check_label_value, "v1.2_x", "-a"},
           {check_port_name, "http-2", "8080"},
           {check_port_name, "a", "a--b"},
           {check_percent, "50%", "%"},
           {check_http_header_name, "X-Real-IP", "X_Real"},
           {check_env_var_name, "MY.env-1", "1A"},
           {check_env_var_name, "_", ".."},
           {check_relaxed_env_var_name, "1 a:b", "A=B"},
           {check_config_map_key, "tls.crt", "..a"},
           {check_c_identifier, "_x1", "a-b"},
           {check_name_prefix, "my-app-", ".app-"},
       }) {
    EXPECT_TRUE(c.check(c.good).empty()) << c.good;
    EXPECT_FALSE(c.check(c.bad).empty()) << c.bad;
  }
}

TEST(Names, LengthsAreBounded) {
  EXPECT_EQ(check_dns1123_label(std::string(64, 'a')), Messages{"must be no more than 63 characters"});
  EXPECT_EQ(check_dns1123_subdomain(std::string(254, 'a')), Messages{"must be no more than 253 characters"});
  EXPECT_EQ(check_port_name(std::string(16, 'a')), Messages{"must be no more than 15 characters"});
  EXPECT_EQ(check_label_key(std::string(64, 'a')), Messages{"name part must be no more than 63 bytes"});
  EXPECT_EQ(check_label_value(std::string(64, 'a')), Messages{"must be no more than 63 bytes"});
}

TEST(Names, WordsAreTheServers) {
  EXPECT_EQ(check_dns1123_label("a.b"), Messages{"must not contain dots"});
  EXPECT_EQ(check_percent("5"),
            Messages{"a valid percent string must be a numeric string followed by an ending '%' (e.g. "
                     "'1%',  or '93%', regex used for validation is '[0-9]+%')"});
  EXPECT_EQ(check_label_key("/a"), Messages{"prefix part must be non-empty"});
}

}  // namespace
}  // namespace slipway::kube
