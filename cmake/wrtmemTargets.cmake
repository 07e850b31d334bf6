# The two imported targets, the same in a build and from an installed prefix.
function(wrtmem_import_targets include_dir library_dir version native_libs)
    if(TARGET wrtmem::wrtmem)
        return()
    endif()
    string(REGEX MATCH "^(0\\.[0-9]+|[0-9]+)" abi "${version}")
    add_library(wrtmem::wrtmem SHARED IMPORTED)
    set_target_properties(wrtmem::wrtmem PROPERTIES
        IMPORTED_LOCATION "${library_dir}/libwrtmem.so.${version}"
        IMPORTED_SONAME "libwrtmem.so.${abi}"
        INTERFACE_INCLUDE_DIRECTORIES "${include_dir}")
    add_library(wrtmem::wrtmem_static STATIC IMPORTED)
    set_target_properties(wrtmem::wrtmem_static PROPERTIES
        IMPORTED_LOCATION "${library_dir}/libwrtmem.a"
        IMPORTED_LINK_INTERFACE_LANGUAGES C
        INTERFACE_INCLUDE_DIRECTORIES "${include_dir}"
        INTERFACE_LINK_LIBRARIES "${native_libs}")
endfunction()
