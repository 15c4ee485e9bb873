#include "render/embedded.h"

extern "C" const char slipway_render_deployer_actions_begin[];
extern "C" const char slipway_render_deployer_actions_end[];
extern "C" const char slipway_render_terraform_attributes_begin[];
extern "C" const char slipway_render_terraform_attributes_end[];

namespace slipway::render::embedded {

std::string_view deployer_actions() {
  return {slipway_render_deployer_actions_begin,
          static_cast<std::size_t>(slipway_render_deployer_actions_end - slipway_render_deployer_actions_begin)};
}

std::string_view terraform_attributes() {
  return {
      slipway_render_terraform_attributes_begin,
      static_cast<std::size_t>(slipway_render_terraform_attributes_end - slipway_render_terraform_attributes_begin)};
}

}  // namespace slipway::render::embedded
