# Every file in examples_c is one program: NAME.c as C11, NAME.cpp as C++17.
enable_language(CXX)
find_package(Threads REQUIRED)
file(GLOB wrtmem_examples CONFIGURE_DEPENDS examples_c/*.c examples_c/*.cpp)
foreach(source IN LISTS wrtmem_examples)
    cmake_path(GET source STEM name)
    set(target "wrtmem_example_${name}")
    if(TARGET ${target}) # NAME.c and NAME.cpp
        set(name "${name}_cpp")
        string(APPEND target "_cpp")
    endif()
    add_executable(${target} "${source}")
    target_link_libraries(${target} PRIVATE wrtmem::wrtmem Threads::Threads m)
    target_compile_options(${target} PRIVATE -Wall -Wextra -pedantic)
    set_target_properties(${target} PROPERTIES
        OUTPUT_NAME "${name}" RUNTIME_OUTPUT_DIRECTORY "${CMAKE_CURRENT_BINARY_DIR}/examples"
        C_STANDARD 11 C_STANDARD_REQUIRED ON CXX_STANDARD 17 CXX_STANDARD_REQUIRED ON
        CXX_EXTENSIONS OFF)
endforeach()
