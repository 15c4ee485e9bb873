#pragma once

#include "admission/error_places.h"
#include "base/diagnostic.h"
#include "schema/errors.h"
#include "schema/verdict.h"

namespace slipway::admission {

/// An error of the API server's in the words of slipway, API001 to API011, at the place where its field was found. Of a
/// value that the server does not take the one that was likely meant, put in its place where only the case of letters
/// differs.
Diagnostic finding_of(const schema::Error& error, const Found& found);

/// Of a field that the schema does not know what was likely meant: another of the same map, or its place.
void offer_field(const schema::Error& error, const schema::Judge::Meant& meant, Diagnostic& finding);

/// What the API server says where an object was too wrong for its CEL rules (apiextensions-apiserver,
/// pkg/registry/customresource/strategy.go). Faults of a whole object have no field either.
bool says_unchecked(const schema::Error& error);

/// With the field that an error is about: of a number that its format does not take only the text says it, at its end
/// ("Checked value must be of type integer with format int32 in spec.size"). None of the whole object.
schema::Error with_field(schema::Error error);

}  // namespace slipway::admission
