# A component is a file of this folder: `nvidia_device_plugin.cc` defines `extern const Component nvidia_device_plugin`.
# What is shared by components lives in subfolders, the mechanism in component.cc. Writes the table behind all().
# Further arguments: files elsewhere that are components as well (tests/new_component).
function(slipway_component_table target folder)
  file(GLOB files CONFIGURE_DEPENDS RELATIVE ${folder} ${folder}/*.cc)
  list(FILTER files EXCLUDE REGEX "(_test|^component)\\.cc$")
  list(APPEND files ${ARGN})
  set(declarations "")
  set(entries "")
  foreach(file ${files})
    get_filename_component(name ${file} NAME_WE)
    string(APPEND declarations "extern const Component ${name};\n")
    string(APPEND entries "    &${name},\n")
  endforeach()
  list(LENGTH files count)
  set(table ${CMAKE_CURRENT_BINARY_DIR}/component_table.cc)
  file(CONFIGURE OUTPUT ${table} @ONLY CONTENT [[
// Written by CMake from the names of the files in src/components; see table.cmake.
#include "components/parts/table.h"

namespace slipway::components {

@declarations@
namespace {
constexpr std::array<const Component*, @count@> kTable = {
@entries@};
}

std::span<const Component* const> table_of_files() { return kTable; }

}  // namespace slipway::components
]])
  target_sources(${target} PRIVATE ${table})
endfunction()
