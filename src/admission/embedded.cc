#include "admission/embedded.h"

#include <cstddef>

extern "C" const char slipway_admission_project_groups_begin[];
extern "C" const char slipway_admission_project_groups_end[];
extern "C" const char slipway_admission_kinds_without_schema_begin[];
extern "C" const char slipway_admission_kinds_without_schema_end[];
extern "C" const char slipway_admission_renamed_fields_begin[];
extern "C" const char slipway_admission_renamed_fields_end[];

namespace slipway::admission::embedded {
namespace {

std::string_view between(const char* begin, const char* end) { return {begin, static_cast<std::size_t>(end - begin)}; }

}  // namespace

std::string_view project_groups() {
  return between(slipway_admission_project_groups_begin, slipway_admission_project_groups_end);
}

std::string_view kinds_without_schema() {
  return between(slipway_admission_kinds_without_schema_begin, slipway_admission_kinds_without_schema_end);
}

std::string_view renamed_fields() {
  return between(slipway_admission_renamed_fields_begin, slipway_admission_renamed_fields_end);
}

}  // namespace slipway::admission::embedded
