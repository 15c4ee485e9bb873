#pragma once

#include <string_view>

/// The files of data/, compiled in. README.md says where each is from.
namespace slipway::render::embedded {

std::string_view deployer_actions();
std::string_view terraform_attributes();

}  // namespace slipway::render::embedded
