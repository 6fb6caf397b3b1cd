# The libraries the project stands on, all of them Debian packages (scripts/packages.txt; the choice
# is explained in docs/decisions/001-debian-packages.md).
find_package(Threads REQUIRED)
find_package(fmt 9 REQUIRED)  # headers only; core/base/fmt.cpp holds the compiled part
find_package(asmjit REQUIRED CONFIG)
find_package(nlohmann_json 3 REQUIRED)
find_package(CLI11 2 REQUIRED)

# An imported target for a static library that comes without a CMake package of its own, or whose
# package names the shared one.
function(linac_static_library name header)
  find_library(LINAC_${name}_LIBRARY NAMES lib${name}.a REQUIRED)
  find_path(LINAC_${name}_INCLUDE NAMES ${header} REQUIRED)
  mark_as_advanced(LINAC_${name}_LIBRARY LINAC_${name}_INCLUDE)
  add_library(${name} STATIC IMPORTED GLOBAL)
  set_target_properties(${name} PROPERTIES IMPORTED_LOCATION ${LINAC_${name}_LIBRARY})
endfunction()

linac_static_library(gmp gmp.h)
linac_static_library(zstd zstd.h)
linac_static_library(z zlib.h)
linac_static_library(utf8proc utf8proc.h)
linac_static_library(pcre2-8 pcre2.h)
find_path(LINAC_OPENSSL_INCLUDE openssl/evp.h REQUIRED)  # opened at run time, see bifs/openssl.def
mark_as_advanced(LINAC_OPENSSL_INCLUDE)
add_library(zlib ALIAS z)
target_compile_definitions(utf8proc INTERFACE UTF8PROC_STATIC)
target_compile_definitions(pcre2-8 INTERFACE PCRE2_STATIC)

# jemalloc serves the executable only: a library that is linked to it cannot be opened at run time,
# and the sanitizers bring an allocator of their own.
function(linac_link_allocator target)
  if(NOT LINAC_SANITIZE AND CMAKE_BUILD_TYPE STREQUAL "Release")
    find_library(LINAC_JEMALLOC NAMES libjemalloc_pic.a libjemalloc.a REQUIRED)
    mark_as_advanced(LINAC_JEMALLOC)
    target_link_libraries(${target} PRIVATE ${LINAC_JEMALLOC})
  endif()
endfunction()
