/* The tests' own helpers: a child's exit code, kill and stop are seen for what they are, a
 * failed check fails the program, and a failed program leaves no segment behind. */
#include "process.h"

static int answer(void *argument) {
    return *(int *)argument;
}

static int sleep_long(void *argument) {
    (void)argument;
    process_sleep_ms(60000);
    return EXIT_SUCCESS;
}

static int fail_a_check(void *argument) {
    (void)argument;
    CHECK(freopen("/dev/null", "w", stderr) != NULL);
    CHECK(1 + 1 == 3);
    return EXIT_SUCCESS;
}

static int fail_a_status(void *argument) {
    (void)argument;
    CHECK(freopen("/dev/null", "w", stderr) != NULL);
    CHECK_OK(WRTMEM_E_TIMEOUT);
    return EXIT_SUCCESS;
}

static int wait_too_short(void *argument) {
    CHECK(freopen("/dev/null", "w", stderr) != NULL);
    process_wait(process_spawn(sleep_long, argument), 20);
    return EXIT_SUCCESS;
}

/* In a program of its own: names a file as the library would, says which, then fails. */
static int leave_a_file(const char *list) {
    char path[256];
    snprintf(path, sizeof path, "/dev/shm/wrtmem.%s", process_segment_name("helpers"));
    FILE *file = fopen(path, "w");
    CHECK(file != NULL && fclose(file) == 0);
    file = fopen(list, "w");
    CHECK(file != NULL && fputs(path, file) > 0 && fclose(file) == 0);
    return fail_a_check(NULL);
}

int main(int argc, char **argv) {
    if (argc == 3 && strcmp(argv[1], "leave") == 0)
        return leave_a_file(argv[2]);
    if (argc == 3 && strcmp(argv[1], "seven") == 0)
        return strcmp(argv[2], "argument") == 0 ? 7 : 8;

    int code = 42;
    CHECK(process_wait(process_spawn(answer, &code), 10000) == 42);
    CHECK(process_wait(process_exec("seven", "argument"), 10000) == 7);
    CHECK(process_wait(process_spawn(fail_a_check, NULL), 10000) == EXIT_FAILURE);
    CHECK(process_wait(process_spawn(fail_a_status, NULL), 10000) == EXIT_FAILURE);
    CHECK(process_wait(process_spawn(wait_too_short, NULL), 10000) == EXIT_FAILURE);

    pid_t child = process_spawn(sleep_long, NULL);
    process_stop(child);
    CHECK(kill(child, 0) == 0);
    process_continue(child);
    process_kill(child);
    CHECK(kill(child, 0) == -1 && errno == ESRCH);

    CHECK(strcmp(process_segment_name("x"), process_segment_name("x")) != 0);
    char list[] = "/tmp/wrtmem-helpers-XXXXXX";
    int descriptor = mkstemp(list);
    CHECK(descriptor >= 0 && close(descriptor) == 0);
    CHECK(process_wait(process_exec("leave", list), 10000) == EXIT_FAILURE);
    char path[256] = "";
    FILE *file = fopen(list, "r");
    CHECK(file != NULL && fgets(path, sizeof path, file) != NULL && fclose(file) == 0);
    CHECK(unlink(list) == 0);
    CHECK(strncmp(path, "/dev/shm/wrtmem.test-helpers-", 29) == 0);
    CHECK(access(path, F_OK) == -1 && errno == ENOENT);
    return EXIT_SUCCESS;
}
