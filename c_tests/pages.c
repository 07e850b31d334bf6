/* Pages: allocate, free, offsets and pointers, across processes and after a kill. */
#include "process.h"

enum { PAGE = 4096 };

static wrtmem_segment_t *create_segment(const char *name, uint64_t pages) {
    SIZED(wrtmem_segment_options_t, options);
    options.bytes = pages * PAGE;
    wrtmem_segment_t *segment = NULL;
    CHECK_OK(wrtmem_segment_create(name, &options, &segment));
    return segment;
}

static uint64_t pages_free(const wrtmem_segment_t *segment) {
    SIZED(wrtmem_segment_info_t, info);
    CHECK_OK(wrtmem_segment_info(segment, &info));
    return info.pages_free;
}

static void test_allocate_and_free(void) {
    wrtmem_segment_t *segment = create_segment(process_segment_name("pages"), 16);
    uint64_t all = pages_free(segment), runs[3] = {0, 0, 0}, none = 77;
    const uint64_t sizes[3] = {1, PAGE, PAGE + 1};
    for (int i = 0; i < 3; i++) {
        CHECK_OK(wrtmem_pages_allocate(segment, sizes[i], &runs[i]));
        CHECK(runs[i] % PAGE == 0 && runs[i] > 0);
    }
    CHECK(runs[0] != runs[1] && pages_free(segment) == all - 4);
    CHECK_CLEAN(segment);

    CHECK_STATUS(WRTMEM_E_INVALID, wrtmem_pages_allocate(segment, 0, &none));
    CHECK_STATUS(WRTMEM_E_NO_SPACE, wrtmem_pages_allocate(segment, all * PAGE, &none));
    CHECK(strstr(wrtmem_last_error(), "free") != NULL);
    CHECK_STATUS(WRTMEM_E_NO_SPACE, wrtmem_pages_allocate(segment, UINT64_MAX, &none));
    CHECK(none == 77);

    CHECK_STATUS(WRTMEM_E_INVALID, wrtmem_pages_free(segment, runs[2] + PAGE)); /* inside */
    CHECK_STATUS(WRTMEM_E_INVALID, wrtmem_pages_free(segment, runs[0] + 1));
    CHECK_STATUS(WRTMEM_E_INVALID, wrtmem_pages_free(segment, 0));
    CHECK_STATUS(WRTMEM_E_INVALID, wrtmem_pages_free(segment, UINT64_MAX));
    CHECK(pages_free(segment) == all - 4);
    for (int i = 0; i < 3; i++)
        CHECK_OK(wrtmem_pages_free(segment, runs[i]));
    CHECK_STATUS(WRTMEM_E_STATE, wrtmem_pages_free(segment, runs[2])); /* twice */
    CHECK(pages_free(segment) == all);

    /* Every page there is, one by one, each once. */
    uint64_t offsets[64], count = 0;
    CHECK(all <= 64);
    while (wrtmem_pages_allocate(segment, PAGE, &offsets[count]) == WRTMEM_OK) {
        for (uint64_t i = 0; i < count; i++)
            CHECK(offsets[i] != offsets[count]);
        CHECK(++count <= all);
        if (count == all)
            break;
    }
    CHECK(count == all && pages_free(segment) == 0);
    CHECK_STATUS(WRTMEM_E_NO_SPACE, wrtmem_pages_allocate(segment, 1, &none));
    CHECK_CLEAN(segment);
    CHECK_OK(wrtmem_segment_close(segment)); /* frees them */
}

