#pragma once

#include <set>

#include "base/known_secrets.h"
#include "subject/subject.h"

namespace slipway::subject {

/// What the files in `of` hold that is secret by its place, whatever it looks like: all of a Secret but what says which
/// one it is, with the earlier form that kubectl keeps in an annotation; in a plan of Terraform what it calls
/// sensitive. What somebody is still to fill in (`<password>`, `${PASSWORD}`) is none.
KnownSecrets known_secrets(const Subject& subject, const std::set<const SourceText*>& of);

}  // namespace slipway::subject
