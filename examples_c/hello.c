#include <err.h>
#include <stdio.h>
#include <wrtmem.h>

#define CHECK(call) ((call) == WRTMEM_OK ? (void)0 : errx(1, "%s: %s", #call, wrtmem_last_error()))

int main(int argc, char **argv) {
    wrtmem_segment_t *segment;
    wrtmem_message_t *ring;
    CHECK(wrtmem_segment_open_or_create("hello", NULL, &segment, NULL));
    CHECK(wrtmem_message_open_or_create(segment, "greetings", NULL, &ring, NULL));
    if (argc > 1 && argv[1][0] == 's') { // hello send
        wrtmem_sender_t *sender;
        CHECK(wrtmem_sender_open(ring, WRTMEM_ANY_LANE, &sender, NULL));
        CHECK(wrtmem_sender_send(sender, "hello", 5, WRTMEM_FOREVER, NULL));
        wrtmem_sender_close(sender);
    } else { // hello recv
        char text[80];
        wrtmem_record_t record;
        wrtmem_receiver_t *receiver;
        CHECK(wrtmem_receiver_open(ring, &receiver));
        CHECK(wrtmem_receiver_receive(receiver, text, sizeof text, WRTMEM_FOREVER, &record));
        printf("%.*s from lane %d\n", (int)record.length, text, (int)record.lane);
        wrtmem_receiver_close(receiver);
    }
    wrtmem_message_close(ring);
    wrtmem_segment_close(segment);
}
