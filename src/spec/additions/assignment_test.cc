#include "spec/additions/assignment.h"

#include <gtest/gtest.h>

#include "doc/json.h"
#include "spec/additions/words.h"
#include "spec/rows.h"

namespace slipway::spec::additions {
namespace {

/// The map that comes of it as JSON, or what is wrong as "column id message".
std::string outcome(const StructType& type, const std::vector<std::string>& assignments) {
  Words words;
  doc::Map map;
  Diagnostics diagnostics;
  for (const auto& text : assignments) assign(map, type, words.add("--set", text), diagnostics);
  if (!diagnostics.has_errors()) return doc::write_json(doc::Value(map), doc::JsonLayout::Compact);
  const auto& first = diagnostics.all().front();
  return std::to_string(first.where.column) + " " + first.id + " " + first.message +
         (first.hint.empty() ? "" : " (" + first.hint + ")");
}

const StructType& workload() { return type_of(static_cast<const Workload*>(nullptr)); }
const StructType& pool() { return type_of(static_cast<const NodePool*>(nullptr)); }

TEST(Assign, ReadsTheValueAsItsFieldSays) {
  struct Case {
    const StructType& type;
    std::vector<std::string> assignments;
    const char* json;
  };
  for (const Case& c : {
           Case{workload(), {"serve.port=0", "serve.image=x:1.10"}, R"({"serve":{"port":0,"image":"x:1.10"}})"},
           {workload(), {"priority=1.10"}, R"({"priority":"1.10"})"},  // text stays text
           {workload(), {"serve.command=python,-m,serve"}, R"({"serve":{"command":["python","-m","serve"]}})"},
           {workload(), {"serve.command=[sh, -c, 'a, b']"}, R"({"serve":{"command":["sh","-c","a, b"]}})"},
           {workload(), {"serve.readiness=/health"}, R"({"serve":{"readiness":"/health"}})"},
           {workload(), {"env.MODEL=yes: no # [x"}, R"({"env":{"MODEL":"yes: no # [x"}})"},
           {workload(), {"labels.app.kubernetes.io/part-of=a=b"}, R"({"labels":{"app.kubernetes.io/part-of":"a=b"}})"},
           {workload(), {"labels['a.b/c']=d"}, R"({"labels":{"a.b/c":"d"}})"},
           {workload(),
            {"scale.on=[{queue: prompts, perReplica: 2}]"},
            R"({"scale":{"on":[{"queue":"prompts","perReplica":2}]}})"},
           {workload(),
            {"scale.behavior.scaleDown.stabilizationWindowSeconds=60"},
            R"({"scale":{"behavior":{"scaleDown":{"stabilizationWindowSeconds":60}}}})"},
           {pool(), {"capacity=spot,onDemand", "weight=10"}, R"({"capacity":["spot","onDemand"],"weight":10})"},
           {pool(), {"limits.nvidia.com/gpu=8"}, R"({"limits":{"nvidia.com/gpu":"8"}})"},
           {pool(),
            {"disruption.after=15m", "disruption.budgets=[10%]"},
            R"({"disruption":{"after":"15m","budgets":["10%"]}})"},
       })
    EXPECT_EQ(outcome(c.type, c.assignments), c.json);
}

TEST(Assign, SaysWhatIsWrongAtItsPlace) {
  struct Case {
    const char* assignment;
    const char* said;
  };
  for (const Case& c : {
           Case{"serve.port", "1 ADD001 a field and its value are expected"},
           {"=x", "1 ADD001 a field and its value are expected"},
           {"serve..port=1", "7 ADD001 this is no path: expected a key"},
           {"serve.prot=1", "7 SPEC003 Serve has no field 'prot' (did you mean port?)"},
           {"scale.minReplicas=1", "7 SPEC003 Scale has no field 'minReplicas' (did you mean min?)"},
           {"serve.port=http", "12 SPEC004 port is a whole number"},
           {"serve.port=99999999999999999999", "12 SPEC004 port is a whole number"},
           {"route.below=x", "1 SPEC003 route has nothing below it"},
           {"scale.on=[{queue", "10 ADD001 the value is no YAML: "},
           {"scale.on[0].queue=x", "1 SPEC003 on has nothing below it"},
           {"[0]=x", "1 ADD001 set a list whole: PATH=[…]"},
       })
    EXPECT_TRUE(outcome(workload(), {c.assignment}).starts_with(c.said))
        << c.assignment << ": " << outcome(workload(), {c.assignment});
}

}  // namespace
}  // namespace slipway::spec::additions
