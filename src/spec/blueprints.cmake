# Compiles the files of examples/ into a target: blueprints.cc reads them. Each is two 32-bit lengths, its path below
# examples/, and its bytes.
function(slipway_blueprints target examples)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS RELATIVE ${examples} ${examples}/*)
  list(SORT files)
  set(entries "")
  set(depends "")
  foreach(file ${files})
    string(APPEND entries "  entry \"${file}\"\n")
    list(APPEND depends ${examples}/${file})
  endforeach()
  set(assembly ${CMAKE_CURRENT_BINARY_DIR}/blueprints.S)
  file(CONFIGURE OUTPUT ${assembly} @ONLY CONTENT [[
/* Written by CMake from the files of examples/; see src/spec/blueprints.cmake. */
  .macro entry path
  .4byte 12f - 11f, 14f - 13f
11: .ascii "\path"
12:
13: .incbin "\path"
14:
  .endm

  .section .rodata
  .global slipway_blueprints_begin
  .global slipway_blueprints_end
slipway_blueprints_begin:
@entries@slipway_blueprints_end:
  .byte 0
  .section .note.GNU-stack,"",@progbits
]])
  set_source_files_properties(${assembly} PROPERTIES OBJECT_DEPENDS "${depends}" COMPILE_OPTIONS "-I${examples}")
  target_sources(${target} PRIVATE ${assembly})
endfunction()
