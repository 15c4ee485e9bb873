# data/crds.jsonl.gz is unpacked by the build: the program holds the text, and reads of it what a run asks for.
function(slipway_unpacked_schemas target folder)
  set(text ${CMAKE_CURRENT_BINARY_DIR}/crds.jsonl)
  find_program(GZIP gzip REQUIRED)
  add_custom_command(OUTPUT ${text} DEPENDS ${folder}/data/crds.jsonl.gz
                     COMMAND ${GZIP} -dc ${folder}/data/crds.jsonl.gz > ${text} VERBATIM)
  target_sources(${target} PRIVATE ${text})
  set_property(SOURCE ${folder}/embedded.S APPEND PROPERTY OBJECT_DEPENDS ${text})
  set_property(SOURCE ${folder}/embedded.S APPEND PROPERTY COMPILE_OPTIONS -I${CMAKE_CURRENT_BINARY_DIR})
  if(TARGET ${target}_tests)  # they read the other files of data/, which are packed too
    target_link_libraries(${target}_tests PRIVATE ZLIB::ZLIB)
  endif()
endfunction()
