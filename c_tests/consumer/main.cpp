#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string_view>
#include <wrtmem.h>

int main() {
    const std::uint32_t version = wrtmem_version();
    if (version != WRTMEM_VERSION) {
        std::cerr << "header " << WRTMEM_VERSION << ", library " << version << '\n';
        return EXIT_FAILURE;
    }
    const std::string_view name = wrtmem_status_name(WRTMEM_E_TIMEOUT);
    std::cout << "wrtmem " << (version >> 16) << '.' << (version >> 8 & 0xff) << '.'
              << (version & 0xff) << ": " << name << '\n';
    return name == "WRTMEM_E_TIMEOUT" ? EXIT_SUCCESS : EXIT_FAILURE;
}
