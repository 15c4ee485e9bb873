#pragma once

#include "kube/object.h"
#include "schema/errors.h"
#include "subject/subject.h"

/// Errors about what somebody else writes or says before the API server is asked.
namespace slipway::admission {

/// A field that the schema requires and that the kind's own webhook writes before the schema is asked, or Spark into
/// the template of its pods.
bool is_of_webhook(const kube::Object& object, const schema::Error& error);

/// What a kustomization among the files writes before anybody applies the object.
bool is_of_kustomization(const subject::Subject& subject, const kube::Object& object, const schema::Error& error);

/// What a kustomization that is not among the files may write into an object of one that is: the namespace of the
/// accounts that a role is bound to.
bool may_be_of_overlay(const subject::Subject& subject, const kube::Object& object, const schema::Error& error);

/// Whether a patch of a kustomization among the files may change the object.
bool may_be_patched(const subject::Subject& subject, const kube::Object& object);

/// A family of addresses that the cluster does not have: which one it has is said where the cluster is made.
bool is_second_family(const schema::Error& error);

/// What the API server's own check asks of the namespace of a ResourceClaim or its template.
bool needs_admin_label(const schema::Error& error);
/// Whether that namespace, where it is among the files, has it.
bool has_admin_label(const subject::Subject& subject, const kube::Object& object);

}  // namespace slipway::admission
