/* The header and the library that runs belong together, and every status has a name. */
#include "check.h"
#include <string.h>

int main(void) {
    CHECK(wrtmem_version() == WRTMEM_VERSION);
    CHECK(WRTMEM_VERSION >> 16 == WRTMEM_VERSION_MAJOR);
    CHECK((WRTMEM_VERSION >> 8 & 0xff) == WRTMEM_VERSION_MINOR);
    CHECK((WRTMEM_VERSION & 0xff) == WRTMEM_VERSION_PATCH);

    CHECK(strcmp(wrtmem_status_name(WRTMEM_OK), "WRTMEM_OK") == 0);
    CHECK(strcmp(wrtmem_status_name(WRTMEM_E_TIMEOUT), "WRTMEM_E_TIMEOUT") == 0);
    CHECK(WRTMEM_OK == 0);
    for (int32_t code = WRTMEM_OK; code >= WRTMEM_E_PANIC; code--) {
        CHECK(strncmp(wrtmem_status_name(code), "WRTMEM_", 7) == 0);
        CHECK(strlen(wrtmem_strerror(code)) > 0);
        for (int32_t other = WRTMEM_OK; other > code; other--)
            CHECK(strcmp(wrtmem_status_name(code), wrtmem_status_name(other)) != 0);
    }

    /* A code of another version, or none at all, is answered too. */
    const int32_t strange[] = {1, WRTMEM_E_PANIC - 1, INT32_MIN, INT32_MAX};
    for (size_t i = 0; i < sizeof strange / sizeof strange[0]; i++) {
        CHECK(wrtmem_status_name(strange[i]) != NULL);
        CHECK(wrtmem_strerror(strange[i]) != NULL);
    }

    uint64_t before = wrtmem_now();
    uint64_t later = wrtmem_deadline_after(1000000000);
    CHECK(later >= before + 1000000000 && later <= wrtmem_now() + 1000000000);
    return EXIT_SUCCESS;
}
