#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wrtmem.h>

static void check(const char *call, wrtmem_status_t status) {
    if (status != WRTMEM_OK) {
        fprintf(stderr, "%s: %s: %s\n", call, wrtmem_status_name(status), wrtmem_last_error());
        exit(EXIT_FAILURE);
    }
}

/* A message through a ring in memory of this process. */
int main(void) {
    uint32_t version = wrtmem_version();
    if (version != WRTMEM_VERSION) {
        fprintf(stderr, "header %#x, library %#x\n", WRTMEM_VERSION, (unsigned)version);
        return EXIT_FAILURE;
    }
    wrtmem_segment_t *segment = NULL;
    wrtmem_message_t *ring = NULL;
    wrtmem_sender_t *sender = NULL;
    wrtmem_receiver_t *receiver = NULL;
    check("create", wrtmem_segment_create_private(NULL, &segment));
    check("ring", wrtmem_message_create(segment, "ring", NULL, &ring));
    check("sender", wrtmem_sender_open(ring, WRTMEM_ANY_LANE, &sender, NULL));
    check("receiver", wrtmem_receiver_open(ring, &receiver));

    const char sent[] = "from here to here";
    char received[64] = "";
    wrtmem_record_t record;
    check("send", wrtmem_sender_send(sender, sent, sizeof sent, WRTMEM_POLL, NULL));
    check("receive",
          wrtmem_receiver_receive(receiver, received, sizeof received, WRTMEM_POLL, &record));
    if (record.length != sizeof sent || strcmp(received, sent) != 0)
        return EXIT_FAILURE;

    check("close", wrtmem_receiver_close(receiver));
    check("close", wrtmem_sender_close(sender));
    check("close", wrtmem_message_close(ring));
    check("close", wrtmem_segment_close(segment));
    printf("wrtmem %u.%u.%u: %s\n", (unsigned)(version >> 16), (unsigned)(version >> 8 & 0xff),
           (unsigned)(version & 0xff), received);
    return EXIT_SUCCESS;
}
