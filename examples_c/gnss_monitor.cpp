// Receives GNSS and AIS sentences from a message ring, checks every one, and shows what they say.
//
//     gnss_monitor [options]
//
// Two checks stand behind the figures. The library verifies each record's CRC32C and skips what
// does not agree; the monitor checks the sentence's own checksum, made by the receiver that sent
// it, and follows each lane's sequence numbers, so that nothing can be missing or come twice
// unseen. On a terminal it draws a live table, else it prints a line each second.
//
// The last sentence that gave a position is kept in a verified cell, twice. A monitor that is
// started again takes it up from there, also if a bit of it was flipped meanwhile.

#include <wrtmem.h>

#include "lane.hpp"
#include "nmea.hpp"
#include "screen.hpp"

#include <algorithm>
#include <cerrno>
#include <cinttypes>
#include <csignal>
#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <getopt.h>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

constexpr std::uint64_t second = 1000000000, millisecond = 1000000;

enum Exit { exit_usage = 2, exit_interrupted = 130 };

volatile std::sig_atomic_t stop_requested;

std::string format(const char *pattern, ...) __attribute__((format(printf, 1, 2)));
std::string format(const char *pattern, ...) {
    char text[256];
    std::va_list arguments;
    va_start(arguments, pattern);
    std::vsnprintf(text, sizeof text, pattern, arguments);
    va_end(arguments);
    return text;
}

void check(const char *what, wrtmem_status_t status) {
    if (status != WRTMEM_OK)
        throw std::runtime_error(std::string(what) + ": " + wrtmem_status_name(status) + ": " +
                                 wrtmem_last_error());
}

template <auto close> struct Closer {
    template <typename T> void operator()(T *handle) const { close(handle); }
};
using Segment = std::unique_ptr<wrtmem_segment_t, Closer<wrtmem_segment_close>>;
using Ring = std::unique_ptr<wrtmem_message_t, Closer<wrtmem_message_close>>;
using Cell = std::unique_ptr<wrtmem_cell_t, Closer<wrtmem_cell_close>>;
using Receiver = std::unique_ptr<wrtmem_receiver_t, Closer<wrtmem_receiver_close>>;
using File = std::unique_ptr<std::FILE, Closer<std::fclose>>;

struct Options {
    std::string segment = "gnss", ring = "sentences";
    std::uint64_t expect = 0;  // messages, 0: no end
    std::uint64_t timeout = 0; // nanoseconds, 0: none
    const char *summary = nullptr, *output = nullptr, *log = nullptr;
};

class Monitor {
  public:
    explicit Monitor(const Options &options)
        : options_(options), segment_(open_segment(options)), ring_(open_ring(options)),
          last_fix_(open_last_fix()), receiver_(open_receiver()), log_(open_file(options.log)),
          output_(open_file(options.output)), started_(wrtmem_now()), marked_(started_) {
        wrtmem_message_info_t info{};
        info.size = sizeof info;
        check("ask the ring", wrtmem_message_info(ring_.get(), &info));
        lanes_.resize(info.lanes);
        buffer_.resize(info.max_message);
        take_up_last_fix();
    }

    int run() {
        const std::uint64_t redraw = screen_.active() ? 200 * millisecond : second;
        const std::uint64_t deadline =
            options_.timeout == 0 ? WRTMEM_FOREVER : started_ + options_.timeout;
        std::uint64_t next = started_;
        bool complete = false;
        while (!stop_requested && !complete && wrtmem_now() < deadline) {
            receive(std::min(next, deadline));
            if (wrtmem_now() >= next) {
                ask_lanes(); // a damaged last message leaves no gap that a later one could show
                show();
                next = wrtmem_now() + redraw;
            }
            complete = options_.expect != 0 && settled() >= options_.expect;
        }
        ask_lanes();
        show();
        screen_.leave();
        for (const std::string &line : table())
            std::printf("%s\n", line.c_str());
        if (output_ && std::fflush(output_.get()) != 0)
            throw std::runtime_error(std::string(options_.output) + ": " + std::strerror(errno));
        if (options_.summary != nullptr)
            write_summary();
        if (stop_requested)
            return exit_interrupted;
        if (options_.expect != 0 && !complete) {
            std::fprintf(stderr, "gnss_monitor: saw %" PRIu64 " of %" PRIu64 " messages in time\n",
                         settled(), options_.expect);
            return EXIT_FAILURE;
        }
        return EXIT_SUCCESS;
    }

