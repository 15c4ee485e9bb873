# Each file of rules/ with rows ends in `std::span<const Rule> SOMETHING_rules() { return kRules; }`: written by the build
# into the table behind all(), so that a new file of rows touches no other.
function(slipway_rule_table target folder)
  file(GLOB files CONFIGURE_DEPENDS ${folder}/*.cc)
  list(FILTER files EXCLUDE REGEX "(_test|/rule|/run|/allow[a-z_]*)\\.cc$")
  set(table ${CMAKE_CURRENT_BINARY_DIR}/rule_table.cc)
  string(REPLACE ";" "," listed "${files}")
  add_custom_command(OUTPUT ${table} DEPENDS ${files} ${folder}/write_table.cmake
                     COMMAND ${CMAKE_COMMAND} -DTABLE=${table} -DFILES=${listed} -P ${folder}/write_table.cmake VERBATIM)
  target_sources(${target} PRIVATE ${table})
endfunction()
