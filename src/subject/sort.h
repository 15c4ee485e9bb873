#pragma once

#include <string_view>

#include "base/diagnostic.h"
#include "doc/node.h"

/// What a text is, by its name and its looks.
namespace slipway::subject {

enum class Sort { Manifest, Platform, Plan, Json, Script, Env, Terraform, Other };

/// By its name alone, and where that does not say, by how it begins.
Sort sort_of(std::string_view name, std::string_view text);

/// Has lines `apiVersion:` and `kind:`.
bool looks_like_manifest(std::string_view text);

// Of files that are called as .env files are:

/// Has a line of a Makefile that a .env file cannot have: `NAME ?= value`, `NAME := value`, a condition, an inclusion.
bool is_of_make(std::string_view text);
/// Has a line of a script.
bool is_of_shell(std::string_view text);

/// Whether SOPS has encrypted values of a text, .env or Terraform's: they are other ones when somebody uses it.
bool is_encrypted(std::string_view text);
/// The same of a document: of several in a file each says so for itself, and most have nothing that is encrypted.
bool is_encrypted(const doc::Node& root);

/// Whether what keeps a text from being YAML is a line of the template that it is: of Go, Jinja or Terraform.
bool is_template(const Diagnostics& wrong);

}  // namespace slipway::subject
