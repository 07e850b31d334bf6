/* The library, loaded a second time by dlopen, does its work and goes away with dlclose: no
 * thread-local destructor, fork handler or open handle keeps it or is left behind. */
#include "process.h"
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>

#ifdef __SANITIZE_ADDRESS__
/* The table of handles is never unmapped, so that a stale one is told: a few kilobytes stay
 * behind with each dlclose. */
#ifdef __cplusplus
extern "C" const char *__asan_default_options(void);
#endif
const char *__asan_default_options(void) {
    return "detect_leaks=0";
}
#endif

/* A copy of the library that runs: another file is another library to dlopen. */
static void copy_library(char *path) {
    Dl_info info;
    wrtmem_status_t (*function)(wrtmem_segment_t *) = wrtmem_segment_close;
    void *address = NULL;
    memcpy(&address, &function, sizeof address);
    CHECK(dladdr(address, &info) != 0);
    int from = open(info.dli_fname, O_RDONLY), to = mkstemp(path);
    CHECK(from >= 0 && to >= 0 && fchmod(to, 0755) == 0);
    static char buffer[1 << 16];
    for (ssize_t length; (length = read(from, buffer, sizeof buffer)) != 0;)
        CHECK(length > 0 && write(to, buffer, (size_t)length) == length);
    CHECK(close(from) == 0 && close(to) == 0);
}

static bool is_mapped(const char *path) {
    FILE *maps = fopen("/proc/self/maps", "r");
    CHECK(maps != NULL);
    char line[1024];
    bool found = false;
    while (fgets(line, sizeof line, maps) != NULL)
        found |= strstr(line, path) != NULL;
    CHECK(fclose(maps) == 0);
    return found;
}

/* ISO C has no cast from an object's to a function's address. */
#define LOAD(library, type, name, symbol)                                                          \
    type name = NULL;                                                                              \
    do {                                                                                           \
        void *address = dlsym(library, symbol);                                                    \
        CHECK(address != NULL && sizeof address == sizeof name);                                   \
        memcpy(&name, &address, sizeof name);                                                      \
    } while (0)

typedef wrtmem_status_t (*create_fn)(const char *, const wrtmem_segment_options_t *,
                                     wrtmem_segment_t **);
typedef wrtmem_status_t (*open_fn)(wrtmem_segment_t *, const char *, uint64_t, wrtmem_bytes_t **);
typedef wrtmem_status_t (*close_fn)(wrtmem_segment_t *);
typedef const char *(*error_fn)(void);

static int do_nothing(void *argument) {
    (void)argument;
    return EXIT_SUCCESS;
}

int main(void) {
    char path[] = "/tmp/wrtmem-dlclose-XXXXXX";
    copy_library(path);
    const char *name = process_segment_name("dlclose");
    for (int round = 0; round < 3; round++) {
        void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
        if (library == NULL)
            check_failed(__FILE__, __LINE__, "dlopen: ", dlerror());
        CHECK(is_mapped(path));
        LOAD(library, create_fn, segment_create, "wrtmem_segment_create");
        LOAD(library, open_fn, bytes_open, "wrtmem_bytes_open");
        LOAD(library, close_fn, segment_close, "wrtmem_segment_close");
        LOAD(library, error_fn, last_error, "wrtmem_last_error");
        wrtmem_segment_t *segment = NULL;
        wrtmem_bytes_t *bytes = NULL;
        CHECK_OK(segment_create(name, NULL, &segment));
        CHECK_STATUS(WRTMEM_E_HANDLE, wrtmem_segment_close(segment)); /* the other library's */
        CHECK_STATUS(WRTMEM_E_NOT_FOUND, bytes_open(segment, "none", WRTMEM_POLL, &bytes));
        CHECK(strstr(last_error(), "none") != NULL);
        CHECK(process_wait(process_spawn(do_nothing, NULL), LIMIT) == EXIT_SUCCESS);
        CHECK_OK(segment_close(segment));
        CHECK(dlclose(library) == 0);
        CHECK(!is_mapped(path));
        CHECK(process_wait(process_spawn(do_nothing, NULL), LIMIT) == EXIT_SUCCESS);
        CHECK_OK(wrtmem_segment_unlink(name, NULL));
    }
    CHECK(unlink(path) == 0);
    return EXIT_SUCCESS;
}