static void test_pointers_and_offsets(void) {
    wrtmem_segment_t *segment = create_segment(process_segment_name("pages"), 16);
    uint64_t offset = 0, back = 77;
    void *pointer = NULL, *untouched = &offset;
    CHECK_OK(wrtmem_pages_allocate(segment, 3 * PAGE, &offset));
    CHECK_OK(wrtmem_pointer(segment, offset, 3 * PAGE, &pointer));
    CHECK((uintptr_t)pointer % PAGE == 0);
    memset(pointer, 0x11, 3 * PAGE);
    CHECK_OK(wrtmem_offset(segment, (char *)pointer + 5, &back));
    CHECK(back == offset + 5);
    CHECK_OK(wrtmem_pointer(segment, offset, 0, &pointer));

    back = 77;
    CHECK_STATUS(WRTMEM_E_INVALID, wrtmem_offset(segment, &back, &back));
    CHECK_STATUS(WRTMEM_E_INVALID, wrtmem_offset(segment, NULL, &back));
    CHECK_STATUS(WRTMEM_E_INVALID, wrtmem_offset(segment, (char *)pointer - offset, &back));
    CHECK(back == 77);
    CHECK_STATUS(WRTMEM_E_INVALID, wrtmem_pointer(segment, 0, 1, &untouched));    /* null */
    CHECK_STATUS(WRTMEM_E_INVALID, wrtmem_pointer(segment, PAGE, 1, &untouched)); /* control */
    CHECK_STATUS(WRTMEM_E_INVALID, wrtmem_pointer(segment, offset, UINT64_MAX, &untouched));
    CHECK_STATUS(WRTMEM_E_INVALID, wrtmem_pointer(segment, UINT64_MAX, 2, &untouched));
    CHECK_STATUS(WRTMEM_E_INVALID, wrtmem_pointer(segment, UINT64_MAX, UINT64_MAX, &untouched));
    CHECK(untouched == &offset);

    /* Up to the very last byte and not one further. */
    SIZED(wrtmem_segment_info_t, info);
    CHECK_OK(wrtmem_segment_info(segment, &info));
    CHECK_OK(wrtmem_pages_free(segment, offset));
    uint64_t first = 0, bytes = info.pages * PAGE;
    CHECK_OK(wrtmem_pages_allocate(segment, bytes, &first));
    CHECK_OK(wrtmem_pointer(segment, first, bytes, &pointer));
    memset(pointer, 0x22, bytes);
    CHECK_STATUS(WRTMEM_E_INVALID, wrtmem_pointer(segment, first, bytes + 1, &untouched));
    CHECK_STATUS(WRTMEM_E_INVALID, wrtmem_pointer(segment, first + bytes, 1, &untouched));
    CHECK_STATUS(WRTMEM_E_INVALID, wrtmem_offset(segment, (char *)pointer + bytes, &back));
    CHECK_CLEAN(segment);
    CHECK_OK(wrtmem_segment_close(segment));
}

/* In a program of its own: finds the text at the offset, allocates pages, says where in the
 * first ones, and stops. `where` is "NAME OFFSET". */
static int answer_in_pages(const char *where) {
    char name[64];
    unsigned long offset = 0;
    CHECK(sscanf(where, "%63s %lu", name, &offset) == 2);
    wrtmem_segment_t *segment = NULL;
    CHECK_OK(wrtmem_segment_open(name, NULL, WRTMEM_POLL, &segment));
    void *pointer = NULL;
    CHECK_OK(wrtmem_pointer(segment, offset, PAGE, &pointer));
    CHECK(strcmp((const char *)pointer, "from the parent") == 0);
    uint64_t own = 0;
    CHECK_OK(wrtmem_pages_allocate(segment, 2 * PAGE, &own));
    void *mine = NULL;
    CHECK_OK(wrtmem_pointer(segment, own, 2 * PAGE, &mine));
    strcpy((char *)mine, "from the child");
    memcpy((char *)pointer + 64, &own, sizeof own);
    CHECK_STATUS(WRTMEM_E_STATE, wrtmem_pages_free(segment, offset)); /* the parent's */
    process_stop_here();
    return EXIT_FAILURE;
}

static void test_another_process(void) {
    const char *name = process_segment_name("pages");
    wrtmem_segment_t *segment = create_segment(name, 16);
    uint64_t all = pages_free(segment), offset = 0, theirs = 0;
    void *pointer = NULL, *their_pointer = NULL;
    CHECK_OK(wrtmem_pages_allocate(segment, PAGE, &offset));
    CHECK_OK(wrtmem_pointer(segment, offset, PAGE, &pointer));
    strcpy((char *)pointer, "from the parent");
    char where[128];
    snprintf(where, sizeof where, "%s %lu", name, (unsigned long)offset);
    pid_t child = process_exec("answer", where);
    process_wait_stopped(child, LIMIT);
    memcpy(&theirs, (char *)pointer + 64, sizeof theirs);
    CHECK_OK(wrtmem_pointer(segment, theirs, 2 * PAGE, &their_pointer));
    CHECK(strcmp((const char *)their_pointer, "from the child") == 0);
    CHECK_STATUS(WRTMEM_E_STATE, wrtmem_pages_free(segment, theirs));
    CHECK(pages_free(segment) == all - 3);

    process_kill(child);
    uint32_t recovered = 0;
    CHECK_OK(wrtmem_segment_recover(segment, &recovered));
    CHECK(recovered == 1 && pages_free(segment) == all - 1);
    CHECK_STATUS(WRTMEM_E_STATE, wrtmem_pages_free(segment, theirs));
    CHECK_OK(wrtmem_pages_free(segment, offset));
    CHECK(pages_free(segment) == all);
    CHECK_CLEAN(segment);
    CHECK_OK(wrtmem_segment_close(segment));
}

int main(int argc, char **argv) {
    if (argc == 3 && strcmp(argv[1], "answer") == 0)
        return answer_in_pages(argv[2]);
    test_allocate_and_free();
    test_pointers_and_offsets();
    test_another_process();
    return EXIT_SUCCESS;
}
