// One feed, three readers: a broadcast ring.
//
//     fanout [TICKS]
//
// The writer waits for nobody. Each reader is a process that gets every tick in order as long
// as it keeps up, and else learns exactly how many it missed: "quick" reads them one by one,
// "batches" as many as there are, and "slow" sleeps again and again. At the end each one's
// account must add up to what was written.
#include <wrtmem.h>

#include <chrono>
#include <cinttypes>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace {

constexpr std::uint64_t capacity = 256;

struct Tick {
    std::uint64_t number;
    std::uint64_t price; // in cents: a random walk
    std::uint64_t check; // what both must give, to show that no tick is ever torn

    static std::uint64_t sum(std::uint64_t number, std::uint64_t price) {
        return (number ^ price << 32) * 0x9e3779b97f4a7c15u;
    }
    bool whole() const { return check == sum(number, price); }
};

void check(wrtmem_status_t status, const char *what) {
    if (status != WRTMEM_OK)
        throw std::runtime_error(std::string(what) + ": " + wrtmem_strerror(status) + ": " +
                                 wrtmem_last_error());
}

// Closes a handle at the end of its scope.
template <auto close> struct Close {
    template <typename T> void operator()(T *handle) const { (void)close(handle); }
};
using Segment = std::unique_ptr<wrtmem_segment_t, Close<wrtmem_segment_close>>;
using Ring = std::unique_ptr<wrtmem_broadcast_t, Close<wrtmem_broadcast_close>>;
using Writer = std::unique_ptr<wrtmem_broadcast_writer_t, Close<wrtmem_broadcast_writer_close>>;
using Reader = std::unique_ptr<wrtmem_broadcast_reader_t, Close<wrtmem_broadcast_reader_close>>;

struct Feed {
    Segment segment;
    Ring ring;

    explicit Feed(const std::string &name) {
        wrtmem_segment_options_t how{};
        how.size = sizeof how;
        how.bytes = 1 << 20;
        wrtmem_broadcast_options_t options{};
        options.size = sizeof options;
        options.capacity = capacity;
        options.element = sizeof(Tick);
        wrtmem_segment_t *opened = nullptr;
        check(wrtmem_segment_open_or_create(name.c_str(), &how, &opened, nullptr), "the segment");
        segment.reset(opened);
        wrtmem_broadcast_t *ticks = nullptr;
        check(wrtmem_broadcast_open_or_create(opened, "ticks", &options, &ticks, nullptr),
              "the ring");
        ring.reset(ticks);
    }
};

// A reader's process: whether all that was written was read or counted as missed.
bool follow(const std::string &name, const char *who, std::uint64_t total) {
    const Feed feed(name);
    wrtmem_broadcast_reader_t *opened = nullptr;
    check(wrtmem_broadcast_reader_open(feed.ring.get(), 0, &opened), "the reader");
    const Reader reader(opened);
    const bool batches = who[0] == 'b', slow = who[0] == 's';
    std::vector<Tick> ticks(batches ? 64 : 1);
    std::uint64_t read = 0, laps = 0, next = 0, naps = 0, price = 0;
    while (next < total) {
        std::size_t count = 1;
        std::uint64_t first = 0;
        wrtmem_status_t status = WRTMEM_E_EMPTY;
        if (batches)
            status = wrtmem_broadcast_reader_try_read_n(opened, ticks.data(), ticks.size(), &count,
                                                        &first);
        if (status == WRTMEM_E_EMPTY) {
            count = 1;
            status = wrtmem_broadcast_reader_read(opened, ticks.data(),
                                                  wrtmem_deadline_after(10'000'000'000), &first);
        }
        if (status == WRTMEM_E_LAPPED) {
            laps++; // it goes on with the oldest that is kept
            continue;
        }
        check(status, who);
        for (std::size_t i = 0; i < count; i++)
            if (ticks[i].number != first + i || !ticks[i].whole())
                throw std::runtime_error("a tick is torn");
        read += count;
        next = first + count;
        price = ticks[count - 1].price;
        if (slow && read / 100 > naps) {
            naps = read / 100;
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        }
    }
    wrtmem_broadcast_reader_info_t info{};
    info.size = sizeof info;
    check(wrtmem_broadcast_reader_info(opened, &info), "its account");
    std::printf("%-8s %8" PRIu64 " read %8" PRIu64 " missed in %" PRIu64 " laps, last %" PRIu64
                " at %" PRIu64 ".%02u\n",
                who, read, info.missed, laps, next - 1, price / 100,
                static_cast<unsigned>(price % 100));
    return read + info.missed == total && next == total;
}

void write(const Feed &feed, std::uint64_t total) {
    wrtmem_broadcast_writer_t *opened = nullptr;
    check(wrtmem_broadcast_writer_open(feed.ring.get(), &opened, nullptr), "the writer");
    const Writer writer(opened);
    std::uint64_t price = 10'000, random = 1;
    for (std::uint64_t number = 0; number < total; number++) {
        random = random * 6364136223846793005u + 1442695040888963407u;
        price = price + (random >> 62) - (price > 5'000 ? 1 : 0) - (random >> 61 & 1);
        const Tick tick{number, price, Tick::sum(number, price)};
        check(wrtmem_broadcast_writer_write(opened, &tick, nullptr), "write");
        if (number % 64 == 63)
            std::this_thread::sleep_for(std::chrono::microseconds(50));
    }
}

pid_t start(const std::string &name, const char *who, std::uint64_t total) {
    const pid_t parent = getpid(), child = fork();
    if (child != 0)
        return child;
    int code = EXIT_FAILURE;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    try {
        if (getppid() == parent && follow(name, who, total))
            code = EXIT_SUCCESS;
    } catch (const std::exception &error) {
        std::fprintf(stderr, "fanout: %s: %s\n", who, error.what());
    }
    std::fflush(stdout);
    _exit(code);
}

bool run(const std::string &name, std::uint64_t total) {
    std::vector<pid_t> readers;
    for (const char *who : {"quick", "batches", "slow"})
        readers.push_back(start(name, who, total));
    write(Feed(name), total);
    bool right = true;
    for (const pid_t reader : readers) {
        int status = 0;
        right &= reader > 0 && waitpid(reader, &status, 0) == reader && WIFEXITED(status) &&
                 WEXITSTATUS(status) == EXIT_SUCCESS;
    }
    std::printf("%" PRIu64 " ticks written; every reader's account %s\n", total,
                right ? "adds up" : "does NOT add up");
    return right;
}

} // namespace

int main(int argc, char **argv) {
    const std::uint64_t total = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 100'000;
    if (argc > 2 || total == 0) {
        std::fputs("usage: fanout [TICKS]\n", stderr);
        return 2;
    }
    const std::string name = "fanout-" + std::to_string(getpid());
    bool right = false;
    try {
        right = run(name, total);
    } catch (const std::exception &error) {
        std::fprintf(stderr, "fanout: %s\n", error.what());
    }
    (void)wrtmem_segment_unlink(name.c_str(), nullptr);
    return right ? EXIT_SUCCESS : EXIT_FAILURE;
}
