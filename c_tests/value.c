/* Typed values: one process writes a component's state to a cell, another reads it. */
#include "process.h"
#include <fcntl.h>
#include <math.h>
#include <sys/mman.h>
#include <sys/stat.h>

enum { SIZE = 200, FAULTS = 3 };

static void put_text(wrtmem_encoder_t *encoder, const char *text) {
    CHECK_OK(wrtmem_encoder_put_string(encoder, text, strlen(text)));
}

static bool is(wrtmem_text_t text, const char *wanted) {
    return text.length == strlen(wanted) && memcmp(text.data, wanted, text.length) == 0;
}

/* {name: "pump", speeds: [900, 1200], mode: auto((-1, 0.5)), faults: {hot, loud}}; its length. */
static size_t encode_state(char *buffer, size_t capacity, uint64_t second_speed) {
    static const char *const faults[FAULTS] = {"hot", "dry", "loud"};
    wrtmem_encoder_t encoder;
    uint64_t length = 0;
    CHECK_OK(wrtmem_encoder_start(&encoder, buffer, capacity));
    CHECK_OK(wrtmem_encoder_begin(&encoder, WRTMEM_KIND_RECORD));
    CHECK_OK(wrtmem_encoder_field(&encoder, "name"));
    put_text(&encoder, "pump");
    CHECK_OK(wrtmem_encoder_field(&encoder, "speeds"));
    CHECK_OK(wrtmem_encoder_begin(&encoder, WRTMEM_KIND_LIST));
    CHECK_OK(wrtmem_encoder_put_unsigned(&encoder, WRTMEM_KIND_U16, 900));
    CHECK_OK(wrtmem_encoder_put_unsigned(&encoder, WRTMEM_KIND_U16, second_speed));
    CHECK_OK(wrtmem_encoder_end(&encoder));
    CHECK_OK(wrtmem_encoder_field(&encoder, "mode"));
    CHECK_OK(wrtmem_encoder_begin_variant(&encoder, "auto"));
    CHECK_OK(wrtmem_encoder_begin(&encoder, WRTMEM_KIND_TUPLE));
    CHECK_OK(wrtmem_encoder_put_signed(&encoder, WRTMEM_KIND_S8, -1));
    CHECK_OK(wrtmem_encoder_put_f64(&encoder, 0.5));
    CHECK_OK(wrtmem_encoder_end(&encoder));
    CHECK_OK(wrtmem_encoder_end(&encoder));
    CHECK_OK(wrtmem_encoder_field(&encoder, "faults"));
    CHECK_OK(wrtmem_encoder_put_flags(&encoder, faults, FAULTS, 5));
    CHECK_OK(wrtmem_encoder_end(&encoder));
    CHECK_OK(wrtmem_encoder_finish(&encoder, &length));
    return (size_t)length;
}

static wrtmem_value_t field(const wrtmem_value_t *value, const char *name) {
    wrtmem_value_t inside;
    CHECK_OK(wrtmem_value_field(value, name, &inside));
    return inside;
}

static wrtmem_value_t child(const wrtmem_value_t *value, uint64_t index) {
    wrtmem_value_t inside;
    CHECK_OK(wrtmem_value_child(value, index, &inside));
    return inside;
}

static uint64_t count(const wrtmem_value_t *value) {
    uint64_t count = UINT64_MAX;
    CHECK_OK(wrtmem_value_count(value, &count));
    return count;
}

