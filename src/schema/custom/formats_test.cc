#include "schema/custom/formats.h"

#include <gtest/gtest.h>

namespace slipway::schema::custom {
namespace {

TEST(Formats, BelongToATypeAndDashesDoNotCount) {
  EXPECT_EQ(format_of("integer", "int32"), Format::Int32);
  EXPECT_EQ(format_of("number", "int32"), Format::None);
  EXPECT_EQ(format_of("string", "date-time"), Format::DateTime);
  EXPECT_EQ(format_of("", "datetime"), Format::DateTime);
  EXPECT_EQ(format_of("object", "date-time"), Format::None);
  EXPECT_EQ(format_of("string", "int-or-string"), Format::None);
}

TEST(Formats, EachTakesAndRefuses) {
  struct Case {
    const char *format, *good, *bad;
  };
  for (const Case& c : {
           Case{"bsonobjectid", "507f1f77bcf86cd799439011", "507f1f77"},
           {"uri", "https://example.com/a?b", "example.com"},
           {"uri", "/path", "ht!tp://x"},
           {"email", "a.b@example.com", "a@b@c"},
           {"email", "Name <a@b.c>", "a b@c"},
           {"hostname", "a.example.com", "-a.example.com"},
           {"ipv4", "10.0.0.1", "::1"},
           {"ipv6", "2001:db8::1", "10.0.0.1"},
           {"cidr", "10.0.0.0/8", "10.0.0.0"},
           {"mac", "01:23:45:67:89:ab", "01:23:45:67:89"},
           {"mac", "0123.4567.89ab", "0123.4567.89az"},
           {"uuid", "A987FBC9-4BED-3078-CF07-9141BA07C9F3", "A987FBC9-4BED"},
           {"uuid3", "a987fbc9-4bed-3078-cf07-9141ba07c9f3", "a987fbc9-4bed-4078-8f07-9141ba07c9f3"},
           {"uuid4", "a987fbc9-4bed-4078-8f07-9141ba07c9f3", "a987fbc9-4bed-4078-cf07-9141ba07c9f3"},
           {"uuid5", "a987fbc9-4bed-5078-bf07-9141ba07c9f3", "a987fbc9-4bed-3078-bf07-9141ba07c9f3"},
           {"isbn10", "0321751043", "0321751044"},
           {"isbn13", "978-0321751041", "978-0321751042"},
           {"creditcard", "4111-1111-1111-1111", "4111-1111-1111-1112"},
           {"ssn", "111-11-1111", "111-11-111"},
           {"hexcolor", "#FFF", "#FF"},
           {"rgbcolor", "rgb(255,0,10)", "rgb(256,0,10)"},
           {"byte", "YQ==", "YQ="},
           {"byte", "YWJj", ""},
           {"date", "2024-02-29", "2023-02-29"},
           {"date", "2026-12-31", "2026-13-01"},
           {"date-time", "2026-01-02T03:04:05Z", "2026-01-02 03:04:05Z"},
           {"date-time", "2026-01-02t03:04:05.123+01:00", "2026-01-02T24:00:00Z"},
           {"duration", "1h30m", "soon"},
           {"duration", "2 days", "2 moons"},
           {"k8s-short-name", "my-app", "my.app"},
           {"k8s-long-name", "my.app", "my..app"},
       }) {
    const Format format = format_of("string", c.format);
    ASSERT_NE(format, Format::None) << c.format;
    EXPECT_TRUE(matches(format, c.good)) << c.format << " " << c.good;
    EXPECT_FALSE(matches(format, c.bad)) << c.format << " " << c.bad;
  }
}

}  // namespace
}  // namespace slipway::schema::custom
