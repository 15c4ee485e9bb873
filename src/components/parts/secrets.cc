#include "components/parts/secrets.h"

#include "components/parts/chart_values.h"
#include "components/parts/pods.h"

namespace slipway::components::secrets {

namespace {

std::string full_name(const Expansion& in, std::string_view path) {
  return in.platform.name.value + "/" + std::string(path);
}

}  // namespace

Password add_password(Expansion& in, std::string_view local_name, std::string_view path, SourceRange origin) {
  const auto random = in.add_data("aws_secretsmanager_random_password", local_name,
                                  {{"password_length", 32}, {"exclude_punctuation", true}});
  const auto secret = in.add("aws_secretsmanager_secret", local_name,
                             {{"name", full_name(in, path)}, {"recovery_window_in_days", 7}}, origin);
  in.add("aws_secretsmanager_secret_version", local_name,
         {{"secret_id", secret.attribute("id")},
          {"secret_string", doc::Map{{"password", random.attribute("random_password")}}},
          {"lifecycle", doc::Map{{"ignore_changes", chart_values::only(doc::Expression{"secret_string"})}}}},
         origin);
  return {secret, random.attribute("random_password")};
}

void add_external(Expansion& in, std::string_view name, std::string_view name_space, std::string_view path,
                  const doc::Map& fixed, SourceRange origin) {
  doc::Map target{{"name", name}};
  if (!fixed.empty()) {
    doc::Map data{{"password", "{{ .password }}"}};
    for (const auto& [key, value] : fixed.entries()) data.set(key, value);
    target.set("template", doc::Map{{"data", std::move(data)}});
  }
  const doc::Map remote{{"key", full_name(in, path)}, {"property", "password"}};
  in.add_object(
      doc::Map{
          {"apiVersion", "external-secrets.io/v1"},
          {"kind", "ExternalSecret"},
          {"metadata", pods::metadata(name, name_space)},
          {"spec", doc::Map{{"refreshInterval", "1h"},
                            {"secretStoreRef", doc::Map{{"kind", "ClusterSecretStore"}, {"name", kStore}}},
                            {"target", std::move(target)},
                            {"data", chart_values::only(doc::Map{{"secretKey", "password"}, {"remoteRef", remote}})}}}},
      origin);
}

}  // namespace slipway::components::secrets
