/*
 * Checks for the test programs. The first one that does not hold prints its place, its expression and what was found,
 * and ends the program with status 1: at once, so that no leak report hides the reason.
 *
 * Calls of the library are checked with OK and FAILS and are given `&error`, which belongs to the thread:
 *
 *     OK(tt_session_open(NULL, &session, &error));
 *     FAILS(TT_NOT_FOUND, tt_consume_to_table(session, &options, &table, &error));
 *     CHECK_TEXT(tt_error_detail(error, "topic"), "nowhere");
 */
#ifndef TOPICTABLE_TESTS_CHECK_H
#define TOPICTABLE_TESTS_CHECK_H

/* For open_memstream, clock_gettime and threads; it must come before the first system header. */
#define _POSIX_C_SOURCE 200809L

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <topictable.h>

#define CHECK(condition) check_true((condition), #condition, __FILE__, __LINE__)
#define CHECK_INT(actual, expected) check_int((actual), (expected), #actual, __FILE__, __LINE__)
#define CHECK_TEXT(actual, expected) check_text((actual), (expected), #actual, __FILE__, __LINE__)
/* That a text contains another. */
#define CHECK_PART(text, part) check_part((text), (part), #text, __FILE__, __LINE__)

/* A call that succeeds. */
#define OK(call) FAILS(TT_OK, call)
/* A call that gives this status, with an error of the same code if it is one. The error is freed by the next check. */
#define FAILS(status, call) check_status((forget_error(), (call)), (status), #call, __FILE__, __LINE__)

/* The error of this thread's last checked call. */
static _Thread_local tt_error *error;

/* Frees it: the last thing a thread does. */
static inline void forget_error(void)
{
    tt_error_free(error);
    error = NULL;
}

static inline _Noreturn void check_failed(void)
{
    fflush(NULL);
    _Exit(1);
}

static inline void check_true(int holds, const char *expression, const char *file, int line)
{
    if (holds)
        return;
    fprintf(stderr, "%s:%d: %s does not hold\n", file, line, expression);
    check_failed();
}

static inline void check_int(int64_t actual, int64_t expected, const char *expression, const char *file, int line)
{
    if (actual == expected)
        return;
    fprintf(stderr, "%s:%d: %s is %" PRId64 ", expected %" PRId64 "\n", file, line, expression, actual, expected);
    check_failed();
}

static inline void check_text(const char *actual, const char *expected, const char *expression, const char *file,
                              int line)
{
    if (actual == expected || (actual != NULL && expected != NULL && strcmp(actual, expected) == 0))
        return;
    fprintf(stderr, "%s:%d: %s is\n%s\n--- expected\n%s\n", file, line, expression, actual ? actual : "NULL",
            expected ? expected : "NULL");
    check_failed();
}

static inline void check_part(const char *text, const char *part, const char *expression, const char *file, int line)
{
    if (text != NULL && strstr(text, part) != NULL)
        return;
    fprintf(stderr, "%s:%d: %s is\n%s\n--- expected to contain\n%s\n", file, line, expression, text ? text : "NULL",
            part);
    check_failed();
}

static inline void check_status(int32_t status, int32_t expected, const char *call, const char *file, int line)
{
    int is_error = expected != TT_OK && expected < TT_NO_CHANGE;
    if (status == expected && tt_error_code(error) == (is_error ? expected : TT_OK) && (error != NULL) == is_error)
        return;
    fprintf(stderr, "%s:%d: %s gave %" PRId32 ", expected %" PRId32 "\nerror: %s%s\n", file, line, call, status,
            expected, error ? "" : "none", tt_error_message(error));
    check_failed();
}

/* Milliseconds of a clock that only goes forward. */
static inline int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static inline void sleep_ms(int64_t ms)
{
    struct timespec time = {ms / 1000, ms % 1000 * 1000000};
    nanosleep(&time, NULL);
}

#endif
