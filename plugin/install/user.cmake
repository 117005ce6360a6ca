# user.cmake - what goes where for one user? Run by `cmake --install BUILD --component user`, after
# plugin, version_folder, profile_name and profile_files are set.

if("$ENV{HOME}" STREQUAL "")
    message(FATAL_ERROR "HOME is not set: whose folders?")
endif()

# The folder of the settings, as Wireshark looks for it: `tshark -G folders` names it.
if(NOT "$ENV{WIRESHARK_CONFIG_DIR}" STREQUAL "")
    set(settings "$ENV{WIRESHARK_CONFIG_DIR}")
elseif(NOT "$ENV{XDG_CONFIG_HOME}" STREQUAL "")
    set(settings "$ENV{XDG_CONFIG_HOME}/wireshark")
elseif(IS_DIRECTORY "$ENV{HOME}/.wireshark" AND NOT IS_DIRECTORY "$ENV{HOME}/.config/wireshark")
    set(settings "$ENV{HOME}/.wireshark")
else()
    set(settings "$ENV{HOME}/.config/wireshark")
endif()

file(INSTALL DESTINATION "$ENV{HOME}/.local/lib/wireshark/plugins/${version_folder}/epan"
     TYPE MODULE FILES ${plugin})
file(INSTALL DESTINATION "${settings}/profiles/${profile_name}" TYPE FILE FILES ${profile_files})
