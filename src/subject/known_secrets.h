#pragma once

#include <span>
#include <string_view>

#include "base/known_secrets.h"
#include "kube/object.h"
#include "subject/subject.h"

namespace slipway::subject {

/// What a program puts the secret in place of: `${NAME}`, `op://vault/item`, `ref+…`, `ENC[…]` of sops.
bool stands_for_secret(std::string_view value);

/// What the files hold that is secret by its place, whatever it looks like: all of a Secret but what says which
/// one it is, with the earlier form that kubectl keeps in an annotation; in a plan of Terraform what it calls
/// sensitive; in a .env file each value by the name of a secret, also of lines that cannot be read. What somebody is
/// still to fill in (`<password>`, `${PASSWORD}`) is none.
void add_known_secrets(const Subject& subject, KnownSecrets& known);
/// The same of objects alone, which stand in no subject.
void add_known_secrets(std::span<const kube::Object> objects, KnownSecrets& known);

}  // namespace slipway::subject
