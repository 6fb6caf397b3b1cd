# The archive of Erlang's library (library/archive.h), made of the Erlang that is found here, and the
# layer `library` that reads it. Modules of our own (library/erlang) go before Erlang's of that name.
find_program(LINAC_ERL erl)
find_program(LINAC_ERLC erlc)
mark_as_advanced(LINAC_ERL LINAC_ERLC)
if(LINAC_ERL AND NOT DEFINED LINAC_OTP)
  execute_process(
    COMMAND ${LINAC_ERL} -noinput -boot start_clean -eval "io:put_chars(code:root_dir()), halt()."
    OUTPUT_VARIABLE found_otp RESULT_VARIABLE status ERROR_QUIET)
  if(NOT status EQUAL 0)
    set(found_otp "")
  endif()
endif()
set(LINAC_OTP "${found_otp}" CACHE PATH "The root of the Erlang whose library is embedded; empty: none")

set(library_folders "")
foreach(application stdlib kernel eunit compiler syntax_tools public_key)
  file(GLOB found ${LINAC_OTP}/lib/${application}-*/ebin)
  list(APPEND library_folders ${found})
  file(GLOB found ${LINAC_OTP}/lib/${application}-*/include)
  list(APPEND library_folders ${found})
endforeach()
# Of what the emulator itself holds: the Erlang side of files and of zlib.
file(GLOB found ${LINAC_OTP}/lib/erts-*/ebin/prim_file.beam
     ${LINAC_OTP}/lib/erts-*/ebin/prim_buffer.beam ${LINAC_OTP}/lib/erts-*/ebin/zlib.beam)
list(APPEND library_folders ${found})
if(NOT library_folders)
  message(WARNING "no Erlang is found: Linac's executable will be without Erlang's library. "
                  "Install erlang-base, or set LINAC_OTP")
endif()

linac_layer(library USES core loader runtime SYSTEM zstd)

set(own_ebin ${PROJECT_BINARY_DIR}/lib/linac-${PROJECT_VERSION}/ebin)
set(own_modules "")
if(LINAC_ERLC)
  file(MAKE_DIRECTORY ${own_ebin})
  file(GLOB own_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/library/erlang/*.erl)
  foreach(source ${own_sources})
    cmake_path(GET source STEM module)
    add_custom_command(
      OUTPUT ${own_ebin}/${module}.beam
      COMMAND ${LINAC_ERLC} +deterministic -Werror -o ${own_ebin} ${source}
      DEPENDS ${source}
      COMMENT "Compiling ${module}.erl")
    list(APPEND own_modules ${own_ebin}/${module}.beam)
  endforeach()
  file(GLOB own_applications CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/library/erlang/*.app)
  foreach(source ${own_applications})
    cmake_path(GET source FILENAME name)
    add_custom_command(
      OUTPUT ${own_ebin}/${name}
      COMMAND ${CMAKE_COMMAND} -E copy ${source} ${own_ebin}/${name}
      DEPENDS ${source})
    list(APPEND own_modules ${own_ebin}/${name})
  endforeach()
  list(PREPEND library_folders ${own_ebin})
endif()

# Erlang's modules with what newer releases added to them (library/extend.escript). They stand in
# folders of the applications' names, and before those.
find_program(LINAC_ESCRIPT escript HINTS ${LINAC_OTP}/bin)
mark_as_advanced(LINAC_ESCRIPT)
if(LINAC_ESCRIPT AND LINAC_OTP)
  set(extended_ebins "")
  file(GLOB added_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/library/added/*.erl)
  foreach(source ${added_sources})
    cmake_path(GET source STEM module)
    file(GLOB otp_beam ${LINAC_OTP}/lib/stdlib-*/ebin/${module}.beam
         ${LINAC_OTP}/lib/kernel-*/ebin/${module}.beam
         ${LINAC_OTP}/lib/eunit-*/ebin/${module}.beam)
    if(NOT otp_beam)
      message(WARNING "no ${module}.beam is found in ${LINAC_OTP}")
      continue()
    endif()
    string(REGEX REPLACE "^.*/([^/]+)/ebin/[^/]+$" "\\1" application ${otp_beam})
    set(ebin ${PROJECT_BINARY_DIR}/extended/${application}/ebin)
    file(MAKE_DIRECTORY ${ebin})
    add_custom_command(
      OUTPUT ${ebin}/${module}.beam
      COMMAND ${LINAC_ESCRIPT} ${PROJECT_SOURCE_DIR}/library/extend.escript
              ${ebin}/${module}.beam ${otp_beam} ${source}
      DEPENDS ${source} ${PROJECT_SOURCE_DIR}/library/extend.escript
      COMMENT "Extending ${module}.erl")
    list(APPEND own_modules ${ebin}/${module}.beam)
    list(APPEND extended_ebins ${ebin})
  endforeach()
  list(REMOVE_DUPLICATES extended_ebins)
  list(PREPEND library_folders ${extended_ebins})
endif()

add_executable(linac_pack_library library/pack/main.cpp)
target_link_libraries(linac_pack_library PRIVATE linac_loader zstd)
set(library_archive ${PROJECT_BINARY_DIR}/library.archive)
add_custom_command(
  OUTPUT ${library_archive}
  COMMAND linac_pack_library ${library_archive} "${LINAC_OTP}" ${library_folders}
  DEPENDS linac_pack_library ${own_modules}
  COMMENT "Packing Erlang's library")
set_source_files_properties(
  ${PROJECT_SOURCE_DIR}/library/embed.S TARGET_DIRECTORY linac_library PROPERTIES
  OBJECT_DEPENDS ${library_archive} COMPILE_DEFINITIONS LINAC_ARCHIVE="${library_archive}")
target_sources(linac_library PRIVATE library/embed.S)