static void check_state(const void *bytes, size_t length, uint64_t second_speed) {
    wrtmem_value_t state;
    CHECK_OK(wrtmem_value_open(bytes, length, &state));
    CHECK(state.kind == WRTMEM_KIND_RECORD && count(&state) == 4);
    wrtmem_text_t text;
    wrtmem_value_t name = field(&state, "name");
    CHECK_OK(wrtmem_value_string(&name, &text));
    CHECK(is(text, "pump"));
    CHECK_OK(wrtmem_value_name(&state, 1, &text));
    CHECK(is(text, "speeds"));

    wrtmem_value_t speeds = field(&state, "speeds"), speed = child(&speeds, 1);
    uint64_t number = 0;
    CHECK_OK(wrtmem_value_unsigned(&speed, &number));
    CHECK(count(&speeds) == 2 && speed.kind == WRTMEM_KIND_U16 && number == second_speed);
    CHECK_STATUS(WRTMEM_E_NOT_FOUND, wrtmem_value_child(&speeds, 2, &speed));

    wrtmem_value_t mode = field(&state, "mode"), pair = child(&mode, 0);
    wrtmem_value_t low = child(&pair, 0), high = child(&pair, 1);
    bool truth = false;
    int64_t low_number = 0;
    double high_number = 0;
    CHECK_OK(wrtmem_value_is_case(&mode, "auto", &truth));
    CHECK(truth && count(&mode) == 1 && pair.kind == WRTMEM_KIND_TUPLE);
    CHECK_OK(wrtmem_value_signed(&low, &low_number));
    CHECK_OK(wrtmem_value_float(&high, &high_number));
    CHECK(low_number == -1 && high_number == 0.5);

    wrtmem_value_t faults = field(&state, "faults");
    CHECK_OK(wrtmem_value_flags(&faults, &number));
    CHECK(number == 5 && count(&faults) == FAULTS);
    CHECK_OK(wrtmem_value_flag(&faults, "dry", &truth));
    CHECK(!truth);
    CHECK_OK(wrtmem_value_flag(&faults, "loud", &truth));
    CHECK(truth);
}

/* Writes the state to the cell, and then dies without a word. */
static int write_state(void *name) {
    wrtmem_segment_t *segment = NULL;
    wrtmem_cell_t *cell = NULL;
    char bytes[SIZE];
    CHECK_OK(wrtmem_segment_open((const char *)name, NULL, limit(), &segment));
    CHECK_OK(wrtmem_cell_open(segment, "state", limit(), &cell));
    CHECK_OK(wrtmem_cell_write(cell, bytes, encode_state(bytes, SIZE, 1200), limit()));
    process_stop_here();
    return EXIT_FAILURE;
}

/* Flips a bit in each place of the segment's file that holds these bytes. */
static void flip_in_file(const char *name, const char *bytes) {
    char path[128];
    snprintf(path, sizeof path, "/dev/shm/wrtmem.%s", name);
    int file = open(path, O_RDWR);
    struct stat stat;
    CHECK(file >= 0 && fstat(file, &stat) == 0);
    size_t size = (size_t)stat.st_size, length = strlen(bytes);
    char *image = (char *)mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    CHECK(image != MAP_FAILED && close(file) == 0);
    for (size_t i = 0; i + length <= size; i++)
        if (memcmp(image + i, bytes, length) == 0)
            image[i] ^= 1;
    CHECK(munmap(image, size) == 0);
}

static void test_from_process_to_process(void) {
    const char *name = process_segment_name("value");
    wrtmem_segment_t *segment = NULL;
    wrtmem_cell_t *cell = NULL;
    SIZED(wrtmem_verified_options_t, options);
    options.bytes = SIZE;
    CHECK_OK(wrtmem_segment_create(name, NULL, &segment));
    CHECK_OK(wrtmem_cell_create(segment, "state", &options, &cell));
    char bytes[SIZE];
    uint64_t length = 0;
    wrtmem_value_t state;
    CHECK_OK(wrtmem_cell_read(cell, bytes, SIZE, WRTMEM_LEVEL_DEFAULT, &length));
    CHECK_STATUS(WRTMEM_E_EMPTY, wrtmem_value_open(bytes, (size_t)length, &state));

    pid_t writer = process_spawn(write_state, (void *)name);
    process_wait_stopped(writer, LIMIT);
    CHECK_OK(wrtmem_cell_read(cell, bytes, SIZE, WRTMEM_LEVEL_DEFAULT, &length));
    check_state(bytes, (size_t)length, 1200);
    process_kill(writer);
    CHECK_OK(wrtmem_cell_read(cell, bytes, SIZE, WRTMEM_LEVEL_DEFAULT, &length));
    check_state(bytes, (size_t)length, 1200);
    CHECK_OK(wrtmem_cell_write(cell, bytes, encode_state(bytes, SIZE, 1500), limit()));
    CHECK_OK(wrtmem_cell_read(cell, bytes, SIZE, WRTMEM_LEVEL_DEFAULT, &length));
    check_state(bytes, (size_t)length, 1500);

    flip_in_file(name, "pump");
    CHECK_STATUS(WRTMEM_E_CORRUPT,
                 wrtmem_cell_read(cell, bytes, SIZE, WRTMEM_LEVEL_DEFAULT, &length));
    CHECK_OK(wrtmem_cell_write(cell, bytes, encode_state(bytes, SIZE, 900), limit()));
    CHECK_OK(wrtmem_cell_close(cell));
    CHECK_OK(wrtmem_segment_recover(segment, NULL));
    CHECK_CLEAN(segment);
    CHECK_OK(wrtmem_segment_close(segment));
}

