#include "components/component.h"
#include "components/parts/chart_values.h"
#include "components/parts/grants.h"
#include "components/parts/identity.h"
#include "components/parts/live_checks.h"
#include "components/parts/namespaces.h"
#include "components/parts/options.h"
#include "components/parts/secrets.h"

namespace slipway::components {

namespace {

struct ExternalSecretsOptions {
  spec::Texts secrets;
  SourceRange where;
};

const spec::StructType& type_of(const ExternalSecretsOptions*) {
  static const spec::StructType type =
      spec::Rows(spec::Of<ExternalSecretsOptions>{}, "ExternalSecrets",
                 "Secrets of AWS Secrets Manager in the cluster.")
          .field(
              "secrets", &ExternalSecretsOptions::secrets,
              "Name patterns of further secrets that it may read, such as partner/*. Those named <platform>/… it may "
              "read always.");
  return type;
}

void expand(Expansion& in) {
  const auto options = in.read_options<ExternalSecretsOptions>();
  std::vector<doc::Value> secrets{arn_of(in, "secretsmanager", "secret:" + in.platform.name.value + "/*")};
  for (const auto& pattern : options.secrets)
    secrets.push_back(arn_of(in, "secretsmanager", "secret:" + pattern.value));
  const auto made = role_for_service_accounts(
      in,
      {"external-secrets",
       {platform::allow({"secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"}, std::move(secrets))}},
      {{"external-secrets", "external-secrets"}});
  add_namespace_of_chart(in, "external-secrets", "restricted");
  doc::Map account{{"name", "external-secrets"}};
  if (!made.annotations.empty()) account.set("annotations", made.annotations);
  const auto tolerations = chart_values::on_system_nodes(in.platform);
  in.add_release("external-secrets", "external-secrets",
                 {{"serviceAccount", std::move(account)},
                  {"tolerations", tolerations},
                  {"webhook", doc::Map{{"tolerations", tolerations}}},
                  {"certController", doc::Map{{"tolerations", tolerations}}}})
      .brings = {"external-secrets.io", "generators.external-secrets.io"};
  check_deployments_of_release(in, "external-secrets", "external-secrets");
  check_condition(in, "the store of secrets is valid",
                  {"external-secrets.io/v1", "ClusterSecretStore", "", std::string(secrets::kStore)}, "Ready");
  in.add_object(
      doc::Map{{"apiVersion", "external-secrets.io/v1"},
               {"kind", "ClusterSecretStore"},
               {"metadata", doc::Map{{"name", secrets::kStore}}},
               {"spec", doc::Map{{"provider", doc::Map{{"aws", doc::Map{{"service", "SecretsManager"},
                                                                        {"region", in.graph.setting.region}}}}}}}});
}

}  // namespace

extern const Component external_secrets = {"external-secrets",
                                           "secrets of AWS Secrets Manager in the cluster",
                                           Stage::Controllers,
                                           {},
                                           nullptr,
                                           options_type<ExternalSecretsOptions>,
                                           expand};

}  // namespace slipway::components
