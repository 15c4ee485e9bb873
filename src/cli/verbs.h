#pragma once

#include <memory>

#include "cli/command.h"

namespace slipway::cli {

/// The makers of all verbs, each in the file of its name.
std::unique_ptr<Verb> make_add();
std::unique_ptr<Verb> make_apply();
std::unique_ptr<Verb> make_catalog();
std::unique_ptr<Verb> make_components();
std::unique_ptr<Verb> make_destroy();
std::unique_ptr<Verb> make_expand();
std::unique_ptr<Verb> make_init();
std::unique_ptr<Verb> make_lint();
std::unique_ptr<Verb> make_plan();
std::unique_ptr<Verb> make_preflight();
std::unique_ptr<Verb> make_render();
std::unique_ptr<Verb> make_rules();
std::unique_ptr<Verb> make_schema();
std::unique_ptr<Verb> make_snapshot();
std::unique_ptr<Verb> make_solve();
std::unique_ptr<Verb> make_status();
std::unique_ptr<Verb> make_token();
std::unique_ptr<Verb> make_validate();
std::unique_ptr<Verb> make_verify();

}  // namespace slipway::cli
