# Warnings, hardening and sanitizers, in one place for every target.  Each flag
# is probed, so that one list serves gcc 12, clang 14 and what comes after them.
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
  -Wmissing-variable-declarations -Wold-style-definition -Wwrite-strings
  -Wcast-qual -Wcast-align=strict -Wpointer-arith -Wformat=2
  -Wformat-signedness -Wformat-overflow=2
  -Wstringop-overflow=4 -Warray-bounds=2 -Wuse-after-free=3 -Wundef -Wvla
  -Walloca -Wstack-usage=65536 -Wswitch-enum -Wimplicit-fallthrough
  -Wimplicit-fallthrough=5 -Wnull-dereference -Wduplicated-cond
  -Wduplicated-branches -Wlogical-op -Wfloat-equal -Wdate-time
  -Wredundant-decls -Wtrampolines -Wbidi-chars=any -Wunused-result
  -Wunused-macros)
if(VMMAN_WERROR)
  target_compile_options(vmman_warn INTERFACE -Werror)
endif()

target_compile_definitions(vmman_harden INTERFACE _GNU_SOURCE)
# No build path in the binaries: the same source gives the same bytes.
target_compile_options(vmman_harden INTERFACE
  -ffile-prefix-map=${PROJECT_SOURCE_DIR}=.
  -ffile-prefix-map=${PROJECT_BINARY_DIR}=build)
# Aliasing and overflow are defined in every build, so that what the tests saw
# is what an attacker sees.
vmman_flags(vmman_harden
  -fno-strict-aliasing -fno-strict-overflow -fno-delete-null-pointer-checks
  -fno-common -fvisibility=hidden)

if(VMMAN_COVERAGE)
  target_compile_options(vmman_harden INTERFACE --coverage)
  target_link_options(vmman_harden INTERFACE --coverage)
endif()

if(VMMAN_SANITIZE)
  # Never together with FORTIFY or zeroed variables: both hide what the
  # sanitizers look for.
  target_compile_options(vmman_harden INTERFACE
    -fsanitize=${VMMAN_SANITIZE} -fno-sanitize-recover=all
    -fno-omit-frame-pointer)
  target_link_options(vmman_harden INTERFACE -fsanitize=${VMMAN_SANITIZE})
  target_compile_definitions(vmman_harden INTERFACE VMMAN_SANITIZED)
  add_library(vmman_sanitizers OBJECT sanitizers/options.c)
  target_compile_options(vmman_sanitizers PRIVATE -fsanitize=${VMMAN_SANITIZE})
  target_link_libraries(vmman_harden
    INTERFACE $<TARGET_OBJECTS:vmman_sanitizers>)
  if(VMMAN_SANITIZE MATCHES "undefined" AND CMAKE_C_COMPILER_ID STREQUAL "Clang")
    vmman_flags(vmman_harden
      -fsanitize=implicit-conversion,local-bounds,nullability)
  endif()
  if(VMMAN_SANITIZE MATCHES "memory")
    vmman_flags(vmman_harden -fsanitize-memory-track-origins)
  endif()
else()
  vmman_flags(vmman_harden
    -fstack-protector-strong -fstack-clash-protection -fcf-protection=full
    -mbranch-protection=standard -ftrivial-auto-var-init=zero
    -fzero-call-used-regs=used-gpr -fstrict-flex-arrays=3)
  # clang 14 and 15 want a promise along with it.
  if(NOT HAVE_ftrivial_auto_var_init_zero)
    set(zero -ftrivial-auto-var-init=zero
      -enable-trivial-auto-var-init-zero-knowing-it-will-be-removed-from-clang)
    string(JOIN " " probe ${zero})
    check_c_compiler_flag("-Werror ${probe}" HAVE_zero_with_a_promise)
    if(HAVE_zero_with_a_promise)
      target_compile_options(vmman_harden INTERFACE ${zero})
    endif()
  endif()
  # FORTIFY needs an optimiser.
  if(NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
    target_compile_options(vmman_harden INTERFACE
      -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)
  endif()
  vmman_link_flags(vmman_harden
    -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack -Wl,-z,separate-code
    -Wl,-z,defs -Wl,-z,text -Wl,-z,nodlopen -Wl,--as-needed
    -Wl,--no-copy-dt-needed-entries -Wl,--fatal-warnings -Wl,--build-id=sha1)
endif()
