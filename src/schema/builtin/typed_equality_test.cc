#include "schema/builtin/typed_equality.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "doc/yaml.h"

namespace slipway::schema::builtin {
namespace {

doc::Document read(std::string_view yaml) {
  Diagnostics diagnostics;
  return doc::read_yaml_document(std::make_shared<SourceText>("test", std::string(yaml)), diagnostics);
}

TEST(TypedEquality, IsThatOfGoStructs) {
  const kube::FieldType::Use& spec = field_use("v1", "Pod", {"spec"});
  struct Case {
    const char *a, *b;
    bool same;
  };
  const Case cases[] = {
      {"{hostname: ''}", "{}", true},                            // a string is never absent
      {"{runtimeClassName: ''}", "{}", false},                   // behind a pointer it may be
      {"{hostNetwork: false, containers: []}", "{}", true},      // nor is a bool, nor an empty list
      {"{affinity: {}}", "{}", false},                           // a pointer to a struct
      {"{nodeSelector: {}}", "{}", true},                        // an empty map
      {"{nodeSelector: {a: ''}}", "{nodeSelector: {}}", false},  // which has no keys
      {"{overhead: {cpu: 1000m}}", "{overhead: {cpu: 1}}", true},
      {"{containers: [{name: a}]}", "{containers: [{name: a, resources: {}}]}", true},
      {"{containers: [{name: a}]}", "{containers: [{name: a, securityContext: {}}]}", false},
      {"{containers: [{name: a}, {name: b}]}", "{containers: [{name: b}, {name: a}]}", false},
      {"{priority: 0}", "{}", false},
  };
  for (const Case& one : cases) {
    const doc::Document a = read(one.a), b = read(one.b);
    EXPECT_EQ(same_typed(a.root(), b.root(), spec), one.same) << one.a << " " << one.b;
    EXPECT_EQ(same_typed(b.root(), a.root(), spec), one.same) << one.b << " " << one.a;
  }
}

}  // namespace
}  // namespace slipway::schema::builtin
