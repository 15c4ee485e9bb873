// What of a live object is written down, and what is not. Whatever must not be is called hunter2 here.
#include "ops/snapshot_object.h"

#include <gtest/gtest.h>

#include "doc/json.h"

namespace slipway::ops {
namespace {

std::string cleaned(const std::string& json) {
  Diagnostics mistakes;
  const auto document = doc::read_json(std::make_shared<const SourceText>("object", json), mistakes);
  EXPECT_FALSE(mistakes.has_errors()) << json;
  doc::Arena arena;
  return doc::canonical_json(without_secrets(document.root(), arena));
}

struct Row {
  const char *what, *object, *kept;  // kept: part of the result
};

class NotWrittenDown : public ::testing::TestWithParam<Row> {};

TEST_P(NotWrittenDown, AndTheRestIs) {
  const auto text = cleaned(GetParam().object);
  EXPECT_EQ(text.find("hunter2"), std::string::npos) << GetParam().what << ": " << text;
  EXPECT_NE(text.find(GetParam().kept), std::string::npos) << GetParam().what << ": " << text;
}

INSTANTIATE_TEST_SUITE_P(
    , NotWrittenDown,
    ::testing::Values(
        Row{"a variable", R"({"spec":{"containers":[{"image":"a","env":[{"name":"PASSWORD","value":"hunter2"},
            {"name":"FROM","valueFrom":{"secretKeyRef":{"name":"s","key":"k"}}}]}]}})",
            R"({"name":"PASSWORD"},{"name":"FROM","valueFrom":{"secretKeyRef":)"},
        Row{"a variable of something that nobody knows",
            R"({"spec":{"any":[{"deep":{"env":[{"name":"A","value":"hunter2"}]}}]}})", R"("env":[{"name":"A"}])"},
        Row{"a header of a probe", R"({"livenessProbe":{"httpGet":{"port":80,"httpHeaders":[{"name":"Authorization",
            "value":"hunter2"}]}}})",
            R"("port":80)"},
        Row{"a query of a probe", R"({"readinessProbe":{"httpGet":{"path":"/health?token=hunter2"}}})",
            R"("path":"/health")"},
        Row{"a command line", R"({"containers":[{"image":"a","command":["x","-phunter2"],"args":["hunter2"]}]})",
            R"("image":"a")"},
        Row{"arguments without an image", R"({"spec":{"trainer":{"numNodes":2,"args":["--key","hunter2"]}}})",
            R"("numNodes":2)"},
        Row{"a command of a hook", R"({"lifecycle":{"preStop":{"exec":{"command":["curl","-u","a:hunter2"]}}}})",
            R"("preStop":{"exec":{}})"},
        Row{"a copy of what was applied",
            R"({"metadata":{"name":"a","annotations":{"kubectl.kubernetes.io/last-applied-configuration":"hunter2"}}})",
            R"("name":"a")"},
        Row{"an annotation of anybody's", R"({"metadata":{"annotations":{"example.com/login":"hunter2",
            "karpenter.sh/do-not-disrupt":"true","pv.kubernetes.io/bind-completed":"yes"}}})",
            R"({"karpenter.sh/do-not-disrupt":"true","pv.kubernetes.io/bind-completed":"yes"})"},
        Row{"an annotation of a template", R"({"spec":{"template":{"metadata":{"labels":{"app":"a"},
            "annotations":{"vault.hashicorp.com/agent-inject-token":"hunter2"}}}}})",
            R"("labels":{"app":"a"})"},
        Row{"a password in an annotation that is kept",
            R"({"metadata":{"annotations":{"karpenter.sh/do-not-disrupt":"password=hunter2"}}})", "password=***"},
        Row{"user data of a node class",
            R"({"kind":"EC2NodeClass","spec":{"amiFamily":"AL2023","userData":"export TOKEN=hunter2"}})",
            R"("amiFamily":"AL2023")"},
        Row{"attributes of a volume", R"({"kind":"PersistentVolume","spec":{"csi":{"driver":"efs.csi.aws.com",
            "volumeHandle":"hunter2","volumeAttributes":{"mounttargetip":"hunter2"}},"storageClassName":"efs"}})",
            R"("csi":{"driver":"efs.csi.aws.com"},"storageClassName":"efs")"},
        Row{"where a volume is", R"({"kind":"PersistentVolume","spec":{"nfs":{"server":"hunter2","path":"/hunter2"},
            "capacity":{"storage":"1Gi"},"claimRef":{"namespace":"ml","name":"data"}}})",
            R"("capacity":{"storage":"1Gi"},"claimRef":{"name":"data","namespace":"ml"},"nfs":{})"},
        Row{"where a pod's volumes are", R"({"kind":"Pod","spec":{"volumes":[{"name":"n","nfs":{"server":"hunter2"}},
            {"name":"h","hostPath":{"path":"/hunter2"}},{"name":"s","secret":{"secretName":"hunter2"}},
            {"name":"i","csi":{"driver":"s3.csi.aws.com","volumeAttributes":{"bucketName":"hunter2"}}},
            {"name":"c","persistentVolumeClaim":{"claimName":"data"}},{"name":"m","emptyDir":{"medium":"Memory"}}]}})",
            R"([{"name":"n","nfs":{}},{"hostPath":{},"name":"h"},{"name":"s","secret":{}},)"
            R"({"csi":{"driver":"s3.csi.aws.com"},"name":"i"},{"name":"c","persistentVolumeClaim":{"claimName":"data"}},)"
            R"({"emptyDir":{"medium":"Memory"},"name":"m"}])"},
        Row{"labels that select nothing", R"({"kind":"Deployment","metadata":{"labels":{"owner":"hunter2"},"name":"d"},
            "spec":{"template":{"metadata":{"labels":{"app":"web"}}}}})",
            R"("template":{"metadata":{"labels":{"app":"web"}}})"},
        Row{"options of a flexVolume",
            R"({"volumes":[{"name":"v","flexVolume":{"driver":"cifs","options":{"creds":"hunter2"}}}]})",
            R"("flexVolume":{})"},
        Row{"parameters of a storage class",
            R"({"kind":"StorageClass","provisioner":"glusterfs","parameters":{"restuserkey":"hunter2"}})",
            R"("provisioner":"glusterfs")"},
        Row{"parameters of a device", R"({"spec":{"devices":{"config":[{"opaque":{"driver":"gpu.nvidia.com",
            "parameters":{"x":"hunter2"}}}]}}})",
            R"("driver":"gpu.nvidia.com")"},
        Row{"a parameter of Ray",
            R"({"spec":{"headGroupSpec":{"rayStartParams":{"redis-password":"hunter2","num-gpus":"1"}}}})",
            R"("rayStartParams":{"num-gpus":"1"})"},
        Row{"how Ray's programs begin", R"({"kind":"RayJob","spec":{"entrypoint":"run --key hunter2",
            "runtimeEnvYAML":"env_vars: {A: hunter2}","serveConfigV2":"hunter2","shutdownAfterJobFinishes":true}})",
            R"("shutdownAfterJobFinishes":true)"},
        Row{"a login in a trigger's address",
            R"({"triggers":[{"metadata":{"host":"amqp://bob:hunter2@mq.example.com:5672/vhost","queueName":"q"}}]})",
            R"("host":"amqp://mq.example.com:5672/vhost","queueName":"q")"},
        Row{"a user of an address who is the token", R"({"a":"https://hunter2@git.example.com/x"})",
            "https://git.example.com/x"},
        Row{"a query of an address", R"({"a":"see https://x.example.com/p?sig=hunter2&a=hunter2, then"})",
            "see https://x.example.com/p"},
        Row{"a login in the middle", R"({"a":"postgres://u:hunter2@db/a and https://v:hunter2@w/b?c=hunter2 end"})",
            "postgres://db/a and https://w/b end"},
        Row{"what a container said at its end", R"({"status":{"containerStatuses":[{"ready":false,
            "lastState":{"terminated":{"exitCode":1,"message":"login hunter2"}}}]}})",
            R"("terminated":{"exitCode":1})"},
        Row{"a token in a condition", R"({"status":{"conditions":[{"type":"Ready","status":"False",
            "message":"Authorization: Bearer hunter2hunter2hunter2"}]}})",
            R"("type":"Ready")"},
        Row{"who manages which field", R"({"metadata":{"name":"a","managedFields":[{"manager":"hunter2"}]}})",
            R"("name":"a")"},
        Row{"a field that its name gives away", R"({"spec":{"adminPassword":"hunter2","token":"hunter2","size":3}})",
            R"("size":3)"}));

