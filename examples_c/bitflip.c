/* Flips one byte of a region, as radiation would, and shows who notices at each level.
 *
 * The byte is flipped in the segment's file, behind the library's back. */
#define _GNU_SOURCE /* memmem */
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <wrtmem.h>

#define CHECK(call) ((call) == WRTMEM_OK ? (void)0 : errx(1, "%s: %s", #call, wrtmem_last_error()))

static const char SEGMENT[] = "bitflip";
static const char TEXT[] = "The quick brown fox jumps over the lazy dog";

/* Flips a bit of the first place in the file where the text is. */
static void flip(void) {
    int file = open("/dev/shm/wrtmem.bitflip", O_RDWR);
    struct stat stat;
    if (file < 0 || fstat(file, &stat) != 0)
        err(1, "the segment's file");
    size_t size = (size_t)stat.st_size;
    char *image = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (image == MAP_FAILED)
        err(1, "mmap");
    close(file);
    char *text = memmem(image, size, TEXT, sizeof TEXT);
    if (text == NULL)
        errx(1, "the text is not in the file");
    text[4] ^= 1; /* the quick fox becomes a puick one */
    munmap(image, size);
}

static void try_level(wrtmem_segment_t *segment, const char *name, int32_t level) {
    wrtmem_region_t *region;
    wrtmem_verified_options_t options = {0};
    options.size = sizeof options;
    options.bytes = sizeof TEXT;
    options.level = level;
    options.interval = level == WRTMEM_LEVEL_SAMPLING ? 2 : 0;
    CHECK(wrtmem_region_create(segment, name, &options, &region));
    CHECK(wrtmem_region_write(region, 0, TEXT, sizeof TEXT, WRTMEM_FOREVER));
    flip();
    printf("%-9s", name);
    for (int read = 1; read <= 2; read++) {
        char text[sizeof TEXT];
        wrtmem_status_t status =
            wrtmem_region_read(region, 0, text, sizeof text, WRTMEM_LEVEL_DEFAULT);
        if (status != WRTMEM_OK)
            printf("  read %d: %-20s", read, wrtmem_status_name(status));
        else
            printf("  read %d: %-20.20s", read, text);
    }
    uint32_t damaged;
    wrtmem_verified_info_t info = {0};
    info.size = sizeof info;
    CHECK(wrtmem_region_verify(region, &damaged, NULL));
    CHECK(wrtmem_region_info(region, &info));
    printf("  verify: %u damaged, %llu repaired\n", (unsigned)damaged,
           (unsigned long long)info.repaired);
    CHECK(wrtmem_region_close(region));
}

int main(void) {
    wrtmem_segment_t *segment;
    const char *names[] = {"OFF", "BASIC", "SAMPLING", "STANDARD", "FULL", "CRITICAL"};
    for (int32_t i = 0; i < 6; i++) {
        CHECK(wrtmem_segment_create(SEGMENT, NULL, &segment));
        try_level(segment, names[i], WRTMEM_LEVEL_OFF + i);
        CHECK(wrtmem_segment_close(segment));
        CHECK(wrtmem_segment_unlink(SEGMENT, NULL));
    }
    return 0;
}
