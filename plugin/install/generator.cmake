# generator.cmake - what goes into which package? Read by cpack, once for each kind.

set(component lens)
if(CPACK_GENERATOR STREQUAL TGZ)
    set(component portable)
    set(CPACK_PACKAGING_INSTALL_PREFIX /)
endif()
set(CPACK_INSTALL_CMAKE_PROJECTS "${CPACK_BUILD_CONFIG_FOLDER};tcplens;${component};/")
