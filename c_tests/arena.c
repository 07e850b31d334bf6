/* Heaps: blocks of every kind, given back here and there, across processes and a kill. */
#include "process.h"

enum { BLOCKS = 200 };

static wrtmem_segment_t *create_segment(const char *name) {
    SIZED(wrtmem_segment_options_t, options);
    options.bytes = 8 << 20;
    wrtmem_segment_t *segment = NULL;
    CHECK_OK(wrtmem_segment_create(name, &options, &segment));
    return segment;
}

static uint64_t live_blocks(const wrtmem_segment_t *segment) {
    SIZED(wrtmem_arena_info_t, info);
    CHECK_OK(wrtmem_arena_info(segment, &info));
    CHECK(info.footprint >= info.live_bytes);
    return info.live_blocks;
}

static wrtmem_ref_t allocate(wrtmem_heap_t *heap, uint64_t bytes, int fill) {
    wrtmem_ref_t reference = 0;
    void *pointer = NULL;
    CHECK_OK(wrtmem_heap_alloc(heap, bytes, &reference, &pointer));
    CHECK(reference != 0 && (uintptr_t)pointer % 16 == 0);
    memset(pointer, fill, bytes);
    return reference;
}

static void check_filled(const wrtmem_segment_t *segment, wrtmem_ref_t reference, uint64_t bytes,
                         int fill) {
    void *pointer = NULL;
    CHECK_OK(wrtmem_pointer(segment, wrtmem_ref_offset(reference), bytes, &pointer));
    for (uint64_t i = 0; i < bytes; i++)
        CHECK(((unsigned char *)pointer)[i] == (unsigned char)fill);
}

static void test_one_heap(void) {
    const char *name = process_segment_name("arena");
    wrtmem_segment_t *segment = create_segment(name);
    wrtmem_heap_t *heap = NULL;
    CHECK_OK(wrtmem_heap_open(segment, &heap));
    static wrtmem_ref_t blocks[BLOCKS];
    for (int i = 0; i < BLOCKS; i++)
        blocks[i] = allocate(heap, 1 + 37 * (uint64_t)i, i);
    CHECK(live_blocks(segment) == BLOCKS);
    for (int i = 0; i < BLOCKS; i++) {
        check_filled(segment, blocks[i], 1 + 37 * (uint64_t)i, i);
        CHECK_OK(wrtmem_heap_ack(heap, blocks[i]));
        CHECK_STATUS(WRTMEM_E_STATE, wrtmem_heap_ack(heap, blocks[i]));
    }
    CHECK(live_blocks(segment) == 0);

    wrtmem_ref_t reference = 0, moved = 0;
    void *pointer = NULL;
    CHECK_OK(wrtmem_heap_alloc_zeroed(heap, 5000, &reference, &pointer));
    check_filled(segment, reference, 5000, 0);
    memset(pointer, 7, 5000);
    CHECK_OK(wrtmem_heap_realloc(heap, reference, 400000, &moved, &pointer));
    check_filled(segment, moved, 5000, 7);
    CHECK_STATUS(WRTMEM_E_STATE, wrtmem_heap_ack(heap, reference));
    CHECK_OK(wrtmem_heap_free(heap, pointer));
    CHECK_STATUS(WRTMEM_E_STATE, wrtmem_heap_free(heap, pointer));
    CHECK_OK(wrtmem_heap_alloc(heap, 100, &reference, &pointer));
    CHECK_STATUS(WRTMEM_E_MISMATCH, wrtmem_heap_free_sized(heap, pointer, 200));
    CHECK_OK(wrtmem_heap_free_sized(heap, pointer, 100));
    CHECK_STATUS(WRTMEM_E_STATE, wrtmem_heap_free_sized(heap, pointer, 100));
    CHECK_OK(wrtmem_heap_alloc(heap, 5000, &reference, &pointer));
    CHECK_STATUS(WRTMEM_E_MISMATCH, wrtmem_heap_free_sized(heap, pointer, 900));
    CHECK_OK(wrtmem_heap_free_sized(heap, pointer, 5000));
    for (uint64_t alignment = 1; alignment <= 4096; alignment *= 2) {
        CHECK_OK(wrtmem_heap_alloc_aligned(heap, 100, alignment, &reference, &pointer));
        CHECK((uintptr_t)pointer % alignment == 0);
        CHECK_OK(wrtmem_heap_ack(heap, reference));
    }
    CHECK_STATUS(WRTMEM_E_NO_SPACE, wrtmem_heap_alloc(heap, 9 << 20, &reference, &pointer));
    CHECK(live_blocks(segment) == 0);
    CHECK_CLEAN(segment);
    CHECK_OK(wrtmem_heap_close(heap));
    CHECK_OK(wrtmem_segment_close(segment));
}

