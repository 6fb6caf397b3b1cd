# linac_bench.beam, the part of `linac bench` that runs in the VM that is measured, as data of the executable. An old
# OTP's compiler is the right one: what it makes loads in all later ones.
target_sources(linac_cli PRIVATE cli/bench/embed.S)
if(LINAC_ERLC)
  set(bench_module ${PROJECT_BINARY_DIR}/bench_module/linac_bench.beam)
  file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/bench_module)
  add_custom_command(
    OUTPUT ${bench_module}
    COMMAND ${LINAC_ERLC} +deterministic -Werror -o ${PROJECT_BINARY_DIR}/bench_module
            ${PROJECT_SOURCE_DIR}/cli/bench/linac_bench.erl
    DEPENDS ${PROJECT_SOURCE_DIR}/cli/bench/linac_bench.erl
    COMMENT "Compiling linac_bench.erl")
  set_source_files_properties(
    ${PROJECT_SOURCE_DIR}/cli/bench/embed.S TARGET_DIRECTORY linac_cli PROPERTIES
    OBJECT_DEPENDS ${bench_module} COMPILE_DEFINITIONS LINAC_BENCH_MODULE="${bench_module}")
else()
  message(WARNING "no erlc is found: linac bench will not work")
endif()