TEST(WrittenDown, IsWhateverIsDecidedBy) {
  for (
      const char* object : {
          R"({"kind":"Pod","metadata":{"labels":{"args":"a","token":"b"},"name":"p"},"spec":{"containers":[{"image":"r.example.com/token:v1.2","name":"c","ports":[{"containerPort":80,"hostPort":80}],"resources":{"limits":{"nvidia.com/gpu":"1"}}}],"nodeSelector":{"secret":"x"},"tolerations":[{"operator":"Exists"}],"volumes":[{"name":"s","secret":{}},{"name":"c","persistentVolumeClaim":{"claimName":"c"}}]}})",
          R"({"kind":"Node","spec":{"providerID":"aws:///eu-west-1a/i-0123456789abcdef0","taints":[{"effect":"NoSchedule","key":"a"}]},"status":{"allocatable":{"cpu":"3920m"}}})",
          R"({"kind":"EC2NodeClass","spec":{"metadataOptions":{"httpTokens":"required"},"subnetSelectorTerms":[{"tags":{"karpenter.sh/discovery":"demo"}}],"tags":{"team":"ml"}}})",
          R"({"kind":"ResourceSlice","spec":{"devices":[{"attributes":{"model":{"string":"H100"}},"capacity":{"memory":{"value":"80Gi"}},"name":"gpu-0"}]}})",
          R"({"kind":"StorageClass","metadata":{"annotations":{"storageclass.kubernetes.io/is-default-class":"true"}},"provisioner":"ebs.csi.aws.com","volumeBindingMode":"WaitForFirstConsumer"})",
          R"({"a":[],"b":{},"c":null,"d":1.5,"e":true,"f":"","g":[[1,"x"]]})",
      })
    EXPECT_EQ(cleaned(object), object);
}

TEST(WrittenDown, WhateverStandsWhereAListOrAMapShould) {
  for (const char* object : {R"({"env":"x"})", R"({"env":[1,"x",[2]]})", R"({"metadata":[]})",
                             R"({"annotations":{},"metadata":"x"})", R"({"command":{"a":1}})", "{}", "[]", "\"x\""})
    EXPECT_FALSE(cleaned(object).empty());
}

}  // namespace
}  // namespace slipway::ops
