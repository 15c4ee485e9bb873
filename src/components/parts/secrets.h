#pragma once

#include <string_view>

#include "components/component.h"

/// Passwords that nobody has to think of: AWS makes and keeps them, External Secrets brings them into the cluster.
namespace slipway::components::secrets {

inline constexpr std::string_view kStore = "aws-secrets-manager";  // the ClusterSecretStore of external-secrets

/// A secret "<platform>/<path>" in Secrets Manager whose value is {"password": …}, made once at random: a password
/// that is changed later stays. `password` is the expression that others in the graph take it by.
struct Password {
  platform::ResourceId secret;
  doc::Value password;
};
Password add_password(Expansion& in, std::string_view local_name, std::string_view path, SourceRange origin);

/// The ExternalSecret that makes a Secret of it, its key "password", and further keys with fixed texts.
void add_external(Expansion& in, std::string_view name, std::string_view name_space, std::string_view path,
                  const doc::Map& fixed, SourceRange origin);

}  // namespace slipway::components::secrets
