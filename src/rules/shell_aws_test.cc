#include "rules/testing/plans.h"

namespace slipway::rules {
namespace {

using testing::Files;
using testing::hold;
using testing::said;
using testing::script;

const std::string kWhole =
    "aws eks create-cluster --name a --role-arn arn:aws:iam::111122223333:role/a --resources-vpc-config "
    "subnetIds=subnet-1,subnet-2";

TEST(ShellAws, CreateCluster) {
  hold({
      {"SH001", script("aws eks create-cluster \\\n  --name a \\\n  --compute-config enabled=true\n"),
       "a.sh:3 error: create-cluster with Auto Mode needs --role-arn, --resources-vpc-config, --storage-config, "
       "--kubernetes-network-config",
       script(kWhole +
              " --compute-config '{\"enabled\": true}' --storage-config '{}' --kubernetes-network-config '{}'\n")},
      {"SH001", script("aws eks create-cluster --name a\n"), "create-cluster needs --role-arn", script(kWhole + "\n")},
      {"SH002",
       script(kWhole +
              " --compute-config enabled=true\nhelm install karpenter oci://public.ecr.aws/karpenter/karpenter\n"),
       "a.sh:2", script(kWhole + "\nhelm install karpenter oci://public.ecr.aws/karpenter/karpenter\n")},
      {"SH002", script(kWhole + " --compute-config enabled=true\nhelm install p nvdp/nvidia-device-plugin\n"),
       "Auto Mode brings the device plugin itself",
       script(kWhole + " --compute-config enabled=true\nhelm install keda kedacore/keda\n")},
      {"SH001", script("aws --region eu-west-1 eks create-cluster --name a\n"), "create-cluster needs --role-arn",
       script("aws --region eu-west-1" + kWhole.substr(3) + "\n")},
      {"SH002",
       script(kWhole + " --compute-config enabled=true\nkubectl apply -f "
                       "https://raw.githubusercontent.com/NVIDIA/k8s-device-plugin/v0.18.0/deployments/static/"
                       "nvidia-device-plugin.yml\n"),
       "a.sh:2", script(kWhole + " --compute-config enabled=true\nkubectl apply -f a.yaml\n")},
  });
  const auto planned = [](const std::string& enabled, const std::string& chart) {
    return Files{{"a.tfplan.json",
                  testing::plan({{"aws_eks_cluster.c", "{\"compute_config\": [{\"enabled\": " + enabled + "}]}"},
                                 {"helm_release.k", "{\"name\": \"a\", \"chart\": \"" + chart + "\"}"}})}};
  };
  const auto written = [](const std::string& enabled) {
    return Files{
        {"a.tf", "resource \"aws_eks_cluster\" \"c\" {\n  compute_config {\n    enabled = " + enabled +
                     "\n  }\n}\nresource \"helm_release\" \"k\" {\n  name = \"k\"\n  chart = \"karpenter\"\n}\n"}};
  };
  hold({{"SH002", planned("true", "karpenter"), "Karpenter beside Auto Mode", planned("false", "karpenter")},
        {"SH002", planned("true", "nvidia-device-plugin"), "the device plugin", planned("true", "keda")},
        {"SH002", written("true"), "a.tf:6", written("false")}});
}

TEST(ShellAws, NumbersThatAreWrongOrNowhere) {
  const auto test = [](const std::string& line) {
    return Files{{"a.env", "GPU_TYPE=p5.48xlarge\nIOPS=3000\n"}, {"a.sh", line + "\n"}};
  };
  hold({
      {"SH003", script("if [[ \"$TYPE\" == p5* ]] && [ \"$NUM_ENIS\" -ne 16 ]; then\n  echo\nfi\n"),
       "p5* is no one number of cards: p5.48xlarge has 32", script("if [ \"$NUM_ENIS\" -ne 16 ]; then\n  echo\nfi\n")},
      {"SH003", script("case \"$TYPE\" in\n  p5*) CARDS=32 ;;\n  *) CARDS=1 ;;\nesac\n"), "a.sh:2 error: p5* is no one",
       script("case \"$TYPE\" in\n  p4d*) CARDS=4 ;;\n  p5.48xlarge) CARDS=32 ;;\nesac\n")},
      {"SH003", script("if [[ $T =~ ^p5 ]]; then EFA_COUNT=16; fi\n"), "p5* is no one number of cards",
       script("if [[ $T =~ ^p4d ]]; then EFA_COUNT=4; fi\n")},
      {"SH003", script("if [[ \"$T\" = p5* && \"$N_CARDS\" != 32 ]]; then exit 1; fi\n"), "p5*",
       script("if [[ \"$T\" = p5* && \"$N_CARDS\" != \"$WANTED\" ]]; then exit 1; fi\n")},
      {"SH004", test("if (( NUM_CARDS != 16 )); then exit 1; fi"), "NUM_CARDS is set nowhere: it counts as 0",
       test("(( NUM_CARDS = IOPS / 2 ))\nif (( NUM_CARDS != 16 && $IOPS > 1 )); then exit 1; fi")},
      {"SH004", test("[ \"$NUM_ENIS\" -ne 16 ] && echo no"), "NUM_ENIS is set nowhere",
       test("[ \"$IOPS\" -lt 100 ] && echo no")},
      {"SH004", test("[ \"$COUNT\" -gt 1 ] && echo"), "COUNT", test("COUNT=3\n[ \"$COUNT\" -gt 1 ] && echo")},
  });
  EXPECT_EQ(said("SH004", script("[ \"$NUM\" -ne 16 ] && echo\n")), "")
      << "without a .env file the environment may bring it";
}

TEST(ShellAws, WebSocketApis) {
  const std::string
      api = "aws apigatewayv2 create-api --name a --protocol-type WEBSOCKET\n",
      integration =
          "aws apigatewayv2 create-integration --api-id abcdefghij --integration-type HTTP_PROXY --integration-uri ";
  hold({
      {"SH005", script(integration + "http://internal-nlb.us-west-2.elb.amazonaws.com:8080\n"), "is a private address",
       script(integration + "https://api.company.com/v1\n")},
      {"SH005", script(integration + "http://web.ml.svc:80\n"), "VPC link",
       script(integration + "http://web.ml.svc:80 --connection-type VPC_LINK --connection-id abc\n")},
      {"SH006", script(api + integration + "https://a.com\n"), "without create-route and create-stage",
       script(api + integration + "https://a.com\naws apigatewayv2 create-route\naws apigatewayv2 create-stage\n")},
  });
}

TEST(ShellAws, WhatIsNotReal) {
  hold({
      {"SH007", script("aws sns publish --topic-arn arn:aws:sns:us-west-2:XXXXXXXXXXXX:alerts\n"), "is a placeholder",
       script("aws sns publish --topic-arn arn:aws:sns:us-west-2:111122223333:alerts\n")},
      {"SH007", script("helm install a b --set password='<redis-password>'\n"), "placeholder",
       script("kubectl apply -f $(mktemp /tmp/XXXXXXXXXX)\n")},
      {"SH007", script("helm install a b --set password=replaceme\n"), "placeholder",
       script("helm install a b --set relabelings[2].replacement=v1\n")},
      {"SH007", script("aws apigatewayv2 create-stage --api-id abc123\n"), "no id of an API",
       script("aws apigatewayv2 create-stage --api-id \"$api\"\n")},
      {"SH008", script("helm repo add a https://charts.company.example.com\n"), "is a name for documents",
       script("helm repo add a https://kedacore.github.io/charts\n")},
  });
}

TEST(ShellAws, CommandsThatStop) {
  hold({
      {"SH009", script("terraform apply -f infra/\n"), "terraform apply has no flag -f",
       script("terraform -chdir=infra apply\n")},
      {"SH009", script("terraform -no-color destroy -file=infra/prod.tf\n"), "terraform destroy has no flag -file",
       script("terraform destroy -var-file=prod.tfvars\n")},
      {"SH010", script("helm -n keda install keda kedacore/keda\n"), "cannot re-use a name",
       script("helm -n keda upgrade --install keda kedacore/keda\n")},
      {"SH010", script("helm status app || helm install other ./app\n"), "cannot re-use a name",
       script("helm -n a status app >/dev/null || helm -n a install app ./app\n")},
      {"SH010", script("helm list\nhelm install app ./app\n"), "a.sh:2",
       script("if ! helm list -q | grep -qx app; then\n  helm install app ./app\nfi\n")},
      {"SH010", script("helm install app ./app && echo\nhelm install b ./b\n"), "a.sh:2",
       script("helm install app ./app || helm upgrade app ./app\n")},
      {"SH010", script("helm install keda kedacore/keda\n"), "cannot re-use a name",
       script("helm upgrade --install keda kedacore/keda\n")},
      {"SH011", script("CODE=$(curl -s http://169.254.169.254/latest/meta-data/spot/instance-action)\n"),
       "answers 401 without a token",
       script("T=$(curl -X PUT http://169.254.169.254/latest/api/token)\ncurl -H \"X-aws-ec2-metadata-token: $T\" "
              "http://169.254.169.254/latest/meta-data/spot/instance-action\n")},
  });
}

}  // namespace
}  // namespace slipway::rules
