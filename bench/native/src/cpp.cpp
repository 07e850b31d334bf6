// The C++ peers. Each is a class for one message size; the loops are those of loops.h.
#include "bench.h"
#include "content.h"

#include <concurrentqueue/concurrentqueue.h>
#include <readerwriterqueue/readerwritercircularbuffer.h>
#include <readerwriterqueue/readerwriterqueue.h>

#include <array>
#include <boost/interprocess/indexes/null_index.hpp>
#include <boost/interprocess/ipc/message_queue.hpp>
#include <boost/interprocess/managed_external_buffer.hpp>
#include <boost/interprocess/mem_algo/rbtree_best_fit.hpp>
#include <boost/interprocess/mem_algo/simple_seq_fit.hpp>
#include <boost/lockfree/queue.hpp>
#include <boost/lockfree/spsc_queue.hpp>
#include <cstring>
#include <new>
#include <string>

namespace {

template <std::size_t W> using Message = std::array<uint64_t, W>;

size_t nothing_shared(size_t, size_t) {
    return 0;
}

// Between threads: made once, used by both.
template <template <std::size_t> class Ring> struct InProcess {
    template <std::size_t W> static void *make(size_t capacity, size_t bytes) {
        return bytes == 8 * W ? new Ring<W>(capacity) : nullptr;
    }
    static void *create(void *, const char *, size_t capacity, size_t bytes) {
        for (void *made :
             {make<1>(capacity, bytes), make<8>(capacity, bytes), make<32>(capacity, bytes),
              make<128>(capacity, bytes), make<512>(capacity, bytes)})
            if (made)
                return made;
        return nullptr;
    }
};

void *itself(void *ring, bool) {
    return ring;
}
void nothing(void *, bool) {} // the process ends after one run

template <std::size_t W> struct Moodycamel {
    moodycamel::ConcurrentQueue<Message<W>> queue;
    alignas(128) moodycamel::ProducerToken producer{queue};
    alignas(128) moodycamel::ConsumerToken consumer{queue};
    // It grows; it is given room for as many at first.
    explicit Moodycamel(size_t capacity) : queue(capacity, 2, 0) {}
    bool put(const Message<W> &m) { return queue.try_enqueue(producer, m); }
    bool take(Message<W> &m) { return queue.try_dequeue(consumer, m); }
};

template <std::size_t W> struct ReaderWriter {
    moodycamel::ReaderWriterQueue<Message<W>> queue;
    explicit ReaderWriter(size_t capacity) : queue(capacity) {}
    bool put(const Message<W> &m) { return queue.try_enqueue(m); }
    bool take(Message<W> &m) { return queue.try_dequeue(m); }
};

template <std::size_t W> struct ReaderWriterCircular {
    moodycamel::BlockingReaderWriterCircularBuffer<Message<W>> queue;
    explicit ReaderWriterCircular(size_t capacity) : queue(capacity) {}
    bool put(const Message<W> &m) { return queue.try_enqueue(m); }
    bool take(Message<W> &m) { return queue.try_dequeue(m); }
};

// Its compile-time capacity is the only one without a pointer, so it can be shared.
template <std::size_t W> struct BoostSpsc {
    boost::lockfree::spsc_queue<Message<W>, boost::lockfree::capacity<1024>> queue;
    bool put(const Message<W> &m) { return queue.push(m); }
    bool take(Message<W> &m) { return queue.pop(m); }
};

template <std::size_t W> size_t boost_size(size_t bytes) {
    return bytes == 8 * W ? sizeof(BoostSpsc<W>) : 0;
}
size_t boost_bytes(size_t, size_t bytes) {
    return boost_size<1>(bytes) + boost_size<8>(bytes) + boost_size<32>(bytes) +
           boost_size<128>(bytes) + boost_size<512>(bytes);
}
void *boost_create(void *shared, const char *, size_t capacity, size_t bytes) {
    if (capacity != 1024)
        return nullptr;
    switch (bytes) {
    case 8:
        return new (shared) BoostSpsc<1>;
    case 64:
        return new (shared) BoostSpsc<8>;
    case 256:
        return new (shared) BoostSpsc<32>;
    case 1024:
        return new (shared) BoostSpsc<128>;
    case 4096:
        return new (shared) BoostSpsc<512>;
    default:
        return nullptr;
    }
}

// A queue with a robust-less mutex and a condition in shared memory, by name; it sorts by
// priority, of which one is used here.
struct BoostQueuePlace {
    char name[64];
};
size_t boost_queue_bytes(size_t, size_t) {
    return sizeof(BoostQueuePlace);
}
void *boost_queue_create(void *shared, const char *name, size_t capacity, size_t bytes) {
    auto *place = static_cast<BoostQueuePlace *>(shared);
    std::strncpy(place->name, name, sizeof place->name - 1);
    using namespace boost::interprocess;
    try {
        message_queue queue(create_only, place->name, capacity, bytes);
    } catch (const std::exception &) {
        return nullptr;
    }
    return place;
}
void *boost_queue_attach(void *ring, bool) {
    using namespace boost::interprocess;
    try {
        return new message_queue(open_only, static_cast<BoostQueuePlace *>(ring)->name);
    } catch (const std::exception &) {
        return nullptr;
    }
}
void boost_queue_detach(void *handle, bool) {
    delete static_cast<boost::interprocess::message_queue *>(handle);
}
template <std::size_t W> struct BoostQueue {
    boost::interprocess::message_queue queue;
    bool put(const Message<W> &m) { return queue.try_send(m.data(), sizeof m, 0); }
    bool take(Message<W> &m) {
        boost::interprocess::message_queue::size_type size;
        unsigned priority;
        return queue.try_receive(m.data(), sizeof m, size, priority);
    }
};

// The message of the loops and that of the queue are the same bytes. Each of these queues copies
// it in once and out once; building in place or peeking would not save a copy of a message that
// comes from a buffer and goes to one.
template <class Ring, std::size_t W> inline bool put(void *ring, const uint64_t (&message)[W]) {
    return static_cast<Ring *>(ring)->put(reinterpret_cast<const Message<W> &>(message));
}
template <class Ring, std::size_t W> inline bool take(void *ring, uint64_t (&message)[W]) {
    return static_cast<Ring *>(ring)->take(reinterpret_cast<Message<W> &>(message));
}

#define SEND(ring, message) (put<Ring<WORDS>>(ring, message))
#define RECEIVE(ring, message) (take<Ring<WORDS>>(ring, message))
namespace concurrent {
template <std::size_t W> using Ring = Moodycamel<W>;
#include "sizes.h"
const bench_ring_peer_t peer = {
    "moodycamel ConcurrentQueue",
    "libconcurrentqueue-dev",
    false,
    true,
    false,
    nothing_shared,
    InProcess<Moodycamel>::create,
    itself,
    nothing,
    BENCH_LOOPS,
};
} // namespace concurrent
namespace reader_writer {
template <std::size_t W> using Ring = ReaderWriter<W>;
#include "sizes.h"
const bench_ring_peer_t peer = {
    "ReaderWriterQueue", "libreaderwriterqueue-dev",      false,  true,    false,
    nothing_shared,      InProcess<ReaderWriter>::create, itself, nothing, BENCH_LOOPS,
};
} // namespace reader_writer
namespace circular {
template <std::size_t W> using Ring = ReaderWriterCircular<W>;
#include "sizes.h"
const bench_ring_peer_t peer = {
    "ReaderWriterCircularBuffer",
    "libreaderwriterqueue-dev",
    false,
    true,
    false,
    nothing_shared,
    InProcess<ReaderWriterCircular>::create,
    itself,
    nothing,
    BENCH_LOOPS,
};
} // namespace circular
namespace boost_spsc {
template <std::size_t W> using Ring = BoostSpsc<W>;
#include "sizes.h"
const bench_ring_peer_t peer = {
    "Boost spsc_queue", "libboost-dev", false,  true,    true,
    boost_bytes,        boost_create,   itself, nothing, BENCH_LOOPS,
};
} // namespace boost_spsc
namespace boost_queue {
template <std::size_t W> using Ring = BoostQueue<W>;
#include "sizes.h"
const bench_ring_peer_t peer = {
    "Boost message_queue",
    "libboost-dev",
    false,
    true,
    true,
    boost_queue_bytes,
    boost_queue_create,
    boost_queue_attach,
    boost_queue_detach,
    BENCH_LOOPS,
};
} // namespace boost_queue

// Several senders and receivers, 64 bytes. ConcurrentQueue has a queue for each sender and no
// order between them: with tokens of its own, a side mostly receives what it sent itself.
using ConcurrentQueue = moodycamel::ConcurrentQueue<Message<8>>;
struct Tokens {
    ConcurrentQueue &queue;
    alignas(128) moodycamel::ProducerToken producer{queue};
    alignas(128) moodycamel::ConsumerToken consumer{queue};
    explicit Tokens(void *ring) : queue(*static_cast<ConcurrentQueue *>(ring)) {}
    bool put(const Message<8> &m) { return queue.try_enqueue(producer, m); }
    bool take(Message<8> &m) { return queue.try_dequeue(consumer, m); }
};
void *concurrent_create(void *, const char *, size_t capacity, size_t) {
    return new ConcurrentQueue(capacity, 2, 0);
}
void *tokens(void *ring, bool) {
    return new Tokens(ring);
}

struct BoostMpmc {
    boost::lockfree::queue<Message<8>, boost::lockfree::capacity<1024>> queue;
    bool put(const Message<8> &m) { return queue.push(m); }
    bool take(Message<8> &m) { return queue.pop(m); }
};
size_t boost_mpmc_bytes(size_t, size_t) {
    return sizeof(BoostMpmc);
}
void *boost_mpmc_create(void *shared, const char *, size_t capacity, size_t) {
    return capacity == 1024 ? new (shared) BoostMpmc : nullptr;
}

#undef SEND
#undef RECEIVE
#define SEND(ring, message) (put<Shared>(ring, message))
#define RECEIVE(ring, message) (take<Shared>(ring, message))
namespace concurrent_shared {
using Shared = Tokens;
#include "exchange.h"
const bench_ring_peer_t peer = {
    "moodycamel ConcurrentQueue (a queue per sender)",
    "libconcurrentqueue-dev",
    false,
    true,
    false,
    nothing_shared,
    concurrent_create,
    tokens,
    nothing,
    BENCH_EXCHANGE,
};
} // namespace concurrent_shared
namespace boost_shared {
using Shared = BoostMpmc;
#include "exchange.h"
const bench_ring_peer_t peer = {
    "Boost queue",    "libboost-dev",    false,  true,    true,
    boost_mpmc_bytes, boost_mpmc_create, itself, nothing, BENCH_EXCHANGE,
};
} // namespace boost_shared

// The two algorithms, with locks as in shared memory, in a buffer that is given.
template <class Algorithm>
using BoostHeap =
    boost::interprocess::basic_managed_external_buffer<char, Algorithm,
                                                       boost::interprocess::null_index>;
using BoostFamily = boost::interprocess::mutex_family;
using BoostTree = BoostHeap<
    boost::interprocess::rbtree_best_fit<BoostFamily, boost::interprocess::offset_ptr<void>>>;
using BoostList = BoostHeap<
    boost::interprocess::simple_seq_fit<BoostFamily, boost::interprocess::offset_ptr<void>>>;

template <class Heap> void *boost_heap(void *memory, size_t bytes) {
    try {
        return new Heap(boost::interprocess::create_only, memory, bytes);
    } catch (const std::exception &) {
        return nullptr;
    }
}

} // namespace