static void test_classes(void) {
    wrtmem_segment_t *segment = NULL;
    wrtmem_heap_t *heap = NULL;
    CHECK_OK(wrtmem_segment_create_private(NULL, &segment));
    CHECK_OK(wrtmem_heap_open(segment, &heap));
    for (int i = 0; i < BLOCKS; i++)
        allocate(heap, i % 2 ? 64 : 1000, i);
    SIZED(wrtmem_arena_info_t, info);
    CHECK_OK(wrtmem_arena_info(segment, &info));
    uint64_t live = 0, last = 0;
    for (int i = 0; i < WRTMEM_ARENA_CLASSES; i++) {
        const wrtmem_class_info_t *class_info = &info.classes[i];
        CHECK(class_info->bytes > last && class_info->live <= class_info->blocks);
        CHECK((class_info->blocks == 0) == (class_info->slabs == 0));
        if (class_info->bytes == 64)
            CHECK(class_info->live == BLOCKS / 2);
        live += class_info->live;
        last = class_info->bytes;
    }
    CHECK(last == 1024 && live == BLOCKS && live == info.live_blocks);
    /* A caller that knows the struct up to there only gets that much. */
    wrtmem_arena_info_t old;
    memset(&old, 0x55, sizeof old);
    old.size = offsetof(wrtmem_arena_info_t, classes);
    CHECK_OK(wrtmem_arena_info(segment, &old));
    CHECK(old.live_blocks == BLOCKS && old.classes[0].bytes == UINT64_C(0x5555555555555555));
    CHECK_OK(wrtmem_heap_close(heap));
    CHECK_OK(wrtmem_segment_close(segment));
}

/* What a walk has met. */
struct seen {
    uint64_t last, parts[6];
};

static bool count_part(const wrtmem_part_info_t *part, void *user) {
    struct seen *seen = (struct seen *)user;
    CHECK(part->offset >= seen->last && part->part >= 0 && part->part < 6);
    seen->last = part->offset;
    seen->parts[part->part]++;
    return true;
}

static void test_walk(void) {
    wrtmem_segment_t *segment = NULL;
    wrtmem_heap_t *heap = NULL;
    CHECK_OK(wrtmem_segment_create_private(NULL, &segment));
    CHECK_OK(wrtmem_heap_open(segment, &heap));
    wrtmem_ref_t small = allocate(heap, 64, 1), medium = allocate(heap, 5000, 2);
    allocate(heap, 1 << 20, 3);
    struct seen seen;
    memset(&seen, 0, sizeof seen);
    CHECK_OK(wrtmem_arena_walk(segment, count_part, &seen));
    CHECK(seen.parts[WRTMEM_PART_SECTOR] == 2 && seen.parts[WRTMEM_PART_SLAB] > 1);
    CHECK(seen.parts[WRTMEM_PART_ALLOCATED] == 2 && seen.parts[WRTMEM_PART_PAGES] == 1);
    SIZED(wrtmem_part_info_t, part);
    CHECK_OK(wrtmem_arena_query(segment, wrtmem_ref_offset(medium), &part));
    CHECK(part.part == WRTMEM_PART_ALLOCATED && part.bytes == 5120 && part.reference == medium);
    CHECK_OK(wrtmem_heap_ack(heap, small));
    CHECK_OK(wrtmem_arena_query(segment, wrtmem_ref_offset(small), &part));
    CHECK(part.part == WRTMEM_PART_FREE && part.participant == -1);
    CHECK_OK(wrtmem_heap_close(heap));
    CHECK_OK(wrtmem_segment_close(segment));
}

