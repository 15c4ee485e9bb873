# Run by the build: writes TABLE from what FILES (with commas between) define; see table.cmake.
string(REPLACE "," ";" files "${FILES}")
set(declarations "")
set(calls "")
foreach(file ${files})
  file(STRINGS ${file} lines REGEX "^std::span<const Rule> [a-z0-9_]+_rules\\(\\)")
  foreach(line ${lines})
    string(REGEX REPLACE "^std::span<const Rule> ([a-z0-9_]+)\\(\\).*" "\\1" name "${line}")
    string(APPEND declarations "std::span<const Rule> ${name}();\n")
    string(APPEND calls "  add(${name}());\n")
  endforeach()
endforeach()
file(WRITE ${TABLE} "// Written by the build; see src/rules/table.cmake.
#include \"rules/run.h\"

namespace slipway::rules {

${declarations}
std::vector<const Rule*> rows_of_files() {
  std::vector<const Rule*> all;
  [[maybe_unused]] const auto add = [&](std::span<const Rule> rows) {
    for (const Rule& row : rows) all.push_back(&row);
  };
${calls}  return all;
}

}  // namespace slipway::rules
")
