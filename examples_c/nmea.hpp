// NMEA 0183 and AIS sentences: checksum, fields, and what a receiver's sentences say together.
//
// Formats after "NMEA Revealed" (E. S. Raymond) and "AIVDM/AIVDO protocol decoding" (the same),
// both in the gpsd documentation.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace nmea {

inline int hex_digit(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return -1;
}

// Whether the sentence "$...*hh" or "!...*hh" agrees with its own checksum: hh is the exclusive
// or of the bytes between the first byte and the '*'.
inline bool checksum_holds(std::string_view sentence) {
    if (sentence.size() < 4 || sentence[sentence.size() - 3] != '*')
        return false;
    unsigned sum = 0;
    for (char c : sentence.substr(1, sentence.size() - 4))
        sum ^= static_cast<unsigned char>(c);
    int high = hex_digit(sentence[sentence.size() - 2]);
    int low = hex_digit(sentence[sentence.size() - 1]);
    return high >= 0 && low >= 0 && sum == static_cast<unsigned>(high * 16 + low);
}

// The comma-separated fields of a sentence, as views into it. Field 0 is the address ("GPGGA");
// a field that is not there reads as empty.
class Fields {
  public:
    explicit Fields(std::string_view sentence) {
        if (sentence.size() < 4)
            return;
        std::string_view rest = sentence.substr(1, sentence.size() - 4);
        while (count_ < fields_.size()) {
            std::size_t comma = rest.find(',');
            fields_[count_++] = rest.substr(0, comma);
            if (comma == std::string_view::npos)
                break;
            rest.remove_prefix(comma + 1);
        }
    }

    std::string_view operator[](std::size_t index) const {
        return index < count_ ? fields_[index] : std::string_view();
    }

    std::optional<double> number(std::size_t index) const {
        std::string_view field = (*this)[index];
        char text[32];
        if (field.empty() || field.size() >= sizeof text)
            return std::nullopt;
        text[field.copy(text, sizeof text - 1)] = '\0';
        char *end = nullptr;
        double value = std::strtod(text, &end);
        if (end != text + field.size() || !std::isfinite(value))
            return std::nullopt;
        return value;
    }

    // A whole number from 0 to 999999; what is none, or is outside, is no number.
    std::optional<int> integer(std::size_t index) const {
        std::optional<double> value = number(index);
        if (!value || *value < 0 || *value > 999999)
            return std::nullopt;
        return static_cast<int>(*value);
    }

    // Degrees from "dddmm.mmmm" at `index` and the hemisphere in the field after it.
    std::optional<double> degrees(std::size_t index) const {
        std::optional<double> value = number(index);
        std::string_view hemisphere = (*this)[index + 1];
        if (!value || *value < 0 || *value >= 18100 || hemisphere.size() != 1)
            return std::nullopt;
        double whole = std::floor(*value / 100);
        double result = whole + (*value - whole * 100) / 60;
        return hemisphere == "S" || hemisphere == "W" ? -result : result;
    }

  private:
    std::array<std::string_view, 32> fields_{};
    std::size_t count_ = 0;
};

struct Constellation {
    int in_view = 0;
    int tracked = 0;        // with a carrier-to-noise density
    int strongest = 0;      // dB-Hz
    int coming_tracked = 0; // of a group of GSV sentences that is still coming in
    int coming_strongest = 0;
};

// What the sentences of one stream said last.
class Receiver {
  public:
    std::optional<double> latitude, longitude, altitude, knots, course, hdop;
    int quality = 0;    // of the fix, as GGA has it: 0 none, 1 GPS, 2 differential, 4 RTK...
    int dimensions = 1; // as GSA has it: 1 no fix, 2, 3
    int used = 0;       // satellites in the solution
    std::string time;   // "2017-01-10 00:09:41 UTC"
    std::map<std::string, Constellation> constellations;
    std::uint64_t ais_sentences = 0;
    std::set<std::uint32_t> stations; // AIS stations heard, by MMSI

    // Takes over what a sentence says, and answers whether that is a position fix. Its own
    // checksum holds.
    bool update(const Fields &fields) {
        std::string_view address = fields[0];
        if (address == "AIVDM" || address == "AIVDO") {
            ais(fields);
            return false;
        }
        if (address.size() != 5 || address[0] == 'P')
            return false;
        std::string_view type = address.substr(2);
        if (type == "GGA")
            return gga(fields);
        if (type == "RMC")
            return rmc(fields);
        if (type == "GSA")
            gsa(fields);
        else if (type == "GSV")
            gsv(address.substr(0, 2), fields);
        return false;
    }