  private:
    static Segment open_segment(const Options &options) {
        wrtmem_segment_t *segment = nullptr;
        check("open the segment",
              wrtmem_segment_open_or_create(options.segment.c_str(), nullptr, &segment, nullptr));
        return Segment(segment);
    }

    Ring open_ring(const Options &options) {
        wrtmem_message_t *ring = nullptr;
        check("open the ring", wrtmem_message_open_or_create(segment_.get(), options.ring.c_str(),
                                                             nullptr, &ring, nullptr));
        return Ring(ring);
    }

    Cell open_last_fix() {
        wrtmem_verified_options_t options{};
        options.size = sizeof options;
        options.bytes = longest_fix;
        options.level = WRTMEM_LEVEL_CRITICAL;
        wrtmem_cell_t *cell = nullptr;
        check("open the last fix",
              wrtmem_cell_open_or_create(segment_.get(), "last-fix", &options, &cell, nullptr));
        return Cell(cell);
    }

    // What is in the cell: the message's number, a space and the sentence; nothing at first.
    void take_up_last_fix() {
        char bytes[longest_fix];
        std::uint64_t length = 0;
        wrtmem_status_t status =
            wrtmem_cell_read(last_fix_.get(), bytes, sizeof bytes, WRTMEM_LEVEL_DEFAULT, &length);
        if (status == WRTMEM_E_CORRUPT) { // the next fix makes it good
            event(std::string("the last fix is lost: ") + wrtmem_last_error());
            return;
        }
        check("read the last fix", status);
        std::string_view value(bytes, length);
        std::size_t space = value.find(' ');
        if (space == std::string_view::npos)
            return;
        gnss_.update(nmea::Fields(value.substr(space + 1)));
        std::string text(value);
        std::replace_if(
            text.begin(), text.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
        event("the last fix is of message " + text);
    }

    void keep_last_fix(std::uint64_t message, std::string_view sentence) {
        std::string value = std::to_string(message) + " ";
        value += sentence;
        if (value.size() <= longest_fix)
            check("write the last fix",
                  wrtmem_cell_write(last_fix_.get(), value.data(), value.size(), WRTMEM_FOREVER));
    }

    Receiver open_receiver() {
        wrtmem_receiver_t *receiver = nullptr;
        check("open the receiver", wrtmem_receiver_open(ring_.get(), &receiver));
        return Receiver(receiver);
    }

    static File open_file(const char *path) {
        File file(path == nullptr ? nullptr : std::fopen(path, "wb"));
        if (path != nullptr && !file)
            throw std::runtime_error(std::string(path) + ": " + std::strerror(errno));
        return file;
    }

    // Takes one message, or the news of a death, or nothing until the deadline.
    void receive(std::uint64_t deadline) {
        wrtmem_record_t record{};
        wrtmem_status_t status = wrtmem_receiver_receive(receiver_.get(), buffer_.data(),
                                                         buffer_.size(), deadline, &record);
        if (status == WRTMEM_E_TIMEOUT)
            return;
        if (status == WRTMEM_E_PEER_DEAD) {
            producer_died(record.lane);
            return;
        }
        check("receive", status);
        follow(record);
        take(record.sequence, std::string_view(buffer_.data(), record.length));
    }

    void producer_died(std::uint32_t number) {
        Lane &lane = lanes_.at(number);
        std::uint64_t silence = lane.died(wrtmem_now());
        deaths_++;
        noticed_after_ = std::max(noticed_after_, silence);
        event(format("lane %u: the producer died after message %" PRIu64
                     ", known %.1f ms after that message",
                     number, lane.last, milliseconds(silence)));
    }

    void follow(const wrtmem_record_t &record) {
        Lane &lane = lanes_.at(record.lane);
        Lane::News news = lane.follow(record.sequence, wrtmem_now());
        if (news.first)
            event(format("lane %u: the first message is %" PRIu64, record.lane, record.sequence));
        if (news.duplicate)
            event(format("lane %u: message %" PRIu64 " came again", record.lane, record.sequence));
        if (news.missing != 0)
            event(format("lane %u: %" PRIu64 " missing before message %" PRIu64
                         ", damaged in memory or lost",
                         record.lane, news.missing, record.sequence));
        if (news.returned) {
            returns_++;
            outage_ = std::max(outage_, news.silence);
            event(format("lane %u: a producer goes on with message %" PRIu64
                         ", %.1f ms after the one before",
                         record.lane, record.sequence, milliseconds(news.silence)));
        }
    }

    void take(std::uint64_t message, std::string_view sentence) {
        received_.total++;
        if (output_ &&
            (std::fwrite(sentence.data(), 1, sentence.size(), output_.get()) != sentence.size() ||
             std::fputc('\n', output_.get()) == EOF))
            throw std::runtime_error(std::string(options_.output) + ": " + std::strerror(errno));
        nmea::Fields fields(sentence);
        types_[type_of(fields[0])].total++;
        if (!nmea::checksum_holds(sentence))
            checksum_failed_++;
        else if (gnss_.update(fields))
            keep_last_fix(message, sentence);
    }

    // The address, if it looks like one: it goes to the terminal.
    std::string type_of(std::string_view address) const {
        bool good = !address.empty() && address.size() <= 6;
        for (char c : address)
            good = good && ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'));
        std::string type(good ? address : "other");
        return types_.size() < most_types || types_.count(type) != 0 ? type : "other";
    }

    void ask_lanes() {
        for (std::size_t i = 0; i < lanes_.size(); i++) {
            lanes_[i].info.size = sizeof lanes_[i].info;
            wrtmem_status_t status = wrtmem_message_lane_info(
                ring_.get(), static_cast<std::uint32_t>(i), &lanes_[i].info);
            if (status != WRTMEM_E_BUSY) // its sender was faster: the last answer stays
                check("ask a lane", status);
        }
    }

    std::uint64_t settled() const {
        std::uint64_t sum = 0;
        for (const Lane &lane : lanes_)
            sum += lane.settled();
        return sum;
    }

    void event(const std::string &text) {
        std::string line = format("%7.2f s  ", milliseconds(wrtmem_now() - started_) / 1000) + text;
        if (log_) {
            std::fprintf(log_.get(), "%s\n", line.c_str());
            std::fflush(log_.get());
        }
        if (!screen_.active())
            std::printf("%s\n", line.c_str());
        events_.push_back(line);
        if (events_.size() > shown_events)
            events_.pop_front();
    }

    void show() {
        const std::uint64_t now = wrtmem_now();
        if (now - marked_ >= second) {
            double seconds = milliseconds(now - marked_) / 1000;
            received_.mark(seconds);
            for (auto &type : types_)
                type.second.mark(seconds);
            for (Lane &lane : lanes_)
                lane.received.mark(seconds);
            marked_ = now;
            if (!screen_.active())
                std::printf("%7.2f s  received %" PRIu64 ", %.0f/s  %s  %s\n",
                            milliseconds(now - started_) / 1000, received_.total, received_.rate,
                            place().c_str(), fix().c_str());
        }
        std::fflush(stdout);
        screen_.draw(table());
    }

    std::string place() const {
        if (!gnss_.latitude)
            return "no position";
        return format("%.6f %c  %.6f %c", std::abs(*gnss_.latitude),
                      *gnss_.latitude < 0 ? 'S' : 'N', std::abs(*gnss_.longitude),
                      *gnss_.longitude < 0 ? 'W' : 'E');
    }

    std::string fix() const {
        std::string text = nmea::Receiver::quality_name(gnss_.quality);
        if (gnss_.quality == 0)
            return text;
        if (gnss_.dimensions > 1)
            text += format(" %dD", gnss_.dimensions);
        return text + format(", %d satellites", gnss_.used);
    }

    static std::string number(const std::optional<double> &value, const char *pattern) {
        char text[64] = "-";
        if (value)
            std::snprintf(text, sizeof text, pattern, *value);
        return text;
    }

    std::vector<std::string> table() const {
        const std::string rule(78, '-');
        std::vector<std::string> lines;
        lines.push_back(format("GNSS monitor   segment %-20.20s ring %-16.16s %8.1f s",
                               options_.segment.c_str(), options_.ring.c_str(),
                               milliseconds(wrtmem_now() - started_) / 1000));
        lines.push_back(rule);
        lines.push_back(format("time      %-32s fix       %s",
                               gnss_.time.empty() ? "-" : gnss_.time.c_str(), fix().c_str()));
        lines.push_back(format("position  %-32s altitude  %s", place().c_str(),
                               number(gnss_.altitude, "%.1f m").c_str()));
        std::optional<double> speed = gnss_.knots;
        if (speed)
            *speed *= 1.852;
        lines.push_back(format("speed     %-32s course    %s", number(speed, "%.2f km/h").c_str(),
                               number(gnss_.course, "%.1f deg").c_str()));
        lines.push_back(format("AIS       %" PRIu64 " sentences from %zu stations",
                               gnss_.ais_sentences, gnss_.stations.size()));
        lines.push_back(rule);
        lines.push_back("lane  producer       received      /s  missing  twice  corrupt   queued");
        for (std::size_t i = 0; i < lanes_.size(); i++)
            if (lanes_[i].in_use())
                lines.push_back(lane_line(i));
        lines.push_back(format("received %" PRIu64
                               ", the sentence's own checksum fails in %" PRIu64,
                               received_.total, checksum_failed_));
        lines.push_back(rule);
        lines.insert(lines.end(), events_.begin(), events_.end());
        if (screen_.active()) // what is below stays where it is
            lines.resize(lines.size() + shown_events - events_.size());
        lines.push_back(rule);
        lines.push_back("satellites    in view  tracked  strongest");
        for (const auto &[name, seen] : gnss_.constellations)
            lines.push_back(format("%-12s %8d %8d %4d dB-Hz", name.c_str(), seen.in_view,
                                   seen.tracked, seen.strongest));
        lines.push_back(rule);
        std::string row;
        for (const auto &[type, count] : types_) {
            row += format("%-6s %6" PRIu64 " %6.1f/s    ", type.c_str(), count.total, count.rate);
            if (row.size() > 70) {
                lines.push_back(row);
                row.clear();
            }
        }
        if (!row.empty())
            lines.push_back(row);
        return lines;
    }

    std::string lane_line(std::size_t number) const {
        const Lane &lane = lanes_[number];
        std::string producer = lane.info.sender == WRTMEM_PEER_ALIVE
                                   ? format("alive %" PRIu32, lane.info.sender_pid)
                               : lane.info.sender == WRTMEM_PEER_DEAD ? std::string("dead")
                                                                      : std::string("closed");
        return format("%4zu  %-13s %9" PRIu64 " %7.1f %8" PRIu64 " %6" PRIu64 " %8" PRIu64
                      " %6" PRIu64 " B",
                      number, producer.c_str(), lane.received.total, lane.received.rate,
                      lane.missing, lane.duplicated, lane.info.corrupt, lane.info.used);
    }

    void write_summary() {
        Lane sum;
        std::uint64_t before = 0;
        for (const Lane &lane : lanes_) {
            before += lane.first == 0 ? 0 : lane.first - 1;
            sum.missing += lane.missing;
            sum.duplicated += lane.duplicated;
            sum.info.sent += lane.info.sent;
            sum.info.corrupt += lane.info.corrupt;
            sum.info.lost += lane.info.lost;
        }
        File file = open_file(options_.summary);
        auto put = [&file](const char *key, std::uint64_t value) {
            std::fprintf(file.get(), "%s=%" PRIu64 "\n", key, value);
        };
        put("received", received_.total);
        put("before_first", before); // messages that an earlier receiver took
        put("missing", sum.missing); // by the sequence numbers
        put("duplicated", sum.duplicated);
        put("checksum_failed", checksum_failed_);
        put("sent", sum.info.sent); // this and the next two by the library's own counts
        put("corrupt", sum.info.corrupt);
        put("skipped", sum.info.lost);
        put("deaths", deaths_);
        put("returns", returns_);
        put("noticed_after_us", noticed_after_ / 1000);
        put("outage_us", outage_ / 1000);
        wrtmem_verified_info_t fix{};
        fix.size = sizeof fix;
        std::uint32_t scrubbed = 0, damaged = 0;
        check("ask the last fix", wrtmem_cell_info(last_fix_.get(), &fix));
        check("scrub the last fix", wrtmem_cell_scrub(last_fix_.get(), &scrubbed, nullptr));
        check("verify the last fix", wrtmem_cell_verify(last_fix_.get(), &damaged));
        put("fix_repaired", fix.repaired); // before the scrub, which is to find nothing
        put("fix_scrubbed", scrubbed);
        put("fix_damaged", damaged);
        if (std::fflush(file.get()) != 0 || std::ferror(file.get()))
            throw std::runtime_error(std::string(options_.summary) + ": " + std::strerror(errno));
    }

    static double milliseconds(std::uint64_t nanoseconds) {
        return static_cast<double>(nanoseconds) / 1e6;
    }

    static constexpr std::size_t most_types = 32, shown_events = 4;
    static constexpr std::size_t longest_fix = 192; // bytes; NMEA 0183 allows a sentence 82

    const Options &options_;
    Segment segment_;
    Ring ring_;
    Cell last_fix_;
    Receiver receiver_;
    File log_, output_;
    Screen screen_;
    std::vector<char> buffer_;
    std::vector<Lane> lanes_;
    std::deque<std::string> events_;
    nmea::Receiver gnss_;
    std::map<std::string, Count> types_;
    Count received_;
    std::uint64_t checksum_failed_ = 0, deaths_ = 0, returns_ = 0;
    std::uint64_t noticed_after_ = 0, outage_ = 0; // the longest of each
    std::uint64_t started_, marked_;
};

void usage(std::FILE *to) {
    std::fputs("usage: gnss_monitor [options]\n"
               "Receives NMEA 0183 and AIS sentences from a message ring and shows what they say.\n"
               "  --segment NAME   segment, created if it does not exist (gnss)\n"
               "  --ring NAME      message ring in it, created if it does not exist (sentences)\n"
               "  --expect N       end once N messages came or are known not to come\n"
               "  --timeout S      end after S seconds; a failure if --expect is not met by then\n"
               "  --summary FILE   write the final figures there, one key=value a line\n"
               "  --output FILE    write each sentence received there, one a line\n"
               "  --log FILE       write gaps, deaths and returns there as they happen\n",
               to);
}

// The value of a numeric option; anything but a whole number up to `most` ends the program.
std::uint64_t whole(const char *option, const char *text, std::uint64_t most) {
    char *end = nullptr;
    errno = 0;
    unsigned long long value = std::strtoull(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end != '\0' || errno != 0 || value > most) {
        std::fprintf(stderr, "gnss_monitor: --%s %s: not a number from 0 to %" PRIu64 "\n", option,
                     text, most);
        std::exit(exit_usage);
    }
    return value;
}

Options parse(int argc, char **argv) {
    static const option known[] = {{"segment", required_argument, nullptr, 's'},
                                   {"ring", required_argument, nullptr, 'r'},
                                   {"expect", required_argument, nullptr, 'e'},
                                   {"timeout", required_argument, nullptr, 't'},
                                   {"summary", required_argument, nullptr, 'S'},
                                   {"output", required_argument, nullptr, 'o'},
                                   {"log", required_argument, nullptr, 'l'},
                                   {"help", no_argument, nullptr, 'h'},
                                   {nullptr, 0, nullptr, 0}};
    Options options;
    for (int found; (found = getopt_long(argc, argv, "", known, nullptr)) != -1;) {
        switch (found) {
        case 's':
            options.segment = optarg;
            break;
        case 'r':
            options.ring = optarg;
            break;
        case 'e':
            options.expect = whole("expect", optarg, UINT64_MAX);
            break;
        case 't':
            options.timeout = whole("timeout", optarg, 1000000) * second;
            break;
        case 'S':
            options.summary = optarg;
            break;
        case 'o':
            options.output = optarg;
            break;
        case 'l':
            options.log = optarg;
            break;
        case 'h':
            usage(stdout);
            std::exit(EXIT_SUCCESS);
        default:
            usage(stderr);
            std::exit(exit_usage);
        }
    }
    if (optind != argc) {
        usage(stderr);
        std::exit(exit_usage);
    }
    return options;
}

} // namespace

int main(int argc, char **argv) {
    const Options options = parse(argc, argv);
    struct sigaction on_stop {};
    on_stop.sa_handler = [](int) { stop_requested = 1; };
    sigaction(SIGINT, &on_stop, nullptr);
    sigaction(SIGTERM, &on_stop, nullptr);
    try {
        return Monitor(options).run();
    } catch (const std::exception &error) {
        std::fprintf(stderr, "gnss_monitor: %s\n", error.what());
        return EXIT_FAILURE;
    }
}
