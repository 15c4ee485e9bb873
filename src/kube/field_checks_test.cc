#include "kube/field_checks.h"

#include <gtest/gtest.h>

namespace slipway::kube {
namespace {

using Texts = std::vector<std::string>;

TEST(FieldPath, PrintsAsTheServerDoes) {
  EXPECT_EQ(FieldPath().to_string(), "<nil>");
  EXPECT_EQ(FieldPath("spec").child("containers").index(0).child("env").key("A").to_string(),
            "spec.containers[0].env[A]");
  EXPECT_EQ(FieldPath().index(2).child("x").to_string(), "[2].x");
}

TEST(FieldError, PrintsAsTheServerDoes) {
  const FieldPath path("spec.x");
  EXPECT_EQ(required(path, "").to_string(), "spec.x: Required value");
  EXPECT_EQ(forbidden(path, "not here").to_string(), "spec.x: Forbidden: not here");
  EXPECT_EQ(invalid_text(path, "a\"b", "no").to_string(), R"(spec.x: Invalid value: "a\"b": no)");
  EXPECT_EQ(invalid_json(path, "null", "no").to_string(), "spec.x: Invalid value: null: no");
  EXPECT_EQ(not_supported(path, "c", std::vector<std::string_view>{"a", "b"}).to_string(),
            R"(spec.x: Unsupported value: "c": supported values: "a", "b")");
  EXPECT_EQ(too_long(path, 1).to_string(), "spec.x: Too long: may not be more than 1 byte");
}

TEST(FieldError, AggregatesOnce) {
  EXPECT_EQ(aggregate(Texts{"a"}), "a");
  EXPECT_EQ(aggregate(Texts{"a", "b", "a"}), "[a, b]");
  EXPECT_EQ(aggregate(Texts{"a", "a"}), "a");
}

TEST(FieldChecks, Addresses) {
  const FieldPath f("f");
  struct Case {
    FieldErrors errors;
    std::string_view detail;  // "" when all is well
  };
  for (const Case& c : {
           Case{check_ip(f, "10.0.0.1"), ""},
           {check_ip(f, "2001:db8::1"), ""},
           {check_ip(f, "10.0.0.256"), "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"},
           {check_ip(f, "010.0.0.1"), "must not have leading 0s"},
           {check_ip(f, "::ffff:1.2.3.4"), "must not be an IPv4-mapped IPv6 address"},
           {check_ip(f, "2001:DB8::1"), R"(must be in canonical form ("2001:db8::1"))"},
           {check_cidr(f, "10.0.0.0/16"), ""},
           {check_cidr(f, "::/0"), ""},
           {check_cidr(f, "10.0.0.0/33"), "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"},
           {check_cidr(f, "10.0.0.0/08"), "must not have leading 0s in IP or prefix length"},
           {check_cidr(f, "10.0.0.1/16"), "must not have bits set beyond the prefix length"},
           {check_cidr(f, "::0/0"), R"(must be in canonical form ("::/0"))"},
       }) {
    ASSERT_EQ(c.errors.size(), c.detail.empty() ? 0u : 1u) << c.detail;
    if (!c.detail.empty()) {
      EXPECT_EQ(c.errors[0].detail, c.detail);
    }
  }
}

TEST(FieldChecks, QualifiedNames) {
  const FieldPath f("f");
  EXPECT_TRUE(check_fully_qualified_name(f, "a.b.c").empty());
  EXPECT_FALSE(check_fully_qualified_name(f, "a.b").empty());
  EXPECT_TRUE(check_domain_prefixed_path(f, "acme.io/foo/bar").empty());
  EXPECT_FALSE(check_domain_prefixed_path(f, "acme.io").empty());
  EXPECT_FALSE(check_domain_prefixed_path(f, "acme.io/a b").empty());
}

TEST(FieldChecks, AnnotationKeysMayBeUpperCase) {
  const FieldPath f("metadata.annotations");
  EXPECT_TRUE(check_annotations({{"Example.COM/Key", "any text at all"}}, f).empty());
  EXPECT_TRUE(check_annotations({{"\xe2\x84\xaa", ""}}, f).empty()) << "the Kelvin sign is a k in lower case";
  EXPECT_FALSE(check_annotations({{"a b", ""}}, f).empty());
  EXPECT_EQ(check_annotations({{"a", std::string(256 * 1024, 'x')}}, f).at(0).kind, FieldError::Kind::TooLong);
  EXPECT_FALSE(check_labels({{"Example.COM/Key", "x"}}, f).empty());
  EXPECT_FALSE(check_labels({{"a", "any text"}}, f).empty());
}

}  // namespace
}  // namespace slipway::kube
