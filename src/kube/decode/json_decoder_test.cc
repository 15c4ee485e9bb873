#include "kube/decode/json_decoder.h"

#include <gtest/gtest.h>

namespace slipway::kube {
namespace {

DecodeOutcome decode(std::string_view version, std::string_view kind, std::string_view json) {
  return unmarshal_strict(json, *FieldTrees::builtin().find(version, kind));
}

TEST(JsonDecoder, NamesUnknownAndRepeatedFields) {
  const auto outcome = decode("v1", "Pod", R"({
    "spec": {"container": [], "tolerations": [{"key": "a", "key": "b", "op": 1}], "containers": [{"Image": "x"}]},
    "metadata": {"labels": {"a": "1", "a": "2"}}, "spec": {"container": [], "x": 1}})");
  EXPECT_EQ(outcome.error, std::nullopt);
  EXPECT_EQ(outcome.strict_errors, (std::vector<std::string>{
                                       R"(unknown field "spec.container")",
                                       R"(duplicate field "spec.tolerations[0].key")",
                                       R"(unknown field "spec.tolerations[0].op")",
                                       R"(unknown field "spec.containers[0].Image")",
                                       R"(duplicate field "metadata.labels.a")",
                                       R"(duplicate field "spec")",
                                       R"(unknown field "spec.x")",
                                   }));
}

TEST(JsonDecoder, SaysWhatDoesNotFitWhere) {
  struct Case {
    std::string_view kind, json, error;
  };
  for (const Case& c : {
           Case{"Pod", R"({"spec":{"containers":[{"env":[{"value":1}]}]}})",
                "json: cannot unmarshal number into Go struct field EnvVar.spec.containers.env.value of type string"},
           {"Pod", R"({"spec":{"containers":{}}})",
            "json: cannot unmarshal object into Go struct field PodSpec.spec.containers of type []v1.Container"},
           {"Pod", R"({"spec":{"volumes":[{"emptyDir":"x"}]}})",
            "json: cannot unmarshal string into Go struct field Volume.spec.volumes.VolumeSource.emptyDir of type "
            "v1.EmptyDirVolumeSource"},
           {"Pod", R"({"spec":{"priority":99999999999}})",
            "json: cannot unmarshal number 99999999999 into Go struct field PodSpec.spec.priority of type int32"},
           {"Pod", R"({"spec":{"nodeSelector":{"a":true}}})",
            "json: cannot unmarshal bool into Go struct field PodSpec.spec.nodeSelector of type string"},
           {"Service", R"({"spec":{"ports":[{"targetPort":1.5}]}})",
            "json: cannot unmarshal number 1.5 into Go struct field ServicePort.spec.ports.targetPort of type int32"},
           {"Pod", R"({"metadata":{"creationTimestamp":5}})",
            "json: cannot unmarshal number into Go struct field ObjectMeta.metadata.creationTimestamp of type string"},
           {"Pod", R"({"spec":{"overhead":{"memory":"16GB"}}})",
            R"(quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$')"},
           {"Secret", R"({"data":{"a":"not base64"}})", "illegal base64 data at input byte 3"},
           {"Secret", R"({"data":{"a":[1,256]}})",
            "json: cannot unmarshal number 256 into Go struct field Secret.data of type uint8"},
           {"Pod", "[]", "json: cannot unmarshal array into Go value of type v1.Pod"},
       })
    EXPECT_EQ(decode("v1", c.kind, c.json).error, c.error);
}

TEST(JsonDecoder, FirstMisfitIsTheErrorUnlessATypeRefusesItsText) {
  EXPECT_EQ(decode("v1", "Pod", R"({"spec":{"priority":"a","hostNetwork":1,"overhead":{"cpu":"1mm"}}})").error,
            "unable to parse quantity's suffix");
  EXPECT_EQ(decode("v1", "Pod", R"({"spec":{"priority":"a","hostNetwork":1}, "nope": 1})").error,
            "json: cannot unmarshal string into Go struct field PodSpec.spec.priority of type int32");
}

TEST(JsonDecoder, NullIsNothing) {
  EXPECT_EQ(
      decode("v1", "Pod", R"({"metadata":null,"spec":{"containers":null,"priority":null,"overhead":{"cpu":null}}})")
          .error,
      std::nullopt);
  EXPECT_EQ(decode("v1", "Pod", "null").error, std::nullopt);
  EXPECT_EQ(decode("karpenter.sh/v1", "NodePool", R"({"spec":{"template":{"spec":{"expireAfter":null}}}})").error,
            R"(time: invalid duration "")");
  EXPECT_EQ(decode("karpenter.sh/v1", "NodePool", R"({"spec":{"template":{"spec":{"expireAfter":"Never"}}}})").error,
            std::nullopt);
}

TEST(JsonDecoder, StopsCountingAtAHundred) {
  std::string json = "{\"a\":1";
  for (int i = 0; i < 200; ++i) json += ",\"a" + std::to_string(i) + "\":1";
  EXPECT_EQ(decode("v1", "Pod", json + "}").strict_errors.size(), 100u);
}

}  // namespace
}  // namespace slipway::kube
