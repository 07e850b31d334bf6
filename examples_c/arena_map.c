/* Draws the arena of a segment as SVG: sectors, slabs, blocks by state and holder.
 *
 *     arena_map SEGMENT > arena.svg      looks at a segment that others use
 *     arena_map > arena.svg              makes one of its own, and uses it a little */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <wrtmem.h>

enum { WIDTH = 1024, ROW = 12, BYTES_PER_ROW = 64 * 1024 };

static void check(wrtmem_status_t status, const char *what) {
    if (status == WRTMEM_OK)
        return;
    fprintf(stderr, "%s: %s: %s\n", what, wrtmem_strerror(status), wrtmem_last_error());
    exit(EXIT_FAILURE);
}

struct map {
    uint64_t first, end;  /* the pages */
    uint64_t held, acked; /* bytes drawn */
};

/* A colour for each holder, as far apart as the golden ratio puts them. */
static int hue(const wrtmem_part_info_t *part) {
    int holder = part->participant >= 0 ? 2 * part->participant : 2 * part->object + 1;
    return holder * 137 % 360;
}

/* One range of the arena, over as many rows as it touches. */
static void draw(const struct map *map, uint64_t offset, uint64_t bytes, const char *style) {
    while (bytes > 0) {
        uint64_t at = offset - map->first, in_row = at % BYTES_PER_ROW;
        uint64_t here = BYTES_PER_ROW - in_row < bytes ? BYTES_PER_ROW - in_row : bytes;
        printf("<rect x=\"%.2f\" y=\"%" PRIu64 "\" width=\"%.2f\" height=\"%d\" %s/>\n",
               (double)in_row * WIDTH / BYTES_PER_ROW, at / BYTES_PER_ROW * (ROW + 2),
               (double)here * WIDTH / BYTES_PER_ROW, ROW, style);
        offset += here;
        bytes -= here;
    }
}

static bool draw_part(const wrtmem_part_info_t *part, void *user) {
    struct map *map = (struct map *)user;
    char style[96];
    switch (part->part) {
    case WRTMEM_PART_SECTOR:
        snprintf(style, sizeof style, "fill=\"%s\"", part->participant < 0 ? "#ddd" : "#bbb");
        draw(map, part->offset, part->bytes, style);
        break;
    case WRTMEM_PART_SLAB:
        draw(map, part->offset, 16 * 1024, "fill=\"#eee\" stroke=\"#999\" stroke-width=\"0.3\"");
        break;
    case WRTMEM_PART_FREE:
        draw(map, part->offset, part->bytes, "fill=\"white\"");
        break;
    case WRTMEM_PART_ACKED:
        map->acked += part->bytes;
        draw(map, part->offset, part->bytes, "fill=\"black\"");
        break;
    default: /* somebody's: a block or a run of pages */
        map->held += part->bytes;
        snprintf(style, sizeof style, "fill=\"hsl(%d 70%% %d%%)\"", hue(part),
                 part->part == WRTMEM_PART_PAGES ? 70 : 50);
        draw(map, part->offset, part->bytes, style);
    }
    return true;
}

/* Blocks of many sizes, every third given back. */
static void use_a_little(wrtmem_segment_t *segment, wrtmem_heap_t **heap) {
    wrtmem_ref_t blocks[1200];
    void *pointer = NULL;
    check(wrtmem_heap_open(segment, heap), "opening a heap");
    for (unsigned i = 0; i < 1200; i++) {
        uint64_t bytes = i % 10 == 0 ? 1000 + 37 * (uint64_t)i : 16 + i % 700;
        check(wrtmem_heap_alloc(*heap, bytes, &blocks[i], &pointer), "allocating");
    }
    for (unsigned i = 0; i < 1200; i += 3)
        check(wrtmem_heap_ack(*heap, blocks[i]), "giving back");
}

int main(int argc, char **argv) {
    wrtmem_segment_t *segment = NULL;
    wrtmem_heap_t *heap = NULL;
    if (argc > 1) {
        check(wrtmem_segment_open_read_only(argv[1], NULL, WRTMEM_POLL, &segment), argv[1]);
    } else {
        check(wrtmem_segment_create_private(NULL, &segment), "making a segment");
        use_a_little(segment, &heap);
    }
    wrtmem_segment_info_t info = {.size = sizeof info};
    check(wrtmem_segment_info(segment, &info), "looking at the segment");
    /* Behind the last page there may be up to two that do not fit the tables. */
    uint64_t end = info.total_size / 4096;
    struct map map = {.first = (end - info.pages - 2) * 4096, .end = end * 4096};
    uint64_t rows = (map.end - map.first + BYTES_PER_ROW - 1) / BYTES_PER_ROW;
    printf("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%" PRIu64 "\">\n",
           WIDTH, rows * (ROW + 2));
    draw(&map, map.first, map.end - map.first, "fill=\"#f8f8ff\"");
    check(wrtmem_arena_walk(segment, draw_part, &map), "walking");
    printf("<title>%" PRIu64 " bytes held, %" PRIu64
           " given back and not yet seen</title>\n</svg>\n",
           map.held, map.acked);
    check(wrtmem_heap_close(heap), "closing the heap");
    check(wrtmem_segment_close(segment), "closing the segment");
    return fflush(stdout) == 0 && !ferror(stdout) ? EXIT_SUCCESS : EXIT_FAILURE;
}
