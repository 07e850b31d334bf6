#include <stdio.h>
#include <stdlib.h>
#include <wrtmem.h>

int main(void) {
    uint32_t version = wrtmem_version();
    if (version != WRTMEM_VERSION) {
        fprintf(stderr, "header %#x, library %#x\n", WRTMEM_VERSION, (unsigned)version);
        return EXIT_FAILURE;
    }
    printf("wrtmem %u.%u.%u: %s\n", (unsigned)(version >> 16), (unsigned)(version >> 8 & 0xff),
           (unsigned)(version & 0xff), wrtmem_status_name(WRTMEM_OK));
    return EXIT_SUCCESS;
}
