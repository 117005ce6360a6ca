# uninstall.cmake - removes what was installed from a build folder, and the folders left empty.
#
#   cmake -D BUILD=FOLDER -D WHAT=uninstall|uninstall-user -P uninstall.cmake
#
# What was installed stands in the manifest that `cmake --install` wrote last. (cpack writes others,
# of components: what they list belongs to packages.) DESTDIR counts as it did then. What the user
# keeps in a folder of ours stays; what Wireshark itself writes into a profile that is used (recent)
# goes with the profile.

set(manifest ${BUILD}/install_manifest.txt)
if("${WHAT}" STREQUAL uninstall-user)
    set(manifest ${BUILD}/install_manifest_user.txt)
endif()

# The folder and those above it, as long as they are empty; but not the user's own, nor DESTDIR.
function(remove_empty folder)
    if(folder STREQUAL "$ENV{HOME}" OR folder STREQUAL "$ENV{DESTDIR}")
        return()
    endif()
    file(GLOB inside "${folder}/*" "${folder}/.*")
    list(FILTER inside EXCLUDE REGEX "/\\.\\.?$")
    cmake_path(GET folder PARENT_PATH above)
    if(inside STREQUAL "" AND NOT above STREQUAL folder)
        file(REMOVE_RECURSE "${folder}")
        remove_empty("${above}")
    endif()
endfunction()

function(remove_installed path)
    if(EXISTS "${path}" OR IS_SYMLINK "${path}")
        message(STATUS "Removing: ${path}")
        file(REMOVE "${path}")
        if(EXISTS "${path}")
            message(FATAL_ERROR "Cannot remove ${path}: not allowed?")
        endif()
    endif()
    cmake_path(GET path PARENT_PATH folder)
    remove_empty("${folder}")
endfunction()

if(NOT EXISTS ${manifest})
    message(STATUS "Nothing was installed from ${BUILD}.")
    return()
endif()
file(STRINGS ${manifest} paths)
foreach(path IN LISTS paths)
    remove_installed("$ENV{DESTDIR}${path}")
endforeach()
file(REMOVE ${manifest})
