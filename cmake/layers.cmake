# linac_layer(NAME [EXCEPTIONS] [USES LAYER...] [SYSTEM LIBRARY...]): the static library linac_NAME
# of all sources in the folder NAME; an INTERFACE library as long as there are none. EXCEPTIONS is
# for the layers that speak to libraries which throw. Sets NAME_scope to PUBLIC or INTERFACE.
function(linac_layer name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "EXCEPTIONS" "" "USES;SYSTEM")
  linac_sources(sources ${name})
  if(sources)
    set(scope PUBLIC)
    add_library(linac_${name} STATIC ${sources})
    target_compile_options(linac_${name} PRIVATE -fno-rtti)
    # The shared library is made of the same objects (cmake/embedding.cmake).
    if(NOT LINAC_SANITIZE)
      set_target_properties(linac_${name} PROPERTIES POSITION_INDEPENDENT_CODE ON)
    endif()
    if(NOT arg_EXCEPTIONS)
      target_compile_options(linac_${name} PRIVATE -fno-exceptions)
    endif()
  else()
    set(scope INTERFACE)
    add_library(linac_${name} INTERFACE)
  endif()
  list(TRANSFORM arg_USES PREPEND linac_)
  target_include_directories(linac_${name} ${scope} ${PROJECT_SOURCE_DIR})
  target_link_libraries(linac_${name} ${scope} ${arg_USES} ${arg_SYSTEM} Threads::Threads)
  set(${name}_scope ${scope} PARENT_SCOPE)
endfunction()

# Looks again at each build, so that new files are found.
function(linac_sources result folder)
  file(GLOB_RECURSE found CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${folder}/*.cpp)
  list(FILTER found EXCLUDE REGEX "/library/pack/")  # a program of its own
  set(${result} ${found} PARENT_SCOPE)
endfunction()
