# What `cmake --install' puts where, besides the manual pages (man/) and the
# completions (share/).  Never a policy: without one, vm-init denies everything,
# and which one is right is for the administrator to say.
#
# vm-init gets the set-uid bit only when asked (VMMAN_INSTALL_SUID): CMake sets a
# mode but no owner, so that an install by a non-root user would make a program
# that is set-uid to that user.
set(mode OWNER_READ OWNER_WRITE OWNER_EXECUTE
  GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
if(VMMAN_INSTALL_SUID)
  list(APPEND mode SETUID)
  install(CODE "message(NOTICE \"-- vm-init has mode 4755: it has to belong to \\
root, and serves nobody before there is a ${VMMAN_POLICY}: see policy.toml(5)\")")
else()
  install(CODE "message(NOTICE \"-- vm-init has mode 0755: ordinary users can \\
call it by sudo only.  For mode 4755 read SECURITY.md and configure with \\
-D VMMAN_INSTALL_SUID=ON\")")
endif()
install(TARGETS vm-init RUNTIME PERMISSIONS ${mode})
install(TARGETS vm-run vm-stop vm-list vm-new RUNTIME)
if(VMMAN_PULL)
  install(TARGETS vm-pull RUNTIME)
endif()
install(FILES README.md SECURITY.md LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES share/policy.toml DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples)
