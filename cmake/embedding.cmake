# liblinac, static and shared, from the layers' objects, and what `cmake --install` puts beside it for
# hosts: headers, the CMake package `linac`, linac.pc. The shared library uses the system's shared
# libraries where the executable links static ones; jemalloc is in neither: a host keeps its allocator.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(embedding_objects "")
foreach(layer IN ITEMS core loader runtime bifs jit library api)
  list(APPEND embedding_objects $<TARGET_OBJECTS:linac_${layer}>)
endforeach()

add_library(linac_static STATIC ${embedding_objects})
add_library(linac_shared SHARED ${embedding_objects})
foreach(kind IN ITEMS static shared)
  set_target_properties(linac_${kind} PROPERTIES
                        OUTPUT_NAME linac EXPORT_NAME ${kind} LINKER_LANGUAGE CXX)
  target_include_directories(linac_${kind} INTERFACE $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  target_compile_features(linac_${kind} INTERFACE cxx_std_20)
endforeach()

# Before 1.0 each minor version has a binary interface of its own.
set_target_properties(linac_shared PROPERTIES VERSION ${PROJECT_VERSION}
                      SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
foreach(name IN ITEMS gmp utf8proc z zstd pcre2-8)
  find_library(LINAC_${name}_SHARED NAMES ${name} REQUIRED)
  mark_as_advanced(LINAC_${name}_SHARED)
  target_link_libraries(linac_shared PRIVATE ${LINAC_${name}_SHARED})
endforeach()

# Debian has asmjit as a static library only, made for executables: all that keeps it out of a shared one
# is how it refers to stderr. In a copy that is a variable of our own (api/embed/asmjit_stderr.cpp).
get_target_property(asmjit_archive asmjit::asmjit LOCATION)
set(own_asmjit ${PROJECT_BINARY_DIR}/libasmjit_for_shared.a)
add_custom_command(
  OUTPUT ${own_asmjit}
  COMMAND ${CMAKE_OBJCOPY} --redefine-sym stderr=linac_asmjit_stderr ${asmjit_archive} ${own_asmjit}
  DEPENDS ${asmjit_archive}
  COMMENT "Copying asmjit for the shared library")
add_custom_target(linac_own_asmjit DEPENDS ${own_asmjit})
add_dependencies(linac_shared linac_own_asmjit)
target_link_libraries(linac_shared PRIVATE ${own_asmjit} Threads::Threads ${CMAKE_DL_LIBS})
target_link_options(linac_shared PRIVATE LINKER:--exclude-libs,ALL LINKER:--no-undefined
                    LINKER:--version-script=${PROJECT_SOURCE_DIR}/cmake/linac.map)
set_target_properties(linac_shared PROPERTIES LINK_DEPENDS ${PROJECT_SOURCE_DIR}/cmake/linac.map)

# --- Installing: cmake --install FOLDER [--component embedding] ---
set(package ${CMAKE_INSTALL_LIBDIR}/cmake/linac)
install(TARGETS linac_static linac_shared EXPORT linacTargets
        ARCHIVE COMPONENT embedding
        LIBRARY COMPONENT embedding NAMELINK_COMPONENT embedding)
install(EXPORT linacTargets NAMESPACE linac:: DESTINATION ${package} COMPONENT embedding)
install(DIRECTORY include/linac ${PROJECT_BINARY_DIR}/include/linac
        DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT embedding
        FILES_MATCHING PATTERN "*.h" PATTERN "*.hpp")
configure_file(cmake/linacConfig.cmake.in linacConfig.cmake @ONLY)
write_basic_package_version_file(linacConfigVersion.cmake COMPATIBILITY SameMinorVersion)
file(RELATIVE_PATH pc_to_prefix /p/${CMAKE_INSTALL_LIBDIR}/pkgconfig /p)  # wherever it is installed
configure_file(cmake/linac.pc.in linac.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/linacConfig.cmake ${PROJECT_BINARY_DIR}/linacConfigVersion.cmake
        DESTINATION ${package} COMPONENT embedding)
install(FILES ${PROJECT_BINARY_DIR}/linac.pc
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT embedding)
