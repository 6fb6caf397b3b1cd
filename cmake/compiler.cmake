# Flags for every target. The build switches that code can see stand in core/base/config.h.
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Release or Debug" FORCE)
endif()
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g1")  # no -DNDEBUG: VM_CHECK stays on in every build
set(CMAKE_CXX_FLAGS_DEBUG "-Og -g")
if(LINAC_SANITIZE)
  # Lines are all that a sanitizer's report needs.
  set(CMAKE_CXX_FLAGS_DEBUG "-O1 -g1")
endif()

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)

add_compile_options(
  -Wall -Wextra -Wpedantic -Werror
  -ffp-contract=off  # a fused multiply-add would give other floats than the BEAM's
  -ffile-prefix-map=${PROJECT_SOURCE_DIR}/=)
add_compile_definitions($<$<BOOL:${LINAC_SLOW_CHECKS}>:LINAC_SLOW_CHECKS>)

if(LINAC_SANITIZE)
  if(LINAC_SANITIZE STREQUAL "address")
    set(sanitizers address,undefined)
  elseif(LINAC_SANITIZE STREQUAL "thread")
    set(sanitizers thread)
  elseif(LINAC_SANITIZE STREQUAL "fuzz")
    if(NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
      message(FATAL_ERROR "LINAC_SANITIZE=fuzz needs clang; use the preset 'fuzz'")
    endif()
    set(sanitizers fuzzer-no-link,address,undefined)
  else()
    message(FATAL_ERROR "LINAC_SANITIZE=${LINAC_SANITIZE}: use address, thread or fuzz")
  endif()
  # vptr needs RTTI, which the VM's layers do without.
  set(sanitizer_flags -fsanitize=${sanitizers} -fno-sanitize=vptr -fno-sanitize-recover=all)
  add_compile_options(${sanitizer_flags} -fno-omit-frame-pointer)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options(-Wno-maybe-uninitialized)  # wrong about instrumented code, as GCC's manual says
  endif()
  add_link_options(${sanitizer_flags})
else()
  # What always loads is linked in: each shared library costs about half a millisecond at start-up. Not
  # so in liblinac.so, whose C++ library has to be its host's.
  add_link_options($<$<STREQUAL:$<TARGET_PROPERTY:TYPE>,EXECUTABLE>:-static-libstdc++>
                   $<$<STREQUAL:$<TARGET_PROPERTY:TYPE>,EXECUTABLE>:-static-libgcc>)
  if(CMAKE_BUILD_TYPE STREQUAL "Release")
    add_compile_options(-ffunction-sections -fdata-sections)
    add_link_options(LINKER:--gc-sections)
  endif()
endif()

# ccache, told to treat all checkouts of the project alike.
find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER
      env CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${CCACHE})
endif()
