#include "admission/error_fixes.h"

#include <gtest/gtest.h>

namespace slipway::admission {
namespace {

using Type = schema::Error::Type;

std::string fix(Type type, std::string field, std::string detail) {
  return fix_of({type, std::move(field), std::move(detail)}, {});
}

TEST(ErrorFixes, ByTheTypeOfTheError) {
  EXPECT_EQ(fix(Type::FieldValueRequired, "spec.role", "Required value"), "add role");
  EXPECT_EQ(fix(Type::FieldValueRequired, "spec.containers[0].resources.limits[nvidia.com/gpu]",
                "Required value: Limit must be set for non overcommitable resources"),
            "add it to limits, as much as in requests");
  EXPECT_EQ(
      fix(Type::FieldValueForbidden, "spec.ports[0].nodePort", "Forbidden: may not be used when `type` is 'ClusterIP'"),
      "remove nodePort");
  EXPECT_EQ(fix(Type::FieldValueForbidden, "spec", "Forbidden: updates to statefulset spec for fields other than …"),
            "set it back to what it was, or delete the object and create it anew");
  EXPECT_EQ(fix(Type::FieldValueNotSupported, "a", "Unsupported value: \"X\": supported values: \"A\", \"B\""),
            "write one of \"A\", \"B\"");
  EXPECT_EQ(fix(Type::FieldValueTooMany, "a", "Too many: 3: must have at most 1 item"), "leave 1 at most");
}

TEST(ErrorFixes, WhatIsThereIsNotAdded) {
  const schema::Error error{Type::FieldValueRequired, "spec.template.spec.restartPolicy",
                            "Required value: valid values: \"OnFailure\", \"Never\""};
  EXPECT_EQ(fix_of(error, {}), "add restartPolicy: one of \"OnFailure\", \"Never\"");
  EXPECT_EQ(fix_of(error, {nullptr, {}, true}), "write restartPolicy: one of \"OnFailure\", \"Never\"");
}

TEST(ErrorFixes, OfValuesByWhatTheWordsAskFor) {
  struct Row {
    const char *detail, *fix;
  };
  for (const Row& row : {
           Row{"Invalid value: must specify exactly one of ['role', 'instanceProfile']",
               "set exactly one of ['role', 'instanceProfile']"},
           {"Invalid value: expected at least one, got none, ['tags', 'id']", "set at least one of ['tags', 'id']"},
           {"Invalid value: 'id' is mutually exclusive, cannot be set with a combination of other fields in a subnet "
            "selector term",
            "keep one of them, and remove what it excludes"},
           {"Invalid value: subnetSelectorTerms cannot be empty", "write a value"},
           {"Invalid value: 0: spec.weight in body should be greater than or equal to 1", "write 1 or more"},
           {"Invalid value: 101: spec.weight in body should be less than or equal to 100", "write 100 or less"},
           {"Invalid value: 0: must be between 1 and 65535, inclusive", "write a number from 1 to 65535"},
           {"Invalid value: \"11%\": must not be greater than 10%", "write 10% or less"},
           {"Invalid value: \"500m\": must be an integer", "write a whole number"},
           {"Invalid value: \"2\": must be equal to nvidia.com/gpu limit of 1",
            "write the same number in requests and in limits"},
           {"Invalid value: \"3\": spec.replicas in body must be of type integer: \"string\"",
            "write a whole number, without quotes (integer)"},
           {"Invalid value: \"must be an integer\": field is immutable",
            "set it back to what it was, or delete the object and create it anew"},
           {"Invalid value: filter.urlRewrite must be nil if the filter.type is not URLRewrite",
            "remove filter.urlRewrite, or change what it does not go with"},
           {"Invalid value: filter.urlRewrite must be specified for URLRewrite filter.type", "add filter.urlRewrite"},
           {"Invalid value: type must be 'ReplaceFullPath' when replaceFullPath is set",
            "write type: 'ReplaceFullPath'"},
       })
    EXPECT_EQ(fix(Type::FieldValueInvalid, "spec.a", row.detail), row.fix) << row.detail;
}

}  // namespace
}  // namespace slipway::admission