    static const char *quality_name(int quality) {
        static const char *const names[] = {"no fix",    "GPS",    "differential",
                                            "PPS",       "RTK",    "RTK float",
                                            "estimated", "manual", "simulation"};
        return quality >= 0 && quality < 9 ? names[quality] : "unknown";
    }

  private:
    static constexpr std::size_t most_stations = 4096;

    static bool digits(std::string_view text) {
        return text.find_first_not_of("0123456789") == std::string_view::npos;
    }

    bool position(const Fields &fields, std::size_t index) {
        std::optional<double> north = fields.degrees(index), east = fields.degrees(index + 2);
        if (!north || !east)
            return false;
        latitude = north;
        longitude = east;
        return true;
    }

    bool gga(const Fields &fields) {
        quality = fields.integer(6).value_or(0);
        used = fields.integer(7).value_or(0);
        if (quality == 0)
            return false;
        hdop = fields.number(8);
        altitude = fields.number(9);
        return position(fields, 2);
    }

    bool rmc(const Fields &fields) {
        std::string_view clock = fields[1], date = fields[9];
        if (clock.size() >= 6 && date.size() == 6 && digits(clock.substr(0, 6)) && digits(date)) {
            auto pair = [](std::string_view text, std::size_t at) {
                return std::string(text.substr(at, 2));
            };
            // Two digits of the year: GPS began in 1980.
            time = (date[4] < '8' ? "20" : "19") + pair(date, 4) + "-" + pair(date, 2) + "-" +
                   pair(date, 0) + " " + pair(clock, 0) + ":" + pair(clock, 2) + ":" +
                   pair(clock, 4) + " UTC";
        }
        if (fields[2] != "A")
            return false;
        knots = fields.number(7);
        course = fields.number(8);
        return position(fields, 3);
    }

    void gsa(const Fields &fields) { dimensions = fields.integer(2).value_or(1); }

    void gsv(std::string_view talker, const Fields &fields) {
        std::optional<int> messages = fields.integer(1), message = fields.integer(2);
        const char *name = system(talker);
        if (!messages || !message || name == nullptr)
            return;
        Constellation &seen = constellations[name];
        if (*message == 1) {
            seen.in_view = fields.integer(3).value_or(0);
            seen.coming_tracked = seen.coming_strongest = 0;
        }
        for (std::size_t satellite = 4; satellite <= 16; satellite += 4) {
            int strength = fields.integer(satellite + 3).value_or(0);
            seen.coming_tracked += strength > 0;
            if (strength > seen.coming_strongest)
                seen.coming_strongest = strength;
        }
        if (*message == *messages) {
            seen.tracked = seen.coming_tracked;
            seen.strongest = seen.coming_strongest;
        }
    }

    static const char *system(std::string_view talker) {
        static constexpr struct {
            std::string_view talker;
            const char *name;
        } systems[] = {{"GP", "GPS"},    {"GL", "GLONASS"}, {"GA", "Galileo"}, {"GB", "BeiDou"},
                       {"BD", "BeiDou"}, {"GQ", "QZSS"},    {"QZ", "QZSS"},    {"GI", "NavIC"}};
        for (const auto &known : systems)
            if (known.talker == talker)
                return known.name;
        return nullptr;
    }

    // The station's number is in bits 8 to 37 of a message, so in its first sentence.
    void ais(const Fields &fields) {
        ais_sentences++;
        std::string_view payload = fields[5];
        if (fields[2] != "1" || payload.size() < 7 || stations.size() >= most_stations)
            return;
        std::uint64_t bits = 0;
        for (char c : payload.substr(0, 7)) {
            int six = c >= 48 && c <= 87 ? c - 48 : c >= 96 && c <= 119 ? c - 56 : -1;
            if (six < 0)
                return;
            bits = bits << 6 | static_cast<std::uint64_t>(six);
        }
        stations.insert(static_cast<std::uint32_t>(bits >> 4 & 0x3FFFFFFF));
    }
};

} // namespace nmea
