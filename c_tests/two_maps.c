/* One segment opened twice in one process lies at two addresses: what is written through one
 * is read through the other, as between processes. */
#include "process.h"

enum { LANE = 4096, ROUNDS = 3000 };

static struct { wrtmem_segment_t *a, *b; } maps;

static void open_twice(void) {
    const char *name = process_segment_name("two-maps");
    CHECK_OK(wrtmem_segment_create(name, NULL, &maps.a));
    CHECK_OK(wrtmem_segment_open(name, NULL, WRTMEM_POLL, &maps.b));
}

static void close_both(void) {
    CHECK_CLEAN(maps.a);
    CHECK_CLEAN(maps.b);
    CHECK_OK(wrtmem_segment_close(maps.a));
    CHECK_OK(wrtmem_segment_close(maps.b));
}

static void test_pages(void) {
    open_twice();
    uint64_t offset = 0, back = 0;
    void *a = NULL, *b = NULL;
    CHECK_OK(wrtmem_pages_allocate(maps.a, 3 * 4096, &offset));
    CHECK_OK(wrtmem_pointer(maps.a, offset, 3 * 4096, &a));
    CHECK_OK(wrtmem_pointer(maps.b, offset, 3 * 4096, &b));
    CHECK(a != b);
    for (int i = 0; i < 3 * 4096; i++)
        ((unsigned char *)a)[i] = (unsigned char)(i * 13);
    CHECK(memcmp(a, b, 3 * 4096) == 0);
    CHECK_OK(wrtmem_offset(maps.b, (char *)b + 100, &back));
    CHECK(back == offset + 100);
    CHECK_STATUS(WRTMEM_E_INVALID, wrtmem_offset(maps.b, a, &back)); /* the other's address */
    CHECK_STATUS(WRTMEM_E_STATE, wrtmem_pages_free(maps.b, offset)); /* two participants */
    CHECK_OK(wrtmem_pages_free(maps.a, offset));
    close_both();
}

static void test_bytes(void) {
    open_twice();
    wrtmem_bytes_t *a = NULL, *b = NULL, *none = NULL;
    void *data_a = NULL, *data_b = NULL;
    CHECK_OK(wrtmem_bytes_create(maps.a, "bytes", 10000, &a));
    CHECK_STATUS(WRTMEM_E_EXISTS, wrtmem_bytes_create(maps.b, "bytes", 10000, &none));
    CHECK_OK(wrtmem_bytes_open(maps.b, "bytes", WRTMEM_POLL, &b));
    CHECK_OK(wrtmem_bytes_data(a, &data_a, NULL));
    CHECK_OK(wrtmem_bytes_data(b, &data_b, NULL));
    CHECK(data_a != data_b);
    memset(data_b, 0x77, 10000);
    CHECK(memcmp(data_a, data_b, 10000) == 0);
    SIZED(wrtmem_object_info_t, info);
    CHECK_OK(wrtmem_object_info(maps.b, 0, &info));
    CHECK(info.holders == 2);
    CHECK_OK(wrtmem_object_remove(maps.b, "bytes"));
    CHECK_OK(wrtmem_bytes_close(b));
    ((unsigned char *)data_a)[9999] = 1; /* still there for the other */
    CHECK_OK(wrtmem_object_info(maps.b, 0, &info));
    CHECK(info.holders == 1 && info.removed == 1);
    CHECK_OK(wrtmem_bytes_close(a));
    CHECK_STATUS(WRTMEM_E_NOT_FOUND, wrtmem_object_info(maps.b, 0, &info));
    close_both();
}

/* Senders through both mappings, the receiver through either. */
static void test_ring(bool swapped) {
    open_twice();
    wrtmem_message_t *a = NULL, *b = NULL;
    wrtmem_sender_t *senders[2] = {NULL, NULL}, *none = NULL;
    wrtmem_receiver_t *receiver = NULL;
    SIZED(wrtmem_message_options_t, options);
    options.lanes = 2;
    options.lane_bytes = LANE;
    CHECK_OK(wrtmem_message_create(maps.a, "ring", &options, &a));
    CHECK_OK(wrtmem_message_open(maps.b, "ring", WRTMEM_POLL, &b));
    CHECK_OK(wrtmem_sender_open(a, 0, &senders[0], NULL));
    CHECK_STATUS(WRTMEM_E_BUSY, wrtmem_sender_open(b, 0, &none, NULL));
    CHECK_OK(wrtmem_sender_open(b, 1, &senders[1], NULL));
    CHECK_OK(wrtmem_receiver_open(swapped ? b : a, &receiver));
    uint64_t sent[2] = {0, 0}, received[2] = {0, 0};
    unsigned char bytes[1024], got[1024];
    for (unsigned round = 0; round < ROUNDS; round++) {
        unsigned lane = round % 2;
        size_t length = round * 37 % sizeof bytes;
        memset(bytes, (int)(round & 0xff), sizeof bytes);
        wrtmem_status_t status = wrtmem_sender_try_send(senders[lane], bytes, length, NULL);
        if (status == WRTMEM_OK) {
            sent[lane]++;
            continue;
        }
        CHECK_STATUS(WRTMEM_E_FULL, status);
        wrtmem_record_t record;
        while (wrtmem_receiver_try_receive(receiver, got, sizeof got, &record) == WRTMEM_OK) {
            CHECK(record.sequence == ++received[record.lane]);
            for (uint64_t i = 1; i < record.length; i++)
                CHECK(got[i] == got[0]);
        }
        CHECK(received[0] == sent[0] && received[1] == sent[1]);
    }
    CHECK(received[0] > 100 && received[1] > 100);
    for (uint32_t lane = 0; lane < 2; lane++) {
        SIZED(wrtmem_lane_info_t, here);
        SIZED(wrtmem_lane_info_t, there);
        CHECK_OK(wrtmem_message_lane_info(a, lane, &here));
        CHECK_OK(wrtmem_message_lane_info(b, lane, &there));
        CHECK(memcmp(&here, &there, sizeof here) == 0);
        CHECK(here.sent == sent[lane] && here.lost == 0 && here.corrupt == 0);
        CHECK_OK(wrtmem_sender_close(senders[lane]));
    }
    CHECK_OK(wrtmem_receiver_close(receiver));
    CHECK_OK(wrtmem_message_close(a));
    CHECK_OK(wrtmem_message_close(b));
    close_both();
}

int main(void) {
    test_pages();
    test_bytes();
    test_ring(false);
    test_ring(true);
    return EXIT_SUCCESS;
}