/* A record with one field changed and the others copied. */
static void test_change_of_a_field(void) {
    char bytes[SIZE], next[SIZE];
    wrtmem_value_t state, value;
    wrtmem_encoder_t encoder;
    uint64_t length = 0;
    CHECK_OK(wrtmem_value_open(bytes, encode_state(bytes, SIZE, 1200), &state));
    CHECK_OK(wrtmem_encoder_start(&encoder, next, SIZE));
    CHECK_OK(wrtmem_encoder_begin(&encoder, WRTMEM_KIND_RECORD));
    for (uint64_t i = 0; i < count(&state); i++) {
        wrtmem_text_t text;
        char name[8] = "";
        CHECK_OK(wrtmem_value_name(&state, i, &text));
        memcpy(name, text.data, text.length);
        value = child(&state, i);
        CHECK_OK(wrtmem_encoder_field(&encoder, name));
        if (strcmp(name, "name") == 0)
            put_text(&encoder, "pond");
        else
            CHECK_OK(wrtmem_encoder_put_value(&encoder, &value));
    }
    CHECK_OK(wrtmem_encoder_end(&encoder));
    CHECK_OK(wrtmem_encoder_finish(&encoder, &length));
    char *at = (char *)memchr(next, 'p', SIZE);
    CHECK(memcmp(at, "pond", 4) == 0);
    memcpy(at, "pump", 4);
    CHECK(memcmp(next, bytes, (size_t)length) == 0); /* one value has one encoding */
    check_state(next, (size_t)length, 1200);
}

static void test_other_kinds(void) {
    char bytes[SIZE];
    wrtmem_encoder_t encoder;
    uint64_t length = 0, number = 99;
    CHECK_OK(wrtmem_encoder_start(&encoder, bytes, SIZE));
    CHECK_OK(wrtmem_encoder_begin(&encoder, WRTMEM_KIND_TUPLE));
    CHECK_OK(wrtmem_encoder_put_bool(&encoder, true));
    CHECK_OK(wrtmem_encoder_put_char(&encoder, 0x1f980));
    CHECK_OK(wrtmem_encoder_put_enum(&encoder, "idle"));
    CHECK_OK(wrtmem_encoder_put_f32(&encoder, -(float)NAN));
    CHECK_OK(wrtmem_encoder_begin(&encoder, WRTMEM_KIND_OPTION));
    CHECK_OK(wrtmem_encoder_end(&encoder));
    CHECK_OK(wrtmem_encoder_begin_result(&encoder, true));
    CHECK_OK(wrtmem_encoder_put_string(&encoder, NULL, 0));
    CHECK_STATUS(WRTMEM_E_STATE, wrtmem_encoder_finish(&encoder, &length));
    CHECK_OK(wrtmem_encoder_end(&encoder));
    CHECK_OK(wrtmem_encoder_put_flags(&encoder, NULL, 0, 0));
    CHECK_OK(wrtmem_encoder_end(&encoder));
    CHECK_STATUS(WRTMEM_E_STATE, wrtmem_encoder_end(&encoder));
    CHECK_STATUS(WRTMEM_E_STATE, wrtmem_encoder_put_bool(&encoder, true));
    CHECK_OK(wrtmem_encoder_finish(&encoder, &length));

    wrtmem_value_t all, inside;
    wrtmem_text_t text;
    bool truth = false;
    uint32_t letter = 0;
    double real = 0;
    CHECK_OK(wrtmem_value_open(bytes, (size_t)length, &all));
    CHECK(count(&all) == 7);
    inside = child(&all, 0);
    CHECK_OK(wrtmem_value_bool(&inside, &truth));
    CHECK(truth && count(&inside) == 0);
    inside = child(&all, 1);
    CHECK_OK(wrtmem_value_char(&inside, &letter));
    CHECK(letter == 0x1f980);
    inside = child(&all, 2);
    CHECK_OK(wrtmem_value_case(&inside, &text));
    CHECK(is(text, "idle"));
    inside = child(&all, 3);
    CHECK_OK(wrtmem_value_float(&inside, &real));
    CHECK(isnan(real));
    inside = child(&all, 4);
    CHECK(inside.kind == WRTMEM_KIND_OPTION && count(&inside) == 0);
    inside = child(&all, 5);
    CHECK_OK(wrtmem_value_case(&inside, &text));
    CHECK(is(text, "err") && count(&inside) == 1);
    inside = child(&inside, 0);
    CHECK_OK(wrtmem_value_string(&inside, &text));
    CHECK(is(text, ""));
    inside = child(&all, 6);
    CHECK_OK(wrtmem_value_flags(&inside, &number));
    CHECK(number == 0);

    /* Whatever happens to the bytes, they are a value or they are not. */
    char image[SIZE];
    memcpy(image, bytes, SIZE);
    for (size_t i = 0; i < length; i++) {
        CHECK_STATUS(i == 0 ? WRTMEM_E_EMPTY : WRTMEM_E_CORRUPT, wrtmem_value_open(image, i, &all));
        for (int bit = 0; bit < 8; bit++) {
            image[i] ^= (char)(1 << bit);
            wrtmem_status_t opened = wrtmem_value_open(image, (size_t)length, &all);
            CHECK(opened == WRTMEM_OK || opened == WRTMEM_E_CORRUPT);
            image[i] = bytes[i];
        }
    }
}

