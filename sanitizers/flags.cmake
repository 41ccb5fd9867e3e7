# Warnings, hardening and sanitizers, in one place for every target.  Each flag
# is probed, so that one list serves gcc 12 and clang 14.
#
#   vmman_warn    for code that people wrote
#   vmman_harden  for everything, generated code too
include(CheckCCompilerFlag)
include(CheckLinkerFlag)

add_library(vmman_warn INTERFACE)
add_library(vmman_harden INTERFACE)

function(vmman_flags target)
  foreach(flag IN LISTS ARGN)
    string(MAKE_C_IDENTIFIER "HAVE${flag}" have)
    check_c_compiler_flag("-Werror ${flag}" ${have})
    if(${have})
      target_compile_options(${target} INTERFACE ${flag})
    endif()
  endforeach()
endfunction()

function(vmman_link_flags target)
  foreach(flag IN LISTS ARGN)
    string(MAKE_C_IDENTIFIER "HAVE_LINK${flag}" have)
    check_linker_flag(C "${flag}" ${have})
    if(${have})
      target_link_options(${target} INTERFACE ${flag})
    endif()
  endforeach()
endfunction()

vmman_flags(vmman_warn
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
  -Warith-conversion -Wstrict-prototypes -Wmissing-prototypes
  -Wold-style-definition -Wwrite-strings -Wcast-qual -Wcast-align=strict
  -Wpointer-arith -Wformat=2 -Wformat-signedness -Wundef -Wvla -Walloca
  -Wswitch-enum -Wimplicit-fallthrough -Wnull-dereference -Wduplicated-cond
  -Wduplicated-branches -Wlogical-op -Wfloat-equal -Wdate-time
  -Wredundant-decls -Wtrampolines -Wunused-result)
if(VMMAN_WERROR)
  target_compile_options(vmman_warn INTERFACE -Werror)
endif()

target_compile_definitions(vmman_harden INTERFACE _GNU_SOURCE)
target_compile_options(vmman_harden INTERFACE
  -ffile-prefix-map=${PROJECT_SOURCE_DIR}=.)
if(VMMAN_SANITIZE)
  # Never together with FORTIFY or zeroed variables: both hide what the
  # sanitizers look for.
  target_compile_options(vmman_harden INTERFACE
    -fsanitize=${VMMAN_SANITIZE} -fno-sanitize-recover=all
    -fno-omit-frame-pointer)
  target_link_options(vmman_harden INTERFACE -fsanitize=${VMMAN_SANITIZE})
  target_compile_definitions(vmman_harden INTERFACE VMMAN_SANITIZED)
  if(VMMAN_SANITIZE MATCHES "undefined" AND CMAKE_C_COMPILER_ID STREQUAL "Clang")
    vmman_flags(vmman_harden
      -fsanitize=implicit-conversion,local-bounds,nullability)
  endif()
else()
  vmman_flags(vmman_harden
    -fstack-protector-strong -fstack-clash-protection -fcf-protection=full
    -ftrivial-auto-var-init=zero -fzero-call-used-regs=used-gpr
    -fno-delete-null-pointer-checks -fno-strict-overflow -fno-common
    -fstrict-flex-arrays=3)
  if(NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
    target_compile_options(vmman_harden INTERFACE
      -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)
  endif()
  vmman_link_flags(vmman_harden
    -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack -Wl,-z,separate-code
    -Wl,--as-needed)
endif()