/* A child allocates, hands half of its blocks over through a ring, and is killed. */
static int send_and_die(void *name) {
    wrtmem_segment_t *segment = NULL;
    wrtmem_heap_t *heap = NULL;
    wrtmem_message_t *ring = NULL;
    wrtmem_sender_t *sender = NULL;
    CHECK_OK(wrtmem_segment_open((const char *)name, NULL, WRTMEM_POLL, &segment));
    CHECK_OK(wrtmem_heap_open(segment, &heap));
    CHECK_OK(wrtmem_message_open(segment, "ring", WRTMEM_POLL, &ring));
    CHECK_OK(wrtmem_sender_open(ring, WRTMEM_ANY_LANE, &sender, NULL));
    for (int i = 0; i < 20; i++) {
        wrtmem_ref_t reference = allocate(heap, 1000 * (uint64_t)(i + 1), i);
        if (i % 2 == 0) {
            uint64_t sequence = 0;
            CHECK_OK(wrtmem_sender_send_block(sender, reference, WRTMEM_FOREVER, &sequence));
            CHECK(sequence == (uint64_t)i / 2 + 1);
        }
    }
    kill(getpid(), SIGKILL);
    return 1;
}

static void test_hand_over(void) {
    const char *name = process_segment_name("handover");
    wrtmem_segment_t *segment = create_segment(name);
    wrtmem_heap_t *heap = NULL;
    wrtmem_message_t *ring = NULL;
    wrtmem_receiver_t *receiver = NULL;
    CHECK_OK(wrtmem_heap_open(segment, &heap));
    CHECK_OK(wrtmem_message_create(segment, "ring", NULL, &ring));
    CHECK_OK(wrtmem_receiver_open(ring, &receiver));
    pid_t child = process_spawn(send_and_die, (void *)(uintptr_t)name);
    int status = 0;
    CHECK(waitpid(child, &status, 0) == child && WIFSIGNALED(status));
    CHECK_OK(wrtmem_segment_recover(segment, NULL));
    wrtmem_ref_t reference = 0;
    void *pointer = NULL;
    wrtmem_record_t record;
    for (int i = 0; i < 20; i += 2) {
        CHECK_OK(
            wrtmem_receiver_receive_block(receiver, WRTMEM_POLL, &reference, &pointer, &record));
        CHECK(record.lane == 0 && record.sequence == (uint64_t)i / 2 + 1);
        check_filled(segment, reference, 1000 * (uint64_t)(i + 1), i);
        CHECK_OK(wrtmem_heap_ack(heap, reference));
    }
    CHECK_STATUS(WRTMEM_E_TIMEOUT,
                 wrtmem_receiver_receive_block(receiver, WRTMEM_POLL, &reference, &pointer, NULL));
    record.lane = 99;
    CHECK_STATUS(WRTMEM_E_PEER_DEAD,
                 wrtmem_receiver_receive_block(receiver, limit(), &reference, &pointer, &record));
    CHECK(record.lane == 0 && record.length == 0);
    CHECK(live_blocks(segment) == 0);
    CHECK_CLEAN(segment);
    CHECK_OK(wrtmem_receiver_close(receiver));
    CHECK_OK(wrtmem_message_close(ring));
    CHECK_OK(wrtmem_heap_close(heap));
    CHECK_OK(wrtmem_segment_close(segment));
}

int main(void) {
    test_one_heap();
    test_classes();
    test_walk();
    test_hand_over();
    return EXIT_SUCCESS;
}
