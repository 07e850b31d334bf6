// A table that is drawn again and again at one place of a terminal.
#pragma once

#include <cstdio>
#include <string>
#include <sys/ioctl.h>
#include <unistd.h>
#include <vector>

// Takes the terminal's alternate screen while it lives. What others print meanwhile appears
// below the table. Without a terminal on standard output nothing is drawn.
class Screen {
  public:
    Screen() : active_(isatty(STDOUT_FILENO) == 1) {
        if (active_)
            put("\x1b[?1049h\x1b[?25l\x1b[2J");
    }
    ~Screen() { leave(); }
    Screen(const Screen &) = delete;
    Screen &operator=(const Screen &) = delete;

    bool active() const { return active_; }

    void draw(const std::vector<std::string> &lines) {
        if (!active_)
            return;
        winsize size{};
        if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row < 2 || size.ws_col < 2) {
            size.ws_row = 24;
            size.ws_col = 80;
        }
        std::string frame = "\x1b[H";
        std::size_t rows = 0;
        for (const std::string &line : lines) {
            if (++rows >= size.ws_row)
                break;
            frame += line.substr(0, size.ws_col) + "\x1b[K\r\n";
        }
        if (size.ws_row != rows_ || size.ws_col != columns_ || rows < drawn_)
            frame += "\x1b[J"; // remains of a longer table or another window size
        rows_ = size.ws_row;
        columns_ = size.ws_col;
        drawn_ = rows;
        put(frame);
    }

    void leave() {
        if (active_)
            put("\x1b[?25h\x1b[?1049l");
        active_ = false;
    }

  private:
    static void put(const std::string &text) {
        std::fwrite(text.data(), 1, text.size(), stdout);
        std::fflush(stdout);
    }

    bool active_;
    unsigned rows_ = 0, columns_ = 0;
    std::size_t drawn_ = 0;
};
