// What a receiver learns about one lane from the messages that arrive.
#pragma once

#include <wrtmem.h>

#include <cstdint>

// A count and its rate over the last second or so.
struct Count {
    std::uint64_t total = 0, marked = 0;
    double rate = 0;

    void mark(double seconds) {
        rate = static_cast<double>(total - marked) / seconds;
        marked = total;
    }
};

// A lane's sequence numbers start at 1 and go up by one: a jump is messages that are missing,
// because the library found them damaged and skipped them, or lost; a step back is a duplicate.
struct Lane {
    Count received;
    std::uint64_t first = 0, last = 0; // sequence numbers; 0: none yet
    std::uint64_t missing = 0, duplicated = 0;
    std::uint64_t arrived = 0; // when the last message came, 0: none yet
    std::uint64_t noticed = 0; // when its producer was known to be dead, 0: it is not
    wrtmem_lane_info_t info{}; // what the library says

    bool in_use() const { return last != 0 || info.sent != 0 || info.sender != WRTMEM_PEER_NONE; }

    struct News {
        std::uint64_t missing = 0; // before this message
        bool first = false, duplicate = false;
        bool returned = false;     // first message after a death
        std::uint64_t silence = 0; // nanoseconds without one, where it returned
    };

    News follow(std::uint64_t sequence, std::uint64_t now) {
        News news;
        if (first == 0) {
            first = sequence;
            news.first = true;
        } else if (sequence <= last) {
            news.duplicate = true;
            duplicated++;
        } else {
            news.missing = sequence - last - 1;
            missing += news.missing;
        }
        if (noticed != 0) {
            news.returned = true;
            news.silence = now - (arrived != 0 ? arrived : noticed);
            noticed = 0;
        }
        if (sequence > last)
            last = sequence;
        arrived = now;
        received.total++;
        return news;
    }

    // Its producer died. Answers the nanoseconds since its last message.
    std::uint64_t died(std::uint64_t now) {
        noticed = now;
        return arrived == 0 ? 0 : now - arrived;
    }

    // The highest number of a message that was delivered or is known to be damaged.
    std::uint64_t settled() const {
        std::uint64_t counted = info.received + info.lost;
        return last > counted ? last : counted;
    }
};
