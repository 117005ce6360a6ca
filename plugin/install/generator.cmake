# generator.cmake - what goes into which package? Read by cpack, once for each kind.

set(components lens debian)
if(CPACK_GENERATOR STREQUAL TGZ)
    set(components portable)
    set(CPACK_PACKAGING_INSTALL_PREFIX /)
endif()
set(CPACK_INSTALL_CMAKE_PROJECTS)
foreach(component IN LISTS components)
    list(APPEND CPACK_INSTALL_CMAKE_PROJECTS "${CPACK_BUILD_CONFIG_FOLDER}" tcplens ${component} /)
endforeach()