extern "C" {
void *bench_boost_rbtree_heap(void *memory, size_t bytes) {
    return boost_heap<BoostTree>(memory, bytes);
}
void *bench_boost_rbtree_alloc(void *heap, size_t bytes) {
    return static_cast<BoostTree *>(heap)->allocate(bytes, std::nothrow);
}
void bench_boost_rbtree_free(void *heap, void *place) {
    static_cast<BoostTree *>(heap)->deallocate(place);
}
void *bench_boost_seq_heap(void *memory, size_t bytes) {
    return boost_heap<BoostList>(memory, bytes);
}
void *bench_boost_seq_alloc(void *heap, size_t bytes) {
    return static_cast<BoostList *>(heap)->allocate(bytes, std::nothrow);
}
void bench_boost_seq_free(void *heap, void *place) {
    static_cast<BoostList *>(heap)->deallocate(place);
}

extern const bench_ring_peer_t bench_ck, bench_wrtmem, bench_wrtmem_spsc, bench_wrtmem_spsc_inline,
    bench_wrtmem_spsc_spans, bench_ck_mpmc;

const bench_ring_peer_t *const *bench_ring_peers(void) {
    static const bench_ring_peer_t *const peers[] = {
        &bench_wrtmem,   &bench_wrtmem_spsc, &bench_wrtmem_spsc_inline,
        &bench_ck,       &concurrent::peer,  &reader_writer::peer,
        &circular::peer, &boost_spsc::peer,  &boost_queue::peer,
        nullptr,
    };
    return peers;
}

const bench_ring_peer_t *const *bench_span_peers(void) {
    static const bench_ring_peer_t *const peers[] = {&bench_wrtmem_spsc_spans, nullptr};
    return peers;
}

const bench_ring_peer_t *const *bench_exchange_peers(void) {
    static const bench_ring_peer_t *const peers[] = {&bench_ck_mpmc, &concurrent_shared::peer,
                                                     &boost_shared::peer, nullptr};
    return peers;
}
}
