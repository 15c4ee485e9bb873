#include "render/embedded.h"

extern "C" const char slipway_render_terraform_attributes_begin[];
extern "C" const char slipway_render_terraform_attributes_end[];

namespace slipway::render::embedded {

std::string_view terraform_attributes() {
  return {
      slipway_render_terraform_attributes_begin,
      static_cast<std::size_t>(slipway_render_terraform_attributes_end - slipway_render_terraform_attributes_begin)};
}

}  // namespace slipway::render::embedded