static void test_limits(void) {
    char bytes[SIZE];
    wrtmem_encoder_t encoder;
    wrtmem_value_t value;
    uint64_t length = 0;
    for (size_t capacity = 0; capacity < 6; capacity++) {
        CHECK_OK(wrtmem_encoder_start(&encoder, bytes, capacity));
        CHECK_STATUS(WRTMEM_E_TOO_SMALL, wrtmem_encoder_put_string(&encoder, "x", 1));
        CHECK_STATUS(WRTMEM_E_STATE, wrtmem_encoder_finish(&encoder, &length));
    }
    CHECK_OK(wrtmem_encoder_start(&encoder, bytes, SIZE));
    for (int depth = 0; depth < 16; depth++)
        CHECK_OK(wrtmem_encoder_begin(&encoder, WRTMEM_KIND_OPTION));
    CHECK_STATUS(WRTMEM_E_INVALID, wrtmem_encoder_begin(&encoder, WRTMEM_KIND_OPTION));
    for (int depth = 0; depth < 16; depth++)
        CHECK_OK(wrtmem_encoder_end(&encoder));
    CHECK_OK(wrtmem_encoder_finish(&encoder, &length));
    CHECK_OK(wrtmem_value_open(bytes, (size_t)length, &value));
    CHECK_STATUS(WRTMEM_E_CORRUPT, wrtmem_value_open(bytes, (size_t)length + 1, &value));

    CHECK_OK(wrtmem_encoder_start(&encoder, bytes, SIZE));
    CHECK_OK(wrtmem_encoder_begin(&encoder, WRTMEM_KIND_LIST));
    CHECK_OK(wrtmem_encoder_put_bool(&encoder, true));
    CHECK_STATUS(WRTMEM_E_INVALID, wrtmem_encoder_put_enum(&encoder, "other"));
    CHECK_OK(wrtmem_encoder_put_bool(&encoder, false));
    CHECK_OK(wrtmem_encoder_end(&encoder));
    CHECK_OK(wrtmem_encoder_start(&encoder, bytes, SIZE));
    CHECK_OK(wrtmem_encoder_begin(&encoder, WRTMEM_KIND_RECORD));
    CHECK_OK(wrtmem_encoder_field(&encoder, "once"));
    CHECK_OK(wrtmem_encoder_put_bool(&encoder, true));
    CHECK_STATUS(WRTMEM_E_INVALID, wrtmem_encoder_field(&encoder, "once"));
}

int main(void) {
    test_from_process_to_process();
    test_change_of_a_field();
    test_other_kinds();
    test_limits();
    return EXIT_SUCCESS;
}
