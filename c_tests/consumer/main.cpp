#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <wrtmem.h>

static void check(wrtmem_status_t status) {
    if (status != WRTMEM_OK)
        throw std::runtime_error(std::string(wrtmem_status_name(status)) + ": " +
                                 wrtmem_last_error());
}

template <auto close> struct Close {
    template <class Handle> void operator()(Handle *handle) const { close(handle); }
};
template <class Handle, auto close> using Owned = std::unique_ptr<Handle, Close<close>>;

/* A message through a ring in memory of this process. */
static std::string round_trip(const std::string &text) {
    wrtmem_segment_t *segment = nullptr;
    check(wrtmem_segment_create_private(nullptr, &segment));
    const Owned<wrtmem_segment_t, wrtmem_segment_close> owned_segment(segment);
    wrtmem_message_t *ring = nullptr;
    check(wrtmem_message_create(segment, "ring", nullptr, &ring));
    const Owned<wrtmem_message_t, wrtmem_message_close> owned_ring(ring);
    wrtmem_sender_t *sender = nullptr;
    check(wrtmem_sender_open(ring, WRTMEM_ANY_LANE, &sender, nullptr));
    const Owned<wrtmem_sender_t, wrtmem_sender_close> owned_sender(sender);
    wrtmem_receiver_t *receiver = nullptr;
    check(wrtmem_receiver_open(ring, &receiver));
    const Owned<wrtmem_receiver_t, wrtmem_receiver_close> owned_receiver(receiver);

    check(wrtmem_sender_send(sender, text.data(), text.size(), WRTMEM_POLL, nullptr));
    std::string received(64, '\0');
    wrtmem_record_t record;
    check(
        wrtmem_receiver_receive(receiver, received.data(), received.size(), WRTMEM_POLL, &record));
    received.resize(record.length);
    return received;
}

int main() {
    const std::uint32_t version = wrtmem_version();
    if (version != WRTMEM_VERSION) {
        std::cerr << "header " << WRTMEM_VERSION << ", library " << version << '\n';
        return EXIT_FAILURE;
    }
    const std::string sent = "from here to here", received = round_trip(sent);
    std::cout << "wrtmem " << (version >> 16) << '.' << (version >> 8 & 0xff) << '.'
              << (version & 0xff) << ": " << received << '\n';
    return received == sent ? EXIT_SUCCESS : EXIT_FAILURE;
}
